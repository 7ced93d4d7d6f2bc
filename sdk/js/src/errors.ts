/** What can go wrong, so that a caller branches on `code` alone. */
import type { ErrorCode, Problem } from "./types.js";

/** Codes of our own, for what no server answered. */
export type LocalCode = "disconnected" | "timeout" | "network" | "stopped" | "signed_out";

/** A request or command that was refused, or that nobody answered. */
export class WarblerError extends Error {
  readonly code: ErrorCode | LocalCode | (string & {});
  /** Whether the same, unchanged, may succeed later. */
  readonly retryable: boolean;
  /** How long to wait before that, where it is known. */
  readonly retryAfterMs: number | undefined;
  /** What the server said; absent where no server spoke. */
  readonly problem: Problem | undefined;

  constructor(code: WarblerError["code"], message: string, retryable: boolean, problem?: Problem) {
    super(message);
    this.name = "WarblerError";
    this.code = code;
    this.retryable = retryable;
    this.problem = problem;
    const seconds = problem?.retry_after;
    this.retryAfterMs = typeof seconds === "number" ? seconds * 1000 : undefined;
  }

  static of(problem: Problem): WarblerError {
    const { code, detail, title, retryable } = problem;
    return new WarblerError(code, detail || title, retryable, problem);
  }
}

/** Whether the connection went away, so that it is unknown what became of the command. */
export function isDisconnected(error: unknown): boolean {
  return error instanceof WarblerError && error.code === "disconnected";
}

/** Anything thrown, as an error of ours. */
export function asError(error: unknown): WarblerError {
  if (error instanceof WarblerError) return error;
  return new WarblerError("network", error instanceof Error ? error.message : String(error), true);
}
