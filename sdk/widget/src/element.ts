/**
 * `<warbler-chat>`: a button, and the chat that it opens. It connects when it is opened, or at once
 * for somebody who has talked here before and may have an answer.
 */
import type { GetToken } from "../../js/src/index.js";
import { inkOn } from "./color.js";
import { h, icon } from "./dom.js";
import { ATTRIBUTES, readOptions } from "./options.js";
import { Panel } from "./panel.js";
import { Session } from "./session.js";
import { STYLE } from "./style.js";
import { fetchToken, isKnown, visitorId } from "./visitor.js";
import { wordsOf } from "./words.js";

export class WarblerChat extends HTMLElement {
  static readonly observedAttributes = ATTRIBUTES;

  /** Where the page wants to give tokens itself, instead of `token-url`. */
  getToken: GetToken | undefined;

  readonly #root = this.attachShadow({ mode: "open" });
  readonly #badge = h("span", { class: "badge", hidden: true });
  /** What came while nobody looked is read when somebody does. */
  readonly #seen = () => this.#show();
  #session: Session | undefined;
  #panel: Panel | undefined;

  connectedCallback(): void {
    const words = wordsOf(readOptions(this).language);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    const launcher = h("button", { class: "launcher", type: "button", "aria-label": words.open, "aria-expanded": "false", onclick: () => this.toggle() });
    launcher.append(icon("chat"), this.#badge);
    this.#root.replaceChildren(launcher);
    this.#paint();
    document.addEventListener("visibilitychange", this.#seen);
    if (isKnown()) queueMicrotask(() => this.#connect());
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.#seen);
    this.#session?.stop();
    this.#session = this.#panel = undefined;
  }

  attributeChangedCallback(): void {
    this.#paint();
  }

  get isOpen(): boolean {
    return this.hasAttribute("data-open");
  }

  /** Opens the chat. */
  open(): void {
    if (this.isOpen || !this.isConnected) return;
    const session = this.#connect();
    const options = readOptions(this);
    this.#panel ??= new Panel(session, wordsOf(options.language), options, () => this.close());
    this.#root.prepend(this.#panel.element);
    this.toggleAttribute("data-open", true);
    session.look(true);
    this.#show();
    this.#panel.opened();
  }

  close(): void {
    if (!this.isOpen) return;
    this.#panel?.element.remove();
    this.toggleAttribute("data-open", false);
    this.#session?.look(false);
    this.#show();
    this.#launcher?.focus();
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  /** The visitor leaves, and nothing of them stays in this browser. */
  async signOut(): Promise<void> {
    this.close();
    await this.#session?.client.signOut();
    this.#session = this.#panel = undefined;
    this.#show();
  }

  get #launcher(): HTMLElement | null {
    return this.#root.querySelector<HTMLElement>(".launcher");
  }

  #connect(): Session {
    if (this.#session) return this.#session;
    const { url, tokenUrl, to } = readOptions(this);
    const getToken: GetToken = () => this.getToken?.() ?? (tokenUrl ? fetchToken(tokenUrl) : null);
    const name = `widget:${url}:${visitorId()}`;
    const session = new Session({ url, getToken, to, name }, () => this.#show());
    this.#session = session;
    void session.start();
    return session;
  }

  #show(): void {
    const unread = this.#session?.conversation?.unreadCount ?? 0;
    const words = wordsOf(readOptions(this).language);
    this.#badge.hidden = this.isOpen || unread === 0;
    this.#badge.textContent = unread > 99 ? "99+" : String(unread);
    this.#launcher?.setAttribute("aria-expanded", String(this.isOpen));
    this.#launcher?.setAttribute("aria-label", unread > 0 && !this.isOpen ? `${words.open}, ${words.unread(unread)}` : words.open);
    if (this.isOpen) this.#panel?.show();
  }

  #paint(): void {
    const accent = this.getAttribute("accent");
    if (!accent) return;
    this.style.setProperty("--warbler-accent", accent);
    this.style.setProperty("--warbler-accent-ink", inkOn(accent));
  }
}
