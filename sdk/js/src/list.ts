/** The list of conversations: read page by page, then kept by events. */
import type { Api } from "./api.js";
import type { Conversation } from "./conversation.js";
import { backoff, sleep } from "./time.js";
import type { ConversationRecord } from "./types.js";

export class ConversationList {
  readonly #api: Api;
  readonly #isStopped: () => boolean;
  readonly #take: (record: ConversationRecord) => void;
  #reading: Promise<void> | undefined;
  #next: string | null | undefined;
  /** Grows when the list begins anew; what was asked before is stale. */
  #epoch = 0;

  constructor(api: Api, isStopped: () => boolean, take: (record: ConversationRecord) => void) {
    this.#api = api;
    this.#isStopped = isStopped;
    this.#take = take;
  }

  /** Reads the first page once, however long that takes. */
  read(): Promise<void> {
    this.#reading ??= this.#readFirst(this.#epoch);
    return this.#reading;
  }

  /** What was read is worth nothing any more. */
  restart(): void {
    this.#epoch++;
    this.#reading = undefined;
    this.#next = undefined;
  }

  async more(): Promise<boolean> {
    await this.read();
    if (this.#next) await this.#page(this.#epoch, this.#next);
    return Boolean(this.#next);
  }

  sort(conversations: Conversation[]): Conversation[] {
    return conversations.filter(isListed).sort(byPinAndActivity);
  }

  async #readFirst(epoch: number): Promise<void> {
    for (let attempt = 0; !this.#isStopped() && epoch === this.#epoch; attempt++) {
      try {
        await this.#page(epoch, undefined);
        return;
      } catch {
        await sleep(backoff(attempt, 500, 15_000));
      }
    }
    if (epoch === this.#epoch) this.#reading = undefined;
  }

  async #page(epoch: number, cursor: string | undefined): Promise<void> {
    const query = cursor === undefined ? { limit: 100 } : { limit: 100, cursor };
    const page = await this.#api.call("get", "/v1/conversations", { query });
    if (epoch !== this.#epoch) return;
    this.#next = page.next_cursor;
    for (const record of page.data) this.#take(record);
  }
}

function isListed({ record, gone }: Conversation): boolean {
  if (!record || gone) return false;
  const { archived, hidden_ordinal } = record.membership ?? {};
  return !archived && !(typeof hidden_ordinal === "number" && record.last_ordinal <= hidden_ordinal);
}

function byPinAndActivity(a: Conversation, b: Conversation): number {
  const pins = Number(b.record?.membership?.pinned ?? false) - Number(a.record?.membership?.pinned ?? false);
  return pins || activity(b).localeCompare(activity(a));
}

function activity({ record }: Conversation): string {
  return record?.last_message?.created_at ?? record?.created_at ?? "";
}
