/**
 * A conversation, as an app holds it: what to show, and what to do in it.
 *
 * Everything that keeps it true is in `catch-up.ts` and `timeline.ts`; reads here answer at once with what is
 * known, and `conversation` events of the client say when that has changed.
 */
import type { Backstage } from "./backstage.js";
import { CatchUp, LARGE } from "./catch-up.js";
import type { Arguments, CommandName, Reply, ServerEvent } from "./frames.js";
import { isMain } from "./messages.js";
import type { PendingMessage } from "./outbox.js";
import { randomId } from "./random.js";
import { Streams } from "./streams.js";
import { Timeline } from "./timeline.js";
import type { SavedTimeline } from "./timeline.js";
import { Typing, TypingNotice } from "./typing.js";
import type { ConversationRecord, Message, Receipt, SendMessage } from "./types.js";

/** Receipts are told to others only up to this many members. */
const MOST_TO_TELL = 100;

export class Conversation {
  readonly id: string;
  /** Not for apps: the cache and the client write it. */
  readonly timeline: Timeline;
  readonly #backstage: Backstage;
  readonly #catchUp: CatchUp;
  readonly #typing: Typing;
  readonly #notice: TypingNotice;
  readonly #streams: Streams;
  #main: { of: readonly Message[]; messages: readonly Message[] } | undefined;
  #subscribed = false;

