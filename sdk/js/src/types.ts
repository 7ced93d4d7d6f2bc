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

/** What a passage of an answer rests on. */
export interface Citation {
  title?: string;
  url?: string;
  [more: string]: unknown;
}

/** A message; those that a bot writes word by word say how far they are. */
export type Message = Schemas["Message"] & {
  status?: "streaming" | "completed" | "cancelled" | "failed" | (string & {});
  citations?: Citation[];
};

/** The server's record of a conversation, as of its entry `as_of_seq`. */
export type ConversationRecord = Schemas["Conversation"];
