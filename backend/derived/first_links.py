"""The first link of a new case, made before its transaction knows its position and its time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from backend.derived.evidence import UNTOLD, links_of
from backend.records import CaseAct
from backend.rules.chain import NOTHING, VERSION
from contract.entities import Id

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""When the acts happened that `open_links` takes; the transaction sets its own time."""


def open_links(acts: Iterable[CaseAct]) -> list[str]:
    """The body of the first link of each case, less its `beginning`; the acts are named `case.imported`."""
    found: list[str] = []
    for act in acts:
        ((_, _, _, _, _, body, _, _),) = links_of([act], 0, {act.after.id: (0, NOTHING, None)}, 0)
        begun = beginning(act.after.id, 0, 0)
        if not body.startswith(begun):
            raise ValueError("the form of a link is another than `beginning` says")
        found.append(body[len(begun) :])
    return found


def beginning(case_id: Id, position: int, at: int) -> str:
    """How such a body begins: with what the transaction alone knows (`rules.chain.Fact`, in its order)."""
    return (
        f'{{"v":{VERSION},"position":{position},"case_id":"{case_id}","number":1,"name":"{UNTOLD}",'
        f'"recorded_at":{at},"happened_at":{at},'
    )
