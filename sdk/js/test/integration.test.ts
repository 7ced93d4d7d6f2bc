/** The client against the server itself. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MemoryCache } from "../src/index.js";
import type { ClientOptions, WarblerClient } from "../src/index.js";
import { Server, binary } from "./binary.js";
import { online, until } from "./until.js";

if (!binary) console.warn("skipped: no warbler binary; build one, or name it in WARBLER_BIN");

describe.skipIf(!binary)("with the server", () => {
  let server: Server;
  const clients: WarblerClient[] = [];
  let people = 0;

  beforeAll(async () => {
    server = await Server.start();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.stop()));
  });
  afterAll(() => server.stop());

  async function connect(name: string, options: Partial<ClientOptions> = {}): Promise<WarblerClient> {
    const client = await server.client(name, options);
    clients.push(client);
    await client.start();
    await online(client);
    return client;
  }

  async function pair(): Promise<{ ann: WarblerClient; ben: WarblerClient; annId: string; benId: string }> {
    const [annId, benId] = [`ann${++people}`, `ben${people}`];
    return { ann: await connect(annId), ben: await connect(benId), annId, benId };
  }

  it("brings a message, with receipts, typing, reactions and an edit", async () => {
    const { ann, ben, annId, benId } = await pair();
    const ours = await ann.direct(benId);
    await ours.load();
    ours.send("hello");
    expect(ours.pending).toHaveLength(1);
    await until("it is with Ben", () => ben.conversation(ours.id).unreadCount === 1);
    const theirs = ben.conversation(ours.id);
    await theirs.load();
    expect(theirs.messages.map((message) => message.text)).toEqual(["hello"]);
    await until("it is known to be delivered", () => ours.receipts.get(benId)?.delivered_seq === theirs.timeline.seq);

    theirs.startTyping();
    await until("Ben types", () => ours.typing.includes(benId));
    theirs.markRead();
    expect(theirs.unreadCount).toBe(0);
    await until("it is known to be read", () => ours.receipts.get(benId)?.read_seq === theirs.timeline.seq);

    const [message] = ours.messages;
    await theirs.react(message!.id, "🚣");
    await ours.edit(message!.id, "hello Ben");
    await until("both see both", () =>
      [ours, theirs].every((one) => one.messages[0]?.text === "hello Ben" && one.messages[0].reactions?.length === 1),
    );
    expect(theirs.messages[0]!.reactions).toEqual([{ key: "🚣", count: 1, mine: true }]);
    theirs.send("hello Ann");
    await until("the answer ends the typing", () => ours.messages.length === 2 && ours.typing.length === 0);
    await ours.recall(message!.id);
    await until("it is recalled", () => theirs.messages[0]!.recalled_at !== undefined);
    expect(theirs.messages[0]!.reactions).toBeUndefined();
    expect(ours.messages[1]!.sender_id).toBe(benId);
    expect(annId).toBe(ann.me?.id);
  });

  it("sends what was written while the server was away, in order, and once", async () => {
    const { ann, ben, benId } = await pair();
    const ours = await ann.direct(benId);
    await ours.load();
    ours.send("before");
    await until("it arrived", () => ours.pending.length === 0);
    await server.kill();
    await until("it is noticed", () => ann.state.name === "waiting");
    for (let i = 0; i < 20; i++) ours.send(`while away ${i}`);
    await server.up();
    await until("all arrived", () => ours.pending.length === 0, 20_000);
    const theirs = ben.conversation(ours.id);
    await theirs.load();
    await until("Ben has them", () => theirs.messages.length === 21, 20_000);
    const said = ["before", ...Array.from({ length: 20 }, (_, i) => `while away ${i}`)];
    expect(theirs.messages.map((message) => message.text)).toEqual(said);
    expect(ours.messages.map((message) => message.text)).toEqual(said);
    expect(theirs.unreadCount).toBe(21);
  }, 40_000);

  it("agrees with everybody after the server was killed in the middle of it, again and again", async () => {
    const { ann, ben, benId } = await pair();
    const ours = await ann.direct(benId);
    const both = [ours, ben.conversation(ours.id)];
    await Promise.all(both.map((one) => one.load()));
    const said: string[][] = [[], []];
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 40; i++) {
        both.forEach((one, who) => said[who]!.push(one.send(`${who} ${round} ${i}`)));
        if (i === 20) void server.kill();
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      await until("it is noticed", () => [ann, ben].every((client) => client.state.name !== "online"));
      await server.up();
    }
    await until("all arrived", () => both.every((one) => one.pending.length === 0), 30_000);
    await until("both have all", () => both.every((one) => one.timeline.messages.all().length === 240), 30_000);
    expect(both[0]!.messages).toEqual(both[1]!.messages);
    const own = both.map((one, who) => one.messages.filter(({ text }) => text?.startsWith(`${who} `)));
    expect(own.map((messages) => messages.map(({ client_id }) => client_id))).toEqual(said);
  }, 90_000);

  it("begins where its cache ends, and sends what was left in it", async () => {
    const cache = new MemoryCache();
    const { ben, benId } = await pair();
    const annId = `ann${++people}`;
    const first = await connect(annId, { cache });
    const ours = await first.direct(benId);
    await ours.load();
    ours.send("one");
    await until("it arrived", () => ours.pending.length === 0);
    await first.stop();
    ours.send("two");
    await new Promise((resolve) => setTimeout(resolve, 10));
    ben.conversation(ours.id).send("meanwhile");
    await until("Ben's arrived", () => ben.conversation(ours.id).pending.length === 0);

    const again = await server.client(annId, { cache });
    clients.push(again);
    await again.start();
    const restored = again.conversation(ours.id);
    expect(restored.messages.map((message) => message.text)).toEqual(["one"]);
    expect(restored.pending.map((item) => item.content.text)).toEqual(["two"]);
    await until("it is complete", () => restored.messages.length === 3);
    expect(restored.messages.map((message) => message.text)).toEqual(["one", "meanwhile", "two"]);
  });

  it("takes a snapshot of a conversation that went on for long", async () => {
    const { ann, ben, benId } = await pair();
    const ours = await ann.direct(benId);
    await ours.load();
    ours.send("here");
    await until("it arrived", () => ours.pending.length === 0);
    await ann.stop();
    for (let i = 0; i < 6; i++) {
      const batch = Array.from({ length: 100 }, (_, j) =>
        server.post(`/v1/conversations/${ours.id}/messages`, { sender_id: benId, text: `${i} ${j}` }),
      );
      await Promise.all(batch);
    }
    const lost: string[] = [];
    ann.on("continuity.lost", ({ reason }) => lost.push(reason));
    await ann.start();
    await until("it begins anew", () => ours.loaded && ours.timeline.seq > 600);
    expect(lost).toEqual(["behind"]);
    expect(ours.messages).toHaveLength(50);
    expect(ours.unreadCount).toBe(600);
    while (await ours.loadOlder(100));
    expect(ours.messages).toHaveLength(601);
    expect(ben.conversation(ours.id).gone).toBe(false);
  }, 60_000);

  it("begins anew when nobody knows its cursor", async () => {
    const { ann, benId } = await pair();
    const ours = await ann.direct(benId);
    await ours.load();
    ours.send("kept");
    await until("it arrived", () => ours.pending.length === 0);
    const cache = new MemoryCache();
    const annId = ann.me!.id;
    await cache.save({ user_id: annId, cursor: "AAAAAAAAAAAAAAAAAAAAAA", conversations: [ours.timeline.save(9)!], gone: [] });
    const again = await server.client(annId, { cache });
    clients.push(again);
    const lost: string[] = [];
    again.on("continuity.lost", ({ reason }) => lost.push(reason));
    await again.start();
    await online(again);
    const restored = again.conversation(ours.id);
    await restored.load();
    expect(lost).toEqual(["cursor"]);
    expect(restored.messages.map((message) => message.text)).toEqual(["kept"]);
  });

  it("keeps its connection when tokens end, and comes back when they are revoked", async () => {
    let asked = 0;
    const name = `ann${++people}`;
    const getToken = () => {
      asked++;
      return server.token(name, { expires_in: 3600 });
    };
    const client = await connect(name, { getToken });
    const states: string[] = [];
    client.on("state", (state) => states.push(state.name));
    await server.post(`/v1/users/${name}/revoke_tokens`, {});
    await until("it is back", () => states.includes("waiting") && client.state.name === "online");
    expect(asked).toBe(2);
    expect((await client.api.call("get", "/v1/me")).user.id).toBe(name);
  });

  it("uploads a file, sends it and reads it back", async () => {
    const { ann, benId } = await pair();
    const ours = await ann.direct(benId);
    await ours.load();
    const file = await ann.upload(new Blob(["six oars"], { type: "text/plain" }), "list.txt");
    ours.send({ attachments: [file.id] });
    await until("it arrived", () => ours.messages.length === 1);
    const url = await ann.fileUrl(ours.messages[0]!.attachments![0]!.id);
    expect(await (await fetch(url)).text()).toBe("six oars");
  });

  it("tells how others are, also after reconnecting", async () => {
    const { ann, ben, benId } = await pair();
    await (await ann.direct(benId)).load();
    const unwatch = ann.presence.watch([benId]);
    await until("Ben is there", () => ann.presence.get(benId)?.status === "online");
    await ben.stop();
    await until("Ben is gone", () => ann.presence.get(benId)?.status === "offline", 20_000);
    unwatch();
    expect(ann.presence.get(benId)).toBeUndefined();
  }, 30_000);

  it("steps aside with what is refused", async () => {
    const { ann, benId } = await pair();
    const ours = await ann.direct(benId);
    await ours.load();
    const failed: string[] = [];
    ann.on("message.failed", ({ error }) => failed.push(error.code));
    const refused = ours.send({ text: "x".repeat(40_000) });
    ours.send("short");
    await until("the next one arrives", () => ours.messages.length === 1);
    expect(failed).toEqual(["validation_failed"]);
    expect(ours.pending.map((item) => item.client_id)).toEqual([refused]);
    ours.discard(refused);
    expect(ours.pending).toEqual([]);
  });
});
