"""Numbers, times and codes are written the same everywhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from panelkit import format as fmt


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (59, "0:00"),
        (960, "0:16"),
        (9000, "2:30"),
        (-1, "−0:00"),
        (-2530, "−0:42"),
        (-7260, "−2:01"),
        (None, "—"),
    ],
)
def test_time_left(seconds: float | None, text: str) -> None:
    assert fmt.time_left(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0.4 s ago"), (38, "38 s ago"), (200, "3 min ago"), (7300, "2 h ago"), (260000, "3 d ago")],
)
def test_ages(seconds: float, text: str) -> None:
    assert fmt.age(seconds) == text


def test_grid_codes_in_threes() -> None:
    assert fmt.cell_short("310101002007014") == "007 014"
    assert fmt.cell_long("310101002007014") == "310101 002 007 014"
    assert fmt.cell_short(None) == "—"


def test_clocks_are_of_the_citys_zone() -> None:
    at = datetime(2026, 11, 21, 6, 2, 37, tzinfo=UTC)
    assert fmt.clock(at, "Asia/Shanghai") == "14:02:37"
    assert fmt.moment(at, datetime(2026, 11, 22, 6, tzinfo=UTC), "Asia/Shanghai") == "11-21 14:02"


def test_minus_is_the_real_one() -> None:
    assert fmt.minus(-1234.5, 1) == "−1,234.5"
