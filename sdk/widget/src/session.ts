/**
 * One visitor's conversation: found or made, kept up to date, and how the desk stands with it.
 *
 * Nothing is made before the visitor writes: a page that is only looked at leaves no conversation.
 */
import { IndexedDbCache, WarblerClient } from "../../js/src/index.js";
import type { Conversation, GetToken, PendingMessage, ServerEvent, Support } from "../../js/src/index.js";

export interface SessionOptions {
  url: string;
  getToken: GetToken;
  /** A user to talk to; the desk, if empty. */
  to: string;
  /** What the cache is called. */
  name: string;
}

type Content = PendingMessage["content"];

export class Session {
  readonly client: WarblerClient;
  readonly #options: SessionOptions;
  readonly #changed: () => void;
  #conversation: Conversation | undefined;
  #making: Promise<Conversation> | undefined;
  #isOpen = false;
  /** How the desk stands with the visitor; nothing where there is no desk. */
  support: Support | undefined;

  constructor(options: SessionOptions, changed: () => void) {
    this.#options = options;
    this.#changed = changed;
    const { url, getToken, name } = options;
    this.client = new WarblerClient({ url, getToken, cache: new IndexedDbCache(name) });
    this.client.on("state", changed);
    this.client.on("conversations", () => this.#find());
    this.client.on("conversation", changed);
    this.client.on("event", (event) => this.#heard(event));
  }

  get conversation(): Conversation | undefined {
    return this.#conversation;
  }

  async start(): Promise<void> {
    await this.client.start();
    this.#find();
  }

  stop(): void {
    void this.client.stop();
  }

  /** Somebody looks, or does not any more. */
  look(isOpen: boolean): void {
    this.#isOpen = isOpen;
    // Whoever opens the chat again wants another try.
    if (isOpen && this.client.state.name === "stopped") this.client.connect();
    if (isOpen) void this.#conversation?.load();
  }

  async send(content: Content): Promise<void> {
    const conversation = await this.#make();
    conversation.send(content);
    this.#changed();
  }

  /** Uploads a file and sends it. */
  async sendFile(file: File): Promise<void> {
    const stored = await this.client.upload(file, file.name);
    await this.send({ attachments: [stored.id] });
  }

  /** The visitor asks for a person. */
  async handOff(): Promise<void> {
    await this.#desk("post", "handoff", { reason: "user_request" });
  }

  async rate(score: number, comment: string): Promise<void> {
    await this.#desk("post", "rating", comment ? { score, comment } : { score });
  }

  /** The message that a bot is writing, if one is. */
  get streaming(): string | undefined {
    return this.#conversation?.messages.findLast(({ stream }) => stream?.status === "streaming")?.id;
  }

  #find(): void {
    if (!this.#conversation) {
      const mine = this.client.conversations.find((one) => this.#isOurs(one));
      if (mine) this.#take(mine);
    }
    this.#changed();
  }

  #isOurs({ record }: Conversation): boolean {
    const { to } = this.#options;
    if (to === "") return record?.kind === "support";
    return record?.kind === "direct" && (record.members ?? []).some(({ user_id }) => user_id === to);
  }

  #take(conversation: Conversation): void {
    this.#conversation = conversation;
    if (this.#isOpen) void conversation.load();
    if (conversation.record?.kind === "support") void this.#desk("get", "");
  }

  async #make(): Promise<Conversation> {
    if (this.#conversation) return this.#conversation;
    const { to } = this.#options;
    this.#making ??= to === "" ? this.client.createConversation({ kind: "support" }) : this.client.direct(to);
    try {
      this.#take(await this.#making);
    } finally {
      this.#making = undefined;
    }
    return this.#make();
  }

  #heard(event: ServerEvent): void {
    if (event.c === this.#conversation?.id && event.t.startsWith("support.")) void this.#desk("get", "");
  }

  /** Asks or tells the desk. Servers without one answer that there is no such thing. */
  async #desk(method: "get" | "post", step: string, body?: object): Promise<void> {
    const id = this.#conversation?.id ?? "";
    const path = `/v1/conversations/{conversation_id}/support${step && `/${step}`}`;
    try {
      this.support = (await this.client.api.request(method, path, { path: { conversation_id: id }, body })) as Support;
    } catch (error) {
      if (method === "post") throw error;
    }
    this.#changed();
  }
}
