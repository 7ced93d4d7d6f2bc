/** A real server on a port and folder of its own, where its binary has been built. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";
import { WarblerClient } from "../src/index.js";
import type { ClientOptions, SocketConstructor } from "../src/index.js";

const root = new URL("../../../", import.meta.url).pathname;

/** Where the binary is, if it is anywhere. */
export const binary = [
  process.env["WARBLER_BIN"] ?? "",
  ...["debug", "quick", "release"].map((profile) => `${root}target/${profile}/warbler`),
].find((path) => path !== "" && existsSync(path));

export class Server {
  readonly port: number;
  readonly #folder: string;
  #process: ChildProcess | undefined;
  #key = "";

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
  }

  static async start(): Promise<Server> {
    const server = new Server(await freePort(), await mkdtemp(join(tmpdir(), "warbler-sdk-")));
    await server.up();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async up(): Promise<void> {
    // Not our environment: the server refuses to start with variables that it does not know.
    const settings = { WARBLER_DATA_DIR: this.#folder, WARBLER_LISTEN: `127.0.0.1:${this.port}`, WARBLER_LOG: "error" };
    const env = { PATH: process.env["PATH"], ...settings };
    this.#process = spawn(binary!, ["serve", "--demo"], { env, stdio: ["ignore", "ignore", "inherit"] });
    while (!(await this.#isReady())) {
      if (this.#process.exitCode !== null) throw new Error("the server did not start");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.#key = (await readFile(join(this.#folder, "demo.key"), "utf8")).trim();
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.#process?.once("exit", resolve));
    this.#process?.kill("SIGKILL");
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** A request of the tenant's server. */
  async post(path: string, body: unknown): Promise<Record<string, unknown>> {
    const headers = { authorization: `Bearer ${this.#key}`, "content-type": "application/json" };
    const answer = await fetch(this.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  }

  async token(user_id: string, body: unknown = {}): Promise<string> {
    return (await this.post(`/v1/users/${user_id}/tokens`, body))["token"] as string;
  }

  /** A client of a user, who is made where there is none yet. */
  async client(user_id: string, options: Partial<ClientOptions> = {}): Promise<WarblerClient> {
    await this.post("/v1/users/batch", { users: [{ id: user_id }] });
    return new WarblerClient({
      url: this.url,
      getToken: () => this.token(user_id),
      WebSocket: WebSocket as unknown as SocketConstructor,
      patience: { retry: [50, 200] },
      ...options,
    });
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok && existsSync(join(this.#folder, "demo.key"));
    } catch {
      return false;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
