//! News between nodes: a line of JSON that says what follows, then the frames as they are.
//!
//! Frames are not put into the JSON, because escaping them would cost more than all the rest.

use super::{News, Signal};
use crate::log::{Audience, Batch, Delivery, Effect, Hidden};
use bytestring::ByteString;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;
use warbler_protocol::{AppId, ConversationId, UserId};

#[derive(Deserialize, Serialize)]
struct Head {
    /// The node that says it, so that it does not hear itself.
    node: Uuid,
    news: Wire,
}

#[derive(Deserialize, Serialize)]
enum Wire {
    Committed { shard: i32, first: i64, last: i64, deliveries: Vec<Part> },
    Signal(Signal),
}

#[derive(Deserialize, Serialize)]
struct Part {
    position: i64,
    app_id: AppId,
    conversation_id: ConversationId,
    audience: Audience,
    effect: Effect,
    length: usize,
    /// Who may not see it, and the lengths of the frames that they get.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    hidden: Vec<(Vec<UserId>, usize)>,
}

pub(super) fn encode_batch(node: Uuid, batch: &Batch) -> Vec<u8> {
    let part = |delivery: &Delivery| Part {
        position: delivery.position,
        app_id: delivery.app_id,
        conversation_id: delivery.conversation_id,
        audience: delivery.audience.clone(),
        effect: delivery.effect.clone(),
        hidden: delivery.hidden.iter().map(|it| (it.from.clone(), it.frame.len())).collect(),
        length: delivery.frame.len(),
    };
    let deliveries = batch.deliveries.iter().map(part).collect();
    let (shard, first, last) = (batch.shard, batch.first, batch.last);
    let mut bytes = encode(node, Wire::Committed { shard, first, last, deliveries });
    for delivery in &batch.deliveries {
        bytes.extend_from_slice(delivery.frame.as_bytes());
        for hidden in &delivery.hidden {
            bytes.extend_from_slice(hidden.frame.as_bytes());
        }
    }
    bytes
}

pub(super) fn encode_signal(node: Uuid, signal: Signal) -> Vec<u8> {
    encode(node, Wire::Signal(signal))
}

/// The news and who says it; nothing if it cannot be read, as from a node of another version.
pub(super) fn decode(bytes: &[u8]) -> Option<(Uuid, News)> {
    let line = bytes.iter().position(|byte| *byte == b'\n')?;
    let (head, mut frames) = bytes.split_at(line);
    let head: Head = serde_json::from_slice(head).ok()?;
    let news = match head.news {
        Wire::Signal(signal) => News::Signal(Arc::new(signal)),
        Wire::Committed { shard, first, last, deliveries } => {
            frames = frames.get(1..)?;
            let mut read = Vec::with_capacity(deliveries.len());
            for part in deliveries {
                let frame = take(&mut frames, part.length)?;
                let mut hidden = Vec::with_capacity(part.hidden.len());
                for (from, length) in part.hidden {
                    hidden.push(Hidden { from, frame: take(&mut frames, length)? });
                }
                read.push(Delivery {
                    position: part.position,
                    app_id: part.app_id,
                    conversation_id: part.conversation_id,
                    audience: part.audience,
                    effect: part.effect,
                    hidden,
                    frame,
                });
            }
            News::Committed(Arc::new(Batch { shard, first, last, deliveries: read }))
        }
    };
    Some((head.node, news))
}

/// The next frame.
fn take(frames: &mut &[u8], length: usize) -> Option<ByteString> {
    let (frame, rest) = frames.split_at_checked(length)?;
    *frames = rest;
    ByteString::try_from(frame.to_vec()).ok()
}

fn encode(node: Uuid, news: Wire) -> Vec<u8> {
    // The types are ours and hold no map with keys that JSON lacks, so this cannot fail.
    let mut bytes = serde_json::to_vec(&Head { node, news }).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_survives_the_wire() {
        let delivery = |position, frame: &str| Delivery {
            position,
            app_id: AppId::generate(),
            conversation_id: ConversationId::generate(),
            audience: Audience::User("alice".parse().unwrap()),
            effect: Effect::Joined(vec!["bob".parse().unwrap()]),
            hidden: vec![Hidden {
                from: vec!["carol".parse().unwrap()],
                frame: "{\"t\":\"hidden\"}".into(),
            }],
            frame: frame.to_owned().into(),
        };
        let deliveries = vec![delivery(7, "{\"t\":\"你好\\n\"}"), delivery(8, "{}")];
        let batch = Batch { shard: 3, first: 7, last: 8, deliveries };
        let node = Uuid::now_v7();

        let (from, news) = decode(&encode_batch(node, &batch)).unwrap();

        let News::Committed(read) = news else { panic!("{news:?}") };
        assert_eq!(from, node);
        assert_eq!(format!("{read:?}"), format!("{batch:?}"));
    }

    #[test]
    fn nonsense_is_no_news() {
        for bytes in [&b""[..], b"\n", b"{}\n", b"\xff\xfe\n", b"{\"node\":1}\n"] {
            assert!(decode(bytes).is_none());
        }
    }
}
