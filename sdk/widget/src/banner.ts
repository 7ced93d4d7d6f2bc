/** How the desk stands: a person is offered, the visitor waits, the conversation is over, rate it. */
import type { Support } from "../../js/src/index.js";
import { h } from "./dom.js";
import type { Words } from "./words.js";

export interface BannerActions {
  accept(): Promise<void>;
  decline(): Promise<void>;
  rate(score: number, comment: string): Promise<void>;
}

export class Banner {
  readonly element = h("div", { class: "banner", role: "status", hidden: true });
  readonly #words: Words;
  readonly #actions: BannerActions;
  #shown = "";

  constructor(words: Words, actions: BannerActions) {
    this.#words = words;
    this.#actions = actions;
  }

  /** Shown anew only when something else is to be said: a half-written rating stays. */
  show(support: Support | undefined): void {
    const { state, expectation, rating, rating_requested } = support ?? {};
    const now = JSON.stringify([state, expectation, rating, rating_requested]);
    if (now === this.#shown) return;
    this.#shown = now;
    const content = support ? this.#content(support) : [];
    this.element.replaceChildren(...content);
    this.element.hidden = content.length === 0;
  }

  #content(support: Support): Node[] {
    const words = this.#words;
    if (support.state === "offered") return [h("p", {}, words.offered), this.#offer()];
    if (support.state === "queued") return [h("p", {}, waiting(support, words))];
    if (support.state === "assigned") return [h("p", {}, words.person)];
    if (support.state !== "resolved") return [];
    if (support.rating_requested) return [h("p", {}, words.rate), this.#rating()];
    return [h("p", {}, support.rating ? words.rated : words.resolved)];
  }

  #offer(): Node {
    const actions = this.#actions;
    const yes = h("button", { type: "button", onclick: () => void actions.accept() }, this.#words.yes);
    const no = h("button", { type: "button", class: "quiet", onclick: () => void actions.decline() }, this.#words.no);
    return h("div", { class: "choice" }, yes, no);
  }

  #rating(): Node {
    const words = this.#words;
    let chosen = 0;
    const comment = h("input", { "aria-label": words.comment, placeholder: words.comment, maxlength: "1000" });
    const send = h("button", { type: "button", disabled: true, onclick: () => void this.#actions.rate(chosen, comment.value) }, words.send);
    const stars = [1, 2, 3, 4, 5].map((score) =>
      h("button", { type: "button", role: "radio", "aria-checked": "false", "aria-label": words.score(score), onclick: () => choose(score) }, "★"),
    );
    const choose = (score: number) => {
      chosen = score;
      send.disabled = false;
      stars.forEach((star, i) => star.setAttribute("aria-checked", String(i < score)));
    };
    return h("div", {}, h("div", { class: "stars", role: "radiogroup", "aria-label": words.rate }, ...stars), comment, h("div", { class: "choice" }, send));
  }
}

function waiting({ expectation }: Support, words: Words): string {
  if (!expectation) return words.waiting(0);
  const { ahead, away, opens_at } = expectation;
  if (!opens_at) return away ? words.away : words.waiting(ahead);
  const when = new Date(opens_at).toLocaleString([], { weekday: "long", hour: "2-digit", minute: "2-digit" });
  return `${words.away} ${words.opens(when)}`;
}
