"""The decoding processes of one window: starts them, hands out streams, hears their heartbeat, replaces dead ones.

All of it runs in the GUI thread on readable sockets and a timer, and nothing of it waits. The wish (`show`) is kept
here, so a new worker is simply told again, and gets the same picture channels its predecessor had.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from videowall import orders, vigil
from videowall.planner import Want
from videowall.ring_files import RingFault, RingRules
from videowall.shm import Channel, Picture
from videowall.stream import Status
from videowall.vigil import Deed, Life, Vigil

log = logging.getLogger(__name__)

MOST_STREAMS = 32
TICK_MS = 250
LEAVE_S = 2.0


def worker_command() -> tuple[str, ...]:
    """How a worker is started: as a module from source, as a program of the bundle when frozen."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "videowall.worker")
    return (sys.executable, "-m", "videowall.worker")


@dataclass(slots=True)
class Stream:
    """One stream as the window holds it. `former`: the channel of the size before, until `channel` has a picture."""

    want: Want
    channel: Channel
    worker: int
    former: Channel | None = None
    status: Status | None = None
    wished_s: float = 0.0
    told: bool = False

    def picture(self) -> Picture | None:
        """The newest picture; while a new size has none yet, the newest of the size before."""
        picture = self.channel.latest()
        if picture is not None:
            if self.former is not None:
                self.former.close()
                self.former = None
            return picture
        return self.former.latest() if self.former is not None else None

    def serial(self) -> tuple[int, int]:
        """Changes with each new picture."""
        return (self.channel.fd, self.channel.serial())

    def close(self) -> None:
        """Let the memory go."""
        self.channel.close()
        if self.former is not None:
            self.former.close()


@dataclass(slots=True)
class _Worker:
    number: int
    vigil: Vigil = field(default_factory=Vigil)
    process: subprocess.Popen[bytes] | None = None
    pipe: socket.socket | None = None
    notifier: QSocketNotifier | None = None
    deaths: int = 0
    threads: int = 0
    ring: RingFault = RingFault.NONE


@dataclass(slots=True)
class _Asked:
    order: orders.Take | orders.Replay
    worker: int
    fd: int | None
    told: bool = False


