"""The audit of the sums: compares them with the cases slice by slice, for ever, in the background.

A read transaction sees sums and cases of one moment, and both are written together, so any difference is a fault:
somebody changed the database by hand, a disk lied, or this program has a defect. It is repaired through the writer and
told three times: in the log, in a counter, and by an alarm that stands until a person clears it. The audit also builds
the sums anew where there are none, or where the city's zone is another than theirs.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, text

from backend.db import Database, get_meta, profile_of, set_meta
from backend.derived.rollups import Building, RollupState, rollup_state, save_state
from backend.outcome import Outcome
from backend.rows import take_turn
from backend.rules.figures import DIMENSIONS, Key, Measures
from backend.services.build_sums import forget, grow
from backend.services.recount import Slice, before, differences, mend, slices_of
from backend.tables import ROLLUPS
from backend.tables.rollups import measures_of, period_of
from backend.transaction import Transaction
from backend.writer import Writer
from contract.entities import Alarm

T = TypeVar("T")
log = logging.getLogger(__name__)
FIGURES_WRONG = "figures_wrong"
POSITION = "rollup_audit"
_ORDER = tuple((table, fact) for table in DIMENSIONS for fact in slices_of(table))
_FAR = datetime(1, 1, 1, tzinfo=UTC)


class Position(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the audit stands (`meta`, key `rollup_audit`)."""

    place: int = 0  # in the list of tables and their facts
    period: int | None = None  # compared last; older ones are left
    passes: int = 0  # whole rounds so far
    wrong: int = 0  # rows that were ever found wrong


class FiguresAudit:
    """One for a server. `run` is called again and again by a job of the leading server."""

    def __init__(
        self,
        db: Database,
        writer: Writer,
        *,
        fence: Callable[[Connection], None] = lambda _: None,
        count: Callable[[str, int], None] = lambda _what, _number: None,
    ) -> None:
        self._db, self._writer, self._fence, self._count = db, writer, fence, count
        self.building = False
        """Whether sums are being built anew: `run` should be called again at once."""

    async def run(self, budget_s: float) -> int:
        """Work for about this long; returns how many wrong rows were found. What is open is taken up the next time."""
        until, wrong = time.monotonic() + budget_s, 0
        first = start = await asyncio.to_thread(self._position)
        while True:
            state, zone = await asyncio.to_thread(self._state)
            self.building = state is None or state.zone != zone or (state.building or state.leaving) is not None
            if self.building:
                began = time.monotonic()
                if not await self._write(_build):
                    break
                # Commands have the writer for as long as this had it.
                await asyncio.sleep(time.monotonic() - began)
            else:
                part, right, first = await asyncio.to_thread(self._compare, first)
                if part is None:
                    break
                self._count("slices", 1)
                if right:
                    found = await self._write(lambda tx, part=part: _repair(tx, part))  # type: ignore[misc]
                    wrong += found
                    self._count("wrong", found)
                    first = msgspec.structs.replace(first, wrong=first.wrong + found)
                elif part.fact == "reported_at" and await asyncio.to_thread(self._has_empty, part):
                    await self._write(lambda tx, part=part: _sweep(tx, part))  # type: ignore[misc]
            if time.monotonic() >= until:
                break
        if first != start:
            body = msgspec.json.encode(first).decode()
            await self._write(lambda tx: set_meta(tx.connection, POSITION, body))
        return wrong

    def _position(self) -> Position:
        with self._db.read() as connection:
            body = get_meta(connection, POSITION)
        return Position() if body is None else msgspec.json.decode(body, type=Position)

    def _state(self) -> tuple[RollupState | None, str]:
        with self._db.read() as connection:
            return rollup_state(connection), profile_of(connection).timezone

    def _compare(self, at: Position) -> tuple[Slice | None, dict[Key, Measures], Position]:
        """The next slice, what is wrong in it, and where that leaves the audit; no slice at the end of a round."""
        with self._db.read() as connection:
            state = rollup_state(connection)
            if state is None or not state.generation:
                return None, {}, at
            table, fact = _ORDER[at.place % len(_ORDER)]
            period = before(connection, state, table, fact, at.period)
            if period is None:
                place = at.place + 1
                rounds = at.passes + place // len(_ORDER)
                after = Position(place=place % len(_ORDER), passes=rounds, wrong=at.wrong)
                return (None, {}, after) if rounds > at.passes else self._next(connection, state, after)
            return self._slice(connection, state, at, Slice(table, fact, period))

    def _next(
        self, connection: Connection, state: RollupState, at: Position
    ) -> tuple[Slice | None, dict[Key, Measures], Position]:
        while (period := before(connection, state, *_ORDER[at.place], None)) is None:
            if at.place + 1 == len(_ORDER):
                return None, {}, Position(passes=at.passes + 1, wrong=at.wrong)
            at = msgspec.structs.replace(at, place=at.place + 1)
        return self._slice(connection, state, at, Slice(*_ORDER[at.place], period))

    @staticmethod
    def _slice(
        connection: Connection, state: RollupState, at: Position, part: Slice
    ) -> tuple[Slice | None, dict[Key, Measures], Position]:
        return part, differences(connection, state, part), msgspec.structs.replace(at, period=part.period)

    def _has_empty(self, part: Slice) -> bool:
        with self._db.read() as connection:
            state = rollup_state(connection)
            query = (
                f"SELECT 1 FROM {part.table} WHERE {_empty(state, part)} LIMIT 1" if state is not None else "SELECT 0"
            )
            return connection.execute(text(query)).scalar() == 1

    async def _write(self, work: Callable[[Transaction], T]) -> T:
        def fenced(tx: Transaction) -> T:
            self._fence(tx.connection)
            return work(tx)

        return await asyncio.wrap_future(self._writer.bulk(fenced))


