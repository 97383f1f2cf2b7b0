"""Digital zoom: what is seen, and how large it is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videowall.zoom import LARGEST, MOST, WHOLE, Zoom, Zooms

NEAR = pytest.approx
WHERE = st.floats(0, 1)


@given(st.lists(st.tuples(st.floats(0.2, 5), WHERE, WHERE, st.floats(-3, 3), st.floats(-3, 3)), max_size=20))
def test_whatever_is_turned_the_part_stays_within_the_picture(
    acts: list[tuple[float, float, float, float, float]],
) -> None:
    zoom = WHOLE
    for times, x, y, dx, dy in acts:
        zoom = zoom.by(times, x, y).moved(dx, dy)
        part = zoom.part
        assert 1.0 <= zoom.factor <= MOST
        assert part.x >= -1e-9
        assert part.y >= -1e-9
        assert part.x + part.w <= 1 + 1e-9
        assert part.y + part.h <= 1 + 1e-9


@given(st.floats(1.1, 4), WHERE, WHERE)
def test_what_is_under_the_pointer_stays_there(times: float, x: float, y: float) -> None:
    part = WHOLE.by(times, x, y).part
    assert part.x + x * part.w == NEAR(x)
    assert part.y + y * part.h == NEAR(y)


def test_back_to_the_whole_is_the_whole() -> None:
    assert WHOLE.by(2).moved(1, 1).by(0.5) == WHOLE
    assert WHOLE.by(0.5) == WHOLE
    assert WHOLE.moved(1, 1) == WHOLE
    assert Zoom(2).moved(0.5, 0) == Zoom(2, 0.75, 0.5)


def test_a_zoom_goes_with_its_camera_and_ends_when_it_goes() -> None:
    zooms = Zooms()
    assert zooms.set("1", Zoom(4))
    assert not zooms.set("1", Zoom(4))
    assert zooms.size("1", 320, 180) == (1280, 720)
    assert zooms.size("1", 960, 540) == LARGEST
    assert zooms.size("1", 3840, 2160) == (3840, 2160)
    assert zooms.size("2", 320, 180) == (320, 180)
    zooms.keep(["2"])
    assert zooms.of("1") == WHOLE
    assert not zooms.set("1", WHOLE)
