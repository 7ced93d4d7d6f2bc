// The connection to the server, kept alive: connects again after a random delay, says where it left
// off, and matches replies with commands. Nothing here knows what the frames mean to a chat.

const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;
const REPLY_TIME = 15_000;
// From here on, close codes mean: do not come back until something has changed.
const FINAL = 4500;

/** A command that the server refused, or that it was not there to answer. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.detail || problem.title || problem.code);
    this.code = problem.code;
    this.retryable = Boolean(problem.retryable);
  }
}

const gone = () => new Refused({ code: "disconnected", detail: "not connected", retryable: true });

export class Socket {
  #session;
  #on;
  #device;
  #socket = null;
  #waiting = new Map();
  #lastId = 0;
  #failures = 0;
  #timer = 0;
  #cursor;
  #replaying = false;
  #heard = 0;
  #heartbeat = 25_000;

  /**
   * `session` fetches a fresh token; `on.state(name, detail)`, `on.ready(resuming)` after `auth`,
   * and `on.frame(frame)` for everything that is no reply.
   */
  constructor(session, device, on) {
    this.#session = session;
    this.#device = device;
    this.#on = on;
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
    setInterval(() => this.#checkPulse(), 5000);
  }

  get online() {
    return this.#socket?.readyState === WebSocket.OPEN && this.#socket.authenticated === true;
  }

  async connect() {
    clearTimeout(this.#timer);
    this.#on.state("connecting");
    try {
      const { token } = await this.#session();
      this.#open(token);
    } catch (error) {
      if (error.final) this.#on.state("stopped", error.message);
      else this.#retry();
    }
  }

  /** Resolves with the reply's data; rejects with `Refused`. */
  command(t, d = {}) {
    return this.online ? this.#send(t, d) : Promise.reject(gone());
  }

  #open(token) {
    const url = new URL("/v1/ws", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#heard = Date.now();
    socket.onmessage = ({ data }) => {
      this.#heard = Date.now();
      if (socket === this.#socket) this.#receive(JSON.parse(data), token);
    };
    socket.onclose = ({ code, reason }) => {
      if (socket === this.#socket) this.#closed(code, reason);
    };
  }

  #receive(frame, token) {
    if ("r" in frame) return this.#reply(frame);
    if (frame.t === "hello") {
      this.#heartbeat = frame.d.heartbeat_ms ?? this.#heartbeat;
      return void this.#authenticate(token);
    }
    if (frame.t === "auth.expiring") return void this.#refresh();
    if (frame.t === "resumed") {
      this.#replaying = false;
      this.#failures = 0;
      this.#cursor = frame.d.cursor;
    } else if (frame.s && !this.#replaying) {
      // While catching up, events come conversation by conversation: only the end is a place to
      // start from again.
      this.#cursor = frame.s;
    }
    this.#on.frame(frame);
  }

  async #authenticate(token) {
    const socket = this.#socket;
    const resuming = this.#cursor !== undefined;
    this.#replaying = resuming;
    try {
      const auth = { token, device: this.#device };
      if (resuming) auth.cursor = this.#cursor;
      const { cursor } = await this.#send("auth", auth);
      if (!resuming) this.#cursor = cursor;
      socket.authenticated = true;
      // One that breaks while it catches up has not come back yet: see `resumed`.
      if (!resuming) this.#failures = 0;
      this.#on.state("online");
      this.#on.ready(resuming);
    } catch (error) {
      // A cursor of another database is of no use; start afresh.
      if (error.code === "invalid_cursor") this.#cursor = undefined;
      socket.close();
    }
  }

  async #refresh() {
    try {
      const { token } = await this.#session();
      await this.command("auth.refresh", { token });
    } catch {
      // The server will close the connection, and connecting again fetches a token.
    }
  }

  #send(t, d) {
    const i = ++this.#lastId;
    const reply = Promise.withResolvers?.() ?? withResolvers();
    reply.timer = setTimeout(() => this.#settle(i, (waiting) => waiting.reject(gone())), REPLY_TIME);
    this.#waiting.set(i, reply);
    this.#socket.send(JSON.stringify({ i, t, d }));
    return reply.promise;
  }

  #reply({ r, ok, d, e }) {
    this.#settle(r, (waiting) => (ok ? waiting.resolve(d) : waiting.reject(new Refused(e))));
  }

  #settle(id, how) {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    how(waiting);
  }

  #closed(code, reason) {
    this.#socket = null;
    for (const id of [...this.#waiting.keys()]) this.#settle(id, (waiting) => waiting.reject(gone()));
    if (code >= FINAL) this.#on.state("stopped", reason || `closed with ${code}`);
    else this.#retry();
  }

  /** Later each time, and at a random moment, so that a restart does not bring everybody at once. */
  #retry() {
    const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#failures++);
    const delay = longest / 2 + Math.random() * (longest / 2);
    this.#on.state("waiting", Math.ceil(delay / 1000));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.connect(), delay);
  }

  #hurry() {
    if (!this.#socket && this.#timer) {
      this.#timer = 0;
      this.connect();
    }
  }

  /** A page sees no WebSocket pings, so it asks, and gives up on a connection that stays silent. */
  #checkPulse() {
    const silent = Date.now() - this.#heard;
    if (!this.#socket || silent < this.#heartbeat) return;
    if (silent > this.#heartbeat + REPLY_TIME) {
      const socket = this.#socket;
      socket.onclose = null;
      socket.close();
      this.#closed(4002, "silent");
    } else if (this.online) {
      this.#send("ping", {}).catch(() => {});
    }
  }
}

function withResolvers() {
  const it = {};
  it.promise = new Promise((resolve, reject) => Object.assign(it, { resolve, reject }));
  return it;
}
