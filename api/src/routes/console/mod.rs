//! `/v1/console/…`: what people do who run apps, in a browser.

mod accounts;
mod apps;
mod audit;
mod invitations;
mod members;
mod organizations;
mod sessions;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    accounts::configure(config);
    sessions::configure(config);
    organizations::configure(config);
    members::configure(config);
    invitations::configure(config);
    apps::configure(config);
    audit::configure(config);
}
