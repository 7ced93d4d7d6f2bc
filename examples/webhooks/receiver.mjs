// Takes Warbler's webhooks: node receiver.mjs whsec_… (npm install standardwebhooks)

import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.argv[2]);
const seen = new Set(); // in earnest: a table, kept for some days

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  let event;
  try {
    event = webhook.verify(Buffer.concat(chunks).toString(), request.headers);
  } catch (error) {
    return response.writeHead(401).end(error.message);
  }
  // What is told twice has the same id: answer quickly, and do it once.
  if (!seen.has(event.id)) {
    seen.add(event.id);
    console.log(event.type, event.data.text ?? "");
  }
  response.writeHead(200).end();
}).listen(3000, "127.0.0.1");
