"""The count behind the evaluation: follows the event log, case by case, into `evaluation_sums` and `evaluation_marks`.

Nothing of it is done while an act is written. A job, and every question, brings the count up to the end of the log: it
reads the next links, reads the trails of their cases, folds each with and without them (`backend.rules.case_counts`),
and writes the difference together with the new position in a transaction of the writer. Two that count at once find
the position moved, and the later one begins again; so any server may do it.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from backend import bulk
from backend.db import Database, get_meta, profile_of, set_meta
from backend.rows import take_turn
from backend.rules.case_counts import Given, before_and_after
from backend.rules.case_story import Told, is_quiet, told_of
from backend.rules.figures import day_number
from backend.tables import from_ms
from backend.transaction import Transaction
from backend.writer import Writer
from contract.evaluation_counts import DUE, OBJECTS, STORED

STATE = "evaluation"
STEP = 500
"""Links at once: some 50 ms of CPU, a few of them in the writer."""
_RULES = 2
"""Raise it when `case_counts` counts otherwise than before: everything is counted anew."""
VERSION = zlib.crc32(repr((_RULES, OBJECTS, STORED)).encode())
DUE_BITS = tuple(sum(1 << at for at, code in enumerate(STORED[one]) if code in DUE) for one in OBJECTS)
"""By object: the bits of its due counts."""
_IDS_AT_ONCE = 400
_MARK = ("generation", "object", "object_id", "day", "case_id", "bits", "due_at", "area_id", "department_id", "more")
_MARK_KEY = _MARK[:5]
_SUM_KEY = ("generation", "object", "period", "object_id", "number")

Mark = tuple[int, int | None, int, int, str]
"""bits, due_at, area_id, department_id, more"""
Place = tuple[int, int, int, int]
"""object, object_id, day, case_id"""


class CountState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far the count is (`meta`, key `evaluation`)."""

    generation: int = 0
    zone: str = ""
    version: int = 0
    position: int = 0  # of the event log; everything up to here is counted
    leaving: bool = False  # rows of generations before are still there


def count_state(connection: Connection) -> CountState:
    """As stored; of generation 0 before anything was counted."""
    body = get_meta(connection, STATE)
    return CountState() if body is None else msgspec.json.decode(body, type=CountState)


def last_position(connection: Connection) -> int:
    """The end of the event log as this transaction sees it."""
    return int(connection.exec_driver_sql("SELECT COALESCE(MAX(position), 0) FROM case_events").scalar_one())


@dataclass(frozen=True)
class _Step:
    """What some links of the log change."""

    before: CountState
    after: CountState
    gone: Sequence[Place]
    marks: Mapping[Place, Mark]
    sums: Mapping[tuple[int, int, int, int], int]  # object, period, object_id, number -> to be added

    @property
    def begins_anew(self) -> bool:
        """The city's zone or the rules of counting are others than before."""
        return self.before.generation != self.after.generation


class Counting:
    """One for a server. Safe from any task of its loop."""

    def __init__(self, db: Database, writer: Writer) -> None:
        self._db, self._writer = db, writer

    async def catch_up(self, budget_s: float, *, share: float = 0.5) -> bool:
        """Count what happened since, for about this long; whether the end of the log, as it was, is reached.

        Of that time it works for `share` and leaves the rest to others.
        """
        until = time.monotonic() + budget_s
        end: int | None = None
        while True:
            began = time.monotonic()
            step, last = await asyncio.to_thread(self._next)
            end = last if end is None else end
            if step is None or (not step.begins_anew and step.before.position >= end):
                return True
            await asyncio.wrap_future(self._writer.bulk(lambda tx, step=step: _apply(tx, step)))  # type: ignore[misc]
            if time.monotonic() >= until:
                return step.after.position >= end
            await asyncio.sleep((time.monotonic() - began) * (1 / share - 1))

    async def tidy(self) -> None:
        """Delete some rows of counts that are no longer in use."""
        if await asyncio.to_thread(self._has_old):
            await asyncio.wrap_future(self._writer.bulk(_forget))

    def _has_old(self) -> bool:
        with self._db.read() as connection:
            return count_state(connection).leaving

    def _next(self) -> tuple[_Step | None, int]:
        with self._db.read() as connection:
            state, zone = count_state(connection), profile_of(connection).timezone
            last = last_position(connection)
            if (state.zone, state.version) != (zone, VERSION):
                fresh = CountState(
                    generation=state.generation + 1, zone=zone, version=VERSION, leaving=state.generation > 0
                )
                return _Step(state, fresh, (), {}, {}), last
            if state.position >= last:
                return None, last
            return step(connection, state), last


