"""What the window and the decoding processes say about one stream: the names they share."""

from __future__ import annotations

from enum import IntEnum, StrEnum

import msgspec


class Profile(StrEnum):
    """Which of a camera's streams: the small one, or the full one."""

    SUB = "sub"
    MAIN = "main"


class Decode(StrEnum):
    """How much of a stream is decoded: every picture, key frames only, or nothing."""

    FULL = "full"
    KEYS = "keys"
    OFF = "off"


class Transport(StrEnum):
    TCP = "tcp"
    UDP = "udp"


class State(StrEnum):
    """Where a stream stands, in the words of the restart policy."""

    IDLE = "idle"
    CONNECTING = "connecting"
    WAIT_KEY = "wait_key"
    LIVE = "live"
    STALLED = "stalled"
    BACKOFF = "backoff"
    AUTH_FAILED = "auth_failed"
    NOT_FOUND = "not_found"


class Step(IntEnum):
    """The six steps to a picture. The step of a status is the one at work, or the one that failed."""

    RESOLVE = 1
    CONNECT = 2
    AUTHORISE = 3
    BYTES = 4
    KEY = 5
    DECODE = 6


class Fault(StrEnum):
    """What went wrong last, as far as it can be told from here."""

    NONE = ""
    ADDRESS = "address"  # no such host, or not an address at all
    UNREACHABLE = "unreachable"  # no way to the host, or nobody answers at its port
    REFUSED = "refused"  # the host answers, nobody listens at that port
    SILENT = "silent"  # the port is open and the device says nothing
    AUTH = "auth"  # 401, 403
    NOT_FOUND = "not_found"  # 404; a file that is not there
    TRANSPORT = "transport"  # the device does not offer this transport
    NO_VIDEO = "no_video"  # it has no stream of pictures
    NO_BYTES = "no_bytes"  # connected, and the bytes stopped
    NO_KEY = "no_key"  # bytes, and never a key frame
    UNDECODABLE = "undecodable"  # bytes, and no picture comes out of them
    CLOSED = "closed"  # the device ended the stream
    OTHER = "other"  # the words of the library are in `detail`


class Doubt(StrEnum):
    """What is wrong with pictures that come, gravest first. What the value of a doubt means stands beside it."""

    NONE = ""
    BLANK = "blank"  # one colour; seconds
    SAME = "same"  # the same picture again and again; seconds
    LOOP = "loop"  # pictures that were there before, in the same order; seconds of one round
    TWIN = "twin"  # another camera shows the same: found by whoever knows all cameras
    COVERED = "covered"  # contrast and detail fell at once; seconds
    BLURRED = "blurred"  # detail fell at once, the scene is there; seconds
    JUMP = "jump"  # the time stamps jumped; seconds
    FAST = "fast"  # the time stamps run faster than time; how many times
    DELAY = "delay"  # the delay grows; seconds more than a while ago


FAULT_STEP: dict[Fault, Step] = {
    Fault.ADDRESS: Step.RESOLVE,
    Fault.UNREACHABLE: Step.CONNECT,
    Fault.REFUSED: Step.CONNECT,
    Fault.SILENT: Step.CONNECT,
    Fault.AUTH: Step.AUTHORISE,
    Fault.NOT_FOUND: Step.BYTES,
    Fault.TRANSPORT: Step.BYTES,
    Fault.NO_VIDEO: Step.BYTES,
    Fault.NO_BYTES: Step.BYTES,
    Fault.CLOSED: Step.BYTES,
    Fault.NO_KEY: Step.KEY,
    Fault.UNDECODABLE: Step.DECODE,
    Fault.OTHER: Step.CONNECT,
}


def stream_id(camera: str, profile: Profile) -> str:
    """The name of one stream everywhere: `37id/sub`."""
    return f"{camera}/{profile.value}"


class Status(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a worker knows of one stream. Times are seconds of the machine's monotonic clock (one for all processes)."""

    id: str
    state: State
    since_s: float  # in this state since
    step: Step = Step.RESOLVE
    fault: Fault = Fault.NONE
    detail: str = ""  # the library's own words, scrubbed of passwords
    attempt: int = 0  # failures in a row
    due_s: float | None = None  # when it is tried again
    decode: Decode = Decode.FULL
    transport: Transport = Transport.TCP
    recorded: bool = False  # a file: its pictures are never live
    position_s: float = 0.0  # in the file
    duration_s: float = 0.0
    opened_s: float | None = None  # when the present connection was begun
    first_picture_s: float | None = None  # seconds from asking to the first picture
    pictures: int = 0
    faulty_packets: int = 0
    interval_s: float | None = None  # between pictures, by the stream's own time stamps
    key_interval_s: float | None = None
    kbit_s: float = 0.0
    width: int = 0
    height: int = 0
    codec: str = ""
    doubt: Doubt = Doubt.NONE
    doubt_since_s: float = 0.0
    doubt_value: float = 0.0
    marks: tuple[int, ...] = ()  # checksums of the last key pictures: two cameras with the same ones show the same
