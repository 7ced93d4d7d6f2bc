import { describe, expect, it } from "vitest";
import { inkOn } from "../src/color.js";

describe("ink", () => {
  it.each([
    ["#7a3cc4", "#ffffff"],
    ["#0e7a6d", "#ffffff"],
    ["#ffd400", "#101614"],
    ["#fff", "#101614"],
    ["rebeccapurple", "#ffffff"],
  ])("on %s is %s", (color, ink) => expect(inkOn(color)).toBe(ink));
});
