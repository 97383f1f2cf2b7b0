"""What a tile shows and says, from what is known of its stream: pure but for the translation of its words.

A tile judges by the window's own clock: whatever a worker last claimed, a picture older than the limit is late and then
stopped. Each failure says what failed, at which of the six steps, and what happens next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from videowall.restart import Limits, stall_after_s
from videowall.stream import Decode, Doubt, Fault, State, Status, Step

translate = QCoreApplication.translate

LATE_AFTER_S = 1.0
LONG_KEY_WAIT_S = 6.0
DASH = "—"


class Look(StrEnum):
    """The name of a tile's state, as the run report has it."""

    EMPTY = "empty"
    UNKNOWN = "unknown"
    CONNECTING = "connecting"
    WAIT_KEY = "wait_key"
    LIVE = "live"
    LATE = "late"
    STALLED = "stalled"
    AUTH_FAILED = "auth_failed"
    NOT_FOUND = "not_found"
    FAILED = "failed"
    KEYS_ONLY = "keys_only"
    SUSPECT = "suspect"
    RECORDED = "recorded"
    SCREENED = "screened"


@dataclass(frozen=True, slots=True)
class Seen:
    """All a face is made of. `age_s`: since the shown picture was decoded, by this machine's monotonic clock."""

    now_s: float
    status: Status | None = None
    age_s: float | None = None
    lag_s: float = 0.0
    silent_s: float | None = None  # of the worker, where that is worth a word
    offline_s: float | None = None  # of the case server
    clock: Callable[[float], str] = field(default=lambda age_s: f"-{age_s:.0f} s")  # time of day, so long ago
    replayed: bool = False  # known to be a recording in a loop
    twin: str = ""  # number of another camera with the same pictures


@dataclass(frozen=True, slots=True)
class Face:
    """What to paint. With a title and no veil the tile is empty; `step` 0 means no six-step bar."""

    look: Look
    title: str = ""
    lines: tuple[str, ...] = ()
    step: int = 0
    right: str = DASH
    late: bool = False
    veil: bool = False
    badge: str = ""
    doubt: str = ""  # why pictures that come in time may not be true

    @property
    def picture(self) -> bool:
        """Whether the picture is painted."""
        return self.veil or not self.title


def tr(text: str) -> str:
    """A sentence in the seat's language, for texts marked elsewhere with QT_TRANSLATE_NOOP."""
    return translate("videowall", text)


def seconds(value: float) -> str:
    """`0.4 s`; whole seconds from ten on."""
    return translate("videowall", "{0} s").format(f"{value:.1f}" if value < 9.95 else f"{value:.0f}")


def whole(value: float) -> str:
    """`9 s`."""
    return translate("videowall", "{0} s").format(f"{value:.0f}")


def minutes(value: float) -> str:
    """`0:38`."""
    return f"{int(value) // 60}:{int(value) % 60:02d}"


def empty() -> Face:
    """A tile without a camera."""
    return Face(
        Look.EMPTY, translate("videowall", "No camera"), (translate("videowall", "Type its number, then Enter"),)
    )


def unknown() -> Face:
    """A tile whose camera the directory does not have."""
    return Face(
        Look.UNKNOWN,
        translate("videowall", "This camera is not in the directory"),
        (translate("videowall", "It may have been removed: choose another"),),
    )


def without_address() -> Face:
    """A camera without a stream."""
    return Face(
        Look.UNKNOWN,
        translate("videowall", "This camera has no stream address"),
        (translate("videowall", "Enter its address in the camera directory"),),
        1,
    )


def screened() -> Face:
    """A camera that somebody steers by hand, on a public screen: a neutral card."""
    return Face(Look.SCREENED, translate("videowall", "No picture at the moment"))


