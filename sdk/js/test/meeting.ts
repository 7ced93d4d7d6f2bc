/** A connection and a server that meet, with little patience, and what comes of it. */
import { afterEach } from "vitest";
import { Connection } from "../src/connection.js";
import type { ConnectionState } from "../src/connection.js";
import type { Notice, ServerEvent } from "../src/frames.js";
import type { Patience } from "../src/socket.js";
import { Tokens } from "../src/tokens.js";
import type { GetToken } from "../src/tokens.js";
import { FakeServer, well } from "./fake-server.js";
import type { Behaviour } from "./fake-server.js";
import { until } from "./until.js";

const PATIENCE: Patience = { connect: 150, reply: 150, resume: 150, probe: 100, retry: [5, 40], settled: 1000 };

const servers: FakeServer[] = [];
const open: Connection[] = [];
afterEach(() => {
  for (const connection of open.splice(0)) connection.close();
  for (const server of servers.splice(0)) server.stop();
});

export interface Meeting {
  server: FakeServer;
  connection: Connection;
  states: ConnectionState[];
  frames: (Notice | ServerEvent)[];
  tokens: string[];
  lost: number;
  cursor: string | undefined;
}

export async function meet(behaviours: Behaviour[], getToken?: GetToken): Promise<Meeting> {
  const server = await FakeServer.start(...behaviours);
  const meeting: Omit<Meeting, "connection"> = { server, states: [], frames: [], tokens: [], lost: 0, cursor: undefined };
  const fetch = getToken ?? (() => `token ${meeting.tokens.length + 1}`);
  const tokens = new Tokens(async () => {
    const token = await fetch();
    if (token) meeting.tokens.push(token);
    return token;
  });
  const options = { url: server.url, tokens, WebSocket: server.WebSocket, patience: PATIENCE };
  const connection = new Connection(options, {
    cursor: () => meeting.cursor,
    state: (state) => meeting.states.push(state),
    welcome: (welcome) => (meeting.cursor ??= welcome.cursor),
    frame: (frame) => meeting.frames.push(frame),
    continuityLost: () => {
      meeting.lost++;
      meeting.cursor = undefined;
    },
  });
  servers.push(server);
  open.push(connection);
  connection.connect();
  return Object.assign(meeting, { connection });
}

export function online({ connection }: Meeting): Promise<void> {
  return until("online", () => connection.state.name === "online");
}

export async function stopped({ connection }: Meeting): Promise<string> {
  await until("stopped", () => connection.state.name === "stopped");
  return connection.state.name === "stopped" ? connection.state.error.code : "";
}

/** Welcomes, and then does something else with the first connection. */
export function welcoming(act: Behaviour): Behaviour {
  return (peer, command) => {
    well(peer, command);
    if (command?.t === "auth") act(peer, command);
  };
}

export const silent: Behaviour = () => undefined;
