/** The state machine, against servers that misbehave in every way. Real sockets, short patience. */
import { describe, expect, it } from "vitest";
import { well } from "./fake-server.js";
import type { Behaviour } from "./fake-server.js";
import { meet, online, silent, stopped, welcoming } from "./meeting.js";
import { until } from "./until.js";

describe("a server that does not answer", () => {
  it.each<[string, Behaviour]>([
    ["says nothing at all", silent],
    ["says hello and nothing more", (peer, command) => !command && peer.hello()],
    ["never says that all was told", (peer, command) => {
      if (!command) peer.hello();
      else if (command.t === "auth") peer.reply(command, { me: { id: "me" }, unread: {}, cursor: "c" });
    }],
    ["vanishes before hello", (peer) => peer.terminate()],
    ["vanishes instead of welcoming", (peer, command) => (command ? peer.terminate() : peer.hello())],
  ])("%s: tries again", async (_, behaviour) => {
    const meeting = await meet([behaviour, behaviour, well]);
    meeting.cursor = "c0";
    await online(meeting);
    expect(meeting.server.peers).toHaveLength(3);
  });

  it("stays silent once connected: is given up", async () => {
    const deaf: Behaviour = (peer, command) => (command?.t === "ping" ? undefined : well(peer, command));
    const meeting = await meet([deaf, well]);
    await online(meeting);
    await until("another connection", () => meeting.server.peers.length === 2);
    await online(meeting);
    expect(meeting.server.said("auth")[1]!.d["cursor"]).toBe("c0");
  });

  it("is asked at once when somebody comes back to the page", async () => {
    const deaf: Behaviour = (peer, command) => (command?.t === "ping" ? undefined : well(peer, command));
    const meeting = await meet([deaf, well]);
    await online(meeting);
    meeting.connection.hurry();
    expect(meeting.connection.state.name).toBe("online");
    await until("another connection", () => meeting.server.peers.length === 2, 190);
  });

  it("forgets one reply: only that command fails", async () => {
    const meeting = await meet([(peer, command) => (command?.t === "typing" ? undefined : well(peer, command))]);
    await online(meeting);
    const typing = meeting.connection.request("typing", { conversation_id: "con_1" });
    await expect(typing).rejects.toMatchObject({ code: "timeout", retryable: true });
    await expect(meeting.connection.request("ping", {})).resolves.toEqual({});
    expect(meeting.server.peers).toHaveLength(1);
  });

  it("rejects what waits when the connection goes, and what comes when there is none", async () => {
    const meeting = await meet([(peer, command) => (command?.t === "typing" ? peer.terminate() : well(peer, command)), silent]);
    await online(meeting);
    const typing = meeting.connection.request("typing", { conversation_id: "con_1" });
    await expect(typing).rejects.toMatchObject({ code: "disconnected", retryable: true });
    await expect(meeting.connection.request("ping", {})).rejects.toMatchObject({ code: "disconnected" });
  });
});

describe("a server that hangs up", () => {
  const again = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 3000, 4000, 4001, 4002, 4029, 4499];
  it.each(again)("with %i: comes back", async (code) => {
    const meeting = await meet([welcoming((peer) => peer.close(code)), well]);
    await until("another connection", () => meeting.server.peers.length === 2);
    await online(meeting);
    expect(meeting.tokens).toEqual(["token 1"]);
    expect(meeting.server.said("auth")[1]!.d["cursor"]).toBe("c0");
  });

  it.each([
    [4500, "bad_frame"],
    [4502, "banned"],
    [4503, "too_many_connections"],
    [4999, "whatever"],
  ])("with %i: stays away, until it is told to connect", async (code, expected) => {
    const meeting = await meet([welcoming((peer) => peer.close(code, expected)), well]);
    expect(await stopped(meeting)).toBe(expected);
    expect(meeting.server.peers).toHaveLength(1);
    meeting.connection.connect();
    await online(meeting);
  });

  it.each([4003, 4501])("with %i: comes back with a new token", async (code) => {
    const meeting = await meet([welcoming((peer) => peer.close(code)), well]);
    await until("another connection", () => meeting.server.peers.length === 2);
    await online(meeting);
    expect(meeting.server.said("auth").map((auth) => auth.d["token"])).toEqual(["token 1", "token 2"]);
  });

  it("again and again: waits longer each time, and not forever", async () => {
    const meeting = await meet([...Array.from({ length: 6 }, () => welcoming((peer) => peer.close(4001))), well]);
    await until("the seventh connection", () => meeting.server.peers.length === 7);
    await online(meeting);
  });

  it("and says when to come back: comes back then", async () => {
    const leave = welcoming((peer) => {
      peer.say({ t: "go_away", d: { reason: "shutdown", in_ms: 120 } });
      peer.close(4000, "shutdown");
    });
    const meeting = await meet([leave, well]);
    await until("gone", () => meeting.connection.state.name === "waiting");
    const { state } = meeting.connection;
    expect(state.name === "waiting" && state.until - Date.now()).toBeGreaterThan(80);
    meeting.connection.hurry();
    expect(meeting.connection.state.name).toBe("waiting");
    await online(meeting);
  });

  it("says that it will, and does not: goes by itself", async () => {
    const meeting = await meet([welcoming((peer) => peer.say({ t: "go_away", d: { reason: "shutdown", in_ms: 30 } })), well]);
    await until("another connection", () => meeting.server.peers.length === 2);
    await online(meeting);
  });
});

