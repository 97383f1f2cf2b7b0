"""A crowd that acts while things are killed, and a seat that follows the stream through all of it.

What the tests and the bench ask afterwards is the same: nothing acknowledged is lost, nothing is done twice, and the
stream was complete and in order.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import requests
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from contract import commands as c
from contract.entities import CaseSource
from contract.errors import Code, Refused
from contract.events import Event
from contract.protocol import Fact, Heartbeat, Hello, Session
from tests.backend.server import Caller

REPORT = c.ReportCase(class_code="E0110", source=CaseSource.VIDEO)
_AGAIN = frozenset({Code.OVERLOADED, Code.UNAVAILABLE, Code.DEFECT})


@dataclass
class Crowd:
    """`people` threads that report cases at `url`; each repeats a command under its id until it is answered."""

    session: Session
    url: str
    people: int = 6
    acknowledged: dict[str, str] = field(default_factory=dict)  # command id -> case id
    unanswered: set[str] = field(default_factory=set)  # command ids: each may have been done, once
    faults: list[str] = field(default_factory=list)
    _ending: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Crowd:
        self._threads = [threading.Thread(target=self._act, name=f"crowd-{number}") for number in range(self.people)]
        self._follower = threading.Thread(target=self._follow, name="crowd-follower")
        for one in (*self._threads, self._follower):
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Nobody acts or listens any more."""
        self._ending.set()
        for one in (*self._threads, self._follower):
            one.join(60)
            assert not one.is_alive(), one.name

    def wait_for_more(self, number: int) -> None:
        """Until so many more acts are acknowledged."""
        goal, deadline = len(self.acknowledged) + number, time.monotonic() + 90
        while len(self.acknowledged) < goal:
            assert time.monotonic() < deadline, f"only {len(self.acknowledged)} of {goal}: {self.faults[-3:]}"
            time.sleep(0.005)

    def _act(self) -> None:
        while not self._ending.is_set():
            command_id = uuid.uuid4().hex
            self.unanswered.add(command_id)
            seat = Caller(self.url, self.session)
            with contextlib.closing(seat):
                while True:
                    try:
                        self.acknowledged[command_id] = seat.send(REPORT, command_id=command_id).ids[0]
                        self.unanswered.discard(command_id)
                        break
                    except requests.RequestException:
                        seat.url = self.url
                    except Refused as refused:
                        if refused.problem.code not in _AGAIN:
                            self.faults.append(f"refused: {refused}")
                            return
                    if self._ending.wait(0.05):
                        return

    def _follow(self) -> None:
        """A seat: it reconnects with its cursor, and counts every event once and in order."""
        self.seen: list[int] = []
        self.resyncs = 0
        cursor = 0
        while not self._ending.is_set():
            seat = Caller(self.url, self.session)
            try:
                with seat.listen(since=cursor, open_timeout=5) as live:
                    hello = live.next()
                    if isinstance(hello, Hello) and hello.resync:
                        self.resyncs += 1
                    while not self._ending.is_set():
                        frame = live.next(timeout=5)
                        if frame is None:
                            break
                        if isinstance(frame, Fact):
                            if frame.prev != cursor:
                                self.faults.append(f"a gap in the stream: {frame.prev} after {cursor}")
                            self.seen.append(frame.event.seq)
                            cursor = frame.event.seq
                        elif isinstance(frame, Heartbeat) and frame.prev > cursor:
                            self.faults.append(f"{frame.prev} was passed over at {cursor}")
            except (requests.RequestException, ConnectionClosed, InvalidHandshake, OSError, TimeoutError, KeyError):
                self._ending.wait(0.05)
            finally:
                seat.close()

    def wait_until_told(self, seq: int) -> None:
        """Until the follower was told of everything up to `seq`."""
        deadline = time.monotonic() + 60
        while not self.seen or self.seen[-1] < seq:
            assert time.monotonic() < deadline, f"told up to {self.seen[-1:]} of {seq}: {self.faults[-3:]}"
            time.sleep(0.02)

    def verdict(self) -> dict[str, int]:
        """Counts of what must be zero, and how many acts were acknowledged; after `stop`, where nobody else reports."""
        seat = Caller(self.url, self.session)
        with contextlib.closing(seat):
            reported: dict[str, int] = {}
            seqs: list[int] = []
            for event in _history(seat):
                seqs.append(event.seq)
                for one in event.upsert:
                    if event.name == "case.reported":
                        reported[one.id] = reported.get(one.id, 0) + 1
            doubled = sum(count - 1 for count in reported.values())
            # More cases than acts: one was done, its answer was lost, and its repetition was done again.
            doubled += max(0, len(reported) - len(self.acknowledged) - len(self.unanswered))
            again = [
                done
                for command_id, case_id in list(self.acknowledged.items())[-20:]
                if not (done := seat.send(REPORT, command_id=command_id)).repeated or done.ids != (case_id,)
            ]
        return {
            "acknowledged": len(self.acknowledged),
            "lost": len(set(self.acknowledged.values()) - reported.keys()),
            "doubled": doubled + len(self.acknowledged) - len(set(self.acknowledged.values())) + len(again),
            "gaps": sum(b != a + 1 for told in (seqs, self.seen) for a, b in itertools.pairwise(told)),
            "faults": len(self.faults) + self.resyncs,
        }


def _history(seat: Caller) -> Iterator[Event]:
    after = 0
    while page := seat.get("/api/events", list[Event], after=after, limit=1000):
        yield from page
        after = page[-1].seq