def step(connection: Connection, state: CountState) -> _Step:
    """What the next links after `state` change."""
    after = state.position + STEP
    fresh: dict[int, list[Told]] = {}
    known: set[int] = set()
    last = state.position
    rows = connection.exec_driver_sql(
        f"SELECT position, case_id, number, body FROM case_events "
        f"WHERE position > {state.position} AND position <= {after} ORDER BY position"
    )
    for position, case_id, number, body in rows:
        if case_id not in fresh and number > 1:
            known.add(case_id)
        fresh.setdefault(case_id, []).append(told_of(body))
        last = position
    for case_id in [one for one in known if is_quiet(fresh[one])]:
        known.discard(case_id)
        del fresh[case_id]
    earlier = trails(connection, known, state.position)
    days = _Days(ZoneInfo(state.zone))
    gone: list[Place] = []
    marks: dict[Place, Mark] = {}
    sums: Counter[tuple[int, int, int, int]] = Counter()
    for case_id, facts in fresh.items():
        old, new = before_and_after(earlier.get(case_id, ()), facts)
        for key in {key for key, _ in old.amounts.items() ^ new.amounts.items()}:
            amount = new.amounts.get(key, 0) - old.amounts.get(key, 0)
            day = days(key.moment)
            sums[key.object, day, key.object_id, key.number] += amount
            sums[key.object, day // 100, key.object_id, key.number] += amount
        before, now = _changed_marks(case_id, old, new, days)
        gone += [place for place, mark in before.items() if now.get(place) != mark]
        marks.update({place: mark for place, mark in now.items() if before.get(place) != mark})
    moved = msgspec.structs.replace(state, position=last)
    return _Step(state, moved, gone, marks, {key: amount for key, amount in sums.items() if amount})


def trails(connection: Connection, case_ids: Iterable[int], until: int) -> dict[int, list[Told]]:
    """The trails of these cases up to a position, each in order."""
    found: dict[int, list[Told]] = {}
    wanted = sorted(case_ids)
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        ids = ", ".join(map(str, wanted[start : start + _IDS_AT_ONCE]))
        rows = connection.exec_driver_sql(
            f"SELECT case_id, body FROM case_events WHERE case_id IN ({ids}) AND position <= {until} "
            f"ORDER BY case_id, number"
        )
        for case_id, body in rows:
            found.setdefault(case_id, []).append(told_of(body))
    return found


def _changed_marks(case_id: int, old: Given, new: Given, days: _Days) -> tuple[dict[Place, Mark], dict[Place, Mark]]:
    """The rows of a case before and after, of those places alone where anything changed."""
    if (old.area_id, old.department_id) != (new.area_id, new.department_id):
        return marks_of(case_id, old, days), marks_of(case_id, new, days)
    # Most acts change one day: of the others nothing must be made.
    places = {(key.object, key.object_id, days(key.moment)) for key, _ in old.amounts.items() ^ new.amounts.items()}

    def part(one: Given) -> dict[Place, Mark]:
        there = {
            key: amount
            for key, amount in one.amounts.items()
            if (key.object, key.object_id, days(key.moment)) in places
        }
        return marks_of(case_id, Given(one.area_id, one.department_id, there), days)

    return part(old), part(new)


def marks_of(case_id: int, one: Given, days: _Days) -> dict[Place, Mark]:
    """The rows of a case in `evaluation_marks`."""
    totals: dict[Place, dict[int, int]] = {}
    due_at: dict[Place, int] = {}
    for key, amount in one.amounts.items():
        place = (key.object, key.object_id, days(key.moment), case_id)
        numbers = totals.setdefault(place, {})
        numbers[key.number] = numbers.get(key.number, 0) + amount
        if 1 << key.number & DUE_BITS[key.object]:
            due_at[place] = key.moment
    return {
        place: (
            sum(1 << number for number in numbers),
            due_at.get(place),
            one.area_id,
            one.department_id,
            _more(numbers),
        )
        for place, numbers in totals.items()
    }


def _bits(numbers: Iterable[int]) -> int:
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return bits


def _more(numbers: Mapping[int, int]) -> str:
    if all(amount == 1 for amount in numbers.values()):
        return ""
    several = {str(number): amount for number, amount in sorted(numbers.items()) if amount != 1}
    return msgspec.json.encode(several).decode()


class _Days:
    """The city's day of a moment in epoch milliseconds; the last ones asked for are kept."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._known: dict[int, int] = {}

    def __call__(self, moment: int) -> int:
        day = self._known.get(moment)
        if day is None:
            day = self._known[moment] = day_number(from_ms(moment), self._zone)
        return day


days_of = _Days


def _apply(tx: Transaction, one: _Step) -> bool:
    """Write a step; False where somebody else counted meanwhile."""
    connection = tx.connection
    take_turn(connection)
    if count_state(connection) != one.before:
        return False
    generation = one.after.generation
    if one.gone:
        _delete(connection, [(generation, *place) for place in one.gone])
    rows = [(generation, *place, *mark) for place, mark in sorted(one.marks.items())]
    bulk.insert(connection, "evaluation_marks", _MARK, rows, len(rows))
    _add(connection, [(generation, *key, amount) for key, amount in sorted(one.sums.items())])
    set_meta(connection, STATE, msgspec.json.encode(one.after).decode())
    return True


def _delete(connection: Connection, keys: list[bulk.Row]) -> None:
    if connection.dialect.name == "postgresql":
        given_keys = ", ".join("CAST(%s AS bigint[])" for _ in _MARK_KEY)
        same = " AND ".join(f"evaluation_marks.{one} = k.{one}" for one in _MARK_KEY)
        connection.exec_driver_sql(
            f"DELETE FROM evaluation_marks USING unnest({given_keys}) AS k({', '.join(_MARK_KEY)}) WHERE {same}",
            tuple(bulk.array(column) for column in zip(*keys, strict=True)),
        )
    else:
        same = " AND ".join(f"{one} = ?" for one in _MARK_KEY)
        connection.exec_driver_sql(f"DELETE FROM evaluation_marks WHERE {same}", keys)


def _add(connection: Connection, rows: list[bulk.Row]) -> None:
    if not rows:
        return
    names = ", ".join((*_SUM_KEY, "amount"))
    conflict = f"ON CONFLICT ({', '.join(_SUM_KEY)}) DO UPDATE SET amount = evaluation_sums.amount + excluded.amount"
    if connection.dialect.name == "postgresql":
        arrays = ", ".join("CAST(%s AS bigint[])" for _ in range(len(_SUM_KEY) + 1))
        values: Any = tuple(bulk.array(column) for column in zip(*rows, strict=True))
        connection.exec_driver_sql(
            f"INSERT INTO evaluation_sums ({names}) SELECT * FROM unnest({arrays}) {conflict}", values
        )
    else:
        marks = ", ".join("?" for _ in range(len(_SUM_KEY) + 1))
        connection.exec_driver_sql(f"INSERT INTO evaluation_sums ({names}) VALUES ({marks}) {conflict}", rows)


def _forget(tx: Transaction) -> None:
    """Delete rows of generations before: a month of one object at a time, then what is left of the sums."""
    connection = tx.connection
    take_turn(connection)
    state = count_state(connection)
    for _ in range(20):
        first = connection.exec_driver_sql(
            "SELECT generation, object, object_id, day FROM evaluation_marks "
            "ORDER BY generation, object, object_id, day LIMIT 1"
        ).first()
        if first is None or first[0] >= state.generation:
            break
        connection.exec_driver_sql(
            f"DELETE FROM evaluation_marks WHERE generation = {first[0]} AND object = {first[1]} "
            f"AND object_id = {first[2]} AND day <= {first[3] + 100}"
        )
    else:
        return
    connection.exec_driver_sql(f"DELETE FROM evaluation_sums WHERE generation < {state.generation}")
    set_meta(connection, STATE, msgspec.json.encode(msgspec.structs.replace(state, leaving=False)).decode())


def read_marks(rows: Iterable[tuple[int, str]]) -> Iterator[tuple[int, dict[int, int]]]:
    """(bits, more) -> bits and the amounts that are not 1."""
    for bits, more in rows:
        yield bits, {int(number): amount for number, amount in msgspec.json.decode(more).items()} if more else {}
