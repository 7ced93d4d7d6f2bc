/** The REST API, by the types of openapi.yaml: `api.call("get", "/v1/me")`. */
import { WarblerError } from "./errors.js";
import type { paths } from "./schema.js";
import { within } from "./time.js";
import type { Tokens } from "./tokens.js";
import type { Problem } from "./types.js";

type Method = "get" | "post" | "put" | "patch" | "delete";
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;

/** The paths that take a method. */
export type PathFor<M extends Method> = {
  [P in keyof paths]: Operation<P, M> extends { responses: object } ? P : never;
}[keyof paths];

type Part<O, Name extends string> = O extends { parameters: { [K in Name]?: infer V } } ? V : never;
type Body<O> = O extends { requestBody: { content: infer C } } ? C[keyof C] : never;
type Filled<Name extends string, V> = [V] extends [never] ? unknown : { [K in Name]: V };
type Optional<Name extends string, V> = [V] extends [never] ? unknown : { [K in Name]?: V };

/** What a call takes besides its path. */
export type Input<O> = Filled<"path", Exclude<Part<O, "path">, undefined>> &
  Optional<"query", Exclude<Part<O, "query">, undefined>> &
  Filled<"body", Body<O>>;

type Content<R> = R extends { content: { "application/json": infer C } } ? C : undefined;

/** What it answers when all is well. */
export type Answer<O> = O extends { responses: infer R } ? Content<R[Extract<keyof R, 200 | 201 | 202 | 204>]> : never;

export type Fetch = typeof globalThis.fetch;

/** What any operation may take: values for the names in its path, a query, a body. */
export interface AnyInput {
  path?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}

const STALE = new Set(["token_expired", "token_revoked"]);
const LONGEST_MS = 30_000;
/** Uploads take as long as the network makes them. */
const LONGEST_UPLOAD_MS = 600_000;

export class Api {
  readonly #url: string;
  readonly #tokens: Tokens;
  readonly #fetch: Fetch;

  constructor(url: string, tokens: Tokens, fetch: Fetch) {
    this.#url = url.replace(/\/$/, "");
    this.#tokens = tokens;
    this.#fetch = fetch;
  }

  /** Calls an operation of openapi.yaml. */
  async call<M extends Method, P extends PathFor<M>>(
    method: M,
    path: P,
    ...[input]: unknown extends Input<Operation<P, M>> ? [] : [Input<Operation<P, M>>]
  ): Promise<Answer<Operation<P, M>>> {
    return (await this.request(method, path, input as AnyInput | undefined)) as Answer<Operation<P, M>>;
  }

  /** Calls any operation. Asks once; and once more with a new token, if the token was over. */
  async request(method: Method, path: string, input: AnyInput = {}): Promise<unknown> {
    const token = await this.#tokens.get();
    try {
      return await this.#ask(method, path, input, token);
    } catch (error) {
      if (!(error instanceof WarblerError) || !STALE.has(error.code)) throw error;
      this.#tokens.reject(token);
      return this.#ask(method, path, input, await this.#tokens.get());
    }
  }

  async #ask(method: Method, path: string, input: AnyInput, token: string): Promise<unknown> {
    const { body } = input;
    const isForm = body instanceof FormData;
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    if (body !== undefined && !isForm) headers["content-type"] = "application/json";
    const url = this.#url + fill(path, input.path ?? {}) + question(input.query ?? {});
    const abort = new AbortController();
    const request = { method: method.toUpperCase(), headers, body: encode(body), signal: abort.signal };
    try {
      const patience = isForm ? LONGEST_UPLOAD_MS : LONGEST_MS;
      return await within(patience, this.#fetch(url, request).then(read), `${method} ${path}`);
    } catch (error) {
      if (error instanceof WarblerError) throw error;
      throw new WarblerError("network", `${method} ${path}: ${String(error)}`, true);
    } finally {
      abort.abort();
    }
  }
}

async function read(answer: Response): Promise<unknown> {
  const text = await answer.text();
  const json = parse(text);
  if (answer.ok) return json;
  if (isProblem(json)) throw WarblerError.of(json);
  throw new WarblerError("network", `${answer.status} without a problem document`, answer.status >= 500);
}

function parse(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(json: unknown): json is Problem {
  return typeof json === "object" && json !== null && "code" in json && typeof json.code === "string";
}

function encode(body: unknown): string | FormData | undefined {
  return body === undefined || body instanceof FormData ? body : JSON.stringify(body);
}

function fill(path: string, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));
}

function question(query: Record<string, unknown>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text && `?${text}`;
}
