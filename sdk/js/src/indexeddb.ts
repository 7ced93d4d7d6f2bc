/**
 * The cache of a browser. One tab at a time writes: what another one knows may be older, and two
 * that take turns would leave a mixture. The others work without a cache.
 */
import type { Cache, Changes, Saved } from "./cache.js";
import type { PendingMessage } from "./outbox.js";
import type { SavedTimeline } from "./timeline.js";

interface State {
  user_id?: string | undefined;
  cursor?: string | undefined;
  outbox: PendingMessage[];
}

const STATE = "state";
const CONVERSATIONS = "conversations";

/** A cache with a name of its own for each user; nothing where the browser has no IndexedDB. */
export class IndexedDbCache implements Cache {
  readonly #name: string;
  #opening: Promise<IDBDatabase | undefined> | undefined;

  constructor(name: string) {
    this.#name = `warbler:${name}`;
  }

  async load(): Promise<Saved | undefined> {
    const database = await this.#open();
    if (!database) return undefined;
    const transaction = database.transaction([STATE, CONVERSATIONS]);
    const state = transaction.objectStore(STATE).get(STATE) as IDBRequest<State | undefined>;
    const all = transaction.objectStore(CONVERSATIONS).getAll() as IDBRequest<SavedTimeline[]>;
    await done(transaction);
    return state.result && { ...state.result, conversations: all.result };
  }

  async save({ user_id, cursor, conversations, gone, outbox }: Changes): Promise<void> {
    const database = await this.#open();
    if (!database) return;
    const transaction = database.transaction([STATE, CONVERSATIONS], "readwrite");
    const states = transaction.objectStore(STATE);
    const known = states.get(STATE) as IDBRequest<State | undefined>;
    known.onsuccess = () => {
      const before = known.result;
      const state: State = {
        user_id: user_id ?? before?.user_id,
        cursor: cursor ?? before?.cursor,
        outbox: outbox ?? before?.outbox ?? [],
      };
      states.put(state, STATE);
    };
    const store = transaction.objectStore(CONVERSATIONS);
    for (const conversation of conversations) store.put(conversation, conversation.id);
    for (const id of gone) store.delete(id);
    await done(transaction);
  }

  async clear(): Promise<void> {
    const database = await this.#open();
    if (!database) return;
    const transaction = database.transaction([STATE, CONVERSATIONS], "readwrite");
    transaction.objectStore(STATE).clear();
    transaction.objectStore(CONVERSATIONS).clear();
    await done(transaction);
  }

  #open(): Promise<IDBDatabase | undefined> {
    this.#opening ??= this.#connect().catch(() => undefined);
    return this.#opening;
  }

  async #connect(): Promise<IDBDatabase | undefined> {
    if (!("indexedDB" in globalThis) || !(await isOnlyTab(this.#name))) return undefined;
    const request = indexedDB.open(this.#name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STATE);
      request.result.createObjectStore(CONVERSATIONS);
    };
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
    });
  }
}

/** Takes a lock that is held until the page goes. */
function isOnlyTab(name: string): Promise<boolean> {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks;
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const hold = (lock: Lock | null) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => undefined);
    };
    locks.request(name, { ifAvailable: true }, hold).catch(() => resolve(false));
  });
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("IndexedDB"));
  });
}
