"""The trail of every case, append-only, each line chained to the one before (docs/adr/0004)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from backend import bulk
from backend.records import CaseAct, CaseChange, CaseRecord
from backend.rules.chain import NOTHING, VERSION, Fact, Plain, digest_of, encoded, link
from backend.tables import to_ms

UNTOLD = "case.imported"
"""The name of a change that came without a line of its own."""
TOLD = "case.history"
"""A line of the trail as an earlier platform tells it (`params`: act, said); nobody did it here."""
_CHAIN = ("chain_length", "chain_head")
COLUMNS = tuple(name for name in CaseRecord.__struct_fields__ if name not in _CHAIN)
"""Of `cases`, in the order of `plain`."""
_TIMES = frozenset(name for name in COLUMNS if name.endswith("_at"))
_FLOATS = frozenset({"lon", "lat"})
TEXTS = frozenset({"id", "area_id", "department_id", "parent_id"})
"""Ids: text in the evidence, numbers in the database."""
_ROW = ("position", "case_id", "number", "name", "recorded_at", "body", "prev", "hash")


_End = tuple[int, bytes, tuple[Any, ...] | None]
"""How long a chain is, the hash of its last link, the fields of the case as they are told so far."""
_START: _End = (0, NOTHING, None)


def told(acts: Iterable[CaseAct], changes: Iterable[CaseChange], now: datetime) -> list[CaseAct]:
    """The acts, and one for each change that no act tells: nothing happens to a case beside its chain."""
    kept = list(acts)
    known = {act.after.id for act in kept}
    kept += [CaseAct(one.after, UNTOLD, now) for one in changes if one.after.id not in known]
    return kept


def write(
    connection: Connection, now: datetime, position: int, acts: Sequence[CaseAct], changes: Sequence[CaseChange]
) -> list[CaseChange]:
    """Append the acts, of which every case is among the changes, from this position on.

    Returns the changes with the new end of each chain, to be stored with the case.
    """
    recorded_at = to_ms(now)
    ends = {one.after.id: _START if one.before is None else _end_of(one.before) for one in changes}
    links = links_of(acts, position, ends, recorded_at)
    bulk.insert(connection, "case_events", _ROW, links, len(acts))
    return [CaseChange(one.before, _chained(one.after, ends[one.after.id])) for one in changes]


def _end_of(record: CaseRecord) -> _End:
    return record.chain_length, record.chain_head or NOTHING, _fields(record)


def links_of(acts: Sequence[CaseAct], position: int, ends: dict[str, _End], recorded_at: int) -> Iterator[bulk.Row]:
    """A row of `case_events` for each act; moves the ends of the chains."""
    known: dict[datetime, int] = {}
    for at, act in enumerate(acts, position):
        after = act.after
        case_id = after.id
        number, prev, was = ends[case_id]
        number += 1
        now_is = _fields(after)
        values = _plain(now_is, known)
        changed: dict[str, Plain]
        if was is None:
            changed = {name: value for name, value in zip(COLUMNS, values, strict=True) if value is not None}
            row = digest_of(changed.items())
            if not after.course:
                del changed["course"]
        else:
            changed = {COLUMNS[i]: values[i] for i in _EVERY if was[i] != now_is[i]}
            row = digest_of(zip(COLUMNS, values, strict=True))
        moment = act.happened_at
        happened_at = known.get(moment)
        if happened_at is None:
            happened_at = known[moment] = to_ms(moment)
        body = encoded(
            Fact(
                v=VERSION,
                position=at,
                case_id=case_id,
                number=number,
                name=act.name,
                recorded_at=recorded_at,
                happened_at=happened_at,
                state=after.state,
                row=row,
                seq=act.seq,
                actor_id=act.actor_id,
                actor_name=act.actor_name,
                opinion=act.opinion,
                params=dict(act.params) if act.params else _EMPTY,
                changed=changed,
                subject_id=act.subject_id,
                personal=dict(act.personal) if act.personal else _EMPTY,
                files=act.files,
            )
        )
        head = link(prev, body)
        ends[case_id] = (number, head, now_is)
        yield at, int(case_id), number, act.name, recorded_at, body.decode(), prev, head


def plain(record: CaseRecord) -> tuple[Plain, ...]:
    """A record's values as the evidence holds them, in the order of `COLUMNS`."""
    return tuple(_plain(_fields(record), {}))


def _plain(fields: tuple[Any, ...], known: dict[datetime, int]) -> list[Plain]:
    """`known`: times in milliseconds; most of a batch are the same one."""
    values = list(fields)
    for i in _AT_TIMES:
        moment = values[i]
        if moment is not None:
            ms = known.get(moment)
            if ms is None:
                ms = known[moment] = to_ms(moment)
            values[i] = ms
    for i in _AT_TEXTS:
        if values[i] is not None:
            values[i] = str(values[i])
    return values


def plain_row(row: Mapping[str, Any]) -> tuple[Plain, ...]:
    """The same of a row of `cases` as its database gives it, without types of ours."""
    return tuple([_of_database(name, row[name]) for name in COLUMNS])


def _fields(record: CaseRecord) -> tuple[Any, ...]:
    return msgspec.structs.astuple(record)[: len(COLUMNS)]


def _of_database(name: str, value: Any) -> Plain:
    if value is None or name in _TIMES:
        return value  # type: ignore[no-any-return]
    if name in _FLOATS:
        return str(float(value))
    return str(value) if name in TEXTS else value


def _chained(record: CaseRecord, end: tuple[int, bytes, Any]) -> CaseRecord:
    return msgspec.structs.replace(record, chain_length=end[0], chain_head=end[1])


_EMPTY: dict[str, str] = {}
_EVERY = range(len(COLUMNS))
_AT_TIMES = tuple(i for i in _EVERY if COLUMNS[i] in _TIMES)
_AT_TEXTS = tuple(i for i in _EVERY if COLUMNS[i] in _FLOATS | {"state", "source", "urgency"})
