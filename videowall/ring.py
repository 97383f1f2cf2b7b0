"""The ring: the last minutes of every shown camera as compressed packets on disk, written beside decoding.

It is never the recording of record. A session only hands its packets over (`Track.put`, nothing in it waits); one
thread of the worker writes them. Where that thread cannot write, or not fast enough, packets are left out from one key
frame to another and the ring says why; the live picture does not notice. The files: `ring_files.py`.
"""

from __future__ import annotations

import errno
import logging
import os
import threading
import time
from collections import deque
from pathlib import Path
from zlib import crc32

import msgspec

from videowall.ring_files import (
    LENGTH,
    MAGIC,
    NO_STAMP,
    RECORD,
    SUFFIX,
    Head,
    Record,
    RingFault,
    RingRules,
    fault_of,
    folder_of,
    private,
    prune,
    roomy,
)  # fmt: skip

log = logging.getLogger("videowall.worker")

SEGMENT_S = 10.0
SEGMENT_BYTES = 64 << 20
"""A segment without a further key frame is given up at four times this."""
QUEUE_BYTES = 32 << 20
FLUSH_S = 0.25
PRUNE_S = 5.0
AGAIN_S = 5.0
_AT_ONCE = 500  # records in one write: two buffers each, the system takes 1024


class Track:
    """One connection of one stream on its way into the ring. `put` is for the session's thread."""

    def __init__(self, ring: RingWriter, head: Head) -> None:
        self.head = head
        self._ring = ring
        self._open = False  # a key frame went in, and nothing was left out since
        # The writer's own:
        self.fd = -1
        self.size = 0
        self.began_ns = 0
        self.broken = True

    def put(self, data: bytes, key: bool, pts: int | None, dts: int | None) -> None:
        """Keep a packet; from a key frame on. Never waits."""
        if not (key or self._open):
            return
        record = Record(time.time_ns(), key, NO_STAMP if pts is None else pts, NO_STAMP if dts is None else dts, data)
        self._open = self._ring.take(self, record)

    def end(self) -> None:
        """The connection is over."""
        self._open = False
        self._ring.take(self, None)


class RingWriter:
    """The writing thread of one worker. `close` when done."""

    def __init__(self, rules: RingRules) -> None:
        self.rules = rules
        self.fault = RingFault.NONE
        self.written = 0  # bytes
        self._folder = Path(rules.folder)
        self._lock = threading.Lock()
        self._queue: deque[tuple[Track, Record | None]] = deque()
        self._queued = 0
        self._live: set[Track] = set()
        self._stop = threading.Event()
        self._again_s = self._prune_s = 0.0
        self._thread = threading.Thread(target=self._run, name="video ring", daemon=True)
        self._thread.start()

    def track(self, head: Head) -> Track:
        """A place for one connection's packets."""
        return Track(self, head)

    def take(self, track: Track, record: Record | None) -> bool:
        """From the sessions' threads: whether the packet is on its way."""
        size = len(record.data) if record is not None else 0
        with self._lock:
            if self._queued + size > QUEUE_BYTES:
                self.fault = RingFault.SLOW
                return False
            self._queue.append((track, record))
            self._queued += size
        return True

    def close(self) -> None:
        """Write what is queued and end."""
        self._stop.set()
        self._thread.join(5.0)

    def _run(self) -> None:
        while not self._stop.wait(FLUSH_S):
            self._turn()
        self._turn()
        for track in list(self._live):
            self._shut(track)

    def _turn(self) -> None:
        with self._lock:
            queue, self._queue, self._queued = self._queue, deque(), 0
        now = time.monotonic()
        if now < self._again_s:  # the disk was full a moment ago: what came meanwhile is left out
            for track, _ in queue:
                track.broken = True
            return
        try:
            if now >= self._prune_s:
                self._prune_s = now + PRUNE_S
                private(self._folder)
                prune(self.rules, time.time())
                if not roomy(self.rules):
                    raise OSError(errno.ENOSPC, "no room to spare")
            for track, records in _by_track(queue).items():
                self._write(track, records)
        except OSError as error:
            self._failed(error, now)
            return
        if self.fault is not RingFault.NONE and (queue or not self._live):
            log.info("the ring is written again")
            self.fault = RingFault.NONE

    def _failed(self, error: OSError, now: float) -> None:
        fault = fault_of(error)
        if fault is not self.fault:
            log.warning("the ring is not written: %s", error.strerror)
        self.fault = fault
        self._again_s, self._prune_s = now + AGAIN_S, 0.0
        for track in list(self._live):
            self._shut(track)

    def _write(self, track: Track, records: list[Record | None]) -> None:
        part: list[Record] = []
        for record in records:
            if record is None or (record.key and self._full(track, part, record)):
                self._append(track, part)
                part = []
                self._shut(track)
            if record is None:
                continue
            if track.broken or track.fd < 0:
                if not record.key:
                    continue
                self._begin(track, record)
            part.append(record)
        self._append(track, part)
        if track.size > 4 * SEGMENT_BYTES:
            self._shut(track)

    def _full(self, track: Track, part: list[Record], record: Record) -> bool:
        size = track.size + sum(len(one.data) for one in part)
        age = record.at_ns - track.began_ns
        return track.fd >= 0 and (size > SEGMENT_BYTES or age < 0 or age >= SEGMENT_S * 1e9)

    def _begin(self, track: Track, record: Record) -> None:
        folder = folder_of(self._folder, track.head.stream)
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / f"{record.at_ns // 1_000_000:014d}-{os.getpid()}{SUFFIX}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
        track.fd = os.open(path, flags, 0o600)
        track.size, track.began_ns, track.broken = 0, record.at_ns, False
        self._live.add(track)
        head = msgspec.msgpack.encode(track.head)
        self._out(track, [MAGIC, LENGTH.pack(len(head)), head])

    def _append(self, track: Track, records: list[Record]) -> None:
        for first in range(0, len(records), _AT_ONCE):
            pieces: list[bytes] = []
            for one in records[first : first + _AT_ONCE]:
                head = RECORD.pack(len(one.data), one.key, one.at_ns, one.pts, one.dts, crc32(one.data))
                pieces += (head, one.data)
            self._out(track, pieces)

    def _out(self, track: Track, pieces: list[bytes]) -> None:
        size = sum(map(len, pieces))
        written = os.writev(track.fd, pieces)
        if written != size:
            os.ftruncate(track.fd, track.size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        track.size += size
        self.written += size

    def _shut(self, track: Track) -> None:
        self._live.discard(track)
        track.broken = True
        if track.fd >= 0:
            os.close(track.fd)
            track.fd = -1


def _by_track(queue: deque[tuple[Track, Record | None]]) -> dict[Track, list[Record | None]]:
    found: dict[Track, list[Record | None]] = {}
    for track, record in queue:
        found.setdefault(track, []).append(record)
    return found
