/**
 * The connection, kept alive: a state machine over one `Socket` after the other.
 *
 *     idle ─connect─▶ connecting ─welcome─▶ resuming ─resumed─▶ online
 *                       ▲   │                  │                  │
 *                       │   ╰──────── lost ────┴──────────────────╯
 *                       ╰── waiting ◀─ retry, renew, restart ─┤
 *                                      stopped ◀──── stop ────╯
 *
 * Without a cursor there is nothing to resume: `connecting` leads to `online`.
 */
import { WarblerError, asError, isDisconnected } from "./errors.js";
import type { Arguments, Availability, CommandName, Device, Notice, Reply, ServerEvent, Welcome } from "./frames.js";
import { Local, PATIENCE, Socket } from "./socket.js";
import type { Patience, SocketConstructor } from "./socket.js";
import { backoff } from "./time.js";
import type { Tokens } from "./tokens.js";
import { judge } from "./verdict.js";

export type ConnectionState =
  | { name: "idle" }
  | { name: "connecting" }
  | { name: "resuming" }
  | { name: "online" }
  /** It connects again at `until` (milliseconds since 1970). */
  | { name: "waiting"; until: number; cause: string }
  /** It does not, until `connect` is called: banned, signed out, too many connections … */
  | { name: "stopped"; error: WarblerError };

export interface ConnectionOptions {
  url: string;
  tokens: Tokens;
  WebSocket: SocketConstructor;
  device?: Device;
  presence?: () => Availability | undefined;
  patience?: Partial<Patience>;
}

/** What the connection tells, and asks: where to resume is known to whoever folds the events. */
export interface ConnectionListener {
  cursor(): string | undefined;
  state(state: ConnectionState): void;
  welcome(welcome: Welcome, resuming: boolean): void;
  frame(frame: Notice | ServerEvent): void;
  /** The server does not know the cursor: what was missed will never come. */
  continuityLost(): void;
}

