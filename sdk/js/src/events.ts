/** What a client tells those who listen. */
import type { LossReason } from "./catch-up.js";
import type { ConnectionState } from "./connection.js";
import type { Conversation } from "./conversation.js";
import type { WarblerError } from "./errors.js";
import type { ServerEvent } from "./frames.js";
import type { PendingMessage } from "./outbox.js";
import type { Presence, User } from "./types.js";

export interface ClientEvents {
  /** The connection moved on. */
  state: ConnectionState;
  /** The server has said who the user is. */
  welcome: User;
  /** Something of the list changed: order, names, unread counts. */
  conversations: Conversation[];
  /** Something of one conversation changed; several changes at once are told once. */
  conversation: Conversation;
  /** Every event of the server as it comes, for sounds and notifications. */
  event: ServerEvent;
  presence: Presence;
  /** A message was refused for good. */
  "message.failed": { item: PendingMessage; error: WarblerError };
  /**
   * Something happened that was not told event by event, in one conversation or in all. What is
   * shown is right again once `conversation` follows; what was derived from events is not.
   */
  "continuity.lost": { conversation_id?: string; reason: LossReason };
}