  constructor(id: string, backstage: Backstage) {
    this.id = id;
    this.#backstage = backstage;
    this.timeline = new Timeline(id, () => backstage.me());
    this.#catchUp = new CatchUp(this.timeline, backstage, () => this.#changed());
    this.#streams = new Streams(this.timeline, backstage.api, () => this.#changed());
    this.#typing = new Typing(() => this.#changed());
    this.#notice = new TypingNotice((stopped) => {
      backstage.request("typing", stopped ? { conversation_id: id, stopped } : { conversation_id: id }).catch(ignore);
    });
  }

  /** The server's record: name, members, settings of one's own; nothing until it was read. */
  get record(): ConversationRecord | undefined {
    return this.timeline.record;
  }

  /** Messages of the main timeline, oldest first. The same array until something changes. */
  get messages(): readonly Message[] {
    const of = this.timeline.messages.all();
    if (this.#main?.of !== of) this.#main = { of, messages: of.filter(isMain) };
    return this.#main.messages;
  }

  /** One's own messages that are on their way or were refused, to be shown after the others. */
  get pending(): readonly PendingMessage[] {
    return this.#backstage.outbox.of(this.id);
  }

  get unreadCount(): number {
    return this.record?.membership?.unread_count ?? 0;
  }

  get mentionCount(): number {
    return this.record?.membership?.mention_count ?? 0;
  }

  /** Who types, without oneself. */
  get typing(): string[] {
    return this.#typing.users();
  }

  /** How far each member has read and received, as far as that is told. */
  get receipts(): ReadonlyMap<string, Receipt> {
    return this.timeline.receipts;
  }

  /** Ids of pinned messages, as far as events told. */
  get pins(): ReadonlySet<string> {
    return this.timeline.pins;
  }

  /** Whether the newest messages were read; `load` does. */
  get loaded(): boolean {
    return this.timeline.loaded;
  }

  /** Whether there are older messages to be read by `loadOlder`. */
  get hasOlder(): boolean {
    return this.timeline.loaded && !this.timeline.complete;
  }

  /** Whether the user is not in it any more, or nobody is. */
  get gone(): boolean {
    return this.timeline.removed || this.timeline.deleted;
  }

  /** The replies in the thread about a message, oldest first, as far as they were read. */
  replies(root_id: string): Message[] {
    return this.timeline.messages.all().filter((message) => message.thread_id === root_id);
  }

  /** Reads the newest messages and keeps them up to date from now on. Waits for the network. */
  async load(): Promise<void> {
    this.#catchUp.open();
    this.subscribe();
    await this.#catchUp.run();
  }

  /** Reads older messages. Answers whether there may be more. */
  async loadOlder(limit = 50): Promise<boolean> {
    await this.load();
    if (this.hasOlder) await this.#catchUp.readHistory("older", limit);
    return this.hasOlder;
  }

  /** Reads the replies in the thread about a message, after those that are known. */
  async loadReplies(root_id: string): Promise<void> {
    const path = { conversation_id: this.id, message_id: root_id };
    const route = "/v1/conversations/{conversation_id}/messages/{message_id}/replies";
    for (let after_seq = 0, more = true; more; ) {
      const page = await this.#backstage.api.call("get", route, { path, query: { after_seq, limit: 100 } });
      for (const reply of page.data) this.timeline.messages.put(reply);
      after_seq = page.data.at(-1)?.seq ?? after_seq;
      more = page.has_more && page.data.length > 0;
    }
    this.#changed();
  }

  /**
   * Sends a message, now or when there is a connection. It is `pending` at once; the answer is its
   * `client_id`.
   */
  send(content: string | PendingMessage["content"]): string {
    const client_id = randomId();
    const fields: Omit<SendMessage, "client_id"> = typeof content === "string" ? { text: content } : content;
    const created_at = new Date().toISOString();
    this.#notice.stop(true);
    this.#backstage.outbox.add({ client_id, conversation_id: this.id, content: fields, created_at });
    return client_id;
  }

  /** Sends again what was refused. */
  retry(client_id: string): void {
    this.#backstage.outbox.retry(client_id);
  }

  /** Gives up what was refused. */
  discard(client_id: string): void {
    this.#backstage.outbox.discard(client_id);
  }

  /** Needs a connection, as all that follow do. */
  async edit(message_id: string, text: string): Promise<Message> {
    return this.#put(await this.#request("message.edit", { conversation_id: this.id, message_id, text }));
  }

  async recall(message_id: string): Promise<Message> {
    return this.#put(await this.#request("message.recall", { conversation_id: this.id, message_id }));
  }

  async react(message_id: string, key: string): Promise<void> {
    await this.#request("reaction.add", { conversation_id: this.id, message_id, key });
  }

  async unreact(message_id: string, key: string): Promise<void> {
    await this.#request("reaction.remove", { conversation_id: this.id, message_id, key });
  }

  /** Stops a bot that is writing; what it has written stays. */
  async cancelStream(message_id: string): Promise<void> {
    await this.#request("stream.cancel", { conversation_id: this.id, message_id });
  }

  /** Everything up to an entry is read, or all there is. The server hears of it when it can. */
  markRead(seq = this.timeline.seq): void {
    const membership = this.record?.membership;
    const user_id = this.#backstage.me();
    if (!membership || user_id === undefined || seq <= membership.read_seq) return;
    this.timeline.takeReceipt({ user_id, read_seq: seq, delivered_seq: seq });
    this.timeline.readWanted = seq;
    this.#backstage.receipts.want("read", this.id, seq);
    this.#changed();
    void this.#catchUp.run();
  }

  /** Call it with every key: others are told every three seconds at most. */
  startTyping(): void {
    this.#notice.start();
  }

  stopTyping(): void {
    this.#notice.stop();
  }

  /** Takes an event; the client calls it. */
  apply(event: ServerEvent): void {
    const before = this.timeline.seq;
    if (event.t === "typing.started") this.#typing.start(event.d.user_id);
    else if (event.t === "typing.stopped") this.#typing.stop(event.d.user_id);
    else if (event.t === "message.delta") this.#streams.append(event.d);
    else this.timeline.apply(event);
    if (event.t === "message.created") this.#received(event.d, before);
    this.#changed();
    void this.#catchUp.run();
  }

  /** Takes a snapshot that somebody read: the first one, or a reason to look for what is missing. */
  take(record: ConversationRecord): void {
    if (!this.timeline.record) this.timeline.begin(record);
    else this.timeline.wanted = Math.max(this.timeline.wanted, record.as_of_seq);
    this.#changed();
    void this.#catchUp.run();
  }

  /** Begins anew with a snapshot: more has happened than is worth telling. */
  reset(record: ConversationRecord): void {
    this.timeline.reset(record);
    this.#backstage.lost(this.id, "behind");
    this.#changed();
    void this.#catchUp.run();
  }

  /** The server has heard how far was read or received. */
  heard(receipt: Receipt): void {
    if (receipt.read_seq >= this.timeline.readWanted) this.timeline.readWanted = 0;
    this.timeline.takeReceipt(receipt);
    this.#changed();
    void this.#catchUp.run();
  }

  /** Takes what a cache kept. */
  restore(saved: SavedTimeline): void {
    this.timeline.restore(saved);
    if (saved.readWanted > 0) this.#backstage.receipts.want("read", this.id, saved.readWanted);
  }

  /** The user is not in it any more. */
  leave(): void {
    this.timeline.removed = true;
    this.#changed();
  }

  /** Nobody knows what happened since: what is known goes, and is read again by who looks. */
  forget(): void {
    this.timeline.forget();
    this.#changed();
  }

  /** There is a connection again. */
  resume(): void {
    this.#subscribed = false;
    this.subscribe();
    void this.#catchUp.run();
  }

  /** Of a large conversation, only who looks at it gets every event. */
  subscribe(): void {
    if (this.#subscribed || !this.#catchUp.isOpen || (this.record?.member_count ?? 0) <= LARGE) return;
    this.#subscribed = true;
    this.#request("subscribe", { conversation_id: this.id }).catch(() => (this.#subscribed = false));
  }

  get isOpen(): boolean {
    return this.#catchUp.isOpen;
  }

  #received(message: Message, before: number): void {
    if (message.sender_id) this.#typing.stop(message.sender_id);
    if (message.sender_id === this.#backstage.me()) {
      if (message.client_id) this.#backstage.outbox.settle(message.client_id);
    } else if (this.timeline.seq > before && (this.record?.member_count ?? 0) <= MOST_TO_TELL) {
      if (this.#backstage.tellDelivered) this.#backstage.receipts.want("delivered", this.id, this.timeline.seq);
    }
  }

  #put(message: Message): Message {
    this.timeline.messages.update(message);
    this.#changed();
    return message;
  }

  #request<Name extends CommandName>(t: Name, d: Arguments<Name>): Promise<Reply<Name>> {
    return this.#backstage.request(t, d);
  }

  #changed(): void {
    this.#backstage.changed(this);
  }
}

/** Nothing depends on it. */
function ignore(): void {
  return undefined;
}
