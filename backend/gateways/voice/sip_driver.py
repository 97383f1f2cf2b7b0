"""The SIP driver: a loudspeaker is called like a telephone, answers by itself, and gets RTP until we hang up."""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
import time
from contextlib import suppress
from typing import cast

from backend.gateways.voice import codec, sip
from backend.gateways.voice.call import Agent, Call, Patience, Rejected
from backend.gateways.voice.codec import CODECS, FRAME_SAMPLES, Rtp
from backend.gateways.voice.driver import Capabilities, Unplayable, Why
from backend.gateways.voice.transactions import NoAnswer
from contract.entities import Pole, PoleState

log = logging.getLogger(__name__)
PROBE_WITHIN_S = 2.0
SILENT_AFTER_S = 0.8
_ASK_EACH_S = 1.0
_TOS_EF = 0xB8  # DSCP 46: voice first, where the network honours it
_STATE_OF = {486: PoleState.BUSY, 600: PoleState.BUSY, 408: PoleState.OFFLINE, 480: PoleState.OFFLINE}
_STATE_OF |= {404: PoleState.FAULT, 410: PoleState.FAULT, 403: PoleState.FAULT, 401: PoleState.FAULT}
_STATE_OF |= {407: PoleState.FAULT, 503: PoleState.FAULT}
_PROBED = {status: state for status, state in _STATE_OF.items() if status not in (401, 407, 403)}


class MediaPort(asyncio.DatagramProtocol):
    """The RTP socket of a call. `heard` counts packets that came back, `heard_at` is the monotonic time of the last."""

    def __init__(self) -> None:
        self._transport: asyncio.DatagramTransport | None = None
        self.port = 0
        self.heard = 0
        self.heard_at = 0.0

    @classmethod
    async def bind(cls, host: str) -> MediaPort:
        """On a free port."""
        _, port = await asyncio.get_running_loop().create_datagram_endpoint(cls, local_addr=(host, 0))
        return port

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.port = int(transport.get_extra_info("sockname")[1])
        with suppress(OSError):
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_IP, socket.IP_TOS, _TOS_EF)

    def datagram_received(self, data: bytes, _addr: tuple[str, int]) -> None:
        """A packet from the pole: its content does not matter, its coming does."""
        with suppress(ValueError):
            codec.unpack(data)
            self.heard += 1
            self.heard_at = time.monotonic()

    def send(self, data: bytes, to: tuple[str, int]) -> None:
        """One packet, as far as the system takes it."""
        if self._transport is not None and not self._transport.is_closing():
            with suppress(OSError):
                self._transport.sendto(data, to)

    def close(self) -> None:
        """Free the port."""
        if self._transport is not None:
            self._transport.close()


class SipLine:
    """One pole in a call."""

    def __init__(self, driver: SipDriver, pole: Pole, call: Call, port: MediaPort, connected_ms: int) -> None:
        self._driver = driver
        self._pole = pole
        self._call = call
        self._port = port
        self._to = (call.media.host, call.media.port)
        self.codec = next(CODECS[number] for number in CODECS if number in call.media.payload_types)
        self._source = secrets.randbits(32)
        self._sequence = secrets.randbits(15)
        self._stamp = secrets.randbits(32)
        self._asking: asyncio.Task[None] | None = None
        self._asked_at = time.monotonic()
        self.connected_ms = connected_ms
        self.sent = 0
        self.ended = ""
        call.ended = self._hung_up

    @property
    def heard(self) -> int:
        """Packets that came back."""
        return self._port.heard

    def push(self, payload: bytes, frame: int) -> None:
        """One packet; the time stamp follows the broadcast, the sequence what was sent."""
        stamp = self._stamp + frame * FRAME_SAMPLES
        packet = Rtp(self.codec.payload_type, self._sequence + self.sent, stamp, self._source, payload, self.sent == 0)
        self._port.send(codec.pack(packet), self._to)
        self.sent += 1

    def check(self) -> None:
        """A pole that was heard and falls silent is lost; one that never was heard is asked by OPTIONS."""
        now = time.monotonic()
        if self.ended:
            return
        if self._port.heard:
            if now - self._port.heard_at > SILENT_AFTER_S:
                self.ended = Why.SILENCE
        elif self._asking is None and now - self._asked_at > _ASK_EACH_S:
            self._asked_at = now
            self._asking = asyncio.get_running_loop().create_task(self._ask())

    async def _ask(self) -> None:
        if await self._driver.probe(self._pole) is PoleState.OFFLINE and not self._port.heard:
            self.ended = self.ended or Why.LOST
        self._asking = None

    def _hung_up(self) -> None:
        self.ended = self.ended or Why.LOST

    async def close(self) -> None:
        """BYE, and free the port."""
        if self._asking is not None:
            self._asking.cancel()
        await self._driver.agent.bye(self._call)
        self._port.close()


class SipDriver:
    """Loudspeakers with a SIP address, called directly or through the exchange they register at."""

    capabilities = Capabilities(codecs=tuple(one.name for one in CODECS.values()), hears_back=True)

    def __init__(self, agent: Agent, host: str, patience: Patience, direction: str = "sendrecv") -> None:
        """`direction` of the offer: some devices take `sendonly` with a yes and silence, so `sendrecv` is usual."""
        self.agent = agent
        self._host = host
        self._patience = patience
        self._direction = direction

    async def probe(self, pole: Pole) -> PoleState:
        """OPTIONS. Any answer is a sign of life, but for those that say that nobody is there."""
        try:
            status = await self.agent.options(sip.uri_of(pole.address), PROBE_WITHIN_S)
        except sip.SipError:
            return PoleState.FAULT
        except (NoAnswer, OSError):
            return PoleState.OFFLINE
        return _PROBED.get(status, PoleState.ONLINE)

    async def open(self, pole: Pole) -> SipLine:
        """Call it."""
        begun = time.monotonic()
        try:
            uri = sip.uri_of(pole.address)
        except sip.SipError as fault:
            raise Unplayable(PoleState.FAULT, Why.BAD_ADDRESS) from fault
        port = await MediaPort.bind(self._host)
        try:
            call = await self.agent.invite(uri, lambda here: self._offer(here, port.port), self._patience)
            if not any(number in CODECS for number in call.media.payload_types):
                await self.agent.bye(call)
                raise Unplayable(PoleState.FAULT, "rejected_488")
        except BaseException as fault:
            port.close()
            raise _unplayable(fault) from fault
        return SipLine(self, pole, call, port, round((time.monotonic() - begun) * 1000))

    def _offer(self, here: str, port: int) -> str:
        names = {one.payload_type: one.name for one in CODECS.values()}
        return sip.offer(here, port, names, self._direction, secrets.randbits(31))


def _unplayable(fault: BaseException) -> BaseException:
    if isinstance(fault, Rejected):
        return Unplayable(_STATE_OF.get(fault.status, PoleState.REJECTED), f"rejected_{fault.status}")
    if isinstance(fault, NoAnswer):
        return Unplayable(PoleState.OFFLINE, Why.NO_ANSWER)
    if isinstance(fault, sip.SipError | OSError):
        return Unplayable(PoleState.FAULT, Why.BAD_ADDRESS)
    return fault
