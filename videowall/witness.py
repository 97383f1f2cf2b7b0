"""Whether a stream that comes in time can be believed: pure, fed with samples of its pictures.

A stream may be alive and lie: the same picture again and again, a recording played in a loop, a clock that runs wrong,
a lens that is covered. A `Witness` remembers what the stream usually does and says what it doubts now. What counts as
unusual follows from the stream itself: nothing here knows what a camera should show.

A picture from a memory is told from a quiet street by its key pictures: no sensor sees the same twice, and what an
encoder makes of its noise differs in every second dot, however still the street is.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from operator import mul, sub
from statistics import fmean, median

from videowall.again import Again
from videowall.stream import Doubt

SMALL = (32, 18)
"""Width and height of the small picture of a sample, in pixels."""
FINE = (160, 90)
"""Of the picture in which fine detail is measured."""
SAMPLE_S = 1.0
"""Seconds between two samples; each key picture is one, too."""

SAME_S = 5.0
SAME_KEYS = 2
SAME_CHANGE = 0.07
"""Of the bits of two key pictures. A still street, however clean its noise and poor its encoder, has 0.129 or more; the
same picture encoded anew each time has 0.06 at most, once the encoder has found its rate (measured, docs/video.md)."""
OTHERS = 2
"""So many key pictures in between may differ: an encoder that looks for its rate makes every second one anew."""
REPEATS = 3
MOVED = 6
"""Grey values by which some part of the small picture changed, where something moved; encoding alone changes 2."""
KEYS_KEPT = 2000
"""Key pictures remembered; with one each 2 s more than an hour."""
MARKS = 6
"""Key pictures that are told to others, to find two cameras with one picture."""
BLANK_DEVIATION = 3.0
BLANK_S = 3.0
COVERED = 0.35
BLURRED = 0.45
BASE_KEYS = 10
"""Key pictures from which on the usual contrast and sharpness are known."""
LENS_KEYS = 3
DELAY_S = 0.8
DELAY_GROWTH_S = 0.3
DELAY_WINDOW_S = 8.0
JUMP_S = 2.0
HOLD_S = 10.0
SETTLE_S = 5.0
"""After a connection was opened its clock is not judged: devices send what they have kept at once."""
FAST = 1.03
WANDERS = 0.0005
"""Share by which an honest clock may run slow without being its best being forgotten; crystals wander a tenth of it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture as it is remembered. Times in seconds, `at` of the machine's clock, `stamp` of the stream's.

    `mark`: a checksum of the whole picture's brightness; `small`: `SMALL` grey values; `detail`: the mean difference of
    neighbours in the picture of `FINE`, in grey values, where it was measured; `change`: of a key picture, the share of
    bits that differ from the key picture before, where there was one of its size.
    """

    at: float
    stamp: float | None
    key: bool
    mark: int
    small: bytes
    detail: float | None = None
    change: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt, since when, and how much."""

    doubt: Doubt = Doubt.NONE
    since: float = 0.0
    value: float = 0.0


NOTHING = Finding()


def change_of(before: bytes, after: bytes) -> float | None:
    """The share of bits that differ, 0 to 1; None for pictures of different sizes."""
    if not after or len(before) != len(after):
        return None
    return (int.from_bytes(before) ^ int.from_bytes(after)).bit_count() / (8 * len(after))


def contrast_of(small: bytes) -> float:
    """The standard deviation of grey values."""
    count = max(len(small), 1)
    mean = sum(small) / count
    return math.sqrt(max(sum(map(mul, small, small)) / count - mean * mean, 0.0))


def detail_of(rows: list[bytes]) -> float:
    """The mean difference of neighbours in a row, in grey values; 0 for a picture of one colour."""
    return fmean([sum(map(abs, map(sub, row[1:], row))) / max(len(row) - 1, 1) for row in rows])


