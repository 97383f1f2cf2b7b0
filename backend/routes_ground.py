"""Codes and ground: what is known of a point, what was reported there, and the class tables of the editions."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from litestar import MediaType, Request, Response, get
from litestar.datastructures import State

from backend import class_editions
from backend.door import read_asked, read_query
from backend.parts import Parts, shape
from backend.services.accounts import Seat
from backend.services.alike import find_alike
from contract.alike import AlikePage, AlikeQuery
from contract.editions import Edition, EditionTable
from contract.ground import Ground, GroundQuery

AnyRequest = Request[None, None, State]


class EditionQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which edition, and beside which other."""

    edition: Edition
    other: Edition | None = None


@get("/api/ground", opt=shape(query=GroundQuery, answer=Ground), sync_to_thread=True)
def ground(request: AnyRequest, parts: Parts, seat: Seat) -> Ground:  # noqa: ARG001 - needs the log-in
    """Cell, areas, grade and owner of a point, and the components of a class around it."""
    return parts.whereabouts.at(read_query(request.query_params, GroundQuery))


@get("/api/classes/editions", opt=shape(query=EditionQuery, answer=EditionTable), sync_to_thread=True)
def editions(request: AnyRequest, parts: Parts, seat: Seat) -> EditionTable:  # noqa: ARG001 - needs the log-in
    """The known classes of an edition, side by side with another."""
    query = read_query(request.query_params, EditionQuery)
    return class_editions.table(query.edition, query.other)


@get("/api/alike", opt=shape(query=AlikeQuery, answer=AlikePage))
async def alike(request: AnyRequest, parts: Parts, seat: Seat) -> Response[bytes]:
    """Open and lately closed cases at a place that may be the same, best first."""
    query = read_asked(request.scope["query_string"], AlikeQuery)

    def read() -> bytes:
        with parts.db.read() as connection:
            conduct = parts.city.profile(connection).conduct
        with parts.db.read() as connection:
            cells = parts.city.cells(connection)
        with parts.db.read() as connection:
            page = find_alike(connection, cells, query, seat.scope, conduct, now=datetime.now(UTC))
        return msgspec.json.encode(page)

    return Response(await parts.reading(read), media_type=MediaType.JSON)


HANDLERS = (ground, editions, alike)
