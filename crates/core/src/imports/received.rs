//! Files in a chunk of lines. Their bytes are taken before the chunk's transaction begins: nothing
//! waits for a store while it holds a shard.

use super::{Line, chunk::reason};
use crate::{Context, Result, Scope, files};
use std::collections::HashMap;
use warbler_protocol::Record;

/// What came of the lines that are about files, by their numbers: whether they were new, or why they
/// are bad.
pub(super) type Received = HashMap<u64, Result<bool, String>>;

/// Takes what the lines have of files.
pub(super) async fn receive(ctx: &Context, scope: &Scope, lines: &[Line]) -> Result<Received> {
    let mut received = Received::new();
    for line in lines {
        let taken = match &line.record {
            Ok(Some(Record::File(file))) => files::announce(ctx, scope, file).await,
            Ok(Some(Record::FileBytes(piece))) => files::take_piece(ctx, scope, piece).await,
            _ => continue,
        };
        let taken = match taken {
            Ok(new) => Ok(new),
            Err(error) => Err(reason(error)?),
        };
        received.insert(line.number, taken);
    }
    Ok(received)
}
