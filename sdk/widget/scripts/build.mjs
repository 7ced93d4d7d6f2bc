// Writes dist/warbler-widget.js, the client included: the one file that a page loads.
import { build } from "esbuild";

const path = (name) => new URL(`../${name}`, import.meta.url).pathname;

await build({
  entryPoints: [path("src/index.ts")],
  outfile: path("dist/warbler-widget.js"),
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
});
