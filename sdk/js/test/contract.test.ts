/** The types follow the contract: openapi.yaml for REST, docs/realtime.md for the socket. */
import { readFile } from "node:fs/promises";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { CommandName, EventData, Notice } from "../src/frames.js";
import type { EventKind } from "../src/types.js";

const root = new URL("../../../", import.meta.url);

describe("the types", () => {
  it("of REST are those of openapi.yaml (npm run generate)", async () => {
    // @ts-expect-error -- a script without types.
    const { schema } = (await import("../scripts/generate.mjs")) as { schema: () => Promise<string> };
    expect(await readFile(new URL("../src/schema.ts", import.meta.url), "utf8")).toBe(await schema());
  }, 60_000);

  it("know every kind of event that the contract names", () => {
    expectTypeOf<Exclude<EventKind, keyof EventData>>().toEqualTypeOf<never>();
  });

  it("know every command and event of docs/realtime.md", async () => {
    const text = await readFile(new URL("docs/realtime.md", root), "utf8");
    const [commands, events] = ["## Commands", "## Events"].map((title) => rows(text, title));
    expect(commands!.filter((name) => !COMMANDS.has(name))).toEqual([]);
    expect(events!.filter((name) => !EVENTS.has(name))).toEqual([]);
  });
});

/** The names in the first column of the table below a title. */
function rows(text: string, title: string): string[] {
  const [, after = ""] = text.split(`\n${title}\n`);
  const [section = ""] = after.split("\n#");
  const cells = section.split("\n").filter((line) => line.startsWith("| `") && !line.startsWith("| `t`"));
  return cells.flatMap((line) => [...line.split(" | ")[0]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
}

/** Every name, or the compiler complains. */
function names<Name extends string>(all: Record<Name, true>): Set<string> {
  return new Set(Object.keys(all));
}

const COMMANDS = names<CommandName>({
  auth: true,
  "auth.refresh": true,
  "message.send": true,
  "message.edit": true,
  "message.recall": true,
  "reaction.add": true,
  "reaction.remove": true,
  read: true,
  delivered: true,
  typing: true,
  subscribe: true,
  unsubscribe: true,
  "presence.set": true,
  "stream.cancel": true,
  sync: true,
  ping: true,
});

const EVENTS = names<keyof EventData | Extract<Notice["t"], "presence.changed">>({
  "conversation.created": true,
  "conversation.updated": true,
  "conversation.deleted": true,
  "conversation.cleared": true,
  "member.added": true,
  "member.removed": true,
  "member.updated": true,
  "message.created": true,
  "message.updated": true,
  "message.recalled": true,
  "message.completed": true,
  "message.delta": true,
  "message.pinned": true,
  "message.unpinned": true,
  "message.hidden": true,
  "reaction.added": true,
  "reaction.removed": true,
  "reaction.updated": true,
  "thread.updated": true,
  "thread_member.updated": true,
  "receipt.updated": true,
  "membership.updated": true,
  "draft.updated": true,
  "typing.started": true,
  "typing.stopped": true,
  "presence.changed": true,
  hidden: true,
  "support.opened": true,
  "support.offered": true,
  "support.queued": true,
  "support.assigned": true,
  "support.snoozed": true,
  "support.returned": true,
  "support.resolved": true,
  "support.reopened": true,
  "support.breached": true,
  "inbox.updated": true,
});
