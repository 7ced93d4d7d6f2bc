/** What each kind of event does to a timeline. Kinds that are not here, newer ones too, do nothing. */
import type { EventData, ServerEvent } from "./frames.js";
import { counts, isMain } from "./messages.js";
import type { Timeline } from "./timeline.js";
import type { ConversationRecord, Draft, Membership, Message } from "./types.js";

type Fold<Data> = (timeline: Timeline, d: Data) => void;

/** Those about messages may be folded twice; `takeHistory` does. */
const ABOUT_MESSAGES: { [Kind in keyof EventData]?: Fold<EventData[Kind]> } = {
  "message.updated": changed,
  "message.recalled": changed,
  "message.completed": changed,
  "reaction.added": (timeline, d) => timeline.messages.react(d, d.user_id === timeline.me() || undefined),
  "reaction.removed": (timeline, d) => timeline.messages.react(d, d.user_id === timeline.me() ? false : undefined),
  "reaction.updated": (timeline, d) => timeline.messages.setReactions(d.message_id, d.reactions),
  "thread.updated": (timeline, d) => timeline.messages.setThread(d.message_id, d.thread),
  "message.hidden": (timeline, d) => hide(timeline, (message) => d.message_ids.includes(message.id)),
  "conversation.cleared": (timeline, d) => hide(timeline, (message) => message.seq <= d.up_to_seq),
};

const ONCE: { [Kind in keyof EventData]?: Fold<EventData[Kind]> } = {
  "conversation.created": describe,
  "conversation.updated": describe,
  "conversation.deleted": (timeline) => void (timeline.deleted = true),
  "member.added": (timeline, d) => {
    const added = new Set(d.members.map((member) => member.user_id));
    if (timeline.removed && added.has(timeline.me() ?? "")) timeline.rejoined = true;
    members(timeline, d.member_count, (known) => [
      ...known.filter((member) => !added.has(member.user_id)),
      ...d.members,
    ]);
  },
  "member.removed": (timeline, d) => {
    if (d.user_ids.includes(timeline.me() ?? "")) timeline.removed = true;
    members(timeline, d.member_count, (known) => known.filter((member) => !d.user_ids.includes(member.user_id)));
  },
  "member.updated": (timeline, d) => {
    if (d.user_id === timeline.me()) change(timeline, { role: d.role });
    members(timeline, undefined, (known) =>
      known.map((member) => (member.user_id === d.user_id ? { ...member, ...d } : member)),
    );
  },
  "message.created": created,
  "message.pinned": (timeline, d) => void timeline.pins.add(d.message_id),
  "message.unpinned": (timeline, d) => void timeline.pins.delete(d.message_id),
  "thread_member.updated": (timeline, d) => void timeline.threads.set(d.message_id, d),
  "receipt.updated": (timeline, d) => {
    if (d.user_id === timeline.me()) change(timeline, { marked_unread: d.marked_unread });
    timeline.takeReceipt(d);
  },
  "membership.updated": (timeline, d) => {
    const { muted_until, hidden_ordinal, archived, pinned, metadata, silenced_until } = d;
    change(timeline, { muted_until, hidden_ordinal, archived, pinned, metadata, silenced_until });
  },
  "draft.updated": (timeline, d) => change(timeline, { draft: "updated_at" in d ? (d as Draft) : undefined }),
  hidden: (timeline, d) => reach(timeline, d.ordinal),
};

/** Folds an event; with `whole` false, only what it says of messages. */
export function fold(timeline: Timeline, event: ServerEvent, whole: boolean): void {
  const about = ABOUT_MESSAGES[event.t] as Fold<unknown> | undefined;
  about?.(timeline, event.d);
  if (!whole) return;
  const once = ONCE[event.t] as Fold<unknown> | undefined;
  once?.(timeline, event.d);
}

function created(timeline: Timeline, message: Message): void {
  if (message.thread_id && message.thread) timeline.messages.setThread(message.thread_id, message.thread);
  timeline.messages.put(message);
  const { record } = timeline;
  if (!record || !counts(message)) return;
  reach(timeline, message.ordinal);
  timeline.record = { ...(timeline.record ?? record), last_message: timeline.messages.get(message.id) ?? message };
  const membership = record.membership;
  if (!membership) return;
  const { unread_count, mention_count } = membership;
  if (message.sender_id === timeline.me()) change(timeline, { unread_count: 0, mention_count: 0 });
  else
    change(timeline, {
      unread_count: unread_count + 1,
      mention_count: mention_count + (mentions(message, timeline.me()) ? 1 : 0),
    });
}

