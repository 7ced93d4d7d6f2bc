/**
 * Reads what a timeline lacks, until it lacks nothing: a snapshot, entries that were missed, the
 * newest messages. One loop per conversation, which goes on through every failure but one: that the
 * conversation is not there any more.
 */
import type { Api } from "./api.js";
import { asError } from "./errors.js";
import type { ServerEvent } from "./frames.js";
import { backoff, sleep } from "./time.js";
import type { Timeline } from "./timeline.js";
import type { ConversationRecord } from "./types.js";

/**
 * Why something was not told event by event: too much was missed (`behind`), the cursor is not
 * known any more (`cursor`), or entries are missing that the server does not give (`gap`).
 */
export type LossReason = "behind" | "cursor" | "gap";

export interface CatchUpPort {
  api: Api;
  listed(): Promise<void>;
  isStopped(): boolean;
  lost(conversation_id: string, reason: LossReason): void;
}

/** From here on, a conversation tells all of its events only to who asks for them. */
export const LARGE = 1000;
/** A longer way is not worth going entry by entry. */
const MOST_MISSING = 500;
/** Fruitless attempts to read entries, after which a snapshot has to do. */
const MOST_ATTEMPTS = 5;

type Lack = "snapshot" | "new snapshot" | "entries" | "history" | "counters";

const CONVERSATION = "/v1/conversations/{conversation_id}";

export class CatchUp {
  readonly #timeline: Timeline;
  readonly #port: CatchUpPort;
  readonly #changed: () => void;
  #running: Promise<void> | undefined;
  #reading: Promise<void> = Promise.resolve();
  #attempts = 0;
  isOpen = false;

  constructor(timeline: Timeline, port: CatchUpPort, changed: () => void) {
    this.#timeline = timeline;
    this.#port = port;
    this.#changed = changed;
  }

  /** Somebody looks: the newest messages are wanted, from now on. */
  open(): void {
    this.isOpen = true;
  }

  /** Resolves when nothing is lacking. */
  run(): Promise<void> {
    if (!this.#running && !this.#lack()) return Promise.resolve();
    this.#running ??= this.#loop().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Reads a page of messages: the newest ones, or those before what is known when its turn comes. */
  readHistory(which: "newest" | "older", limit = 50): Promise<void> {
    this.#reading = this.#reading.catch(() => undefined).then(() => this.#page(which, limit));
    return this.#reading;
  }

  #lack(): Lack | undefined {
    const { record, removed, rejoined, deleted, loaded } = this.#timeline;
    if (deleted || (removed && !rejoined) || this.#port.isStopped()) return undefined;
    if (!record) return "snapshot";
    const missing = this.#timeline.missing();
    if (missing > 0 && record.member_count > LARGE && !this.isOpen) return undefined;
    if (rejoined || missing > MOST_MISSING || (missing > 0 && this.#attempts > MOST_ATTEMPTS)) return "new snapshot";
    if (missing > 0) return "entries";
    if (this.isOpen && !loaded) return "history";
    return this.#timeline.uncertain ? "counters" : undefined;
  }

  async #loop(): Promise<void> {
    this.#attempts = 0;
    for (let lack = this.#lack(); lack; lack = this.#lack()) {
      const progress = await this.#supply(lack).catch((error: unknown) => this.#failed(error));
      this.#changed();
      this.#attempts = progress ? 0 : this.#attempts + 1;
      if (!progress) await sleep(backoff(this.#attempts, 250, 5000));
    }
  }

  /** Answers whether that brought anything. */
  async #supply(lack: Lack): Promise<boolean> {
    if (lack === "entries") return this.#readEntries();
    if (lack === "counters") return this.#readCounters();
    if (lack === "history") await this.readHistory("newest");
    else await this.#readSnapshot(lack === "snapshot");
    return true;
  }

  #failed(error: unknown): boolean {
    const { code } = asError(error);
    if (code === "not_found" || code === "forbidden") this.#timeline.removed = true;
    if (this.#timeline.removed) this.#timeline.rejoined = false;
    return false;
  }

  async #readSnapshot(isFirst: boolean): Promise<void> {
    if (isFirst) await this.#port.listed();
    if (isFirst && this.#timeline.record) return;
    const path = { conversation_id: this.#timeline.id };
    const record = await this.#port.api.call("get", CONVERSATION, { path });
    if (isFirst) this.#timeline.begin(record);
    else this.#beginAnew(record);
  }

  #beginAnew(record: ConversationRecord): void {
    const isLoss = !this.#timeline.rejoined;
    this.#timeline.reset(record);
    // Entries that even the snapshot does not have were never there.
    if (this.#attempts > MOST_ATTEMPTS) this.#timeline.wanted = this.#timeline.seq;
    if (isLoss) this.#port.lost(this.#timeline.id, "gap");
  }

  async #readEntries(): Promise<boolean> {
    const before = this.#timeline.seq;
    const { epoch } = this.#timeline;
    const path = { conversation_id: this.#timeline.id };
    const query = { after_seq: before, limit: 100 };
    const page = await this.#port.api.call("get", `${CONVERSATION}/entries`, { path, query });
    if (epoch !== this.#timeline.epoch) return true;
    for (const event of page.data) this.#timeline.apply(event as ServerEvent);
    return this.#timeline.seq > before;
  }

  async #readCounters(): Promise<boolean> {
    const path = { conversation_id: this.#timeline.id };
    const isRight = this.#timeline.takeCounters(await this.#port.api.call("get", CONVERSATION, { path }));
    // The server may never hear of what was read here: then what it counts has to do.
    if (isRight || this.#attempts > MOST_ATTEMPTS) this.#timeline.uncertain = false;
    return isRight || this.#timeline.missing() > 0;
  }

  async #page(which: "newest" | "older", limit: number): Promise<void> {
    const { epoch, loaded } = this.#timeline;
    if (which === "older" && !loaded) return;
    const before = which === "older" ? this.#timeline.oldest() : undefined;
    const path = { conversation_id: this.#timeline.id };
    const query = before === undefined ? { limit } : { before_seq: before, limit };
    this.#timeline.expectHistory();
    try {
      const page = await this.#port.api.call("get", `${CONVERSATION}/messages`, { path, query });
      if (epoch === this.#timeline.epoch) this.#timeline.takeHistory(page, before);
    } finally {
      this.#timeline.stopExpecting();
    }
    this.#changed();
  }
}
