// What is written without a connection: node examples/offline.mjs, while `make run` serves the demo.
import WebSocket from "ws";
import { MemoryCache, WarblerClient } from "../dist/index.js";

const url = process.argv[2] ?? "http://127.0.0.1:8080";
const session = async () => (await fetch(`${url}/demo/session?user=carol`)).json();
const options = { url, getToken: async () => (await session()).token, WebSocket, cache: new MemoryCache() };

const first = new WarblerClient(options);
await first.start();
const group = await new Promise((resolve) => first.on("conversations", ([group]) => group && resolve(group)));
await group.load();
await first.stop();
group.send("Written on the train");
await new Promise((resolve) => setTimeout(resolve, 100));
console.log(`${group.messages.length} messages, ${group.pending.length} waiting; the program ends`);

// In a browser: `new IndexedDbCache(userId)`, which outlives the page.
const second = new WarblerClient(options);
await second.start();
const again = second.conversation(group.id);
console.log(`${again.messages.length} messages, ${again.pending.length} waiting, before there is a connection`);
await new Promise((resolve) => second.on("conversation", () => again.pending.length === 0 && resolve()));
console.log(`${again.messages.length} messages, ${again.pending.length} waiting: ${again.messages.at(-1).text}`);
await second.stop();
