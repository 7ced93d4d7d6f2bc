/**
 * What a server knows: a log of one conversation and what follows from it, written as plainly as
 * possible, for clients to be compared with.
 */
import type { ConversationRecord, Message, Problem, ReactionCount } from "../src/index.js";
import type { ServerEvent } from "../src/frames.js";

const AT = "2026-11-20T12:00:00.000Z";

interface Entry {
  kind: ServerEvent["t"];
  position: number;
  message_id?: string;
  d?: unknown;
}

export class Model {
  readonly id: string;
  readonly entries: Entry[] = [];
  readonly messages: Message[] = [];
  readonly reactions = new Map<string, { key: string; user_id: string }[]>();
  readSeq = 0;
  readPosition = 0;

  constructor(id: string, position: number) {
    this.id = id;
    this.entries.push({ kind: "conversation.created", position });
  }

  get head(): number {
    return this.entries.length;
  }

  get position(): number {
    return this.entries.at(-1)?.position ?? 0;
  }

  /** The message with that `client_id`, now or from before. Answers whether it is new. */
  send(sender_id: string, client_id: string, text: string, position: number): { message: Message; isNew: boolean } {
    const known = this.messages.find((other) => other.sender_id === sender_id && other.client_id === client_id);
    if (known) return { message: known, isNew: false };
    const seq = this.head + 1;
    const id = `msg_${this.id}_${seq}`;
    const ordinal = this.messages.length + 1;
    const message = { id, conversation_id: this.id, seq, ordinal, sender_id, client_id, text, version: 1, created_at: AT };
    this.messages.push(message);
    this.entries.push({ kind: "message.created", position, message_id: id });
    return { message, isNew: true };
  }

  edit(id: string, text: string, position: number): void {
    this.#change(id, "message.updated", position, (message) => ({ ...message, text, edited_at: AT }));
  }

  recall(id: string, position: number): void {
    this.reactions.delete(id);
    this.#change(id, "message.recalled", position, ({ text: _, ...rest }) => ({ ...rest, recalled_at: AT }));
  }

  /** Adds the reaction, or takes it back where it is there. */
  react(id: string, user_id: string, key: string, position: number): void {
    const message = this.messages.find((other) => other.id === id);
    if (!message || message.recalled_at) return;
    const all = this.reactions.get(id) ?? [];
    const rest = all.filter((one) => one.user_id !== user_id || one.key !== key);
    const isRemoval = rest.length < all.length;
    this.reactions.set(id, isRemoval ? rest : [...all, { key, user_id }]);
    const count = (this.reactions.get(id) ?? []).filter((one) => one.key === key).length;
    const kind = isRemoval ? "reaction.removed" : "reaction.added";
    this.entries.push({ kind, position, d: { message_id: id, key, user_id, count } });
  }

  /** An entry as it is told now: messages as they are, not as they were. */
  event(seq: number): ServerEvent {
    const entry = this.entries[seq - 1]!;
    const message = this.messages.find((other) => other.id === entry.message_id);
    const d = entry.kind === "conversation.created" ? { ...this.#bare(), as_of_seq: 1, last_ordinal: 0 } : (message ?? entry.d);
    return { t: entry.kind, c: this.id, n: seq, d } as ServerEvent;
  }

  /** Messages as somebody reads them, with the reactions. */
  history(me: string): Message[] {
    return this.messages.map((message) => {
      const reactions = this.#counts(message.id, me);
      return reactions.length > 0 ? { ...message, reactions } : message;
    });
  }

  record(me: string): ConversationRecord {
    const last_message = this.history(me).at(-1);
    const own = this.messages.findLast((message) => message.sender_id === me)?.ordinal ?? 0;
    const read = this.messages.findLast((message) => message.seq <= this.readSeq)?.ordinal ?? 0;
    const membership = {
      role: "member" as const,
      joined_at: AT,
      unread_count: this.messages.length - Math.max(own, read),
      mention_count: 0,
      read_seq: this.readSeq,
      delivered_seq: this.readSeq,
    };
    return { ...this.#bare(), ...(last_message && { last_message }), membership };
  }

  #bare(): ConversationRecord {
    return {
      id: this.id,
      app_id: "app_1",
      kind: "group",
      visibility: "private",
      history: "all",
      posting: "everyone",
      member_count: 2,
      last_ordinal: this.messages.length,
      as_of_seq: this.head,
      created_at: AT,
      updated_at: AT,
    };
  }

  #counts(id: string, me: string): ReactionCount[] {
    const counts: ReactionCount[] = [];
    for (const { key, user_id } of this.reactions.get(id) ?? []) {
      const known = counts.find((one) => one.key === key) ?? { key, count: 0 };
      if (known.count++ === 0) counts.push(known);
      if (user_id === me) known.mine = true;
    }
    return counts;
  }

  #change(id: string, kind: ServerEvent["t"], position: number, how: (message: Message) => Message): void {
    const index = this.messages.findIndex((other) => other.id === id);
    const message = this.messages[index];
    if (!message || message.recalled_at) return;
    this.messages[index] = { ...how(message), version: message.version + 1 };
    this.entries.push({ kind, position, message_id: id });
  }
}

export function problem(code: string, retryable = false, more: Partial<Problem> = {}): Problem {
  const rest = { type: "", title: code, status: 400, detail: code, request_id: "r" };
  return { ...rest, code: code as Problem["code"], retryable, ...more };
}
