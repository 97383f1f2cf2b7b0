"""Figures that are kept in memory: always those of the snapshot that is asked in, and read again only where changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import msgspec
from sqlalchemy import text

from backend.services.kept_sums import Columns, KeptSums, total
from backend.services.kpi_table import DayQuery, MonthQuery, day_table, month_table
from contract.kpi import KpiTable
from contract.scope import FULL, Scope, View
from tests.backend.sums import NOW, PROFILE, Town, _insert, fill

MONTHS = MonthQuery(by="area")
BOTH = Scope(view=View.DEPARTMENT, department_id="21", area_ids=("11",))


def months(one: Town, kept: KeptSums) -> KpiTable:
    with one.db.read() as connection:
        return month_table(connection, PROFILE, FULL, NOW, MONTHS, kept)


def test_only_the_month_that_changed_is_read_again(place: Town) -> None:
    fill(place)
    kept = KeptSums()
    first = months(place, kept)
    assert kept.read == 24
    assert months(place, kept) == first
    assert kept.read == 24
    old = next(one for one in place.records() if one.reported_at.month == 10 and one.handled_at is None)
    place.put(msgspec.structs.replace(old, version=old.version + 1, area_id="12" if old.area_id == "11" else "11"))
    assert months(place, kept) == months(place, KeptSums()) != first
    assert kept.read == 25


def test_two_cases_that_trade_departments_change_no_sum_and_yet_are_seen(place: Town) -> None:
    fill(place, 60)
    days = DayQuery(first=date(2026, 10, 20), last=date(2026, 11, 2))
    kept = KeptSums()

    def handled(scope: Scope, kept: KeptSums) -> int:
        with place.db.read() as connection:
            return day_table(connection, PROFILE, scope, NOW, days, kept).total.figures.reported

    records = [one for one in place.records() if one.reported_at > NOW - timedelta(days=13)]
    mine = next(one for one in records if (one.area_id, one.department_id) == ("11", "21"))
    before = handled(BOTH, kept)
    theirs = msgspec.structs.replace(
        mine, id=place.new_id(), number="twin", area_id="12", department_id="22", version=1, import_key=None
    )
    place.writer.bulk(lambda tx: _insert(tx, [theirs])).result()
    assert handled(BOTH, kept) == before
    mine, theirs = (next(one for one in place.records() if one.id == which.id) for which in (mine, theirs))
    place.put(
        msgspec.structs.replace(mine, version=mine.version + 1, department_id="22"),
        msgspec.structs.replace(theirs, version=theirs.version + 1, department_id="21"),
    )
    assert handled(BOTH, kept) == handled(BOTH, KeptSums()) == before - 1


def test_what_the_audit_mends_is_read_again(place: Town) -> None:
    fill(place)
    kept = KeptSums()
    right = months(place, kept)
    with place.db.write() as connection:
        connection.execute(text("UPDATE rollup_month_area SET reported = reported + 3 WHERE area_id = 11"))
    wrong = months(place, KeptSums())
    assert wrong != right
    broken = KeptSums()
    assert months(place, broken) == wrong
    assert place.one_round() > 0
    seq = months(place, KeptSums()).seq
    assert msgspec.structs.replace(months(place, broken), seq=seq) == msgspec.structs.replace(right, seq=seq)


def test_an_older_snapshot_gets_its_own_and_leaves_the_newer_in_place() -> None:
    kept = KeptSums()

    def rows(number: int) -> Columns:
        return [[202611], [7], *([number] for _ in range(12))]

    def ask(version: int) -> tuple[int, int]:
        asked: list[Collection[int]] = []

        def read(periods: Collection[int]) -> Columns:
            asked.append(periods)
            return rows(version * 10)

        view, parts = kept.parts("view", {202611: version}, read)
        assert view.keys() == [7]
        return int(total(1, parts.values())[0, 0]), len(asked)

    assert ask(2) == (20, 1)
    assert ask(1) == (10, 1)
    assert ask(2) == (20, 0)
    assert ask(3) == (30, 1)


def test_it_keeps_what_was_asked_for_last_and_no_more_than_it_may() -> None:
    kept = KeptSums(most_bytes=20_000)

    def read(periods: Collection[int]) -> Columns:
        keys = range(20)
        return [[one for one in periods for _ in keys], [*keys] * len(periods), *([1] * 20 * len(periods),) * 12]

    for view in range(10):
        kept.parts(view, {202610: 1, 202611: 1}, read)
    assert kept.read == 20
    kept.parts(9, {202610: 1, 202611: 1}, read)
    assert kept.read == 20
    kept.parts(0, {202610: 1, 202611: 1}, read)
    assert kept.read == 22
    assert 0 < len(kept._views) < 5
    assert set(kept._bytes) <= set(kept._views)
