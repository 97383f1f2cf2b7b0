"""An existing platform is taken over: dry first, then whole, reconciled, and no doubles the second time."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import openpyxl
import pytest

from backend.imports.takeover.mapping import load
from contract.commands import FileCase, ResumeCase
from contract.entities import Case, Department
from contract.errors import Code, Refused
from contract.figures import CaseDetail, CasePage
from contract.takeover import Count, Reconciliation
from tests.backend.postgres import cluster
from tests.backend.server import Backend, Caller, answer_of, running
from tests.imports import old_platform
from tests.imports.conftest import bring


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    """An empty server on either database."""
    if request.param == "sqlite":
        with running(tmp_path / "data") as backend:
            yield backend
    else:
        with cluster() as url, running(tmp_path / "data", flags=("--database", url)) as backend:
            yield backend


def reconciled(admin: Caller, import_id: str) -> Reconciliation:
    return answer_of(admin.request("GET", f"/api/imports/{import_id}/reconciliation"), Reconciliation)


def tables(report: Reconciliation) -> dict[str, Count]:
    return {one.table: one for one in report.tables}


def test_a_platform_comes_in_after_a_trial_and_is_reconciled(place: Backend, tmp_path: Path) -> None:
    admin = place.admin()
    package = old_platform.zipped(old_platform.make(tmp_path / "old"))
    trial = bring(admin, "platform", package, dry_run="true")
    assert trial.state == "done", trial.reason
    assert admin.get("/api/cases", CasePage).cases == ()
    assert not admin.live_state()["department"]
    foreseen = reconciled(admin, trial.id)
    assert foreseen.dry_run
    assert "TRIAL RUN: nothing was written" in trial.notes

    real = bring(admin, "platform", package)
    report = reconciled(admin, real.id)
    assert report.agrees, [one for one in report.balances if one.difference]
    assert tables(report) == tables(foreseen), "the trial told what would happen"
    assert tables(report) == {
        "departments": Count(table="departments", read=3, accepted=3),
        "people": Count(table="people", read=4, accepted=3, refused=1),
        "cases": Count(table="cases", read=14, accepted=5, refused=9),
        "trail": Count(table="trail", read=5, accepted=4, refused=1),
        "attachments": Count(table="attachments", read=6, accepted=1, refused=5),
    }
    assert Counter(one.result for one in report.files) == {
        "taken": 1, "wrong_hash": 1, "missing": 2, "refused": 2, "not_listed": 1
    }  # fmt: skip
    reasons = {one.key: one.reason for one in report.refused if one.table == "cases"}
    assert "is not one of" in reasons["B-1"]
    assert "no department here" in reasons["B-2"]
    assert "has a department" in reasons["B-3"]
    assert "map it to handling" in reasons["B-4"]
    assert "twice" in reasons["A-1"]
    assert "no time of the form" in reasons["B-5"]
    faults = [one.reason for one in report.refused if one.table == "cases" and not one.key]
    assert any("#REF!" in one for one in faults)
    assert any("formula" in one for one in faults)
    assert any("15 digits" in one for one in faults)
    states = {one.word: (one.source, one.here, one.said) for one in report.balances if one.dimension == "state"}
    assert states["handling"] == (2, 2, "处置中: 2")
    remaining = next(one for one in report.balances if one.dimension == "remaining_minutes")
    assert (remaining.source, remaining.here) == (330 + 600 - 120, 330 + 600 - 120)
    assert [one.old for one in report.numbers] == ["A-1", "A-2", "A-3", "A-4", "A-5"]

    for form, begins in (("csv", b"\xef\xbb\xbfpart,"), ("xlsx", b"PK")):
        answer = admin.request("GET", f"/api/imports/{real.id}/reconciliation", params={"form": form})
        assert answer.content.startswith(begins)
    book = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)
    assert book.sheetnames == ["tables", "balances", "refused", "changed", "files", "numbers"]
    book.close()

    _look_at_what_came(admin, report)
    again = bring(admin, "platform", package)
    assert (again.accepted, again.unchanged) == (0, real.accepted)
    assert reconciled(admin, again.id).agrees


def _look_at_what_came(admin: Caller, report: Reconciliation) -> None:
    ids = {one.old: one.case_id for one in report.numbers}
    live = admin.live_state()
    departments = {one.code: one for one in live["department"].values() if isinstance(one, Department)}
    assert departments["D1"].parent_id == departments["D2"].parent_id == departments["D0"].id, (
        "a merged cell speaks for both"
    )
    assert {one.name for one in live["person"].values()} >= {"王受理", "李派", "张三"}  # type: ignore[union-attr]
    first, suspended, over = (live["case"][ids[one]] for one in ("A-1", "A-3", "A-4"))
    assert isinstance(first, Case)
    assert isinstance(suspended, Case)
    assert isinstance(over, Case)
    assert (first.number, first.state, first.place, first.urgency) == ("A-1", "handling", "城东 长兴路 1 号", "urgent")
    assert first.deadline_at == datetime(2026, 11, 20, 15, 30, tzinfo=UTC), "five and a half hours after the tables"
    assert first.reported_at == datetime(2026, 11, 20, 1, 0, tzinfo=UTC), "46346.375 is a day of a spreadsheet"
    assert first.photos == 1
    assert first.point is not None
    assert abs(first.point.lon - 120.0) < 0.001, "GCJ-02 comes back to the ground"
    assert over.deadline_at == datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    assert suspended.deadline_at is None, "its clock stands still"
    assert suspended.suspended_until_at == datetime(2026, 12, 24, 1, 0, tzinfo=UTC)
    detail = admin.get(f"/api/cases/{first.id}", CaseDetail)
    told = [(one.name, one.actor_name, one.opinion) for one in detail.trail]
    assert told[:4] == [
        ("case.reported", "热线", ""),
        ("case.filed", "值班长", "同意, 立案"),
        ("case.dispatched", "李派", "请市容所处置"),
        ("case.history", "李派", "尽快"),
    ]
    assert [name for name, _, _ in told[4:]] == ["case.imported", "case.attached"]
    assert len(detail.attachments) == 1


def test_a_case_that_was_worked_on_here_stays_and_its_clock_goes_on(fresh: Backend, tmp_path: Path) -> None:
    admin = fresh.admin()
    folder = old_platform.make(tmp_path / "old", bad=False)
    report = reconciled(admin, bring(admin, "platform", old_platform.zipped(folder)).id)
    ids = {one.old: one.case_id for one in report.numbers}
    fresh.account("shift_leader").send(FileCase(case_id=ids["A-5"]))
    fresh.account("dispatcher").send(ResumeCase(case_id=ids["A-3"]))
    resumed = admin.live_state()["case"][ids["A-3"]]
    assert isinstance(resumed, Case)
    assert resumed.state == "handling"
    assert resumed.deadline_at is not None
    assert resumed.deadline_at > datetime(2026, 11, 20, 20, 0, tzinfo=UTC), "the hours it stood still do not count"
    again = reconciled(admin, bring(admin, "platform", old_platform.zipped(folder)).id)
    assert (tables(again)["cases"].kept, tables(again)["cases"].unchanged) == (2, 3)
    assert not again.agrees
    assert {one.word: one.difference for one in again.balances if one.dimension == "state" and one.difference} == {
        "accepted": -1, "filed": 1, "handling": 1, "suspended": -1
    }  # fmt: skip


def test_accounts_that_came_are_shut(fresh: Backend, tmp_path: Path) -> None:
    admin = fresh.admin()
    progress = bring(admin, "platform", old_platform.zipped(old_platform.make(tmp_path / "old", bad=False)))
    assert any("accounts were made, shut" in one for one in progress.notes)
    listed = msgspec.json.decode(admin.request("GET", "/api/accounts").content)
    shut = {one["username"]: one.get("disabled", False) for one in listed}
    assert shut["wang"]
    assert shut["li"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("mapping.toml", 'format = 1\nname = "x"\nbogus = 1'), "bogus"),
        (("mapping.toml", 'format = 1\nname = "a b"'), "letters, digits"),
        (("mapping.toml", old_platform.MAPPING.replace('key = "案件编号"', 'key = "编码"')), "the head lacks 编码"),
        (("mapping.toml", old_platform.MAPPING.replace("未结案件", "其他")), "there is no sheet"),
        (("mapping.toml", old_platform.MAPPING.replace("people.csv", "nobody.csv")), "there is no nobody.csv"),
        (("people.csv", "姓名,岗位,部门,登录名\n王,受理员,,\n"), "not GB18030"),
        (("cases.xlsx", "PK\x03\x04 broken"), "not a packed file"),
    ],
)
def test_what_cannot_be_read_stops_the_import_before_anything_is_written(
    shared: Backend, tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    folder = old_platform.make(tmp_path / "old")
    name, content = change
    body = content.encode("utf-8") + (b"\xff\xff\x80" if name == "people.csv" else b"")
    (folder / name).write_bytes(body)
    progress = bring(shared.admin(), "platform", old_platform.zipped(folder))
    assert progress.state == "failed"
    assert says in progress.reason
    assert not shared.admin().live_state()["department"]


def test_only_an_administrator_sees_a_reconciliation_and_cancels(shared: Backend) -> None:
    admin, dispatcher = shared.admin(), shared.account("dispatcher")
    for method, path in (("GET", "/api/imports/0123456789abcdef/reconciliation"), ("DELETE", "/api/imports/x")):
        for caller, code in ((dispatcher, Code.WRONG_ROLE), (admin, Code.NOT_FOUND)):
            with pytest.raises(Refused) as refused:
                answer_of(caller.request(method, path), dict)
            assert refused.value.problem.code is code


def test_the_mapping_of_the_page_is_one_that_the_program_reads(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "admin" / "migration.md").read_text(encoding="utf-8")
    example = page.split("```toml\n", 1)[1].split("```", 1)[0]
    (tmp_path / "mapping.toml").write_text(example, encoding="utf-8")
    mapping = load(tmp_path)
    assert list(mapping.tables()) == ["departments", "people", "cases", "trail", "attachments"]
