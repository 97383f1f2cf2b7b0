"""What the window and a worker say to each other: one MessagePack message per packet of a Unix SEQPACKET socket.

The window sends `Show` with the file of a picture channel beside it, `Hide`, `Retry` and `Keep`; the worker sends
`Report` at least once a second, its heartbeat. `Show` states the whole wish, so it may be repeated at any time.
"""

from __future__ import annotations

import array
import socket
from enum import StrEnum

import msgspec

from videowall.ring_files import RingFault, RingRules
from videowall.stream import Decode, Status

HEARTBEAT_S = 1.0
_LARGEST = 1 << 18


class Show(msgspec.Struct, frozen=True, kw_only=True, tag="show"):
    """Run this stream, scaled for a box of `width` x `height` px, into the channel whose file comes along."""

    id: str
    url: str
    decode: Decode
    width: int
    height: int


class Hide(msgspec.Struct, frozen=True, kw_only=True, tag="hide"):
    """Stop this stream."""

    id: str


class Retry(msgspec.Struct, frozen=True, kw_only=True, tag="retry"):
    """Do not wait any longer, try now."""

    id: str


class Keep(msgspec.Struct, frozen=True, kw_only=True, tag="keep"):
    """Keep the last minutes of every stream by these rules; none: keep nothing."""

    rules: RingRules | None = None


class Take(msgspec.Struct, frozen=True, kw_only=True, tag="take"):
    """Take evidence out of the ring: a clip of the time, or the picture at its end. Repeating an order is harmless.

    Of the first of `streams` that has the time. `label` goes into the file's name, `facts` beside it.
    """

    job: str
    kind: str
    ring: str
    streams: tuple[str, ...]
    since_ns: int
    until_ns: int
    folder: str
    label: str
    facts: dict[str, str]


class Lack(StrEnum):
    """Why there is no evidence."""

    NONE = ""
    NOTHING = "nothing"  # the ring has nothing of that time
    CODEC = "codec"  # it cannot be cut or decoded
    FULL = "full"
    UNWRITABLE = "unwritable"


class Taken(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came of a `Take`: the file, its hash, and which time it really covers (unix ns)."""

    job: str
    path: str = ""
    sha256: str = ""
    size: int = 0
    since_ns: int = 0
    until_ns: int = 0
    lack: Lack = Lack.NONE


class Replay(msgspec.Struct, frozen=True, kw_only=True, tag="replay"):
    """Play the ring into the channel whose file comes along. Another `seek` goes to `at_ns`; `steps` counts pictures
    to go on (less: back) since that seek. It goes until a `Hide` of its id."""

    id: str
    ring: str
    streams: tuple[str, ...]
    at_ns: int
    seek: int
    width: int
    height: int
    playing: bool = True
    speed: float = 1.0
    steps: int = 0


Order = Show | Hide | Retry | Keep | Take | Replay


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What changed since the last report; empty reports are heartbeats."""

    at_s: float
    statuses: tuple[Status, ...] = ()
    threads: int = 0
    ring: RingFault = RingFault.NONE
    taken: tuple[Taken, ...] = ()


_ENCODER = msgspec.msgpack.Encoder()
_ORDERS: msgspec.msgpack.Decoder[Order] = msgspec.msgpack.Decoder(Order)
_REPORTS: msgspec.msgpack.Decoder[Report] = msgspec.msgpack.Decoder(Report)


def send_order(pipe: socket.socket, order: Order, fd: int | None = None) -> None:
    """BlockingIOError where the worker does not read; OSError where it is gone."""
    rights = array.array("i", [fd]).tobytes() if fd is not None else b""
    control = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)] if fd is not None else []
    pipe.sendmsg([_ENCODER.encode(order)], control)


def receive_order(pipe: socket.socket) -> tuple[Order, int | None] | None:
    """The next order and the file that came with it; None at the end. BlockingIOError where there is none yet."""
    data, fds, _, _ = socket.recv_fds(pipe, _LARGEST, 1)
    if not data:
        return None
    return _ORDERS.decode(data), (fds[0] if fds else None)


def send_report(pipe: socket.socket, report: Report) -> None:
    """BlockingIOError where the window does not read just now."""
    pipe.send(_ENCODER.encode(report))


def receive_report(pipe: socket.socket) -> Report | None:
    """The next report, None at the end. BlockingIOError where there is none yet; msgspec.DecodeError for nonsense."""
    data = pipe.recv(_LARGEST)
    return _REPORTS.decode(data) if data else None
