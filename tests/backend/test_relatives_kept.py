"""Acts on two cases at once: the stream stays the theorem's, the evidence clean, and none is done by half."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.services.verify import verify
from contract import commands as c
from contract.entities import CaseState, Point
from contract.errors import Refused
from contract.events import Event
from contract.figures import CaseDetail
from contract.snapshot import apply, live_of
from tests.backend.city import Hall
from tests.backend.postgres import cluster
from tests.backend.server import running

POINT = Point(104.5, 32.0)


@pytest.fixture(params=["sqlite", "postgresql"])
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Hall, str]]:
    if request.param == "sqlite":
        with running(tmp_path) as backend:
            yield Hall(backend), f"sqlite:///{tmp_path / 'citywall.db'}"
    else:
        with cluster() as url, running(tmp_path, flags=("--database", url)) as backend:
            yield Hall(backend), url


def test_an_old_snapshot_with_the_events_since_is_a_fresh_one_and_the_evidence_is_clean(
    city: tuple[Hall, str],
) -> None:
    hall, url = city
    before = hall.admin.snapshot()
    first = hall.report(point=POINT)
    doubles = [hall.report(point=POINT) for _ in range(3)]
    for one in doubles:
        hall.intake.send(c.MergeCase(case_id=one, into_id=first))
    hall.intake.send(c.SplitCase(case_id=doubles[0], opinion="不是同一处"))
    hall.take_to(first, CaseState.CLOSED)
    hall.report(point=POINT)
    hall.shift_leader.send(c.SplitCase(case_id=doubles[1], opinion="还在"))  # of one that is closed by now
    live = live_of(before.entities)
    for event in hall.admin.get("/api/events", list[Event], after=before.seq, limit=1000):
        apply(live, event)
    assert live == hall.admin.live_state()
    assert verify(url).is_clean
    told = [one.name for one in hall.admin.get(f"/api/cases/{first}", CaseDetail).trail]
    assert told.count("case.absorbed") == 3
    assert told[-3:] == ["case.closed", "case.came_back", "case.split_off"]


def test_two_who_merge_two_cases_into_each_other_leave_one_of_them_open(city: tuple[Hall, str]) -> None:
    hall, url = city
    callers = [hall.intake, hall.shift_leader]
    for _ in range(8):
        pair = [hall.report(point=POINT) for _ in range(2)]
        outcomes: list[str] = []
        gate = threading.Barrier(2)

        def merge(
            at: int, pair: list[str] = pair, outcomes: list[str] = outcomes, gate: threading.Barrier = gate
        ) -> None:
            gate.wait(10)
            try:
                callers[at].send(c.MergeCase(case_id=pair[at], into_id=pair[1 - at]))
                outcomes.append("merged")
            except Refused as refused:
                outcomes.append(str(refused.problem.code))

        threads = [threading.Thread(target=merge, args=(at,)) for at in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["merged", "wrong_state"]
        live = hall.admin.live_state()["case"]
        assert sum(one in live for one in pair) == 1
    assert verify(url).is_clean
