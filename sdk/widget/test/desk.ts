/** A desk that plays its part: one support conversation with a bot, scripted by the test. */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { Message, Support } from "../../js/src/index.js";
import { scalars } from "../../js/src/text.js";

const AT = "2026-11-20T12:00:00.000Z";
const ID = "con_1";

export class Desk {
  readonly asked: { path: string; body: unknown }[] = [];
  readonly commands: { t: string; d: Record<string, unknown> }[] = [];
  readonly messages: Message[] = [];
  support: Partial<Support> = { state: "bot" };
  #head = 1;
  #isMade = false;
  readonly #sockets = new Set<WebSocket>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<string> {
    const sockets = new WebSocketServer({ server: this.#server });
    sockets.on("connection", (socket) => this.#serve(socket));
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.terminate();
    this.#server.close();
  }

  /** Puts the conversation into another state, and says so. */
  turn(support: Partial<Support>): void {
    this.support = support;
    this.#tell(`support.${support.state === "bot" ? "returned" : support.state}`, support, true);
  }

  /** Begins a message of the bot. */
  write(text: string): Message {
    const seq = this.#head + 1;
    const message: Message = { ...this.#message(seq, "robo", text), stream: { status: "streaming" } };
    this.messages.push(message);
    this.#tell("message.created", message, true);
    return message;
  }

  more({ id, text = "" }: Message, more: string): void {
    this.#tell("message.delta", { message_id: id, offset: scalars(text), text: more }, false);
  }

  end(message: Message, text: string, stream: Message["stream"]): void {
    const ended = { ...message, text, stream, version: 2 };
    this.messages.splice(this.messages.indexOf(message), 1, ended);
    this.#tell("message.completed", ended, true);
  }

  #message(seq: number, sender_id: string, text: string, client_id?: string): Message {
    const ordinal = this.messages.length + 1;
    return { id: `msg_${seq}`, conversation_id: ID, seq, ordinal, sender_id, text, version: 1, created_at: AT, ...(client_id && { client_id }) };
  }

  #tell(t: string, d: unknown, isEntry: boolean): void {
    const n = isEntry ? { n: ++this.#head, s: String(this.#head) } : {};
    for (const socket of this.#sockets) socket.send(JSON.stringify({ t, c: ID, ...n, d }));
  }

  #serve(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.send(JSON.stringify({ t: "hello", d: { heartbeat_ms: 25_000, max_frame: 65_536, server: "desk" } }));
    socket.on("message", (data: Buffer) => {
      const { i, t, d } = JSON.parse(data.toString()) as { i: number; t: string; d: Record<string, unknown> };
      this.commands.push({ t, d });
      socket.send(JSON.stringify({ r: i, ok: true, d: this.#perform(t, d) }));
    });
  }

  #perform(t: string, d: Record<string, unknown>): unknown {
    if (t === "auth") return { me: { id: "cleo" }, unread: { conversations: 0, messages: 0, mentions: 0 }, cursor: String(this.#head) };
    if (t !== "message.send") return t === "read" || t === "delivered" ? { user_id: "cleo", read_seq: d["seq"], delivered_seq: d["seq"] } : {};
    const message = this.#message(this.#head + 1, "cleo", d["text"] as string, d["client_id"] as string);
    this.messages.push(message);
    this.#tell("message.created", message, true);
    return message;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization, content-type", "access-control-allow-methods": "*" };
    if (request.method === "OPTIONS") {
      response.writeHead(204, cors).end();
      return;
    }
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const { pathname } = new URL(request.url ?? "", "http://desk");
    const body: unknown = text ? JSON.parse(text) : undefined;
    if (request.method === "POST") this.asked.push({ path: pathname, body });
    response.writeHead(200, { ...cors, "content-type": "application/json" }).end(JSON.stringify(this.#read(pathname, body)));
  }

  #read(path: string, body: unknown): unknown {
    if (path.endsWith("/support/rating")) this.support = { state: "resolved", rating: body as NonNullable<Support["rating"]> };
    if (path.includes("/support")) return { conversation_id: ID, owner: { kind: "bot" }, owner_epoch: 1, since: AT, ...this.support };
    if (path.endsWith("/messages")) return { data: this.messages, has_more: false };
    if (path === "/v1/conversations" && !body) return { data: this.#isMade ? [this.#record()] : [], has_more: false };
    this.#isMade = true;
    return this.#record();
  }

  #record(): unknown {
    const membership = { role: "member", joined_at: AT, unread_count: 0, mention_count: 0, read_seq: this.#head, delivered_seq: this.#head };
    const counts = { member_count: 2, last_ordinal: this.messages.length, as_of_seq: this.#head };
    return { id: ID, app_id: "app_1", kind: "support", visibility: "private", history: "all", posting: "everyone", ...counts, created_at: AT, updated_at: AT, membership };
  }
}
