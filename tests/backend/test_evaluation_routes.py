"""The routes of the evaluation on a real server, its report, and the page that says what is counted."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from contract.entities import CaseState
from contract.errors import Code, Problem, Refused
from contract.evaluation_answers import CountedCases, EvaluationTable
from contract.evaluation_counts import COUNTS
from contract.scope import Scope, View
from tests.backend.city import Hall
from tests.backend.server import Backend, answer_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "admin" / "evaluation.md"


@pytest.fixture(scope="package")
def hall(server: Backend) -> Hall:
    return Hall(server)


def count(table: EvaluationTable, key: str, code: str) -> int:
    row = table.total if key == "" else next(one for one in table.rows if one.key == key)
    return row.counts[[one.code for one in table.counts].index(code)]


def cells_of(content: bytes) -> list[list[str]]:
    """The stored cells of the first sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet, texts = (book.read(f"xl/{one}.xml").decode() for one in ("worksheets/sheet1", "sharedStrings"))
    shared = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<si>(.*?)</si>", texts, re.DOTALL)]
    rows = []
    for row in re.findall(r"<row [^>]*>(.*?)</row>", sheet, re.DOTALL):
        found = re.findall(r"<c ([^>]*)><v>([^<]*)</v>", row)
        rows.append([shared[int(value)] if 't="s"' in about else value for about, value in found])
    return [row for row in rows if row]


def test_an_act_is_counted_in_the_next_answer_and_leads_to_its_case(hall: Hall) -> None:
    before = hall.admin.get("/api/evaluation", EvaluationTable, level="city")
    case_id = hall.case_at(CaseState.CLOSED)
    after = hall.admin.get("/api/evaluation", EvaluationTable, level="city")
    assert after.behind == 0
    for code in ("report_num", "operate_num", "inst_num", "archive_num", "intime_archive_num"):
        assert count(after, "", code) == count(before, "", code) + 1, code
    page = hall.admin.get("/api/evaluation/cases", CountedCases, level="city", count="archive_num", limit=500)
    assert case_id in [one.case.id for one in page.cases]
    assert page.total == count(after, "", "archive_num")
    leaders = hall.admin.get("/api/evaluation", EvaluationTable, object="shift_leader")
    me = hall.shift_leader.session.person_id
    assert count(leaders, str(me), "inst_num") >= 1
    theirs = hall.admin.get("/api/evaluation", EvaluationTable, object="department")
    assert count(theirs, hall.department_id, "archive_num") >= 1


def test_a_department_sees_its_own_row_and_nobodys_person(hall: Hall) -> None:
    hall.case_at(CaseState.CLOSED)
    table = hall.department.get("/api/evaluation", EvaluationTable, object="department")
    assert [one.key for one in table.rows] == [hall.department_id]
    with pytest.raises(Refused) as refused:
        hall.department.get("/api/evaluation", EvaluationTable, object="dispatcher")
    assert refused.value.problem.code is Code.WRONG_ROLE
    other = hall.backend.account("department", scope=Scope(view=View.DEPARTMENT, department_id=hall.new_department()))
    page = other.get("/api/evaluation/cases", CountedCases, object="department", count="archive_num")
    assert (page.cases, page.total) == ((), 0)


def test_the_report_is_a_workbook_that_says_it_is_a_sample(hall: Hall) -> None:
    hall.case_at(CaseState.CLOSED)
    table = hall.admin.get("/api/evaluation", EvaluationTable, object="department")
    answer = hall.admin.request("GET", "/api/evaluation/report?object=department&lang=en")
    assert "evaluation-department" in answer.headers["Content-Disposition"]
    cells = cells_of(answer.content)
    assert any("NOT VERIFIED" in cell for row in cells for cell in row)
    heads = next(row for row in cells if row[0] == "Name")
    total = next(row for row in cells if row[0] == "Total")
    # Empty cells of the total (grade, score, rates without a base) are not stored: the counts are the last ones.
    closed = len(heads) - heads.index("Closed")
    assert int(total[-closed]) == count(table, "", "archive_num")
    chinese = hall.admin.request("GET", "/api/evaluation/report?object=area&level=city")
    with zipfile.ZipFile(io.BytesIO(chinese.content)) as book:
        assert re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode()) == ["评价表", "指标说明"]
    refused = hall.dispatcher.request("GET", "/api/evaluation/report")
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("period=2026-99", "$.period"),
        ("object=nobody", "$.object"),
        ("level=planet", "$.level"),
        ("strange=1", "$.strange"),
    ],
)
def test_what_is_no_question_is_refused_with_its_field(hall: Hall, query: str, field: str) -> None:
    answer = hall.admin.request("GET", f"/api/evaluation?{query}")
    with pytest.raises(Refused) as refused:
        answer_of(answer, Problem)
    assert refused.value.problem.field == field


def test_without_a_period_it_is_the_month_of_the_city(hall: Hall) -> None:
    table = hall.admin.get("/api/evaluation", EvaluationTable)
    now = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai"))
    assert table.period in (f"{now:%Y-%m}", f"{table.at.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m}")
    assert not table.verified


def test_the_page_names_every_count_as_it_is_defined() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for one in COUNTS:
        what = one.definition + (f" = {one.sums}" if one.sums else "") + (" *(due)*" if one.due else "")
        line = f"| {', '.join(one.objects)} | `{one.code}` | {one.name} | {what} | {one.confidence} |"
        assert line in page, one.code
