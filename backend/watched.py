"""The outermost layer of the web application: every request gets an id, is counted by route, and may be logged.

The id is the caller's `X-Request-ID` where that is a plain word, else a random one. It comes back in the answer and
stands in every JSON line of the log that was written on the way, so that a complaint can be followed.
"""

from __future__ import annotations

import logging
import random
import re
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from backend.journal import request_id
from backend.metrics import Metrics

log = logging.getLogger(__name__)
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]
HEADER = b"x-request-id"
_ids = random.Random(secrets.randbits(128))
"""Nobody is let in by such an id: asking the system for each would only hand the interpreter to another thread."""
_PLAIN = re.compile(rb"^[A-Za-z0-9._-]{1,64}$")


def watched(app: App, metrics: Metrics, *, log_requests: bool) -> App:
    """`app`, counted and named."""

    async def serve(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        named = next((value for key, value in scope["headers"] if key == HEADER), b"")
        one = named if _PLAIN.match(named) else b"%016x" % _ids.getrandbits(64)
        request_id.set(one.decode())
        status, began = 0, time.perf_counter()

        async def tell(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, one)]
            await send(message)

        try:
            await app(scope, receive, tell)
        finally:
            spent = time.perf_counter() - began
            route = str(scope.get("path_template") or "other")
            metrics.request(scope["method"], route, status, spent)
            if log_requests:
                # The template, not the address: a query may hold what somebody searched for.
                log.info("%s %s %d in %.1f ms", scope["method"], route, status, spent * 1000)

    return serve