def face(seen: Seen) -> Face:
    """What the tile of a wanted stream shows now."""
    status = seen.status
    if status is None or seen.age_s is None:
        return _without_picture(seen)
    if status.recorded:
        return _recorded(seen, status)
    age_s = seen.age_s
    keys = status.decode is not Decode.FULL
    interval_s = (status.key_interval_s or 4.0) if keys else status.interval_s
    behind_s = age_s + seen.lag_s
    stall_s = stall_after_s(interval_s, Limits())
    stopped = age_s > stall_s or (status.state is State.STALLED and behind_s > stall_s)
    if stopped or (status.state in (State.AUTH_FAILED, State.NOT_FOUND) and age_s > LATE_AFTER_S):
        return _stopped(seen, status)
    badge = ""
    if keys:
        every = seconds(status.key_interval_s).replace(".0", "") if status.key_interval_s else DASH
        badge = translate("videowall", "Saving power · one picture each {0}").format(every)
    if seen.offline_s is not None:
        badge = translate("videowall", "Server offline {0} · pictures are live").format(minutes(seen.offline_s))
    doubt, doubt_s = _doubt(seen, status, behind_s)
    if keys:
        right = translate("videowall", "key frame {0}").format(seconds(age_s))
        return Face(Look.KEYS_ONLY, right=right, badge=badge, doubt=doubt)
    if behind_s > max(LATE_AFTER_S, 1.5 * (interval_s or 0.0)):
        right = translate("videowall", "late {0}").format(seconds(behind_s))
        return Face(Look.LATE, right=right, late=True, badge=badge, doubt=doubt)
    if doubt:
        right = translate("videowall", "suspect {0}").format(whole(doubt_s))
        return Face(Look.SUSPECT, right=right, badge=badge, doubt=doubt)
    return Face(Look.LIVE, right=seconds(behind_s), badge=badge)


def _doubt(seen: Seen, status: Status, behind_s: float) -> tuple[str, float]:
    """Why this picture may not be true, and for how long; empty where nothing speaks against it."""
    held_s = max(seen.now_s - status.doubt_since_s, 0.0)
    match status.doubt:
        case Doubt.NONE if not seen.twin:
            return "", 0.0
        case Doubt.SAME | Doubt.LOOP if seen.replayed:
            return "", 0.0
        case Doubt.BLANK:
            return translate("videowall", "One colour for {0}: lens covered, or dark").format(whole(held_s)), held_s
        case Doubt.SAME:
            return translate("videowall", "The same picture for {0}, bytes are fine").format(whole(held_s)), held_s
        case _ if seen.twin:
            return translate("videowall", "The same as camera {0}: check both addresses").format(seen.twin), held_s
        case Doubt.LOOP:
            words = translate("videowall", "An old recording, again each {0}")
            return words.format(whole(status.doubt_value)), held_s
        case Doubt.COVERED:
            return translate("videowall", "Contrast fell at once: is the lens covered?"), held_s
        case Doubt.BLURRED:
            return translate("videowall", "Detail fell at once: out of focus, or fogged?"), held_s
        case Doubt.JUMP:
            words = translate("videowall", "Its clock jumped by {0}")
            return words.format(seconds(abs(status.doubt_value))), held_s
        case Doubt.FAST:
            return translate("videowall", "Its clock runs fast, {0} times").format(f"{status.doubt_value:.2f}"), held_s
        case Doubt.DELAY:
            return translate("videowall", "The delay grows: {0} behind").format(seconds(behind_s)), held_s
        case _:
            return "", 0.0


def _recorded(seen: Seen, status: Status) -> Face:
    badge = translate("videowall", "RECORDED · not live")
    if seen.age_s is not None and seen.age_s > stall_after_s(status.interval_s, Limits()):
        return Face(
            Look.STALLED,
            translate("videowall", "The recording has stopped"),
            (translate("videowall", "at {0}").format(minutes(status.position_s)), _next(seen, status)),
            veil=True,
            badge=badge,
        )
    return Face(
        Look.RECORDED, right=translate("videowall", "recorded {0}").format(minutes(status.position_s)), badge=badge
    )


def _stopped(seen: Seen, status: Status) -> Face:
    """A veil over the last picture, and its time of day."""
    assert seen.age_s is not None
    behind_s = seen.age_s + seen.lag_s
    at = seen.clock(behind_s)
    reason = translate("videowall", "decoding process silent") if seen.silent_s is not None else _reason(status)
    lines = translate("videowall", "Stopped for {0}: {1}").format(seconds(behind_s), reason), _next(seen, status)
    badge = (
        translate("videowall", "Server offline {0}").format(minutes(seen.offline_s))
        if seen.offline_s is not None
        else ""
    )
    return Face(
        Look.STALLED, translate("videowall", "Last picture {0}").format(at), lines, right=at, veil=True, badge=badge
    )


