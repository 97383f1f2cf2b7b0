"""When rounds begin by the city's calendar, and what counts as seen in one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.rules.patrol import begins, judged
from contract.patrol import KeptPlan, PatrolLook, PatrolPlan
from tests.rules.test_worktime import calendar

CAMERAS = ("11", "12", "13")
BEGIN = datetime(2026, 9, 28, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai, a Monday


def plan(version: int = 1, since: datetime = BEGIN - timedelta(days=30), **more: object) -> KeptPlan:
    given: dict[str, object] = {"name": "长兴路", "camera_ids": CAMERAS, "starts": ("14:00", "08:00")}
    return KeptPlan(id="5", version=version, since=since, plan=PatrolPlan(**given | more))  # type: ignore[arg-type]


def look(
    camera: str, at_s: float, for_s: float, *, live: bool = True, key_s: float | None = None, **more: object
) -> PatrolLook:
    since = BEGIN + timedelta(seconds=at_s)
    until = since + timedelta(seconds=for_s)
    keyed = until - timedelta(seconds=for_s if key_s is None else key_s)
    return PatrolLook(
        key=f"look-{camera}-{at_s:05.0f}", plan_id="5", round_at=BEGIN, camera_id=camera, from_at=since, until_at=until,
        keyed_at=keyed, live=live, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def starts(*kept: KeptPlan, days: int = 8, since: datetime = BEGIN) -> list[str]:
    found = begins(kept, calendar(), since, since + timedelta(days=days))
    return [f"{at + timedelta(hours=8):%m-%d %H}" for _, at in found]


def test_rounds_begin_on_the_days_of_the_citys_calendar() -> None:
    assert starts(plan(starts=("08:00",), days="work")) == [
        "09-28 08", "09-29 08", "09-30 08",
    ]  # fmt: skip  # 1 to 7 October: days off and a weekend
    assert starts(plan(starts=("08:00",), days="rest"))[:2] == ["10-01 08", "10-02 08"]
    assert starts(plan(), days=1) == ["09-28 08", "09-28 14"]
    # 2026-09-27 is a Sunday that is worked in exchange.
    sunday = BEGIN - timedelta(days=1)
    assert starts(plan(starts=("08:00",), days="work"), days=1, since=sunday) == ["09-27 08"]


def test_a_round_is_of_the_version_that_held_when_it_began_and_an_ended_plan_has_none() -> None:
    later = plan(2, BEGIN + timedelta(hours=1), starts=("15:00",))
    ended = plan(3, BEGIN + timedelta(days=1), ended=True)
    assert starts(plan(), later, ended) == ["09-28 08", "09-28 15"]


def test_a_camera_is_seen_once_its_live_picture_was_looked_at_for_the_whole_dwell() -> None:
    kept = plan(dwell_s=10)
    looks = [
        ("7", look("11", 0, 10)),
        ("7", look("12", 10, 4)),
        ("7", look("13", 20, 30, live=False, reason="stalled")),
        ("8", look("12", 60, 6, case_ids=("99",))),
    ]
    found = judged(kept, BEGIN, looks, BEGIN + timedelta(hours=2))
    assert [one.camera_id for one in found.seen] == ["11", "12"]
    assert found.seen[1].person_id == "8"
    assert [(one.camera_id, one.reason) for one in found.missed] == [("13", "stalled")]
    assert (found.state, found.case_ids) == ("partly", ("99",))


def test_what_nobody_was_there_for_counts_nothing() -> None:
    kept = plan(dwell_s=10)
    looks = [("7", look(camera, 100.0 * at, 10, key_s=100.0 * at + 61)) for at, camera in enumerate(CAMERAS)]
    found = judged(kept, BEGIN, looks, BEGIN + timedelta(hours=2))
    assert found.state == "missed"
    assert {one.reason for one in found.missed} == {"unattended"}


def test_what_lies_outside_the_round_counts_nothing_and_a_round_that_runs_is_not_missed_yet() -> None:
    kept = plan(dwell_s=10, minutes=30)
    early, late = look("11", -20, 25), look("12", 1795, 30)
    looks = [("7", early), ("7", late)]
    found = judged(kept, BEGIN, looks, BEGIN + timedelta(minutes=29))
    assert found.state == "running"
    assert [one.reason for one in found.missed] == ["short", "short", "not_looked"]
    assert judged(kept, BEGIN, [], BEGIN - timedelta(seconds=1)).state == "coming"
    assert judged(kept, BEGIN, [], BEGIN + timedelta(minutes=30)).state == "missed"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(CAMERAS), st.integers(-60, 3700), st.integers(0, 40), st.booleans()), max_size=12
    )
)
def test_every_camera_is_either_seen_or_missed_and_the_order_of_looks_does_not_matter(
    given: list[tuple[str, int, int, bool]],
) -> None:
    looks = [("7", look(camera, at, length, live=live)) for camera, at, length, live in given]
    one = judged(plan(), BEGIN, looks, BEGIN + timedelta(hours=9))
    other = judged(plan(), BEGIN, looks[::-1], BEGIN + timedelta(hours=9))
    assert sorted([found.camera_id for found in one.seen] + [found.camera_id for found in one.missed]) == list(CAMERAS)
    assert {found.camera_id for found in one.seen} == {found.camera_id for found in other.seen}
