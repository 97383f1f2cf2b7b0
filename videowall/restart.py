"""When a stream is opened, given up and tried again: the restart policy, pure, with the clock handed in.

`advance(course, event, now, spread)` is the whole of it: what was, what happened, when, and a random number in -1..1
in; what is and what to do out. The worker's session carries the act out and reports what came of it.

    IDLE -> CONNECTING -> WAIT_KEY -> LIVE <-> STALLED -> BACKOFF -> CONNECTING ...
                 |-> AUTH_FAILED (30 s)   |-> NOT_FOUND (15 s)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from videowall.stream import FAULT_STEP, Fault, State, Step, Transport


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, but for `stall_intervals`. Measured in docs/video.md."""

    stall_s: float = 1.5
    stall_intervals: float = 3.0
    patience_s: float = 4.0  # a stalled or silent connection is kept so long, for it may come back by itself
    key_s: float = 30.0  # bytes without a key frame
    connect_s: float = 12.0  # the library's own limit comes first; this one covers a resolver that hangs
    backoff_s: tuple[float, ...] = (0.5, 1.0, 2.0, 10.0)
    spread: float = 0.3
    auth_s: float = 30.0  # devices lock accounts that knock too often
    not_found_s: float = 15.0
    steady_s: float = 5.0  # live so long: earlier failures are forgotten


class Act(StrEnum):
    NOTHING = "nothing"
    CONNECT = "connect"
    HANG_UP = "hang_up"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody looks at the stream."""


@dataclass(frozen=True, slots=True)
class Unwanted:
    """Nobody looks any more."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A step of the six is at work."""

    step: Step


@dataclass(frozen=True, slots=True)
class Connected:
    """The device accepted us and described its stream."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """A packet came."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture was decoded; `interval_s` is the stream's own time between two."""

    interval_s: float | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The connection is over."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class Retry:
    """Somebody asked to try now."""


