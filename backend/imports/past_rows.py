"""Past cases as the rows that the database takes, made without the records in between.

The same as `case_records.record_from`, `records.stored` and `derived.evidence.links_of` make of each case
(tests/imports/test_past_rows.py holds them against each other), but of a million cases: what is the same in each is
made once, and times stay numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import msgspec

from backend.city import CellIndex
from backend.derived import evidence
from backend.derived.first_links import EPOCH
from backend.derived.many_sums import FACTS, Facts
from backend.imports.cases import Read
from backend.records import CaseRecord
from backend.rules.chain import digest_of
from backend.tables import cases
from contract.entities import CaseSource, CaseState, Id, Point

Row = tuple[Any, ...]
_TIMES = ("reported_at", "filed_at", "dispatched_at", "signed_at", "deadline_at", "handled_at", "closed_at")
_GIVEN = (
    *("id", "lon", "lat", "area_id", "department_id"),  # numbers in the database, texts in the evidence
    *("number", "short", "class_code", "state", "source", "place", "description", "cell_code", "import_key"),
    *_TIMES,
    "import_id",
)
_BLANK = CaseRecord(
    id="0",
    number="",
    short=0,
    class_code="",
    state=CaseState.CLOSED,
    source=CaseSource.IMPORT,
    reported_at=EPOCH,
)


def _made_by_database(name: str) -> bool:
    default: Any = cases.c[name].server_default
    said = None if default is None else str(default.arg)
    value = getattr(_BLANK, name)
    return value is None if said is None else str(value) == said


_CONSTANTS: dict[str, Any] = {
    name: str(value) if name in ("state", "source", "urgency") else value
    for name, value in msgspec.structs.asdict(_BLANK).items()
    if name not in _GIVEN and name not in ("chain_length", "chain_head")
}
_WRITTEN = {name: value for name, value in _CONSTANTS.items() if not _made_by_database(name)} | {"chain_length": 1}
COLUMNS = (*_GIVEN, *_WRITTEN, "chain_head")
"""Of `cases`, in the order of `rows` and the hash behind them; the database fills in the others."""
_TAIL = tuple(_WRITTEN.values())
_told = itemgetter(*[(*_GIVEN, *_CONSTANTS).index(name) for name in evidence.COLUMNS])
_REST = tuple(_CONSTANTS.values())
_encode = msgspec.json.Encoder().encode


class PastRows:
    """Makes the rows of one import."""

    def __init__(self, profile_name: str, import_id: str, actor_id: Id | None, cells: CellIndex) -> None:
        self._prefix, self._import_id, self._find = f"{profile_name}:", import_id, cells.find
        actor = "" if actor_id is None else f'"actor_id":{_encode(actor_id).decode()},'
        self._before_changed = f'{actor}"params":{_encode({"import": import_id}).decode()},"changed":'

    def rows(self, reads: Sequence[Read], ids: Sequence[int], departments: dict[str, Id]) -> tuple[list[Row], Facts]:
        """A row for each, in the order of `COLUMNS` less the hash; and what the sums are made of."""
        found: list[Row] = []
        for read, one in zip(reads, ids, strict=False):
            hit = None if read.lon is None or read.lat is None else self._find(Point(read.lon, read.lat))
            area = cell = None
            if hit is not None:
                cell, area = hit.code, None if hit.area_id is None else int(hit.area_id)
            department = departments.get(read.department_code)
            found.append(
                (
                    one,
                    read.lon,
                    read.lat,
                    area,
                    None if department is None else int(department),
                    read.number,
                    read.short,
                    read.class_code,
                    read.state.value,
                    read.source.value,
                    read.place,
                    read.description,
                    cell,
                    self._prefix + read.key,
                    read.reported_at,
                    read.filed_at,
                    read.dispatched_at,
                    read.signed_at,
                    read.deadline_at,
                    read.handled_at,
                    read.closed_at,
                    self._import_id,
                    *_TAIL,
                )
            )
        by_name = dict(zip(_GIVEN, zip(*found, strict=True), strict=False)) if found else dict.fromkeys(_GIVEN, ())
        return found, Facts(rework=(), **{name: by_name[name] for name in FACTS})

    def links(self, rows: Sequence[Row]) -> list[str]:
        """The body of the first link of each case, less its `first_links.beginning`."""
        found: list[str] = []
        names, before = evidence.COLUMNS, self._before_changed
        width = len(_GIVEN)
        for row in rows:
            texts = [None if one is None else str(one) for one in row[:5]]
            changed = {
                name: value
                for name, value in zip(names, _told((*texts, *row[5:width], *_REST)), strict=True)
                if value is not None
            }
            digest = digest_of(changed.items())
            del changed["course"]
            found.append(f'"state":"{row[8]}","row":"{digest}",{before}{_encode(changed).decode()}}}')
        return found
