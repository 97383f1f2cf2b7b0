"""Steering a camera by hand (PTZ): who may, who yields to whom, and what one order says.

A camera is steered by one person at a time. Whoever takes it holds it for `HELD_S` after his last order; a person of
higher rank (`contract.presence.RANKS`) may take it over, which the security log keeps. A movement ends by itself
`SILENT_S` after the last order: the seat says again and again that the key is still down.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

from contract.entities import Camera
from contract.lifecycle.posts import Role

STEER_PATH = "/api/cameras/{camera_id}/steering"
PRESETS_PATH = "/api/cameras/{camera_id}/presets"
STEERERS: frozenset[Role] = frozenset(
    {Role.LEADER, Role.SHIFT_LEADER, Role.DUTY, Role.DISPATCHER, Role.BROADCASTER, Role.ADMIN}
)
"""Posts that steer. Administrators try out what they set up and yield to everybody with a rank."""
HELD_S = 60.0
"""How long a camera stays somebody's after his last order."""
SILENT_S = 1.0
"""A movement ends where the seat was not heard of for so long (the dead man's rule)."""
REPEAT_S = 0.3
"""A seat repeats an order to move so often while the key is down."""
MOST_PRESETS = 300

Speed = Annotated[float, msgspec.Meta(ge=-1.0, le=1.0)]


class SteerAct(StrEnum):
    """What an order does."""

    TAKE = "take"
    RELEASE = "release"
    MOVE = "move"
    STOP = "stop"
    HOME = "home"
    GO = "go"
    SAVE = "save"


class Steer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`POST /api/cameras/{id}/steering`. Speeds are parts of the device's greatest, right, up and in are positive.

    `preset`: the device's token, of `go` and, to write over one, of `save`. `name`: of a new preset.
    `take_over`: of `take`, also from somebody of lower rank.
    """

    act: SteerAct
    pan: Speed = 0.0
    tilt: Speed = 0.0
    zoom: Speed = 0.0
    preset: Annotated[str, msgspec.Meta(max_length=64)] = ""
    name: Annotated[str, msgspec.Meta(max_length=64)] = ""
    take_over: bool = False


class Preset(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A position that the device keeps (预置位)."""

    token: str
    name: str = ""


class Steered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer to an order. `preset`: token of the one that was saved."""

    preset: str = ""


def can_be_steered(camera: Camera) -> bool:
    """Whether a seat that sees the whole entity may try."""
    return bool(camera.control_url)
