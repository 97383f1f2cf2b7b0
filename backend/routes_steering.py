"""Steering of cameras (PTZ): orders to a device, and the positions that it keeps."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post

from backend.door import read, read_id
from backend.gateways.ptz.desk import SteeringDesk
from backend.parts import shape
from backend.services.accounts import Seat
from backend.services.steering import may_steer
from contract.steering import PRESETS_PATH, STEER_PATH, Preset, Steer, Steered

AnyRequest = Request[Any, Any, Any]


@post(STEER_PATH.replace("}", ":str}"), opt=shape(body=Steer, answer=Steered), status_code=200)
async def steer(camera_id: str, request: AnyRequest, steering: SteeringDesk, seat: Seat) -> Steered:
    """Take a camera, move it, let it go; one person at a time, each use in the security log."""
    may_steer(seat.actor)
    order = read(await request.body(), Steer)
    return await steering.order(read_id(camera_id, "camera_id"), order, seat)


@get(PRESETS_PATH.replace("}", ":str}"), opt=shape(answer=list[Preset]))
async def presets(camera_id: str, steering: SteeringDesk, seat: Seat) -> list[Preset]:
    """The positions that a camera keeps, asked of the device itself."""
    return await steering.presets(read_id(camera_id, "camera_id"), seat)


HANDLERS = (steer, presets)
