/** A visitor, a bot that writes word by word, and a desk, in Chromium. */
import { mkdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../../js/test/until.js";
import { Desk } from "./desk.js";
import { Site, browser } from "./page.js";

if (!browser) console.warn("skipped: there is no Chromium");

const shots = process.env["SCREENSHOTS"];

describe.skipIf(!browser)("the widget at a desk", () => {
  const desk = new Desk();
  let site: Site;

  beforeAll(async () => {
    site = await Site.start(await desk.start(), "", () => Promise.resolve("token"));
    if (shots) await mkdir(shots, { recursive: true });
  });
  afterAll(async () => {
    await site.stop();
    desk.stop();
  });

  it("shows an answer as it is written, stops it, names sources, waits for a person, and rates", async () => {
    const complaints: string[] = [];
    const page = await site.visit(complaints, { viewport: { width: 1100, height: 520 } });
    await page.getByRole("button", { name: "Open the chat" }).click();
    expect(desk.asked).toEqual([]);
    await page.context().setOffline(true);
    await page.getByRole("textbox").fill("Where is parcel 7?");
    await page.keyboard.press("Enter");
    await page.getByText("Not sent").waitFor();
    expect(await page.getByRole("textbox").inputValue()).toBe("Where is parcel 7?");
    await page.context().setOffline(false);
    complaints.splice(0);
    await page.getByRole("textbox").fill("Where is parcel 7?");
    await page.keyboard.press("Enter");
    await page.getByText("· Sent").waitFor();
    expect(desk.asked[0]).toEqual({ path: "/v1/conversations", body: { kind: "support" } });

    const first = desk.write("Parcels ");
    await page.locator(".writing").waitFor();
    desk.more(first, "take two days");
    await page.getByText("Parcels take two days").waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await until("the stop is heard", () => desk.commands.some(({ t, d }) => t === "stream.cancel" && d["message_id"] === first.id));
    desk.end(first, "Parcels take two days", { status: "cancelled" });
    await page.getByText("Stopped").waitFor();

    const second = desk.write("");
    desk.more(second, "Parcel 7 is on its way.");
    const citations = [{ title: "Shipping", url: "https://example.com/shipping" }, { title: "<b>Rates</b>", url: "javascript:alert(1)" }];
    desk.end(second, "Parcel 7 is on its way, and comes on Monday.", { status: "completed", citations });
    await page.getByText("comes on Monday").waitFor();
    expect(await page.getByRole("link").evaluateAll((all) => all.map((one) => one.getAttribute("href")))).toEqual(["https://example.com/shipping"]);
    expect(await page.getByText("<b>Rates</b>").isVisible()).toBe(true);

    desk.turn({ state: "offered" });
    await page.getByText("Would you like to talk to a person?").waitFor();
    await page.waitForFunction(() => {
      const log = document.querySelector("warbler-chat")!.shadowRoot!.querySelector(".scroll")!;
      return log.scrollHeight > log.clientHeight && log.scrollHeight - log.scrollTop - log.clientHeight < 2;
    });
    if (shots) await page.screenshot({ path: `${shots}/offered.png` });
    desk.support = { state: "queued", expectation: { ahead: 2 } };
    await page.getByRole("button", { name: "Yes, please" }).click();
    await page.getByText("2 before you").waitFor();
    expect(desk.asked.at(-1)).toEqual({ path: "/v1/conversations/con_1/support/handoff", body: { reason: "user_request" } });
    desk.turn({ state: "assigned" });
    await page.getByText("You are talking to a person.").waitFor();

    desk.turn({ state: "resolved", rating_requested: true });
    await page.getByRole("radio", { name: "4 of 5" }).click();
    await page.getByPlaceholder("Anything to add?").fill("quick");
    if (shots) await page.screenshot({ path: `${shots}/rating.png` });
    await page.getByRole("button", { name: "Send" }).first().click();
    await page.getByText("Thank you!").waitFor();
    expect(desk.asked.at(-1)!.body).toEqual({ score: 4, comment: "quick" });
    expect(complaints).toEqual([]);
  });
});
