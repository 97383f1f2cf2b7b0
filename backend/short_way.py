"""The short way: routes that are asked again and again are answered without the web framework, which costs each request
several times what the answer itself does.

It takes only what is plain: an exact address, a length that is known and small enough, each line of the head that
matters at most once, no page of a browser. Everything else goes on to the framework, whose handlers call the same
functions; and the rules of every request are those of `backend.every_request`.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from typing import Any

from backend.every_request import Answer, check_head, fault_answer, for_now, seat_of
from backend.parts import Parts, Short
from backend.watched import App, Receive, Send
from contract.protocol import PROTOCOL_HEADER

_PROTOCOL = PROTOCOL_HEADER.lower().encode()
_OURS = frozenset({b"authorization", b"content-length", _PROTOCOL})
_UNUSUAL = frozenset({b"origin", b"transfer-encoding", b"content-encoding", b"upgrade"})
_JSON = (b"content-type", b"application/json")


def short_way(app: App, parts: Parts, routes: Iterable[Short]) -> App:
    """`app`, with these routes answered before it."""
    table = {(one.method, one.path): one for one in routes}
    most = parts.settings.server.max_body_bytes

    async def serve(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        route = table.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        lines = _plain(scope["headers"]) if route is not None else None
        length = -1 if route is None or lines is None else _length(route.method, lines)
        if route is None or lines is None or not 0 <= length <= most:
            await app(scope, receive, send)
            return
        scope["path_template"] = route.path
        try:
            check_head(route.path, _text(lines.get(_PROTOCOL)))
            known = await seat_of(parts, _text(lines.get(b"authorization")) or "")
            client = scope.get("client")
            seat = for_now(known, client[0] if client else "")
            if route.method == "GET":
                asked: bytes | None = scope["query_string"]
            else:
                asked = await _body(receive)
                # Whoever is slow may have been logged out meanwhile.
                seat = for_now(await seat_of(parts, _text(lines.get(b"authorization")) or ""), seat.address)
            if asked is None:
                return  # whoever asked is gone
            answer = Answer(200, await route.answer(parts, seat, asked))
        except Exception as fault:  # noqa: BLE001 - as the framework's handlers: it is answered and logged there
            answer = fault_answer(fault, f"{route.method} {route.path}")
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers]
        headers += (_JSON, (b"content-length", b"%d" % len(answer.body)))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    return serve


def _plain(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes] | None:
    """The lines that matter here; None where something in the head is unusual."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in _UNUSUAL or (name in _OURS and name in found):
            return None
        found[name] = value
    return found


def _length(method: str, lines: dict[bytes, bytes]) -> int:
    """Bytes of the body; -1 where that is not for here."""
    told = lines.get(b"content-length")
    if method == "GET":
        return 0 if told is None else -1
    return int(told) if told is not None and told.isdigit() and len(told) < 19 else -1


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")


async def _body(receive: Receive) -> bytes | None:
    """All of it; the parser holds it to the length that was told. None where the line broke."""
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body", False):
        return bytes(message.get("body", b""))
    # Whoever sends it byte by byte does not have all that came before copied for each.
    body = bytearray()
    while message["type"] == "http.request":
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)
        message = await receive()
    return None
