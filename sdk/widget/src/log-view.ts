/** The messages. Elements stay as long as what they show does, so that nothing flickers or jumps. */
import type { Conversation } from "../../js/src/index.js";
import { h } from "./dom.js";
import { messageView, pendingView } from "./message-view.js";
import type { Frame } from "./message-view.js";

interface Shown {
  of: unknown;
  read: boolean;
  element: HTMLElement;
}

export class LogView {
  readonly element: HTMLElement;
  readonly #list: HTMLElement;
  readonly #older: HTMLButtonElement;
  readonly #greeting: HTMLElement;
  #shown = new Map<string, Shown>();
  /** Whether the newest message is in view, and is to stay there. */
  #atEnd = true;

  constructor(frame: Pick<Frame, "words">, greeting: string, older: () => void) {
    this.#list = h("ol", { class: "messages", role: "log", "aria-label": frame.words.history });
    this.#older = h("button", { class: "older", type: "button", hidden: true, onclick: older }, frame.words.older);
    this.#greeting = h("li", { class: "message" }, h("div", { class: "bubble" }, greeting));
    this.element = h("div", { class: "scroll", tabindex: "0", onscroll: () => this.#scrolled() }, this.#older, this.#list);
    // A banner or a keyboard makes it smaller.
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(this.element);
  }

  show(conversation: Conversation | undefined, frame: Frame): void {
    const { scrollTop } = this.element;
    this.#older.hidden = !conversation?.hasOlder;
    const elements = conversation?.hasOlder ? [] : [this.#greeting];
    this.#list.replaceChildren(...elements, ...this.#elements(conversation, frame));
    if (this.#atEnd) this.toEnd();
    else this.element.scrollTop = scrollTop;
  }

  /** Keeps what is read in its place while older messages come in above. */
  async keepPlace(change: () => Promise<unknown>): Promise<void> {
    const before = this.element.scrollHeight - this.element.scrollTop;
    await change();
    this.element.scrollTop = this.element.scrollHeight - before;
  }

  toEnd(): void {
    this.#atEnd = true;
    this.element.scrollTop = this.element.scrollHeight;
  }

  #scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < 60;
  }

  #elements(conversation: Conversation | undefined, frame: Frame): HTMLElement[] {
    const before = this.#shown;
    this.#shown = new Map();
    for (const message of conversation?.messages ?? [])
      this.#keep(before, message.id, message, message.seq <= frame.readSeq, () => messageView(message, frame));
    for (const item of conversation?.pending ?? [])
      this.#keep(before, item.client_id, item.failed ?? item, false, () => pendingView(item, frame));
    return [...this.#shown.values()].map(({ element }) => element);
  }

  #keep(before: Map<string, Shown>, id: string, of: unknown, read: boolean, make: () => HTMLElement): void {
    const known = before.get(id);
    const isSame = known !== undefined && known.of === of && known.read === read;
    this.#shown.set(id, isSame ? known : { of, read, element: make() });
  }
}
