"""Security headers on every answer, whatever made it: routes, errors, files, the preflight of a browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

ALWAYS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)
"""What an answer gets that does not say it itself. One with an ETag is meant to be kept and says how."""
HSTS = (b"strict-transport-security", b"max-age=31536000")


def guarded(app: App, *, tls: bool) -> App:
    """`app` with the headers; under TLS browsers are told to use nothing else."""
    wanted = (*ALWAYS, HSTS) if tls else ALWAYS

    async def serve(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                said = {name.lower() for name, _ in headers}
                if b"etag" in said:
                    said.add(b"cache-control")
                message["headers"] = headers + [pair for pair in wanted if pair[0] not in said]
            await send(message)

        await app(scope, receive, answer)

    return serve
