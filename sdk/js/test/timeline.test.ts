/** What events do to a conversation, one by one. */
import { describe, expect, it } from "vitest";
import type { EventData, ServerEvent } from "../src/frames.js";
import { Timeline } from "../src/timeline.js";
import type { ConversationRecord, Message } from "../src/types.js";

const ID = "con_1";

function timeline(more: Partial<ConversationRecord> = {}): Timeline {
  const line = new Timeline(ID, () => "me");
  const membership = { role: "member", joined_at: "", unread_count: 0, mention_count: 0, read_seq: 0, delivered_seq: 0 };
  const record = { id: ID, kind: "group", member_count: 2, last_ordinal: 0, as_of_seq: 1, membership, ...more };
  line.begin(record as ConversationRecord);
  return line;
}

function event<Kind extends keyof EventData>(t: Kind, d: Partial<EventData[Kind]>, n?: number): ServerEvent {
  return { t, c: ID, d, ...(n !== undefined && { n }) } as ServerEvent;
}

function message(seq: number, more: Partial<Message> = {}): Message {
  const text = `text ${seq}`;
  return { id: `m${seq}`, conversation_id: ID, seq, ordinal: seq - 1, sender_id: "ann", text, version: 1, created_at: "", ...more };
}

const created = (seq: number, more: Partial<Message> = {}) => event("message.created", message(seq, more), seq);
const texts = (line: Timeline) => line.messages.all().map(({ text }) => text);
const unread = (line: Timeline) => line.record?.membership?.unread_count;

