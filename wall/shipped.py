"""The scenes that every wall has from the start. They are saved to the server where it has none of that name.

A scene `NAME` is drawn for two monitors; `NAME@1` and `NAME@4` are its arrangements for one and four. A scene of
one's own needs no variants: it is folded onto the monitors that there are (wall.layout.fold).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from contract.entities import Cell


@dataclass(frozen=True)
class Shipped:
    """A scene as it is delivered. `key` is the function key that shows it."""

    name: str
    key: int
    profile: str
    cells: tuple[Cell, ...]


def _cell(monitor: int, x: int, y: int, w: int, h: int, panel: str, **settings: str) -> Cell:
    return Cell(monitor=monitor, x=x, y=y, w=w, h=h, panel=panel, settings=settings)


CHARTS: Final = ("flow", "on_time", "departments", "handling")


def _charts(monitor: int, y: int, h: int) -> tuple[Cell, ...]:
    return tuple(_cell(monitor, index * 6, y, 6, h, "kpi", chart=chart) for index, chart in enumerate(CHARTS))


def _map(monitor: int, w: int = 18) -> tuple[Cell, ...]:
    return (_cell(monitor, 0, 0, w, 24, "map"),)


_WORK = (
    _cell(2, 0, 0, 14, 13, "queue"),
    _cell(2, 14, 0, 10, 13, "video", columns="3", rows="3"),
    _cell(2, 0, 13, 24, 7, "detail"),
    *_charts(2, 20, 4),
)
_DUTY = (*_map(1), _cell(1, 18, 0, 6, 24, "case"), *_WORK)
_DUTY_1 = (
    _cell(1, 0, 0, 9, 12, "map"),
    _cell(1, 9, 0, 9, 12, "video", columns="3", rows="3"),
    _cell(1, 18, 0, 6, 20, "case"),
    _cell(1, 0, 12, 18, 8, "queue"),
    *_charts(1, 20, 4),
)
_DUTY_4 = (
    *_map(1),
    _cell(1, 18, 0, 6, 24, "case"),
    _cell(2, 0, 0, 24, 16, "queue"),
    _cell(2, 0, 16, 24, 8, "detail"),
    _cell(3, 0, 0, 24, 24, "video", columns="3", rows="3"),
    _cell(4, 0, 0, 12, 8, "kpi", chart="flow"),
    _cell(4, 12, 0, 12, 8, "kpi", chart="on_time"),
    _cell(4, 0, 8, 12, 8, "kpi", chart="departments"),
    _cell(4, 12, 8, 12, 8, "kpi", chart="handling"),
    _cell(4, 0, 16, 24, 8, "alarms"),
)
_VIDEO = (
    *_map(1),
    _cell(1, 18, 0, 6, 24, "case"),
    _cell(2, 0, 0, 24, 24, "video", columns="4", rows="4"),
)
_BROADCAST = (
    *_map(1),
    _cell(1, 18, 0, 6, 24, "case"),
    _cell(2, 0, 0, 14, 24, "broadcast"),
    _cell(2, 14, 0, 10, 12, "video", columns="1", rows="1"),
    _cell(2, 14, 12, 10, 12, "recorded"),
)


def _leader(monitor: int, columns: str = "3") -> tuple[Cell, ...]:
    return (
        _cell(monitor, 0, 0, 24, 5, "figures"),
        _cell(monitor, 0, 5, 15, 11, "map"),
        _cell(monitor, 15, 5, 9, 11, "attention"),
        _cell(monitor, 0, 16, 24, 8, "video", columns=columns, rows="1"),
    )


_LEADER = (*_leader(1), *_map(2, 16), _cell(2, 16, 0, 8, 24, "attention"))
_KIOSK = (*_leader(1), *_leader(2))
EVALUATION: Final = (
    _cell(1, 0, 0, 15, 24, "evaluation"),
    _cell(1, 15, 0, 9, 9, "map"),
    _cell(1, 15, 9, 9, 15, "case"),
)
"""On one monitor."""

PATROL: Final = (_cell(1, 0, 0, 16, 24, "patrol"), _cell(1, 16, 0, 8, 24, "map"))
"""The round, and where its cameras stand, on one monitor."""

HEALTH: Final = (_cell(1, 0, 0, 24, 13, "outages"), _cell(1, 0, 13, 24, 11, "budget"))
"""Cameras without a true picture, and what the video costs, on one monitor."""

PROFILE: Final = (_cell(1, 0, 0, 24, 24, "profile"),)
"""The table editor: an administrator's, so no key of the hall shows it; the word `profile` does."""

SCENES: Final[tuple[Shipped, ...]] = (
    Shipped("duty", 1, "desk", _DUTY),
    Shipped("video", 2, "desk", _VIDEO),
    Shipped("broadcast", 3, "desk", _BROADCAST),
    Shipped("leader", 5, "wall", _LEADER),
    Shipped("kiosk", 6, "kiosk", _KIOSK),
    Shipped("evaluation", 7, "desk", (*_map(1, 24), _cell(2, 0, 0, 24, 24, "evaluation"))),
    Shipped("patrol", 8, "desk", (*_map(1, 24), _cell(2, 0, 0, 24, 24, "patrol"))),
    Shipped("duty@1", 0, "desk", _DUTY_1),
    Shipped("duty@4", 0, "desk", _DUTY_4),
    Shipped("evaluation@1", 0, "desk", EVALUATION),
    Shipped("leader@1", 0, "wall", _leader(1)),
    Shipped("kiosk@1", 0, "kiosk", _leader(1)),
    Shipped("profile", 0, "desk", (*PROFILE, *_map(2), _cell(2, 18, 0, 6, 24, "case"))),
    Shipped("patrol@1", 0, "desk", PATROL),
    Shipped("health", 0, "desk", (*_map(1, 24), _cell(2, 0, 0, 24, 13, "outages"), _cell(2, 0, 13, 24, 11, "budget"))),
    Shipped("health@1", 0, "desk", HEALTH),
    Shipped("profile@1", 0, "desk", PROFILE),
)
"""Key 0: a variant for another number of monitors, reached through its scene; or a scene that is asked for by name."""


def variant(name: str, monitors: int) -> str:
    """The name of a scene's arrangement for so many monitors."""
    return f"{name}@{monitors}"
