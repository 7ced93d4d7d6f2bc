/** What a conversation needs of its client. */
import type { Api } from "./api.js";
import type { LossReason } from "./catch-up.js";
import type { Conversation } from "./conversation.js";
import type { Arguments, CommandName, Reply } from "./frames.js";
import type { Outbox } from "./outbox.js";
import type { Receipts } from "./receipts.js";

export interface Backstage {
  api: Api;
  outbox: Outbox;
  receipts: Receipts;
  tellDelivered: boolean;
  me(): string | undefined;
  request<Name extends CommandName>(t: Name, d: Arguments<Name>): Promise<Reply<Name>>;
  /** Resolves when the list of conversations was read, which may bring a snapshot of this one. */
  listed(): Promise<void>;
  isStopped(): boolean;
  changed(conversation: Conversation): void;
  lost(conversation_id: string, reason: LossReason): void;
}
