//! The checker finds what it claims to find: every way to break a history is found and named.

use super::{
    Kind, check,
    history::{Action, Answer, Entry, EntryKind, Event, History, Message, Outcome, Reading, Seen},
    simulate::{app, conversation, foreign, simulate, user},
};
use uuid::Uuid;
use warbler_protocol::MessageId;

const SEEDS: u64 = 60;

/// Breaks many valid histories and expects every one that could be broken to be found out.
fn assert_found(kind: Kind, mutate: impl Fn(&mut History) -> Option<()>) {
    let mut broken = 0;
    for seed in 0..SEEDS {
        let mut history = simulate(seed, 150);
        if mutate(&mut history).is_none() {
            continue;
        }
        broken += 1;
        let found = check(&history);
        let named = found.iter().any(|violation| violation.kind == kind);
        assert!(named, "seed {seed}: expected {kind:?}, found {found:#?}");
    }
    assert!(broken >= 10, "only {broken} histories could be broken");
}

/// Takes out what the log says at `seq` for everyone, as if it had never been, closing the gap.
fn remove_everywhere(history: &mut History, seq: i64) {
    for reading in &mut history.readings {
        reading.entries.retain(|entry| entry.seq != seq);
        for entry in reading.entries.iter_mut().filter(|entry| entry.seq > seq) {
            entry.seq -= 1;
        }
    }
}

fn server(history: &mut History) -> &mut Reading {
    history.readings.iter_mut().find(|reading| reading.reader.is_none()).unwrap()
}

/// An acknowledged message that was neither edited nor recalled.
fn plain(history: &History) -> Option<Message> {
    let changed = |id: MessageId| {
        history.operations.iter().any(|operation| match operation.action {
            Action::Edit { message, .. } | Action::Recall { message } => message == id,
            _ => false,
        })
    };
    sent(history).into_iter().rev().find(|message| !changed(message.id))
}

/// Acknowledged messages, in the order of their acknowledgement.
fn sent(history: &History) -> Vec<Message> {
    let sends = history.operations.iter().filter_map(|operation| {
        match (&operation.action, &operation.outcome) {
            (Action::Send { .. }, Outcome::Ok(Answer::Message(message))) => Some(message.clone()),
            _ => None,
        }
    });
    sends.collect()
}

fn recalled(history: &History) -> Option<MessageId> {
    history.operations.iter().find_map(|operation| match operation.action {
        Action::Recall { message } => Some(message),
        _ => None,
    })
}

/// The events of the session with most entries, and where among them the entries are.
fn delivered(history: &mut History) -> Option<(&mut Vec<Event>, Vec<usize>)> {
    let entries = |events: &[Event]| -> Vec<usize> {
        let is_entry = |at: &usize| matches!(events[*at].seen, Seen::Entry { .. });
        (0..events.len()).filter(is_entry).collect()
    };
    let session =
        history.sessions.iter_mut().max_by_key(|session| entries(&session.events).len())?;
    let places = entries(&session.events);
    (places.len() >= 4).then_some((&mut session.events, places))
}

fn each_message(history: &mut History, mut change: impl FnMut(&mut Message)) {
    for reading in &mut history.readings {
        for entry in &mut reading.entries {
            if let EntryKind::Created(m) | EntryKind::Updated(m) | EntryKind::Recalled(m) =
                &mut entry.kind
            {
                change(m);
            }
        }
        reading.messages.iter_mut().for_each(&mut change);
    }
}

#[test]
fn valid_histories_pass() {
    for seed in 0..300 {
        let found = check(&simulate(seed, 200));
        assert!(found.is_empty(), "seed {seed}: {found:#?}");
    }
}

#[test]
fn lost_acknowledged_message() {
    assert_found(Kind::Lost, |history| {
        let message = plain(history)?;
        remove_everywhere(history, message.seq);
        for reading in &mut history.readings {
            reading.messages.retain(|listed| listed.id != message.id);
        }
        Some(())
    });
}

