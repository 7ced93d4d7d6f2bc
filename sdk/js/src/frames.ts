/** The words on the socket: docs/realtime.md, as types. */
import type { components } from "./schema.js";
import type {
  ConversationRecord,
  Draft,
  Member,
  MembershipSettings,
  Message,
  Presence,
  Problem,
  ReactionCount,
  Receipt,
  SendMessage,
  Support,
  SupportChanged,
  Thread,
  ThreadMembership,
  UnreadTotals,
  User,
} from "./types.js";

type Schemas = components["schemas"];

/** A device, by which tabs and connections of one installation count as one. */
export interface Device {
  id: string;
  platform?: string;
  name?: string;
}

/** What a device says of its user. */
export interface Availability {
  status: "online" | "away" | "invisible";
  text?: string;
}

interface InConversation {
  conversation_id: string;
}

interface OfMessage extends InConversation {
  message_id: string;
}

type PresenceTopic = { user_ids: string[] } | (InConversation & { presence: true });

/** What may be asked for: the arguments and the reply of each command. */
export interface Commands {
  auth: [{ token: string; device?: Device; presence?: Availability; cursor?: string }, Welcome];
  "auth.refresh": [{ token: string }, unknown];
  "message.send": [SendMessage & InConversation, Message];
  "message.edit": [OfMessage & { text?: string; metadata?: Record<string, unknown> }, Message];
  "message.recall": [OfMessage, Message];
  "reaction.add": [OfMessage & { key: string }, ReactionChanged];
  "reaction.remove": [OfMessage & { key: string }, ReactionChanged];
  read: [InConversation & { seq?: number }, Receipt];
  delivered: [InConversation & { seq?: number }, Receipt];
  typing: [InConversation & { stopped?: boolean }, unknown];
  subscribe: [InConversation | PresenceTopic, { presence?: Presence[] }];
  unsubscribe: [InConversation | PresenceTopic, unknown];
  "presence.set": [Availability, unknown];
  "stream.cancel": [OfMessage, unknown];
  sync: [{ cursor?: string }, Schemas["SyncResponse"]];
  ping: [Record<string, never>, { cursor?: string }];
}

export type CommandName = keyof Commands;
export type Arguments<Name extends CommandName> = Commands[Name][0];
export type Reply<Name extends CommandName> = Commands[Name][1];

export interface ReactionChanged {
  message_id: string;
  key: string;
  user_id: string;
  count: number;
}

/** A piece of a message that is being written; `offset` counts Unicode scalar values before it. */
export interface Delta {
  message_id: string;
  offset: number;
  text: string;
}

interface Somebody {
  user_id: string;
}

interface PinChanged {
  message_id: string;
  seq: number;
  by?: string | null;
}

/** What each kind of event says. */
export interface EventData {
  "conversation.created": ConversationRecord;
  "conversation.updated": ConversationRecord;
  "conversation.deleted": Record<string, never>;
  "member.added": { members: Member[]; member_count: number; by?: string | null };
  "member.removed": { user_ids: string[]; member_count: number; by?: string | null };
  "member.updated": Member;
  "message.created": Message;
  "message.updated": Message;
  "message.recalled": Message;
  "message.completed": Message;
  "message.delta": Delta;
  "message.pinned": PinChanged;
  "message.unpinned": PinChanged;
  "message.hidden": { message_ids: string[] };
  "conversation.cleared": { up_to_seq: number };
  "reaction.added": ReactionChanged;
  "reaction.removed": ReactionChanged;
  "reaction.updated": { message_id: string; reactions: ReactionCount[] };
  "thread.updated": { message_id: string; thread: Thread };
  "thread_member.updated": ThreadMembership;
  "receipt.updated": Receipt & { marked_unread?: boolean };
  "membership.updated": MembershipSettings;
  "draft.updated": Draft | Record<string, never>;
  "typing.started": Somebody;
  "typing.stopped": Somebody;
  hidden: { ordinal?: number };
  "support.opened": SupportChanged;
  "support.offered": SupportChanged;
  "support.queued": SupportChanged;
  "support.assigned": SupportChanged;
  "support.snoozed": SupportChanged;
  "support.returned": SupportChanged;
  "support.resolved": SupportChanged;
  "support.reopened": SupportChanged;
  "support.breached": Support;
  "inbox.updated": Support;
}

/** Something that happened in a conversation. */
export type ServerEvent = {
  [Kind in keyof EventData]: { t: Kind; c: string; n?: number; s?: string; d: EventData[Kind] };
}[keyof EventData];

/** What a server says that is neither a reply nor an event of a conversation. */
export type Notice =
  | { t: "hello"; d: { heartbeat_ms: number; max_frame: number; server: string } }
  | { t: "resumed"; d: { cursor: string } }
  | { t: "behind"; d: { conversation: ConversationRecord } }
  | { t: "removed"; d: { conversation_id: string } }
  | { t: "presence.changed"; d: Presence }
  | { t: "auth.expiring"; d: { in_ms: number } }
  | { t: "auth.revoked"; d: { code: string } }
  | { t: "go_away"; d: { reason: string; in_ms: number } }
  | { t: "rate_limited"; d: { retry_after_ms: number } };

export type ReplyFrame = { r: number; ok: true; d: unknown } | { r: number; ok: false; e: Problem };

/** What `auth` is answered with. */
export interface Welcome {
  me: User;
  unread: UnreadTotals;
  cursor: string;
}

/** Reads a frame, or answers nothing where it is none. */
export function readFrame(data: unknown): ReplyFrame | Notice | ServerEvent | undefined {
  if (typeof data !== "string") return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    return isFrame(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}

function isFrame(frame: unknown): frame is ReplyFrame | Notice | ServerEvent {
  if (typeof frame !== "object" || frame === null) return false;
  if ("r" in frame) return "d" in frame || "e" in frame;
  return "t" in frame && typeof frame.t === "string" && "d" in frame && isObject(frame.d);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
