"""The hashes of one case's chain and the checkpoint over them, for whoever may see its trail."""

from __future__ import annotations

from sqlalchemy import Connection, select

from backend.door import read_id
from backend.rules.chain import fact_of
from backend.services.query import within
from backend.tables import case_events, cases, checkpoints
from contract.entities import Id
from contract.errors import Code, Refused
from contract.scope import Scope, View
from contract.seal import CaseSeal, SealedLink


def case_seal(connection: Connection, case_id: Id, scope: Scope) -> CaseSeal:
    """The seal of a case. Refused(not_found) for one that this scope may not see, and on public screens."""
    read_id(case_id, "case_id")
    known = connection.execute(select(cases.c.id).where(cases.c.id == case_id, within(scope))).first()
    if known is None or scope.view is View.PUBLIC:
        raise Refused(Code.NOT_FOUND, field="case_id", reason="no such case")
    rows = connection.execute(
        select(case_events.c.number, case_events.c.name, case_events.c.position, case_events.c.hash, case_events.c.body)
        .where(case_events.c.case_id == case_id)
        .order_by(case_events.c.number)
    ).all()
    links = tuple(
        SealedLink(
            number=row.number,
            seq=fact_of(row.body).seq,
            name=row.name,
            position=row.position,
            hash=bytes(row.hash).hex(),
        )
        for row in rows
    )
    if not links:
        return CaseSeal(case_id=case_id, links=())
    last = links[-1]
    over = connection.execute(
        select(checkpoints.c.number, checkpoints.c.hash, checkpoints.c.made_at)
        .where(checkpoints.c.last >= last.position)
        .order_by(checkpoints.c.number)
        .limit(1)
    ).first()
    if over is None:
        return CaseSeal(case_id=case_id, links=links, head=last.hash)
    return CaseSeal(
        case_id=case_id,
        links=links,
        head=last.hash,
        checkpoint=over.number,
        checkpoint_hash=bytes(over.hash).hex(),
        checkpoint_at=over.made_at,
    )
