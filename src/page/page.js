// Starts the page: who is it, and what do keys and buttons do.

import { Chat } from "./chat.js";
import { nameOf } from "./conversation.js";
import { View } from "./view.js";

const at = (id) => document.getElementById(id);
const OTHER = { alice: "bob", bob: "alice" };

const user = new URLSearchParams(location.search).get("user");
if (user) start(user);
else at("welcome").hidden = false;

async function start(user) {
  let session;
  try {
    session = await fetchSession(user);
  } catch (error) {
    return explain(error);
  }
  const renew = async () => (session = await fetchSession(user));
  const rest = async (path) => {
    const answer = await fetch(path, { headers: { authorization: `Bearer ${session.token}` } });
    if (!answer.ok) throw await problemOf(answer);
    return answer.json();
  };
  run(session, renew, rest);
}

async function fetchSession(user) {
  const answer = await fetch(`/demo/session?user=${encodeURIComponent(user)}`);
  if (answer.ok) return answer.json();
  throw await problemOf(answer);
}

/** `final` when asking again will not help. */
async function problemOf(answer) {
  const problem = await answer.json().catch(() => ({}));
  return Object.assign(new Error(problem.detail ?? answer.statusText), { final: answer.status === 404 });
}

function explain(error) {
  at("welcome-text").textContent = error.final
    ? `There is no demo for that: ${error.message}.`
    : `The server cannot be reached (${error.message}). Reload to try again.`;
  at("welcome").hidden = false;
}

function run(session, renew, rest) {
  const me = session.user_id;
  const device = { id: `page-${me}`, platform: "web", name: "Demo page" };
  const chat = new Chat({ me, rest, session: renew, device, onChange: () => redraw() });
  const composer = new Composer(chat);
  const view = new View(chat, {
    select: (id) => {
      composer.edit(null);
      chat.select(id).then(() => at("text").focus(), () => {});
    },
    edit: (message) => composer.edit(message),
    recall: (message) => confirmRecall(() => chat.recall(message).catch((error) => composer.complain(error))),
    resend: (client_id) => chat.resend(client_id),
  });
  const redraw = () => {
    view.draw();
    if (!document.hidden && document.hasFocus()) chat.seen();
  };

  at("me").textContent = nameOf(me);
  at("other").textContent = `Open as ${nameOf(OTHER[me] ?? "bob")}`;
  at("other").href = `?user=${OTHER[me] ?? "bob"}`;
  at("back").addEventListener("click", () => chat.select(null));
  at("older").addEventListener("click", () => chat.older().catch(() => {}));
  addEventListener("focus", redraw);
  // Typing ends by itself, without an event.
  setInterval(redraw, 2000);

  chat.openId = matchMedia("(max-width: 46rem)").matches ? null : session.conversation_id;
  at("app").hidden = false;
  chat.start();
}

function confirmRecall(yes) {
  const dialog = at("confirm");
  at("confirm-yes").onclick = () => {
    dialog.close();
    yes();
  };
  at("confirm-no").onclick = () => dialog.close();
  dialog.showModal();
  at("confirm-no").focus();
}

/** The field at the bottom: writes a new message, or edits an old one. */
class Composer {
  #chat;
  #editing = null;
  #field = at("text");

  constructor(chat) {
    this.#chat = chat;
    this.#field.addEventListener("input", () => this.#changed());
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    at("stop-editing").addEventListener("click", () => this.edit(null));
    at("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  edit(message) {
    if (!message && !this.#editing) return;
    this.#editing = message;
    this.#say(message ? "Editing a message " : null);
    this.#field.value = message?.text ?? "";
    this.#grow();
    this.#field.focus();
  }

  complain(error) {
    this.#say(`That did not work: ${error.message} `);
  }

  #say(text) {
    at("editing").hidden = text === null;
    at("editing").firstChild.textContent = text ?? "";
  }

  #key(event) {
    const { key, shiftKey, isComposing } = event;
    if (key === "Enter" && !shiftKey && !isComposing) {
      event.preventDefault();
      this.#submit();
    } else if (key === "Escape") {
      this.edit(null);
    } else if (key === "ArrowUp" && !this.#field.value) {
      event.preventDefault();
      this.edit(this.#lastOwn());
    }
  }

  #lastOwn() {
    const own = ({ id, sender_id, recalled_at }) => id && !recalled_at && sender_id === this.#chat.me;
    return this.#chat.open.timeline.findLast(own) ?? null;
  }

  #changed() {
    this.#grow();
    if (!this.#editing) this.#chat.typing(!this.#field.value.trim());
  }

  async #submit() {
    const text = this.#field.value.trim();
    const message = this.#editing;
    if (!text || !this.#chat.open) return;
    if (!message) this.#chat.send(text);
    else if (text !== message.text) {
      try {
        await this.#chat.edit(message, text);
      } catch (error) {
        return this.complain(error);
      }
    }
    this.#editing = null;
    this.#say(null);
    this.#field.value = "";
    this.#grow();
  }

  #grow() {
    this.#field.style.height = "auto";
    this.#field.style.height = `${Math.min(this.#field.scrollHeight + 2, 160)}px`;
  }
}
