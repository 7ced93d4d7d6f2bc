//! Writing down what came of attempts, many in one go.

use super::{
    disable::{disable, too_long},
    queue::{Due, Queue},
    verdict::{self, Answer, Verdict, judge},
};
use crate::{
    Context, Result,
    sql::{Rows, Script, Type, column, nullable, text_or_empty},
    validate::{encode, word},
};
use reqwest::header::HeaderMap;
use std::{collections::BTreeMap, time::Duration};
use uuid::Uuid;
use warbler_protocol::{AppId, DeliveryStatus, DisabledReason, EndpointId, Timestamp};

/// How much of an answer is kept.
pub const MAX_KEPT: usize = 1024;
const MAX_HEADERS: usize = 40;
const MAX_HEADER: usize = 200;

/// What came of one attempt.
#[derive(Clone, Debug)]
pub struct Outcome {
    app_id: AppId,
    endpoint_id: EndpointId,
    delivery_id: Uuid,
    /// The attempt's number.
    number: i64,
    at: Timestamp,
    took: Duration,
    signature: String,
    answer: Answer,
    pub verdict: Verdict,
}

impl Outcome {
    /// The answer to an attempt that was made at a moment.
    pub fn new(
        ctx: &Context,
        (queue, due): (&Queue, &Due),
        (at, took): (Timestamp, Duration),
        signature: String,
        answer: Answer,
    ) -> Self {
        let number = due.attempts + 1;
        let verdict = judge(&answer, number, ctx.now());
        let (app_id, endpoint_id, delivery_id) = (queue.app_id, queue.endpoint_id, due.id);
        Self { app_id, endpoint_id, delivery_id, number, at, took, signature, answer, verdict }
    }

    fn status(&self) -> DeliveryStatus {
        match self.verdict {
            Verdict::Succeeded => DeliveryStatus::Succeeded,
            Verdict::Retry { .. } => DeliveryStatus::Pending,
            Verdict::Dead | Verdict::Disable => DeliveryStatus::Dead,
        }
    }

    fn status_code(&self) -> i64 {
        match &self.answer {
            Answer::Response(response) => i64::from(response.status.as_u16()),
            _ => 0,
        }
    }

    /// Whether the endpoint is to blame.
    pub fn failed(&self) -> bool {
        self.verdict != Verdict::Succeeded && !matches!(self.answer, Answer::Gone)
    }
}

/// Writes outcomes down. Answers to attempts that somebody else made meanwhile change nothing.
pub async fn settle(ctx: &Context, outcomes: &[Outcome]) -> Result<()> {
    let mut script = Script::new(ctx.db.backend());
    deliveries(&mut script, outcomes)?;
    attempts(&mut script, outcomes)?;
    let health = health(outcomes);
    endpoints(&mut script, &health, ctx.now());
    script.run(ctx.db.writer()).await?;
    for outcome in outcomes.iter().filter(|it| it.verdict == Verdict::Disable) {
        disable(ctx, outcome.app_id, outcome.endpoint_id, DisabledReason::Gone).await?;
    }
    let failed = health.iter().filter(|(_, health)| health.failed);
    for (app_id, endpoint_id) in too_long(ctx, failed.map(|(key, _)| *key)).await? {
        disable(ctx, app_id, endpoint_id, DisabledReason::Failing).await?;
    }
    Ok(())
}

fn deliveries(script: &mut Script, outcomes: &[Outcome]) -> Result<()> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("endpoint_id", Type::Uuid),
        column("id", Type::Uuid),
        column("attempts", Type::Int),
        column("status", Type::Text),
        column("run_at", Type::Int),
        column("status_code", Type::Int),
        column("error", Type::Text),
    ]);
    for outcome in outcomes {
        let run_at = match outcome.verdict {
            Verdict::Retry { at, .. } => at.0,
            _ => 0,
        };
        rows.push([
            outcome.app_id.0.into(),
            outcome.endpoint_id.0.into(),
            outcome.delivery_id.into(),
            outcome.number.into(),
            word(&outcome.status())?.into(),
            run_at.into(),
            outcome.status_code().into(),
            text_or_empty(verdict::error(&outcome.answer).as_deref()),
        ]);
    }
    let sql = "update webhook_deliveries set attempts = v.attempts, status = v.status, \
        run_at = nullif(v.run_at, 0), status_code = nullif(v.status_code, 0), \
        error = nullif(v.error, '') from v \
        where webhook_deliveries.app_id = v.app_id \
        and webhook_deliveries.endpoint_id = v.endpoint_id and webhook_deliveries.id = v.id \
        and webhook_deliveries.attempts = v.attempts - 1 \
        and webhook_deliveries.run_at is not null";
    script.add(rows, sql);
    Ok(())
}

