/** What a client is made with. */
import type { Fetch } from "./api.js";
import type { Cache } from "./cache.js";
import type { Availability, Device } from "./frames.js";
import type { Patience, SocketConstructor } from "./socket.js";
import type { GetToken } from "./tokens.js";

export interface ClientOptions {
  /** Where the installation is: `https://chat.example.com`. */
  url: string;
  /** Asks the app's own server for a token of the user; called again when one is over. */
  getToken: GetToken;
  /** Where to keep what is known; without one, every start begins with snapshots. */
  cache?: Cache;
  device?: Device;
  presence?: Availability;
  /** Whether others are told what this device has received. */
  tellDelivered?: boolean;
  /** Node before 22 has none of its own: give it that of the package `ws`. */
  WebSocket?: SocketConstructor;
  fetch?: Fetch;
  patience?: Partial<Patience>;
}
