/** What outlives the program: conversations, the cursor they are as of, and what waits to be sent. */
import type { PendingMessage } from "./outbox.js";
import type { SavedTimeline } from "./timeline.js";

export interface Saved {
  /** Whose it is; nothing before the first connection. */
  user_id?: string | undefined;
  cursor?: string | undefined;
  conversations: SavedTimeline[];
  outbox: PendingMessage[];
}

/** What has changed since the last time. All of it is stored, or nothing. */
export interface Changes {
  user_id?: string;
  cursor?: string;
  conversations: SavedTimeline[];
  /** Ids of conversations that are gone. */
  gone: string[];
  /** All that is pending, where that has changed. */
  outbox?: PendingMessage[];
}

export interface Cache {
  load(): Promise<Saved | undefined>;
  save(changes: Changes): Promise<void>;
  clear(): Promise<void>;
}

/** Lasts as long as the object: for Node, for tests, and for a client that is made anew. */
export class MemoryCache implements Cache {
  #user_id: string | undefined;
  #cursor: string | undefined;
  #outbox: PendingMessage[] = [];
  readonly #conversations = new Map<string, SavedTimeline>();

  load(): Promise<Saved | undefined> {
    const conversations = [...this.#conversations.values()];
    return Promise.resolve(
      structuredClone({ user_id: this.#user_id, cursor: this.#cursor, conversations, outbox: this.#outbox }),
    );
  }

  save(changes: Changes): Promise<void> {
    const { user_id, cursor, conversations, gone, outbox } = structuredClone(changes);
    this.#user_id = user_id ?? this.#user_id;
    this.#cursor = cursor ?? this.#cursor;
    for (const conversation of conversations) this.#conversations.set(conversation.id, conversation);
    for (const id of gone) this.#conversations.delete(id);
    this.#outbox = outbox ?? this.#outbox;
    return Promise.resolve();
  }

  clear(): Promise<void> {
    this.#cursor = this.#user_id = undefined;
    this.#conversations.clear();
    this.#outbox = [];
    return Promise.resolve();
  }
}
