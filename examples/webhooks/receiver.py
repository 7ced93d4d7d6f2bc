"""Takes Warbler's webhooks: python3 receiver.py whsec_... (pip install standardwebhooks)"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

webhook = Webhook(sys.argv[1])
seen = set()  # in earnest: a table, kept for some days


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            event = webhook.verify(body, {k.lower(): v for k, v in self.headers.items()})
        except WebhookVerificationError as error:
            return self.answer(401, str(error))
        # What is told twice has the same id: answer quickly, and do it once.
        if event["id"] not in seen:
            seen.add(event["id"])
            print(event["type"], event["data"].get("text", ""), flush=True)
        self.answer(200, "")

    def answer(self, status, text):
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", 3000), Receiver).serve_forever()
