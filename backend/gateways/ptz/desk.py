"""The desk of steering: whose orders reach which device, how long a camera stays his, and the log of every use."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from backend.gateways.ptz.driver import Driver, Movement
from backend.gateways.ptz.onvif import DeviceFault, Onvif
from backend.parts import Parts, settled
from backend.sealing import Unreadable
from backend.services.accounts import Seat
from backend.services.device_secrets import whole
from backend.services.security_log import REFUSED, Entry
from backend.services.steering import held, lapse, may_steer, release, take
from contract.entities import Camera, Id, Person
from contract.errors import Code, Refused
from contract.events import Event
from contract.scope import View, project
from contract.steering import HELD_S, MOST_PRESETS, SILENT_S, Preset, Steer, SteerAct, Steered, can_be_steered

log = logging.getLogger(__name__)
LOOK_S = 1.0
PER_MINUTE = 900
"""Orders of one session: some three a second are a key that is down."""


@dataclass
class _Hand:
    """An open device, and by which address it was opened."""

    device: Onvif
    address: tuple[str, int]
    seat: Seat
    number: int
    driver: Driver = field(init=False)


class SteeringDesk:
    """One per server, in its event loop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._hands: dict[Id, _Hand] = {}
        self._closing: set[asyncio.Task[None]] = set()
        parts.hub.listeners.append(self._heard)

    async def order(self, camera_id: Id, steer: Steer, seat: Seat) -> Steered:
        """Do what a seat orders. Refused: wrong_role, not_found, conflict (params.holder), wrong_state (params.why)."""
        may_steer(seat.actor)
        camera = self._camera(camera_id, seat)
        self._parts.accounts.tries.take(("steering", seat.token_hash), PER_MINUTE)
        if steer.act is SteerAct.TAKE:
            await self._take(camera, seat, over=steer.take_over)
            return Steered()
        if steer.act is SteerAct.RELEASE:
            await self._let_go(camera.id)
            await settled(self._parts.writer.bulk(lambda tx: release(tx, camera.id, seat.actor, seat.address)))
            return Steered()
        self._check_holder(camera, seat)
        if steer.act is not SteerAct.STOP:
            await self._keep(camera, seat)
        try:
            return await self._do(await self._hand(camera, seat), camera, steer, seat)
        except DeviceFault as fault:
            if steer.act not in (SteerAct.MOVE, SteerAct.STOP):
                self._note(seat, f"ptz.{steer.act}", camera.number, REFUSED, why=fault.code)
            raise _refusal(fault) from fault

    async def presets(self, camera_id: Id, seat: Seat) -> list[Preset]:
        """The positions that a camera keeps, for whoever may steer."""
        may_steer(seat.actor)
        camera = self._camera(camera_id, seat)
        if not can_be_steered(camera):
            raise Refused(Code.WRONG_STATE, field="camera_id", reason="this camera has no address for steering")
        self._parts.accounts.tries.take(("steering", seat.token_hash), PER_MINUTE)
        known = self._hands.get(camera.id)
        try:
            if known is not None:
                found = await known.device.presets()
            else:
                async with Onvif(await self._address(camera)) as device:
                    found = await device.presets()
        except DeviceFault as fault:
            raise _refusal(fault) from fault
        return [Preset(token=token[:64], name=name[:64]) for token, name in found[:MOST_PRESETS]]

    async def run(self) -> None:
        """Let cameras go that nobody gave an order for `HELD_S`; until cancelled. At the end all stand still."""
        try:
            while True:
                await asyncio.sleep(LOOK_S)
                await self._look(datetime.now(UTC))
        finally:
            self._parts.hub.listeners.remove(self._heard)
            await asyncio.gather(*(self._let_go(one) for one in tuple(self._hands)), *self._closing)

    # --- inside -------------------------------------------------------------------------------------------------

    async def _look(self, now: datetime) -> None:
        for one in tuple(self._parts.hub.live["camera"].values()):
            if isinstance(one, Camera) and one.steered_until_at is not None and one.steered_until_at <= now:
                await self._let_go(one.id)
                try:
                    await settled(self._parts.writer.bulk(partial(lapse, camera_id=one.id)))
                except Refused as refused:
                    log.warning("camera %s stays taken for now: %s", one.number, refused)

    def _camera(self, camera_id: Id, seat: Seat) -> Camera:
        camera = self._parts.hub.live["camera"].get(camera_id)
        if not isinstance(camera, Camera) or project(camera, seat.scope) is None:
            raise Refused(Code.NOT_FOUND, field="camera_id", reason="no such camera")
        if seat.scope.view is not View.FULL:
            raise Refused(Code.WRONG_ROLE, field="Authorization", reason="only the full view steers cameras")
        return camera

    def _check_holder(self, camera: Camera, seat: Seat) -> None:
        until = camera.steered_until_at
        if camera.steered_by_id != seat.actor.person_id or until is None or until <= datetime.now(UTC):
            who = self._parts.hub.live["person"].get(camera.steered_by_id or "")
            raise held(who.name if isinstance(who, Person) else "", higher=False)

    async def _take(self, camera: Camera, seat: Seat, *, over: bool) -> None:
        await settled(self._parts.writer.bulk(lambda tx: take(tx, camera.id, seat.actor, seat.address, over=over)))

    async def _keep(self, camera: Camera, seat: Seat) -> None:
        """An order makes it his for longer, written down when half of the time is over."""
        until = camera.steered_until_at
        if until is not None and until - datetime.now(UTC) < timedelta(seconds=HELD_S / 2):
            await self._take(camera, seat, over=False)

    async def _do(self, hand: _Hand, camera: Camera, steer: Steer, seat: Seat) -> Steered:
        driver, device = hand.driver, hand.device
        if steer.act is SteerAct.MOVE:
            await driver.move((steer.pan, steer.tilt, steer.zoom))
            return Steered()
        if steer.act is SteerAct.STOP:
            await driver.stop()
            return Steered()
        if driver.moving:
            await driver.stop()
        preset = steer.preset
        if steer.act is SteerAct.HOME:
            await device.home()
        elif steer.act is SteerAct.GO:
            await device.go(_needed(preset))
        else:
            preset = await device.save(preset, _printable(steer.name))
        self._note(seat, f"ptz.{steer.act}", camera.number, preset=preset)
        return Steered(preset=preset if steer.act is SteerAct.SAVE else "")

    async def _hand(self, camera: Camera, seat: Seat) -> _Hand:
        key = (camera.control_url, camera.secret)
        known = self._hands.get(camera.id)
        if known is not None and known.address == key and known.seat.actor.person_id == seat.actor.person_id:
            known.seat = seat
            return known
        if known is not None:
            await self._let_go(camera.id)
        device = Onvif(await self._address(camera))
        raced = self._hands.get(camera.id)
        if raced is not None:
            await device.close()
            return raced
        hand = _Hand(device, key, seat, camera.number)
        hand.driver = Driver(device, partial(self._moved, hand), silent_s=SILENT_S)
        self._hands[camera.id] = hand
        return hand

    async def _address(self, camera: Camera) -> str:
        """Where the device is told, with user and password: those of its main stream where it has none of its own and
        both are at one host."""

        def read() -> dict[str, str]:
            with self._parts.db.read() as connection:
                return whole(connection, self._parts.keyring, camera)

        try:
            known = await asyncio.to_thread(read)
        except Unreadable as fault:
            reason = f"the password cannot be read: {fault}"
            raise Refused(Code.UNAVAILABLE, field="camera_id", reason=reason, why="login") from fault
        return with_login(known["control_url"], known["main_url"])

    async def _let_go(self, camera_id: Id) -> None:
        hand = self._hands.pop(camera_id, None)
        if hand is not None:
            await hand.driver.close()

    def _heard(self, event: Event) -> None:
        """Somebody else has it now, or nobody: what moves is stopped. Perhaps another server wrote it."""
        for one in event.upsert:
            hand = self._hands.get(one.id) if isinstance(one, Camera) else None
            if hand is not None and isinstance(one, Camera) and one.steered_by_id != hand.seat.actor.person_id:
                self._soon(self._let_go(one.id))
        for gone in event.remove:
            if gone.kind == "camera" and gone.id in self._hands:
                self._soon(self._let_go(gone.id))

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _moved(self, hand: _Hand, movement: Movement) -> None:
        told = {"way": movement.way, "ms": str(movement.ms), "ended": movement.ended}
        self._note(hand.seat, "ptz.moved", hand.number, **told)

    def _note(self, seat: Seat, what: str, number: int, result: str = "ok", **detail: str) -> None:
        entry = Entry.by(seat.actor, what, seat.address, f"camera:{number}", result, **detail)
        self._parts.accounts.security.note(entry)


def with_login(control: str, stream: str) -> str:
    """`control` with the user and password of `stream` where it has none and both are at the same host."""
    try:
        own, other = urlsplit(control), urlsplit(stream)
        if own.username is not None or other.username is None or own.hostname != other.hostname:
            return control
    except ValueError:
        return control
    login = other.netloc.rpartition("@")[0]
    return urlunsplit(own._replace(netloc=f"{login}@{own.netloc}"))


def _needed(token: str) -> str:
    if not token:
        raise Refused(Code.MALFORMED, field="$.preset", reason="which position?")
    return _printable(token)


def _printable(text: str) -> str:
    if not text.isprintable():
        raise Refused(Code.MALFORMED, field="$.name", reason="characters that cannot be printed")
    return text


def _refusal(fault: DeviceFault) -> Refused:
    # Never 503: a seat would take it for an outage of this server and send the order once more.
    code = Code.NOT_FOUND if fault.code == "no_preset" else Code.WRONG_STATE
    return Refused(code, field="camera_id", reason=str(fault), why=fault.code)
