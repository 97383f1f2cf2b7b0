"""Outages of cameras on both databases: kept from what walls saw, listed by scope, a case for a long one, once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contract import commands as c
from contract.entities import Case, CaseSource, CaseState, Id, Point
from contract.errors import Code, Refused
from contract.outages import (
    HEALTH_PATH,
    OUTAGES_PATH,
    HealthReport,
    HealthTaken,
    Observation,
    Outage,
    OutageReason,
    Outages,
)
from contract.scope import Scope, View
from tests.backend.city import Hall
from tests.backend.postgres import fresh_database
from tests.backend.server import Backend, running
from tests.backend.server import Caller as Seat
from tests.waiting import until


@pytest.fixture
def hall(server: Backend) -> Hall:
    return Hall(server)


@pytest.fixture
def camera(hall: Hall) -> Id:
    number = 100_000 + uuid.uuid4().int % 800_000
    return hall.admin.send(c.SaveCamera(number=number, name="东门", point=Point(121.47, 31.23), group="东")).ids[0]


def ago(seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


def tell(seat: Seat, camera: Id, seconds_ago: float, reason: OutageReason | None) -> int:
    seen = Observation(camera_id=camera, at=ago(seconds_ago), reason=reason)
    return seat.post(HEALTH_PATH, HealthReport(changes=(seen,)), HealthTaken).taken


def of(seat: Seat, camera: Id) -> list[Outage]:
    return [one for one in seat.get(OUTAGES_PATH, Outages, days=30).outages if one.camera_id == camera]


def test_an_outage_is_kept_from_its_beginning_to_its_end(hall: Hall, camera: Id) -> None:
    duty = hall.backend.account("duty")
    assert tell(duty, camera, 600, OutageReason.NO_BYTES) == 1
    assert tell(duty, camera, 590, OutageReason.NO_BYTES) == 0
    (stands,) = of(duty, camera)
    assert (stands.reason, stands.until, stands.times) == (OutageReason.NO_BYTES, None, 1)
    assert tell(duty, camera, 500, OutageReason.REFUSED) == 1
    assert tell(duty, camera, 300, None) == 1
    assert tell(duty, camera, 200, None) == 0
    assert tell(duty, camera, 100, OutageReason.LOOP) == 1
    newest, oldest = of(duty, camera)
    assert (newest.reason, newest.until, newest.times) == (OutageReason.LOOP, None, 2)
    assert oldest.until is not None
    assert round((oldest.until - oldest.since).total_seconds()) == 300
    assert newest.lost_s >= 400


def test_of_two_walls_the_latest_observation_counts(hall: Hall, camera: Id) -> None:
    first, second = hall.backend.account("duty"), hall.backend.account("dispatcher")
    assert tell(first, camera, 60, OutageReason.SILENT) == 1
    assert tell(second, camera, 30, None) == 1
    assert tell(first, camera, 40, OutageReason.SILENT) == 0
    assert [one.until is None for one in of(first, camera)] == [False]


def test_a_clock_that_is_wrong_neither_reaches_into_the_future_nor_years_back(hall: Hall, camera: Id) -> None:
    duty = hall.backend.account("duty")
    tell(duty, camera, 400 * 86400, OutageReason.AUTH)
    (one,) = of(duty, camera)
    assert ago(86400 + 60) < one.since < ago(86400 - 60)
    tell(duty, camera, -7200, None)
    (one,) = of(duty, camera)
    assert one.until is not None
    assert one.until <= datetime.now(UTC)


def test_nobody_hears_of_cameras_that_are_not_his(hall: Hall, camera: Id) -> None:
    tell(hall.backend.account("duty"), camera, 5, OutageReason.SAME)
    other = hall.backend.account("duty", scope=Scope(device_groups=("西",)))
    assert of(other, camera) == []
    assert tell(other, camera, 0, None) == 0
    with pytest.raises(Refused) as screen:
        hall.backend.account("kiosk", scope=Scope(view=View.PUBLIC)).get(OUTAGES_PATH, Outages)
    assert screen.value.problem.code is Code.WRONG_ROLE
    with pytest.raises(Refused) as inspector:
        tell(hall.backend.account("inspector"), camera, 0, None)
    assert inspector.value.problem.code is Code.WRONG_ROLE


@pytest.mark.parametrize(
    "body",
    [
        {"changes": []},
        {"changes": [{"camera_id": "x", "at": "2026-11-22T00:00:00Z"}]},
        {"changes": [{"camera_id": "7", "at": "2026-11-22T00:00:00"}]},
        {"changes": [{"camera_id": "7", "at": "2026-11-22T00:00:00Z", "reason": "bored"}]},
        {"changes": [{"camera_id": "7", "at": "2026-11-22T00:00:00Z"}] * 201},
    ],
)
def test_nonsense_is_refused(hall: Hall, body: object) -> None:
    with pytest.raises(Refused) as refused:
        hall.backend.account("duty").post(HEALTH_PATH, body, HealthTaken)
    assert refused.value.problem.code in (Code.MALFORMED, Code.OUT_OF_RANGE, Code.TOO_LARGE)


def test_more_reports_than_a_wall_ever_has_are_refused(hall: Hall, camera: Id) -> None:
    duty = hall.backend.account("duty")

    def many() -> None:
        for _ in range(70):
            tell(duty, camera, 0, None)

    with pytest.raises(Refused) as refused:
        many()
    assert refused.value.problem.code is Code.TOO_MANY_TRIES


@pytest.fixture(params=["sqlite", "postgresql"])
def eager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hall]:
    """A server that opens a case after a hundred seconds and looks often."""
    flags: tuple[str, ...] = ()
    if request.param == "postgresql":
        flags = ("--database", fresh_database(request.getfixturevalue("postgres_url")))
    environ = {"CITYWALL_ALARMS__PERIOD_S": "0.2", "CITYWALL_ALARMS__CAMERA_CASE_S": "100"}
    with running(tmp_path / "data", flags=flags, environ=environ) as backend:
        yield Hall(backend)


def test_a_long_outage_is_a_device_case_once_and_it_closes_never_by_itself(eager: Hall) -> None:
    duty = eager.backend.account("duty")
    short, long = (
        eager.admin.send(c.SaveCamera(number=number, name="东门", point=Point(121.47, 31.23), place="学府路口")).ids[0]
        for number in (501, 502)
    )
    tell(duty, short, 20, OutageReason.NO_BYTES)
    tell(duty, long, 200, OutageReason.NO_BYTES)
    until(lambda: bool(cases(eager)), 60)
    (about,) = cases(eager)
    assert (about.source, about.state, about.class_code) == (CaseSource.DEVICE, CaseState.UNCONFIRMED, "C0150")
    assert about.place == "学府路口"
    assert [one.case_id for one in of(duty, long)] == [about.id]
    assert [one.case_id for one in of(duty, short)] == [None]
    tell(duty, long, 10, None)
    tell(duty, long, 5, OutageReason.NO_BYTES)
    # The next outage of a camera whose case is open belongs to that case.
    assert {one.case_id for one in of(duty, long)} == {about.id}
    assert [one.id for one in cases(eager)] == [about.id]
    assert cases(eager)[0].state is CaseState.UNCONFIRMED


def cases(hall: Hall) -> list[Case]:
    found = hall.admin.live_state()["case"].values()
    return [one for one in found if isinstance(one, Case) and one.source is CaseSource.DEVICE]
