//! Threads: replies to one message, apart from the main timeline.
//!
//! A thread is named by the message it is about, its root, which is never a reply itself. A reply
//! is a message and an entry like any other; what is different is that it counts in its thread
//! (`threads.last_ordinal`) and not in the conversation. Those who follow a thread are told how much
//! of it they have not read: the root's sender, who replies, who is mentioned, and who asks to.
//! Nobody follows a thread whose root they cannot see.

mod export;
mod grow;
mod import;
mod list;
mod model;
mod part;
mod store;

pub(crate) use export::records;
pub(crate) use grow::{Growing, Root};
pub(crate) use import::{Intake, PartKey};
pub use list::list;
pub(crate) use list::{by_id, changed_since};
pub use part::{follow, read, unfollow};
pub(crate) use part::{forget, forget_up_to};

use crate::{Result, log::Writer, messages, sql::statement};
use sea_orm::ConnectionTrait as _;
use warbler_protocol::Thread;

/// A reply was recalled: it keeps its place, alerts nobody any more and is no reply to be counted.
pub(crate) async fn recall_reply(writer: &Writer<'_>, reply: &messages::Model) -> Result<()> {
    let (tx, app_id, thread_id) = (writer.tx(), reply.app_id, reply.thread_id);
    let sql = "update threads set reply_count = reply_count - 1 where app_id = $1 and id = $2";
    tx.execute_raw(statement(tx, sql, vec![app_id.into(), thread_id.into()])).await?;
    let sql = "delete from thread_mentions where app_id = $1 and thread_id = $2 and ordinal = $3";
    let values = vec![app_id.into(), thread_id.into(), reply.ordinal.into()];
    tx.execute_raw(statement(tx, sql, values)).await?;
    Ok(())
}

/// The thread that a message is a reply in, if it is one.
pub(crate) async fn of_reply(
    writer: &Writer<'_>,
    message: &messages::Model,
) -> Result<Option<Thread>> {
    let Some(thread_id) = message.thread_id else { return Ok(None) };
    let found = by_id(writer.tx(), message.app_id(), vec![thread_id]).await?;
    Ok(found.into_values().next())
}
