/**
 * Whatever the server and the network do: once they are well again, what a client shows of a
 * conversation is what the server's log says, no message is there twice, and one's own messages are
 * in the order in which they were sent.
 */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MemoryCache, WarblerClient } from "../src/index.js";
import type { Conversation } from "../src/index.js";
import type { Model } from "./model.js";
import { ME, World } from "./world.js";
import type { Fate } from "./world.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const CONVERSATIONS = 2;

class Run {
  readonly world = new World(CONVERSATIONS);
  readonly cache = new MemoryCache();
  client = this.#client();
  readonly sent: string[][] = Array.from({ length: CONVERSATIONS }, () => []);
  #said = 0;

  #client(): WarblerClient {
    const { world, cache } = this;
    const fetch = world.fetch as typeof globalThis.fetch;
    return new WarblerClient({ url: "http://world", getToken: () => "t", WebSocket: world.WebSocket, fetch, cache });
  }

  conversation(which: number): Conversation {
    return this.client.conversation(this.model(which).id);
  }

  model(which: number): Model {
    return this.world.models[which]!;
  }

  other(which: number, act: (model: Model, position: number) => void): void {
    this.world.commit(this.model(which), (position) => act(this.model(which), position));
  }

  say(which: number): void {
    const client_id = this.conversation(which).send(`mine ${++this.#said}`);
    this.sent[which]!.push(client_id);
  }

  /** What was said before anybody here came. */
  begin(): void {
    for (let which = 0; which < CONVERSATIONS; which++) for (let i = 0; i < 9; i++) this.hear(which);
  }

  hear(which: number): void {
    this.other(which, (model, position) => void model.send("ann", `a${++this.#said}`, `hers ${this.#said}`, position));
  }

  /** The program ends, at once or in good order, and begins again with its cache. */
  async restart(): Promise<void> {
    await this.client.stop();
    this.client = this.#client();
    await this.client.start();
  }

  async settle(): Promise<void> {
    this.world.heal();
    await vi.advanceTimersByTimeAsync(120_000);
    // What was omitted last is noticed with the next entry.
    for (let which = 0; which < CONVERSATIONS; which++) this.hear(which);
    await vi.advanceTimersByTimeAsync(60_000);
    for (let which = 0; which < CONVERSATIONS; which++) {
      const conversation = this.conversation(which);
      void conversation.load();
      await vi.advanceTimersByTimeAsync(10_000);
      while (conversation.hasOlder) {
        void conversation.loadOlder();
        await vi.advanceTimersByTimeAsync(1000);
      }
    }
  }

  compare(): void {
    for (let which = 0; which < CONVERSATIONS; which++) {
      const conversation = this.conversation(which);
      const model = this.model(which);
      expect(conversation.messages).toEqual(model.history(ME));
      expect(conversation.timeline.seq).toBe(model.head);
      expect(conversation.pending).toEqual([]);
      expect(conversation.unreadCount).toBe(model.record(ME).membership!.unread_count);
      expect(conversation.record!.last_message?.id).toBe(model.messages.at(-1)?.id);
      const own = conversation.messages.filter((message) => message.sender_id === ME);
      expect(own.map((message) => message.client_id)).toEqual(this.sent[which]);
    }
  }
}

type Step = (run: Run) => void | Promise<void>;

const which = fc.nat(CONVERSATIONS - 1);
const pick = (model: Model, index: number) => model.messages[index % Math.max(1, model.messages.length)]?.id ?? "";
const named = (name: string, step: Step) => Object.assign(step, { toString: () => name });

const steps: fc.Arbitrary<Step>[] = [
  which.map((c) => named(`say ${c}`, (run) => run.say(c))),
  which.map((c) => named(`hear ${c}`, (run) => run.hear(c))),
  fc.tuple(which, fc.integer({ min: 2, max: 30 })).map(([c, many]) =>
    named(`hear ${c} ×${many}`, (run) => {
      for (let i = 0; i < many; i++) run.hear(c);
    }),
  ),
  fc.tuple(which, fc.nat(20)).map(([c, m]) =>
    named(`edit ${c} ${m}`, (run) => run.other(c, (model, at) => model.edit(pick(model, m), `edited ${at}`, at))),
  ),
  fc.tuple(which, fc.nat(20)).map(([c, m]) =>
    named(`recall ${c} ${m}`, (run) => run.other(c, (model, at) => model.recall(pick(model, m), at))),
  ),
  fc.tuple(which, fc.nat(20), fc.constantFrom(ME, "ann"), fc.constantFrom("a", "b")).map(([c, m, who, key]) =>
    named(`react ${c} ${m} ${who} ${key}`, (run) =>
      run.other(c, (model, at) => model.react(pick(model, m), who, key, at)),
    ),
  ),
  which.map((c) => named(`read ${c}`, (run) => run.conversation(c).markRead())),
  which.map((c) => named(`open ${c}`, (run) => void run.conversation(c).load())),
  which.map((c) => named(`older ${c}`, (run) => void run.conversation(c).loadOlder(3).catch(() => false))),
  fc.constant(named("drop", (run) => run.world.drop())),
  fc.constant(named("lose the next reply", (run) => void (run.world.loseNextReply = true))),
  fc.constant(named("forget cursors", (run) => void (run.world.forgotten = run.world.position + 1))),
  fc.constant(named("restart", (run) => run.restart())),
  fc.nat(4).map((n) => named(`refuse ${n}`, (run) => void (run.world.refusals = n))),
  fc.nat(4).map((n) => named(`fail ${n}`, (run) => void (run.world.failures = n))),
  fc.constantFrom(1, 20, 500).map((ms) => named(`latency ${ms}`, (run) => void (run.world.latency = ms))),
  fc.array(fc.constantFrom<Fate>("pass", "omit", "double", "late", "garble"), { maxLength: 5 }).map((fates) =>
    named(`fates ${fates.join(" ")}`, (run) => void run.world.fates.push(...fates)),
  ),
  fc.constantFrom(1, 5, 25, 100, 5000).map((ms) =>
    named(`wait ${ms}`, async () => {
      await vi.advanceTimersByTimeAsync(ms);
    }),
  ),
];

describe("a client of a server that misbehaves", () => {
  it("ends with what the log says", async () => {
    const script = fc.array(fc.oneof(...steps), { maxLength: 40, size: "max" });
    await fc.assert(
      fc.asyncProperty(script, async (script) => {
        const run = new Run();
        run.begin();
        await run.client.start();
        for (const step of script) await step(run);
        await run.settle();
        run.compare();
        await run.client.stop();
        await vi.advanceTimersByTimeAsync(60_000);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 500) },
    );
  }, 120_000);
});
