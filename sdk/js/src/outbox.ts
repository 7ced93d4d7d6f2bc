/**
 * What was sent and is not known to have arrived.
 *
 * Each conversation has a lane, in which one message is under way at a time: so messages arrive in
 * the order in which they were sent, also when one of them is refused for a while. Whatever becomes
 * of the connection, a message is sent again with its `client_id`, which makes one message of all
 * attempts. One that is refused for good steps aside and waits for `retry` or `discard`.
 */
import { asError, isDisconnected } from "./errors.js";
import type { WarblerError } from "./errors.js";
import { backoff, sleep } from "./time.js";
import type { Message, Problem, SendMessage } from "./types.js";

/** A message on its way. */
export interface PendingMessage {
  client_id: string;
  conversation_id: string;
  content: Omit<SendMessage, "client_id">;
  /** By the clock of this device. */
  created_at: string;
  /** Why it was refused for good; absent while it is on its way. */
  failed?: { code: string; detail: string; problem?: Problem };
}

export interface OutboxListener {
  send(item: PendingMessage): Promise<Message>;
  isOnline(): boolean;
  /** It arrived. */
  sent(message: Message): void;
  failed(item: PendingMessage, error: WarblerError): void;
  /** What is pending has changed, and is to be kept. */
  changed(conversation_id: string): void;
}

export class Outbox {
  readonly #listener: OutboxListener;
  readonly #busy = new Set<string>();
  /** Wakes the lane that waits for the reply to this message. */
  readonly #arrived = new Map<string, () => void>();
  #items: PendingMessage[] = [];

  constructor(listener: OutboxListener) {
    this.#listener = listener;
  }

  get items(): readonly PendingMessage[] {
    return this.#items;
  }

  of(conversation_id: string): PendingMessage[] {
    return this.#items.filter((item) => item.conversation_id === conversation_id);
  }

  restore(items: readonly PendingMessage[]): void {
    this.#items = [...items, ...this.#items];
  }

  clear(): void {
    this.#items = [];
  }

  add(item: PendingMessage): void {
    this.#items.push(item);
    this.#changed(item.conversation_id);
  }

  /** Sends again what was refused, after what is under way. */
  retry(client_id: string): void {
    const item = this.#take(client_id);
    if (item) this.add(without(item));
  }

  /** Gives a message up. If it is under way, it may arrive all the same. */
  discard(client_id: string): void {
    const item = this.#take(client_id);
    if (item) this.#changed(item.conversation_id);
  }

  /** A message of one's own is in the conversation, as a reply or as an event says. */
  settle(client_id: string): void {
    const item = this.#take(client_id);
    this.#arrived.get(client_id)?.();
    if (item) this.#changed(item.conversation_id);
  }

  /** Sends what waits, as soon as the connection is there. */
  flush(): void {
    for (const lane of new Set(this.#items.map((item) => item.conversation_id))) void this.#drain(lane);
  }

  async #drain(lane: string): Promise<void> {
    if (this.#busy.has(lane)) return;
    this.#busy.add(lane);
    let attempts = 0;
    for (let item = this.#next(lane); item; item = this.#next(lane)) {
      const delay = await this.#attempt(item, attempts);
      attempts = delay === undefined ? 0 : attempts + 1;
      if (delay !== undefined) await sleep(delay);
    }
    this.#busy.delete(lane);
  }

  /** Tries once. Answers how long to wait before the next try, if there is to be one. */
  async #attempt(item: PendingMessage, attempts: number): Promise<number | undefined> {
    const arrived = new Promise<undefined>((resolve) => {
      this.#arrived.set(item.client_id, () => resolve(undefined));
    });
    try {
      const message = await Promise.race([this.#listener.send(item), arrived]);
      if (message) this.#listener.sent(message);
      this.settle(item.client_id);
      return undefined;
    } catch (thrown) {
      return this.#refused(item, asError(thrown), attempts);
    } finally {
      this.#arrived.delete(item.client_id);
    }
  }

  #refused(item: PendingMessage, error: WarblerError, attempts: number): number | undefined {
    if (isDisconnected(error)) return 0;
    if (error.retryable) return error.retryAfterMs ?? backoff(attempts, 500, 15_000);
    const { code, message: detail, problem } = error;
    item.failed = { code, detail, ...(problem && { problem }) };
    this.#listener.failed(item, error);
    this.#listener.changed(item.conversation_id);
    return undefined;
  }

  #next(lane: string): PendingMessage | undefined {
    if (!this.#listener.isOnline()) return undefined;
    return this.#items.find((item) => item.conversation_id === lane && !item.failed);
  }

  #take(client_id: string): PendingMessage | undefined {
    const item = this.#items.find((other) => other.client_id === client_id);
    this.#items = this.#items.filter((other) => other !== item);
    return item;
  }

  #changed(conversation_id: string): void {
    this.#listener.changed(conversation_id);
    void this.#drain(conversation_id);
  }
}

function without({ failed: _, ...item }: PendingMessage): PendingMessage {
  return item;
}