@dataclass(slots=True)
class _Same:
    """Key pictures of which hardly a bit differs, while nothing moves."""

    since: float | None = None
    keys: int = 0
    others: int = 0
    last: float = 0.0
    small: bytes = b""
    found: Finding = NOTHING

    def see(self, one: Sample) -> Finding:
        moved = bool(self.small) and max(map(abs, map(sub, one.small, self.small))) > MOVED
        self.small = one.small
        if one.change is not None and one.change >= SAME_CHANGE:
            self.others += 1
        if moved or self.others > OTHERS:
            self.since, self.keys, self.others, self.found = None, 0, 0, NOTHING
        elif one.change is not None and one.change < SAME_CHANGE:
            self.since = self.last if self.since is None else self.since
            self.keys, self.others = self.keys + 1, 0
            if self.keys >= SAME_KEYS and one.at - self.since >= SAME_S:
                self.found = Finding(Doubt.SAME, self.since, one.at - self.since)
        if one.key:
            self.last = one.at
        return self.found


@dataclass(slots=True)
class _Loop:
    """Key pictures that come again in the same order."""

    keys: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=KEYS_KEPT))
    at_of: dict[int, float] = field(default_factory=dict)
    before: dict[int, int] = field(default_factory=dict)  # mark -> the mark that came before it, the last time
    last: int | None = None
    found: Finding = NOTHING
    fresh: int = 0
    repeats: int = 0

    def see(self, one: Sample) -> Finding:
        if not one.key:
            return self.found
        if one.mark == self.last:
            # A loop of one group of pictures; where nothing moves in it, it is told as the same picture.
            self.repeats += 1
            if self.repeats >= REPEATS and not self.found.doubt:
                self.found = Finding(Doubt.LOOP, self.keys[-1][1], (one.at - self.keys[-1][1]) / self.repeats)
            return self.found
        if self.repeats >= REPEATS:
            self.found = NOTHING
        self.repeats = 0
        again_at = self.at_of.get(one.mark)
        follows = self.last is not None and self.before.get(one.mark) == self.last
        if again_at is not None and follows:
            self.fresh = 0
            period = one.at - again_at
            since = self.found.since if self.found.doubt else again_at
            self.found = Finding(Doubt.LOOP, since, period)
        else:
            self.fresh += again_at is None
            if self.fresh >= 2:
                self.found = NOTHING
        if len(self.keys) == self.keys.maxlen:
            gone, at = self.keys[0]
            if self.at_of.get(gone) == at:
                del self.at_of[gone]
                self.before.pop(gone, None)
        self.keys.append((one.mark, one.at))
        self.at_of[one.mark] = one.at
        if self.last is not None:
            self.before[one.mark] = self.last
        self.last = one.mark
        return self.found


@dataclass(slots=True)
class _Lens:
    """Contrast and detail against what they usually are."""

    contrast: deque[float] = field(default_factory=lambda: deque(maxlen=60))
    detail: deque[float] = field(default_factory=lambda: deque(maxlen=60))
    blank_since: float | None = None
    low_since: float | None = None
    low: int = 0
    found: Finding = NOTHING

    @property
    def is_blank(self) -> bool:
        """Whether the last picture was of one colour."""
        return self.blank_since is not None

    def see(self, one: Sample) -> Finding:
        contrast = contrast_of(one.small)
        if contrast >= BLANK_DEVIATION:
            self.blank_since = None
        elif self.blank_since is None:
            self.blank_since = one.at
        elif one.at - self.blank_since >= BLANK_S:
            return Finding(Doubt.BLANK, self.blank_since, one.at - self.blank_since)
        if one.detail is not None:
            self._measure(one.at, contrast, one.detail)
        return self.found

    def _measure(self, at: float, contrast: float, detail: float) -> None:
        if len(self.detail) >= BASE_KEYS and detail < BLURRED * median(self.detail):
            # What is usual is not learned from what is doubted.
            self.low += 1
            self.low_since = at if self.low_since is None else self.low_since
            if self.low >= LENS_KEYS:
                covered = contrast < COVERED * median(self.contrast)
                self.found = Finding(Doubt.COVERED if covered else Doubt.BLURRED, self.low_since, at - self.low_since)
            return
        self.low, self.low_since, self.found = 0, None, NOTHING
        self.contrast.append(contrast)
        self.detail.append(detail)


