//! What messages and receipts say.

use super::*;

#[test]
fn corrupted_text() {
    assert_found(Kind::Corrupted, |history| {
        let message = plain(history)?;
        each_message(history, |m| {
            if m.id == message.id {
                m.text.push('!');
            }
        });
        Some(())
    });
}

#[test]
fn corrupted_delivery() {
    assert_found(Kind::Corrupted, |history| {
        let id = plain(history)?.id;
        history.sessions.iter_mut().flat_map(|session| &mut session.events).find_map(|event| {
            match &mut event.seen {
                Seen::Entry { entry: Entry { kind: EntryKind::Created(m), .. }, .. }
                    if m.id == id =>
                {
                    m.text.push('!');
                    Some(())
                }
                _ => None,
            }
        })
    });
}

#[test]
fn resurrected_text_in_history() {
    assert_found(Kind::Resurrected, |history| {
        let id = recalled(history)?;
        each_message(history, |m| {
            if m.id == id {
                m.text = "I am back".to_owned();
            }
        });
        Some(())
    });
}

#[test]
fn resurrected_text_in_a_session() {
    assert_found(Kind::Resurrected, |history| {
        let id = recalled(history)?;
        history.sessions.iter_mut().flat_map(|session| &mut session.events).find_map(|event| {
            match &mut event.seen {
                Seen::Entry { entry: Entry { kind: EntryKind::Recalled(m), .. }, .. }
                    if m.id == id =>
                {
                    m.text = "I am back".to_owned();
                    Some(())
                }
                _ => None,
            }
        })
    });
}

#[test]
fn edited_after_recall() {
    assert_found(Kind::Resurrected, |history| {
        let id = recalled(history)?;
        for reading in &mut history.readings {
            let seq = reading.entries.last()?.seq + 1;
            let mut message = reading.messages.iter().find(|m| m.id == id)?.clone();
            message.version += 1;
            reading.entries.push(Entry { seq, kind: EntryKind::Updated(message) });
        }
        Some(())
    });
}

#[test]
fn state_is_not_what_its_entries_make() {
    assert_found(Kind::VersionGap, |history| {
        server(history).messages.last_mut()?.version += 1;
        Some(())
    });
}

#[test]
fn receipt_moved_backwards() {
    assert_found(Kind::ReceiptBackwards, |history| {
        for session in &mut history.sessions {
            let mut seen = std::collections::HashSet::new();
            for event in &mut session.events {
                if let Seen::Receipt { user, read_seq, .. } = &mut event.seen
                    && !seen.insert(user.clone())
                {
                    *read_seq = 0;
                    return Some(());
                }
            }
        }
        None
    });
}

#[test]
fn receipt_lost() {
    assert_found(Kind::ReceiptBackwards, |history| {
        let receipt = server(history).receipts.iter_mut().find(|receipt| receipt.1 > 0)?;
        receipt.1 = 0;
        Some(())
    });
}

#[test]
fn receipt_past_the_head() {
    assert_found(Kind::ReceiptPastHead, |history| {
        server(history).receipts.first_mut()?.1 = 1_000_000;
        Some(())
    });
}
