/**
 * The client: one user on one device. It connects, resumes, hands each event to its conversation,
 * and keeps what it knows in the cache.
 */
import { Api } from "./api.js";
import type { Backstage } from "./backstage.js";
import { CacheWriter } from "./cache-writer.js";
import type { Known } from "./cache-writer.js";
import { Connection } from "./connection.js";
import type { ConnectionState } from "./connection.js";
import { Conversation } from "./conversation.js";
import { Emitter } from "./emitter.js";
import { WarblerError } from "./errors.js";
import type { ClientEvents } from "./events.js";
import type { Arguments, Availability, CommandName, Notice, Reply, ServerEvent, Welcome } from "./frames.js";
import { ConversationList } from "./list.js";
import type { ClientOptions } from "./options.js";
import { Outbox } from "./outbox.js";
import type { PendingMessage } from "./outbox.js";
import { watchPage } from "./page.js";
import { PresenceBook } from "./presence.js";
import { Receipts } from "./receipts.js";
import type { SocketConstructor } from "./socket.js";
import { Tokens } from "./tokens.js";
import type { CreateConversation, File as StoredFile, Message, User } from "./types.js";

export class WarblerClient extends Emitter<ClientEvents> {
  /** The REST API, typed by openapi.yaml. */
  readonly api: Api;
  readonly presence: PresenceBook;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #receipts: Receipts;
  readonly #list: ConversationList;
  readonly #cache: CacheWriter;
  readonly #backstage: Backstage;
  readonly #conversations = new Map<string, Conversation>();
  readonly #changed = new Set<Conversation>();
  #availability: Availability | undefined;
  #me: User | undefined;
  #user_id: string | undefined;
  #cursor: string | undefined;
  #stopped = true;
  #unwatch: (() => void) | undefined;

