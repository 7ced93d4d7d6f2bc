// A shop with a chat: node examples/shop.mjs, while `make run` serves the demo; then http://127.0.0.1:3000/.
// Alice answers, on http://127.0.0.1:8080/?user=alice.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const url = process.argv[2] ?? "http://127.0.0.1:8080";
const keyFile = process.argv[3] ?? new URL("../../../data/demo.key", import.meta.url);
const key = (await readFile(keyFile, "utf8")).trim();

const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>A shop</title>
<script src="/warbler-widget.js" data-url="${url}" data-token-url="/chat-token" data-to="alice" defer></script>
</head><body><h1>A shop</h1></body></html>`;

// What a shop's own server does: it decides who somebody is. Somebody who is logged in is themselves;
// here everybody is the visitor that their browser remembers.
async function token(visitor) {
  if (!/^[0-9a-f]{32}$/.test(visitor)) throw new Error("no visitor");
  const id = `visitor-${visitor}`;
  await post("/v1/users/batch", { users: [{ id, name: "Visitor" }] });
  return post(`/v1/users/${id}/tokens`, {});
}

async function post(path, body) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const answer = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

async function answer(request) {
  if (request.url === "/warbler-widget.js") {
    const script = await readFile(new URL("../dist/warbler-widget.js", import.meta.url));
    return [200, "text/javascript; charset=utf-8", script];
  }
  if (request.url !== "/chat-token") return [200, "text/html; charset=utf-8", page];
  let body = "";
  for await (const chunk of request) body += chunk;
  return [200, "application/json", JSON.stringify(await token(JSON.parse(body).visitor))];
}

createServer(async (request, response) => {
  const [status, type, body] = await answer(request).catch((error) => [500, "text/plain", error.message]);
  response.writeHead(status, { "content-type": type }).end(body);
}).listen(3000, "127.0.0.1", () => console.log("http://127.0.0.1:3000/"));
