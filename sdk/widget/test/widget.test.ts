/** The widget on a page in Chromium, with the server itself behind it. */
import { mkdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WarblerClient } from "../../js/src/index.js";
import { Server, binary } from "../../js/test/binary.js";
import { until } from "../../js/test/until.js";
import { Site, browser } from "./page.js";

const missing = [!binary && "a warbler binary", !browser && "Chromium"].filter(Boolean).join(" and ");
if (missing) console.warn(`skipped: there is no ${missing}`);

const shots = process.env["SCREENSHOTS"];

/** What must stay text, whoever writes it. */
const PAYLOADS = [
  "<img src=x onerror=alert(1)>",
  "<script>alert(1)</script>",
  "<svg onload=alert(1)>",
  "javascript:alert(1)",
  "[click](javascript:alert(1))",
  'https://example.com/"onmouseover="alert(1)',
  "http://<iframe srcdoc='<script>alert(1)</script>'>",
  "data:text/html,<script>alert(1)</script>",
];

describe.skipIf(missing !== "")("the widget", () => {
  let server: Server;
  let site: Site;
  let helper: WarblerClient;

  beforeAll(async () => {
    server = await Server.start();
    helper = await server.client("helper");
    await helper.start();
    const mint = async (visitor: string) => {
      await server.post("/v1/users/batch", { users: [{ id: `v-${visitor}` }] });
      return server.token(`v-${visitor}`);
    };
    site = await Site.start(server.url, 'data-to="helper" data-title="Oars and sails"', mint);
    if (shots) await mkdir(shots, { recursive: true });
  });
  afterAll(async () => {
    await site.stop();
    await helper.stop();
    await server.stop();
  });

  async function theirs(): Promise<NonNullable<(typeof helper.conversations)[number]>> {
    const [newest] = helper.conversations;
    await newest!.load();
    return newest!;
  }

  it("talks, remembers who was here, and shows what came meanwhile", async () => {
    const complaints: string[] = [];
    const before = helper.conversations.length;
    const page = await site.visit(complaints);
    await page.getByRole("button", { name: "Open the chat" }).click();
    expect(await page.getByText("Hello! How can we help?").isVisible()).toBe(true);
    await page.getByRole("textbox").fill("Do you have oars for a skiff?");
    await page.keyboard.press("Enter");
    await until("it arrives", () => helper.conversations.length === before + 1);
    const conversation = await theirs();
    conversation.startTyping();
    await page.getByText("is writing …").waitFor();
    conversation.send("Yes: https://example.com/oars (spruce, 2.4 m).");
    conversation.markRead();
    await page.getByText("spruce, 2.4 m").waitFor();
    expect(await page.getByRole("link").getAttribute("href")).toBe("https://example.com/oars");
    await page.getByText("· Read").waitFor();
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "Attach a file" }).click()]);
    await chooser.setFiles({ name: "skiff.png", mimeType: "image/png", buffer: await page.screenshot() });
    await page.waitForFunction(() => {
      const image = document.querySelector("warbler-chat")!.shadowRoot!.querySelector<HTMLImageElement>(".picture img");
      return image?.complete && image.naturalWidth > 0;
    });
    if (shots) await page.screenshot({ path: `${shots}/desktop.png` });

    await page.reload();
    conversation.send("They come in two lengths.");
    await page.getByRole("button", { name: "Open the chat, 1 unread" }).click();
    await page.getByText("They come in two lengths.").waitFor();
    await page.getByText("Do you have oars for a skiff?").waitFor();
    expect(complaints).toEqual([]);
  });

  it("shows what people write as text, and runs none of it", async () => {
    const complaints: string[] = [];
    const before = helper.conversations.length;
    const page = await site.visit(complaints);
    await page.getByRole("button", { name: "Open the chat" }).click();
    await page.getByRole("textbox").fill("hello");
    await page.keyboard.press("Enter");
    await until("it arrives", () => helper.conversations.length === before + 1);
    const conversation = await theirs();
    for (const payload of PAYLOADS) conversation.send(payload);
    await page.getByText("data:text/html").waitFor();
    const bubbles = await page.locator(".message:not(.own) .bubble").allTextContents();
    expect(bubbles.slice(-PAYLOADS.length)).toEqual(PAYLOADS);
    const links = await page.getByRole("link").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    expect(links).toEqual(["https://example.com/"]);
    expect(complaints).toEqual([]);
  });

  it("fills a phone, and speaks Chinese to who does", async () => {
    const complaints: string[] = [];
    const page = await site.visit(complaints, { viewport: { width: 390, height: 780 }, locale: "zh-CN" });
    await page.evaluate(() => document.querySelector("warbler-chat")!.remove());
    await page.evaluate((url) => {
      const chat = document.createElement("warbler-chat");
      const attributes = { url, "token-url": "/chat-token", to: "helper", language: "zh-CN", accent: "#7a3cc4", theme: "dark" };
      for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
      document.body.append(chat);
    }, server.url);
    await page.getByRole("button", { name: "打开聊天" }).click();
    await page.getByPlaceholder("输入消息").fill("有没有适合小船的桨？");
    await page.keyboard.press("Enter");
    await page.getByText("已发送").waitFor();
    const box = await page.locator(".panel").boundingBox();
    expect(box).toEqual({ x: 0, y: 0, width: 390, height: 780 });
    if (shots) await page.screenshot({ path: `${shots}/phone.png` });
    expect(complaints).toEqual([]);
  });
});
