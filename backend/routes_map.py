"""What the map page fetches: the base map by ranges, cells and areas once, components by tile and by place."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State

from backend.door import read_query
from backend.map import basemap
from backend.map.atlas import Document, Layer
from backend.map.census import NEAR_RADIUS_M, Neighbour
from backend.parts import Parts, shape
from backend.services.accounts import Seat
from contract.entities import Latitude, Longitude
from contract.errors import Code, Refused

AnyRequest = Request[None, None, State]
_PMTILES = "application/vnd.pmtiles"
_GEOJSON = "application/geo+json"
_TILE = "application/octet-stream"


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /api/map/components/counts`."""

    total: int
    by_major: dict[str, int]
    by_class: dict[str, int]
    edition_at: datetime | None


class WhichMap(msgspec.Struct, frozen=True, kw_only=True):
    """One of several base maps; empty: the last one imported."""

    name: str = ""


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """Where to look for components."""

    lon: Longitude
    lat: Latitude
    radius_m: Annotated[float, msgspec.Meta(gt=0, le=5000)] = NEAR_RADIUS_M


@get(
    "/api/map/basemap.pmtiles",
    opt=shape(query=WhichMap, media=_PMTILES, answer=bytes, also=(206, 304, 416)),
    sync_to_thread=True,
)
def basemap_file(request: AnyRequest, parts: Parts, seat: Seat) -> Response[bytes]:  # noqa: ARG001 - needs the log-in
    """The base map that was imported last, or the one of `?name=`, with Range and ETag."""
    name = read_query(request.query_params, WhichMap).name
    path = basemap.named(parts.data_dir, name) if name else basemap.newest(parts.data_dir)
    if path is None:
        raise Refused(Code.NOT_FOUND, field="name" if name else "", reason="no such base map was imported yet")
    etag = basemap.etag_of(path)
    headers = {"ETag": etag, "Accept-Ranges": "bytes", "Cache-Control": "private, no-cache"}
    wanted = request.headers.get("range", "")
    if not wanted and _has(request, etag):
        return Response(b"", status_code=304, headers=headers)
    if request.headers.get("if-range", etag) != etag:
        wanted = ""  # the file has changed under the reader: it gets the whole new one
    size = path.stat().st_size
    try:
        part = basemap.part_of(wanted, size)
    except basemap.Unsatisfiable:
        return Response(b"", status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    if part.partial:
        headers["Content-Range"] = part.content_range
    body = basemap.read(path, part)
    return Response(body, status_code=206 if part.partial else 200, media_type=_PMTILES, headers=headers)


@get("/api/map/cells.geojson", opt=shape(media=_GEOJSON, answer=bytes, also=(304,)), sync_to_thread=True)
def cells(request: AnyRequest, parts: Parts, seat: Seat) -> Response[bytes]:  # noqa: ARG001 - needs the log-in
    """Unit grid cells: code, area_id, grade."""
    return _geometry(request, parts, "cells")


@get("/api/map/areas.geojson", opt=shape(media=_GEOJSON, answer=bytes, also=(304,)), sync_to_thread=True)
def areas(request: AnyRequest, parts: Parts, seat: Seat) -> Response[bytes]:  # noqa: ARG001 - needs the log-in
    """Areas: id, level, code, name, name_en, parent_id."""
    return _geometry(request, parts, "areas")


@get(
    "/api/map/components/{z:int}/{x:int}/{name:str}",
    opt=shape(media=_TILE, answer=bytes, also=(304,)),
    sync_to_thread=True,
)
def component_tile(
    request: AnyRequest,
    z: int,
    x: int,
    name: str,
    parts: Parts,
    seat: Seat,  # noqa: ARG001 - needs the log-in
) -> Response[bytes]:
    """One component tile, `{z}/{x}/{y}.bin`; its bytes are described in docs/wire.md."""
    row = name.removesuffix(".bin")
    if not name.endswith(".bin") or not (row.isascii() and row.isdigit() and len(row) < 10):
        raise Refused(Code.NOT_FOUND, field="y", reason="a component tile is named z/x/y.bin")
    census = parts.atlas.census
    etag = f'"{census.stamp}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if _has(request, etag):
        return Response(b"", status_code=304, headers=headers)
    try:
        tile = census.tile(z, x, int(row))
    except ValueError as fault:
        raise Refused(Code.OUT_OF_RANGE, field="z, x, y", reason=str(fault)) from None
    return Response(tile, media_type=_TILE, headers=headers)


@get("/api/map/components/counts", opt=shape(answer=Counts), sync_to_thread=True)
def component_counts(parts: Parts, seat: Seat) -> Counts:  # noqa: ARG001 - needs the log-in
    """How many components there are, by major class and by class."""
    census = parts.atlas.census
    by_major, by_class = census.counts()
    return Counts(total=len(census), by_major=by_major, by_class=by_class, edition_at=census.edition_at)


@get("/api/map/components/near", opt=shape(query=Near, answer=list[Neighbour]), sync_to_thread=True)
def components_near(request: AnyRequest, parts: Parts, seat: Seat) -> list[Neighbour]:  # noqa: ARG001 - needs the log-in
    """The components around a place, nearest first, at most 20."""
    query = read_query(request.query_params, Near)
    return parts.atlas.census.near(query.lon, query.lat, query.radius_m)


def _geometry(request: AnyRequest, parts: Parts, layer: Layer) -> Response[bytes]:
    document: Document = parts.atlas.geojson(layer)
    headers = {"ETag": document.etag, "Cache-Control": "private, no-cache"}
    if _has(request, document.etag):
        return Response(b"", status_code=304, headers=headers)
    return Response(document.body, media_type=_GEOJSON, headers=headers)


def _has(request: AnyRequest, etag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in known.split(","))


HANDLERS = (basemap_file, cells, areas, component_tile, component_counts, components_near)
