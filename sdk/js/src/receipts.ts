/**
 * How far this user has read and received, told to the server: the newest position of each
 * conversation, at most once in a while, and again after reconnecting until it was heard.
 */
import type { Receipt } from "./types.js";
import { asError } from "./errors.js";
import { sleep } from "./time.js";

export type ReceiptKind = "read" | "delivered";

type Send = (kind: ReceiptKind, conversation_id: string, seq: number) => Promise<Receipt>;

const PAUSE_MS = 1000;

export class Receipts {
  readonly #send: Send;
  readonly #heard: (conversation_id: string, receipt: Receipt) => void;
  readonly #wanted = new Map<string, { kind: ReceiptKind; conversation_id: string; seq: number }>();
  readonly #busy = new Set<string>();

  constructor(send: Send, heard: (conversation_id: string, receipt: Receipt) => void) {
    this.#send = send;
    this.#heard = heard;
  }

  /** Remembers a position to be told. Positions only move forward. */
  want(kind: ReceiptKind, conversation_id: string, seq: number): void {
    const key = `${kind} ${conversation_id}`;
    if ((this.#wanted.get(key)?.seq ?? 0) >= seq) return;
    this.#wanted.set(key, { kind, conversation_id, seq });
    void this.#tell(key);
  }

  /** Tells what was not heard yet. */
  flush(): void {
    for (const key of this.#wanted.keys()) void this.#tell(key);
  }

  async #tell(key: string): Promise<void> {
    if (this.#busy.has(key)) return;
    this.#busy.add(key);
    for (let wanted = this.#wanted.get(key); wanted; wanted = this.#wanted.get(key)) {
      if (!(await this.#try(key, wanted))) break;
      await sleep(PAUSE_MS);
    }
    this.#busy.delete(key);
  }

  /** Answers whether there is sense in going on. */
  async #try(key: string, wanted: { kind: ReceiptKind; conversation_id: string; seq: number }): Promise<boolean> {
    const { kind, conversation_id, seq } = wanted;
    try {
      this.#heard(conversation_id, await this.#send(kind, conversation_id, seq));
    } catch (error) {
      // What may succeed later waits for the next `flush` or `want`; the rest is given up.
      if (asError(error).retryable) return false;
    }
    if (this.#wanted.get(key) === wanted) this.#wanted.delete(key);
    return true;
  }
}
