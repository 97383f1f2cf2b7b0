"""`serve check`: is the database whole, and does what it holds agree with itself?

The database's own check of its pages comes first, then ours: references, counters, an outbox without holes, rows that
can be read. It reads one moment, changes nothing, and may run beside a server. The chain of evidence has a check of its
own (`serve verify`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from backend.records import record_of
from backend.services.evaluation_audit import compare
from backend.services.evaluation_counting import count_state
from backend.tables import accounts, case_events, cases, counters, entities, metadata, outbox, tokens
from contract.entities import AnyEntity
from contract.events import Event

NAMED = 5
"""So many examples are named for each fault."""
_entity: msgspec.json.Decoder[AnyEntity] = msgspec.json.Decoder(AnyEntity)
_event: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


@dataclass(frozen=True)
class Finding:
    """One check: what it looked at, and what is wrong (empty: nothing)."""

    name: str
    looked_at: int
    faults: tuple[str, ...] = ()
    skipped: str = ""  # why it could not be done

    @property
    def line(self) -> str:
        """One line for people."""
        if self.skipped:
            return f"skipped  {self.name}: {self.skipped}"
        if not self.faults:
            return f"ok       {self.name} ({self.looked_at})"
        more = len(self.faults) - NAMED
        return f"FAULT    {self.name}: {'; '.join(self.faults[:NAMED])}" + (f"; and {more} more" if more > 0 else "")


def inspect(connection: Connection) -> Iterator[Finding]:
    """Every check, one after the other, on one read transaction."""
    for name, check in _CHECKS.items():
        try:
            found, faults = check(connection)
            yield Finding(name, found, tuple(faults))
        except _Skipped as why:
            yield Finding(name, 0, skipped=str(why))
        except (SQLAlchemyError, msgspec.MsgspecError, ValueError) as fault:
            yield Finding(name, 0, (str(fault).splitlines()[0],))
            if isinstance(fault, SQLAlchemyError) and connection.dialect.name == "postgresql":
                return  # the transaction is over


class _Skipped(Exception):
    pass


Checked = tuple[int, list[str]]


def _pages(connection: Connection) -> Checked:
    if connection.dialect.name == "sqlite":
        told = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check(20)"))]
        told += [f"{row[0]} row {row[1]} -> {row[2]}" for row in connection.execute(text("PRAGMA foreign_key_check"))]
        faults = [one for one in told if one != "ok"]
        return int(connection.execute(text("PRAGMA page_count")).scalar_one()), faults
    if not connection.execute(text("SELECT count(*) FROM pg_extension WHERE extname = 'amcheck'")).scalar():
        raise _Skipped("the extension amcheck is not there (CREATE EXTENSION amcheck); rows are read all the same")
    query = (
        "SELECT c.relname, bt_index_check(index => c.oid) FROM pg_class c JOIN pg_am a ON a.oid = c.relam "
        "JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE a.amname = 'btree' AND c.relkind = 'i' AND i.indisvalid AND n.nspname = current_schema()"
    )
    return len(connection.execute(text(query)).all()), []


def _rows(connection: Connection) -> Checked:
    there = _tables(connection)
    total = 0
    for table in metadata.sorted_tables:
        if table.name in there:
            total += int(connection.execute(select(func.count()).select_from(table)).scalar_one())
    return total, [f"table {table.name} is missing" for table in metadata.sorted_tables if table.name not in there]


def _tables(connection: Connection) -> set[str]:
    return set(connection.dialect.get_table_names(connection))


def _outbox(connection: Connection) -> Checked:
    query = select(func.count(), func.min(outbox.c.seq), func.max(outbox.c.seq), func.count(outbox.c.seq.distinct()))
    count, first, last, distinct = connection.execute(query).one()
    counter = connection.execute(select(counters.c.value).where(counters.c.name == "outbox")).scalar() or 0
    faults = []
    if count and last - first + 1 != distinct:
        faults.append(f"{last - first + 1 - distinct} events are missing between {first} and {last}")
    if count != distinct:
        faults.append(f"{count - distinct} numbers were given twice")
    if count and last != counter:
        faults.append(f"the last event is {last}, its counter stands at {counter}")
    return int(count), faults


def _events(connection: Connection) -> Checked:
    count, faults = 0, []
    for seq, body in connection.execute(select(outbox.c.seq, outbox.c.event)):
        count += 1
        try:
            if _event.decode(body).seq != seq:
                faults.append(f"event {seq} calls itself otherwise")
        except msgspec.MsgspecError as fault:
            faults.append(f"event {seq}: {fault}")
    return count, faults


def _cases(connection: Connection) -> Checked:
    count, faults = 0, []
    for row in connection.execute(select(cases)).mappings():
        count += 1
        try:
            record_of(row)
        except (ValueError, TypeError, msgspec.MsgspecError) as fault:
            faults.append(f"case {row['id']}: {fault}")
    return count, faults


def _entities(connection: Connection) -> Checked:
    count, faults = 0, []
    for kind, one, body in connection.execute(select(entities.c.kind, entities.c.id, entities.c.body)):
        count += 1
        try:
            if _entity.decode(body).id != one:
                faults.append(f"{kind} {one} calls itself otherwise")
        except msgspec.MsgspecError as fault:
            faults.append(f"{kind} {one}: {fault}")
    return count, faults


def _trails(connection: Connection) -> Checked:
    orphan = select(case_events.c.case_id).where(case_events.c.case_id.not_in(select(cases.c.id))).distinct()
    bare = select(cases.c.id).where(cases.c.import_id.is_(None), cases.c.id.not_in(select(case_events.c.case_id)))
    faults = [f"the trail of case {one} has no case" for one in connection.execute(orphan).scalars()]
    faults += [f"case {one} has no trail" for one in connection.execute(bare).scalars()]
    return int(connection.execute(select(func.count()).select_from(case_events)).scalar_one()), faults


def _references(connection: Connection) -> Checked:
    faults: list[str] = []
    total = 0
    for column, kind in ((cases.c.department_id, "department"), (cases.c.area_id, "area")):
        known = select(entities.c.id).where(entities.c.kind == kind)
        lost = select(cases.c.id, column).where(column.is_not(None), column.not_in(known)).limit(1000)
        faults += [f"case {one}: no {kind} {wanted}" for one, wanted in connection.execute(lost)]
        total += int(connection.execute(select(func.count(column))).scalar_one())
    nobody = select(tokens.c.person_id).where(tokens.c.person_id.not_in(select(accounts.c.person_id))).distinct()
    faults += [f"a session of person {one} without an account" for one in connection.execute(nobody).scalars()]
    return total, faults


def _counters(connection: Connection) -> Checked:
    given = {name: value for name, value in connection.execute(select(counters.c.name, counters.c.value))}  # noqa: C416
    faults = []
    day = func.substr(cases.c.number, 1, 8)
    query = select(day, func.max(cases.c.short)).where(cases.c.import_id.is_(None), cases.c.number.like("%-%"))
    for name, most in connection.execute(query.group_by(day)):
        counter = given.get(f"case:{name}")
        if counter is not None and most > counter:
            faults.append(f"case:{name} stands at {counter}, but {most} was given")
    return len(given), faults


def _evaluation(connection: Connection) -> Checked:
    return count_state(connection).position, compare(connection)


_CHECKS: dict[str, Callable[[Connection], Checked]] = {
    "pages and indexes": _pages,
    "rows can be counted": _rows,
    "outbox without holes": _outbox,
    "events can be read": _events,
    "cases can be read": _cases,
    "entities can be read": _entities,
    "trails belong to cases": _trails,
    "references": _references,
    "counters": _counters,
    "evaluation counts what the event log says": _evaluation,
}
