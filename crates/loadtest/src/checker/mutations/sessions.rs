//! What sessions are given.

use super::*;

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

#[test]
fn membership_resumed_in_its_middle() {
    assert_found(Kind::ResumeSkipped, |history| {
        // A session that ends with being gone, and a later one that begins with being back.
        let mut gone = std::collections::HashSet::new();
        let session = history.sessions.iter_mut().find(|session| {
            let entries: Vec<_> = session
                .events
                .iter()
                .filter(|event| matches!(event.seen, Seen::Entry { .. }))
                .collect();
            let back = gone.contains(&session.device) && entries.len() >= 2;
            if session.events.iter().any(|event| matches!(event.seen, Seen::Gone { .. })) {
                gone.insert(session.device);
            }
            back
        })?;
        let first = session.events.iter().position(|e| matches!(e.seen, Seen::Entry { .. }))?;
        session.events.remove(first);
        Some(())
    });
}