function changed(timeline: Timeline, message: Message): void {
  if (message.thread_id && message.thread) timeline.messages.setThread(message.thread_id, message.thread);
  timeline.messages.update(message);
  if (message.recalled_at) timeline.pins.delete(message.id);
  const last = timeline.record?.last_message;
  if (!timeline.record || last?.id !== message.id || message.version < last.version) return;
  timeline.record = { ...timeline.record, last_message: timeline.messages.get(message.id) ?? message };
}

/** Members, settings and the newest message have events of their own, which came before. */
function describe(timeline: Timeline, d: ConversationRecord): void {
  const { members, membership, last_message } = timeline.record ?? {};
  const known = { ...(membership && { membership }), ...(last_message && { last_message }) };
  const listed = d.members ?? members;
  timeline.record = { ...d, ...known, ...(listed && { members: listed }) };
  // Without an `n` of its own (an import, a large conversation) it tells of entries to be read.
  timeline.wanted = Math.max(timeline.wanted, d.as_of_seq);
}

function members(
  timeline: Timeline,
  member_count: number | undefined,
  how: (known: NonNullable<ConversationRecord["members"]>) => ConversationRecord["members"],
): void {
  if (!timeline.record) return;
  const { record } = timeline;
  const listed = record.members && { members: how(record.members) };
  timeline.record = { ...record, member_count: member_count ?? record.member_count, ...listed };
}

/** Changes one's own part; what is undefined goes. */
function change(timeline: Timeline, what: Partial<Membership>): void {
  const membership = timeline.record?.membership;
  if (timeline.record && membership)
    timeline.record = { ...timeline.record, membership: { ...membership, ...what } };
}

function reach(timeline: Timeline, ordinal: number | undefined): void {
  if (!timeline.record || ordinal === undefined || ordinal <= timeline.record.last_ordinal) return;
  timeline.record = { ...timeline.record, last_ordinal: ordinal };
}

/** Forgets messages, the threads about them, and that they are unread, pinned or the newest. */
function hide(timeline: Timeline, which: (message: Message) => boolean): void {
  const goes = timeline.messages.all().filter(which);
  const ids = new Set(goes.map((message) => message.id));
  const unread = goes.filter((message) => isUnread(timeline, message));
  const mentioned = unread.filter((message) => mentions(message, timeline.me()));
  for (const message of timeline.messages.all())
    if (ids.has(message.id) || ids.has(message.thread_id ?? "")) timeline.messages.remove(message.id);
  for (const id of ids) timeline.pins.delete(id);
  const { record } = timeline;
  if (record?.membership)
    change(timeline, {
      unread_count: Math.max(0, record.membership.unread_count - unread.length),
      mention_count: Math.max(0, record.membership.mention_count - mentioned.length),
    });
  if (timeline.record?.last_message && which(timeline.record.last_message))
    timeline.record = { ...timeline.record, last_message: timeline.messages.all().filter(counts).at(-1) };
}

/** Whether a message is one of those that `unread_count` counts. */
function isUnread(timeline: Timeline, message: Message): boolean {
  const read = timeline.record?.membership?.read_seq ?? 0;
  return message.seq > Math.max(read, ownLast(timeline)) && isForeign(timeline, message);
}

function isForeign(timeline: Timeline, message: Message): boolean {
  return counts(message) && message.sender_id !== timeline.me();
}

function ownLast(timeline: Timeline): number {
  const own = (message: Message) => counts(message) && message.sender_id === timeline.me();
  return timeline.messages.all().findLast(own)?.seq ?? 0;
}

function mentions(message: Message, me: string | undefined): boolean {
  return Boolean(message.mention_all) || (me !== undefined && (message.mentions ?? []).includes(me));
}

/** What is unread after reading up to `read_seq`; nothing where the messages known here do not tell. */
export function countUnread(
  timeline: Timeline,
  read_seq: number,
): Pick<Membership, "unread_count" | "mention_count"> | undefined {
  const last = timeline.record?.last_message?.seq ?? 0;
  if (read_seq >= last) return { unread_count: 0, mention_count: 0 };
  const oldest = timeline.messages.all().find(isMain)?.seq ?? Infinity;
  if (!timeline.loaded || (oldest > read_seq && !timeline.complete)) return undefined;
  const from = Math.max(read_seq, ownLast(timeline));
  // What is known ahead of its event counts when the event comes.
  const isNew = ({ seq }: Message) => seq > from && seq <= timeline.seq;
  const unread = timeline.messages.all().filter((message) => isNew(message) && isForeign(timeline, message));
  const mentioned = unread.filter((message) => mentions(message, timeline.me()));
  return { unread_count: unread.length, mention_count: mentioned.length };
}
