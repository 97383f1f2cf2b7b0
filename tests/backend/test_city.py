"""What an imported city changes: cells and grids of a case, limits by class, unknown classes, clips."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import shapely
import sqlalchemy

from backend import tables
from backend.city import City
from backend.db import EMPTY_PROFILE, Database, set_meta
from contract import commands as c
from contract.entities import Camera, Case, Point, Scene, WallState
from contract.errors import Code, Refused
from contract.profile import CityProfile, ClassName, LimitRule
from contract.scope import Scope
from tests.backend.city import Hall
from tests.backend.server import Backend, running

PROFILE = msgspec.structs.replace(
    EMPTY_PROFILE,
    name="试验市",
    classes=(
        ClassName(code="E0110", name="暴露垃圾", name_en="Rubbish", major="市容", major_en="Appearance", glyph="垃"),
    ),
    limits=(LimitRule(class_code="E0110", value=2, unit="urgent_hour"),),
)
WEST, EAST = "110101001001001", "110101001001002"


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    data = tmp_path_factory.mktemp("city")
    db = Database(f"sqlite:///{data / 'citywall.db'}")
    db.migrate()
    with db.write() as connection:
        set_meta(connection, "profile", msgspec.json.encode(PROFILE).decode())
        for code, area, west in ((WEST, "31", 121.0), (EAST, "32", 121.1)):
            square = shapely.box(west, 31.0, west + 0.1, 31.1)
            row = {"code": code, "area_id": area, "grade": "A", "geometry": shapely.to_wkb(square)}
            row |= dict(zip(("west", "south", "east", "north"), square.bounds, strict=True))
            connection.execute(tables.cells.insert().values(row))
        clip = {"id": "remind-1", "title": "请勿占道", "ladder": 1, "text": "请勿占道经营", "sound": b"RIFF1234"}
        connection.execute(tables.clips.insert().values(clip))
    db.close()
    with running(data) as one:
        yield one


@pytest.fixture(scope="module")
def hall(backend: Backend) -> Hall:
    return Hall(backend)


def card(hall: Hall, case_id: str) -> Case:
    found = hall.admin.live_state()["case"][case_id]
    assert isinstance(found, Case)
    return found


def test_a_case_finds_its_cell_and_its_grid(hall: Hall) -> None:
    west, east, border, outside = (
        card(hall, hall.report(point=Point(lon, 31.05))) for lon in (121.05, 121.15, 121.1, 122.0)
    )
    assert (west.cell_code, west.area_id) == (WEST, "31")
    assert (east.cell_code, east.area_id) == (EAST, "32")
    assert border.cell_code == WEST
    assert (outside.cell_code, outside.area_id) == (None, None)


def test_a_seat_of_one_grid_sees_its_cases_only(hall: Hall) -> None:
    seat = hall.backend.account("inspector", scope=Scope(area_ids=("31",)))
    mine, other = (hall.report(point=Point(lon, 31.05)) for lon in (121.05, 121.15))
    seen = seat.live_state()["case"]
    assert mine in seen
    assert other not in seen
    assert seat.request("GET", f"/api/cases/{other}").status_code == 404


def test_the_limit_is_that_of_the_class(hall: Hall) -> None:
    case_id = hall.case_at("dispatched")  # type: ignore[arg-type]
    seen = card(hall, case_id)
    assert seen.deadline_at is not None
    assert seen.clock_started_at is not None
    assert seen.deadline_at - seen.clock_started_at == timedelta(hours=2)


def test_a_class_outside_the_profile_is_refused(hall: Hall) -> None:
    with pytest.raises(Refused) as refused:
        hall.report(class_code="E0999")
    assert (refused.value.problem.code, refused.value.problem.field) == (Code.UNKNOWN_CLASS, "$.command.class_code")


def test_profile_and_clips_are_told(hall: Hall) -> None:
    assert hall.admin.get("/api/profile", CityProfile) == PROFILE
    assert [one["id"] for one in hall.admin.get("/api/clips", list[dict])] == ["remind-1"]
    sound = hall.admin.request("GET", "/api/clips/remind-1.wav")
    assert (sound.headers["Content-Type"], sound.content) == ("audio/wav", b"RIFF1234")


def test_a_camera_is_saved_by_its_number(hall: Hall) -> None:
    first = hall.admin.send(c.SaveCamera(number=37, name="路口", point=Point(121.05, 31.05))).ids[0]
    again = hall.admin.send(c.SaveCamera(number=37, name="人民路口", point=Point(121.15, 31.05))).ids[0]
    camera = hall.admin.live_state()["camera"][first]
    assert first == again
    assert isinstance(camera, Camera)
    assert (camera.name, camera.area_id, camera.version) == ("人民路口", "32", 2)


def test_a_scene_is_one_per_name_and_a_wall_shows_it(hall: Hall) -> None:
    duty = hall.backend.account("duty")
    cell = c.Cell(monitor=0, x=0, y=0, w=24, h=24, panel="map")
    first = duty.send(c.SaveScene(name="duty", cells=(cell,))).ids[0]
    assert duty.send(c.SaveScene(name="duty", title="值班", cells=(cell,))).ids[0] == first
    shown = duty.send(c.ShowScene(wall="hall", scene_id=first, tiles={"1": "37"})).ids[0]
    duty.send(c.ShowScene(wall="hall", scene_id=first))
    state = hall.admin.live_state()
    scene, wall = state["scene"][first], state["wall_state"][shown]
    assert isinstance(scene, Scene)
    assert isinstance(wall, WallState)
    assert (scene.title, scene.version) == ("值班", 2)
    assert (wall.tiles, wall.changed_by, wall.version) == ({"1": "37"}, duty.session.person_id, 2)
    outside = c.Cell(monitor=0, x=20, y=0, w=5, h=1, panel="map")
    with pytest.raises(Refused) as refused:
        duty.send(c.SaveScene(name="wide", cells=(cell, outside)))
    assert (refused.value.problem.code, refused.value.problem.field) == (Code.OUT_OF_RANGE, "$.command.cells[1]")


def test_an_alarm_stands_once_is_acknowledged_once_and_leaves(hall: Hall) -> None:
    raised = c.RaiseAlarm(priority=1, code="camera_offline", about_kind="camera", about_id="37")
    alarm_id = hall.admin.send(raised).ids[0]
    with pytest.raises(Refused) as refused:
        hall.admin.send(raised)
    assert (refused.value.problem.code, refused.value.problem.params["id"]) == (Code.DUPLICATE, alarm_id)
    hall.admin.send(c.AcknowledgeAlarm(alarm_id=alarm_id))
    with pytest.raises(Refused):
        hall.admin.send(c.AcknowledgeAlarm(alarm_id=alarm_id))
    hall.admin.send(c.ClearAlarm(alarm_id=alarm_id))
    assert alarm_id not in hall.admin.live_state()["alarm"]
    assert hall.admin.send(raised).ids[0] != alarm_id


def test_a_broadcast_keeps_what_was_recorded_and_ends_for_good(hall: Hall) -> None:
    device = hall.backend.account("device")
    device.send(c.RecordBroadcast(broadcast_id="77", state="live", clip="remind-1", pole_ids=("5",)))  # type: ignore[arg-type]
    device.send(c.RecordBroadcast(broadcast_id="77", state="ended"))  # type: ignore[arg-type]
    seen = hall.admin.live_state()["broadcast"]["77"]
    assert (seen.state, seen.clip, seen.pole_ids) == ("ended", "remind-1", ("5",))  # type: ignore[union-attr]
    with pytest.raises(Refused) as refused:
        device.send(c.RecordBroadcast(broadcast_id="77", state="live"))  # type: ignore[arg-type]
    assert refused.value.problem.code is Code.WRONG_STATE


def test_a_disk_that_fills_up_refuses_acts_keeps_reading_and_recovers(tmp_path: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(tmp_path)], capture_output=True, timeout=10, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a small file system needs root")
    try:
        with running(tmp_path) as server:
            admin = server.admin()
            case_id = admin.send(c.SaveDepartment(code="d", name="处")).ids[0]
            (tmp_path / "ballast").write_bytes(b"x" * 1_000_000)
            codes: list[str] = []
            for number in range(200):
                try:
                    admin.send(c.SaveScene(name=f"s{number}", title="很" * 200, cells=(_LARGE,)))
                except Refused as refused:
                    codes.append(refused.problem.code)
                    break
            assert codes == [Code.DISK_FULL]
            assert case_id in admin.live_state()["department"]
            assert admin.request("GET", "/api/cases").ok
            (tmp_path / "ballast").unlink()
            assert admin.send(c.SaveDepartment(code="e", name="处")).ids
            assert server.log.count("disk is full: commands") == 1
            assert "room again" in server.log
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True, timeout=10)


_LARGE = c.Cell(monitor=0, x=0, y=0, w=1, h=1, panel="note", settings={"text": "x" * 50_000})


def test_a_long_reader_keeps_no_profile_that_was_imported_over(tmp_path: Path) -> None:
    db, city = Database(f"sqlite:///{tmp_path / 'x.db'}"), City()
    db.migrate()
    with db.read() as early:
        early.execute(sqlalchemy.select(tables.meta.c.key)).all()  # what it sees is settled from here on
        with db.write() as connection:
            set_meta(connection, "profile", msgspec.json.encode(PROFILE).decode())
        city.invalidate()
        assert city.profile(early) == EMPTY_PROFILE
        assert len(city.cells(early)) == 0
    city.warm(db)
    with db.read() as late:
        assert city.profile(late) == PROFILE
        assert city.profile(late) is city.profile(late)
    db.close()
