"""Every count of the evaluation against a recount from the event log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend.judged_town import JudgedTown, judged_town
from tests.backend.postgres import cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[JudgedTown]:
    if request.param == "sqlite":
        with judged_town(f"sqlite:///{tmp_path / 'x.db'}") as one:
            yield one
    else:
        with cluster() as url, judged_town(url) as one:
            yield one


def test_every_count_equals_a_recount_from_the_event_log(town: JudgedTown) -> None:
    for _ in range(4):
        town.live(150)
        town.count()
        assert town.differences() == []
    assert len(town.done) > 28, town.refusals
