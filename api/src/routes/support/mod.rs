//! The support desk.

mod canned_replies;
mod conversations;
mod desk;
mod operators;
mod queues;
mod transcript;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    conversations::configure(config);
    transcript::configure(config);
    desk::configure(config);
    queues::configure(config);
    operators::configure(config);
    canned_replies::configure(config);
}
