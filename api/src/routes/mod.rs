//! Every route of the API, one module per noun.

mod app;
mod app_events;
mod bans;
mod blocks;
mod console;
mod conversations;
mod drafts;
pub(crate) mod events;
mod exports;
mod files;
mod hiding;
mod hooks;
mod imports;
mod insight;
mod jobs;
mod keys;
mod links;
mod members;
mod messages;
mod names;
mod pins;
mod presence;
mod reactions;
mod receipts;
mod search;
mod support;
mod sync;
mod threads;
mod users;
mod webhooks;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    app::configure(config);
    keys::configure(config);
    jobs::configure(config);
    insight::configure(config);
    users::configure(config);
    conversations::configure(config);
    members::configure(config);
    bans::configure(config);
    blocks::configure(config);
    drafts::configure(config);
    messages::configure(config);
    threads::configure(config);
    reactions::configure(config);
    pins::configure(config);
    hiding::configure(config);
    receipts::configure(config);
    search::configure(config);
    files::configure(config);
    links::configure(config);
    sync::configure(config);
    names::configure(config);
    console::configure(config);
    presence::configure(config);
    events::configure(config);
    imports::configure(config);
    exports::configure(config);
    webhooks::configure(config);
    hooks::configure(config);
    app_events::configure(config);
    support::configure(config);
}