def _reason(status: Status) -> str:
    match status.state, status.fault:
        case (State.CONNECTING, _):
            return translate("videowall", "connecting again")
        case (State.WAIT_KEY, _):
            return translate("videowall", "connected, waiting for a key frame")
        case (State.LIVE | State.STALLED, Fault.UNDECODABLE):
            return translate("videowall", "bytes come, no picture")
        case (State.LIVE | State.STALLED, _):
            return translate("videowall", "connected, but no bytes")
        case (_, Fault.AUTH):
            return translate("videowall", "login refused")
        case (_, Fault.NOT_FOUND):
            return translate("videowall", "stream not found")
        case (_, Fault.REFUSED | Fault.UNREACHABLE | Fault.SILENT | Fault.ADDRESS):
            return translate("videowall", "device not reachable")
        case (_, Fault.CLOSED):
            return translate("videowall", "the device closed the stream")
        case _:
            return translate("videowall", "no bytes")


def _next(seen: Seen, status: Status) -> str:
    """What happens next, and when."""
    if seen.silent_s is not None:
        return translate("videowall", "The process is being replaced")
    if status.due_s is not None:
        left = max(status.due_s - seen.now_s, 0.0)
        return translate("videowall", "Attempt {1} in {0}").format(
            translate("videowall", "{0} s").format(f"{left:.0f}"), status.attempt + 1
        )
    if status.state is State.CONNECTING:
        return translate("videowall", "Attempt {0} under way").format(status.attempt + 1)
    if status.state in (State.LIVE, State.STALLED):
        return translate("videowall", "Connects again after {0}").format(seconds(Limits().patience_s).replace(".0", ""))
    return translate("videowall", "Shown at the next key frame")


def _without_picture(seen: Seen) -> Face:
    status = seen.status
    if seen.silent_s is not None:
        return Face(
            Look.CONNECTING,
            translate("videowall", "The decoding process does not answer"),
            (translate("videowall", "Silent for {0}; it is replaced after 5 s").format(seconds(seen.silent_s)),),
        )
    if status is None:
        return Face(
            Look.CONNECTING,
            translate("videowall", "Connecting"),
            (translate("videowall", "Step 1: handing the camera to a decoding process"),),
            1,
        )
    held_s = max(seen.now_s - status.since_s, 0.0)
    match status.state:
        case State.IDLE | State.CONNECTING:
            return _connecting(status, held_s)
        case State.BACKOFF if not status.fault:
            return _connecting(status, held_s)
        case State.WAIT_KEY | State.LIVE | State.STALLED:
            return _waiting(status, held_s)
        case State.AUTH_FAILED:
            lines = (translate("videowall", "Wrong user name or password; again in {0}").format(_left(seen, status)),)
            return Face(Look.AUTH_FAILED, translate("videowall", "The device refuses the login"), lines, status.step)
        case State.NOT_FOUND if status.recorded:
            lines = (
                translate("videowall", "The file is missing; looked for again in {0}").format(_left(seen, status)),
            )
            return Face(Look.NOT_FOUND, translate("videowall", "The recording is not there"), lines, status.step)
        case State.NOT_FOUND:
            lines = (translate("videowall", "It answered 404; again in {0}").format(_left(seen, status)),)
            return Face(Look.NOT_FOUND, translate("videowall", "The device has no such stream"), lines, status.step)
        case State.BACKOFF:
            return _failed(seen, status)


def _connecting(status: Status, held_s: float) -> Face:
    line = (
        translate("videowall", "Step 2: address resolved, waiting for the device")
        if status.step >= Step.CONNECT
        else translate("videowall", "Step 1: looking up the address")
    )
    again = (translate("videowall", "Attempt {0}").format(status.attempt + 1),) if status.attempt else ()
    return Face(
        Look.CONNECTING, translate("videowall", "Connecting"), (line, *again), status.step, right=seconds(held_s)
    )