describe("a timeline", () => {
  it("holds back what comes too early, and says what is missing", () => {
    const line = timeline();
    line.apply(created(4));
    line.apply(created(3));
    expect(texts(line)).toEqual([]);
    expect(line.missing()).toBe(3);
    line.apply(created(2));
    expect(texts(line)).toEqual(["text 2", "text 3", "text 4"]);
    expect(line.missing()).toBe(0);
  });

  it("lets events wait for the first snapshot, and skips those that are part of it", () => {
    const line = new Timeline(ID, () => "me");
    line.apply(created(2));
    line.apply(created(3));
    line.apply(event("membership.updated", { pinned: true }));
    line.begin({ ...timeline().record!, as_of_seq: 2, last_ordinal: 1 });
    expect(texts(line)).toEqual(["text 3"]);
    expect(line.record?.membership?.pinned).toBe(true);
  });

  it("counts what others say on the main timeline, and nothing else", () => {
    const line = timeline();
    line.apply(created(2, { mentions: ["me"] }));
    line.apply(created(3, { thread_id: "m2", thread: { reply_count: 1, last_ordinal: 1, last_reply_at: "", participants: ["ann"] } }));
    line.apply(created(4, { kind: "system" }));
    expect(unread(line)).toBe(1);
    expect(line.record?.membership?.mention_count).toBe(1);
    expect(line.record?.last_message?.id).toBe("m2");
    expect(line.messages.get("m2")?.thread?.reply_count).toBe(1);
    expect(line.messages.get("m3")?.thread).toBeUndefined();
    line.apply(created(5, { sender_id: "me" }));
    expect(unread(line)).toBe(0);
  });

  it("never takes a recall back, and keeps what others made of a message", () => {
    const line = timeline();
    line.apply(created(2));
    line.apply(event("reaction.added", { message_id: "m2", key: "a", user_id: "me", count: 1 }, 3));
    line.apply(event("message.updated", message(2, { text: "edited", version: 2 }), 4));
    expect(line.messages.get("m2")).toMatchObject({ text: "edited", reactions: [{ key: "a", count: 1, mine: true }] });
    line.apply(event("message.recalled", message(2, { text: undefined, version: 3, recalled_at: "now" }), 5));
    line.takeHistory({ data: [message(2)], has_more: false }, undefined);
    expect(line.messages.get("m2")).toMatchObject({ version: 3, recalled_at: "now" });
    expect(line.messages.get("m2")?.reactions).toBeUndefined();
  });

  it("moves receipts forward only", () => {
    const line = timeline();
    line.apply(event("receipt.updated", { user_id: "ann", read_seq: 5, delivered_seq: 6 }));
    line.apply(event("receipt.updated", { user_id: "ann", read_seq: 3, delivered_seq: 9 }));
    expect(line.receipts.get("ann")).toEqual({ user_id: "ann", read_seq: 5, delivered_seq: 9 });
  });

  it("forgets what is hidden, and that it was unread, pinned or the newest", () => {
    const line = timeline();
    for (const seq of [2, 3, 4]) line.apply(created(seq));
    line.apply(event("message.pinned", { message_id: "m4", seq: 4 }, 5));
    line.apply(event("message.hidden", { message_ids: ["m4"] }));
    expect(texts(line)).toEqual(["text 2", "text 3"]);
    expect(unread(line)).toBe(2);
    expect(line.pins.size).toBe(0);
    expect(line.record?.last_message?.id).toBe("m3");
    line.apply(event("conversation.cleared", { up_to_seq: 3 }));
    expect(texts(line)).toEqual([]);
    expect(unread(line)).toBe(0);
  });

  it("takes settings whole: what is left out is gone", () => {
    const line = timeline();
    line.apply(event("membership.updated", { pinned: true, muted_until: "9999-12-31T23:59:59.999Z" }));
    line.apply(event("membership.updated", { archived: true }));
    expect(line.record?.membership).toMatchObject({ archived: true, pinned: undefined, muted_until: undefined });
    line.apply(event("draft.updated", { text: "On my w", updated_at: "now" }));
    expect(line.record?.membership?.draft?.text).toBe("On my w");
    line.apply(event("draft.updated", {}));
    expect(line.record?.membership?.draft).toBeUndefined();
  });

  it("follows names and members, and notices that the user is gone and back", () => {
    const members = [{ user_id: "me", role: "owner", joined_at: "" }] as const;
    const line = timeline({ members: [...members], name: "Rowers" });
    line.apply(event("member.added", { members: [{ user_id: "bob", role: "member", joined_at: "" }], member_count: 2 }, 2));
    line.apply(event("member.updated", { user_id: "bob", role: "moderator", joined_at: "" }, 3));
    const { name: _, ...nameless } = line.record!;
    line.apply(event("conversation.updated", { ...nameless, members: undefined }, 4));
    expect(line.record).toMatchObject({ member_count: 2, members: [{ user_id: "me" }, { user_id: "bob", role: "moderator" }] });
    expect(line.record?.name).toBeUndefined();
    expect(line.record?.membership).toBeDefined();
    line.apply(event("member.removed", { user_ids: ["me"], member_count: 1 }, 5));
    expect(line.removed).toBe(true);
    line.apply(event("member.added", { members: [...members], member_count: 2 }, 6));
    expect(line.rejoined).toBe(true);
  });

  it("puts a text together as it is written, and says where a piece is missing", () => {
    const line = timeline();
    line.apply(created(2, { text: "a", stream: { status: "streaming" } }));
    const append = (offset: number, text: string) => line.messages.append({ message_id: "m2", offset, text });
    expect(append(1, "😀b")).toBe(true);
    expect(append(1, "😀b")).toBe(true);
    expect(append(2, "bc")).toBe(true);
    expect(append(9, "z")).toBe(false);
    expect(line.messages.get("m2")?.text).toBe("a😀bc");
    line.messages.update(message(2, { text: "a", stream: { status: "streaming" } }));
    expect(line.messages.get("m2")?.text).toBe("a😀bc");
    line.apply(event("message.completed", message(2, { text: "all of it", stream: { status: "completed", citations: [{ title: "FAQ" }] } }), 3));
    expect(append(4, "late")).toBe(true);
    expect(line.messages.get("m2")).toMatchObject({ text: "all of it", stream: { status: "completed" } });
  });

  it("does nothing about what it does not know", () => {
    const line = timeline();
    line.apply({ t: "weather.changed", c: ID, n: 2, d: {} } as unknown as ServerEvent);
    line.apply(created(3));
    expect(texts(line)).toEqual(["text 3"]);
  });

  it("gives a cache what fits, and takes it back", () => {
    const line = timeline();
    for (let seq = 2; seq < 8; seq++) line.apply(created(seq));
    line.takeHistory({ data: [], has_more: false }, undefined);
    line.apply(created(9));
    const saved = line.save(3)!;
    const again = new Timeline(ID, () => "me");
    again.restore(structuredClone(saved));
    expect(texts(again)).toEqual(["text 5", "text 6", "text 7"]);
    expect([again.complete, again.loaded, again.missing()]).toEqual([false, true, 2]);
  });
});
