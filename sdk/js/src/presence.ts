/**
 * How other users are. Watched by whoever shows them; the server forgets with the connection, so
 * everybody is asked about again after reconnecting.
 */
import type { Unsubscribe } from "./emitter.js";
import type { Presence } from "./types.js";

export interface PresencePort {
  subscribe(user_ids: string[]): Promise<Presence[]>;
  unsubscribe(user_ids: string[]): Promise<unknown>;
  changed(presence: Presence): void;
}

export class PresenceBook {
  readonly #port: PresencePort;
  readonly #watchers = new Map<string, number>();
  readonly #known = new Map<string, Presence>();

  constructor(port: PresencePort) {
    this.#port = port;
  }

  /** How a user is, if anybody watches them and they are known. */
  get(user_id: string): Presence | undefined {
    return this.#known.get(user_id);
  }

  /** Listens to how users are, until the answer is called. 500 users at most. */
  watch(user_ids: string[]): Unsubscribe {
    const fresh = user_ids.filter((id) => !this.#watchers.has(id));
    for (const id of user_ids) this.#watchers.set(id, (this.#watchers.get(id) ?? 0) + 1);
    this.#ask(fresh);
    return once(() => this.#unwatch(user_ids));
  }

  take(presence: Presence): void {
    if (!this.#watchers.has(presence.user_id)) return;
    this.#known.set(presence.user_id, presence);
    this.#port.changed(presence);
  }

  /** A new connection knows nothing of what the last one was asked. */
  resubscribe(): void {
    this.#ask([...this.#watchers.keys()]);
  }

  #ask(user_ids: string[]): void {
    if (user_ids.length === 0) return;
    // Without a connection there is nobody to ask; the next one asks about all.
    this.#port.subscribe(user_ids).then(
      (list) => list.forEach((presence) => this.take(presence)),
      () => undefined,
    );
  }

  #unwatch(user_ids: string[]): void {
    const gone: string[] = [];
    for (const id of user_ids) {
      const left = (this.#watchers.get(id) ?? 1) - 1;
      if (left > 0) this.#watchers.set(id, left);
      else if (this.#watchers.delete(id)) gone.push(id);
    }
    gone.forEach((id) => this.#known.delete(id));
    if (gone.length > 0) this.#port.unsubscribe(gone).catch(() => undefined);
  }
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}