#[test]
fn lost_edit() {
    assert_found(Kind::Lost, |history| {
        // The last thing that happened to its message.
        let mut changed = std::collections::HashSet::new();
        let seq = server(history).entries.iter().rev().find_map(|entry| {
            let last = changed.insert(entry.kind.message()?.id);
            (last && matches!(entry.kind, EntryKind::Updated(_))).then_some(entry.seq)
        })?;
        remove_everywhere(history, seq);
        Some(())
    });
}

#[test]
fn message_missing_from_the_list() {
    assert_found(Kind::Lost, |history| server(history).messages.pop().map(drop));
}

#[test]
fn duplicated_row() {
    assert_found(Kind::SentTwice, |history| {
        let message = plain(history)?;
        let id = MessageId(Uuid::from_u128(u128::MAX));
        for reading in &mut history.readings {
            let seq = reading.entries.last()?.seq + 1;
            let copy = Message { id, seq, ..message.clone() };
            reading.entries.push(Entry { seq, kind: EntryKind::Created(copy) });
        }
        Some(())
    });
}

#[test]
fn client_id_with_two_ids() {
    assert_found(Kind::SentTwice, |history| {
        let resend = history.operations.windows(2).position(|pair| {
            matches!(pair[0].outcome, Outcome::Info) && matches!(pair[1].outcome, Outcome::Ok(_))
        })?;
        let answer = history.operations[resend + 1].outcome.clone();
        let Outcome::Ok(Answer::Message(mut message)) = answer else { return None };
        message.id = MessageId(Uuid::from_u128(u128::MAX));
        history.operations[resend].outcome = Outcome::Ok(Answer::Message(message));
        Some(())
    });
}

#[test]
fn refused_and_stored() {
    assert_found(Kind::RefusedButStored, |history| {
        let message = plain(history)?;
        for operation in &mut history.operations {
            if let Action::Send { client_id, .. } = &operation.action
                && Some(client_id) == message.client_id.as_ref()
            {
                operation.outcome = Outcome::Fail;
            }
        }
        Some(())
    });
}

#[test]
fn never_sent() {
    assert_found(Kind::NeverSent, |history| {
        let message = plain(history)?;
        history.operations.retain(|operation| match &operation.action {
            Action::Send { client_id, .. } => Some(client_id) != message.client_id.as_ref(),
            _ => true,
        });
        Some(())
    });
}

#[test]
fn swapped_order() {
    assert_found(Kind::AckDiffers, |history| {
        let message = plain(history)?;
        for reading in &mut history.readings {
            let at = reading.entries.iter().position(|e| e.seq == message.seq)?;
            let other = at.checked_sub(1)?;
            let (one, two) =
                (reading.entries[at].kind.clone(), reading.entries[other].kind.clone());
            reading.entries[at].kind = two;
            reading.entries[other].kind = one;
        }
        Some(())
    });
}

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
fn gap_in_seq() {
    assert_found(Kind::SeqGap, |history| {
        let entries = &mut server(history).entries;
        entries.remove(entries.len() / 2);
        Some(())
    });
}

#[test]
fn seq_reused() {
    assert_found(Kind::SeqReused, |history| {
        let entries = &mut server(history).entries;
        let middle = entries.len() / 2;
        entries[middle].seq -= 1;
        Some(())
    });
}

#[test]
fn page_out_of_order() {
    assert_found(Kind::SeqDisorder, |history| {
        let entries = &mut server(history).entries;
        let middle = entries.len() / 2;
        entries.swap(middle, middle + 1);
        Some(())
    });
}

#[test]
fn ordinal_gap() {
    assert_found(Kind::OrdinalGap, |history| {
        let id = plain(history)?.id;
        each_message(history, |m| {
            if m.id == id {
                m.ordinal += 1;
            }
        });
        Some(())
    });
}

