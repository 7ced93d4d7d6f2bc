/**
 * A server in memory, with a network that can be told to misbehave. Time is the test's: everything
 * takes a few milliseconds of fake timers, and nothing is left to chance.
 */
import type { SocketConstructor } from "../src/index.js";
import type { SocketLike } from "../src/socket.js";
import type { ServerEvent } from "../src/frames.js";
import { Model, problem } from "./model.js";

export const ME = "me";

/** What the next frames of a kind meet. */
export type Fate = "pass" | "omit" | "double" | "late" | "garble";

const BEHIND = 12;

export class World {
  readonly models: Model[];
  readonly sockets = new Set<WorldSocket>();
  /** What happens to the next events, one each; then they pass. */
  fates: Fate[] = [];
  /** How many of the next requests fail, and how long each takes. */
  failures = 0;
  latency = 2;
  /** The next command is carried out, and its reply is lost with the connection. */
  loseNextReply = false;
  /** Commands that are refused for now. */
  refusals = 0;
  /** Cursors of before are not known any more. */
  forgotten = 0;
  position = 1;

  constructor(conversations: number) {
    this.models = Array.from({ length: conversations }, (_, i) => new Model(`con_${i}`, ++this.position));
  }

  get WebSocket(): SocketConstructor {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the class below has a `this` of its own.
    const world = this;
    return class extends WorldSocket {
      constructor() {
        super(world);
      }
    };
  }

  /** Commits what `act` does to a conversation, and tells everybody. */
  commit(model: Model, act: (position: number) => void): void {
    const before = model.head;
    act(++this.position);
    for (let seq = before + 1; seq <= model.head; seq++)
      for (const socket of this.sockets) socket.tell({ ...model.event(seq), s: String(this.position) });
  }

  read(model: Model, seq: number): { user_id: string; read_seq: number; delivered_seq: number } {
    model.readSeq = Math.max(model.readSeq, Math.min(seq, model.head));
    model.readPosition = ++this.position;
    const d = { user_id: ME, read_seq: model.readSeq, delivered_seq: model.readSeq };
    for (const socket of this.sockets) socket.tell({ t: "receipt.updated", c: model.id, s: String(this.position), d });
    return d;
  }

  drop(): void {
    for (const socket of [...this.sockets]) socket.cut();
  }

  heal(): void {
    this.fates = [];
    this.failures = this.refusals = 0;
    this.loseNextReply = false;
    this.latency = 2;
  }

  model(id: string): Model {
    return this.models.find((model) => model.id === id)!;
  }

  /** The REST API, as far as the client uses it. */
  readonly fetch = async (input: unknown): Promise<Response> => {
    const url = new URL(String(input));
    const { latency } = this;
    const fails = this.failures > 0;
    if (fails) this.failures--;
    await pause(latency);
    if (fails && this.failures % 2 === 0) throw new TypeError("the network is down");
    if (fails) return answer(503, problem("unavailable", true));
    const body = this.#read(url);
    // Slower than events are: some of what happens now is heard of first.
    await pause(3 * latency);
    return answer(body === undefined ? 404 : 200, body ?? problem("not_found"));
  };

  #read(url: URL): unknown {
    const [, , , id, what] = url.pathname.split("/");
    if (id === undefined) return { data: this.models.map((model) => model.record(ME)), has_more: false };
    const number = (name: string) => Number(url.searchParams.get(name) ?? "0");
    const model = this.model(id);
    if (what === undefined) return model.record(ME);
    const limit = Math.min(7, number("limit"));
    if (what === "entries") {
      const seqs = model.entries.map((_, i) => i + 1).filter((seq) => seq > number("after_seq"));
      return { data: seqs.slice(0, limit).map((seq) => model.event(seq)), has_more: seqs.length > limit };
    }
    const before = url.searchParams.has("before_seq") ? number("before_seq") : Infinity;
    const messages = model.history(ME).filter((message) => message.seq < before);
    return { data: messages.slice(-limit), has_more: messages.length > limit };
  }
}

