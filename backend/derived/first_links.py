"""The first link of a new case, made before its transaction knows its position and its time."""

from __future__ import annotations

from datetime import UTC, datetime

from backend.derived.evidence import UNTOLD
from backend.rules.chain import VERSION
from contract.entities import Id

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def beginning(case_id: Id | int, position: int, at: int) -> str:
    """How the body of such a link begins: with what the transaction alone knows (`rules.chain.Fact`, in its order)."""
    return (
        f'{{"v":{VERSION},"position":{position},"case_id":"{case_id}","number":1,"name":"{UNTOLD}",'
        f'"recorded_at":{at},"happened_at":{at},'
    )
