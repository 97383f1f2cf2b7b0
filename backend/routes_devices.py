"""Whole addresses of cameras and poles, passwords and all, for who opens the stream or calls the pole."""

from __future__ import annotations

from litestar import get

from backend.parts import Parts, needs, shape
from backend.sealing import Unreadable
from backend.services.accounts import Seat
from backend.services.device_secrets import whole
from backend.services.security_log import Entry
from contract.entities import Camera, Kind, Pole
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.people import DeviceAddress
from contract.scope import View, project

PER_MINUTE = 600
"""Addresses that one session may ask for: a wall of 300 cameras twice, and no harvest in silence."""


@get("/api/cameras/{camera_id:str}/address", opt=shape(answer=DeviceAddress), sync_to_thread=True)
def camera_address(camera_id: str, parts: Parts, seat: Seat) -> DeviceAddress:
    """The streams of a camera with their passwords, for a session with the full view; each answer is logged."""
    if seat.scope.view is not View.FULL:
        raise Refused(Code.WRONG_ROLE, field="Authorization", reason="only the full view opens streams")
    return _told("camera", camera_id, parts, seat)


@get("/api/poles/{pole_id:str}/address", opt=shape(answer=DeviceAddress), sync_to_thread=True)
def pole_address(pole_id: str, parts: Parts, seat: Seat) -> DeviceAddress:
    """The SIP address of a pole with its password, for the broadcast gateway (device); each answer is logged."""
    needs(seat, Role.DEVICE, Role.ADMIN)
    return _told("pole", pole_id, parts, seat)


def _told(kind: Kind, device_id: str, parts: Parts, seat: Seat) -> DeviceAddress:
    parts.accounts.tries.take(("address_of", seat.token_hash), PER_MINUTE)
    device = parts.hub.live[kind].get(device_id)
    if not isinstance(device, Camera | Pole) or project(device, seat.scope) is None:
        raise Refused(Code.NOT_FOUND, field="id", reason=f"no such {kind}")
    if not device.secret:
        return DeviceAddress(**{name: getattr(device, name) for name in _fields(device)})
    about = f"{kind}:{device_id}"
    try:
        with parts.db.read() as connection:
            found = whole(connection, parts.keyring, device)
    except Unreadable as fault:
        parts.accounts.security.note(Entry.by(seat.actor, "address.read", seat.address, about, "refused"))
        raise Refused(Code.UNAVAILABLE, field="id", reason=f"the password cannot be read: {fault}") from fault
    parts.accounts.security.write(Entry.by(seat.actor, "address.read", seat.address, about))
    return DeviceAddress(**{name: found[name] for name in _fields(device)})


def _fields(device: Camera | Pole) -> tuple[str, ...]:
    return ("main_url", "sub_url") if isinstance(device, Camera) else ("address",)


HANDLERS = (camera_address, pole_address)
