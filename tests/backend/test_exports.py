"""Answers as files: whole, in both languages, harmless in a spreadsheet, recorded, and gone after a day."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import signal
import sqlite3
import time
import uuid
import xml.etree.ElementTree as ET
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.city import City
from backend.db import Database
from backend.ids import IdSource
from backend.services import sheets
from backend.services.export_rows import ExportRows
from backend.services.sheets import COLUMNS, open_sheet
from backend.writer import Writer
from bench.server_city import open_cases
from contract.entities import Id
from contract.errors import Code, Refused
from contract.events import Event
from contract.query import CaseQuery, ExportOrder, ExportProgress
from contract.scope import Scope, View
from tests.backend.city import Hall
from tests.backend.postgres import cluster
from tests.backend.server import Backend, Caller, running, start

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def hall(server: Backend) -> Hall:
    return Hall(server)


def finished(seat: Caller, order: ExportOrder) -> ExportProgress:
    """An export that has come to its end."""
    progress = seat.post("/api/exports", order, ExportProgress)
    deadline = time.monotonic() + 20
    while progress.state in ("waiting", "running"):
        assert time.monotonic() < deadline
        progress = seat.get(f"/api/exports/{progress.id}", ExportProgress)
    return progress


def file_of(seat: Caller, progress: ExportProgress) -> bytes:
    answer = seat.request("GET", f"/api/exports/{progress.id}/file")
    assert answer.status_code == 200, answer.text
    return answer.content


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def cells_of(content: bytes, sheet: int = 1) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        root = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert not list(root.iter(f"{_NS}f")), "no cell is a formula"
    return [
        ["".join(text.text or "" for text in cell.iter() if text.tag in (f"{_NS}t", f"{_NS}v")) for cell in row]
        for row in root.iter(f"{_NS}row")
    ]


@pytest.fixture(scope="module")
def word() -> str:
    return uuid.uuid4().hex[:12]


@pytest.fixture(scope="module")
def ids(hall: Hall, word: str) -> list[Id]:
    risky = ["=1+1", "+86 139", "-2", "@SUM(A1)", "\t=1", "＝1", '"quoted", and\nbroken']
    made = [hall.report(place=one[:40], description=f"{one} {word}") for one in risky]
    hall.take_to(made[0], "dispatched")  # type: ignore[arg-type]
    return made


def test_csv_holds_every_case_with_names_and_city_times(hall: Hall, ids: list[Id], word: str) -> None:
    progress = finished(hall.admin, ExportOrder(query=CaseQuery(text=word, order="asc", limit=2)))
    assert (progress.state, progress.rows, progress.of) == ("done", len(ids), len(ids))
    content = file_of(hall.admin, progress)
    assert content.startswith(b"\xef\xbb\xbf")
    assert progress.size == len(content)
    rows = rows_of(content)
    assert list(rows[0]) == [one.zh for one in COLUMNS]
    assert rows[0]["状态"] == "待签收"
    assert rows[0]["处置部门"] == "环卫处"
    detail = hall.admin.request("GET", f"/api/cases/{ids[0]}").json()["case"]
    assert rows[0]["案件编号"] == detail["number"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", rows[0]["上报时间"])
    assert rows[0]["上报时间"][:10].replace("-", "") == detail["number"][:8]  # the city's day
    assert [row["问题描述"][:2] for row in rows[:4]] == ["'=", "'+", "'-", "'@"]
    assert all(
        not row[name].startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for name in ("地点", "问题描述")
    )
    assert rows[6]["问题描述"] == f'"quoted", and\nbroken {word}'


def test_english_has_english_words(hall: Hall, ids: list[Id], word: str) -> None:
    progress = finished(hall.admin, ExportOrder(query=CaseQuery(text=word, state="dispatched"), lang="en"))
    [row] = rows_of(file_of(hall.admin, progress))
    assert list(row) == [one.en for one in COLUMNS]
    assert (row["State"], row["Source"], row["Urgency"]) == ("dispatched", "inspector", "normal")


def test_xlsx_holds_texts_and_no_formulas(hall: Hall, ids: list[Id], word: str) -> None:
    progress = finished(hall.admin, ExportOrder(query=CaseQuery(text=word, order="asc"), format="xlsx"))
    rows = cells_of(file_of(hall.admin, progress))
    assert rows[0] == [one.zh for one in COLUMNS]
    assert len(rows) == len(ids) + 1
    place = [one.name for one in COLUMNS].index("place")
    assert "=1+1" in rows[1][: place + 1]


def test_a_sheet_that_is_full_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "SHEET_ROWS", 10)
    sheet = open_sheet("xlsx", tmp_path / "x.xlsx", ["a", "b"])
    for number in range(25):
        sheet.add([f"{number}", number])
    sheet.close()
    content = (tmp_path / "x.xlsx").read_bytes()
    assert [len(cells_of(content, one)) for one in (1, 2, 3)] == [11, 11, 6]
    assert cells_of(content, 3)[0] == ["a", "b"]


def test_an_export_is_an_event_that_names_nobody(hall: Hall, ids: list[Id], word: str) -> None:
    before = hall.admin.snapshot().seq
    progress = finished(hall.admin, ExportOrder(query=CaseQuery(text=word, state="reported")))
    events = hall.admin.get("/api/events", list[Event], after=before)
    [event] = [one for one in events if one.name == "cases.exported"]
    assert event.actor_id == hall.admin.session.person_id
    assert event.params["rows"] == str(progress.rows)
    assert event.params["export_id"] == progress.id
    assert '"state":"reported"' in event.params["query"]
    assert word not in str(event.params)


def test_only_who_sees_the_cases_whole_may_export(hall: Hall) -> None:
    order = ExportOrder(query=CaseQuery(state="reported"))
    for seat in (
        hall.inspector,
        hall.department,
        hall.backend.account("kiosk", scope=Scope(view=View.PUBLIC)),
        hall.backend.account("leader", scope=Scope(view=View.PUBLIC)),
    ):
        with pytest.raises(Refused) as refused:
            seat.post("/api/exports", order, ExportProgress)
        assert refused.value.problem.code is Code.WRONG_ROLE
    mine = finished(hall.shift_leader, order)
    other = hall.backend.account("duty")
    for path in ("", "/file"):
        assert other.request("GET", f"/api/exports/{mine.id}{path}").status_code == 404
    assert hall.admin.request("GET", f"/api/exports/{mine.id}").status_code == 200
    assert hall.admin.request("GET", f"/api/exports/{mine.id}/file").status_code == 404
    assert hall.admin.request("GET", "/api/exports/none").status_code == 404


def test_an_area_keeps_an_export_within_itself(hall: Hall, ids: list[Id], word: str) -> None:
    elsewhere = hall.backend.account("leader", scope=Scope(area_ids=("987654321",)))
    progress = finished(elsewhere, ExportOrder(query=CaseQuery(text=word)))
    assert (progress.state, progress.rows) == ("done", 0)
    assert rows_of(file_of(elsewhere, progress)) == []


def test_a_cancelled_export_has_no_file(hall: Hall, word: str, ids: list[Id]) -> None:
    progress = finished(hall.admin, ExportOrder(query=CaseQuery(text=word)))
    after = hall.admin.request("POST", f"/api/exports/{progress.id}/cancel").json()
    assert after["state"] == "expired"
    assert hall.admin.request("GET", f"/api/exports/{progress.id}/file").status_code == 404


@pytest.mark.parametrize(
    ("order", "status", "field"),
    [
        ({"query": {"state": "lost"}}, 400, "$.state"),
        ({"query": {"sort": "deadline"}}, 422, "$.query.sort"),
        ({"query": {}, "format": "pdf"}, 400, "$.format"),
        ({"query": {}, "lang": "fr"}, 400, "$.lang"),
        ({"query": 5}, 400, "$.query"),
        ({}, 400, "$"),
        ([], 400, "$"),
    ],
)
def test_a_wrong_order_is_told(hall: Hall, order: Any, status: int, field: str) -> None:
    answer = hall.admin.request("POST", "/api/exports", json=order)
    assert (answer.status_code, answer.json()["field"]) == (status, field)


def test_files_are_kept_for_their_time_and_the_report_longer(tmp_path: Path) -> None:
    with running(tmp_path) as backend:
        hall = Hall(backend)
        hall.report()
        progress = finished(hall.admin, ExportOrder(query=CaseQuery()))
        session = hall.admin.session
    [file] = (tmp_path / "tmp" / "exports").glob("*")
    os.utime(file, (0, 0))
    with running(tmp_path) as backend:  # what is too old goes at the first tidying
        admin = backend._caller(session)
        deadline = time.monotonic() + 10
        while file.exists():
            assert time.monotonic() < deadline
        assert admin.get(f"/api/exports/{progress.id}", ExportProgress).state == "expired"


def test_an_export_that_a_killed_server_was_writing_is_told_as_failed(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'citywall.db'}")
    db.migrate()
    open_cases(db, 30_000)
    db.close()
    first = start(tmp_path)
    try:
        admin = first.admin()
        session, order = admin.session, ExportOrder(query=CaseQuery(), format="xlsx")
        done = finished(admin, ExportOrder(query=CaseQuery(limit=1, text="没有这样的案件")))
        running_one = admin.post("/api/exports", order, ExportProgress)
        waiting_one = admin.post("/api/exports", order, ExportProgress)
        deadline = time.monotonic() + 30
        while not admin.get(f"/api/exports/{running_one.id}", ExportProgress).rows:
            assert time.monotonic() < deadline
        assert admin.get(f"/api/exports/{waiting_one.id}", ExportProgress).state == "waiting"
    finally:
        first.stop(signal.SIGKILL)
    assert [one for one in (tmp_path / "tmp" / "exports").iterdir() if one.suffix != ".csv"], "something was left"
    with running(tmp_path) as second:
        admin = second._caller(session)
        for lost in (running_one, waiting_one):
            deadline = time.monotonic() + 30
            while (told := admin.get(f"/api/exports/{lost.id}", ExportProgress)).state == "waiting":
                assert time.monotonic() < deadline
            assert (told.state, told.fault, told.by_person_id) == ("failed", "server_ended", session.person_id)
            with pytest.raises(Refused) as refused:
                admin.get(f"/api/exports/{lost.id}/file", bytes)
            assert refused.value.problem.code is Code.NOT_FOUND
        assert admin.get(f"/api/exports/{done.id}", ExportProgress).state == "done"
        while (left := [one.name for one in (tmp_path / "tmp" / "exports").iterdir()]) != [f"{done.id}.csv"]:
            assert time.monotonic() < deadline, left
        again = finished(admin, ExportOrder(query=CaseQuery(text="没有这样的案件")))
        assert (again.state, again.fault) == ("done", "")
        long = admin.post("/api/exports", order, ExportProgress)
    with running(tmp_path) as third:  # stopped in good order: told all the same
        admin = third._caller(session)
        told = admin.get(f"/api/exports/{long.id}", ExportProgress)
        assert (told.state, told.fault) == ("failed", "server_ended")


def test_an_export_that_another_server_is_writing_is_not_lost(tmp_path: Path) -> None:
    """Two servers on one database: each tells of its own only."""
    with cluster() as url:
        db = Database(url)
        db.migrate()
        ids = IdSource(1)
        writer = Writer(db, ids=ids, city=City())
        writer.start()
        try:
            one, other = (ExportRows(db, writer, tmp_path / name) for name in "ab")
            now = datetime.now(UTC)
            order, progress = ExportOrder(query=CaseQuery()), _waiting("1" * 24, now)
            one.add(order, progress)
            other.add(order, _waiting("2" * 24, now))
            assert [lost.id for lost in other.lost(())] == ["2" * 24]
            assert other.lost(()) == []
            assert one.get(progress.id) == progress
            assert one.lost([progress.id]) == []
            assert one.prune(now, 30) == 0
            assert one.prune(now + timedelta(days=30, hours=25), 30) == 2
            assert one.get(progress.id) is None
        finally:
            writer.stop()
            db.close()


def _waiting(export_id: str, now: datetime) -> ExportProgress:
    return ExportProgress(
        id=export_id, state="waiting", format="csv", lang="zh", created_at=now, expires_at=now + timedelta(hours=24)
    )


def test_the_report_of_an_export_goes_after_its_time(tmp_path: Path) -> None:
    with running(tmp_path) as backend:
        hall = Hall(backend)
        session = hall.admin.session
        kept, old = (finished(hall.admin, ExportOrder(query=CaseQuery())) for _ in range(2))
    with contextlib.closing(sqlite3.connect(tmp_path / "citywall.db")) as database, database:
        database.execute("UPDATE exports SET expires_at = 1 WHERE id = ?", (old.id,))
    with running(tmp_path) as backend:
        admin = backend._caller(session)
        deadline = time.monotonic() + 20
        while admin.request("GET", f"/api/exports/{old.id}").status_code != 404:
            assert time.monotonic() < deadline
        assert admin.get(f"/api/exports/{kept.id}", ExportProgress).state == "done"


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    with running(tmp_path, environ={"CITYWALL_FILES__EXPORT_ROWS": "2"}) as backend:
        hall = Hall(backend)
        for _ in range(3):
            hall.report()
        progress = finished(hall.admin, ExportOrder(query=CaseQuery()))
        assert (progress.state, progress.of, progress.fault) == ("failed", 3, "too_many_rows")
        assert "3 rows are more than 2" in progress.reason
        assert list((tmp_path / "tmp" / "exports").glob("*")) == []
