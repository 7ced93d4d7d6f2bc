//! Every route of the API, one module per noun.

mod app;
mod console;
mod conversations;
mod exports;
mod imports;
mod jobs;
mod keys;
mod members;
mod messages;
mod receipts;
mod sync;
mod users;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    app::configure(config);
    keys::configure(config);
    jobs::configure(config);
    users::configure(config);
    conversations::configure(config);
    members::configure(config);
    messages::configure(config);
    receipts::configure(config);
    sync::configure(config);
    console::configure(config);
    imports::configure(config);
    exports::configure(config);
}
