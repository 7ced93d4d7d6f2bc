// One conversation as this client knows it: a snapshot, and the events since. Applying an event that
// is already part of the snapshot changes nothing.

const TYPING_TIME = 6000;
const WHOLE_MESSAGES = new Set(["message.created", "message.updated", "message.recalled"]);

export class Conversation {
  messages = new Map();
  /** Sent, not acknowledged yet, oldest first. */
  pending = [];
  typing = new Map();
  receipts = new Map();
  loaded = false;
  hasOlder = false;

  constructor(snapshot, me) {
    this.me = me;
    this.id = snapshot.id;
    this.replace(snapshot);
  }

  replace(snapshot) {
    this.info = snapshot;
    this.seq = snapshot.as_of_seq;
    this.unread = snapshot.membership?.unread_count ?? 0;
    this.lastMessage = snapshot.last_message;
    this.#meet(snapshot.members ?? []);
    if (snapshot.last_message && this.loaded) this.put(snapshot.last_message);
  }

  /** Lists bring both sides of direct conversations; of groups, the conversation itself does. */
  learnMembers({ members = [], member_count }) {
    this.info = { ...this.info, member_count };
    this.#meet(members);
  }

  #meet(members) {
    for (const { user_id, read_seq = 0, delivered_seq = 0 } of members) {
      this.#advance({ user_id, read_seq, delivered_seq });
    }
  }

  get others() {
    return [...this.receipts.keys()].filter((user) => user !== this.me);
  }

  get name() {
    const { name, key, kind, id } = this.info;
    if (name) return name;
    if (kind === "direct" && this.others.length) return nameOf(this.others[0]);
    return key ?? id;
  }

  get changedAt() {
    return this.pending.at(-1)?.created_at ?? this.lastMessage?.created_at ?? this.info.created_at;
  }

  /** In order, those under way last. */
  get timeline() {
    return [...[...this.messages.values()].sort((a, b) => a.seq - b.seq), ...this.pending];
  }

  get oldestSeq() {
    return Math.min(...[...this.messages.values()].map((message) => message.seq));
  }

  /** False when entries before this one are missing: then nothing of it is taken. */
  apply({ t, n, d }) {
    if (n > this.seq + 1) return false;
    const isNew = n > this.seq;
    if (isNew) this.seq = n;
    if (WHOLE_MESSAGES.has(t)) this.#applyMessage(t, d, isNew);
    else if (t === "message.hidden") this.#forgetMessages(({ id }) => d.message_ids.includes(id));
    else if (t === "conversation.cleared") this.#forgetMessages(({ seq }) => seq <= d.up_to_seq);
    else if (t.startsWith("typing.")) this.#applyTyping(t, d.user_id);
    else if (t === "receipt.updated") this.applyReceipt(d);
    else if (isNew) this.#applyChange(t, d);
    return true;
  }

  #applyChange(t, d) {
    if (t === "conversation.updated") {
      const { membership, last_message } = this.info;
      this.info = { ...this.info, ...d, membership, last_message };
    } else if (t === "member.added") {
      this.learnMembers(d);
    } else if (t === "member.removed") {
      d.user_ids.forEach((user) => this.receipts.delete(user));
      this.learnMembers(d);
    }
  }

  /** Replies in threads are not shown here. */
  #applyMessage(t, message, isNew) {
    if (!message.thread_id) this.put(message);
    if (t !== "message.created" || !isNew) return;
    this.typing.delete(message.sender_id);
    if (message.thread_id || message.kind === "system") return;
    if (message.sender_id === this.me) this.unread = 0;
    else this.unread += 1;
  }

  #applyTyping(t, user) {
    if (user === this.me) return;
    if (t === "typing.started") this.typing.set(user, Date.now() + TYPING_TIME);
    else this.typing.delete(user);
  }

  applyReceipt(receipt) {
    const { read_seq } = this.#advance(receipt);
    if (receipt.user_id !== this.me) return;
    const isUnread = (message) => message.seq > read_seq && message.sender_id !== this.me;
    if (read_seq >= (this.lastMessage?.seq ?? 0)) this.unread = 0;
    else if (this.loaded) this.unread = [...this.messages.values()].filter(isUnread).length;
  }

  /** Receipts only move forward. */
  #advance({ user_id, read_seq, delivered_seq }) {
    const known = this.receipts.get(user_id) ?? { read_seq: 0, delivered_seq: 0 };
    const receipt = {
      user_id,
      read_seq: Math.max(known.read_seq, read_seq),
      delivered_seq: Math.max(known.delivered_seq, delivered_seq),
    };
    this.receipts.set(user_id, receipt);
    return receipt;
  }

  /** Keeps the newest version of a message. */
  put(message) {
    if (message.sender_id === this.me && message.client_id) {
      this.pending = this.pending.filter((sent) => sent.client_id !== message.client_id);
    }
    const known = this.messages.get(message.id);
    if (!known || known.version <= message.version) this.messages.set(message.id, message);
    if (message.kind !== "system" && message.seq >= (this.lastMessage?.seq ?? 0)) {
      if (!(this.lastMessage?.id === message.id && this.lastMessage.version > message.version)) this.lastMessage = message;
    }
  }

  /** What the user deleted for themselves, on whatever device. */
  #forgetMessages(isGone) {
    const gone = [...this.messages.values()].filter(isGone);
    gone.forEach(({ id }) => this.messages.delete(id));
    if (this.lastMessage && isGone(this.lastMessage)) {
      this.lastMessage = this.timeline.findLast(({ id, kind }) => id && kind !== "system");
    }
  }

  /** Forgets the history, which has a hole, so that it is read again. */
  forget() {
    this.messages.clear();
    this.loaded = false;
  }

  typingNow() {
    const now = Date.now();
    return [...this.typing].filter(([, until]) => until > now).map(([user]) => user);
  }

  /** Who has got and who has read an own message. */
  reached(message) {
    const others = this.others.map((user) => this.receipts.get(user));
    return {
      delivered: others.filter((receipt) => receipt.delivered_seq >= message.seq).map((receipt) => receipt.user_id),
      read: others.filter((receipt) => receipt.read_seq >= message.seq).map((receipt) => receipt.user_id),
    };
  }
}

/** What a user is called: the demo's users have their name for an id. */
export function nameOf(user) {
  return user ? user.charAt(0).toUpperCase() + user.slice(1) : "Warbler";
}