#[test]
fn readers_disagree() {
    assert_found(Kind::ReadersDisagree, |history| {
        let (one, two) = {
            let mut created = server(history)
                .entries
                .iter()
                .filter(|entry| matches!(entry.kind, EntryKind::Created(_)));
            (created.next()?.seq, created.next()?.seq)
        };
        let entries = &mut server(history).entries;
        let kind =
            |entries: &[Entry], seq| entries.iter().find(|e| e.seq == seq).unwrap().kind.clone();
        let (first, second) = (kind(entries, one), kind(entries, two));
        for entry in entries {
            match entry.seq {
                seq if seq == one => entry.kind = second.clone(),
                seq if seq == two => entry.kind = first.clone(),
                _ => {}
            }
        }
        Some(())
    });
}

#[test]
fn reader_misses_the_end() {
    assert_found(Kind::ReadersDisagree, |history| {
        history.readings.last_mut()?.entries.pop().map(drop)
    });
}

#[test]
fn session_disagrees_with_the_log() {
    assert_found(Kind::ReadersDisagree, |history| {
        let (events, places) = delivered(history)?;
        let Seen::Entry { entry, .. } = &mut events[places[1]].seen else { return None };
        entry.kind = match entry.kind {
            EntryKind::Other => EntryKind::Added(vec![user(1)]),
            _ => EntryKind::Other,
        };
        Some(())
    });
}

#[test]
fn real_time_broken() {
    assert_found(Kind::RealTime, |history| {
        let sends = sent(history);
        let (first, last) = (sends.first()?, sends.last()?);
        let of = |history: &History, message: &Message| {
            history.operations.iter().position(|operation| {
                matches!((&operation.action, &operation.outcome),
                    (Action::Send { .. }, Outcome::Ok(Answer::Message(m))) if m.id == message.id)
            })
        };
        // The first message claims to have been asked for at the very end.
        let (at, end) = (of(history, first)?, history.operations[of(history, last)?].finished);
        let single = history.operations.iter().filter(|operation| {
            matches!(&operation.action,
                Action::Send { client_id, .. } if Some(client_id) == first.client_id.as_ref())
        });
        (single.count() == 1).then_some(())?;
        history.operations[at].started = end + 1;
        history.operations[at].finished = end + 2;
        Some(())
    });
}

#[test]
fn fifo_broken() {
    assert_found(Kind::Fifo, |history| {
        let acknowledged = |at: &usize| {
            let operation = &history.operations[*at];
            matches!(
                (&operation.action, &operation.outcome, operation.session),
                (Action::Send { .. }, Outcome::Ok(_), Some(0))
            ) && !matches!(
                at.checked_sub(1).map(|at| &history.operations[at].outcome),
                Some(Outcome::Info)
            )
        };
        let own: Vec<_> = (0..history.operations.len()).filter(acknowledged).collect();
        let [one, two, ..] = own[..] else { return None };
        history.operations.swap(one, two);
        Some(())
    });
}

#[test]
fn delivered_twice() {
    assert_found(Kind::DeliveredTwice, |history| {
        let (events, places) = delivered(history)?;
        let copy = events[places[1]].clone();
        events.insert(places[2], copy);
        Some(())
    });
}

#[test]
fn delivered_out_of_order() {
    assert_found(Kind::DeliveredOutOfOrder, |history| {
        let (events, places) = delivered(history)?;
        events.swap(places[1], places[2]);
        Some(())
    });
}

#[test]
fn gap_in_session() {
    assert_found(Kind::DeliverySkipped, |history| {
        let (events, places) = delivered(history)?;
        events.remove(places[1]);
        Some(())
    });
}

#[test]
fn last_entry_not_delivered() {
    assert_found(Kind::Undelivered, |history| {
        let member = history.readings.last()?.reader.clone()?;
        let session = history
            .sessions
            .iter_mut()
            .find(|session| session.open && session.user == member && session.events.len() > 20)?;
        let last = session.events.iter().rposition(|e| matches!(e.seen, Seen::Entry { .. }))?;
        session.events.remove(last);
        Some(())
    });
}

