"""A simulated city lives for days (or, by marker, a month): every special state occurs, every count is right."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from backend.services.evaluation_audit import compare
from backend.services.evaluation_counting import Counting, count_state
from backend.services.verify import verify
from contract.entities import CaseState
from contract.lifecycle import COMMANDS
from tests.backend.month import STARTS, Month
from tests.backend.postgres import cluster
from tests.backend.sums import town


def _lived(url: str, days: float, reports: float, seed: int) -> None:
    clock: list[datetime] = [STARTS]
    with town(url, clock=lambda: clock[0]) as place:
        month = Month(place, clock, seed=seed, reports_a_day=reports)
        month.run(days, closing_days=4)
        assert set(COMMANDS) - set(month.done) == set(), month.refused
        assert month.states | {"returned"} >= {str(one) for one in CaseState}
        assert {"due: case.urged", "due: case.limit_ended"} <= set(month.done)
        asyncio.run(Counting(place.db, place.writer).catch_up(600.0))
        with place.db.read() as connection:
            assert count_state(connection).generation
            assert compare(connection) == []
        assert place.one_round() == 0, "the sums behind the boards agree with the cases"
    found = verify(url, jobs=1)
    assert found.faults == []


def test_days_of_a_city_with_all_special_states(tmp_path: Path) -> None:
    _lived(f"sqlite:///{tmp_path / 'days.db'}", days=2.0, reports=400.0, seed=3)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_month_of_a_city(tmp_path: Path, kind: str) -> None:
    if kind == "sqlite":
        _lived(f"sqlite:///{tmp_path / 'month.db'}", days=30.0, reports=130.0, seed=1)
        return
    with cluster() as url:
        _lived(url, days=30.0, reports=130.0, seed=2)
