/** Which ink can be read on a colour, by the contrast of WCAG 2. */

const WHITE = "#ffffff";
const BLACK = "#101614";

/** For `#rgb` and `#rrggbb`; white on anything else. */
export function inkOn(color: string): string {
  const light = luminance(color);
  if (light === undefined) return WHITE;
  const onWhite = 1.05 / (light + 0.05);
  const onBlack = (light + 0.05) / (0.0073 + 0.05);
  return onWhite >= Math.min(4.5, onBlack) ? WHITE : BLACK;
}

function luminance(color: string): number | undefined {
  const [, digits = ""] = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color.trim()) ?? [];
  const pairs = (digits.length === 3 ? digits.replace(/./g, "$&$&") : digits).match(/../g);
  if (!pairs?.length) return undefined;
  const [red = 0, green = 0, blue = 0] = pairs.map((pair) => linear(parseInt(pair, 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel: number): number {
  return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
