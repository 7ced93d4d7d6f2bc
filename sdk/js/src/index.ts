/** Client of Warbler. Start with `WarblerClient`. */
export { Api } from "./api.js";
export { MemoryCache } from "./cache.js";
export type { Cache, Changes, Saved } from "./cache.js";
export type { LossReason } from "./catch-up.js";
export { WarblerClient } from "./client.js";
export type { ConnectionState } from "./connection.js";
export { Conversation } from "./conversation.js";
export type { Unsubscribe } from "./emitter.js";
export { WarblerError } from "./errors.js";
export type { ClientEvents } from "./events.js";
export type { Availability, Commands, Device, EventData, ServerEvent } from "./frames.js";
export { IndexedDbCache } from "./indexeddb.js";
export type { ClientOptions } from "./options.js";
export type { PendingMessage } from "./outbox.js";
export type { components, paths } from "./schema.js";
export type { Patience, SocketConstructor } from "./socket.js";
export type { GetToken } from "./tokens.js";
export type * from "./types.js";
