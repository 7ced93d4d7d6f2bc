/** A page with the widget in it, under a strict policy, in Chromium; and its server, which signs tokens. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export const browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));

/** Answers tokens for visitors. */
export type Mint = (visitor: string) => Promise<string>;

export class Site {
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #attributes: string;
  readonly #backend: string;
  readonly #mint: Mint;
  #browser: Browser | undefined;

  private constructor(backend: string, attributes: string, mint: Mint) {
    this.#backend = backend;
    this.#attributes = attributes;
    this.#mint = mint;
  }

  static async start(backend: string, attributes: string, mint: Mint): Promise<Site> {
    const site = new Site(backend, attributes, mint);
    await new Promise<void>((resolve) => site.#server.listen(0, "127.0.0.1", resolve));
    const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
    site.#browser = await chromium.launch({ executablePath: browser!, args });
    return site;
  }

  /** A new visitor's page. Whatever the page complains of ends up in `complaints`. */
  async visit(complaints: string[], options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser!.newContext({ viewport: { width: 1100, height: 760 }, locale: "en-GB", ...options });
    const page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("dialog", (dialog) => (complaints.push(`dialog: ${dialog.message()}`), void dialog.dismiss()));
    await page.goto(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`);
    return page;
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === "/warbler-widget.js") {
      const script = await readFile(new URL("../dist/warbler-widget.js", import.meta.url));
      response.writeHead(200, { "content-type": "text/javascript; charset=utf-8" }).end(script);
    } else if (request.url === "/chat-token") {
      const { visitor } = JSON.parse(await body(request)) as { visitor: string };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ token: await this.#mint(visitor) }));
    } else if (request.url === "/favicon.ico") {
      response.writeHead(204).end();
    } else {
      const socket = this.#backend.replace("http", "ws");
      const policy = `default-src 'none'; script-src 'self'; connect-src 'self' ${this.#backend} ${socket}; img-src ${this.#backend}`;
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy }).end(this.#page());
    }
  }

  #page(): string {
    const script = `<script src="/warbler-widget.js" data-url="${this.#backend}" data-token-url="/chat-token" ${this.#attributes} defer></script>`;
    const meta = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`;
    return `<!doctype html><html lang="en"><head>${meta}<title>A shop</title>${script}</head><body><h1>A shop</h1><p>Oars and sails.</p></body></html>`;
  }
}

async function body(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
