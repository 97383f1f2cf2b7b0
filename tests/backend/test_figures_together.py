"""Boards and tables of several servers on one database, while cases change, zones change, and sums are built anew."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from backend.db import profile_of
from backend.records import RUNNING, CaseRecord
from backend.services import build_sums
from backend.services.kept_sums import KeptSums
from backend.services.kpi import kpi_board
from backend.services.kpi_table import DayQuery, MonthQuery, day_table, month_table
from contract import commands as c
from contract.entities import CaseSource, CaseState
from contract.kpi import KpiTable
from contract.scope import Scope, View
from tests.backend.postgres import cluster
from tests.backend.sums import AREAS, CLASSES, DEPARTMENTS, NOW, PROFILE, SCOPES, Town, events, fill, town

ZONES = ("Europe/Berlin", "Asia/Shanghai", "America/Havana", "Pacific/Apia")
COUNTED = ("reported", "refused", "filed", "handled", "limited", "on_time", "reworked", "reworks", "closed")


@pytest.fixture(params=["sqlite", "postgresql"])
def towns(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Town]]:
    """The write sides of one server, or of two on one database."""
    with ExitStack() as stack:
        alone = request.param == "sqlite"
        urls = [f"sqlite:///{tmp_path / 'x.db'}"] if alone else [stack.enter_context(cluster())] * 2
        yield [stack.enter_context(town(url)) for url in urls]


@pytest.mark.parametrize("steps", [36, pytest.param(600, marks=pytest.mark.long)])
def test_no_server_ever_shows_a_figure_that_is_not_that_of_the_cases(
    towns: list[Town], steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_sums, "STEP", 5)  # less than a day of facts
    chance = random.Random(20261121)
    kept = [KeptSums() for _ in towns]
    fill(towns[0], 60)
    for _ in range(steps // 3):
        for _ in range(3):
            _step(chance.choice(towns), chance)
        for one, memory in zip(towns, kept, strict=True):
            _agrees(one, memory, chance.choice(SCOPES), NOW + timedelta(minutes=chance.randrange(-3000, 3000)))


def _step(one: Town, chance: random.Random) -> None:
    what = chance.random()
    if what < 0.35:
        old = chance.choice(one.records())
        new = msgspec.structs.replace(old, version=old.version + 1, **_changes(chance))
        if chance.random() < 0.2:
            one.put_and_fail(new)
        else:
            one.put(new)
    elif what < 0.5:
        a, b = chance.sample(one.records(), 2)
        trade = [(a, b), (b, a)]
        one.put(
            *(
                msgspec.structs.replace(
                    mine, version=mine.version + 1, area_id=other.area_id, department_id=other.department_id
                )
                for mine, other in trade
            )
        )
    elif what < 0.6:
        one.do(*[c.ReportCase(class_code="E0110", source=CaseSource.VIDEO) for _ in range(chance.randrange(1, 4))])
    elif what < 0.64:
        one.set_profile(msgspec.structs.replace(PROFILE, timezone=chance.choice(ZONES)))
    else:
        for _ in range(chance.choice((1, 5, 80))):
            asyncio.run(one.audit().run(0.0))


def _changes(chance: random.Random) -> dict[str, object]:
    moment = NOW - timedelta(minutes=chance.randrange(60 * 24 * 60))
    every: dict[str, object] = {
        "area_id": chance.choice(AREAS),
        "department_id": chance.choice(DEPARTMENTS),
        "class_code": chance.choice(CLASSES),
        "reported_at": moment,
        "handled_at": chance.choice((None, moment)),
        "closed_at": chance.choice((None, moment)),
        "state": chance.choice(list(CaseState)),
        "rework": chance.randrange(3),
    }
    return {name: every[name] for name in chance.sample(sorted(every), chance.randrange(1, 4))}


def _agrees(one: Town, memory: KeptSums, scope: Scope, now: datetime) -> None:
    seen = [case for case in one.records() if _sees(scope, case)]
    with one.db.read() as connection:
        profile = profile_of(connection)
        zone = ZoneInfo(profile.timezone)
        for by in ("", "area", "department", "class"):
            months = MonthQuery(first="2026-03", last="2026-11", by=by)  # type: ignore[arg-type]
            _table_agrees(month_table(connection, profile, scope, now, months, memory), seen, zone)
            if by != "class":
                days = DayQuery(first=date(2026, 10, 20), last=date(2026, 11, 3), by=by)  # type: ignore[arg-type]
                _table_agrees(day_table(connection, profile, scope, now, days, memory), seen, zone)
        board = kpi_board(connection, profile, scope, now)
    local = now.astimezone(zone)
    for name, moments in (("reported", [case.reported_at for case in seen]), ("closed", [x.closed_at for x in seen])):
        hours = Counter(at.astimezone(zone).hour for at in moments if at and at.astimezone(zone).date() == local.date())
        assert {one.hour: getattr(one, name) for one in board.by_hour if getattr(one, name)} == hours
    live = [case for case in seen if case.is_live]
    late = [case for case in live if case.state in RUNNING and case.deadline_at and case.deadline_at < now]
    assert (board.open, board.overdue) == (len(live), len(late))
    loads = Counter(case.department_id for case in live if case.department_id)
    assert {load.department_id: load.open for load in board.by_department} == loads
    first = local.date() - timedelta(days=13)
    spent = [
        (case.handled_at - case.signed_at).total_seconds() / 60
        for case in seen
        if case.handled_at and case.signed_at and first <= case.handled_at.astimezone(zone).date() <= local.date()
    ]
    assert board.mean_handling_min == (pytest.approx(sum(spent) / len(spent)) if spent else None)


def _table_agrees(table: KpiTable, seen: list[CaseRecord], zone: ZoneInfo) -> None:
    groups: dict[str, list[CaseRecord]] = {}
    key = {"area": "area_id", "department": "department_id", "class": "class_code"}.get(table.by)
    for case in seen if key else ():
        groups.setdefault(getattr(case, str(key)) or "", []).append(case)
    rows = {row.key: row.figures for row in table.rows}
    for figures, cases in [(table.total.figures, seen), *((rows.get(name), own) for name, own in groups.items())]:
        counts: Counter[str] = Counter()
        for measure, at, amount in (fact for case in cases for fact in events(case)):
            if table.first <= at.astimezone(zone).strftime("%Y-%m-%d")[: len(table.first)] <= table.last:
                counts[measure] += amount
        shown = {name: getattr(figures, name) if figures is not None else 0 for name in COUNTED}
        assert shown == {name: counts[name] for name in COUNTED}


def _sees(scope: Scope, case: CaseRecord) -> bool:
    if scope.area_ids and case.area_id not in scope.area_ids:
        return False
    return scope.view is not View.DEPARTMENT or case.department_id == scope.department_id
