"""The statements by which a transaction writes: a handful of executemany for a whole batch of commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from backend.db import IDLE_S, OUTBOX_LOCK
from backend.outcome import Key, Outcome, Written
from backend.records import CaseRecord, natural_key, row_of
from backend.tables import cases, counters, entities, outbox
from contract.entities import AnyEntity, Id, kind_of

PATIENCE_S = 30
# Statements of every transaction, built once: building one costs as much as running it.
COUNTER = select(counters.c.value).where(counters.c.name == bindparam("name"))
COUNTER_LOCKED = COUNTER.with_for_update()
_ADVANCE = counters.update().where(counters.c.name == bindparam("b_name")).values(value=bindparam("b_value"))
_TURN = text(
    f"SELECT set_config('idle_in_transaction_session_timeout', '{int(IDLE_S * 1000)}', true), "
    "pg_advisory_xact_lock(:key)"
)


def write_cases(connection: Connection, records: Iterable[CaseRecord], fresh: set[Id]) -> None:
    """Insert the fresh ones, update the others."""
    kept = list(records)
    new = [row_of(one) for one in kept if one.id in fresh]
    old = [row_of(one) for one in kept if one.id not in fresh]
    if new:
        connection.execute(cases.insert(), new)
    if old:
        columns: dict[str, Any] = {name: bindparam(f"b_{name}") for name in old[0] if name != "id"}
        query = cases.update().where(cases.c.id == bindparam("b_id")).values(columns)
        connection.execute(query, [{f"b_{name}": value for name, value in row.items()} for row in old])


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
        insert = _upsert(connection, counters)
        connection.execute(
            insert.on_conflict_do_update(index_elements=["name"], set_={"value": insert.excluded["value"]}),
            [{"name": name, "value": value} for name, value in values.items()],
        )


def reserve(connection: Connection, counter: str, count: int) -> int:
    """The first of `count` gapless numbers. On PostgreSQL under a lock until the commit, so that rows become visible
    in the order of their numbers."""
    take_turn(connection)
    last = connection.execute(COUNTER, {"name": counter}).scalar()
    if last is None:
        connection.execute(counters.insert().values(name=counter, value=count))
    elif count:
        connection.execute(_ADVANCE, {"b_name": counter, "b_value": last + count})
    return (last or 0) + 1


def take_turn(connection: Connection) -> None:
    """On PostgreSQL: wait for the ordering lock; it is held until the commit, by a process that moves."""
    if connection.dialect.name == "postgresql":
        connection.execute(_TURN, {"key": OUTBOX_LOCK})


def patience(connection: Connection) -> None:
    """On PostgreSQL: let this transaction stand still for longer; an import thinks between its statements."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{PATIENCE_S}s'"))


def write_outbox(connection: Connection, written: Sequence[Written]) -> None:
    """The events, each with what it touched as that was before."""
    if written:
        connection.execute(outbox.insert(), [_outbox_row(one) for one in written])


def write_extras(connection: Connection, outcomes: Iterable[Outcome]) -> None:
    """The further rows of outcomes: accounts, sealed addresses."""
    for outcome in outcomes:
        for table, row in outcome.rows:
            connection.execute(table.insert(), dict(row))
        for statement in outcome.statements:
            connection.execute(statement)


def _outbox_row(written: Written) -> dict[str, Any]:
    return {
        "seq": written.event.seq,
        "recorded_at": written.event.recorded_at,
        "event": msgspec.json.encode(written.event).decode(),
        "before": msgspec.json.encode([one for one in written.before.values() if one is not None]).decode(),
    }


def _upsert(connection: Connection, table: Table) -> Any:
    return (postgres_insert if connection.dialect.name == "postgresql" else sqlite_insert)(table)
