"""A decoding process: `python -m videowall.worker --pipe FD`.

The main thread takes orders from the window, lets the sessions' policies see the clock, and reports at least once a
second. It never touches the video library, so it answers even when every camera hangs. It ends when the window's end
of the socket closes, for whatever reason.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import logging
import os
import select
import signal
import socket
import sys
import threading
import time

import msgspec

from videowall import orders
from videowall.archive import Archive
from videowall.orders import HEARTBEAT_S, Hide, Keep, Order, Replay, Report, Retry, Show, Take
from videowall.restart import Budget
from videowall.ring import RingWriter
from videowall.ring_files import RingFault, RingRules
from videowall.session import Session
from videowall.shm import Channel
from videowall.stream import Status

log = logging.getLogger("videowall.worker")

TICK_S = 0.1
REPORT_S = 0.25
TRIM_S = 10.0


class Worker:
    """The sessions of one process."""

    def __init__(self, pipe: socket.socket) -> None:
        self._pipe = pipe
        pipe.setblocking(False)
        self._sessions: dict[str, Session] = {}
        self._budget = Budget()
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._sent: dict[str, Status] = {}
        self._hurry = threading.Event()
        self._reported_s = 0.0
        self._trimmed_s = 0.0
        self._ring: RingWriter | None = None
        self._ring_fault = RingFault.NONE
        self._archive = Archive(self.wake)
        self._ending = False

    def wake(self) -> None:
        """Report soon; from any thread."""
        if not self._hurry.is_set():
            self._hurry.set()
            with contextlib.suppress(BlockingIOError):
                os.write(self._wake_write, b"!")

    def end(self) -> None:
        """Come to an end; from a signal."""
        self._ending = True
        self.wake()

    def run(self) -> None:
        """Until the window is gone or `end` was called."""
        sources: list[socket.socket | int] = [self._pipe, self._wake_read]
        while not self._ending:
            ready, _, _ = select.select(sources, [], [], TICK_S)
            if self._wake_read in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake_read, 4096)
            if self._pipe in ready and not self._take_orders():
                break
            now = time.monotonic()
            for session in self._sessions.values():
                session.tick(now, self._budget)
            if self._hurry.is_set() or now - self._reported_s >= REPORT_S:
                self._report(now)
            if now - self._trimmed_s >= TRIM_S:
                self._trimmed_s = now
                give_back_memory()
        for session in self._sessions.values():
            session.close()
        self._keep(None)
        self._archive.close()

    def _take_orders(self) -> bool:
        while True:
            try:
                came = orders.receive_order(self._pipe)
            except BlockingIOError:
                return True
            except msgspec.DecodeError as error:
                log.error("an order that cannot be read: %s", error)
                continue
            except OSError:
                return False
            if came is None:
                return False
            try:
                self._obey(*came)
            except ValueError as error:
                log.error("an order that cannot be followed: %s", error)

    def _obey(self, order: Order, fd: int | None) -> None:
        channel = Channel.adopt(fd) if fd is not None else None
        match order:
            case Show(id=name):
                session = self._sessions.get(name)
                if session is None:
                    session = self._sessions[name] = Session(order, self.wake, self._ring)
                session.order(order, channel)
            case Hide(id=name) if self._archive.hide(name):
                self._sent.pop(name, None)
            case Hide(id=name):
                if (gone := self._sessions.pop(name, None)) is not None:
                    gone.close()
                    self._sent.pop(name, None)
            case Retry(id=name):
                if (asked := self._sessions.get(name)) is not None:
                    asked.retry()
            case Keep(rules=rules):
                self._keep(rules)
            case Take():
                self._archive.take(order)
            case Replay():
                self._archive.replay(order, channel)

    def _keep(self, rules: RingRules | None) -> None:
        """Another ring, or none; what a connection has written so far stays."""
        if self._ring is not None:
            if self._ring.rules == rules:
                return
            self._ring.close()
        self._ring = RingWriter(rules) if rules is not None else None
        for session in self._sessions.values():
            session.ring = self._ring

    def _report(self, now: float) -> None:
        self._hurry.clear()
        statuses = {name: session.status(now) for name, session in self._sessions.items()}
        statuses |= self._archive.statuses()
        news = tuple(status for name, status in statuses.items() if self._sent.get(name) != status)
        fault = self._ring.fault if self._ring is not None else RingFault.NONE
        taken = self._archive.taken()
        if not (news or taken) and fault is self._ring_fault and now - self._reported_s < HEARTBEAT_S:
            return
        report = Report(at_s=now, statuses=news, threads=threading.active_count(), ring=fault, taken=taken)
        with contextlib.suppress(BlockingIOError):
            orders.send_report(self._pipe, report)
            self._sent, self._ring_fault = statuses, fault
            self._archive.reported(taken)
            self._reported_s = now


def give_back_memory() -> None:
    """Hand freed memory back to the system: connections that come and go leave it in pieces (45 kB each, measured)."""
    with contextlib.suppress(OSError, AttributeError):  # a C library without malloc_trim
        ctypes.CDLL(None).malloc_trim(0)


def main(argv: list[str] | None = None) -> int:
    """Run one worker over an inherited socket."""
    parser = argparse.ArgumentParser(
        prog="videowall.worker", description="Decodes cameras for the window that started it."
    )
    parser.add_argument("--pipe", type=int, required=True, help="file descriptor of the socket to the window")
    options = parser.parse_args(argv)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(name)s %(levelname)s %(message)s")
    pipe = socket.socket(fileno=options.pipe)
    worker = Worker(pipe)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.end())
    with contextlib.suppress(BrokenPipeError, ConnectionError):
        worker.run()
    return 0


def run_and_leave() -> None:
    """As a program: leave at once, without waiting for connections that the library cannot interrupt."""
    code = main()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    run_and_leave()
