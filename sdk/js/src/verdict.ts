/** What to do about a connection that ended. A table, apart from the machine that acts on it. */
import type { WarblerError } from "./errors.js";

/**
 * - `retry`: connect again after a random delay, or after what the server asked for.
 * - `renew`: the same, with a new token.
 * - `restart`: the same, and without the cursor, which nobody knows any more.
 * - `stop`: do not, until the app says so.
 */
export type Verdict = "retry" | "renew" | "restart" | "stop";

const RENEWED = new Set([
  "token_expired",
  "token_revoked",
  "token_malformed",
  "token_signature",
  "token_not_yet_valid",
  "unauthenticated",
]);

/** `refusal` is what `auth` was refused with, where it came to that. */
export function judge(code: number, refusal: WarblerError | undefined): Verdict {
  if (refusal) return judgeRefusal(refusal);
  if (code === 4501 || code === 4003) return "renew";
  return code >= 4500 && code <= 4999 ? "stop" : "retry";
}

function judgeRefusal(refusal: WarblerError): Verdict {
  if (refusal.code === "invalid_cursor") return "restart";
  if (RENEWED.has(refusal.code)) return "renew";
  return refusal.retryable ? "retry" : "stop";
}