class Supervisor(QObject):
    """At least two workers and the streams they run."""

    changed = Signal(object)  # set[str]: streams whose status changed
    taken = Signal(object)  # orders.Taken: what came of evidence that was asked for
    workers_changed = Signal()  # one started, fell silent or died

    def __init__(
        self, *, workers: int = 2, command: Sequence[str] | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._command = tuple(command or worker_command())
        self._workers = [_Worker(number) for number in range(max(workers, 1))]
        self._streams: dict[str, Stream] = {}
        self._suspects: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._running = False
        self.ring: RingRules | None = None
        self._asked: dict[str, _Asked] = {}
        self.replays: dict[str, Status] = {}

    # --- the wish -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the workers."""
        if not self._running:
            self._running = True
            self._timer.start()
            self._tick()

    def show(self, wants: Mapping[str, Want]) -> None:
        """Run exactly these streams."""
        for name in [name for name in self._streams if name not in wants]:
            stream = self._streams.pop(name)
            self._send(self._workers[stream.worker], orders.Hide(id=name))
            stream.close()
        for name, want in wants.items():
            self._want(name, want)

    def _want(self, name: str, want: Want) -> None:
        stream = self._streams.get(name)
        if stream is None:
            channel = Channel.create(want.width, want.height)
            stream = Stream(want, channel, self._least_busy(), wished_s=time.monotonic())
            self._streams[name] = stream
        elif stream.want == want:
            if not stream.told:
                self._tell(name, stream)
            return
        elif (want.width, want.height) != (stream.want.width, stream.want.height):
            if stream.former is None:
                stream.former = stream.channel
            else:
                stream.channel.close()
            stream.channel = Channel.create(want.width, want.height)
        stream.want = want
        self._tell(name, stream)

    def keep(self, rules: RingRules | None) -> None:
        """Keep the last minutes of every stream by these rules; none: keep nothing."""
        self.ring = rules
        for worker in self._workers:
            self._send(worker, orders.Keep(rules=rules))

    def ask(self, key: str, order: orders.Take | orders.Replay, fd: int | None = None) -> None:
        """Have a worker do this; its successor too, until `forget`. What is said of it comes by `taken`, `changed`."""
        before = self._asked.get(key)
        asked = _Asked(order, before.worker if before is not None else self._least_busy(), fd)
        self._asked[key] = asked
        asked.told = self._send(self._workers[asked.worker], order, fd)

    def forget(self, key: str) -> None:
        """It is not wanted any more."""
        asked = self._asked.pop(key, None)
        self.replays.pop(key, None)
        if asked is not None and isinstance(asked.order, orders.Replay):
            self._send(self._workers[asked.worker], orders.Hide(id=key))

    def retry(self, name: str) -> None:
        """Try a waiting stream now."""
        if (stream := self._streams.get(name)) is not None:
            self._send(self._workers[stream.worker], orders.Retry(id=name))

    def stop(self) -> None:
        """End every worker; at most two seconds, then by force."""
        self._running = False
        self._timer.stop()
        for worker in self._workers:
            self._hang_up(worker)
        until = time.monotonic() + LEAVE_S
        for worker in self._workers:
            if worker.process is not None:
                try:
                    worker.process.wait(max(until - time.monotonic(), 0.01))
                except subprocess.TimeoutExpired:
                    worker.process.kill()
                    worker.process.wait()
                worker.process = None
        for stream in self._streams.values():
            stream.close()
        self._streams.clear()

    # --- what is known ------------------------------------------------------------------------------------------

    def stream(self, name: str) -> Stream | None:
        """One stream, None where it is not wanted."""
        return self._streams.get(name)

    def streams(self) -> Mapping[str, Stream]:
        """All of them by id."""
        return self._streams

    def silent_s(self, name: str) -> float | None:
        """For how long the stream's worker has said nothing, if that is worth a word; None while all is well."""
        stream = self._streams.get(name)
        if stream is None:
            return None
        worker, now = self._workers[stream.worker], time.monotonic()
        if worker.vigil.life is Life.STARTING and not worker.deaths:
            return None
        return now - max(worker.vigil.heard, worker.vigil.since) if vigil.suspect(worker.vigil, now) else None

    def pids(self) -> list[int]:
        """Process ids of the workers that run."""
        return [worker.process.pid for worker in self._workers if worker.process is not None]

    def deaths(self) -> int:
        """How often a worker had to be replaced."""
        return sum(worker.deaths for worker in self._workers)

    def ring_fault(self) -> RingFault:
        """Why nothing, or not everything, is kept at present."""
        return next((worker.ring for worker in self._workers if worker.ring), RingFault.NONE)

    # --- workers ------------------------------------------------------------------------------------------------

    def _least_busy(self) -> int:
        load = [0] * len(self._workers)
        for stream in self._streams.values():
            load[stream.worker] += 1
        least = min(range(len(load)), key=load.__getitem__)
        if load[least] >= MOST_STREAMS:
            self._workers.append(_Worker(len(self._workers)))
            least = len(self._workers) - 1
        return least

    def _tick(self) -> None:
        now = time.monotonic()
        for worker in self._workers:
            # Read before judging: if it was this process that stood still, the heartbeats are waiting in the socket.
            self._hear(worker)
            if worker.process is not None and worker.process.poll() is not None:
                self._lost(worker, now)
            match vigil.deed(worker.vigil, now):
                case Deed.SPAWN if self._running:
                    self._spawn(worker, now)
                case Deed.KILL if worker.process is not None:
                    log.error(
                        "video worker %d said nothing for %.0f s: killed", worker.number, now - worker.vigil.heard
                    )
                    worker.process.send_signal(signal.SIGKILL)
                case _:
                    pass
        for name, stream in self._streams.items():
            if not stream.told:
                self._tell(name, stream)
        for asked in self._asked.values():
            if not asked.told:
                asked.told = self._send(self._workers[asked.worker], asked.order, asked.fd)
        suspects = {worker.number for worker in self._workers if vigil.suspect(worker.vigil, now)}
        if suspects != self._suspects:
            self._suspects = suspects
            self.workers_changed.emit()

    def _spawn(self, worker: _Worker, now: float) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        # The worker follows this socket and nothing else; a launcher's pipe is not its own.
        environment = {key: value for key, value in os.environ.items() if key != "CITYWALL_PARENT_FD"}
        try:
            worker.process = subprocess.Popen(
                [*self._command, "--pipe", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                env=environment,
                stdin=subprocess.DEVNULL,
            )
        except OSError as error:
            ours.close()
            log.error("video worker %d does not start: %s", worker.number, error)
            worker.vigil = vigil.died(vigil.spawned(worker.vigil, now), now)
            return
        finally:
            theirs.close()
        worker.pipe = ours
        worker.notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
        worker.notifier.activated.connect(self._hear_all)
        self._send(worker, orders.Keep(rules=self.ring))
        worker.vigil = vigil.spawned(worker.vigil, now)
        for stream in self._streams.values():
            if stream.worker == worker.number:
                stream.told = False
        for asked in self._asked.values():
            asked.told = asked.told and asked.worker != worker.number

    def _lost(self, worker: _Worker, now: float) -> None:
        assert worker.process is not None
        code = worker.process.returncode
        self._hang_up(worker)
        worker.process = None
        worker.vigil = vigil.died(worker.vigil, now)
        worker.deaths += 1
        log.error("video worker %d ended (%s); again in %.1f s", worker.number, code, worker.vigil.due - now)
        self.workers_changed.emit()

    def _hang_up(self, worker: _Worker) -> None:
        if worker.notifier is not None:
            worker.notifier.setEnabled(False)
            worker.notifier = None
        if worker.pipe is not None:
            worker.pipe.close()
            worker.pipe = None

    def _hear_all(self) -> None:
        for worker in self._workers:
            self._hear(worker)

    def _hear(self, worker: _Worker) -> None:
        news: set[str] = set()
        while worker.pipe is not None:
            try:
                report = orders.receive_report(worker.pipe)
            except BlockingIOError:
                break
            except msgspec.DecodeError as error:
                log.error("video worker %d reports nonsense: %s", worker.number, error)
                continue
            except OSError:
                report = None
            if report is None:
                if worker.notifier is not None:
                    worker.notifier.setEnabled(False)  # its end is for the next tick to see
                break
            worker.vigil = vigil.heard(worker.vigil, time.monotonic())
            worker.threads, worker.ring = report.threads, report.ring
            for status in report.statuses:
                stream = self._streams.get(status.id)
                if stream is not None and stream.worker == worker.number:
                    stream.status = status
                    news.add(status.id)
                elif status.id in self._asked:
                    self.replays[status.id] = status
                    news.add(status.id)
            for taken in report.taken:
                if self._asked.pop(taken.job, None) is not None:
                    self.taken.emit(taken)
        if news:
            self.changed.emit(news)

    def _tell(self, name: str, stream: Stream) -> None:
        want = stream.want
        show = orders.Show(id=name, url=want.url, decode=want.decode, width=want.width, height=want.height)
        stream.told = self._send(self._workers[stream.worker], show, stream.channel.fd)

    def _send(self, worker: _Worker, order: orders.Order, fd: int | None = None) -> bool:
        """Whether it went out. If not, the tick tells again; what a stopped worker missed, its successor hears."""
        if worker.pipe is None:
            return False
        with contextlib.suppress(OSError):
            orders.send_order(worker.pipe, order, fd)
            return True
        return False