fn attempts(script: &mut Script, outcomes: &[Outcome]) -> Result<()> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("endpoint_id", Type::Uuid),
        column("delivery_id", Type::Uuid),
        column("number", Type::Int),
        column("at", Type::Int),
        column("duration_ms", Type::Int),
        column("signature", Type::Text),
        nullable("status_code", Type::Int),
        nullable("error", Type::Text),
        nullable("response_headers", Type::Text),
        nullable("response_body", Type::Text),
    ]);
    for outcome in outcomes {
        let (headers, body) = match &outcome.answer {
            Answer::Response(it) => (encode(&headers(&it.headers))?, text(&it.body)),
            _ => Default::default(),
        };
        rows.push([
            outcome.app_id.0.into(),
            outcome.endpoint_id.0.into(),
            outcome.delivery_id.into(),
            outcome.number.into(),
            outcome.at.0.into(),
            i64::try_from(outcome.took.as_millis()).unwrap_or(i64::MAX).into(),
            outcome.signature.as_str().into(),
            outcome.status_code().into(),
            text_or_empty(verdict::error(&outcome.answer).as_deref()),
            headers.into(),
            body.into(),
        ]);
    }
    script.insert(rows, "webhook_attempts", "on conflict do nothing");
    Ok(())
}

/// How an endpoint did in these attempts.
#[derive(Clone, Copy, Debug, Default)]
struct Health {
    succeeded: bool,
    failed: bool,
    paused_until: i64,
}

fn health(outcomes: &[Outcome]) -> BTreeMap<(AppId, EndpointId), Health> {
    let mut endpoints: BTreeMap<_, Health> = BTreeMap::new();
    for outcome in outcomes {
        let health = endpoints.entry((outcome.app_id, outcome.endpoint_id)).or_default();
        health.succeeded |= outcome.verdict == Verdict::Succeeded;
        health.failed |= outcome.failed();
        if let Verdict::Retry { at, pause: true } = outcome.verdict {
            health.paused_until = health.paused_until.max(at.0);
        }
    }
    for health in endpoints.values_mut() {
        health.failed &= !health.succeeded;
    }
    endpoints
}

/// Since when endpoints fail, and until when they are left alone. Of those that do well and did so
/// before, nothing is written.
fn endpoints(script: &mut Script, health: &BTreeMap<(AppId, EndpointId), Health>, now: Timestamp) {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("id", Type::Uuid),
        column("failed", Type::Bool),
        column("paused_until", Type::Int),
        column("now", Type::Int),
    ]);
    for ((app_id, endpoint_id), Health { succeeded, failed, paused_until }) in health {
        if *succeeded || *failed {
            let paused_until = *paused_until;
            rows.push([
                app_id.0.into(),
                endpoint_id.0.into(),
                (*failed).into(),
                paused_until.into(),
                now.0.into(),
            ]);
        }
    }
    let sql = "update webhook_endpoints set paused_until = nullif(v.paused_until, 0), \
        failing_since = case when v.failed then coalesce(failing_since, v.now) end from v \
        where webhook_endpoints.app_id = v.app_id and webhook_endpoints.id = v.id \
        and (v.failed or v.paused_until > 0 or failing_since is not null)";
    script.add(rows, sql);
}

fn headers(headers: &HeaderMap) -> BTreeMap<&str, String> {
    let shown = headers.iter().take(MAX_HEADERS);
    shown.map(|(name, value)| (name.as_str(), text(cut(value.as_bytes(), MAX_HEADER)))).collect()
}

fn cut(bytes: &[u8], most: usize) -> &[u8] {
    bytes.get(..most).unwrap_or(bytes)
}

/// As text that every database takes.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(cut(bytes, MAX_KEPT)).replace('\0', "")
}
