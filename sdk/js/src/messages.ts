/**
 * The messages of a conversation that are known here, and what others made of them.
 *
 * A message is as of its `version`: an older one never replaces a newer one, so the order in which
 * one learns of them does not matter, and a recalled message never comes back. Reactions and the
 * thread have events of their own, and stay as they are when the message changes.
 */
import type { Delta, ReactionChanged } from "./frames.js";
import { scalars, skip } from "./text.js";
import type { Message, ReactionCount, Thread } from "./types.js";

/** Whether it stands in the main timeline: replies are shown in their threads. */
export function isMain(message: Message): boolean {
  return !message.thread_id;
}

/** Whether it counts: as unread, as the last message, in the order of a list. */
export function counts(message: Message): boolean {
  return isMain(message) && !message.kind;
}

export class Messages {
  readonly #known = new Map<string, Message>();
  #sorted: readonly Message[] | undefined;

  get(id: string): Message | undefined {
    return this.#known.get(id);
  }

  /** All of them by `seq`, replies included. The same array as long as nothing changes. */
  all(): readonly Message[] {
    this.#sorted ??= [...this.#known.values()].sort((a, b) => a.seq - b.seq);
    return this.#sorted;
  }

  /** Takes what the server says of a message, as far as it is news. */
  put(news: Message): void {
    const known = this.#known.get(news.id);
    const message = news.thread_id ? withoutThread(news) : news;
    if (!known) this.#set(message);
    else if (isNewer(message, known)) this.#set(withOpinions(message, known));
  }

  /** Like `put`, for events about messages that may not be among those that are known here. */
  update(message: Message): void {
    if (this.#known.has(message.id)) this.put(message);
  }

  remove(id: string): void {
    this.#sorted = undefined;
    this.#known.delete(id);
  }

  clear(): void {
    this.#sorted = undefined;
    this.#known.clear();
  }

  setThread(id: string, thread: Thread): void {
    this.#change(id, (root) => ({ ...root, thread }));
  }

  setReactions(id: string, reactions: ReactionCount[]): void {
    this.#change(id, (message) => ({ ...message, reactions }));
  }

  react({ message_id, key, count }: ReactionChanged, mine: boolean | undefined): void {
    this.#change(message_id, (message) => {
      const reactions = message.reactions ?? [];
      const known = reactions.find((reaction) => reaction.key === key);
      const changed = { key, count, ...((mine ?? known?.mine) && { mine: true }) };
      if (count === 0) return { ...message, reactions: reactions.filter((other) => other !== known) };
      if (!known) return { ...message, reactions: [...reactions, changed] };
      return { ...message, reactions: reactions.map((other) => (other === known ? changed : other)) };
    });
  }

  /** Adds a piece of text. Answers false where pieces before it are missing. */
  append({ message_id, offset, text }: Delta): boolean {
    const message = this.#known.get(message_id);
    if (message?.stream?.status !== "streaming") return true;
    const length = scalars(message.text ?? "");
    if (offset > length) return false;
    const news = skip(text, length - offset);
    if (news) this.#set({ ...message, text: (message.text ?? "") + news });
    return true;
  }

  #change(id: string, how: (message: Message) => Message): void {
    const known = this.#known.get(id);
    if (known && !known.recalled_at) this.#set(how(known));
    else if (known) this.#set({ ...known, thread: how(known).thread });
  }

  #set(message: Message): void {
    this.#sorted = undefined;
    this.#known.set(message.id, message);
  }
}

function isNewer(message: Message, known: Message): boolean {
  if (message.version !== known.version) return message.version > known.version;
  if (known.stream?.status !== "streaming") return false;
  // The same version of a text that grows: the end of it, or more of it.
  return message.stream?.status !== "streaming" || scalars(message.text ?? "") > scalars(known.text ?? "");
}

/** What an event about a reply says of a thread, it says of the root. */
function withoutThread(reply: Message): Message {
  const { thread: _, ...bare } = reply;
  return bare;
}

function withOpinions(message: Message, known: Message): Message {
  const { reactions, thread } = known;
  const kept = message.recalled_at ? { thread } : { thread, reactions };
  const present = Object.entries(kept).filter(([, value]) => value !== undefined);
  const { reactions: _, thread: __, ...bare } = message;
  return { ...bare, ...Object.fromEntries(present) };
}
