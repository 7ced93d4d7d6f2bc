/** The user's token: asked for once by all who need it, kept until somebody finds it wanting. */
import { WarblerError } from "./errors.js";
import { within } from "./time.js";

const LONGEST_MS = 30_000;

/** Fetches a token from the app's own server; nothing means that nobody is signed in any more. */
export type GetToken = () => Promise<string | null | undefined> | string | null | undefined;

export class Tokens {
  readonly #fetch: GetToken;
  #token: string | undefined;
  #fetching: Promise<string> | undefined;

  constructor(fetch: GetToken) {
    this.#fetch = fetch;
  }

  /** The token there is, or a new one. */
  async get(): Promise<string> {
    return this.#token ?? this.renew();
  }

  /** Forgets `token`, unless another one has taken its place already. */
  reject(token: string): void {
    if (this.#token === token) this.#token = undefined;
  }

  /** A new one, whatever there is; callers at the same time share it. */
  renew(): Promise<string> {
    this.#fetching ??= this.#ask().finally(() => (this.#fetching = undefined));
    return this.#fetching;
  }

  async #ask(): Promise<string> {
    const token = await within(LONGEST_MS, Promise.resolve(this.#fetch()), "getToken");
    if (!token) throw new WarblerError("signed_out", "there is no token", false);
    this.#token = token;
    return token;
  }
}
