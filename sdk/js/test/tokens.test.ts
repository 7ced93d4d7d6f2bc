/** Tokens that end, cannot be had, or are asked for in vain; and connections that are closed meanwhile. */
import { describe, expect, it } from "vitest";
import { well } from "./fake-server.js";
import { meet, online, silent, stopped, welcoming } from "./meeting.js";
import { until } from "./until.js";

describe("tokens", () => {
  it("are refreshed before they end", async () => {
    const meeting = await meet([welcoming((peer) => peer.say({ t: "auth.expiring", d: { in_ms: 60_000 } }))]);
    await until("a refresh", () => meeting.server.said("auth.refresh").length === 1);
    expect(meeting.server.said("auth.refresh")[0]!.d).toEqual({ token: "token 2" });
    expect(meeting.states.map((state) => state.name)).toEqual(["connecting", "online"]);
  });

  it("are renewed on another connection when refreshing fails", async () => {
    const late = welcoming((peer) => {
      peer.say({ t: "auth.expiring", d: { in_ms: 60_000 } });
      setTimeout(() => peer.close(4003), 30);
    });
    const meeting = await meet([(peer, command) => (command?.t === "auth.refresh" ? peer.refuse(command, "token_malformed") : late(peer, command)), well]);
    await until("another connection", () => meeting.server.peers.length === 2);
    await online(meeting);
    expect(meeting.tokens).toEqual(["token 1", "token 2", "token 3"]);
  });

  it("that cannot be had now are asked for again", async () => {
    let asked = 0;
    const meeting = await meet([well], () => {
      if (++asked < 3) throw new Error("no network");
      return "token";
    });
    await online(meeting);
    expect(asked).toBe(3);
  });

  it("that there are none of mean that nobody is signed in", async () => {
    const meeting = await meet([well], () => null);
    expect(await stopped(meeting)).toBe("signed_out");
    expect(meeting.server.peers).toHaveLength(0);
  });
});

describe("closing", () => {
  it("while connecting leaves nothing behind", async () => {
    const meeting = await meet([silent]);
    await until("a connection", () => meeting.server.peers.length === 1);
    meeting.connection.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(meeting.connection.state.name).toBe("idle");
    expect(meeting.server.peers).toHaveLength(1);
  });

  it("while waiting for a token does not connect", async () => {
    let give: (token: string) => void = () => undefined;
    const meeting = await meet([well], () => new Promise((resolve) => (give = resolve)));
    meeting.connection.close();
    give("token");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(meeting.server.peers).toHaveLength(0);
    meeting.connection.connect();
    await online(meeting);
  });
});
