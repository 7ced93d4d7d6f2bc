//! One attempt at one delivery.

use std::time::{Duration, Instant};
use warbler_core::{
    Context,
    egress::Request,
    webhooks::{Answer, Body, Due, MAX_KEPT, Outcome, Queue, signed_request},
};

/// Sends the body, if there is one left, and answers what came of it.
pub(super) async fn attempt(
    ctx: &Context,
    queue: &Queue,
    due: &Due,
    body: Option<Body>,
) -> Outcome {
    let at = ctx.now();
    let Some(body) = body else {
        return Outcome::new(ctx, (queue, due), (at, Duration::ZERO), String::new(), Answer::Gone);
    };
    let signature = queue.signer.sign(&body.event_id.to_string(), at, body.json.as_bytes());
    let request = Request {
        timeout: ctx.limits.webhook_timeout,
        max_body: MAX_KEPT,
        cut: true,
        ..signed_request(&queue.url, body.event_id, at, &signature, body.json)
    };
    let started = Instant::now();
    let answer = match ctx.egress.fetch(request).await {
        Ok(response) => Answer::Response(response),
        Err(error) => Answer::Failure(error),
    };
    let took = started.elapsed();
    let outcome = Outcome::new(ctx, (queue, due), (at, took), signature, answer);
    let name = if outcome.failed() { "failed" } else { "succeeded" };
    metrics::counter!("warbler_webhook_attempts_total", "outcome" => name).increment(1);
    metrics::histogram!("warbler_webhook_attempt_seconds").record(took.as_secs_f64());
    outcome
}
