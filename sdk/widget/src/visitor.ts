/** Who an anonymous visitor is: a random name that the browser keeps, so that they find their history. */

const KEY = "warbler-visitor";

/** The name of this browser; a new one where it keeps nothing. */
export function visitorId(): string {
  const known = read();
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // Private windows may forbid it: then the visit is all there is.
  }
  return id;
}

/** Whether somebody has talked here before. */
export function isKnown(): boolean {
  return read() !== null;
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Asks the page's own server for a token. */
export async function fetchToken(tokenUrl: string): Promise<string> {
  const answer = await fetch(tokenUrl, {
    method: "POST",
    credentials: "include",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ visitor: visitorId() }),
  });
  if (!answer.ok) throw new Error(`${tokenUrl} answered ${answer.status}`);
  const { token } = (await answer.json()) as { token: string };
  return token;
}
