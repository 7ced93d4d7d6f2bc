/** How the widget is set up: attributes of its element, or `data-` attributes of the script. */

export interface Options {
  /** Where the installation is. */
  url: string;
  /** Asked with `POST {"visitor": "…"}` for `{"token": "…"}`; the page's cookies go along. */
  tokenUrl: string;
  language: string;
  title: string;
  greeting: string;
  /** A user to talk to, instead of the support desk. */
  to: string;
}

export const ATTRIBUTES = ["url", "token-url", "language", "title", "greeting", "to", "accent", "position", "theme"] as const;

export function readOptions(element: HTMLElement): Options {
  const read = (name: (typeof ATTRIBUTES)[number]) => element.getAttribute(name) ?? "";
  const language = read("language");
  return {
    url: read("url") || location.origin,
    tokenUrl: read("token-url"),
    language: language === "" || language === "auto" ? document.documentElement.lang || navigator.language : language,
    title: read("title"),
    greeting: read("greeting"),
    to: read("to"),
  };
}

/** Moves what the script tag says onto the element. */
export function copyAttributes(script: HTMLElement, element: HTMLElement): void {
  for (const name of ATTRIBUTES) {
    const value = script.getAttribute(`data-${name}`);
    if (value !== null) element.setAttribute(name, value);
  }
}
