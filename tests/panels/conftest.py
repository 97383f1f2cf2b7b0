"""Seats whose clock stands still, and panels that are really shown (offscreen)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.backend.city import Hall
from tests.backend.server import Backend, running
from tests.panels.photo_desk import Desk
from tests.panels.room import Seat, seat

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def make_seat(qapp: QApplication) -> Iterator[Callable[..., Seat]]:
    """Make seats; each is closed afterwards."""
    made: list[Seat] = []

    def make(**options: object) -> Seat:
        one = seat(**options)  # type: ignore[arg-type]  # passed on as they are
        one.context.theme.apply(qapp)
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()


@pytest.fixture
def room(make_seat: Callable[..., Seat]) -> Seat:
    """A desk in the dark theme on the small city."""
    return make_seat()


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[W, tuple[int, int]], W]:
    """Show a widget at a size and wait until it stands."""

    def show(widget: W, size: tuple[int, int] = (1060, 520)) -> W:
        qtbot.addWidget(widget)
        widget.resize(*size)
        widget.show()
        qtbot.waitUntil(lambda: widget.isVisible(), timeout=2000)
        qtbot.wait(20)
        return widget

    return show


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def hall(backend: Backend) -> Hall:
    return Hall(backend)


@pytest.fixture
def desk(backend: Backend, qtbot: QtBot) -> Iterator[Desk]:
    one = Desk(backend, qtbot)
    yield one
    one.session.stop()
