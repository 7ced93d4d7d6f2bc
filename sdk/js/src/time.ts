/** Waiting: delays with chance in them, and how fast a connection may speak. */
import { WarblerError } from "./errors.js";

/** Half of `base * 2^attempt` at least, all of it at most, so that many clients do not come at once. */
export function backoff(attempt: number, base: number, longest: number): number {
  const whole = Math.min(longest, base * 2 ** Math.min(attempt, 30));
  return whole / 2 + Math.random() * (whole / 2);
}

/** What `promise` comes to, or a rejection if that takes longer than `ms`. */
export function within<Value>(ms: number, promise: Promise<Value>, what: string): Promise<Value> {
  return new Promise((resolve, reject) => {
    const tooLate = () => reject(new WarblerError("timeout", `nobody answered ${what}`, true));
    const timer = setTimeout(tooLate, ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * A bucket of tokens, a little smaller than the server's (10 frames a second, 50 at once), so that
 * a long queue is sent as fast as the server allows and no faster.
 */
export class Pace {
  readonly #everyMs: number;
  readonly #burst: number;
  #next = 0;

  constructor(perSecond = 9, burst = 40) {
    this.#everyMs = 1000 / perSecond;
    this.#burst = burst;
  }

  /** Takes a place in the queue, and answers how long it takes to come to the front. */
  take(): number {
    const now = Date.now();
    const earliest = now - this.#everyMs * (this.#burst - 1);
    const at = Math.max(this.#next, earliest);
    this.#next = at + this.#everyMs;
    return Math.max(0, at - now);
  }

  /** Lets nothing through for so long, and only one by one after that. */
  pause(ms: number): void {
    this.#next = Math.max(this.#next, Date.now() + ms);
  }
}