@dataclass(frozen=True, slots=True)
class KeysOnly:
    """Key frames only, or everything again."""

    on: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed. `may_connect`: the reconnect budget has room; asked for only where `due(course, now)`."""

    may_connect: bool = True


Event = Wanted | Unwanted | Reached | Connected | Bytes | Picture | Failed | Retry | KeysOnly | Tick

WAITING = frozenset({State.BACKOFF, State.AUTH_FAILED, State.NOT_FOUND})
CONNECTED = frozenset({State.WAIT_KEY, State.LIVE, State.STALLED})


@dataclass(frozen=True, slots=True)
class Course:
    """All the policy remembers of one stream. Times are seconds of the clock handed in."""

    state: State = State.IDLE
    since: float = 0.0
    step: Step = Step.RESOLVE
    fault: Fault = Fault.NONE
    attempt: int = 0
    due: float | None = None
    transport: Transport = Transport.TCP
    interval_s: float | None = None
    bytes_at: float = 0.0
    picture_at: float = 0.0
    keys_only: bool = False
    returning: bool = False  # stalled, and one picture came


def stall_after_s(interval_s: float | None, limits: Limits) -> float:
    """How long without a picture makes a stall: max(1.5 s, three of the stream's own intervals)."""
    return max(limits.stall_s, limits.stall_intervals * (interval_s or 0.0))


def due(course: Course, now: float) -> bool:
    """Whether a waiting stream should be opened now, if the budget allows."""
    return course.state in WAITING and course.due is not None and now >= course.due


def advance(course: Course, event: Event, now: float, spread: float, limits: Limits) -> tuple[Course, Act]:
    """One step of the policy. `spread` in -1..1 moves the waiting times: a hundred cameras must not knock at once."""
    match event:
        case Wanted():
            if course.state is not State.IDLE:
                return course, Act.NOTHING
            return replace(Course(keys_only=course.keys_only), state=State.BACKOFF, since=now, due=now), Act.NOTHING
        case Unwanted():
            act = Act.HANG_UP if course.state is State.CONNECTING or course.state in CONNECTED else Act.NOTHING
            return Course(since=now, keys_only=course.keys_only), act
        case KeysOnly(on):
            # Going back to every picture, the next one may be a whole key interval away: no stall before that.
            return replace(course, keys_only=on, picture_at=now if not on else course.picture_at), Act.NOTHING
        case Retry():
            return (replace(course, due=now), Act.NOTHING) if course.state in WAITING else (course, Act.NOTHING)
        case Failed(fault):
            if course.state is State.CONNECTING or course.state in CONNECTED:
                return _give_up(course, fault, now, spread, limits), Act.HANG_UP
            return course, Act.NOTHING
        case Reached(step):
            return (
                (replace(course, step=step), Act.NOTHING) if course.state is State.CONNECTING else (course, Act.NOTHING)
            )
        case Connected():
            if course.state is not State.CONNECTING:
                return course, Act.NOTHING
            return replace(
                course, state=State.WAIT_KEY, since=now, step=Step.BYTES, fault=Fault.NONE, bytes_at=now, picture_at=now
            ), Act.NOTHING
        case Bytes():
            if course.state not in CONNECTED:
                return course, Act.NOTHING
            step = Step.KEY if course.state is State.WAIT_KEY else course.step
            return replace(course, bytes_at=now, step=step), Act.NOTHING
        case Picture(interval_s):
            return _pictured(course, interval_s, now), Act.NOTHING
        case Tick(may_connect):
            return _ticked(course, may_connect, now, spread, limits)


def _pictured(course: Course, interval_s: float | None, now: float) -> Course:
    if course.state not in CONNECTED:
        return course
    interval = course.interval_s if interval_s is None else interval_s
    seen = replace(course, picture_at=now, bytes_at=now, interval_s=interval)
    if course.state is State.LIVE:
        return seen
    if course.state is State.STALLED and not course.keys_only and not course.returning:
        # The library lets its last picture go when the bytes stop: one picture alone is not a stream that is back.
        return replace(seen, returning=True)
    return replace(seen, state=State.LIVE, since=now, step=Step.DECODE, fault=Fault.NONE, due=None, returning=False)


def _ticked(course: Course, may_connect: bool, now: float, spread: float, limits: Limits) -> tuple[Course, Act]:
    held = now - course.since
    match course.state:
        case State.CONNECTING if held >= limits.connect_s:
            return _give_up(course, Fault.SILENT, now, spread, limits), Act.HANG_UP
        case State.WAIT_KEY if now - course.bytes_at >= limits.patience_s:
            return _give_up(course, Fault.NO_BYTES, now, spread, limits), Act.HANG_UP
        case State.WAIT_KEY if held >= limits.key_s:
            return _give_up(course, Fault.NO_KEY, now, spread, limits), Act.HANG_UP
        case State.LIVE:
            heard_at = course.bytes_at if course.keys_only else course.picture_at
            if now - heard_at > stall_after_s(course.interval_s, limits):
                fault = Fault.NO_BYTES if now - course.bytes_at > limits.stall_s else Fault.UNDECODABLE
                step = FAULT_STEP[fault]
                return replace(
                    course, state=State.STALLED, since=now, fault=fault, step=step, returning=False
                ), Act.NOTHING
            if course.attempt and held >= limits.steady_s:
                return replace(course, attempt=0), Act.NOTHING
        case State.STALLED if held >= limits.patience_s:
            fault = Fault.NO_BYTES if now - course.bytes_at > limits.stall_s else Fault.UNDECODABLE
            return _give_up(course, fault, now, spread, limits), Act.HANG_UP
        case _ if due(course, now) and may_connect:
            # The last fault stays known while it is tried again: a veiled picture keeps saying why it stopped.
            opened = replace(course, state=State.CONNECTING, since=now, step=Step.RESOLVE, due=None)
            return opened, Act.CONNECT
        case _:
            pass
    return course, Act.NOTHING


def _give_up(course: Course, fault: Fault, now: float, spread: float, limits: Limits) -> Course:
    gone = replace(course, since=now, fault=fault, step=FAULT_STEP[fault], attempt=course.attempt + 1, interval_s=None)
    match fault:
        case Fault.AUTH:
            wait = limits.auth_s
            state = State.AUTH_FAILED
        case Fault.NOT_FOUND:
            wait = limits.not_found_s
            state = State.NOT_FOUND
        case Fault.TRANSPORT if course.transport is Transport.TCP:
            return replace(gone, state=State.BACKOFF, transport=Transport.UDP, attempt=course.attempt, due=now)
        case _:
            # UDP is a way out for devices without TCP, asked anew each time: a refusal costs one exchange.
            gone = replace(gone, transport=Transport.TCP)
            wait = limits.backoff_s[min(course.attempt, len(limits.backoff_s) - 1)]
            state = State.BACKOFF
    return replace(gone, state=state, due=now + wait * (1.0 + limits.spread * spread))


class Budget:
    """How often connections may be begun: `burst` at once, then `rate` in a second. Keeps a herd from a server.

    The numbers let nine tiles open in one go and a hundred return in some six seconds.
    """

    def __init__(self, rate: float = 16.0, burst: float = 16.0) -> None:
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at: float | None = None

    def take(self, now: float) -> bool:
        """True, and one less in the budget, if a connection may be begun at `now`."""
        if self._at is not None:
            self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True
