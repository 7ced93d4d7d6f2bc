// Alice and Bob, in one program: node examples/tour.mjs, while `make run` serves the demo.
import WebSocket from "ws";
import { WarblerClient } from "../dist/index.js";

const url = process.argv[2] ?? "http://127.0.0.1:8080";

// In an app, its own server signs the tokens. The demo hands them out.
const session = async (user) => (await fetch(`${url}/demo/session?user=${user}`)).json();
const connect = async (user) => {
  const getToken = async () => (await session(user)).token;
  const client = new WarblerClient({ url, getToken, WebSocket });
  client.on("state", ({ name }) => console.log(`${user} is ${name}`));
  await client.start();
  return client;
};

const alice = await connect("alice");
const bob = await connect("bob");
const { conversation_id } = await session("alice");

const hers = alice.conversation(conversation_id);
const his = bob.conversation(conversation_id);
await Promise.all([hers.load(), his.load()]);

bob.on("event", (event) => {
  if (event.t !== "message.created" || event.d.sender_id !== "alice") return;
  console.log(`bob hears: ${event.d.text}`);
  his.markRead();
});
const read = new Promise((resolve) => {
  alice.on("conversation", () => {
    const last = hers.messages.at(-1);
    if (hers.pending.length === 0 && (hers.receipts.get("bob")?.read_seq ?? 0) >= last.seq) resolve(last);
  });
});

hers.send("Is there wind tomorrow?");
console.log(`alice sees at once: ${hers.pending[0].content.text}`);
const { seq } = await read;
console.log(`bob has read it: entry ${seq}`);
await Promise.all([alice.stop(), bob.stop()]);
