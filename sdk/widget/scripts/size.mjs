// Says how large the widget is for a page, and fails where it has grown too large.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const MOST = 60_000;

const contents = await readFile(new URL("../dist/warbler-widget.js", import.meta.url));
const compressed = gzipSync(contents, { level: 9 }).length;
console.log(`${contents.length} bytes, ${compressed} compressed (at most ${MOST})`);
if (compressed > MOST) process.exit(1);