#[test]
fn resume_skipped_an_entry() {
    assert_found(Kind::ResumeSkipped, |history| {
        let session = history.sessions.iter_mut().find(|session| {
            session.resumed
                && session.events.len() >= 3
                && matches!(&session.events[0].seen,
                    Seen::Entry { entry, .. } if matches!(entry.kind, EntryKind::Created(_)))
                && matches!(session.events[1].seen, Seen::Entry { .. })
        })?;
        session.events.remove(0);
        Some(())
    });
}

#[test]
fn resume_skipped_everything() {
    assert_found(Kind::ResumeSkipped, |history| {
        let acknowledged: Vec<_> = sent(history).iter().map(|message| message.seq).collect();
        let session = history.sessions.iter_mut().find(|session| {
            let replay = session.events.split(|e| matches!(e.seen, Seen::Resumed)).next();
            session.resumed
                && replay.is_some_and(|events| {
                    events.iter().any(|e| {
                        matches!(&e.seen,
                        Seen::Entry { entry, .. } if acknowledged.contains(&entry.seq))
                    })
                })
        })?;
        session.events.retain(|event| matches!(event.seen, Seen::Resumed));
        Some(())
    });
}

#[test]
fn stale_read() {
    assert_found(Kind::StaleRead, |history| {
        let head = history.operations.iter_mut().rev().find_map(|o| match &mut o.outcome {
            Outcome::Ok(Answer::Head { seq }) => Some((o.user.clone(), seq)),
            _ => None,
        })?;
        *head.1 = 0;
        let reader = head.0;
        let wrote = |o: &super::history::Operation| {
            o.user == reader && matches!(o.outcome, Outcome::Ok(Answer::Message(_)))
        };
        let last = history.operations.iter().rposition(|o| matches!(o.action, Action::Head))?;
        history.operations[..last]
            .iter()
            .any(|o| wrote(o) && matches!(o.action, Action::Send { .. }))
            .then_some(())
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

#[test]
fn cross_tenant_delivery() {
    assert_found(Kind::CrossTenant, |history| {
        let (events, places) = delivered(history)?;
        let Seen::Entry { conversation, .. } = &mut events[places[1]].seen else { return None };
        *conversation = foreign();
        Some(())
    });
}

#[test]
fn cross_tenant_read() {
    assert_found(Kind::CrossTenant, |history| {
        history.readings.push(Reading {
            app: app(),
            reader: Some(user(0)),
            conversation: foreign(),
            entries: vec![],
            messages: vec![],
            receipts: vec![],
        });
        Some(())
    });
}

#[test]
fn delivery_after_removal() {
    assert_found(Kind::OutsideMembership, |history| {
        let entries = server(history).entries.clone();
        let (removed, who) = entries.iter().find_map(|entry| match &entry.kind {
            EntryKind::Removed(users) => Some((entry.seq, users[0].clone())),
            _ => None,
        })?;
        let next = entries.iter().find(|entry| entry.seq == removed + 1)?.clone();
        if matches!(&next.kind, EntryKind::Added(users) if users.contains(&who)) {
            return None;
        }
        let session = history.sessions.iter_mut().find(|session| {
            session.user == who
                && session.events.iter().any(|event| {
                    matches!(&event.seen, Seen::Entry { entry, .. } if entry.seq == removed)
                })
        })?;
        let seen = Seen::Entry { conversation: conversation(), entry: next };
        session.events.push(Event { at: u64::MAX, seen });
        Some(())
    });
}

#[test]
fn read_outside_membership() {
    assert_found(Kind::OutsideMembership, |history| {
        let all = server(history).entries.clone();
        let reading = history
            .readings
            .iter_mut()
            .find(|reading| reading.entries.iter().any(|entry| entry.kind == EntryKind::Hidden))?;
        reading.entries = all;
        Some(())
    });
}
