// What of a chat is on the screen. It reads the chat and draws it; whatever the user does with a
// message goes out through `actions`.

import { nameOf } from "./conversation.js";
import { dayOf, make, paintAvatar, reconcile, shortTime, timeOf } from "./elements.js";

const at = (id) => document.getElementById(id);
const NEAR_THE_END = 80;

const CONNECTION = {
  connecting: () => "Connecting …",
  online: (problem) => problem ?? "Connected",
  waiting: (seconds) => `No connection, trying again in ${seconds} s`,
  stopped: (reason) => `Stopped: ${reason}. Reload to try again.`,
};

export class View {
  #chat;
  #actions;
  #shown = null;

  constructor(chat, actions) {
    this.#chat = chat;
    this.#actions = actions;
  }

  draw() {
    this.#drawConnection();
    this.#drawList();
    const conversation = this.#chat.open;
    at("app").classList.toggle("reading", Boolean(conversation));
    at("composer").hidden = !conversation;
    if (conversation) this.#drawConversation(conversation);
    const unread = this.#chat.list.reduce((sum, { unread }) => sum + unread, 0);
    document.title = unread ? `(${unread}) Warbler` : "Warbler";
  }

  #drawConnection() {
    const { state, detail } = this.#chat.connection;
    const line = at("connection");
    line.dataset.state = state;
    const text = CONNECTION[state](detail);
    if (line.textContent !== text) line.textContent = text;
  }

  #drawList() {
    const items = this.#chat.list.map((conversation) => {
      const last = conversation.pending.at(-1) ?? conversation.lastMessage;
      const state = {
        name: conversation.name,
        line: this.#summary(conversation, last),
        time: last ? shortTime(last.created_at) : "",
        unread: conversation.unread,
        current: conversation.id === this.#chat.openId,
      };
      return { key: conversation.id, state, value: conversation };
    });
    reconcile(at("conversations"), items, (conversation, state) => this.#listItem(conversation, state));
  }

  #summary(conversation, last) {
    const typing = conversation.typingNow();
    if (typing.length) return `${typing.map(nameOf).join(", ")} is typing …`;
    if (!last) return "No messages yet";
    const who = last.sender_id === this.#chat.me ? "You" : nameOf(last.sender_id);
    return `${who}: ${last.recalled_at ? "recalled a message" : last.text || "…"}`;
  }

  #listItem(conversation, { name, line, time, unread, current }) {
    const badge = unread > 0 && make("span", { class: "badge" }, unread > 99 ? "99+" : String(unread), make("span", { class: "visually-hidden" }, " unread"));
    const button = make(
      "button",
      { type: "button", class: "entry", "aria-current": current && "true", click: () => this.#actions.select(conversation.id) },
      paintAvatar(make("span", { class: "avatar", "aria-hidden": "true" }), name),
      make("span", { class: "grow" }, make("span", { class: "name" }, name), make("span", { class: "faint line" }, line)),
      make("span", { class: "aside" }, make("span", { class: "faint" }, time), badge),
    );
    return make("li", {}, button);
  }

  #drawConversation(conversation) {
    if (at("title").textContent !== conversation.name) {
      at("title").textContent = conversation.name;
      paintAvatar(at("chat-avatar"), conversation.name);
    }
    const typing = conversation.typingNow().map(nameOf);
    const members = `${conversation.info.member_count} members`;
    const { state, detail } = this.#chat.connection;
    const calm = state === "online" ? members : CONNECTION[state](detail);
    const subtitle = typing.length ? `${typing.join(", ")} ${typing.length > 1 ? "are" : "is"} typing …` : calm;
    if (at("subtitle").textContent !== subtitle) at("subtitle").textContent = subtitle;
    at("subtitle").classList.toggle("active", typing.length > 0);
    at("older").hidden = !conversation.hasOlder;
    at("empty").hidden = !conversation.loaded || conversation.timeline.length > 0;
    this.#keepPlace(conversation, () => this.#drawMessages(conversation));
  }

  /** Stays at the end when it was there, and with what was read when older messages come in. */
  #keepPlace(conversation, change) {
    const scroll = at("scroll");
    const fromEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight;
    const count = conversation.timeline.length;
    const same = this.#shown?.id === conversation.id;
    const grewAbove = same && conversation.timeline[0]?.id !== this.#shown.first;
    const sentOne = same && conversation.pending.length > this.#shown.pending;
    change();
    if (!same || !this.#shown.count || fromEnd < NEAR_THE_END || sentOne) scroll.scrollTop = scroll.scrollHeight;
    else if (grewAbove) scroll.scrollTop = scroll.scrollHeight - scroll.clientHeight - fromEnd;
    this.#shown = { id: conversation.id, count, first: conversation.timeline[0]?.id, pending: conversation.pending.length };
  }

  #drawMessages(conversation) {
    let before = null;
    const items = conversation.timeline.map((message) => {
      const own = message.sender_id === this.#chat.me;
      const newDay = !before || dayOf(before.created_at) !== dayOf(message.created_at);
      const follows = !newDay && before.sender_id === message.sender_id;
      before = message;
      const { id, text, version, status, problem } = message;
      const reached = own && id && !message.recalled_at ? conversation.reached(message) : null;
      const state = { id, text, version, status, problem, reached, own, follows, day: newDay && dayOf(message.created_at) };
      // The acknowledged message takes the place of the one on its way.
      return { key: message.client_id ? `${message.sender_id} ${message.client_id}` : id, state, value: message };
    });
    reconcile(at("messages"), items, (message, state) => this.#message(message, state));
  }

  #message(message, state) {
    const recalled = Boolean(message.recalled_at);
    const text = recalled ? "This message was recalled." : message.text;
    const bubble = make(
      "div",
      { class: `bubble${recalled ? " recalled" : ""}` },
      !state.own && !state.follows && make("span", { class: "sender" }, nameOf(message.sender_id)),
      make("span", { class: "text", dir: "auto" }, text),
      this.#footer(message, state, recalled),
    );
    return make(
      "li",
      { class: `message${state.own ? " own" : ""}${state.follows ? " follows" : ""}` },
      state.day && make("div", { class: "day" }, make("span", {}, state.day)),
      make("div", { class: "row" }, bubble, state.own && state.id && !recalled && this.#tools(message)),
      state.status === "failed" && this.#failure(message, state.problem),
    );
  }

  #footer(message, { own, status, reached }, recalled) {
    return make(
      "span",
      { class: "footer" },
      message.edited_at && !recalled && make("span", {}, "edited "),
      make("time", { datetime: message.created_at }, timeOf(message.created_at)),
      own && !recalled && ticks(status, reached),
    );
  }

  #tools(message) {
    return make(
      "span",
      { class: "tools" },
      make("button", { type: "button", class: "link", click: () => this.#actions.edit(message) }, "Edit"),
      make("button", { type: "button", class: "link", click: () => this.#actions.recall(message) }, "Recall"),
    );
  }

  #failure(message, problem) {
    return make(
      "p",
      { class: "failure" },
      `Not sent: ${problem} `,
      make("button", { type: "button", class: "link", click: () => this.#actions.resend(message.client_id) }, "Try again"),
    );
  }
}

/** One tick: kept by the server; two: has arrived; coloured: has been read. */
function ticks(status, reached) {
  if (status === "failed") return make("span", { class: "ticks" }, "!");
  if (status) return make("span", { class: "ticks", role: "img", "aria-label": "Sending" }, "◷");
  const read = reached.read.length > 0;
  const arrived = read || reached.delivered.length > 0;
  const people = (users) => users.map(nameOf).join(", ");
  const label = read ? `Read by ${people(reached.read)}` : arrived ? `Delivered to ${people(reached.delivered)}` : "Sent";
  return make("span", { class: `ticks${read ? " read" : ""}`, role: "img", "aria-label": label, title: label }, arrived ? "✓✓" : "✓");
}