  constructor(options: ClientOptions) {
    super();
    const tokens = new Tokens(options.getToken);
    this.#availability = options.presence;
    this.api = new Api(options.url, tokens, options.fetch ?? ((...request) => globalThis.fetch(...request)));
    this.#connection = this.#connectionOf(options, tokens);
    this.#cache = new CacheWriter(options.cache, () => this.#toSave());
    this.#outbox = new Outbox({
      send: (item) => this.#send(item),
      isOnline: () => this.state.name === "online",
      sent: (message) => this.conversation(message.conversation_id).timeline.takeSent(message),
      failed: (item, error) => this.emit("message.failed", { item, error }),
      changed: (id) => this.#outboxChanged(id),
    });
    this.#receipts = new Receipts(
      (kind, conversation_id, seq) => this.request(kind, { conversation_id, seq }),
      (id, receipt) => this.conversation(id).heard(receipt),
    );
    this.presence = new PresenceBook({
      subscribe: async (user_ids) => (await this.request("subscribe", { user_ids })).presence ?? [],
      unsubscribe: (user_ids) => this.request("unsubscribe", { user_ids }),
      changed: (presence) => this.emit("presence", presence),
    });
    this.#list = new ConversationList(this.api, () => this.#stopped, (record) => this.conversation(record.id).take(record));
    this.#backstage = this.#backstageOf(options);
  }

  /** Where the connection stands. */
  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** The user, once the server has said who that is. */
  get me(): User | undefined {
    return this.#me;
  }

  /** The user's conversations, pinned ones first and then the latest; without archived and hidden ones. */
  get conversations(): Conversation[] {
    return this.#list.sort([...this.#conversations.values()]);
  }

  /** Reads what the cache has, and connects. What it knows can be shown when it resolves. */
  async start(): Promise<void> {
    if (!this.#stopped) return;
    this.#stopped = false;
    await this.#restore();
    this.#unwatch = watchPage({ back: () => this.#connection.hurry(), leaving: () => void this.#cache.flush() });
    this.#connection.connect();
  }

  /** Tries again after `stopped`: the user has signed in, the ban is over. */
  connect(): void {
    this.#connection.connect();
  }

  /** Hangs up. What waits to be sent stays in the cache. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unwatch?.();
    this.#connection.close();
    await this.#cache.flush();
  }

  /** Hangs up, and leaves nothing of the user on this device. */
  async signOut(): Promise<void> {
    await this.stop();
    this.#forgetUser();
    await this.#cache.clear();
  }

  /** The conversation with this id; what it says is read when it is needed. */
  conversation(id: string): Conversation {
    const known = this.#conversations.get(id);
    if (known) return known;
    const conversation = new Conversation(id, this.#backstage);
    this.#conversations.set(id, conversation);
    return conversation;
  }

  /** Reads more of the list of conversations. Answers whether there may be more. */
  loadMoreConversations(): Promise<boolean> {
    return this.#list.more();
  }

  /** Makes a conversation, or finds the one with that key or other side. */
  async createConversation(body: CreateConversation): Promise<Conversation> {
    const record = await this.api.call("post", "/v1/conversations", { body });
    const conversation = this.conversation(record.id);
    conversation.take(record);
    return conversation;
  }

  /** The direct conversation with another user. */
  direct(user_id: string): Promise<Conversation> {
    const members = [{ user_id, role: "member" as const }];
    return this.createConversation({ kind: "direct", members });
  }

  /** Uploads a file; its id goes into the `attachments` of a message. */
  upload(file: Blob, name: string): Promise<StoredFile> {
    const form = new FormData();
    form.set("file", file, name);
    return this.api.call("post", "/v1/files", { body: form as never });
  }

  /** An address from which `<img>` and downloads read a file for half an hour at least. */
  async fileUrl(file_id: string, query: { variant?: "thumbnail"; disposition?: "attachment" } = {}): Promise<string> {
    return (await this.api.call("get", "/v1/files/{file_id}/download", { path: { file_id }, query })).url;
  }

  /** Says how the user is, now and on every later connection. */
  setPresence(availability: Availability): void {
    this.#availability = availability;
    this.request("presence.set", availability).catch(() => undefined);
  }

  /** Sends any command. Rejects with `disconnected` unless online. */
  request<Name extends CommandName>(t: Name, d: Arguments<Name>): Promise<Reply<Name>> {
    return this.#connection.request(t, d);
  }

  #connectionOf(options: ClientOptions, tokens: Tokens): Connection {
    const { url, device, patience } = options;
    const WebSocket = options.WebSocket ?? (globalThis.WebSocket as SocketConstructor | undefined);
    if (!WebSocket) throw new WarblerError("network", "there is no WebSocket here: give the option", false);
    const presence = () => this.#availability;
    const rest = { presence, ...(device && { device }), ...(patience && { patience }) };
    return new Connection({ url, tokens, WebSocket, ...rest }, {
      cursor: () => this.#cursor,
      state: (state) => this.#entered(state),
      welcome: (welcome, resuming) => this.#welcome(welcome, resuming),
      frame: (frame) => this.#receive(frame),
      continuityLost: () => this.#continuityLost(),
    });
  }

  #backstageOf(options: ClientOptions): Backstage {
    return {
      api: this.api,
      outbox: this.#outbox,
      receipts: this.#receipts,
      tellDelivered: options.tellDelivered ?? true,
      me: () => this.#user_id,
      request: (t, d) => this.request(t, d),
      listed: () => this.#list.read(),
      isStopped: () => this.#stopped,
      changed: (conversation) => this.#conversationChanged(conversation),
      lost: (conversation_id, reason) => this.emit("continuity.lost", { conversation_id, reason }),
    };
  }

  #entered(state: ConnectionState): void {
    this.emit("state", state);
    if (state.name !== "online") return;
    void this.#list.read();
    this.presence.resubscribe();
    this.#receipts.flush();
    this.#outbox.flush();
    for (const conversation of this.#conversations.values()) conversation.resume();
  }

  #welcome({ me, cursor }: Welcome, resuming: boolean): void {
    if (this.#user_id !== undefined && this.#user_id !== me.id) {
      this.#forgetUser();
      void this.#cache.clear();
    }
    this.#me = me;
    this.#user_id = me.id;
    if (!resuming) this.#cursor = cursor;
    this.emit("welcome", me);
  }

  #receive(frame: Notice | ServerEvent): void {
    if ("c" in frame) this.#event(frame);
    else if (frame.t === "resumed") this.#cursor = frame.d.cursor;
    else if (frame.t === "behind") this.conversation(frame.d.conversation.id).reset(frame.d.conversation);
    else if (frame.t === "removed") this.conversation(frame.d.conversation_id).leave();
    else if (frame.t === "presence.changed") this.presence.take(frame.d);
  }

  #event(event: ServerEvent): void {
    this.conversation(event.c).apply(event);
    this.#cursor = event.s ?? this.#cursor;
    this.emit("event", event);
  }

  #continuityLost(): void {
    this.#cursor = undefined;
    this.#list.restart();
    for (const conversation of this.#conversations.values()) conversation.forget();
    this.emit("continuity.lost", { reason: "cursor" });
  }

  #send({ client_id, conversation_id, content }: PendingMessage): Promise<Message> {
    return this.request("message.send", { ...content, conversation_id, client_id });
  }

  #outboxChanged(id: string): void {
    this.#cache.outbox(this.#outbox.items);
    this.#conversationChanged(this.conversation(id));
  }

  /** Tells of all that changed at once, after what is under way. */
  #conversationChanged(conversation: Conversation): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#tell());
    this.#changed.add(conversation);
    this.#cache.touch(conversation.id);
  }

  #tell(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const conversation of changed) this.emit("conversation", conversation);
    this.emit("conversations", this.conversations);
  }

  async #restore(): Promise<void> {
    const saved = await this.#cache.load();
    if (!saved || this.#cursor !== undefined) return;
    this.#user_id = saved.user_id;
    this.#cursor = saved.cursor;
    for (const timeline of saved.conversations) this.conversation(timeline.id).restore(timeline);
    this.#outbox.restore(saved.outbox);
    if (this.#conversations.size > 0) this.emit("conversations", this.conversations);
  }

  #toSave(): Known {
    return { user_id: this.#user_id, cursor: this.#cursor, conversations: this.#conversations };
  }

  #forgetUser(): void {
    this.#me = this.#user_id = this.#cursor = undefined;
    this.#conversations.clear();
    this.#outbox.clear();
    this.#list.restart();
    this.emit("conversations", []);
  }
}
