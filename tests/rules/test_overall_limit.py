"""Closed in time (按期结案) is judged by the overall limit where a case has one, else by the handling limit."""

from __future__ import annotations

import pytest

from backend.rules.case_counts import NUMBER_OF, given
from backend.rules.case_story import Story, Told


@pytest.mark.parametrize(
    ("overall_s", "handled_ms", "expected"),
    [
        (None, 1_000, "intime_archive_num"),
        (None, 3_000, "overtime_archive_num"),
        (6, 3_000, "intime_archive_num"),  # the handling was late, the whole was not
        (5, 3_000, "intime_archive_num"),
        (4, 1_000, "overtime_archive_num"),
    ],
)
def test_which_limit_judges_the_closing(overall_s: int | None, handled_ms: int, expected: str) -> None:
    course = "" if overall_s is None else f'{{"overall_at":"1970-01-01T00:00:0{overall_s}Z"}}'
    row = {"reported_at": 0, "filed_at": 5, "dispatched_at": 10, "deadline_at": 2_000, "handled_at": handled_ms}
    facts = [
        Told(name="case.reported", happened_at=0, state="reported", changed={"reported_at": 0, "source": "inspector"}),
        Told(
            name="case.closed", happened_at=5_000, state="closed", changed=row | {"closed_at": 5_000, "course": course}
        ),
    ]
    numbers = {key.number for key in given(Story(facts)).amounts if key.object == 0}
    found = {code for code, number in NUMBER_OF["area"].items() if number in numbers and code.endswith("archive_num")}
    assert found == {expected}
