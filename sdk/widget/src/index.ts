/** One script tag: defines the element, and puts one on the page if the tag says where to connect. */
import { WarblerChat } from "./element.js";
import { copyAttributes } from "./options.js";

const script = document.currentScript;

if (!customElements.get("warbler-chat")) customElements.define("warbler-chat", WarblerChat);

if (script?.hasAttribute("data-url") || script?.hasAttribute("data-token-url")) {
  const element = document.createElement("warbler-chat");
  copyAttributes(script as HTMLElement, element);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => document.body.append(element));
  else document.body.append(element);
}
