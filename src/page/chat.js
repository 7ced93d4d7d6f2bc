// What the user does and sees, without the screen: conversations, the open one, sending, reading.
// Whoever shows it is told by `onChange`.

import { Conversation } from "./conversation.js";
import { Socket } from "./socket.js";

const PAGE = 50;
const TYPING_EVERY = 3000;
const RECEIPT_DELAY = 250;
const RETRY = 3000;
/** Entries read at once where some are missing. */
const ENTRIES = 100;

export class Chat {
  conversations = new Map();
  openId = null;
  connection = { state: "connecting" };
  #rest;
  #socket;
  #early = null;
  /** Events that wait for what comes before them, by conversation. */
  #held = new Map();
  #typedAt = 0;
  #receipts = new Map();

  constructor({ me, rest, session, device, onChange }) {
    this.me = me;
    this.#rest = rest;
    this.onChange = onChange;
    this.#socket = new Socket(session, device, {
      state: (state, detail) => {
        this.connection = { state, detail };
        this.onChange();
      },
      ready: (resuming) => this.#ready(resuming),
      frame: (frame) => this.#receive(frame),
    });
  }

  start() {
    return this.#socket.connect();
  }

  get open() {
    return this.conversations.get(this.openId);
  }

  /** Newest first. */
  get list() {
    return [...this.conversations.values()].sort((a, b) => b.changedAt.localeCompare(a.changedAt));
  }

  async select(id) {
    this.openId = id;
    this.onChange();
    const conversation = this.open;
    if (conversation && !conversation.loaded) await this.older(conversation);
  }

  /** One more page of history. */
  async older(conversation = this.open) {
    const before = conversation.loaded ? `&before_seq=${conversation.oldestSeq}` : "";
    if (!conversation.loaded) conversation.learnMembers(await this.#rest(`/v1/conversations/${conversation.id}`));
    const page = await this.#rest(`/v1/conversations/${conversation.id}/messages?limit=${PAGE}${before}`);
    page.data.forEach((message) => conversation.put(message));
    conversation.hasOlder = page.has_more;
    conversation.loaded = true;
    this.onChange();
  }

  send(text) {
    const client_id = randomId();
    const created_at = new Date().toISOString();
    this.open.pending.push({ client_id, text, created_at, sender_id: this.me, status: "sending" });
    this.#typedAt = 0;
    this.onChange();
    return this.#deliver(this.open, client_id);
  }

  resend(client_id) {
    this.open.pending.find((sent) => sent.client_id === client_id).status = "sending";
    this.onChange();
    return this.#deliver(this.open, client_id);
  }

  edit(message, text) {
    const { conversation_id, id: message_id } = message;
    return this.#change("message.edit", { conversation_id, message_id, text });
  }

  recall(message) {
    const { conversation_id, id: message_id } = message;
    return this.#change("message.recall", { conversation_id, message_id });
  }

  /** Tells the others, now and then. */
  typing(stopped) {
    const now = Date.now();
    if (stopped ? !this.#typedAt : now - this.#typedAt < TYPING_EVERY) return;
    this.#typedAt = stopped ? 0 : now;
    this.#quietly("typing", { conversation_id: this.openId, stopped });
  }

  /** The open conversation is in front of the user's eyes. */
  seen() {
    const conversation = this.open;
    const seq = conversation?.lastMessage?.seq;
    if (!conversation?.loaded || !seq) return;
    const mine = conversation.receipts.get(this.me)?.read_seq ?? conversation.info.membership?.read_seq ?? 0;
    if (conversation.unread > 0 || (seq > mine && conversation.lastMessage.sender_id !== this.me)) {
      this.#acknowledge("read", conversation, seq);
    }
  }

  /** Sent again with the same client id, a message is still one message. */
  async #deliver(conversation, client_id) {
    const sent = conversation.pending.find((message) => message.client_id === client_id);
    if (!sent) return;
    try {
      const { text } = sent;
      conversation.put(await this.#socket.command("message.send", { conversation_id: conversation.id, client_id, text }));
    } catch (error) {
      // What the connection swallowed goes out again when there is a new one.
      const again = () => this.#deliver(conversation, client_id);
      if (!error.retryable) Object.assign(sent, { status: "failed", problem: error.message });
      else if (this.#socket.online) setTimeout(again, RETRY * (0.5 + Math.random()));
    }
    this.onChange();
  }

  async #change(command, data) {
    const message = await this.#socket.command(command, data);
    this.conversations.get(data.conversation_id)?.put(message);
    this.onChange();
  }

  async #ready(resuming) {
    if (!resuming && !(await this.#refreshed())) return;
    for (const conversation of this.conversations.values()) {
      for (const { client_id, status } of [...conversation.pending]) {
        if (status === "sending") await this.#deliver(conversation, client_id);
      }
    }
  }

  async #refreshed() {
    try {
      await this.refresh();
      return true;
    } catch (error) {
      this.connection = { state: "online", detail: `cannot read the conversations (${error.message})` };
      setTimeout(() => this.#ready(false), RETRY);
      return false;
    }
  }

  /** Reads the list anew. Events that arrive meanwhile wait, so that none falls between. */
  async refresh() {
    if (this.#early) return;
    this.#early = [];
    try {
      const snapshots = await this.#allConversations();
      const gone = new Set(this.conversations.keys());
      for (const snapshot of snapshots) {
        gone.delete(snapshot.id);
        this.#learn(snapshot);
      }
      gone.forEach((id) => this.conversations.delete(id));
      if (this.open) await this.older(this.open);
    } finally {
      const early = this.#early;
      this.#early = null;
      early.forEach((event) => this.#apply(event));
      this.onChange();
    }
  }

  async #allConversations() {
    const all = [];
    let cursor = "";
    do {
      const page = await this.#rest(`/v1/conversations?limit=100${cursor}`);
      all.push(...page.data);
      cursor = page.has_more ? `&cursor=${encodeURIComponent(page.next_cursor)}` : "";
    } while (cursor);
    return all;
  }

  #learn(snapshot) {
    const known = this.conversations.get(snapshot.id);
    if (!known) return this.conversations.set(snapshot.id, new Conversation(snapshot, this.me));
    known.forget();
    known.replace(snapshot);
  }

  #receive(frame) {
    if (frame.t === "removed") this.conversations.delete(frame.d.conversation_id);
    else if (frame.t === "behind") this.#startAfresh(frame.d.conversation);
    else if (!frame.c) return;
    else if (this.#early) this.#early.push(frame);
    else this.#apply(frame);
    this.onChange();
  }

  #startAfresh(snapshot) {
    this.#learn(snapshot);
    if (snapshot.id === this.openId) this.older().catch(() => {});
  }

  #apply(event) {
    const held = this.#held.get(event.c);
    const conversation = this.conversations.get(event.c);
    const leaves = event.t === "member.removed" && event.d.user_ids.includes(this.me);
    if (held) {
      held.push(event);
    } else if (leaves || event.t === "conversation.deleted") {
      this.conversations.delete(event.c);
    } else if (!conversation || !conversation.apply(event)) {
      this.#fetchMissing(event, conversation);
    } else if (event.t === "message.created" && event.d.sender_id !== this.me) {
      this.#acknowledge("delivered", conversation, event.n);
    }
  }

  /** Reads what must come before this event, and then takes it and what came in the meantime. */
  async #fetchMissing(event, conversation) {
    // Of a conversation we are not in, what has no `n` is nothing to us.
    if (!conversation && event.n === undefined) return;
    this.#held.set(event.c, [event]);
    try {
      if (conversation) await this.#entriesAfter(conversation);
      else this.#learn(await this.#rest(`/v1/conversations/${event.c}`));
    } catch (error) {
      this.#held.delete(event.c);
      // Unless it is not ours any more, we still want to know.
      if (!error.final) setTimeout(() => this.#apply(event), RETRY);
      return;
    }
    const held = this.#held.get(event.c);
    this.#held.delete(event.c);
    held.forEach((waiting) => this.#apply(waiting));
    this.onChange();
  }

  async #entriesAfter(conversation) {
    let page;
    do {
      const path = `/v1/conversations/${conversation.id}/entries`;
      page = await this.#rest(`${path}?after_seq=${conversation.seq}&limit=${ENTRIES}`);
      page.data.forEach((event) => conversation.apply(event));
    } while (page.has_more);
  }

  /** One receipt for what arrives together. */
  #acknowledge(command, conversation, seq) {
    const key = `${command} ${conversation.id}`;
    const waiting = this.#receipts.get(key);
    if (waiting && waiting.seq >= seq) return;
    clearTimeout(waiting?.timer);
    const timer = setTimeout(async () => {
      const receipt = await this.#quietly(command, { conversation_id: conversation.id, seq });
      this.#receipts.delete(key);
      if (receipt) conversation.applyReceipt(receipt);
      this.onChange();
    }, RECEIPT_DELAY);
    this.#receipts.set(key, { seq, timer });
  }

  /** For what may be lost: the next one makes up for it. */
  async #quietly(command, data) {
    try {
      return await this.#socket.command(command, data);
    } catch {
      return null;
    }
  }
}

/** `crypto.randomUUID` is missing on pages that came without TLS. */
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
