"""`simulate poles CITY`: the SIP loudspeaker poles of a city folder, all behind one UDP socket.

A pole is `sip:NUMBER@HOST:PORT`. It answers OPTIONS, takes a call at once, plays what it hears (and keeps it with
`--record`), sends sound back as a sign of life, and is busy for a second caller. Each call is told on stdout as
`call {json}` when it begins and ends.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import re
import secrets
import sys
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from simulator.parent import until_told
from simulator.poles_ear import Ear
from simulator.poles_sip import Asked, answer, chosen_payload, read, sdp

Address = tuple[str, int]
_T1_S, _T2_S = 0.5, 4.0
_REMEMBER = 4096
_ALLOW = "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS"
_AFTER_SILENCE_S = 30.0


@dataclass(frozen=True)
class Manners:
    """How the poles behave. `offline` never answer, `reject` decline calls, `mute` send no sound back."""

    host: str = "127.0.0.1"
    record: Path | None = None
    offline: frozenset[int] = frozenset()
    reject: frozenset[int] = frozenset()
    busy: frozenset[int] = frozenset()
    mute: frozenset[int] = frozenset()


@dataclass
class PoleCall:
    """One pole in a call."""

    number: int
    call_id: str
    tag: str
    caller: Address
    ear: Ear
    confirmed: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class Poles(asyncio.DatagramProtocol):
    """Every pole of a city."""

    def __init__(self, numbers: frozenset[int], manners: Manners) -> None:
        self._numbers = numbers
        self._manners = manners
        self._transport: asyncio.DatagramTransport | None = None
        self._answers: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self.calls: dict[int, PoleCall] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """A request, once; its retransmission gets the same answer again."""
        asked = read(data)
        if asked is None or asked.number in self._manners.offline:
            return
        if asked.method == "ACK":
            self._acknowledged(asked)
        elif known := self._answers.get(asked.transaction):
            if known:
                self._send(known, addr)
        elif asked.method == "INVITE":
            self._answers[asked.transaction] = b""  # being answered
            task = asyncio.get_running_loop().create_task(self._invited(asked, addr))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif asked.number not in self._numbers:
            self._answer(asked, addr, 404)
        elif asked.method == "OPTIONS":
            self._answer(asked, addr, 200, _ALLOW, "Accept: application/sdp")
        elif asked.method == "BYE":
            self._bye(asked, addr)
        else:  # CANCEL: the call was answered at once, so there is nothing left to cancel
            self._answer(asked, addr, 200 if asked.method == "CANCEL" else 481)

    async def _invited(self, asked: Asked, addr: Address) -> None:
        number = asked.number
        if number is None or number not in self._numbers:
            self._answer(asked, addr, 404)
        elif number in self._manners.reject:
            self._answer(asked, addr, 603)
        elif number in self.calls or number in self._manners.busy:
            self._answer(asked, addr, 486)
        elif (payload := chosen_payload(asked.body)) is None:
            self._answer(asked, addr, 488)
        else:
            await self._take(asked, addr, number, payload)

    async def _take(self, asked: Asked, addr: Address, number: int, payload: int) -> None:
        host = re.search(r"^c=IN IP4 (\S+)", asked.body, re.MULTILINE)
        port = re.search(r"^m=audio (\d+)", asked.body, re.MULTILINE)
        back = (host.group(1), int(port.group(1))) if host and port else None
        ear = Ear(payload, None if number in self._manners.mute else back)
        call = self.calls[number] = PoleCall(number, asked.call_id, secrets.token_hex(6), addr, ear)
        try:
            await asyncio.get_running_loop().create_datagram_endpoint(lambda: ear, local_addr=(self._manners.host, 0))
        except OSError:
            del self.calls[number]
            self._answer(asked, addr, 486)
            return
        contact = f"Contact: <sip:{number}@{self._manners.host}:{self.port}>"
        body = sdp(self._manners.host, ear.port, payload)
        said = self._answer(asked, addr, 200, contact, _ALLOW, tag=call.tag, body=body)
        call.task = asyncio.get_running_loop().create_task(self._hold(call, said))
        _tell(call, "begin")

    async def _hold(self, call: PoleCall, said: bytes) -> None:
        """Repeat the 200 until it is acknowledged, then watch that somebody still speaks."""
        wait, until = _T1_S, time.monotonic() + 64 * _T1_S
        while not call.confirmed.is_set() and time.monotonic() < until:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):  # wait_for of Python 3.11 may swallow a cancellation
                    await call.confirmed.wait()
                break
            self._send(said, call.caller)
            wait = min(2 * wait, _T2_S)
        await call.ear.silent(_AFTER_SILENCE_S)
        self._end(call, "silence")

    def _acknowledged(self, asked: Asked) -> None:
        call = self.calls.get(asked.number or 0)
        if call is not None and call.call_id == asked.call_id:
            call.confirmed.set()

    def _bye(self, asked: Asked, addr: Address) -> None:
        call = self.calls.get(asked.number or 0)
        if call is None or call.call_id != asked.call_id:
            self._answer(asked, addr, 481)
            return
        self._answer(asked, addr, 200)
        self._end(call, "bye")

    def _end(self, call: PoleCall, why: str) -> None:
        if self.calls.pop(call.number, None) is None:
            return
        if call.task is not None:
            call.task.cancel()
        name = re.sub(r"[^A-Za-z0-9]", "", call.call_id)[:12]
        folder = self._manners.record
        call.ear.close(folder / f"{call.number}-{name}.wav" if folder else None)
        _tell(call, why)

    def _answer(self, asked: Asked, addr: Address, status: int, *extra: str, tag: str = "", body: str = "") -> bytes:
        said = answer(asked, status, tag or secrets.token_hex(6), *extra, body=body)
        self._answers[asked.transaction] = said
        while len(self._answers) > _REMEMBER:
            self._answers.popitem(last=False)
        self._send(said, addr)
        return said

    def _send(self, data: bytes, addr: Address) -> None:
        assert self._transport is not None
        self._transport.sendto(data, addr)

    @property
    def port(self) -> int:
        """The port of the socket."""
        assert self._transport is not None
        return int(self._transport.get_extra_info("sockname")[1])

    def close(self) -> None:
        """Hang up everything and free the socket."""
        for task in self._tasks:
            task.cancel()
        for call in list(self.calls.values()):
            self._end(call, "closed")
        assert self._transport is not None
        self._transport.close()


def _tell(call: PoleCall, event: str) -> None:
    said = {"pole": call.number, "event": event, "call": call.call_id, "packets": call.ear.heard}
    print("call " + json.dumps(said), flush=True)


def numbers_of(city: Path) -> frozenset[int]:
    """The pole numbers of a city folder. OSError, KeyError or ValueError where it cannot be read."""
    with (city / "poles.csv").open(encoding="utf-8", newline="") as rows:
        return frozenset(int(row["number"]) for row in csv.DictReader(rows))


def _set(text: str) -> frozenset[int]:
    return frozenset(int(part) for part in text.split(",") if part)


def main(argv: list[str]) -> int:
    """0 after a stop; 1 where the city cannot be read, 3 where the port is taken."""
    parser = argparse.ArgumentParser(prog="simulate poles", description=__doc__)
    parser.add_argument("city", type=Path, help="the city folder")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=15060, help="UDP; 0 takes a free one (default: %(default)s)")
    parser.add_argument("--record", type=Path, help="write a WAV of each call into this folder")
    for name, what in (
        ("offline", "never answer"), ("reject", "decline each call"), ("busy", "say busy"), ("mute", "send no sound"),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", type=_set, default=frozenset(), metavar="NUMBERS", help=f"poles that {what}")
    chosen = parser.parse_args(argv)
    try:
        numbers = numbers_of(chosen.city)
        if chosen.record is not None:
            chosen.record.mkdir(parents=True, exist_ok=True)
    except (OSError, KeyError, ValueError) as error:
        print(f"The poles cannot be read: {error}", file=sys.stderr)
        return 1
    manners = Manners(chosen.host, chosen.record, chosen.offline, chosen.reject, chosen.busy, chosen.mute)
    return asyncio.run(_serve(numbers, manners, chosen.port))


async def _serve(numbers: frozenset[int], manners: Manners, port: int) -> int:
    poles = Poles(numbers, manners)
    try:
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: poles, local_addr=(manners.host, port))
    except OSError as error:
        print(f"UDP port {port} of {manners.host} cannot be used: {error.strerror}", file=sys.stderr)
        return 3
    print("ready " + json.dumps({"poles": len(numbers), "port": poles.port}), flush=True)
    await until_told(asyncio.Event())
    poles.close()
    return 0
