"""One camera's last minutes again, out of the ring, in a worker: at any speed, picture by picture, both ways.

Each picture goes out with its true age as its lag, so whoever paints it by the rules of live pictures shows it as late:
it cannot pass for live by mistake.
"""

from __future__ import annotations

import logging
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path

from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter

from videowall import grid
from videowall.clip import Decoder, NotKept
from videowall.orders import Replay
from videowall.ring_files import NO_STAMP, Head, Record, read_segment, segments
from videowall.shm import Channel
from videowall.stream import Decode, Fault, State, Status

log = logging.getLogger("videowall.worker")

EDGE_S = 0.3
"""At the newest packet the ring is asked again so often."""
SKIP_S = 2.0
"""Of a time without packets not more is waited for."""
FAR_BEHIND_S = 1.0


class ReplaySession:
    """A replay that is wanted. `order` belongs to the worker's main thread; reading and decoding have their own."""

    def __init__(self, order: Replay, channel: Channel | None, changed: Callable[[], None]) -> None:
        self._order, self._channel, self._changed = order, channel, changed
        self._turn = threading.Event()
        self._ended = False
        self._since_s = time.monotonic()
        self._fault = Fault.NONE
        self._at_ns = 0
        self._ahead_ns = 0  # the newest packet that is known
        self._pictures = 0
        self._size = (0, 0)
        self._codec = ""
        self._scaler = VideoReformatter()
        self._last: VideoFrame | None = None
        self._thread = threading.Thread(target=self._run, name=f"replay {order.id}", daemon=True)
        self._thread.start()

    def order(self, order: Replay, channel: Channel | None) -> None:
        """The whole wish, anew."""
        if channel is not None:
            self._channel = channel
        self._order = order
        self._turn.set()

    def close(self) -> None:
        """Nobody looks any more."""
        self._ended = True
        self._turn.set()

    def status(self) -> Status:
        """Where it stands. `position_s`: unix time of the picture shown; `duration_s`: of the newest packet."""
        return Status(
            id=self._order.id,
            state=State.LIVE
            if self._pictures and not self._fault
            else State.NOT_FOUND
            if self._fault
            else State.WAIT_KEY,
            since_s=self._since_s,
            fault=self._fault,
            decode=Decode.FULL,
            recorded=True,
            position_s=self._at_ns / 1e9,
            duration_s=self._ahead_ns / 1e9,
            pictures=self._pictures,
            width=self._size[0],
            height=self._size[1],
            codec=self._codec,
        )

    # --- its own thread -----------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._ended:
            self._turn.clear()
            wish = self._order
            try:
                self._play(wish)
                self._fault = Fault.NONE
            except NotKept as lack:
                self._fault = Fault.UNDECODABLE if str(lack) == "codec" else Fault.NOT_FOUND
                self._changed()
                self._turn.wait(EDGE_S * 3)
            except OSError as error:
                log.warning("replay of %s: %s", wish.id, error.strerror)
                self._fault = Fault.OTHER
                self._turn.wait(EDGE_S * 3)
        self._channel = self._last = None

    def _play(self, wish: Replay) -> None:
        """From the moment of its seek until another one is wished for."""
        tape = Tape(Path(wish.ring), wish.streams, wish.at_ns)
        self._codec = tape.head.codec
        start = tape.index_at(wish.at_ns)
        shown = self._show_at(tape, start)
        steps = wish.steps
        anchor = (time.monotonic(), tape.at_ns(shown), wish.speed)
        while not self._ended and self._order.seek == wish.seek:
            order = self._order
            if (order.width, order.height) != (wish.width, wish.height) or not self._pictures:
                wish = order
                if self._last is not None:
                    self._paint(self._last)
            if order.steps != steps:
                step, steps = (1 if order.steps > steps else -1), steps + (1 if order.steps > steps else -1)
                tape.has(shown + step)  # at its end it looks for what came meanwhile
                shown = self._show_at(tape, shown + step)
                anchor = (time.monotonic(), tape.at_ns(shown), order.speed)
                continue
            if not order.playing:
                anchor = (0.0, 0, 0.0)
                self._pause(3600.0)
                continue
            now = time.monotonic()
            if anchor[2] != order.speed:
                anchor = (now, tape.at_ns(shown), order.speed)
            if not tape.has(shown + 1):
                anchor = (0.0, 0, 0.0)
                self._ahead_ns = tape.newest_ns
                self._pause(EDGE_S)
                continue
            gap_ns = tape.at_ns(shown + 1) - tape.at_ns(shown)
            due = anchor[0] + (tape.at_ns(shown + 1) - anchor[1]) / 1e9 / max(order.speed, 0.01)
            if gap_ns > SKIP_S * 1e9:
                anchor = (now, tape.at_ns(shown + 1), order.speed)
                due = now
            if due > now and self._pause(due - now):
                continue  # something else is wished for
            if now - due > FAR_BEHIND_S:  # too much for this machine: on from here rather than ever later
                anchor = (now, tape.at_ns(shown + 1), order.speed)
            shown = self._show_at(tape, shown + 1)

    def _pause(self, length_s: float) -> bool:
        """Whether something was wished for meanwhile."""
        woken = self._turn.wait(length_s)
        self._turn.clear()
        return woken

    def _show_at(self, tape: Tape, index: int) -> int:
        """Show the picture of this record, or the nearest that can be decoded; returns its index."""
        index = max(min(index, tape.count - 1), 0)
        index, frame = tape.picture(index)
        self._at_ns, self._ahead_ns = tape.at_ns(index), tape.newest_ns
        self._size = (frame.width, frame.height)
        self._last = frame
        self._paint(frame)
        self._pictures += 1
        self._changed()
        return index

    def _paint(self, frame: VideoFrame) -> None:
        channel, order = self._channel, self._order
        if channel is None:
            return
        width, height = grid.scaled(frame.width, frame.height, order.width, order.height)
        picture = self._scaler.reformat(
            frame, width, height, "bgra", interpolation=Interpolation.FAST_BILINEAR, threads=1
        )
        plane = picture.planes[0]
        if channel.fits(plane.line_size, height):
            lag = max((time.time_ns() - self._at_ns) / 1e9, 0.0)
            channel.write(memoryview(plane), width, height, plane.line_size, time.monotonic(), lag)


