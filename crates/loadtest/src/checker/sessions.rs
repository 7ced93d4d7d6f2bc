//! P5, P6: a session gets everything once and in order, and goes on where the last one ended.
//!
//! Within a session and a conversation the numbers follow each other; only what the user may not
//! see, and what a `behind` announced, may be missing. A device remembers how far it got: a
//! session that begins with its cursor must go on from there.

use super::{
    history::{Entry, EntryKind, History, Moment, Seen, Session},
    log::{Log, World},
    order::{self, Span},
    violation::{Kind, Report},
};
use std::collections::{HashMap, HashSet};
use warbler_protocol::ConversationId;

/// What a device got, over its sessions.
#[derive(Default)]
struct Device {
    since: Option<Moment>,
    last: HashMap<ConversationId, i64>,
    /// Conversations it was told to be gone from, until it gets something of them again.
    left: HashSet<ConversationId>,
}

pub(super) fn check(history: &History, world: &World<'_>, report: &mut Report) {
    let times = Times::of(history, world);
    let mut devices: HashMap<usize, Device> = HashMap::new();
    for session in &history.sessions {
        let device = devices.entry(session.device).or_default();
        if !session.resumed {
            *device = Device::default();
        }
        device.since = device.since.or(session.ready);
        let mut walk = Walk {
            session,
            world,
            times: &times,
            device,
            seen: HashSet::new(),
            gaps: HashMap::new(),
            gone: HashSet::new(),
        };
        walk.run(report);
    }
}

/// When entries were asked for and known to be there.
struct Times {
    spans: HashMap<ConversationId, Vec<Span>>,
    /// By time of the answer, the newest entry known by then.
    known: HashMap<ConversationId, Vec<(Moment, i64)>>,
}

impl Times {
    fn of(history: &History, world: &World<'_>) -> Self {
        let spans = order::spans(history, world);
        let mut known = HashMap::new();
        for (conversation, spans) in &spans {
            let mut ends: Vec<_> =
                spans.iter().filter_map(|span| Some((span.finished?, span.seq))).collect();
            ends.sort_unstable();
            let mut newest = 0;
            for (_, seq) in &mut ends {
                newest = newest.max(*seq);
                *seq = newest;
            }
            known.insert(*conversation, ends);
        }
        Self { spans, known }
    }

    fn known_at(&self, conversation: ConversationId, at: Moment) -> i64 {
        let Some(known) = self.known.get(&conversation) else { return 0 };
        let before = known.partition_point(|(finished, _)| *finished < at);
        before.checked_sub(1).map_or(0, |last| known[last].1)
    }
}

/// One session on its way through its events. What it got is written to the device at once.
struct Walk<'a, 'h> {
    session: &'h Session,
    world: &'a World<'h>,
    times: &'a Times,
    device: &'a mut Device,
    seen: HashSet<(ConversationId, i64)>,
    /// Conversations with a gap that was announced, and where it ends.
    gaps: HashMap<ConversationId, i64>,
    /// Conversations that this session said the user is gone from.
    gone: HashSet<ConversationId>,
}

impl Walk<'_, '_> {
    fn run(&mut self, report: &mut Report) {
        for event in &self.session.events {
            match &event.seen {
                Seen::Entry { conversation, entry } => self.entry(*conversation, entry, report),
                Seen::Behind { conversation, seq } => {
                    self.gaps.insert(*conversation, *seq);
                }
                Seen::Gone { conversation } => {
                    self.gone.insert(*conversation);
                    self.device.left.insert(*conversation);
                }
                Seen::Resumed => self.caught_up(Kind::ResumeSkipped, report),
                Seen::Receipt { .. } => {}
            }
        }
        for (conversation, seq) in &self.gaps {
            let last = self.device.last.entry(*conversation).or_default();
            *last = (*last).max(*seq);
        }
        if self.session.open {
            self.caught_up(Kind::Undelivered, report);
        }
    }

