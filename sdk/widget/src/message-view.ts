/** One message, as an element. Made anew when the message changes. */
import type { Attachment, Message, PendingMessage } from "../../js/src/index.js";
import { h, link, linked } from "./dom.js";
import type { Words } from "./words.js";

export interface Frame {
  words: Words;
  me: string | undefined;
  /** How far the other side has read. */
  readSeq: number;
  fileUrl(id: string, query?: { variant?: "thumbnail"; disposition?: "attachment" }): Promise<string>;
  retry(client_id: string): void;
  discard(client_id: string): void;
}

export function messageView(message: Message, frame: Frame): HTMLElement {
  const isOwn = message.sender_id === frame.me && message.kind !== "system";
  const kind = message.kind === "system" ? "message system" : isOwn ? "message own" : "message";
  return h(
    "li",
    { class: kind },
    ...(message.attachments ?? []).map((attachment) => file(attachment, frame)),
    bubble(message, frame),
    sources(message, frame),
    isOwn && note(message, frame),
  );
}

/** A message on its way. */
export function pendingView(item: PendingMessage, frame: Frame): HTMLElement {
  const { words } = frame;
  const text = item.content.text ?? "📎";
  if (!item.failed) return h("li", { class: "message own" }, h("div", { class: "bubble" }, linked(text)), h("div", { class: "note" }, words.sending));
  const again = h("button", { type: "button", onclick: () => frame.retry(item.client_id) }, words.again);
  const discard = h("button", { type: "button", onclick: () => frame.discard(item.client_id) }, words.discard);
  const failed = h("div", { class: "note failed", role: "alert" }, words.failed, again, discard);
  return h("li", { class: "message own" }, h("div", { class: "bubble" }, linked(text)), failed);
}

function bubble(message: Message, { words }: Frame): HTMLElement | undefined {
  if (message.recalled_at) return h("div", { class: "bubble gone" }, words.recalled);
  const isWriting = message.stream?.status === "streaming";
  if (!message.text && !isWriting) return undefined;
  return h("div", { class: isWriting ? "bubble writing" : "bubble" }, linked(message.text ?? ""));
}

function note(message: Message, { words, readSeq }: Frame): HTMLElement {
  const time = new Date(message.created_at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return h("div", { class: "note" }, `${time} · ${message.seq <= readSeq ? words.read : words.sent}`);
}

function sources({ stream }: Message, { words }: Frame): HTMLElement | undefined {
  if (!stream || stream.status === "streaming") return undefined;
  const ends = { completed: "", cancelled: words.stopped_here, failed: words.broken_off };
  const end = ends[stream.status];
  const citations = stream.citations ?? [];
  if (end === "" && citations.length === 0) return undefined;
  const list = h("ol", {}, ...citations.map(({ title, url }) => h("li", {}, url ? link(url, title) : title)));
  return h("div", { class: "sources" }, end, citations.length > 0 && h("div", {}, words.sources, list));
}

function file(attachment: Attachment, frame: Frame): HTMLElement {
  return attachment.thumbnail ? picture(attachment, frame) : card(attachment, frame);
}

/** Addresses of files end: they are asked for when somebody looks, and again when somebody clicks. */
function picture(attachment: Attachment, frame: Frame): HTMLElement {
  const { width, height } = attachment.thumbnail ?? { width: 0, height: 0 };
  const image = h("img", { alt: attachment.name, width: String(width), height: String(height) });
  void frame.fileUrl(attachment.id, { variant: "thumbnail" }).then((url) => (image.src = url), () => undefined);
  return h("button", { class: "picture", type: "button", onclick: () => visit(attachment, frame) }, image);
}

function card(attachment: Attachment, frame: Frame): HTMLElement {
  const size = h("small", {}, bytes(attachment.size));
  return h("button", { class: "file", type: "button", onclick: () => visit(attachment, frame) }, `📄 ${attachment.name}`, size);
}

/** Opens the tab first: after waiting, a browser would take it for a pop-up. */
function visit({ id }: Attachment, frame: Frame): void {
  const tab = open("about:blank");
  frame.fileUrl(id).then(
    (url) => {
      if (!tab) return;
      tab.opener = null;
      tab.location.href = url;
    },
    () => tab?.close(),
  );
}

function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  return size < 1024 * 1024 ? `${Math.round(size / 1024)} kB` : `${(size / 1024 / 1024).toFixed(1)} MB`;
}
