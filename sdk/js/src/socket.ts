/**
 * One WebSocket, from hello to the end. It matches replies with commands, keeps the pace, and
 * notices when the other side is silent; it never connects again: that is `connection.ts`.
 *
 * However it ends, `ended` is called once, and every command that waits is rejected: with
 * `disconnected`, because nobody knows what became of it.
 */
import { WarblerError } from "./errors.js";
import { readFrame } from "./frames.js";
import type { Arguments, CommandName, Notice, Reply, ReplyFrame, ServerEvent } from "./frames.js";
import { Pace } from "./time.js";

/** What is used of a WebSocket: the browser's, Node's, or that of the package `ws`. */
export interface SocketLike {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
}

export type SocketConstructor = new (url: string) => SocketLike;

/** How long to wait, in milliseconds. */
export interface Patience {
  /** For a connection, its hello, and the answer to `auth`. */
  connect: number;
  /** For the reply to a command. */
  reply: number;
  /** Between two frames of what was missed. */
  resume: number;
  /** For the answer to a ping, when somebody comes back to the page. */
  probe: number;
  /** Shortest and longest delay before connecting again. */
  retry: [number, number];
  /** How long a connection must hold before the next failure counts as the first. */
  settled: number;
}

export const PATIENCE: Patience = {
  connect: 10_000,
  reply: 15_000,
  resume: 30_000,
  probe: 5_000,
  retry: [500, 30_000],
  settled: 10_000,
};

/** The local codes with which we hang up; they are never sent to the server. */
export const Local = { Silent: -1, Garbage: -2, Unreachable: -3, Left: -4 } as const;

interface Answer<Value> {
  resolve(value: Value): void;
  reject(error: WarblerError): void;
}

interface Waiting extends Answer<never> {
  timer: ReturnType<typeof setTimeout>;
}

export interface SocketListener {
  frame(frame: Notice | ServerEvent): void;
  ended(code: number, reason: string): void;
}

export class Socket {
  readonly #socket: SocketLike;
  readonly #listener: SocketListener;
  readonly #patience: Patience;
  readonly #waiting = new Map<number, Waiting>();
  readonly #pace = new Pace();
  #lastId = 0;
  #pulse: ReturnType<typeof setTimeout> | undefined;
  #heard = Date.now();
  #ended = false;

  constructor(Constructor: SocketConstructor, url: string, patience: Patience, listener: SocketListener) {
    this.#listener = listener;
    this.#patience = patience;
    this.#socket = new Constructor(url);
    this.#socket.onmessage = ({ data }) => this.#receive(data);
    this.#socket.onclose = ({ code, reason }) => this.#end(code, reason);
    // The close that follows says all there is to know.
    this.#socket.onerror = () => undefined;
  }

  /** Sends a command as soon as the pace allows, and resolves with its reply. */
  request<Name extends CommandName>(
    t: Name,
    d: Arguments<Name>,
    patience = this.#patience.reply,
  ): Promise<Reply<Name>> {
    return new Promise((resolve, reject) => this.ask(t, d, patience, { resolve, reject }));
  }

  /** Like `request`; the answer is heard before the frame after it, which a promise does not promise. */
  ask<Name extends CommandName>(t: Name, d: Arguments<Name>, patience: number, answer: Answer<Reply<Name>>): void {
    if (this.#ended) {
      answer.reject(disconnected());
      return;
    }
    const delay = this.#pace.take();
    const i = ++this.#lastId;
    const tooLate = () => this.#settle(i)?.reject(timedOut(t));
    const timer = setTimeout(tooLate, delay + patience);
    this.#waiting.set(i, { ...answer, timer });
    const send = () => this.#send(i, JSON.stringify({ i, t, d }));
    if (delay === 0) send();
    else setTimeout(send, delay);
  }

  /** Lets no command through for so long: the server said that there were too many. */
  pause(ms: number): void {
    this.#pace.pause(ms);
  }

  /** Asks for a sign of life whenever the server was silent for `heartbeat`. */
  watch(heartbeat: number): void {
    clearTimeout(this.#pulse);
    const silence = Date.now() - this.#heard;
    if (silence < heartbeat) {
      this.#pulse = setTimeout(() => this.watch(heartbeat), heartbeat - silence);
      return;
    }
    void this.probe(this.#patience.reply).then(() => {
      if (!this.#ended) this.watch(heartbeat);
    });
  }

  /** Asks for a sign of life now, and hangs up if none comes. */
  async probe(patience = this.#patience.probe): Promise<void> {
    const asked = Date.now();
    try {
      await this.request("ping", {}, patience);
    } catch {
      if (this.#heard < asked) this.drop(Local.Silent, "the server is silent");
    }
  }

  /** Hangs up at once, without waiting for the other side to agree. */
  drop(code: (typeof Local)[keyof typeof Local], reason: string): void {
    this.#end(code, reason);
  }

  #send(i: number, text: string): void {
    if (!this.#waiting.has(i)) return;
    try {
      this.#socket.send(text);
    } catch {
      this.drop(Local.Unreachable, "the socket takes nothing");
    }
  }

  #receive(data: unknown): void {
    if (this.#ended) return;
    this.#heard = Date.now();
    const frame = readFrame(data);
    // One frame that cannot be read may have been anything: what it said comes again on resuming.
    if (!frame) this.drop(Local.Garbage, "a frame could not be read");
    else if ("r" in frame) this.#reply(frame);
    else this.#listener.frame(frame);
  }

  #reply(frame: ReplyFrame): void {
    const waiting = this.#settle(frame.r);
    if (frame.ok) waiting?.resolve(frame.d as never);
    else waiting?.reject(WarblerError.of(frame.e));
  }

  #settle(i: number): Waiting | undefined {
    const waiting = this.#waiting.get(i);
    this.#waiting.delete(i);
    clearTimeout(waiting?.timer);
    return waiting;
  }

  #end(code: number, reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#pulse);
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    close(this.#socket);
    for (const i of [...this.#waiting.keys()]) this.#settle(i)?.reject(disconnected());
    this.#listener.ended(code, reason);
  }
}

function close(socket: SocketLike): void {
  try {
    socket.close(1000);
  } catch {
    // It never opened, or is closed already.
  }
}

function disconnected(): WarblerError {
  return new WarblerError("disconnected", "the connection was lost", true);
}

function timedOut(command: string): WarblerError {
  return new WarblerError("timeout", `nobody answered ${command}`, true);
}
