"""What an old platform tells of the way of its cases: lines of their trail, as told, never as acts done here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from backend.derived.evidence import TOLD
from backend.imports.cases import BadRow
from backend.imports.takeover.desk import Desk
from backend.imports.takeover.mapping import Fields
from backend.records import CaseAct, whole_ms
from backend.rules.chain import fact_of
from backend.tables import case_events, cases, from_ms
from backend.transaction import Transaction
from contract.entities import Id
from contract.events import EVENT_NAMES

_CHUNK = 500
_LOOKUP = 400
_OPINION = 2000
_ACTS = frozenset(EVENT_NAMES)


class Told(msgspec.Struct, frozen=True, gc=False):
    """A line: when, which act in our words (empty: none of ours), the source's own word, who, what he wrote."""

    at: datetime
    act: str
    said: str
    actor: str
    opinion: str


def bring_trail(desk: Desk) -> None:
    """The table of the trail. Lines of cases that did not come are refused; a line that is here is known again."""
    table = desk.open("trail")
    if table is None:
        return
    fields = Fields(table.of, table.columns)
    chunk: dict[str, list[tuple[int, Told]]] = {}
    waiting = 0
    for line, row in desk.rows(table):
        key = fields.raw("case", row)
        try:
            chunk.setdefault(f"{desk.mapping.name}:{key}", []).append((line, _told(desk, fields, row)))
            waiting += 1
        except BadRow as bad:
            desk.refuse("trail", line, key, bad)
        if waiting >= _CHUNK:
            _store(desk, chunk)
            chunk, waiting = {}, 0
    if chunk:
        _store(desk, chunk)


def _told(desk: Desk, fields: Fields, row: list[str]) -> Told:
    said, act = fields.raw("act", row), fields.text("act", row)
    try:
        at = desk.mapping.time(fields.text("at", row))
    except ValueError as fault:
        raise BadRow("at", str(fault)) from None
    return Told(
        at=whole_ms(at),
        act=act if act in _ACTS else "",
        said=said[:100],
        actor=fields.text("actor", row)[:100],
        opinion=fields.text("opinion", row)[:_OPINION],
    )


def _store(desk: Desk, chunk: dict[str, list[tuple[int, Told]]]) -> None:
    if desk.dry:
        known = {f"{desk.mapping.name}:{one.old}" for one in desk.ledger.numbers}
        with desk.ground.db.read() as connection:
            there = _ids(connection, list(chunk))
            before = lines_of(connection, there.values())
        fresh = {
            key: [told for _, told in lines if told not in before.get(there.get(key, ""), ())]
            for key, lines in chunk.items()
            if key in known or key in there
        }
    else:
        fresh = desk.ground.write(lambda tx: _written(desk, tx, chunk))
    for key, lines in chunk.items():
        if key in fresh:
            added = len(fresh[key])
            desk.count("trail", accepted=added, unchanged=len(lines) - added)
            desk.ground.report.count(accepted=added, unchanged=len(lines) - added)
            continue
        for line, _ in lines:
            desk.refuse("trail", line, key.split(":", 1)[1], BadRow("case", "this case did not come in"))


def _written(desk: Desk, tx: Transaction, chunk: dict[str, list[tuple[int, Told]]]) -> dict[str, list[Told]]:
    ids = _ids(tx.connection, list(chunk))
    before = lines_of(tx.connection, ids.values())
    tx.prefetch_cases(ids.values())
    fresh: dict[str, list[Told]] = {}
    for key, case_id in ids.items():
        record = tx.case(case_id)
        assert record is not None, "its id was just read"
        known = set(before.get(case_id, ()))
        fresh[key] = []
        for _, told in chunk[key]:
            if told in known:
                continue
            known.add(told)
            fresh[key].append(told)
            params = {"import": desk.ground.report.id, "act": told.act, "said": told.said}
            tx.note(
                CaseAct(
                    after=record,
                    name=TOLD,
                    happened_at=told.at,
                    actor_id=desk.ground.actor.person_id,
                    actor_name=told.actor,
                    opinion=told.opinion,
                    params={name: value for name, value in params.items() if value},
                )
            )
    return fresh


def _ids(connection: Connection, keys: list[str]) -> dict[str, Id]:
    found: dict[str, Id] = {}
    for start in range(0, len(keys), _LOOKUP):
        query = select(cases.c.import_key, cases.c.id).where(cases.c.import_key.in_(keys[start : start + _LOOKUP]))
        found.update({str(key): str(one) for key, one in connection.execute(query)})
    return found


def lines_of(connection: Connection, ids: Iterable[Id]) -> dict[Id, list[Told]]:
    """What was told of these cases before, in its order."""
    wanted, found = sorted(set(ids), key=int), dict[Id, list[Told]]()
    for start in range(0, len(wanted), _LOOKUP):
        query = (
            select(case_events.c.case_id, case_events.c.body)
            .where(case_events.c.case_id.in_(wanted[start : start + _LOOKUP]), case_events.c.name == TOLD)
            .order_by(case_events.c.case_id, case_events.c.number)
        )
        for case_id, body in connection.execute(query):
            fact = fact_of(body)
            found.setdefault(case_id, []).append(
                Told(
                    at=from_ms(fact.happened_at),
                    act=fact.params.get("act", ""),
                    said=fact.params.get("said", ""),
                    actor=fact.actor_name,
                    opinion=fact.opinion,
                )
            )
    return found
