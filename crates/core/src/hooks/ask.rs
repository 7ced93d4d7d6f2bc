//! Asking a hook.

use super::{Known, breaker::Entry, stats::Fate};
use crate::{
    Context, Error, Result, Scope,
    egress::Request,
    messages::check_text,
    validate::{self, encode},
    webhooks::{API_VERSION, signed_request},
};
use std::time::{Duration, Instant};
use warbler_protocol::{
    ConversationId, ErrorCode, EventId, EventPlace, HookAction, HookAnswer, HookChange, HookData,
    HookRequest, OnFailure, ProposedMessage,
};

/// Longest answer.
const MAX_ANSWER: usize = 128 * 1024;
/// Most characters of a reason that are told.
const MAX_REASON: usize = 200;

/// What a user is about to do.
pub(crate) struct Proposal {
    pub(crate) conversation_id: ConversationId,
    pub(crate) message: ProposedMessage,
}

/// Asks, and answers what is to change; an error is the refusal. What the change says is not checked
/// yet.
pub(crate) async fn ask(
    ctx: &Context,
    scope: &Scope,
    hook: &Known,
    proposal: Proposal,
) -> Result<HookChange> {
    let key = (scope.app_id, hook.id);
    match ctx.hooks.enter(hook.id, ctx.now()) {
        Entry::Open => {}
        Entry::Full => return Err(Error::Overloaded),
        Entry::Broken => {
            ctx.hooks.count(key, Fate::Skipped, Duration::ZERO);
            return without_answer(hook, "it failed again and again");
        }
    }
    let call = Call { ctx, hook, failed: true };
    let started = Instant::now();
    let answered = call.fetch(scope, proposal).await;
    let took = started.elapsed();
    metrics::histogram!("warbler_hook_seconds").record(took.as_secs_f64());
    let (fate, done) = match answered.and_then(checked) {
        Err(why) => (Fate::Failed, without_answer(hook, &why)),
        Ok(HookAnswer { action: HookAction::Allow, .. }) => {
            (Fate::Allowed, Ok(HookChange::default()))
        }
        Ok(HookAnswer { action: HookAction::Modify, message, .. }) => {
            (Fate::Modified, Ok(message.unwrap_or_default()))
        }
        Ok(HookAnswer { action: HookAction::Reject, reason, .. }) => {
            (Fate::Rejected, Err(rejection(reason)))
        }
    };
    ctx.hooks.count(key, fate, took);
    call.end(fate == Fate::Failed);
    done
}

/// An answer whose change could be sent.
fn checked(answer: HookAnswer) -> Result<HookAnswer, String> {
    let change = answer.message.iter();
    let fits = |change: &HookChange| {
        check_text(change.text.as_deref().unwrap_or_default())?;
        change.metadata.as_ref().map(|it| validate::metadata("/metadata", it)).transpose().map(drop)
    };
    match change.map(fits).find_map(Result::err) {
        Some(error) => Err(format!("its change cannot be sent: {error}")),
        None => Ok(answer),
    }
}

/// A call under way: it ends also when nobody waits for it any more.
struct Call<'a> {
    ctx: &'a Context,
    hook: &'a Known,
    failed: bool,
}

impl Call<'_> {
    fn end(mut self, failed: bool) {
        self.failed = failed;
    }

    async fn fetch(&self, scope: &Scope, proposal: Proposal) -> Result<HookAnswer, String> {
        let (ctx, hook, at) = (self.ctx, self.hook, self.ctx.now());
        let id = EventId::generate();
        let body = HookRequest {
            id,
            kind: hook.kind,
            timestamp: at,
            api_version: API_VERSION.to_owned(),
            app_id: scope.app_id,
            data: HookData { message: proposal.message },
            conversation: EventPlace { id: proposal.conversation_id, seq: None },
        };
        let body = encode(&body).map_err(|error| error.to_string())?;
        let signature = hook.signer.sign(&id.to_string(), at, body.as_bytes());
        let request = Request {
            timeout: hook.deadline,
            max_body: MAX_ANSWER,
            ..signed_request(&hook.url, id, at, &signature, body)
        };
        let response = ctx.egress.fetch(request).await.map_err(|error| error.to_string())?;
        match response.status.as_u16() {
            204 => Ok(HookAnswer { action: HookAction::Allow, reason: None, message: None }),
            200..300 => serde_json::from_slice(&response.body)
                .map_err(|error| format!("its answer cannot be read: {error}")),
            status => Err(format!("it answered {status}")),
        }
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.ctx.hooks.leave(self.hook.id, self.failed, self.ctx.now());
    }
}

/// What the hook stands for when it says nothing.
fn without_answer(hook: &Known, why: &str) -> Result<HookChange> {
    tracing::debug!(hook_id = %hook.id, why, "a hook gave no answer");
    match hook.on_failure {
        OnFailure::Allow => Ok(HookChange::default()),
        OnFailure::Reject => {
            let detail = "the app's hook gave no answer".to_owned();
            Err(Error::Refused(ErrorCode::Unavailable, detail))
        }
    }
}

fn rejection(reason: Option<String>) -> Error {
    let reason = reason.filter(|reason| !reason.trim().is_empty());
    let reason = reason.unwrap_or_else(|| "the app refuses it".to_owned());
    let visible = reason.chars().filter(|char| !char.is_control()).take(MAX_REASON);
    Error::Refused(ErrorCode::RejectedByHook, visible.collect())
}