@dataclass(slots=True)
class _Clock:
    """The stream's time stamps against time."""

    opened: float
    past: deque[tuple[float, float]] = field(default_factory=deque)  # (at, stamp)
    jumped: Finding = NOTHING
    best: float | None = (
        None  # the least of (at - stamp) before the window: what comes sooner after a stop caught up only
    )

    def see(self, one: Sample, *, busy: bool) -> Finding:
        if one.stamp is None:
            return NOTHING
        if self.past:
            # Forward: a picture cannot come before it was taken. Backward: no camera takes them in that order. What is
            # between is late, and a network or a busy machine makes that, too.
            ahead = min(seen - stamp for seen, stamp in self.past) - (one.at - one.stamp)
            back = one.stamp - self.past[-1][1]
            step = ahead if ahead > JUMP_S else min(back, 0.0)
            if abs(step) > JUMP_S and one.at - self.opened > SETTLE_S:
                self.jumped = Finding(Doubt.JUMP, one.at, step)
                self.past.clear()
                self.best = None
        self.past.append((one.at, one.stamp))
        while one.at - self.past[0][0] > DELAY_WINDOW_S + 2.0:
            seen, stamp = self.past.popleft()
            if self.best is None or seen - stamp < self.best:
                self.best = seen - stamp
            self.best += (self.past[0][0] - seen) * WANDERS
        if self.jumped.doubt and one.at - self.jumped.since < HOLD_S:
            return self.jumped
        if one.at - self.opened < SETTLE_S + DELAY_WINDOW_S or one.at - self.past[0][0] < DELAY_WINDOW_S:
            return NOTHING
        return self._drift(one.at, busy=busy)

    def _drift(self, at: float, *, busy: bool) -> Finding:
        """By the best picture of the first and of the last two seconds: single late ones say nothing."""
        begin = self.past[0][0]
        first = min(seen - stamp for seen, stamp in self.past if seen - begin <= 2.0)
        last = min(seen - stamp for seen, stamp in self.past if at - seen <= 2.0)
        rate = 1.0 + (min(first, self.best if self.best is not None else first) - last) / DELAY_WINDOW_S
        if rate >= FAST:
            return Finding(Doubt.FAST, begin, rate)
        if last - first >= DELAY_GROWTH_S and not busy:
            return Finding(Doubt.DELAY, begin, last - first)
        return NOTHING


class Witness:
    """One stream's. `see` each sample; `opened` when a connection was made. Read from any thread."""

    def __init__(self, now: float) -> None:
        self._lens, self._same, self._loop, self._clock = _Lens(), _Same(), _Loop(), _Clock(now)
        self._again, self._anew = Again(), NOTHING
        self.marks: tuple[int, ...] = ()
        """Checksums of the last key pictures, oldest first; none of a picture of one colour."""
        self.finding = NOTHING

    def opened(self, now: float) -> None:
        """A new connection: its clock is another one."""
        self._clock = _Clock(now)

    def glance(self, at: float, tiny: bytes) -> None:
        """A tiny picture, four times a second: what it shows may have been there before, encoded anew."""
        round_s = self._again.glance(at, tiny)
        if round_s is None:
            self._anew = NOTHING
        elif not self._anew.doubt:
            self._anew = Finding(Doubt.LOOP, at, round_s)

    def see(self, one: Sample, *, busy: bool = False) -> None:
        """Look at a picture. `busy`: this machine is at its limit, so that a delay may be its own."""
        # Gravest first. Who sees one colour need not hear that it is always the same.
        clock = self._clock.see(one, busy=busy)
        found = (self._lens.see(one), self._same.see(one), self._loop.see(one), self._anew, clock)
        if one.key and one.mark not in self.marks[-1:] and not self._lens.is_blank:
            self.marks = (*self.marks, one.mark)[-MARKS:]
        order = sorted(found, key=lambda finding: _GRAVITY[finding.doubt])
        worst, kept = order[0], self.finding
        # The same doubt goes on; its beginning stays.
        self.finding = Finding(worst.doubt, kept.since, worst.value) if worst.doubt is kept.doubt else worst


_GRAVITY = {doubt: place for place, doubt in enumerate((*[one for one in Doubt if one], Doubt.NONE))}


def twins(marks: Iterable[tuple[str, tuple[int, ...]]]) -> dict[str, str]:
    """Camera -> another one that shows the same, by two key pictures in a row that are equal. `marks`: of each stream
    its camera and the checksums of its last key pictures."""
    seen: dict[tuple[int, int], str] = {}
    found: dict[str, str] = {}
    for camera, own in marks:
        for pair in pairwise(own):
            other = seen.setdefault(pair, camera)
            if other != camera:
                found[camera] = other
                found.setdefault(other, camera)
    return found
