/** The client over a server in memory: what it sends, and when. */
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { IndexedDbCache, WarblerClient } from "../src/index.js";
import type { ClientOptions } from "../src/index.js";
import { problem } from "./model.js";
import { FakeServer, well } from "./fake-server.js";
import type { Behaviour } from "./fake-server.js";
import { until } from "./until.js";
import { World } from "./world.js";

function clientOf(world: World, options: Partial<ClientOptions> = {}): WarblerClient {
  const fetch = world.fetch as typeof globalThis.fetch;
  return new WarblerClient({ url: "http://world", getToken: () => "t", WebSocket: world.WebSocket, fetch, ...options });
}

describe("sending", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is shown at once, and again as what it became", async () => {
    const world = new World(1);
    const client = clientOf(world);
    await client.start();
    const conversation = client.conversation("con_0");
    void conversation.load();
    const client_id = conversation.send("hi");
    expect(conversation.pending).toMatchObject([{ client_id, content: { text: "hi" } }]);
    await vi.advanceTimersByTimeAsync(100);
    expect(conversation.pending).toEqual([]);
    expect(conversation.messages).toMatchObject([{ client_id, text: "hi" }]);
  });

  it("sends again what was committed and not acknowledged, which makes one message", async () => {
    const world = new World(1);
    const client = clientOf(world);
    await client.start();
    world.loseNextReply = true;
    void client.conversation("con_0").load();
    client.conversation("con_0").send("once");
    await vi.advanceTimersByTimeAsync(5000);
    expect(world.models[0]!.messages).toHaveLength(1);
    expect(client.conversation("con_0").messages).toHaveLength(1);
    expect(client.conversation("con_0").pending).toEqual([]);
  });

  it("keeps the order while the server refuses", async () => {
    const world = new World(1);
    const client = clientOf(world);
    await client.start();
    world.refusals = 3;
    for (const text of ["a", "b", "c"]) client.conversation("con_0").send(text);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(world.models[0]!.messages.map((message) => message.text)).toEqual(["a", "b", "c"]);
  });

  it("keeps the pace that the server asks for", async () => {
    const world = new World(60);
    const client = clientOf(world);
    await client.start();
    await vi.advanceTimersByTimeAsync(100);
    for (const { id } of world.models) client.conversation(id).send("hi");
    await vi.advanceTimersByTimeAsync(100);
    const arrived = () => world.models.filter((model) => model.messages.length === 1).length;
    expect(arrived()).toBeLessThan(50);
    await vi.advanceTimersByTimeAsync(5000);
    expect(arrived()).toBe(60);
  });

  it("says that somebody types every three seconds at most, and not after the message", async () => {
    const world = new World(1);
    const client = clientOf(world);
    await client.start();
    await vi.advanceTimersByTimeAsync(100);
    const said: unknown[] = [];
    vi.spyOn(client, "request").mockImplementation((...request) => (said.push(request), Promise.reject(new Error())));
    const conversation = client.conversation("con_0");
    for (let i = 0; i < 40; i++) {
      conversation.startTyping();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(said).toHaveLength(2);
    conversation.stopTyping();
    conversation.stopTyping();
    expect(said).toHaveLength(3);
  });
});

describe("the cache of a browser", () => {
  it("keeps conversations, the cursor and what waits, until the user signs out", async () => {
    const world = new World(1);
    world.commit(world.models[0]!, (at) => void world.models[0]!.send("ann", "a1", "hello", at));
    const first = clientOf(world, { cache: new IndexedDbCache("me") });
    await first.start();
    await first.conversation("con_0").load();
    await first.stop();
    first.conversation("con_0").send("later");
    await new Promise((resolve) => setTimeout(resolve, 20));

    const second = clientOf(world, { cache: new IndexedDbCache("me") });
    await second.start();
    const restored = second.conversation("con_0");
    expect(restored.messages.map((message) => message.text)).toEqual(["hello"]);
    expect(restored.pending.map((item) => item.content.text)).toEqual(["later"]);
    await until("it was sent", () => restored.pending.length === 0 && restored.messages.length === 2);
    await second.signOut();
    expect(second.conversations).toEqual([]);
    expect(await new IndexedDbCache("me").load()).toBeUndefined();
  });
});

describe("a stream with a hole in it", () => {
  it("is read from the server, and goes on from there", async () => {
    const event = (t: string, d: object, n?: number) => ({ t, c: "con_1", d, ...(n !== undefined && { n }) });
    const streaming = { id: "m", conversation_id: "con_1", seq: 2, sender_id: "bot", version: 1, stream: { status: "streaming" }, text: "" };
    const behaviour: Behaviour = (peer, command) => {
      well(peer, command);
      if (command?.t === "auth") peer.say(event("message.created", streaming, 2));
    };
    const server = await FakeServer.start(behaviour);
    const record = { id: "con_1", kind: "support", member_count: 2, last_ordinal: 0, as_of_seq: 1, created_at: "" };
    const fetch = (url: string) => {
      if (url.endsWith("/messages/m")) return Promise.resolve(Response.json({ ...streaming, text: "Hello wor" }));
      if (url.includes("/v1/conversations?")) return Promise.resolve(Response.json({ data: [record], has_more: false }));
      return Promise.resolve(Response.json(problem("not_found"), { status: 404 }));
    };
    const options = { url: server.url, getToken: () => "t", WebSocket: server.WebSocket };
    const client = new WarblerClient({ ...options, fetch: fetch as typeof globalThis.fetch });
    await client.start();
    const text = () => client.conversation("con_1").messages[0]?.text;
    await until("it is there", () => text() === "");
    server.last.say(event("message.delta", { message_id: "m", offset: 0, text: "Hel" }));
    await until("it begins", () => text() === "Hel");
    server.last.say(event("message.delta", { message_id: "m", offset: 5, text: " wor" }));
    await until("the hole is filled", () => text() === "Hello wor");
    server.last.say(event("message.delta", { message_id: "m", offset: 9, text: "ld" }));
    await until("it goes on", () => text() === "Hello world");
    await client.stop();
    server.stop();
  });
});
