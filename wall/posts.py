"""Seats of one post (岗位): whose account, which scenes and keys. The hall's own wall is no post.

A seat's scenes are its own: they are arranged here and never change what a wall shows. Each is drawn for one monitor;
`NAME@2` is its arrangement for two, and on more it is folded (wall.layout.fold).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from contract.entities import Cell
from wall.shipped import EVALUATION, PATROL, PROFILE, Shipped, variant


@dataclass(frozen=True)
class Post:
    """A seat: the `--seat` word, the post (role) its account must hold, and its scenes with their keys. `account`: an
    account file that is there anyway, by its name."""

    name: str
    role: str
    scenes: tuple[Shipped, ...]
    account: str = ""

    @property
    def file(self) -> str:
        """Name of the account file in DATA/credentials, without its ending."""
        return self.account or f"seat-{self.name}"

    @property
    def first(self) -> str:
        """The scene that it begins with."""
        return self.scenes[0].name

    @property
    def keys(self) -> dict[str, int]:
        """Function key of each scene, in their order."""
        return {scene.name: scene.key for scene in self.scenes if scene.key}


def _cell(monitor: int, x: int, y: int, w: int, h: int, panel: str, **settings: str) -> Cell:
    return Cell(monitor=monitor, x=x, y=y, w=w, h=h, panel=panel, settings=settings)


def _near(monitor: int, x: int, y: int, w: int, h: int, columns: int = 2, rows: int = 1) -> Cell:
    """The cameras near the case that is looked at."""
    return _cell(monitor, x, y, w, h, "video", columns=str(columns), rows=str(rows))


_WORK_1 = (
    _cell(1, 0, 0, 11, 14, "queue"),
    _cell(1, 11, 0, 8, 14, "map"),
    _near(1, 19, 0, 5, 14, 1, 2),
    _cell(1, 0, 14, 24, 10, "detail"),
)
_WORK_2 = (
    _cell(1, 0, 0, 24, 14, "queue"),
    _cell(1, 0, 14, 24, 10, "detail"),
    _cell(2, 0, 0, 18, 16, "map"),
    _cell(2, 18, 0, 6, 24, "case"),
    _near(2, 0, 16, 18, 8, 3),
)


_TASK_1 = (
    _cell(1, 0, 0, 11, 14, "queue"),
    _cell(1, 11, 0, 7, 14, "task"),
    _cell(1, 18, 0, 6, 14, "map"),
    _cell(1, 0, 14, 24, 10, "detail"),
)
_TASK_2 = (
    _cell(1, 0, 0, 16, 14, "queue"),
    _cell(1, 0, 14, 24, 10, "detail"),
    _cell(1, 16, 0, 8, 14, "task"),
    _cell(2, 0, 0, 18, 24, "map"),
    _cell(2, 18, 0, 6, 24, "case"),
)
_CALL_BACKS_1 = (_cell(1, 0, 0, 16, 24, "callbacks"), _cell(1, 16, 0, 8, 24, "case"))
_CALL_BACKS_2 = (*_CALL_BACKS_1, _cell(2, 0, 0, 24, 14, "queue"), _cell(2, 0, 14, 24, 10, "detail"))


def _with_map(name: str, key: int, width: int = 13) -> tuple[Shipped, ...]:
    """A form, the panel of that name, beside the map that its place is picked on."""
    one = (
        _cell(1, 0, 0, width, 24, name),
        _cell(1, width, 0, 24 - width, 16, "map"),
        _near(1, width, 16, 24 - width, 8),
    )
    two = (
        _cell(1, 0, 0, 24, 24, name),
        _cell(2, 0, 0, 24, 16, "map"),
        _near(2, 0, 16, 24, 8, 3),
    )
    return Shipped(name, key, "desk", one), Shipped(variant(name, 2), 0, "desk", two)


def _work(key: int) -> tuple[Shipped, ...]:
    return Shipped("work", key, "desk", _WORK_1), Shipped(variant("work", 2), 0, "desk", _WORK_2)


def _tasks(key: int) -> tuple[Shipped, ...]:
    """The desk of who is given cases and reports on them (信息受理终端)."""
    return Shipped("work", key, "desk", _TASK_1), Shipped(variant("work", 2), 0, "desk", _TASK_2)


def _call_backs(key: int) -> tuple[Shipped, ...]:
    two = Shipped(variant("callbacks", 2), 0, "desk", _CALL_BACKS_2)
    return Shipped("callbacks", key, "desk", _CALL_BACKS_1), two


_FIGURES = (
    _cell(1, 0, 0, 12, 12, "kpi", chart="flow"),
    _cell(1, 12, 0, 12, 12, "kpi", chart="on_time"),
    _cell(1, 0, 12, 12, 12, "kpi", chart="departments"),
    _cell(1, 12, 12, 12, 12, "kpi", chart="handling"),
)

_EVALUATION_2 = (
    _cell(1, 0, 0, 24, 24, "evaluation"),
    _cell(2, 0, 0, 16, 24, "map"),
    _cell(2, 16, 0, 8, 24, "case"),
)
_PATROL_2 = (_cell(1, 0, 0, 24, 24, "patrol"), _cell(2, 0, 0, 24, 24, "map"))
_PATROL = (Shipped("patrol", 8, "desk", PATROL), Shipped(variant("patrol", 2), 0, "desk", _PATROL_2))
_INTAKE = (*_work(1), *_with_map("report", 2), *_with_map("hotline", 3), *_call_backs(4), *_PATROL)
_LEADS = (
    *_work(1),
    *_with_map("report", 2),
    Shipped("figures", 5, "desk", _FIGURES),
    Shipped("evaluation", 7, "desk", EVALUATION),
    Shipped(variant("evaluation", 2), 0, "desk", _EVALUATION_2),
    *_PATROL,
)
"""The shift leader answers for the posts of his shift: their evaluation is in reach."""

POSTS: Final[dict[str, Post]] = {
    post.name: post
    for post in (
        Post("intake", "intake", _INTAKE),
        Post("leader", "shift_leader", _LEADS),
        Post("dispatch", "dispatcher", _work(1)),
        Post("department", "department", (*_tasks(1), *_with_map("report", 2))),
        Post("district", "district", _work(1)),
        Post("inspector", "inspector", (*_tasks(1), *_with_map("report", 2))),
        Post("admin", "admin", (Shipped("profile", 1, "desk", PROFILE),), account="admin"),
    )
}
"""By the word after `--seat`."""