/** New tokens that may be refused one after the other before it is the user who is not welcome. */
const RENEWALS = 2;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #patience: Patience;
  #state: ConnectionState = { name: "idle" };
  #socket: Socket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #settled: ReturnType<typeof setTimeout> | undefined;
  #heartbeat = 25_000;
  #token = "";
  #refusal: WarblerError | undefined;
  #failures = 0;
  #renewals = 0;
  /** Until when the server asked us to stay away. */
  #notBefore = 0;
  /** Counts attempts, so that what belongs to one that was given up changes nothing. */
  #attempt = 0;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#patience = { ...PATIENCE, ...options.patience };
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Connects, now rather than later; nothing if it is connected or about to be. */
  connect(): void {
    if (["connecting", "resuming", "online"].includes(this.#state.name)) return;
    void this.#open();
  }

  /** Hangs up, and stays away until `connect` is called. */
  close(): void {
    this.#attempt++;
    this.#enter({ name: "idle" });
    this.#socket?.drop(Local.Left, "closed");
  }

  /** Somebody looks, or the network is back: no reason to wait, and a reason to doubt. */
  hurry(): void {
    if (this.#state.name === "waiting" && Date.now() >= this.#notBefore) void this.#open();
    else if (this.#state.name === "online") void this.#socket?.probe();
  }

  /** Rejects with `disconnected` unless online. */
  request<Name extends CommandName>(t: Name, d: Arguments<Name>): Promise<Reply<Name>> {
    if (this.#socket && this.#state.name === "online") return this.#socket.request(t, d);
    return Promise.reject(new WarblerError("disconnected", "not connected", true));
  }

  async #open(): Promise<void> {
    const attempt = ++this.#attempt;
    this.#enter({ name: "connecting" });
    this.#refusal = undefined;
    try {
      const token = await this.#options.tokens.get();
      if (attempt === this.#attempt) this.#dial(token);
    } catch (error) {
      if (attempt === this.#attempt) this.#failed(asError(error));
    }
  }

  #dial(token: string): void {
    this.#token = token;
    const url = `${this.#options.url.replace(/^http/, "ws").replace(/\/$/, "")}/v1/ws`;
    const socket = new Socket(this.#options.WebSocket, url, this.#patience, {
      frame: (frame) => this.#receive(frame),
      ended: (code, reason) => this.#ended(code, reason),
    });
    this.#socket = socket;
    this.#expect(this.#patience.connect);
  }

  #receive(frame: Notice | ServerEvent): void {
    if (frame.t === "hello") {
      this.#heartbeat = frame.d.heartbeat_ms;
      this.#authenticate();
    } else if (frame.t === "go_away") this.#leave(frame.d.in_ms);
    else if (frame.t === "rate_limited") this.#slowDown(frame.d.retry_after_ms);
    else if (frame.t === "auth.expiring") void this.#refresh();
    else if (frame.t === "auth.revoked") this.#options.tokens.reject(this.#token);
    else {
      if (this.#state.name === "resuming") this.#expect(this.#patience.resume);
      this.#listener.frame(frame);
      if (frame.t === "resumed" && this.#state.name === "resuming") this.#online();
    }
  }

  #authenticate(): void {
    const { device, presence } = this.#options;
    const cursor = this.#listener.cursor();
    const says = presence?.();
    const auth = {
      token: this.#token,
      ...(device && { device }),
      ...(says && { presence: says }),
      ...(cursor !== undefined && { cursor }),
    };
    const attempt = this.#attempt;
    const now = () => attempt === this.#attempt;
    this.#expect(this.#patience.connect);
    this.#socket?.ask("auth", auth, this.#patience.connect, {
      resolve: (welcome) => {
        if (now()) this.#welcome(welcome, cursor !== undefined);
      },
      reject: (refusal) => {
        if (now()) this.#refused(refusal);
      },
    });
  }

  #welcome(welcome: Welcome, resuming: boolean): void {
    if (resuming) {
      this.#enter({ name: "resuming" });
      this.#expect(this.#patience.resume);
    }
    this.#listener.welcome(welcome, resuming);
    if (!resuming) this.#online();
  }

  #online(): void {
    this.#renewals = 0;
    this.#notBefore = 0;
    this.#enter({ name: "online" });
    this.#settled = setTimeout(() => (this.#failures = 0), this.#patience.settled);
    this.#socket?.watch(this.#heartbeat);
  }

  #refused(refusal: WarblerError): void {
    if (isDisconnected(refusal)) return;
    this.#refusal = refusal;
    if (refusal.retryAfterMs) this.#notBefore = Date.now() + refusal.retryAfterMs;
    this.#socket?.drop(Local.Left, refusal.code);
  }

  /** This node goes away: wait for as long as it says, which spreads those who leave with us. */
  #leave(inMs: number): void {
    this.#notBefore = Date.now() + inMs;
    const socket = this.#socket;
    setTimeout(() => {
      if (socket !== this.#socket) return;
      this.#notBefore = 0;
      this.#failures = 0;
      socket?.drop(Local.Left, "go_away");
    }, inMs);
  }

  #slowDown(ms: number): void {
    this.#notBefore = Date.now() + ms;
    this.#socket?.pause(ms);
  }

  async #refresh(): Promise<void> {
    try {
      this.#token = await this.#options.tokens.renew();
      await this.#socket?.request("auth.refresh", { token: this.#token });
    } catch {
      // The server closes with 4003 when the old token is over; connecting again renews it.
    }
  }

  #ended(code: number, reason: string): void {
    this.#socket = undefined;
    clearTimeout(this.#settled);
    if (this.#state.name === "idle") return;
    const verdict = judge(code, this.#refusal);
    if (verdict === "restart") this.#listener.continuityLost();
    if (verdict === "renew") this.#renew(code, reason);
    else if (verdict === "stop") this.#stop(this.#refusal ?? closed(code, reason));
    else this.#wait(this.#refusal?.code ?? (reason || `closed with ${code}`));
  }

  #renew(code: number, reason: string): void {
    this.#options.tokens.reject(this.#token);
    if (this.#renewals++ < RENEWALS) this.#wait(this.#refusal?.code ?? reason);
    else this.#stop(this.#refusal ?? closed(code, reason));
  }

  #failed(error: WarblerError): void {
    if (error.code === "signed_out") this.#stop(error);
    else this.#wait(error.code);
  }

  #wait(cause: string): void {
    const asked = this.#notBefore - Date.now();
    const [shortest, longest] = this.#patience.retry;
    const delay = asked > 0 ? asked + Math.random() * shortest : backoff(this.#failures++, shortest, longest);
    this.#enter({ name: "waiting", until: Date.now() + delay, cause });
    this.#timer = setTimeout(() => void this.#open(), delay);
  }

  #stop(error: WarblerError): void {
    this.#renewals = 0;
    this.#enter({ name: "stopped", error });
  }

  #enter(state: ConnectionState): void {
    clearTimeout(this.#timer);
    this.#state = state;
    this.#listener.state(state);
  }

  /** Gives the attempt up unless something happens within `ms`. */
  #expect(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket?.drop(Local.Silent, "the server is silent"), ms);
  }
}

/** A close code as an error that an app can show or branch on. */
function closed(code: number, reason: string): WarblerError {
  const codes: Record<number, string> = {
    4500: "bad_frame",
    4501: "unauthenticated",
    4502: "banned",
    4503: "too_many_connections",
  };
  return new WarblerError(codes[code] ?? reason, reason || `closed with ${code}`, false);
}
