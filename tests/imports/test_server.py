"""Imports through a real server: counted, repeatable, never half written; and what the map page gets of them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from contract.commands import AcceptCase, ReportCase, ReportLink
from contract.entities import Camera, Case, CaseSource, Link, Pole
from contract.errors import Code, Refused
from contract.figures import CaseDetail, CasePage, ImportProgress
from contract.profile import CityProfile
from tests.backend.server import Backend, running
from tests.imports.city_maker import (
    CASE_HEAD,
    COMPONENT_HEAD,
    SIDE,
    case_rows,
    component_rows,
    csv_bytes,
    files,
    osm_xml,
    tar_of,
)
from tests.imports.conftest import bring


def counts(progress: ImportProgress) -> tuple[str, int, int, int, int]:
    return progress.state, progress.read, progress.accepted, progress.unchanged, progress.refused


def test_a_city_comes_in_whole_and_again_without_doubles(fresh: Backend) -> None:
    admin = fresh.admin()
    first = bring(admin, "city", tar_of(files()))
    assert counts(first) == ("done", first.total, first.total, 0, 0), first
    live = admin.live_state()
    assert [one.number for one in live["camera"].values()] == [1, 2, 37]  # type: ignore[union-attr]
    (pole,) = live["pole"].values()
    assert isinstance(pole, Pole)
    assert [live["camera"][one].number for one in pole.camera_ids] == [37, 1]  # type: ignore[union-attr]
    grid = next(one for one in live["area"].values() if one.code == "G02")  # type: ignore[union-attr]
    assert pole.area_id == grid.id
    assert live["area"][str(grid.parent_id)].name == "一社区"  # type: ignore[union-attr]
    cases = [one for one in live["case"].values() if isinstance(one, Case)]
    assert len(cases) == 10
    assert {one.state for one in cases} == {"dispatched"}
    assert all(one.cell_code and one.area_id and one.department_id and one.deadline_at for one in cases)
    assert {one.name for one in live["person"].values()} >= {"王巡", "李派"}  # type: ignore[union-attr]
    assert admin.get("/api/profile", CityProfile).name == "方城"
    assert [one["id"] for one in admin.get("/api/clips", list)] == ["park"]
    again = bring(admin, "city", tar_of(files(), root=""))
    assert counts(again) == ("done", first.total, 0, first.total, 0), again
    after = admin.live_state()
    del live["person"], after["person"]
    assert after == live


def test_a_second_edition_changes_what_changed_and_keeps_what_the_world_said(fresh: Backend) -> None:
    admin, device = fresh.admin(), fresh.account("device")
    bring(admin, "city", tar_of(files()))
    camera = next(one for one in admin.live_state()["camera"].values() if isinstance(one, Camera) and one.number == 37)
    device.send(ReportLink(kind="camera", entity_id=camera.id, link=Link.ONLINE))
    content = files()
    content["cameras.csv"] = content["cameras.csv"].replace("长兴路 37".encode(), "新名 37".encode())
    content["components.csv"] = content["components.csv"].replace(b",intact", b",damaged", 1)
    progress = bring(admin, "city", tar_of(content))
    assert progress.accepted == 2
    later = admin.live_state()["camera"][camera.id]
    assert isinstance(later, Camera)
    assert (later.name, later.link) == ("新名 37", Link.ONLINE)


def test_a_bad_row_of_every_file_is_refused_and_the_rest_comes_in(fresh: Backend) -> None:
    admin = fresh.admin()
    content = files()
    bad = {
        "departments.csv": b",nameless,,\n",
        "people.csv": "张三,astronaut,,\n".encode(),
        "units.csv": b"70000,x,inspector,,\n",
        "vehicles.csv": b"2,x,y,rocket,,\n",
        "cameras.csv": b"37,double,120,31,0,54,80,,,\n",
        "poles.csv": b"2,x,999,31,60,,\n",
        "clips.csv": b"../../etc/passwd,x,x,1,x\n",
        "components.csv": b"1,C0101,120,31,,,\n",
        "cases.csv": b"\n1,2,3\n",
    }
    for name, row in bad.items():
        content[name] += row
    content["cells.geojson"] = content["cells.geojson"].replace(b'"grade": "A"', b'"grade": "Z"', 1)
    progress = bring(admin, "city", tar_of(content))
    assert progress.state == "done"
    assert progress.refused == 9 + SIDE * SIDE, "a grid with one bad cell is taken not at all"
    assert progress.accepted + progress.refused == progress.read
    said = {fault.field.split(":")[0]: fault for fault in progress.faults}
    assert set(said) == {*bad, "cells.geojson"}
    assert said["components.csv"].line == 402
    assert said["cases.csv"].line == 23


def test_a_file_that_cannot_be_read_leaves_the_other_files_of_its_folder(fresh: Backend) -> None:
    content = files()
    content["cameras.csv"] = "编号,名称\n".encode("gb18030")
    content["components.csv"] = b""
    progress = bring(fresh.admin(), "city", tar_of(content))
    assert progress.state == "done"
    assert {(fault.field, fault.reason.split(" at ")[0]) for fault in progress.faults} >= {
        ("cameras.csv", "not UTF-8"),
    }
    assert len(fresh.admin().live_state()["unit"]) == 2


def evil_tar(name: str, *, link: str = "") -> bytes:
    out = io.BytesIO(tar_of(files(components=1, cases=1), root=""))
    with tarfile.open(fileobj=out, mode="a") as tar:
        member = tarfile.TarInfo(name)
        if link:
            member.type, member.linkname = tarfile.SYMTYPE, link
            tar.addfile(member)
        else:
            member.size = 4
            tar.addfile(member, io.BytesIO(b"evil"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "link"), [("../evil.csv", ""), ("/tmp/evil.csv", ""), ("clips/evil.wav", "/etc/passwd")]
)
def test_a_tar_cannot_write_or_read_outside_its_folder(shared: Backend, name: str, link: str) -> None:
    progress = bring(shared.admin(), "city", evil_tar(name, link=link))
    assert progress.state == "done"
    assert not list(shared.data.rglob("*evil*"))
    # The upload's own file goes right after the report says that it is done.
    ends = time.monotonic() + 5
    while (left := list((shared.data / "imports").iterdir())) and time.monotonic() < ends:
        time.sleep(0.05)
    assert left == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"hello", "no tar file"),
        (tar_of({"readme.csv": b"x"}), "there is no city.json"),
        (tar_of({"city.json": b"{"}), "city.json"),
        (tar_of({"city.json": b'{"format": 2}'}), "format 2"),
        (tar_of({"city.json": b'{"format": 1}', "profile.json": b"[]"}), "profile.json"),
        (tar_of(files())[:5000], "cut short"),
    ],
)
def test_what_is_no_city_fails_with_one_sentence(shared: Backend, body: bytes, says: str) -> None:
    progress = bring(shared.admin(), "city", body)
    assert progress.state == "failed"
    assert says in progress.reason


def test_imports_are_for_admins_and_for_known_kinds_profiles_and_encodings(shared: Backend) -> None:
    admin, dispatcher = shared.admin(), shared.account("dispatcher")
    with pytest.raises(Refused) as refused:
        bring(dispatcher, "cases", b"x")
    assert refused.value.problem.code is Code.WRONG_ROLE
    for kind, query, field in (
        ("weather", {}, "kind"),
        ("cases", {"profile": "nowhere"}, "profile"),
        ("cases", {"profile": "../city"}, "profile"),
        ("components", {"encoding": "klingon"}, "encoding"),
    ):
        with pytest.raises(Refused) as refused:
            bring(admin, kind, b"x", **query)
        assert refused.value.problem.field == field
    with pytest.raises(Refused) as refused:
        bring(admin, "cases", b"")
    assert refused.value.problem.code is Code.MALFORMED
    with pytest.raises(Refused) as refused:
        admin.get("/api/imports/none", ImportProgress)
    assert refused.value.problem.code is Code.NOT_FOUND
    assert list((shared.data / "imports").glob("*")) == []


def test_cases_come_in_with_their_trail_and_a_worked_on_case_is_kept(fresh: Backend) -> None:
    admin, intake = fresh.admin(), fresh.account("intake")
    bring(admin, "city", tar_of(files(components=1, cases=0)))
    waiting = dict(zip(CASE_HEAD, case_rows(1)[0], strict=True)) | {
        "number": "20260901-000777",
        "state": "reported",
        **dict.fromkeys(("filed_at", "dispatched_at", "signed_at", "deadline_at", "handled_at", "closed_at"), ""),
        **dict.fromkeys(("lon", "lat", "department_code"), ""),
    }
    table = csv_bytes(CASE_HEAD, [*case_rows(2), list(waiting.values())])
    first = bring(admin, "cases", table)
    assert counts(first) == ("done", 3, 3, 0, 0), first
    assert first.notes == ("1 cases without coordinates live in the queue",)
    closed, dispatched, reported = sorted(admin.get("/api/cases", CasePage).cases, key=lambda one: one.number)
    assert [closed.state, dispatched.state, reported.state] == ["closed", "dispatched", "reported"]
    assert reported.point is None
    trail = admin.get(f"/api/cases/{closed.id}", CaseDetail).trail
    assert [entry.name for entry in trail] == [
        "case.reported",
        "case.filed",
        "case.dispatched",
        "case.signed",
        "case.fed_back",
        "case.closed",
        "case.imported",
    ]
    assert trail[-1].params["import"] == first.id
    assert all(entry.recorded_at == trail[0].recorded_at for entry in trail)
    intake.send(AcceptCase(case_id=reported.id))
    again = bring(admin, "cases", table)
    assert counts(again) == ("done", 3, 0, 3, 0), again
    assert "1 cases were worked on here since and are kept as they are" in again.notes
    assert admin.get(f"/api/cases/{reported.id}", CaseDetail).case.state == "accepted"


def test_a_case_reported_later_that_day_gets_the_next_number(fresh: Backend) -> None:
    admin, inspector = fresh.admin(), fresh.account("inspector")
    bring(admin, "city", tar_of(files(components=1, cases=0)))
    today = datetime.now(ZoneInfo("Asia/Shanghai"))
    rows = case_rows(2)
    for n, row in enumerate(rows):
        row[0] = f"{today:%Y%m%d}-{n + 41:06d}"
    assert bring(admin, "cases", csv_bytes(CASE_HEAD, rows)).accepted == 2
    done = inspector.send(ReportCase(class_code="E0110", source=CaseSource.INSPECTOR, place="长兴路"))
    assert admin.get(f"/api/cases/{done.ids[0]}", CaseDetail).case.number == f"{today:%Y%m%d}-000043"


def test_a_number_of_another_origin_and_an_unknown_department_are_refused(fresh: Backend) -> None:
    admin = fresh.admin()
    bring(admin, "city", tar_of(files(components=1, cases=2)))
    rows = case_rows(3)
    rows[2][8] = "D99"
    progress = bring(admin, "cases", csv_bytes(CASE_HEAD, rows))
    assert counts(progress) == ("done", 3, 0, 2, 1)
    assert [(fault.line, fault.field) for fault in progress.faults] == [(4, "department_code")]


def test_a_file_that_cannot_be_read_teaches_the_city_nothing(fresh: Backend) -> None:
    admin = fresh.admin()
    failed = bring(admin, "components", b'{"type":"FeatureCollection","features":[', profile="hydrants")
    assert (failed.state, failed.notes) == ("failed", ())
    assert "C0170" not in {one.code for one in admin.get("/api/profile", CityProfile).classes}


def test_cameras_come_as_a_table_or_as_a_json_list(fresh: Backend) -> None:
    admin = fresh.admin()
    listed = [
        {"number": 5, "name": "五", "lon": 120.1, "lat": 31.1, "main_url": "rtsp://u:secret@cam/5"},
        {"number": 6, "name": "六"},
        {"number": 0, "name": "零"},
        {"number": 7, "name": "七", "azimuth_deg": 360},
        {"number": 8, "name": "八", "main_url": "file:///etc/passwd"},
        {"number": 9, "name": "九", "lon": 181, "lat": 0},
        "ten",
    ]
    progress = bring(admin, "cameras", json.dumps(listed).encode())
    assert counts(progress) == ("done", 7, 2, 0, 5), progress
    assert [(fault.line, fault.field) for fault in progress.faults] == [
        (3, "number"),
        (4, "azimuth_deg"),
        (5, "main_url"),
        (6, "lon, lat"),
        (7, ""),
    ]
    assert "secret" not in fresh.log
    table = csv_bytes(("number", "name", "lon", "lat", "main_url"), [(5, "五", 120.1, 31.1, "rtsp://u:secret@cam/5")])
    assert counts(bring(admin, "cameras", table)) == ("done", 1, 0, 1, 0)
    assert bring(admin, "cameras", "number,name\n1,长兴路\n".encode("gb18030")).state == "failed"
    assert counts(bring(admin, "cameras", "number,name\n1,长兴路\n".encode("gb18030"), encoding="gb18030"))[2] == 1


def test_a_server_that_is_stopped_in_an_import_keeps_whole_chunks_and_goes_on_later(fresh: Backend) -> None:
    admin = fresh.admin()
    bring(admin, "city", tar_of(files(components=1, cases=0)))
    table = csv_bytes(COMPONENT_HEAD, component_rows(60_000))
    admin.request("POST", "/api/imports/components", data=table)
    fresh.stop()
    with running(fresh.data) as later:
        back = later.log_in("admin")
        kept = back.get("/api/map/components/counts", dict)["total"]
        progress = bring(back, "components", table)
        assert progress.state == "done"
        assert progress.accepted == 60_000 - kept
        assert progress.unchanged == kept
        assert back.get("/api/map/components/counts", dict)["total"] == 60_000


def test_a_file_beyond_the_limit_is_refused_and_nothing_of_it_stays(tmp_path: Path) -> None:
    with running(tmp_path, environ={"CITYWALL_SERVER__MAX_IMPORT_BYTES": "1000000"}) as backend:
        admin = backend.admin()
        for query in ({}, {"profile": "nowhere"}):
            with pytest.raises(Refused) as refused:
                bring(admin, "cases", b"x" * 30_000_000, **query)
            assert refused.value.problem.code is (Code.NOT_FOUND if query else Code.TOO_LARGE)
        assert list((tmp_path / "imports").glob("*")) == []
        assert bring(admin, "cases", b"number\n").state == "failed"


def test_a_full_disk_refuses_the_file_and_the_server_goes_on(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("a small disk can be mounted by root only")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        with running(disk / "data") as backend:
            admin = backend.admin()
            with pytest.raises(Refused) as refused:
                bring(admin, "cases", b"x" * 20_000_000)
            assert refused.value.problem.code is Code.DISK_FULL
            assert list((disk / "data" / "imports").glob("*")) == []
            assert bring(admin, "osm", osm_xml()).state == "done"
    finally:
        subprocess.run(["umount", str(disk)], check=True)
