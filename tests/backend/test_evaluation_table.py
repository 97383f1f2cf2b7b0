"""The table of an evaluation, the cases behind its numbers, scopes, and a case judged when its limit ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.records import CaseRecord
from contract import commands as c
from contract.entities import CaseSource, CaseState, Id
from contract.errors import Code, Refused
from contract.evaluation import Object
from contract.evaluation_answers import EvaluationRow, EvaluationTable
from contract.evaluation_counts import OBJECTS
from contract.lifecycle import Role
from contract.scope import FULL, Scope, View
from tests.backend.judged_town import PEOPLE, JudgedTown, judged_town
from tests.backend.postgres import cluster

INTAKE, LEADER, DISPATCHER = (PEOPLE[one][0] for one in (Role.INTAKE, Role.SHIFT_LEADER, Role.DISPATCHER))
CREW, INSPECTOR = PEOPLE[Role.DEPARTMENT][0], PEOPLE[Role.INSPECTOR][0]


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[JudgedTown]:
    if request.param == "sqlite":
        with judged_town(f"sqlite:///{tmp_path / 'x.db'}", seed=4) as one:
            yield one
    else:
        with cluster() as url, judged_town(url, seed=4) as one:
            yield one


def number(table: EvaluationTable, row: EvaluationRow, code: str) -> int:
    return row.counts[[one.code for one in table.counts].index(code)]


def value(table: EvaluationTable, row: EvaluationRow, code: str) -> float | None:
    return row.values[[one.code for one in table.indicators].index(code)]


def of_department(town: JudgedTown, **query: Any) -> Counter[str]:
    table = town.table(object="department", **query)
    row = next((one for one in table.rows if one.key == "21"), None)
    return Counter({one.code: number(table, row, one.code) for one in table.counts} if row is not None else {})


def dispatched(town: JudgedTown) -> Id:
    """A case of department 21 whose limit ends in six hours."""
    case_id = town.report()
    for command, by in (
        (c.AcceptCase(case_id=case_id), INTAKE),
        (c.FileCase(case_id=case_id), LEADER),
        (c.DispatchCase(case_id=case_id, department_id="21"), DISPATCHER),
    ):
        assert town.act(command, by)
    return case_id


def test_every_number_of_a_table_is_the_sum_of_the_cases_behind_it(town: JudgedTown) -> None:
    town.live(200)
    month = f"{town.now:%Y-%m}"
    for of in OBJECTS:
        for period in (month, f"{town.now:%Y}"):
            table = town.table(object=of, period=period)
            assert [sum(one.counts[at] for one in table.spans) for at in range(len(table.counts))] == list(
                table.total.counts
            )
        for row in (*table.rows, table.total):
            for count in table.counts:
                _agrees(town, of, table, row, count.code)


def _agrees(town: JudgedTown, of: Object, table: EvaluationTable, row: EvaluationRow, code: str) -> None:
    expected = number(table, row, code)
    if row is not table.total and not expected:
        return
    key = "all" if row is table.total else row.key or "none"
    amounts, lines, cursor = 0, 0, ""
    while True:
        page = town.cases(object=of, period=table.period, count=code, key=key, limit=17, cursor=cursor)
        amounts += sum(one.amount for one in page.cases)
        lines += len(page.cases)
        if not cursor:
            total = page.total
        cursor = page.cursor
        if not cursor:
            break
    assert (amounts, lines) == (expected, total), (of, key, code)


def test_a_scope_counts_its_own_and_nothing_else(town: JudgedTown) -> None:
    town.live(150)
    period = f"{town.now:%Y-%m}"
    whole = {one.key: one for one in town.table(level="grid", period=period).rows}
    for grids in (("11",), ("11", "12")):
        seen = town.table(Scope(area_ids=grids), level="grid", period=period)
        assert {one.key: one.counts for one in seen.rows} == {one: whole[one].counts for one in grids}
        page = town.cases(Scope(area_ids=grids), count="report_num", level="city", period=period, limit=500)
        assert sum(one.amount for one in page.cases) == number(seen, seen.total, "report_num")
        assert {one.case.area_id for one in page.cases} <= set(grids)
    own = Scope(view=View.DEPARTMENT, department_id="21")
    table = town.table(own, object="department", period=period)
    assert [one.key for one in table.rows] == ["21"]
    everywhere = town.table(object="department", period=period)
    theirs = next(one for one in everywhere.rows if one.key == "21")
    # What happened while a case was theirs and that another department has now is not theirs to see.
    assert all(mine <= all_ for mine, all_ in zip(table.rows[0].counts, theirs.counts, strict=True))
    assert number(table, table.rows[0], "need_dispose_num") == number(everywhere, theirs, "need_dispose_num")
    for scope in (own, Scope(view=View.PUBLIC)):
        with pytest.raises(Refused) as refused:
            town.table(scope, object="supervisor")
        assert refused.value.problem.code is Code.WRONG_ROLE


def test_a_case_is_judged_by_itself_when_its_limit_ends(town: JudgedTown) -> None:
    late = dispatched(town)
    town.pass_(hours=6)
    before = of_department(town)
    assert (before["need_dispose_num"], before["need_archive_num"], before["dispatch_num"]) == (1, 1, 1)
    town.now -= timedelta(milliseconds=1)
    assert of_department(town)["need_dispose_num"] == 0  # nothing was written in between
    town.pass_(milliseconds=1, minutes=10)
    overdue = of_department(town)
    assert (overdue["overtime_to_dispose_num"], overdue["to_archive_num"]) == (1, 1)
    for command in (c.SignCase(case_id=late), c.StartHandling(case_id=late), c.FeedBack(case_id=late)):
        assert town.act(command, CREW)
    assert of_department(town)["overtime_dispose_num"] == 1
    assert town.act(c.CheckCase(case_id=late, passed=True), INSPECTOR)
    assert town.act(c.CloseCase(case_id=late), LEADER)
    closed = of_department(town)
    assert (closed["overtime_archive_num"], closed["to_archive_num"], closed["need_archive_num"]) == (1, 0, 1)
    assert town.act(c.AppealCase(case_id=late, opinion="大雨"), CREW)
    assert town.act(c.DecideAppeal(case_id=late, approved=True), DISPATCHER)
    excused = of_department(town)
    assert (excused["intime_dispose_num"], excused["overtime_dispose_num"], excused["excused_num"]) == (1, 0, 1)
    assert (excused["intime_archive_num"], excused["overtime_archive_num"]) == (1, 0)
    assert town.act(c.ReopenCase(case_id=late, opinion="未解决"), LEADER)
    again = of_department(town)
    assert again["need_dispose_num"] == again["archive_num"] == again["excused_num"] == 0
    town.count()
    assert town.differences() == []


def test_suspended_and_voided_cases_are_in_no_base_and_an_extension_moves_it(town: JudgedTown) -> None:
    kept, moved, void = (dispatched(town) for _ in range(3))
    for case_id in (kept, moved):
        assert town.act(c.SignCase(case_id=case_id), CREW)
    later = town.now + timedelta(hours=5)
    assert town.act(c.AskSuspension(case_id=kept, until_at=later + timedelta(hours=9), opinion="x"), CREW)
    assert town.act(c.DecideSuspension(case_id=kept, approved=True), LEADER)
    assert town.act(c.AskExtension(case_id=moved, until_at=town.now + timedelta(hours=8), opinion="x"), CREW)
    assert town.act(c.DecideExtension(case_id=moved, approved=True), LEADER)
    assert town.act(c.VoidCase(case_id=void, opinion="重复"), LEADER)
    town.pass_(hours=7)
    found = of_department(town)
    assert (found["need_dispose_num"], found["hang_num"], found["postpone_num"]) == (0, 1, 1)
    town.pass_(hours=2)
    assert of_department(town)["overtime_to_dispose_num"] == 1
    assert town.act(c.ResumeCase(case_id=kept), LEADER)
    town.pass_(hours=7)
    assert of_department(town)["overtime_to_dispose_num"] == 2
    areas = town.table(level="city")
    assert number(areas, areas.total, "void_num") == 1
    assert number(areas, areas.total, "inst_num") == 2
    assert number(areas, areas.total, "report_num") == 3


def test_the_month_of_tianmen(town: JudgedTown) -> None:
    """Published for December 2016: 受理 1054, 立案 996, 应结案 972, 结案 911 (93.72 %), 按期结案 737 (75.82 %)."""
    begin = datetime(2016, 12, 1, 9, tzinfo=UTC)
    records = []
    for at in range(1054):
        reported = begin + timedelta(minutes=30 * at)
        filed, closed, judged = at < 996, at < 911, at < 972
        limit = reported + timedelta(hours=4) if judged else reported + timedelta(days=40)
        handled = limit - timedelta(hours=1) if at < 737 else limit + timedelta(minutes=1)
        records.append(
            CaseRecord(
                id=str(9000 + at),
                number=f"t-{at}",
                short=at,
                class_code="E0110",
                state=CaseState.CLOSED if closed else CaseState.HANDLING if filed else CaseState.ACCEPTED,
                source=CaseSource.INSPECTOR,
                area_id="11",
                department_id="21" if filed else None,
                reported_at=reported,
                filed_at=reported + timedelta(minutes=9) if filed else None,
                dispatched_at=reported + timedelta(minutes=20) if filed else None,
                deadline_at=limit if filed else None,
                handled_at=handled if closed else None,
                closed_at=handled + timedelta(minutes=30) if closed else None,
            )
        )
    town.put(*records)
    table = town.table(level="district", period="2016-12", at=datetime(2016, 12, 31, 20, tzinfo=UTC))
    (row,) = (one for one in table.rows if one.key == "2")
    codes = ("operate_num", "inst_num", "need_archive_num", "archive_num", "intime_archive_num")
    assert [number(table, row, one) for one in codes] == [1054, 996, 972, 911, 737]
    assert f"{value(table, row, 'archive_rate'):.2f}" == "93.72"
    assert f"{value(table, row, 'intime_archive_rate'):.2f}" == "75.82"
    assert not table.verified
    assert town.differences() == []


def test_days_weeks_months_quarters_and_years_hold_each_other(town: JudgedTown) -> None:
    town.live(100)
    year = town.table(level="city", period="2026").total.counts
    quarters = [town.table(level="city", period=f"2026-Q{one}").total.counts for one in (1, 2, 3, 4)]
    months = [town.table(level="city", period=f"2026-{one:02d}").total.counts for one in range(1, 13)]
    assert [sum(one) for one in zip(*quarters, strict=True)] == list(year)
    assert [sum(one) for one in zip(*months, strict=True)] == list(year)
    week = town.table(level="city", period=f"{town.now:%G-W%V}")
    first = week.first
    days = [town.table(level="city", period=f"{first + timedelta(days=n)}").total.counts for n in range(7)]
    assert [sum(one) for one in zip(*days, strict=True)] == list(week.total.counts)
    assert sum(year) > 0


def test_a_question_that_is_none_is_refused(town: JudgedTown) -> None:
    with pytest.raises(Refused) as refused:
        town.table(period="2026-13")
    assert (refused.value.problem.code, refused.value.problem.field) == (Code.MALFORMED, "$.period")
    wrongs: tuple[dict[str, Any], ...] = (
        {"count": "x"},
        {"count": "report_num", "key": "y"},
        {"count": "to_inst_num"},
    )
    for wrong in wrongs:
        with pytest.raises(Refused):
            town.cases(FULL, **wrong)
    assert town.cases(count="report_num", period="1999").cases == ()
