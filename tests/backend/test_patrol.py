"""Plans of the video patrol on both databases: who may what, what counts, and nonsense that is refused."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contract import commands as c
from contract.entities import Id, Point
from contract.errors import Code, Refused
from contract.patrol import KeptPlan, PatrolLook, PatrolPlan, PatrolRound
from contract.people import SecurityPage
from contract.profile import CityProfile
from contract.scope import Scope, View
from tests.backend.city import Hall
from tests.backend.server import Backend
from tests.backend.server import Caller as Seat

PLANS, LOOKS, ROUNDS = "/api/patrol/plans", "/api/patrol/looks", "/api/patrol/rounds"


@pytest.fixture
def hall(server: Backend) -> Hall:
    return Hall(server)


@pytest.fixture
def cameras(hall: Hall) -> tuple[Id, ...]:
    group = f"g-{uuid.uuid4().hex[:6]}"
    return tuple(
        hall.admin.send(
            c.SaveCamera(
                number=100_000 + uuid.uuid4().int % 800_000, name=name, point=Point(121.47, 31.23), group=group
            )
        ).ids[0]
        for name in ("东门", "西门")
    )


def running(hall: Hall, cameras: tuple[Id, ...], **more: object) -> tuple[KeptPlan, PatrolRound]:
    """A plan with a round that began this minute."""
    zone = ZoneInfo(hall.admin.get("/api/profile", CityProfile).timezone)
    for _ in range(3):
        clock = f"{datetime.now(zone):%H:%M}"
        plan = PatrolPlan(name=uuid.uuid4().hex, camera_ids=cameras, starts=(clock,), **more)  # type: ignore[arg-type]
        kept = hall.shift_leader.post(PLANS, plan, KeptPlan)
        found = [one for one in rounds(hall.shift_leader, kept.id) if one.state == "running"]
        if found:
            return kept, found[0]
    raise AssertionError("no round runs")


def rounds(seat: Seat, plan_id: Id) -> list[PatrolRound]:
    return [one for one in seat.get(ROUNDS, tuple[PatrolRound, ...], days=2) if one.plan_id == plan_id]


def look(one: PatrolRound, camera: Id, seconds: float = 12, **more: object) -> PatrolLook:
    now = datetime.now(UTC)
    since = max(now - timedelta(seconds=seconds), one.begins_at)
    given: dict[str, object] = {
        "key": uuid.uuid4().hex, "plan_id": one.plan_id, "round_at": one.begins_at, "camera_id": camera,
        "from_at": since, "until_at": since + timedelta(seconds=seconds), "keyed_at": since, "live": True,
    }  # fmt: skip
    return PatrolLook(**given | more)  # type: ignore[arg-type]


def refused(seat: Seat, path: str, body: object) -> Code:
    with pytest.raises(Refused) as caught:
        seat.post(path, body, dict)
    return caught.value.problem.code


def test_a_round_shows_who_saw_what_and_what_is_still_to_be_seen(hall: Hall, cameras: tuple[Id, ...]) -> None:
    kept, one = running(hall, cameras)
    assert [missed.camera_id for missed in one.missed] == list(cameras)
    duty = hall.backend.account("duty")
    sent = look(one, cameras[0], case_ids=("77",))
    for _ in range(2):
        duty.post(LOOKS, sent, dict)
    duty.post(LOOKS, look(one, cameras[1], live=False, reason="stalled"), dict)
    after = rounds(hall.shift_leader, kept.id)[0]
    assert [(seen.camera_id, seen.person_id) for seen in after.seen] == [(cameras[0], duty.session.person_id)]
    assert [(missed.camera_id, missed.reason) for missed in after.missed] == [(cameras[1], "stalled")]
    assert after.case_ids == ("77",)
    other = look(one, cameras[1], key=sent.key)
    assert refused(duty, LOOKS, other) is Code.CONFLICT


def test_a_plan_is_the_shift_leaders_and_every_change_stands_in_the_security_log(
    hall: Hall, cameras: tuple[Id, ...]
) -> None:
    kept, one = running(hall, cameras)
    plan = PatrolPlan(plan_id=kept.id, name=uuid.uuid4().hex, camera_ids=cameras[:1], starts=("03:00",), days="work")
    assert refused(hall.intake, PLANS, plan) is Code.WRONG_ROLE
    changed = hall.shift_leader.post(PLANS, plan, KeptPlan)
    assert (changed.id, changed.version) == (kept.id, 2)
    assert rounds(hall.shift_leader, kept.id)[-1].begins_at == one.begins_at, "what began stays"
    listed = {found.id: found for found in hall.intake.get(PLANS, tuple[KeptPlan, ...])}
    assert listed[kept.id].plan.camera_ids == cameras[:1]
    page = hall.backend.account("audit").get("/api/security/log", SecurityPage, what="patrol.saved")
    assert [line.about for line in page.lines[:2]] == [f"patrol:{kept.id}"] * 2


def test_a_department_and_a_dispatcher_do_not_patrol_and_a_scope_hides_plans_of_other_cameras(
    hall: Hall, cameras: tuple[Id, ...]
) -> None:
    kept, one = running(hall, cameras)
    for seat in (hall.department, hall.dispatcher):
        with pytest.raises(Refused) as caught:
            seat.get(PLANS, tuple[KeptPlan, ...])
        assert caught.value.problem.code is Code.WRONG_ROLE
    elsewhere = hall.backend.account("duty", scope=Scope(device_groups=("nowhere",)))
    assert kept.id not in {found.id for found in elsewhere.get(PLANS, tuple[KeptPlan, ...])}
    assert rounds(elsewhere, kept.id) == []
    assert refused(elsewhere, LOOKS, look(one, cameras[0])) is Code.NOT_FOUND
    kiosk = hall.backend.account("kiosk", scope=Scope(view=View.PUBLIC))
    with pytest.raises(Refused):
        kiosk.get(ROUNDS, tuple[PatrolRound, ...])


def test_nonsense_is_refused_and_leaves_nothing(hall: Hall, cameras: tuple[Id, ...]) -> None:
    kept, one = running(hall, cameras)
    good: dict[str, object] = {"name": uuid.uuid4().hex, "camera_ids": list(cameras), "starts": ["08:00"]}
    for wrong, code in (
        ({"camera_ids": []}, Code.OUT_OF_RANGE),
        ({"camera_ids": ["9" * 19]}, Code.MALFORMED),
        ({"camera_ids": ["4"]}, Code.NOT_FOUND),
        ({"camera_ids": [cameras[0], cameras[0]]}, Code.OUT_OF_RANGE),
        ({"starts": ["24:00"]}, Code.OUT_OF_RANGE),
        ({"starts": ["08:00", "08:30"]}, Code.OUT_OF_RANGE),
        ({"starts": ["23:40", "00:10"]}, Code.OUT_OF_RANGE),
        ({"minutes": 5, "dwell_s": 200}, Code.OUT_OF_RANGE),
        ({"plan_id": "4"}, Code.NOT_FOUND),
        ({"name": kept.plan.name}, Code.DUPLICATE),
    ):
        found = refused(hall.shift_leader, PLANS, good | wrong)
        assert found is code, wrong
    assert good["name"] not in {one.plan.name for one in hall.shift_leader.get(PLANS, tuple[KeptPlan, ...])}
    duty = hall.backend.account("duty")
    hour = timedelta(hours=1)
    for more, code in (
        ({"camera_id": "4"}, Code.NOT_FOUND),
        ({"plan_id": "4"}, Code.NOT_FOUND),
        ({"round_at": one.begins_at + timedelta(seconds=1)}, Code.OUT_OF_RANGE),
        ({"until_at": one.begins_at - hour}, Code.OUT_OF_RANGE),
        ({"until_at": one.begins_at + 5 * hour, "from_at": one.begins_at + 5 * hour}, Code.OUT_OF_RANGE),
        ({"keyed_at": one.begins_at + 5 * hour}, Code.OUT_OF_RANGE),
        ({"round_at": datetime(9999, 12, 31, tzinfo=UTC)}, Code.OUT_OF_RANGE),
        ({"round_at": datetime(2026, 1, 1)}, Code.MALFORMED),  # noqa: DTZ001 - a time without its zone
    ):
        assert refused(duty, LOOKS, look(one, cameras[0], **more)) is code, more
    assert rounds(duty, kept.id)[0].seen == ()
