/** Elements, made by hand: text is always text, whoever wrote it. */

type Attributes = Record<string, string | boolean | ((event: Event) => void)>;
type Child = Node | string | undefined | false;

/** An element with attributes (functions listen) and children. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

const PATHS = {
  chat: "M4 4h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z",
  close: "M6 6l12 12M18 6L6 18",
  attach: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8L9.5 17a1.8 1.8 0 0 1-2.5-2.5L14 7.5",
  send: "M12 20V5M5 12l7-7 7 7",
  stop: "M7 7h10v10H7z",
} as const;

/** A drawing, which says nothing to those who cannot see it. */
export function icon(name: keyof typeof PATHS): SVGElement {
  const make = (tag: string) => document.createElementNS("http://www.w3.org/2000/svg", tag);
  const svg = make("svg");
  const path = make("path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

const ADDRESS = /https?:\/\/[^\s<>"'，。！？、）】]+/g;

/** Text in which addresses can be followed. */
export function linked(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  let done = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(/[.,:;!?)\]]+$/, "");
    fragment.append(text.slice(done, match.index), link(address, address));
    done = match.index + address.length;
  }
  fragment.append(text.slice(done));
  return fragment;
}

/** A link to another page; only text where the address is not one of the web. */
export function link(address: string, text: string): Node {
  if (!/^https?:\/\//i.test(address)) return document.createTextNode(text);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, text);
}
