// Says how large the client is for a page that bundles it, and fails where it has grown too large.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const MOST = 15_000;

const { outputFiles } = await build({
  entryPoints: [new URL("../src/index.ts", import.meta.url).pathname],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  write: false,
});
const [{ contents }] = outputFiles;
const compressed = gzipSync(contents, { level: 9 }).length;
console.log(`${contents.length} bytes, ${compressed} compressed (at most ${MOST})`);
if (compressed > MOST) process.exit(1);