def _waiting(status: Status, held_s: float) -> Face:
    if status.step <= Step.BYTES:
        return Face(
            Look.WAIT_KEY,
            translate("videowall", "Waiting for pictures"),
            (translate("videowall", "Connected and authorised, no bytes yet"),),
            4,
            seconds(held_s),
        )
    rate = f"{status.kbit_s:.0f} kb/s"
    if status.key_interval_s:
        every = seconds(status.key_interval_s).replace(".0", "")
        line = translate("videowall", "{0} arriving, a key frame each {1}").format(rate, every)
    else:
        line = translate("videowall", "{0} arriving, no key frame yet").format(rate)
    advice = (translate("videowall", "Set the device to a key frame each 2 s"),) if held_s > LONG_KEY_WAIT_S else ()
    title = translate("videowall", "Waiting for a key frame {0}").format(seconds(held_s))
    return Face(Look.WAIT_KEY, title, (line, *advice), Step.KEY, right=seconds(held_s))


def _left(seen: Seen, status: Status) -> str:
    left = max((status.due_s or seen.now_s) - seen.now_s, 0.0)
    return translate("videowall", "{0} s").format(f"{left:.0f}")


def _failed(seen: Seen, status: Status) -> Face:
    title, line = _FAILED.get(status.fault, _FAILED[Fault.OTHER])
    lines = tr(str(line)), _next(seen, status)
    return Face(Look.FAILED, tr(str(title)), lines, status.step)


_FAILED: dict[Fault, tuple[object, object]] = {
    Fault.ADDRESS: (
        QT_TRANSLATE_NOOP("videowall", "The address leads nowhere"),
        QT_TRANSLATE_NOOP("videowall", "No host of that name: check the camera directory"),
    ),
    Fault.UNREACHABLE: (
        QT_TRANSLATE_NOOP("videowall", "The device cannot be reached"),
        QT_TRANSLATE_NOOP("videowall", "Nobody answers: check its power and network"),
    ),
    Fault.REFUSED: (
        QT_TRANSLATE_NOOP("videowall", "The device gives no video"),
        QT_TRANSLATE_NOOP("videowall", "The host answers, its video port is closed"),
    ),
    Fault.SILENT: (
        QT_TRANSLATE_NOOP("videowall", "The device does not answer"),
        QT_TRANSLATE_NOOP("videowall", "Its port is open, it says nothing: restart it"),
    ),
    Fault.TRANSPORT: (
        QT_TRANSLATE_NOOP("videowall", "No common transport"),
        QT_TRANSLATE_NOOP("videowall", "It offers neither TCP nor UDP: check its settings"),
    ),
    Fault.NO_VIDEO: (
        QT_TRANSLATE_NOOP("videowall", "The stream holds no pictures"),
        QT_TRANSLATE_NOOP("videowall", "Sound only: check the channel of the address"),
    ),
    Fault.NO_BYTES: (
        QT_TRANSLATE_NOOP("videowall", "The bytes have stopped"),
        QT_TRANSLATE_NOOP("videowall", "Connected, nothing arrives: check the encoder"),
    ),
    Fault.NO_KEY: (
        QT_TRANSLATE_NOOP("videowall", "No key frame in 30 s"),
        QT_TRANSLATE_NOOP("videowall", "Set the device to a key frame each 2 s"),
    ),
    Fault.UNDECODABLE: (
        QT_TRANSLATE_NOOP("videowall", "The pictures cannot be decoded"),
        QT_TRANSLATE_NOOP("videowall", "Damaged, or a codec unknown here"),
    ),
    Fault.CLOSED: (
        QT_TRANSLATE_NOOP("videowall", "The device closed the stream"),
        QT_TRANSLATE_NOOP("videowall", "It may be restarting"),
    ),
    Fault.OTHER: (
        QT_TRANSLATE_NOOP("videowall", "The stream could not be opened"),
        QT_TRANSLATE_NOOP("videowall", "The log has the words of the device"),
    ),
}
