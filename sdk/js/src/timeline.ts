/**
 * A conversation as it is known here: a snapshot, and the events that were folded into it.
 *
 * `seq` is the newest entry that is part of it. An event with an `n` up to that changes nothing, the
 * next one is folded, a later one is held back until what is missing was read: `missing()` says so.
 * Nothing here talks to anybody.
 */
import { countUnread, fold } from "./fold.js";
import type { ServerEvent } from "./frames.js";
import { Messages, isMain } from "./messages.js";
import type { ConversationRecord, Message, Page, Receipt, ThreadMembership } from "./types.js";

/** Events held back at most; what is beyond is read again. */
const MOST_HELD = 500;

/** What a cache keeps of a conversation. */
export interface SavedTimeline {
  id: string;
  record: ConversationRecord;
  seq: number;
  wanted: number;
  messages: Message[];
  complete: boolean;
  loaded: boolean;
  readWanted: number;
}

export class Timeline {
  readonly id: string;
  readonly me: () => string | undefined;
  readonly messages = new Messages();
  readonly receipts = new Map<string, Receipt>();
  readonly pins = new Set<string>();
  readonly threads = new Map<string, ThreadMembership>();
  /** The server's record, kept up to date; nothing until the first snapshot. */
  record: ConversationRecord | undefined;
  seq = 0;
  /** Whether the newest messages were read, and whether those before them were, up to the first. */
  loaded = false;
  complete = false;
  deleted = false;
  removed = false;
  /** Whether the user came back: the snapshot is that of an earlier stay. */
  rejoined = false;
  /** The newest entry that is known to exist. */
  wanted = 0;
  /** Whether the unread counts are not to be trusted: somebody read up to where nothing is known. */
  uncertain = false;
  /** How far was read here, while the server has not heard of it; else 0. */
  readWanted = 0;
  /** Grows when everything known is thrown away: an answer to what was asked before is stale. */
  epoch = 0;
  readonly #held = new Map<number, ServerEvent>();
  #early: ServerEvent[] = [];
  #recording: ServerEvent[] | undefined;

  constructor(id: string, me: () => string | undefined) {
    this.id = id;
    this.me = me;
  }

  /** Takes an event. Those it cannot fold yet, it keeps. */
  apply(event: ServerEvent): void {
    if (event.n === undefined) {
      if (this.record) this.#fold(event);
      else this.#early.push(event);
      return;
    }
    if (event.n <= this.seq && this.record) return;
    this.wanted = Math.max(this.wanted, event.n);
    if (this.#held.size < MOST_HELD || event.n === this.seq + 1) this.#held.set(event.n, event);
    this.#drain();
  }

  /** Whether entries are missing before the newest one that is known to exist. */
  missing(): number {
    return this.record ? this.wanted - this.seq : 0;
  }

  /** Begins with a snapshot, or begins anew with a later one: what is known of messages goes. */
  reset(record: ConversationRecord): void {
    this.#empty();
    this.begin(record);
  }

  /** Takes a snapshot where there is none. */
  begin(record: ConversationRecord): void {
    this.record = record;
    this.seq = record.as_of_seq;
    this.removed = false;
    this.#takeReceipts(record);
    for (const n of this.#held.keys()) if (n <= this.seq) this.#held.delete(n);
    for (const event of this.#early.splice(0)) this.#fold(event);
    this.#drain();
  }

  /** Forgets everything: it is not known any more what happened since. */
  forget(): void {
    this.#empty();
    this.record = undefined;
    this.wanted = 0;
    this.#held.clear();
    this.#early = [];
  }

  /**
   * Remembers events from now on, for a page of history that is on its way: they may be about
   * messages that only the page brings.
   */
  expectHistory(): void {
    this.#recording ??= [];
  }

  /** Takes a page of history. What happened while it was on its way is folded into it again. */
  takeHistory(page: Page<Message>, before: number | undefined): void {
    for (const message of page.data) this.messages.put(message);
    this.loaded = true;
    const oldest = this.oldest();
    if (!page.has_more && (before === undefined || (oldest ?? before) <= before)) this.complete = true;
    for (const event of this.#recording ?? []) fold(this, event, false);
    this.stopExpecting();
  }

  /** The page came, or will not come. */
  stopExpecting(): void {
    this.#recording = undefined;
  }

  /**
   * Takes an own message that was answered before its event. One from before what is known here would
   * stand alone, with a hole behind it.
   */
  takeSent(message: Message): void {
    if (this.record && message.seq > this.seq) this.messages.put(message);
    else this.messages.update(message);
  }

  /** The `seq` of the oldest message of the main timeline. */
  oldest(): number | undefined {
    return this.messages.all().find(isMain)?.seq;
  }

  save(most: number): SavedTimeline | undefined {
    if (!this.record || this.removed || this.deleted) return undefined;
    const all = this.messages.all();
    const messages = all.slice(-most);
    const complete = this.complete && messages.length === all.length;
    const { id, record, seq, wanted, loaded, readWanted } = this;
    return { id, record, seq, wanted, messages, complete, loaded, readWanted };
  }

  restore(saved: SavedTimeline): void {
    this.record = saved.record;
    this.seq = saved.seq;
    this.wanted = saved.wanted;
    this.loaded = saved.loaded;
    this.complete = saved.complete;
    this.readWanted = saved.readWanted;
    for (const message of saved.messages) this.messages.put(message);
    this.#takeReceipts(saved.record);
  }

  takeReceipt(receipt: Receipt): void {
    const known = this.receipts.get(receipt.user_id);
    const read_seq = Math.max(receipt.read_seq, known?.read_seq ?? 0);
    const delivered_seq = Math.max(receipt.delivered_seq, known?.delivered_seq ?? 0);
    this.receipts.set(receipt.user_id, { user_id: receipt.user_id, read_seq, delivered_seq });
    const membership = this.record?.membership;
    if (!this.record || !membership || receipt.user_id !== this.me() || read_seq <= membership.read_seq) return;
    const counts = countUnread(this, read_seq);
    if (!counts) this.uncertain = true;
    this.record = { ...this.record, membership: { ...membership, ...counts, read_seq, delivered_seq } };
  }

  /** Takes the counters of a snapshot. Answers whether they are as of what is known here. */
  takeCounters(record: ConversationRecord): boolean {
    const known = this.record?.membership;
    const { membership, as_of_seq } = record;
    if (!this.record || !known || !membership) return true;
    this.wanted = Math.max(this.wanted, as_of_seq);
    if (as_of_seq !== this.seq || membership.read_seq < known.read_seq) return false;
    const { unread_count, mention_count } = membership;
    this.record = { ...this.record, membership: { ...known, unread_count, mention_count } };
    return true;
  }

  #empty(): void {
    this.epoch++;
    this.messages.clear();
    this.pins.clear();
    this.receipts.clear();
    this.loaded = this.complete = this.deleted = this.removed = this.rejoined = this.uncertain = false;
  }

  #drain(): void {
    if (!this.record) return;
    for (let next = this.#held.get(this.seq + 1); next; next = this.#held.get(this.seq + 1)) {
      this.#held.delete(this.seq + 1);
      this.seq++;
      this.#fold(next);
    }
  }

  #fold(event: ServerEvent): void {
    this.#recording?.push(event);
    fold(this, event, true);
  }

  #takeReceipts(record: ConversationRecord): void {
    for (const { user_id, read_seq, delivered_seq } of record.members ?? [])
      this.takeReceipt({ user_id, read_seq: read_seq ?? 0, delivered_seq: delivered_seq ?? 0 });
  }
}
