//! P11, P18: nobody gets what lies outside their membership, least of all another tenant's.

use super::{
    history::{Entry, EntryKind, History, Seen},
    log::World,
    violation::{Kind, Report},
};
use warbler_protocol::{AppId, ConversationId, UserId};

pub(super) fn check(history: &History, world: &World<'_>, report: &mut Report) {
    for session in &history.sessions {
        for event in &session.events {
            let viewer = (session.app, &session.user);
            match &event.seen {
                Seen::Entry { conversation, entry } => {
                    check_entry(viewer, *conversation, entry, world, report);
                }
                Seen::Receipt { conversation, .. }
                | Seen::Behind { conversation, .. }
                | Seen::Gone { conversation } => {
                    check_tenant(viewer.0, *conversation, world, report);
                }
                Seen::Resumed => {}
            }
        }
    }
    for reading in &history.readings {
        check_tenant(reading.app, reading.conversation, world, report);
        let Some(reader) = &reading.reader else { continue };
        for entry in &reading.entries {
            check_entry((reading.app, reader), reading.conversation, entry, world, report);
        }
    }
}

/// Whether the conversation is the app's.
fn check_tenant(
    app: AppId,
    conversation: ConversationId,
    world: &World<'_>,
    report: &mut Report,
) -> bool {
    let own = world.logs.get(&conversation).is_some_and(|log| log.conversation.app == app);
    if !own {
        report.add(Kind::CrossTenant, conversation, format!("seen from {app}"));
    }
    own
}

fn check_entry(
    (app, user): (AppId, &UserId),
    conversation: ConversationId,
    entry: &Entry,
    world: &World<'_>,
    report: &mut Report,
) {
    if !check_tenant(app, conversation, world, report) || entry.kind == EntryKind::Hidden {
        return;
    }
    if !world.logs[&conversation].is_visible(user, entry.seq) {
        let detail = format!("{user} got {}", entry.seq);
        report.add(Kind::OutsideMembership, conversation, detail);
    }
}
