//! What readers find in the log, and in which order.

use super::*;

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
fn stale_read() {
    assert_found(Kind::StaleRead, |history| {
        let head = history.operations.iter_mut().rev().find_map(|o| match &mut o.outcome {
            Outcome::Ok(Answer::Head { seq }) => Some((o.user.clone(), seq)),
            _ => None,
        })?;
        *head.1 = 0;
        let reader = head.0;
        let wrote = |o: &super::super::history::Operation| {
            o.user == reader && matches!(o.outcome, Outcome::Ok(Answer::Message(_)))
        };
        let last = history.operations.iter().rposition(|o| matches!(o.action, Action::Head))?;
        history.operations[..last]
            .iter()
            .any(|o| wrote(o) && matches!(o.action, Action::Send { .. }))
            .then_some(())
    });
}