def shown_order(records: Sequence[Record]) -> list[int]:
    """Indices of records in the order of their pictures: by time stamp within each group, where all have one."""
    found: list[int] = []
    group: list[int] = []
    for n, one in enumerate(records):
        if one.key and group:
            found += sorted(group, key=lambda n: records[n].pts)
            group = []
        group.append(n)
    found += sorted(group, key=lambda n: records[n].pts)
    return found if all(one.pts != NO_STAMP for one in records) else list(range(len(records)))


class Tape:
    """A stream's segments as one row of pictures, read piece by piece. NotKept where there is nothing.

    One segment's packets are in memory at a time; of the others only when their packets came.
    """

    def __init__(self, ring: Path, streams: tuple[str, ...], at_ns: int) -> None:
        self._ring = ring
        self._stream = self._best(streams, at_ns)
        self._paths: list[Path] = []
        self._stamps: list[list[int]] = []  # of each segment, when its packets came, in the order they are shown
        self._starts: list[int] = []
        self._loaded = -1
        self._records: list[Record] = []
        self._order: list[int] = []  # records in the order their pictures are shown
        self._decoder: Decoder | None = None
        self._next = 0
        self._frames: dict[int, VideoFrame] = {}
        self.head = Head(stream=self._stream, codec="", extradata=b"", base=(1, 1))
        self.count = 0
        self.refresh()
        if not self.count:
            raise NotKept("nothing")
        self._load(0)

    def _best(self, streams: tuple[str, ...], at_ns: int) -> str:
        """The first stream that reaches back far enough, else the one that reaches back furthest."""
        begun = {stream: found[0][0] for stream in streams if (found := segments(self._ring, stream))}
        if not begun:
            raise NotKept("nothing")
        return next((stream for stream in begun if begun[stream] <= at_ns), min(begun, key=begun.__getitem__))

    def refresh(self) -> None:
        """See what was written meanwhile: the newest segment grows, and others follow."""
        for _, path in segments(self._ring, self._stream):
            if path in self._paths[:-1]:
                continue
            read = read_segment(path)
            if read is None or not read[1]:
                continue
            stamps = [one.at_ns for one in read[1]]
            if self._paths and path == self._paths[-1]:
                if len(stamps) == len(self._stamps[-1]):
                    continue
                self._stamps[-1] = stamps
                if self._loaded == len(self._paths) - 1:
                    self._records, self._order = read[1], shown_order(read[1])
            else:
                self._paths.append(path)
                self._starts.append(self.count)
                self._stamps.append(stamps)
            self.count = self._starts[-1] + len(self._stamps[-1])

    @property
    def newest_ns(self) -> int:
        """When the newest packet came."""
        return self._stamps[-1][-1]

    def has(self, index: int) -> bool:
        """Whether there is such a picture by now."""
        if index >= self.count:
            self.refresh()
        return index < self.count

    def at_ns(self, index: int) -> int:
        """When the packet of a picture came."""
        part = self._part(index)
        return self._stamps[part][index - self._starts[part]]

    def index_at(self, at_ns: int) -> int:
        """The last picture at or before a time; the first one where there is none."""
        part = max(bisect_right([stamps[0] for stamps in self._stamps], at_ns) - 1, 0)
        return self._starts[part] + max(bisect_right(self._stamps[part], at_ns) - 1, 0)

    def _part(self, index: int) -> int:
        return max(bisect_right(self._starts, index) - 1, 0)

    def _load(self, part: int) -> None:
        read = read_segment(self._paths[part])
        if read is None or not read[1]:
            raise NotKept("nothing")  # it became too old meanwhile
        self.head, self._records = read
        self._order = shown_order(self._records)
        self._loaded, self._decoder, self._frames = part, None, {}

    def picture(self, index: int) -> tuple[int, VideoFrame]:
        """(index, picture) of a record; of the nearest before it in its group where that one gives none."""
        part = self._part(index)
        if part != self._loaded:
            self._load(part)
        here = self._order[index - self._starts[part]]
        if here in self._frames:
            return index, self._frames[here]
        key = max((n for n in range(here + 1) if self._records[n].key), default=0)
        if self._decoder is None or not key <= self._next <= here + 1:
            self._decoder, self._next, self._frames = Decoder(self.head), key, {}
        while self._next < len(self._records) and here not in self._frames:
            for number, frame in self._decoder.feed(self._next, self._records[self._next]):
                self._frames[number] = frame
            self._next += 1
            # What lies behind is decoded again when it is asked for: pictures are large.
            self._frames = {n: frame for n, frame in self._frames.items() if n >= here - 4}
            if self._next > here + 18:  # no decoder holds back more: this packet gives no picture
                break
        if here not in self._frames and self._next >= len(self._records):
            self._frames.update(self._decoder.feed(-1, None))
            self._decoder = None
        if here in self._frames:
            return index, self._frames[here]
        near = min(self._frames, key=lambda n: abs(n - here), default=None)
        if near is None:
            raise NotKept("codec")
        return index, self._frames[near]
