/** Where the visitor writes. */
import { h, icon } from "./dom.js";
import type { Words } from "./words.js";

export interface ComposerActions {
  send(text: string): void;
  sendFile(file: File): Promise<void>;
  typing(): void;
  stop(): void;
}

export class Composer {
  readonly element: HTMLElement;
  readonly #text: HTMLTextAreaElement;
  readonly #send: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #actions: ComposerActions;

  constructor(words: Words, actions: ComposerActions) {
    this.#actions = actions;
    this.#text = h("textarea", {
      rows: "1",
      maxlength: "10000",
      placeholder: words.placeholder,
      "aria-label": words.placeholder,
      enterkeyhint: "send",
      oninput: () => this.#written(),
      onkeydown: (event) => this.#key(event as KeyboardEvent),
      onpaste: (event) => this.#files((event as ClipboardEvent).clipboardData?.files),
    });
    const chooser = h("input", { type: "file", hidden: true, multiple: true, onchange: () => this.#choose(chooser) });
    const attach = h("button", { class: "icon", type: "button", "aria-label": words.attach, onclick: () => chooser.click() });
    attach.append(icon("attach"));
    this.#send = h("button", { class: "icon send", type: "submit", "aria-label": words.send, disabled: true });
    this.#send.append(icon("send"));
    this.#stop = h("button", { class: "icon send", type: "button", "aria-label": words.stop, hidden: true, onclick: () => actions.stop() });
    this.#stop.append(icon("stop"));
    const submit = (event: Event) => {
      event.preventDefault();
      this.#submit();
    };
    this.element = h("form", { class: "composer", onsubmit: submit }, attach, chooser, this.#text, this.#send, this.#stop);
  }

  focus(): void {
    this.#text.focus();
  }

  /** Puts a text back that could not be sent, before what was written since. */
  put(text: string): void {
    this.#text.value = [text, this.#text.value].filter(Boolean).join("\n");
    this.#written();
  }

  /** While a bot is writing, the visitor can stop it; or write on, which they see as soon as they do. */
  show(isStreaming: boolean): void {
    const stops = isStreaming && this.#text.value.trim() === "";
    this.#stop.hidden = !stops;
    this.#send.hidden = stops;
  }

  #written(): void {
    this.#send.disabled = this.#text.value.trim() === "";
    this.#fit();
    if (!this.#send.disabled) {
      this.show(false);
      this.#actions.typing();
    }
  }

  #fit(): void {
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }

  /** Enter sends; not while an input method composes a word, which it also ends. */
  #key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit(): void {
    const text = this.#text.value.trim();
    if (text === "") return;
    this.#text.value = "";
    this.#send.disabled = true;
    this.#fit();
    this.#actions.send(text);
  }

  #choose(chooser: HTMLInputElement): void {
    this.#files(chooser.files);
    chooser.value = "";
  }

  #files(files: FileList | null | undefined): void {
    for (const file of files ?? []) void this.#actions.sendFile(file);
  }
}
