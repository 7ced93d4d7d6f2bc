/** The nouns of the contract, by the names that an app uses. */
import type { components } from "./schema.js";

type Schemas = components["schemas"];

export type Attachment = Schemas["Attachment"];
export type ConversationKind = Schemas["ConversationKind"];
export type CreateConversation = Schemas["CreateConversation"];
export type Draft = Schemas["Draft"];
export type ErrorCode = Schemas["ErrorCode"];
export type EventKind = Schemas["EventKind"];
export type File = Schemas["File"];
export type Member = Schemas["Member"];
export type Membership = Schemas["Membership"];
export type MembershipSettings = Schemas["MembershipSettings"];
export type Page<Item> = { data: Item[]; has_more: boolean; next_cursor?: string | null };
export type Presence = Schemas["Presence"];
export type Problem = Schemas["Problem"];
export type ReactionCount = Schemas["ReactionCount"];
export type Receipt = Schemas["Receipt"];
export type SendMessage = Schemas["SendMessage"];
export type Thread = Schemas["Thread"];
export type ThreadMembership = Schemas["ThreadMembership"];
export type UnreadTotals = Schemas["UnreadTotals"];
export type User = Schemas["User"];

/** Where something in an answer comes from. */
export interface Citation {
  title: string;
  url?: string | null;
}

/** Of a message that is written while others read, or was. */
export interface MessageStream {
  status: "streaming" | "completed" | "cancelled" | "failed";
  citations?: Citation[];
  usage?: { input: number; output: number } | null;
}

export type Message = Schemas["Message"] & { stream?: MessageStream | null };

/** Who answers a customer from now on. */
export interface SupportChanged {
  state: "bot" | "offered" | "queued" | "assigned" | "snoozed" | "resolved";
  owner: { kind: "bot" | "queue" | "operator"; user_id?: string | null };
  owner_epoch: number;
  by?: string | null;
  rating_requested?: boolean;
}

/** How a support conversation stands, as the customer may see it. */
export interface Support extends SupportChanged {
  conversation_id: string;
  since: string;
  expectation?: { ahead: number; opens_at?: string | null; away?: boolean } | null;
  rating?: { score: number; comment?: string | null } | null;
}

/** The server's record of a conversation, as of its entry `as_of_seq`. */
export type ConversationRecord = Schemas["Conversation"];
