/**
 * Messages that are being written: pieces of text are put together as they come. Pieces may be lost;
 * where one is missing, the text so far is read, and the end of the message brings all of it.
 */
import type { Api } from "./api.js";
import type { Delta } from "./frames.js";
import type { Timeline } from "./timeline.js";

const MESSAGE = "/v1/conversations/{conversation_id}/messages/{message_id}";

export class Streams {
  readonly #timeline: Timeline;
  readonly #api: Api;
  readonly #changed: () => void;
  readonly #reading = new Set<string>();

  constructor(timeline: Timeline, api: Api, changed: () => void) {
    this.#timeline = timeline;
    this.#api = api;
    this.#changed = changed;
  }

  append(delta: Delta): void {
    if (!this.#timeline.messages.append(delta)) void this.#read(delta.message_id);
  }

  async #read(message_id: string): Promise<void> {
    if (this.#reading.has(message_id)) return;
    this.#reading.add(message_id);
    const path = { conversation_id: this.#timeline.id, message_id };
    try {
      this.#timeline.messages.update(await this.#api.call("get", MESSAGE, { path }));
      this.#changed();
    } catch {
      // The next piece asks again.
    }
    this.#reading.delete(message_id);
  }
}