    fn entry(&mut self, conversation: ConversationId, entry: &Entry, report: &mut Report) {
        let Some(log) = self.world.logs.get(&conversation) else { return };
        let seq = entry.seq;
        if let Some(kind) = self.misplaced(log, seq) {
            let last = self.device.last.get(&conversation);
            let detail = format!("{} got {seq} after {last:?}", self.session.user);
            report.add(kind, conversation, detail);
        }
        let agrees = log.entries.get(&seq).is_some_and(|known| {
            [&known.kind, &entry.kind].contains(&&EntryKind::Hidden)
                || known.kind.same_event(&entry.kind)
        });
        if !agrees {
            let detail = format!("{} got {entry:?}, which is not in the log", self.session.user);
            report.add(Kind::ReadersDisagree, conversation, detail);
        }
        self.seen.insert((conversation, seq));
        self.device.left.remove(&conversation);
        self.gone.remove(&conversation);
        let last = self.device.last.entry(conversation).or_default();
        *last = (*last).max(seq);
    }

    /// What is wrong with `seq` coming now.
    fn misplaced(&self, log: &Log<'_>, seq: i64) -> Option<Kind> {
        let conversation = log.conversation.id;
        if self.seen.contains(&(conversation, seq)) {
            return Some(Kind::DeliveredTwice);
        }
        // What lies before the gap may be sent again by a new session, so only what this session
        // itself got counts as order.
        let began = self.seen.contains(&(conversation, self.last(conversation).unwrap_or(0)));
        let gap = self.gaps.get(&conversation);
        match self.last(conversation) {
            Some(last) if began && seq < last => Some(Kind::DeliveredOutOfOrder),
            // Back in it: from where the membership begins, whatever was before.
            _ if self.device.left.contains(&conversation) => {
                (!log.begins(&self.session.user, seq)).then_some(Kind::ResumeSkipped)
            }
            _ if gap.is_some_and(|gap| seq <= gap + 1) => None,
            Some(last) if began => self
                .skips(log, last.max(gap.copied().unwrap_or(0)), seq)
                .then_some(Kind::DeliverySkipped),
            Some(last) if seq > last => self.skips(log, last, seq).then_some(Kind::ResumeSkipped),
            Some(_) => None,
            None if !self.skips_unseen(log, seq) => None,
            None if self.session.resumed => Some(Kind::ResumeSkipped),
            None => Some(Kind::DeliverySkipped),
        }
    }

    fn last(&self, conversation: ConversationId) -> Option<i64> {
        self.device.last.get(&conversation).copied()
    }

    /// Whether something visible lies between.
    fn skips(&self, log: &Log<'_>, last: i64, seq: i64) -> bool {
        log.next_visible(&self.session.user, last).is_some_and(|next| next < seq)
    }

    /// Whether something before `seq` was asked for after the device began to listen.
    fn skips_unseen(&self, log: &Log<'_>, seq: i64) -> bool {
        let (Some(since), Some(spans)) =
            (self.device.since, self.times.spans.get(&log.conversation.id))
        else {
            return false;
        };
        spans.iter().any(|span| {
            span.started > since && span.seq < seq && log.is_visible(&self.session.user, span.seq)
        })
    }

    /// Whether the session has all it must have by now: what was known when it began, or, at the
    /// end of the run, everything.
    fn caught_up(&self, kind: Kind, report: &mut Report) {
        for log in self.world.logs.values() {
            let conversation = log.conversation.id;
            let target = match kind {
                Kind::ResumeSkipped => self.times.known_at(conversation, self.session.started),
                _ => log.head,
            };
            let gap = self.gaps.get(&conversation).copied();
            let since = log.member_since(&self.session.user);
            let missing = match self.last(conversation).max(gap) {
                _ if self.gone.contains(&conversation) && kind == Kind::ResumeSkipped => false,
                last if self.device.left.contains(&conversation) => {
                    since.is_some_and(|since| last < Some(since) && since <= target)
                }
                Some(last) => self.skips(log, last, target + 1),
                None => self.skips_unseen(log, target + 1),
            };
            if missing && log.conversation.app == self.session.app {
                let last = self.last(conversation);
                let detail = format!("{} has {last:?} of {target}", self.session.user);
                report.add(kind, conversation, detail);
            }
        }
    }
}
