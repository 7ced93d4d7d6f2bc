/** Lengths in Unicode scalar values, which is how the server counts a text that grows. */

export function scalars(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** What is left of `text` without its first `count` scalar values. */
export function skip(text: string, count: number): string {
  let units = 0;
  for (const scalar of text) {
    if (count-- <= 0) break;
    units += scalar.length;
  }
  return text.slice(units);
}