describe("a server that talks nonsense", () => {
  const nonsense: [string, string | Uint8Array][] = [
    ["no JSON", "{"],
    ["nothing", ""],
    ["a number", "17"],
    ["a list", "[]"],
    ["null", "null"],
    ["an event without a kind", '{"d":{}}'],
    ["an event that says nothing", '{"t":"message.created","c":"con_1","n":2}'],
    ["an event that says a list", '{"t":"message.created","c":"con_1","n":2,"d":[]}'],
    ["a reply without an answer", '{"r":1,"ok":true}'],
    ["bytes", new Uint8Array([1, 2, 3])],
  ];
  it.each(nonsense)("%s: resumes on another connection", async (_, data) => {
    const meeting = await meet([welcoming((peer) => peer.raw(data)), well]);
    await until("another connection", () => meeting.server.peers.length === 2);
    await online(meeting);
    expect(meeting.server.said("auth")[1]!.d["cursor"]).toBe("c0");
  });

  it("that is merely newer than the client: carries on", async () => {
    const news = { t: "weather.changed", c: "con_1", n: 1, d: {}, x: 1 };
    const meeting = await meet([welcoming((peer) => [news, { r: 999, ok: true, d: {} }].forEach((frame) => peer.say(frame)))]);
    await online(meeting);
    await until("it is handed on", () => meeting.frames.length === 1);
    await expect(meeting.connection.request("ping", {})).resolves.toEqual({});
    expect(meeting.server.peers).toHaveLength(1);
  });

  it("says hello twice: authenticates twice, and stays", async () => {
    const meeting = await meet([(peer, command) => (command ? well(peer, command) : [1, 2].forEach(() => peer.hello()))]);
    await online(meeting);
    expect(meeting.server.peers).toHaveLength(1);
  });
});

describe("a server that refuses to authenticate", () => {
  const refuse = (code: string, more: object = {}): Behaviour => (peer, command) => {
    if (command) peer.refuse(command, code, more);
    else peer.hello();
  };

  it.each(["token_expired", "token_revoked", "unauthenticated", "token_signature"])("%s: asks for a token", async (code) => {
    const meeting = await meet([refuse(code), well]);
    await online(meeting);
    expect(meeting.tokens).toEqual(["token 1", "token 2"]);
  });

  it("one token after the other: it is the user who is not welcome", async () => {
    const meeting = await meet([refuse("token_revoked")]);
    expect(await stopped(meeting)).toBe("token_revoked");
    expect(meeting.tokens).toEqual(["token 1", "token 2", "token 3"]);
  });

  it.each(["banned", "user_deactivated", "origin_not_allowed", "limit_reached", "wrong_credential"])(
    "%s: stays away",
    async (code) => {
      const meeting = await meet([refuse(code, { until: "2026-11-21T00:00:00.000Z" })]);
      expect(await stopped(meeting)).toBe(code);
      expect(meeting.server.peers).toHaveLength(1);
      const { state } = meeting.connection;
      expect(state.name === "stopped" && state.error.problem?.until).toBe("2026-11-21T00:00:00.000Z");
    },
  );

  it("because there were too many: waits for as long as it says", async () => {
    const meeting = await meet([refuse("rate_limited", { retryable: true, retry_after: 0.2 }), well]);
    const before = Date.now();
    await online(meeting);
    expect(Date.now() - before).toBeGreaterThan(190);
  });

  it("because it does not know the cursor: begins without", async () => {
    const meeting = await meet([refuse("invalid_cursor"), well]);
    meeting.cursor = "of another time";
    await online(meeting);
    expect(meeting.lost).toBe(1);
    expect(meeting.server.said("auth").map((auth) => auth.d["cursor"])).toEqual(["of another time", undefined]);
  });
});
