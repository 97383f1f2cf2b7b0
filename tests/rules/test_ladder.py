"""The escalation climbs for urgent, major and supervised cases only, and by the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.rules.ladder import begins, climbs, height, next_rung
from contract.entities import Case, CaseSource, CaseState, Urgency
from contract.limits import Ladder, Rung

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LADDER = Ladder()


def case(**more: Any) -> Case:
    return Case(
        id="1", number="20261120-000001", short=1, class_code="E0110", state=CaseState.HANDLING,
        source=CaseSource.INSPECTOR, reported_at=NOON, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("urgency", "supervised", "kinds", "does"),
    [
        (Urgency.NORMAL, False, LADDER.kinds, False),
        (Urgency.URGENT, False, LADDER.kinds, True),
        (Urgency.MAJOR, False, LADDER.kinds, True),
        (Urgency.NORMAL, True, LADDER.kinds, True),
        (Urgency.NORMAL, True, ("major",), False),
        (Urgency.URGENT, False, ("major",), False),
        (Urgency.URGENT, True, (), False),
    ],
)
def test_who_climbs(urgency: Urgency, supervised: bool, kinds: tuple[str, ...], does: bool) -> None:
    assert climbs(Ladder(kinds=kinds), case(urgency=urgency, supervised=supervised)) is does


def test_it_begins_when_the_first_limit_ends() -> None:
    assert begins(case()) is None
    assert begins(case(deadline_at=NOON)) == NOON
    assert begins(case(deadline_at=NOON, step_deadline_at=NOON - timedelta(hours=1))) == NOON - timedelta(hours=1)


@pytest.mark.parametrize(
    ("minutes", "rung", "post", "next_min"),
    [
        (-1, None, "", 0),
        (0, 1, "person", 5),
        (4.9, 1, "person", 5),
        (5, 2, "shift_leader", 15),
        (15, 3, "leader", None),
        (60 * 24 * 3, 3, "leader", None),  # after days it goes to the top at once
    ],
)
def test_how_far_it_has_climbed(minutes: float, rung: int | None, post: str, next_min: float | None) -> None:
    now = NOON + timedelta(minutes=minutes)
    found = height(LADDER, NOON, now)
    assert (found.rung if found else None, found.post if found else "") == (rung, post)
    later = next_rung(LADDER, NOON, now)
    assert later == (None if next_min is None else NOON + timedelta(minutes=next_min))


def test_a_city_may_have_another_ladder_or_none() -> None:
    one = Ladder(rungs=(Rung(post="leader", after_min=60), Rung(post="dispatcher", after_min=10)))
    found = height(one, NOON, NOON + timedelta(minutes=11))
    assert found is not None
    assert (found.rung, found.post) == (1, "dispatcher")
    assert height(Ladder(rungs=()), NOON, NOON + timedelta(days=1)) is None