interface Command {
  i: number;
  t: string;
  d: Record<string, string | number | undefined>;
}

class WorldSocket implements SocketLike {
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  onerror: SocketLike["onerror"] = null;
  readonly #world: World;
  #open = true;
  #live = false;

  constructor(world: World) {
    this.#world = world;
    world.sockets.add(this);
    const hello = { t: "hello", d: { heartbeat_ms: 25_000, max_frame: 65_536, server: "world" } };
    this.#later(() => this.#say(hello));
  }

  send(data: string): void {
    const command = JSON.parse(data) as Command;
    this.#later(() => this.#perform(command));
  }

  close(): void {
    this.#open = false;
    this.#world.sockets.delete(this);
  }

  cut(): void {
    this.close();
    this.onclose?.({ code: 1006, reason: "" });
  }

  /** Tells an event, if the network lets it. */
  tell(event: ServerEvent): void {
    if (!this.#live) return;
    const fate = this.#world.fates.shift() ?? "pass";
    if (fate === "garble") this.#later(() => this.onmessage?.({ data: JSON.stringify(event).slice(1) }));
    else if (fate === "late") setTimeout(() => this.#say(event), 50);
    else if (fate !== "omit") this.#later(() => this.#say(event));
    if (fate === "double") this.#later(() => this.#say(event));
  }

  #perform(command: Command): void {
    const { i, t, d } = command;
    const world = this.#world;
    if (t === "auth") {
      this.#authenticate(i, d["cursor"] as string | undefined);
      return;
    }
    if (t === "message.send" && world.refusals > 0) {
      world.refusals--;
      this.#say({ r: i, ok: false, e: problem("overloaded", true) });
      return;
    }
    const result = this.#act(t, d);
    if (world.loseNextReply && t === "message.send") {
      world.loseNextReply = false;
      this.cut();
    }
    this.#later(() => this.#say({ r: i, ok: true, d: result }));
  }

  #act(t: string, d: Command["d"]): unknown {
    const world = this.#world;
    const model = world.model(String(d["conversation_id"]));
    if (t === "message.send") {
      world.commit(model, (position) => void model.send(ME, String(d["client_id"]), String(d["text"]), position));
      return model.messages.find((message) => message.client_id === d["client_id"]);
    }
    if (t === "read") return world.read(model, Number(d["seq"]));
    return {};
  }

  #authenticate(i: number, cursor: string | undefined): void {
    const world = this.#world;
    if (cursor !== undefined && Number(cursor) < world.forgotten) {
      this.#say({ r: i, ok: false, e: problem("invalid_cursor") });
      return;
    }
    const me = { id: ME, created_at: "", updated_at: "" };
    const unread = { conversations: 0, messages: 0, mentions: 0 };
    this.#live = true;
    this.#say({ r: i, ok: true, d: { me, unread, cursor: String(world.position) } });
    if (cursor === undefined) return;
    for (const model of world.models) this.#catchUp(model, Number(cursor));
    this.#say({ t: "resumed", d: { cursor: String(world.position) } });
  }

  #catchUp(model: Model, cursor: number): void {
    const missed = model.entries.map((_, index) => index + 1).filter((seq) => model.entries[seq - 1]!.position > cursor);
    if (missed.length > BEHIND) this.#say({ t: "behind", d: { conversation: model.record(ME) } });
    else for (const seq of missed) this.#say(model.event(seq));
    const d = { user_id: ME, read_seq: model.readSeq, delivered_seq: model.readSeq };
    if (model.readPosition > cursor) this.#say({ t: "receipt.updated", c: model.id, d });
  }

  #say(frame: unknown): void {
    if (this.#open) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  #later(act: () => void): void {
    setTimeout(() => {
      if (this.#open) act();
    }, this.#world.latency);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function answer(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status });
}
