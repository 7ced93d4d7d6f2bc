/** Waits for what a client will come to, and says what it was waiting for when it does not. */
import type { WarblerClient } from "../src/index.js";

export async function until(what: string, holds: () => boolean, within = 10_000): Promise<void> {
  const end = Date.now() + within;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function online(client: WarblerClient): Promise<void> {
  return until("online", () => client.state.name === "online");
}
