"""What goes out comes in again: out, into an empty server, out again: the same."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from contract.commands import AcceptCase, DispatchCase, FileCase, ReportCase, SignCase, StartHandling
from contract.entities import Case, CaseSource, Department, Point
from contract.figures import CaseDetail
from contract.scope import Scope, View
from contract.takeover import Reconciliation
from tests.backend.server import Caller, answer_of, running
from tests.imports import old_platform
from tests.imports.conftest import bring, ended
from tests.wall.running import until


def tables(package: bytes) -> dict[str, list[tuple[object, ...]]]:
    with zipfile.ZipFile(io.BytesIO(package)) as packed:
        book = openpyxl.load_workbook(io.BytesIO(packed.read("tables.xlsx")), read_only=True)
        try:
            found = {name: list(book[name].iter_rows(values_only=True)) for name in book.sheetnames}
        finally:
            book.close()
        return found | {"files": sorted((name,) for name in packed.namelist() if name.startswith("files/"))}


def out(admin: Caller) -> bytes:
    answer = admin.request("GET", "/api/platform")
    answer.raise_for_status()
    return answer.content


def test_what_goes_out_comes_in_elsewhere_and_goes_out_the_same(tmp_path: Path) -> None:
    with running(tmp_path / "first") as first:
        admin = first.admin()
        bring(admin, "platform", old_platform.zipped(old_platform.make(tmp_path / "old", bad=False)))
        live = admin.live_state()
        (department,) = [one for one in live["department"].values() if isinstance(one, Department) and one.code == "D2"]
        desk, leader = first.account("dispatcher"), first.account("shift_leader")
        inspector, intake = first.account("inspector"), first.account("intake")
        crew = first.account("department", scope=Scope(view=View.DEPARTMENT, department_id=department.id))
        place = Point(121.123456789, 31.2)
        said = {"place": "=1+1", "description": "他说 '快'"}
        report = ReportCase(class_code="E0110", source=CaseSource.INSPECTOR, point=place, **said)
        one = inspector.send(report).ids[0]
        intake.send(AcceptCase(case_id=one))
        leader.send(FileCase(case_id=one))
        desk.send(DispatchCase(case_id=one, department_id=department.id))
        crew.send(SignCase(case_id=one))
        crew.send(StartHandling(case_id=one))
        package = out(admin)
        # It is taken away when the last byte has gone out, so a moment after that was read.
        until("the package is gone", lambda: not list((tmp_path / "first" / "tmp" / "packages").glob("*")), 30)
        with pytest.raises(Exception, match="wrong_role"):
            answer_of(desk.request("GET", "/api/platform"), bytes)
        trail = admin.get(f"/api/cases/{one}", CaseDetail).trail
        number = admin.get(f"/api/cases/{one}", CaseDetail).case.number
    told = tables(package)
    assert len(told["cases"]) == 1 + 6
    assert {row[0] for row in told["cases"]} == {"number", "A-1", "A-2", "A-3", "A-4", "A-5", number}
    assert told["files"] == [(f"files/{told['attachments'][1][4]}.jpg",)]

    with running(tmp_path / "second") as second:
        admin = second.admin()
        progress = bring(admin, "platform", package)
        answer = admin.request("GET", f"/api/imports/{progress.id}/reconciliation")
        counted = answer_of(answer, Reconciliation)
        assert [one for one in counted.refused if one.table != "people"] == []
        assert counted.agrees
        again = out(admin)
        found = admin.live_state()["case"][counted.numbers[0].case_id]
        assert isinstance(found, Case)
        new = next(one.case_id for one in counted.numbers if one.old == number)
        lines = admin.get(f"/api/cases/{new}", CaseDetail).trail
        assert [(line.name, line.happened_at) for line in lines[: len(trail)]] == [
            (line.name, line.happened_at) for line in trail
        ]
    second_told = tables(again)
    for name in ("departments", "cases", "trail", "attachments", "files"):
        assert second_told[name] == told[name], name
    assert {row[:4] for row in told["people"]} <= {row[:4] for row in second_told["people"]}


def test_an_import_that_is_cancelled_ends_and_keeps_what_it_took(tmp_path: Path) -> None:
    with running(tmp_path / "data") as backend:
        admin = backend.admin()
        table = b"number,class_code,source,state,reported_at\n" + b"".join(
            b"X%d,E0101,video,closed,2025-01-01T00:00:00+08:00\n" % number for number in range(60_000)
        )
        answer = admin.request("POST", "/api/imports/cases", data=table)
        import_id = answer.json()["id"]
        second = admin.request("POST", "/api/imports/cases", data=table).json()["id"]
        for one in (import_id, second):
            admin.request("DELETE", f"/api/imports/{one}").raise_for_status()
        progress = ended(admin, import_id)
        assert (progress.state, "cancelled by" in progress.reason) == ("failed", True)
        assert progress.accepted < 60_000
        assert ended(admin, second).accepted == 0
        assert admin.request("DELETE", f"/api/imports/{import_id}").status_code == 404
