/** Who is typing: told by others, and for six seconds at most; told to others, every three seconds at most. */

const LASTS_MS = 6000;
const EVERY_MS = 3000;

/** Those who type in one conversation. */
export class Typing {
  readonly #changed: () => void;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  users(): string[] {
    return [...this.#timers.keys()];
  }

  start(user_id: string): void {
    clearTimeout(this.#timers.get(user_id));
    this.#timers.set(user_id, setTimeout(() => this.stop(user_id), LASTS_MS));
    this.#changed();
  }

  stop(user_id: string): void {
    if (!this.#timers.has(user_id)) return;
    clearTimeout(this.#timers.get(user_id));
    this.#timers.delete(user_id);
    this.#changed();
  }
}

/** Says that this user types, not more often than anybody needs to hear it. */
export class TypingNotice {
  readonly #say: (stopped: boolean) => void;
  #saidAt = 0;

  constructor(say: (stopped: boolean) => void) {
    this.#say = say;
  }

  start(): void {
    if (Date.now() - this.#saidAt < EVERY_MS) return;
    this.#saidAt = Date.now();
    this.#say(false);
  }

  /** The message that ends it need not be announced: it says so itself. */
  stop(quietly = false): void {
    if (this.#saidAt === 0) return;
    this.#saidAt = 0;
    if (!quietly) this.#say(true);
  }
}