def _build(tx: Transaction) -> bool:
    """One step towards the sums of the zone in use; False when there is nothing to do."""
    take_turn(tx.connection)
    state, zone = rollup_state(tx.connection), profile_of(tx.connection).timezone
    known = state or RollupState(generation=0, zone="")
    if known.leaving is not None:
        forget(tx.connection, known)
    elif known.building is not None and known.building.zone == zone:
        grow(tx.connection, known)
    elif known.building is not None:
        # The zone changed again: what has grown is of no use.
        for table in ROLLUPS.values():
            tx.connection.execute(table.delete().where(table.c.generation == known.building.generation))
        save_state(tx.connection, msgspec.structs.replace(known, building=None))
    elif known.zone != zone:
        if known.generation:
            log.warning("the sums of the boards are built anew: the city's zone is %s, theirs is %s", zone, known.zone)
        building = Building(generation=known.generation + 1, zone=zone, until=_FAR)
        save_state(tx.connection, msgspec.structs.replace(known, building=building))
    else:
        return False
    return True


def _repair(tx: Transaction, part: Slice) -> int:
    """Look again while nobody else can commit, set what is wrong, raise the alarm."""
    standing = tx.find("alarm", f"{FIGURES_WRONG}:rollup:{part.table}")
    take_turn(tx.connection)
    state = rollup_state(tx.connection)
    right = differences(tx.connection, state, part) if state is not None else {}
    if state is None or not right:
        return 0
    mend(tx.connection, state, part, right)
    example = ", ".join(str(one) for one in next(iter(right)))
    log.error(
        "sums were wrong and are mended: %s, %s of %s: %d rows, one of them (%s)",
        part.table,
        part.fact,
        part.period,
        len(right),
        example,
    )
    before_this = int(standing.params.get("rows", "0")) if isinstance(standing, Alarm) else 0
    alarm = Alarm(
        id=standing.id if standing is not None else tx.new_id(),
        version=standing.version + 1 if standing is not None else 1,
        priority=3,
        code=FIGURES_WRONG,
        raised_at=tx.now,
        about_kind="rollup",
        about_id=part.table,
        params={"rows": str(before_this + len(right)), "period": str(part.period)},
    )
    tx.record(Outcome("alarm.raised", upsert=(alarm,), ids=(alarm.id,)))
    return len(right)


def _sweep(tx: Transaction, part: Slice) -> None:
    """Delete rows that count nothing any more: a case leaves one behind when it gets its department."""
    take_turn(tx.connection)
    if (state := rollup_state(tx.connection)) is not None:
        tx.connection.execute(text(f"DELETE FROM {part.table} WHERE {_empty(state, part)}"))


def _empty(state: RollupState, part: Slice) -> str:
    nothing = " AND ".join(f"{one} = 0" for one in measures_of(part.table))
    return f"generation = {state.generation} AND {period_of(part.table)} = {part.period} AND {nothing}"
