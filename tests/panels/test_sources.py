"""Colours of sources: one for each, readable on every ground of a row, and none that is an alarm's word."""

from __future__ import annotations

import colorsys

import pytest

from contract.entities import CaseSource
from panelkit.sources import color_of
from panelkit.tokens import DARK, LIGHT

THEMES = [DARK, LIGHT]
NAMES = sorted({color_of(one) for one in CaseSource})


def _parts(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _light(color: str) -> float:
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    a, b = sorted((_light(one), _light(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_every_source_has_a_colour_that_can_be_seen_on_a_row(theme: dict[str, str]) -> None:
    for source in CaseSource:
        for ground in ("bg-1", "bg-2", "bg-3", "acc-fill"):
            assert _contrast(theme[color_of(source)], theme[ground]) >= 3, (source, ground)


@pytest.mark.parametrize("theme", THEMES)
def test_no_source_speaks_like_an_alarm(theme: dict[str, str]) -> None:
    loudest = max(colorsys.rgb_to_hsv(*_parts(theme[one]))[1] for one in NAMES)
    calmest = min(colorsys.rgb_to_hsv(*_parts(theme[one]))[1] for one in ("p1", "p2", "p3"))
    assert loudest < calmest - 0.1
    assert len({theme[one] for one in NAMES}) == len(NAMES) == 7
