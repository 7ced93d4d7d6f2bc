/**
 * Writes what has changed into the cache, a moment later and all at once, so that conversations and
 * the cursor they are as of belong together. What could not be written is written the next time.
 */
import type { Cache, Changes, Saved } from "./cache.js";
import type { PendingMessage } from "./outbox.js";
import { within } from "./time.js";
import type { SavedTimeline } from "./timeline.js";

/** Messages kept of a conversation. */
const MOST_MESSAGES = 200;
const DELAY_MS = 300;
/** How long a start may wait for it. */
const LOADING_MS = 3000;

interface Savable {
  timeline: { save(most: number): SavedTimeline | undefined };
}

/** What there is to be kept. */
export interface Known {
  user_id: string | undefined;
  cursor: string | undefined;
  conversations: ReadonlyMap<string, Savable>;
}

export class CacheWriter {
  readonly #cache: Cache | undefined;
  readonly #known: () => Known;
  #touched = new Set<string>();
  #outbox: PendingMessage[] | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(cache: Cache | undefined, known: () => Known) {
    this.#cache = cache;
    this.#known = known;
  }

  async load(): Promise<Saved | undefined> {
    if (!this.#cache) return undefined;
    try {
      return await within(LOADING_MS, this.#cache.load(), "the cache");
    } catch {
      // A cache that does not work is no reason not to; what is in it is of another time by now.
      await within(LOADING_MS, this.#cache.clear(), "the cache").catch(() => undefined);
      return undefined;
    }
  }

  touch(conversation_id: string): void {
    if (!this.#cache) return;
    this.#touched.add(conversation_id);
    this.#timer ??= setTimeout(() => void this.flush(), DELAY_MS);
  }

  /** What waits to be sent is kept at once: it exists nowhere else. */
  outbox(items: readonly PendingMessage[]): void {
    if (!this.#cache) return;
    this.#outbox = [...items];
    void this.flush();
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const touched = this.#touched;
    const changes = this.#changes(touched);
    if (!this.#cache) return;
    this.#touched = new Set();
    this.#outbox = undefined;
    try {
      await this.#cache.save(changes);
    } catch {
      for (const id of touched) this.#touched.add(id);
      this.#outbox ??= changes.outbox;
    }
  }

  async clear(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#touched.clear();
    this.#outbox = undefined;
    await this.#cache?.clear().catch(() => undefined);
  }

  #changes(touched: Set<string>): Changes {
    const known = this.#known();
    const conversations: SavedTimeline[] = [];
    const gone: string[] = [];
    for (const id of touched) {
      const saved = known.conversations.get(id)?.timeline.save(MOST_MESSAGES);
      if (saved) conversations.push(saved);
      else gone.push(id);
    }
    const cursor = known.cursor !== undefined && { cursor: known.cursor };
    const user_id = known.user_id !== undefined && { user_id: known.user_id };
    return { ...user_id, ...cursor, conversations, gone, ...(this.#outbox && { outbox: this.#outbox }) };
  }
}
