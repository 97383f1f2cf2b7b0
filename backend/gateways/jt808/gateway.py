"""The TCP server that terminals call: registers, authenticates, acknowledges, and hands positions to the fleet.

Hostile bytes cost one connection at most: a session that sends too much rubbish, does not say who it is in time, or is
silent for long is closed. A terminal that the city does not know is refused with the standard's own answer.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import resource
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import uuid4

from backend.gateways.jt808 import codec
from backend.gateways.jt808.driver import Fleet
from backend.outcome import SYSTEM
from backend.parts import Parts
from backend.services.acts import job_of
from contract.commands import Envelope, ReportLink
from contract.entities import Link, Vehicle
from contract.errors import Refused
from contract.samples import VEHICLES

log = logging.getLogger(__name__)
MOST_SESSIONS = 10_000
NAME_WITHIN_S = 30.0
SILENT_AFTER_S = 180.0
SETTLE_AFTER_S = 60.0
_DRAIN_S = 10.0  # a terminal that reads none of our answers for so long is closed
_RUBBISH = 8192  # bytes outside frames, or of broken ones, before a session is closed
_READ = 4096


@dataclass
class Session:
    """One connection. `vehicle` is None until the terminal has said who it is."""

    writer: asyncio.StreamWriter
    vehicle: Vehicle | None = None
    serial: int = 0
    broken: int = 0
    parts: codec.Assembler = field(default_factory=codec.Assembler)

    def send(self, frame: codec.Frame) -> None:
        """Queue one message."""
        self.writer.write(codec.encode(frame))
        self.serial = (self.serial + 1) & 0xFFFF


class Gateway:
    """Answers terminals for a fleet."""

    def __init__(self, fleet: Fleet, most: int = MOST_SESSIONS) -> None:
        self._fleet = fleet
        self._most = most
        self._tasks: set[asyncio.Task[None]] = set()

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection in a task of its own."""
        if len(self._tasks) >= self._most:
            writer.close()
            return
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End every session."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session, splitter = Session(writer), codec.Splitter()
        loop = asyncio.get_running_loop()
        named_by = loop.time() + NAME_WITHIN_S
        try:
            while splitter.skipped + session.broken < _RUBBISH:
                # Whoever keeps talking without a name is a stranger too.
                limit = SILENT_AFTER_S if session.vehicle else max(0.0, named_by - loop.time())
                # asyncio.timeout, not wait_for: that one may swallow a cancellation on Python 3.11.
                async with asyncio.timeout(limit):
                    data = await reader.read(_READ)
                if not data:
                    break
                going_on = all(self._take(session, inner) for inner in splitter.feed(data))
                async with asyncio.timeout(_DRAIN_S):
                    await writer.drain()
                if not going_on:
                    break
        except OSError:  # also no route and timed out: a mobile network ends lines in every way there is
            pass
        finally:
            if session.vehicle is not None:
                self._fleet.went(session.vehicle)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    def _take(self, session: Session, inner: bytes) -> bool:
        """Act on one frame; False ends the session."""
        try:
            frame = codec.decode(inner)
        except codec.FrameError:
            session.broken += len(inner)
            return True
        if session.vehicle is None:
            return self._introduce(session, frame)
        # The line belongs to the terminal that gave the code; another number on it is answered as a failure.
        if frame.phone.lstrip("0") != session.vehicle.terminal.lstrip("0"):
            session.send(codec.platform_ack(frame, session.serial, 1))
            return True
        if frame.message in (codec.REGISTER, codec.AUTHENTICATE):
            return self._introduce(session, frame)
        if frame.message == codec.LOGOUT:
            session.send(codec.platform_ack(frame, session.serial))
            return False
        session.send(codec.platform_ack(frame, session.serial, self._act(session, frame)))
        return True

    def _introduce(self, session: Session, frame: codec.Frame) -> bool:
        """Before anything else a terminal registers, or authenticates with the code it was given."""
        vehicle = self._fleet.find(frame.phone)
        if frame.message == codec.REGISTER:
            code = self._fleet.code(frame.phone) if vehicle else ""
            session.send(codec.register_ack(frame, session.serial, 0 if vehicle else 4, code))
            return vehicle is not None
        known = vehicle is not None and frame.message == codec.AUTHENTICATE
        given = codec.authentication(frame) if known else ""
        good = known and hmac.compare_digest(given.encode(), self._fleet.code(frame.phone).encode())
        session.send(codec.platform_ack(frame, session.serial, 0 if good else 1))
        if good and vehicle is not None and session.vehicle is None:
            session.vehicle = vehicle
            self._fleet.came(vehicle)
        # A wrong code is answered and kept: the terminal registers anew, as it does after our restart.
        return True

    def _act(self, session: Session, frame: codec.Frame) -> int:
        """The result code of the general acknowledgement."""
        assert session.vehicle is not None
        try:
            if frame.encrypted:
                return 3
            whole = session.parts.add(frame)
            if whole is None:
                return 0
            if whole.message == codec.LOCATION:
                self._fleet.moved(session.vehicle, codec.location(whole.body))
            elif whole.message == codec.LOCATION_BATCH:
                for location in codec.locations(whole.body):
                    self._fleet.moved(session.vehicle, location)
            elif whole.message not in (codec.HEARTBEAT, codec.TERMINAL_ACK):
                return 3
        except codec.FrameError:
            return 2
        return 0


def room_for_sessions() -> int:
    """How many connections may be open: at most half of the descriptors that the process may have, once it took all.

    Terminals, or a stranger who only connects, must not leave the seats of the hall without a socket.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_SESSIONS if hard == resource.RLIM_INFINITY else min(hard, 2 * MOST_SESSIONS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return MOST_SESSIONS if soft == resource.RLIM_INFINITY else min(MOST_SESSIONS, soft // 2)


async def serve(parts: Parts) -> None:
    """Listen until cancelled. An OSError (port in use) is logged with what to do; the rest of the server goes on."""
    settings = parts.settings.jt808

    def report(vehicle: Vehicle, link: Link) -> None:
        command = ReportLink(kind="vehicle", entity_id=vehicle.id, link=link)
        with suppress(Refused):  # a full queue: the position itself says that the vehicle is there
            parts.writer.submit(job_of(Envelope(id=uuid4().hex, command=command), SYSTEM))

    fleet = Fleet(lambda: parts.hub.live["vehicle"], lambda position: parts.samples.put(VEHICLES, [position]), report)
    gateway = Gateway(fleet, room_for_sessions())
    try:
        server = await asyncio.start_server(gateway.accept, settings.host, settings.port, limit=_READ * 2)
    except OSError as error:
        log.error("no vehicles: port %s of %s: %s; set jt808.port", settings.port, settings.host, error.strerror)
        return
    bound = server.sockets[0].getsockname()[1]
    log.info("JT/T 808 on %s:%s", settings.host, bound)
    settling = asyncio.get_running_loop().call_later(SETTLE_AFTER_S, fleet.settle)
    try:
        await asyncio.Event().wait()
    finally:
        settling.cancel()
        server.close()
        await gateway.close()
