"""One camera in a worker: the restart policy, and the thread that carries out what it decides.

Each connection has a thread of its own, `_Attempt`. The library cannot be interrupted while it opens or reads, so an
attempt that was given up is only marked: what it still reports is ignored, and it ends at its own time limit.
"""

from __future__ import annotations

import logging
import os
import random
import threading
import time
from collections.abc import Callable, Iterator

import msgspec

from videowall import address, again, restart
from videowall.decoder import AnyPacket, Broken, Frame, Source
from videowall.meters import IntervalMeter, LagMeter, RateMeter
from videowall.orders import Show
from videowall.restart import Act, Budget, Course, Event, Limits
from videowall.ring import RingWriter, Track
from videowall.shm import Channel
from videowall.stream import Decode, Fault, State, Status, Step, Transport
from videowall.witness import NOTHING, SAMPLE_S, Witness

log = logging.getLogger("videowall.worker")

LINGER_S = 30.0
FINE_S = 2.0
"""Detail is measured at key pictures, and not more often than this."""


class Session:
    """A stream that is wanted. `order` and `tick` belong to the worker's main thread; the rest is its own."""

    def __init__(
        self,
        show: Show,
        changed: Callable[[], None],
        ring: RingWriter | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.id = show.id
        self.ring = ring
        self._changed = changed
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._course = Course(since=time.monotonic())
        self._attempt: _Attempt | None = None
        self._hung_up_at = 0.0
        self._asked_s = time.monotonic()
        self.show = show
        self.channel: Channel | None = None
        self.detail = ""
        self.first_picture_s: float | None = None
        self.pictures = 0
        self.faulty_packets = 0
        self.witness = Witness(self._asked_s)
        self._apply(restart.Wanted())
        self._apply(restart.KeysOnly(show.decode is not Decode.FULL))

    def order(self, show: Show, channel: Channel | None) -> None:
        """The whole wish, anew: another address opens again, another size or decode does not."""
        if channel is not None:
            self.channel = channel
        if show.url != self.show.url:
            self._apply(restart.Unwanted())
            self._apply(restart.Wanted())
            self._asked_s, self.first_picture_s, self.pictures = time.monotonic(), None, 0
            self.witness = Witness(self._asked_s)
        if show.decode is not self.show.decode:
            self._apply(restart.KeysOnly(show.decode is not Decode.FULL))
        self.show = show

    def retry(self) -> None:
        """Try now rather than later."""
        self._apply(restart.Retry())

    def close(self) -> None:
        """Nobody looks any more."""
        self._apply(restart.Unwanted())
        # Session and attempt know each other: without this the channel's memory would wait for the collector.
        self.channel = self._attempt = None

    def tick(self, now: float, budget: Budget) -> None:
        """Let time pass; begins a connection where it is due and the budget has room."""
        lingering = self._attempt is not None and self._attempt.is_alive() and now - self._hung_up_at < LINGER_S
        may_connect = restart.due(self._course, now) and not lingering and budget.take(now)
        self._apply(restart.Tick(may_connect))

    def tell(self, attempt: _Attempt, event: Event, detail: str = "") -> None:
        """An attempt reports. What an attempt that was given up says no longer counts."""
        if attempt is self._attempt and not attempt.cancelled.is_set():
            if isinstance(event, restart.Failed):
                self.detail = detail
            elif isinstance(event, restart.Picture) and self.first_picture_s is None:
                self.first_picture_s = time.monotonic() - self._asked_s
            self._apply(event)

    def _apply(self, event: Event) -> None:
        now = time.monotonic()
        with self._lock:
            before = self._course
            self._course, act = restart.advance(before, event, now, random.uniform(-1, 1), self._limits)
            after = self._course
            if act is Act.HANG_UP and self._attempt is not None:
                self._attempt.cancelled.set()
                self._hung_up_at = now
            elif act is Act.CONNECT:
                self._attempt = _Attempt(self, after.transport)
                self._attempt.start()
        if after.state is not before.state:
            self._log(before, after, now)
            self._changed()

    def _log(self, before: Course, after: Course, now: float) -> None:
        """Once when it breaks, once when it heals."""
        if after.state in restart.WAITING and after.attempt == 1 and before.state not in restart.WAITING:
            log.warning("%s lost: %s %s", self.id, after.fault.value, self.detail)
        elif after.state is State.LIVE and (before.attempt or before.state is State.STALLED):
            log.info("%s is back", self.id)

    def status(self, now: float) -> Status:
        """What the window should know."""
        with self._lock:
            course, attempt = self._course, self._attempt
        # What is not there cannot be doubted.
        finding = self.witness.finding if course.state is State.LIVE else NOTHING
        status = Status(
            id=self.id,
            state=course.state,
            since_s=course.since,
            step=course.step,
            fault=course.fault,
            detail=self.detail if course.fault else "",
            attempt=course.attempt,
            due_s=course.due,
            decode=self.show.decode,
            transport=course.transport,
            recorded=address.file_of(self.show.url) is not None,
            first_picture_s=self.first_picture_s,
            pictures=self.pictures,
            faulty_packets=self.faulty_packets,
            interval_s=course.interval_s,
            doubt=finding.doubt,
            doubt_since_s=finding.since,
            doubt_value=finding.value,
            marks=self.witness.marks if course.state is State.LIVE else (),
        )
        return status if attempt is None else attempt.complete(status, now)


class _Attempt(threading.Thread):
    """One connection, from resolving the address to the end of its stream."""

    def __init__(self, session: Session, transport: Transport) -> None:
        super().__init__(name=f"video {session.id}", daemon=True)
        self.cancelled = threading.Event()
        self._session = session
        self._transport = transport
        self._url = session.show.url
        self._opened_s = time.monotonic()
        self._rate = RateMeter()
        self._kbit_s = 0.0
        self._heard_s = 0.0
        self._pictures = IntervalMeter(most_s=5.0)
        self._keys = IntervalMeter()
        self._lag = LagMeter()
        self._codec = ""
        self._duration_s = 0.0
        self._size = (0, 0)
        self._position_s = 0.0
        self._witness = session.witness
        self._sampled_s = self._fine_s = self._glanced_s = 0.0

    def complete(self, status: Status, now: float) -> Status:
        """The status with the part that this connection knows; called from the main thread."""
        return msgspec.structs.replace(
            status,
            opened_s=self._opened_s,
            key_interval_s=self._keys.interval_s,
            kbit_s=self._kbit_s if now - self._heard_s < 2.0 else 0.0,
            width=self._size[0],
            height=self._size[1],
            codec=self._codec,
            duration_s=self._duration_s,
            position_s=self._position_s,
        )

    def _tell(self, event: Event, detail: str = "") -> None:
        self._session.tell(self, event, detail)

    def run(self) -> None:
        """Until the stream breaks or nobody wants it any more."""
        source: Source | None = None
        try:
            self._reach()
            source = Source(self._url, self._transport)
            self._codec, self._duration_s = source.codec, source.duration_s
            self._tell(restart.Connected())
            if source.path is None:
                self._witness.opened(time.monotonic())
                self._follow(source)
            else:
                while not self.cancelled.is_set():
                    self._play(source)
        except Broken as broken:
            fault = self._closer(broken.fault)
            self._tell(restart.Failed(fault), broken.detail)
        finally:
            # Whatever ended this thread, a defect too, the policy learns that the connection is gone.
            self._tell(restart.Failed(Fault.OTHER), "the connection ended")
            if source is not None:
                source.close()

    def _reach(self) -> None:
        """Step one apart from the others, so that a wrong name can be told from a silent device."""
        if address.file_of(self._url) is not None:
            return
        try:
            where = address.endpoint(self._url)
            if where is not None:
                address.resolve(*where)
        except (OSError, ValueError, UnicodeError) as error:
            raise Broken(Fault.ADDRESS, str(error)) from None
        self._tell(restart.Reached(Step.CONNECT))

    def _closer(self, fault: Fault) -> Fault:
        """A device that never answered: is its port open, closed, or is there no way to it?"""
        where = address.endpoint(self._url) if address.file_of(self._url) is None else None
        if fault is not Fault.SILENT or where is None:
            return fault
        try:
            address.answers(*where)
        except ConnectionRefusedError:
            return Fault.REFUSED
        except OSError:
            return Fault.UNREACHABLE
        return Fault.SILENT

    def _follow(self, source: Source) -> None:
        """A live stream, as it comes; from a key frame on."""
        from_key = False
        for packet in self._kept(source):
            if self.cancelled.is_set():
                return
            now = time.monotonic()
            self._hear(now, packet.size)
            self._tell(restart.Bytes())
            decode = self._session.show.decode
            if packet.is_keyframe:
                stamp = source.stamp_s(packet)
                if stamp is not None:
                    self._keys.add(stamp)
                from_key = True
            if decode is Decode.OFF or not from_key or (decode is Decode.KEYS and not packet.is_keyframe):
                # What depends on a picture that was left out cannot be decoded later either.
                from_key = from_key and decode is Decode.FULL
                continue
            try:
                frames = source.decode(packet, alone=decode is Decode.KEYS)
            except ValueError:
                self._session.faulty_packets += 1
                from_key = False
                continue
            for frame in frames:
                self._show(source, frame, recorded=False)

    def _kept(self, source: Source) -> Iterator[AnyPacket]:
        """Its packets; each goes into the ring first, where there is one."""
        ring: RingWriter | None = None
        track: Track | None = None
        try:
            for packet in source.packets():
                if self._session.ring is not ring:
                    ring = self._session.ring
                    track = ring.track(source.head(self._session.id)) if ring is not None else None
                if track is not None:
                    track.put(bytes(packet), packet.is_keyframe, packet.pts, packet.dts)
                yield packet
        finally:
            if track is not None:
                track.end()

    def _play(self, source: Source) -> None:
        """A recording once through, paced by its time stamps; the caller begins again."""
        began: float | None = None
        for packet in source.packets():
            self._tell(restart.Bytes())
            self._hear(time.monotonic(), packet.size)
            try:
                frames = source.decode(packet, alone=False)
            except ValueError:
                self._session.faulty_packets += 1
                continue
            for frame in frames:
                stamp = source.stamp_s(frame) or 0.0
                if began is None:
                    began = time.monotonic() - stamp
                if self.cancelled.wait(max(0.0, began + stamp - time.monotonic())):
                    return
                self._position_s = stamp
                self._show(source, frame, recorded=True)
        if began is None:
            raise Broken(Fault.UNDECODABLE, "the recording holds no picture")
        source.rewind()

    def _hear(self, now: float, size: int) -> None:
        self._rate.add(now, size)
        self._kbit_s, self._heard_s = self._rate.kbit_s(now), now

    def _show(self, source: Source, frame: Frame, *, recorded: bool) -> None:
        now = time.monotonic()
        session = self._session
        stamp = source.stamp_s(frame)
        lag = 0.0
        if stamp is not None:
            self._pictures.add(stamp)
            if not recorded:
                lag = self._lag.lag_s(now, stamp)
        self._size = (frame.width, frame.height)
        channel, show = session.channel, session.show
        if channel is not None and not self.cancelled.is_set():
            source.paint(frame, channel, (show.width, show.height), now, lag)
        session.pictures += 1
        if not recorded and not self.cancelled.is_set():
            self._look(source, frame, now)
        self._tell(restart.Picture(self._pictures.interval_s if show.decode is Decode.FULL else None))

    def _look(self, source: Source, frame: Frame, now: float) -> None:
        """Let the witness see every key picture, and others now and then."""
        key = bool(frame.key_frame)
        taken_s = source.stamp_s(frame)
        taken_s = now if taken_s is None else taken_s
        # By the stream's own clock: a busy machine sees pictures in heaps, and no two rounds alike.
        if not 0.0 <= taken_s - self._glanced_s < again.GLANCE_S:
            self._glanced_s = taken_s
            self._witness.glance(now, source.tiny(frame))
        if not key and now - self._sampled_s < SAMPLE_S:
            return
        self._sampled_s = now
        fine = key and now - self._fine_s >= FINE_S
        if fine:
            self._fine_s = now
        busy = os.getloadavg()[0] > (os.cpu_count() or 1)
        self._witness.see(source.sample(frame, now, key=key, fine=fine), busy=busy)
