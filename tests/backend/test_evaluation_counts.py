"""Every count of the evaluation against a recount from the event log."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from backend.services.evaluation_counting import Counting, count_state
from tests.backend.judged_town import JUDGED, JudgedTown, judged_town
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


def test_another_zone_of_the_city_counts_everything_anew_and_leaves_nothing_behind(town: JudgedTown) -> None:
    town.live(60)
    town.count()
    with town.db.read() as connection:
        before = count_state(connection)
    town.set_profile(msgspec.structs.replace(JUDGED, timezone="Pacific/Auckland"))
    assert asyncio.run(town.counting.catch_up(60.0))
    assert town.differences() == []
    while _left(town, before.generation):
        asyncio.run(town.counting.tidy())
    with town.db.read() as connection:
        after = count_state(connection)
    assert (after.zone, after.position, after.leaving) == ("Pacific/Auckland", before.position, False)
    assert town.differences() == []


def test_two_servers_that_count_at_once_count_everything_once(town: JudgedTown) -> None:
    town.live(60)
    other = Counting(town.db, town.writer)

    async def both() -> list[bool]:
        return await asyncio.gather(town.counting.catch_up(60.0), other.catch_up(60.0))

    assert asyncio.run(both()) == [True, True]
    assert town.differences() == []


def test_what_is_changed_past_the_server_is_named(town: JudgedTown) -> None:
    town.live(30)
    town.count()
    town.writer.bulk(
        lambda tx: tx.connection.exec_driver_sql("UPDATE evaluation_sums SET amount = amount + 1 WHERE number = 0")
    ).result()
    lines = town.differences()
    assert lines
    assert all(one.startswith("sum of ") for one in lines)


def _left(town: JudgedTown, generation: int) -> bool:
    query = f"SELECT 1 FROM {{}} WHERE generation = {generation} LIMIT 1"
    with town.db.read() as connection:
        return (
            any(
                connection.exec_driver_sql(query.format(table)).first() is not None
                for table in ("evaluation_marks", "evaluation_sums")
            )
            or count_state(connection).leaving
        )
