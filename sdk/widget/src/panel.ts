/** The open chat: head, messages, what the desk says, and where one writes. */
import { WarblerError } from "../../js/src/index.js";
import { Banner } from "./banner.js";
import { Composer } from "./composer.js";
import { h, icon } from "./dom.js";
import { LogView } from "./log-view.js";
import type { Frame } from "./message-view.js";
import type { Options } from "./options.js";
import type { Session } from "./session.js";
import type { Words } from "./words.js";

export class Panel {
  readonly element: HTMLElement;
  readonly #session: Session;
  readonly #words: Words;
  readonly #status = h("p", { class: "status", role: "status" });
  readonly #typing = h("p", { class: "typing", "aria-live": "polite" });
  readonly #problem = h("div", { class: "banner", role: "alert", hidden: true });
  readonly #log: LogView;
  readonly #banner: Banner;
  readonly #composer: Composer;

  constructor(session: Session, words: Words, options: Options, close: () => void) {
    this.#session = session;
    this.#words = words;
    const older = () => void this.#log.keepPlace(async () => session.conversation?.loadOlder());
    this.#log = new LogView({ words }, options.greeting || words.greeting, older);
    this.#banner = new Banner(words, {
      accept: () => this.#try(session.handOff()),
      decline: () => this.#try(session.send({ text: words.no })),
      rate: (score, comment) => this.#try(session.rate(score, comment)),
    });
    this.#composer = new Composer(words, {
      send: (text) => this.#send(text),
      sendFile: (file) => this.#try(session.sendFile(file), words.upload_failed),
      typing: () => session.conversation?.startTyping(),
      stop: () => this.#stop(),
    });
    const title = options.title || words.title;
    const shut = h("button", { class: "icon", type: "button", "aria-label": words.close, onclick: close });
    shut.append(icon("close"));
    const head = h("header", {}, h("div", {}, h("h2", {}, title), this.#status), shut);
    const parts = [head, this.#log.element, this.#typing, this.#problem, this.#banner.element, this.#composer.element];
    this.element = h("section", { class: "panel", role: "dialog", "aria-label": title }, ...parts);
    this.element.addEventListener("keydown", ({ key }) => key === "Escape" && close());
  }

  /** Shows what there is now. */
  show(): void {
    const { conversation, support, streaming } = this.#session;
    this.#status.textContent = this.#connection();
    this.#typing.textContent = conversation?.typing.length && !streaming ? this.#words.typing : "";
    this.#log.show(conversation, this.#frame());
    this.#banner.show(support);
    this.#composer.show(streaming !== undefined);
    if (!document.hidden) conversation?.markRead();
  }

  opened(): void {
    this.#log.toEnd();
    this.#composer.focus();
  }

  #connection(): string {
    const { name } = this.#session.client.state;
    const { connecting, offline, stopped } = this.#words;
    const said: Record<string, string> = { connecting, resuming: connecting, waiting: offline, stopped };
    return said[name] ?? "";
  }

  #frame(): Frame {
    const { client, conversation } = this.#session;
    const me = client.me?.id ?? conversation?.timeline.me();
    const others = [...(conversation?.receipts.values() ?? [])].filter(({ user_id }) => user_id !== me);
    return {
      words: this.#words,
      me,
      readSeq: Math.max(0, ...others.map(({ read_seq }) => read_seq)),
      fileUrl: (id, query) => client.fileUrl(id, query),
      retry: (client_id) => conversation?.retry(client_id),
      discard: (client_id) => conversation?.discard(client_id),
    };
  }

  #send(text: string): void {
    // A conversation is made with the first message, which needs a connection: the text is not lost.
    void this.#try(this.#session.send({ text }).catch((error: unknown) => this.#giveBack(text, error)));
    this.#log.toEnd();
  }

  #giveBack(text: string, error: unknown): never {
    this.#composer.put(text);
    throw error;
  }

  #stop(): void {
    const { conversation, streaming } = this.#session;
    if (conversation && streaming !== undefined) void this.#try(conversation.cancelStream(streaming));
  }

  /** Says what went wrong, until the next thing works. */
  async #try(act: Promise<unknown>, otherwise = this.#words.failed): Promise<void> {
    this.#problem.hidden = true;
    try {
      await act;
    } catch (error) {
      const isLarge = error instanceof WarblerError && error.code === "body_too_large";
      this.#problem.textContent = isLarge ? this.#words.too_large : otherwise;
      this.#problem.hidden = false;
    }
  }
}
