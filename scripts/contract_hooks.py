"""What the contract cannot say in a schema, said to schemathesis."""

import uuid

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    """In requests that are to be taken: cursors are opaque, and valid are those that the server gave
    out; a key is for one request, and the next one needs its own."""
    if case.meta is not None and not case.meta.generation.mode.is_positive:
        return
    for part in (case.query, case.body):
        if isinstance(part, dict):
            part.pop("cursor", None)
    if case.headers:
        case.headers.pop("Last-Event-ID", None)
        if "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = str(uuid.uuid4())


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    """A file of JSON Lines is sent as it is."""
    return value if isinstance(value, bytes) else str(value).encode()
