//! Frames of a connection, as text.

use super::goodbye::Goodbye;
use bytestring::ByteString;
use serde::Serialize;
use std::time::Duration;
use uuid::Uuid;
use warbler_core::Error;
use warbler_protocol::{CommandFrame, ErrorCode, Object, Problem, ServerFrame};

/// The envelope of a command. What is none ends the connection: a client that cannot write one
/// cannot read the refusal either.
pub(super) fn read(text: &str) -> Result<CommandFrame<'_>, Goodbye> {
    serde_json::from_str(text).map(|Object(frame)| frame).map_err(|_| Goodbye::BadFrame)
}

/// The first frame.
pub(super) fn hello(heartbeat: Duration) -> ServerFrame {
    ServerFrame::Hello {
        heartbeat_ms: u64::try_from(heartbeat.as_millis()).unwrap_or(u64::MAX),
        max_frame: super::MAX_FRAME,
        server: concat!("warbler/", env!("CARGO_PKG_VERSION")).to_owned(),
    }
}

/// The reply to a command; `data` is JSON.
pub(super) fn reply(id: u64, data: &str) -> ByteString {
    format!(r#"{{"r":{id},"ok":true,"d":{data}}}"#).into()
}

/// The refusal of a command, with an id by which it can be spoken of.
pub(super) fn refusal(id: u64, mut problem: Problem) -> ByteString {
    if problem.request_id.is_empty() {
        problem.request_id = Uuid::now_v7().to_string();
    }
    format!(r#"{{"r":{id},"ok":false,"e":{}}}"#, encode(&problem)).into()
}

/// JSON of a value of ours.
pub(crate) fn encode(value: &impl Serialize) -> ByteString {
    // Our types hold no map with keys that JSON lacks, so this cannot fail.
    serde_json::to_string(value).unwrap_or_default().into()
}

/// What a client is told of an error. What broke is for our logs.
pub(crate) fn problem(error: &Error) -> Problem {
    let request_id = Uuid::now_v7().to_string();
    let code = error.code();
    let detail = match code {
        ErrorCode::Internal | ErrorCode::Unavailable => {
            tracing::error!(%error, request_id, "command failed");
            code.title().to_owned()
        }
        _ => error.to_string(),
    };
    let mut problem = Problem::new(code, detail);
    problem.request_id = request_id;
    problem.until = error.until();
    if let Error::Invalid(errors) = error {
        problem.errors.clone_from(errors);
    }
    problem
}
