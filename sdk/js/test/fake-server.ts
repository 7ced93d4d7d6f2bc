/** A server of real sockets that does what it is told to, mostly the wrong thing. */
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import WebSocketClass from "ws";
import type { SocketConstructor } from "../src/index.js";

export interface Command {
  i: number;
  t: string;
  d: Record<string, unknown>;
}

/** One connection, as the server has it. */
export class Peer {
  readonly commands: Command[] = [];
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  say(frame: unknown): void {
    this.raw(JSON.stringify(frame));
  }

  raw(data: string | Uint8Array): void {
    this.#socket.send(data);
  }

  hello(): void {
    this.say({ t: "hello", d: { heartbeat_ms: 100, max_frame: 65_536, server: "fake" } });
  }

  reply({ i }: Command, d: unknown): void {
    this.say({ r: i, ok: true, d });
  }

  refuse({ i }: Command, code: string, more: object = {}): void {
    const problem = { type: "", title: code, status: 400, detail: code, code, request_id: "", retryable: false };
    this.say({ r: i, ok: false, e: { ...problem, ...more } });
  }

  welcome(command: Command): void {
    this.reply(command, { me: { id: "me" }, unread: { conversations: 0, messages: 0, mentions: 0 }, cursor: "c0" });
    if (command.d["cursor"] !== undefined) this.say({ t: "resumed", d: { cursor: "c1" } });
  }

  close(code: number, reason = ""): void {
    this.#socket.close(code, reason);
  }

  /** As a cable that is pulled. */
  terminate(): void {
    this.#socket.terminate();
  }
}

export type Behaviour = (peer: Peer, command: Command | undefined) => void;

/** Greets, welcomes and pongs. */
export const well: Behaviour = (peer, command) => {
  if (!command) peer.hello();
  else if (command.t === "auth") peer.welcome(command);
  else peer.reply(command, {});
};

export class FakeServer {
  readonly peers: Peer[] = [];
  readonly #server: WebSocketServer;
  #behaviours: Behaviour[];

  private constructor(server: WebSocketServer, behaviours: Behaviour[]) {
    this.#server = server;
    this.#behaviours = behaviours;
    server.on("connection", (socket) => this.#serve(socket));
  }

  /** Each connection meets the next behaviour; the last one stays. */
  static async start(...behaviours: Behaviour[]): Promise<FakeServer> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await new Promise((resolve) => server.once("listening", resolve));
    return new FakeServer(server, behaviours);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get WebSocket(): SocketConstructor {
    return WebSocketClass as unknown as SocketConstructor;
  }

  /** What clients said, connection after connection. */
  said(t: string): Command[] {
    return this.peers.flatMap((peer) => peer.commands.filter((command) => command.t === t));
  }

  get last(): Peer {
    return this.peers.at(-1)!;
  }

  stop(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }

  #serve(socket: WebSocket): void {
    const peer = new Peer(socket);
    const behaviour = this.#behaviours.length > 1 ? this.#behaviours.shift()! : this.#behaviours[0]!;
    this.peers.push(peer);
    socket.on("message", (data: Buffer) => {
      const command = JSON.parse(data.toString()) as Command;
      peer.commands.push(command);
      behaviour(peer, command);
    });
    behaviour(peer, undefined);
  }
}
