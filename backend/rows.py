"""The statements by which a transaction writes: a handful of executemany for a whole batch of commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, bindparam, text
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend import bulk
from backend.db import IDLE_S, OUTBOX_LOCK
from backend.outcome import Key, Outcome, Written
from backend.records import CASE_COLUMNS, CaseChange, CaseRecord, natural_key, stored
from backend.tables import entities, to_ms
from contract.entities import AnyEntity, Id, kind_of

PATIENCE_S = 30
_ID = CASE_COLUMNS.index("id")
_OUTBOX = ("seq", "recorded_at", "event", "before")
_json = msgspec.json.Encoder().encode
# Statements of every transaction, built once: building one costs as much as running it.
COUNTER = text("SELECT value FROM counters WHERE name = :name")
COUNTER_LOCKED = text("SELECT value FROM counters WHERE name = :name FOR UPDATE")
_COUNT = text(
    "INSERT INTO counters (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_RESERVE = text(
    "INSERT INTO counters (name, value) VALUES (:name, :count) "
    "ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING value"
)
_ENDS = "SELECT name, value FROM counters WHERE name IN ('outbox', 'evidence')"
_HAS_TURN = "citywall: the transaction that holds the ordering lock"
_TURN = text(
    f"SELECT set_config('idle_in_transaction_session_timeout', '{int(IDLE_S * 1000)}', true), "
    "pg_advisory_xact_lock(:key)"
)


def write_cases(connection: Connection, changes: Iterable[CaseChange], fresh: set[Id]) -> None:
    """Insert the fresh ones; of the others write what has changed, so that only indexes over it are touched."""
    new: list[CaseRecord] = []
    old: dict[tuple[int, ...], list[tuple[Any, ...]]] = {}
    for one in changes:
        if one.before is None or one.after.id in fresh:
            new.append(one.after)
            continue
        before, after = stored(one.before), stored(one.after)
        changed = tuple([at for at, value in enumerate(after) if value != before[at]])
        if changed:
            old.setdefault(changed, []).append((*[after[at] for at in changed], after[_ID]))
    bulk.insert(connection, "cases", CASE_COLUMNS, map(stored, new), len(new))
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    for changed, rows in old.items():
        connection.exec_driver_sql(_update_text(changed, mark), rows)


@cache
def _update_text(changed: tuple[int, ...], mark: str) -> str:
    columns = ", ".join(f"{CASE_COLUMNS[at]} = {mark}" for at in changed)
    return f"UPDATE cases SET {columns} WHERE id = {mark}"


def write_entities(connection: Connection, outcomes: Iterable[Outcome]) -> None:
    """Store what the outcomes made of every entity but cases; what left the live state stays as history."""
    keep: dict[Key, AnyEntity] = {}
    ended: dict[Key, None] = {}
    for outcome in outcomes:
        for one in outcome.upsert:
            keep[kind_of(one), one.id] = one
            ended.pop((kind_of(one), one.id), None)
        ended.update({(gone.kind, gone.id): None for gone in outcome.remove if gone.kind != "case"})
    rows = [
        {
            "kind": kind,
            "id": one.id,
            "natural_key": natural_key(one),
            "version": one.version,
            "body": msgspec.json.encode(one).decode(),
            "ended": False,
        }
        for (kind, _), one in keep.items()
        if kind != "case"
    ]
    if rows:
        insert: Any = _upsert(connection, entities)
        changed = {name: insert.excluded[name] for name in ("natural_key", "version", "body", "ended")}
        connection.execute(insert.on_conflict_do_update(index_elements=["kind", "id"], set_=changed), rows)
    if ended:
        query = (
            entities.update()
            .where(entities.c.kind == bindparam("b_kind"), entities.c.id == bindparam("b_id"))
            .values(ended=True, natural_key=None)
        )
        connection.execute(query, [{"b_kind": kind, "b_id": one} for kind, one in ended])


def write_counters(connection: Connection, values: Mapping[str, int]) -> None:
    """Store the last numbers given."""
    if values:
        connection.execute(_COUNT, [{"name": name, "value": value} for name, value in values.items()])


def reserve(connection: Connection, counter: str, count: int) -> int:
    """The first of `count` gapless numbers. On PostgreSQL under a lock until the commit, so that rows become visible
    in the order of their numbers."""
    take_turn(connection)
    if not count:
        return 0
    last: int = connection.execute(_RESERVE, {"name": counter, "count": count}).scalar_one()
    return last - count + 1


def ends(connection: Connection) -> dict[str, int]:
    """The last numbers of outbox and evidence. On PostgreSQL under the ordering lock, as `reserve`."""
    take_turn(connection)
    return {"outbox": 0, "evidence": 0} | dict(map(tuple, connection.exec_driver_sql(_ENDS)))


def take_turn(connection: Connection) -> None:
    """On PostgreSQL: wait for the ordering lock; it is held until the commit, by a process that moves."""
    if connection.dialect.name != "postgresql":
        return
    transaction = connection.get_transaction()
    if transaction is None or connection.info.get(_HAS_TURN) is not transaction:
        connection.execute(_TURN, {"key": OUTBOX_LOCK})
        connection.info[_HAS_TURN] = transaction


def patience(connection: Connection) -> None:
    """On PostgreSQL: let this transaction stand still for longer; an import thinks between its statements."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{PATIENCE_S}s'"))


def write_outbox(connection: Connection, written: Sequence[Written]) -> None:
    """The events, each with what it touched as that was before."""
    bulk.insert(connection, "outbox", _OUTBOX, map(_outbox_row, written), len(written))


def write_extras(connection: Connection, outcomes: Iterable[Outcome]) -> None:
    """The further rows of outcomes: accounts, sealed addresses."""
    for outcome in outcomes:
        for table, row in outcome.rows:
            connection.execute(table.insert(), dict(row))
        for statement in outcome.statements:
            connection.execute(statement)


def _outbox_row(one: Written) -> tuple[Any, ...]:
    before = [image for image in one.before.values() if image is not None]
    was = _json(before).decode() if before else "[]"
    return one.event.seq, to_ms(one.event.recorded_at), _json(one.event).decode(), was


def _upsert(connection: Connection, table: Table) -> Any:
    return (postgres_insert if connection.dialect.name == "postgresql" else sqlite_insert)(table)
