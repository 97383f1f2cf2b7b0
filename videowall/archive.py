"""What a worker does with the ring besides writing it: take evidence, and replay."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from videowall.evidence import take
from videowall.orders import Replay, Take, Taken
from videowall.replay import ReplaySession
from videowall.shm import Channel
from videowall.stream import Status

AFTER_S = 0.6
"""So long after the end of the time that is asked for its packets are in the ring."""


class Archive:
    """Jobs and replays of one worker, each with a thread of its own. Called from the main thread."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._lock = threading.Lock()
        self._jobs: set[str] = set()
        self._done: list[Taken] = []
        self._ending = threading.Event()
        self._replays: dict[str, ReplaySession] = {}

    def take(self, order: Take) -> None:
        """Take this evidence when its time is over; again while it is at it does nothing."""
        with self._lock:
            if order.job in self._jobs:
                return
            self._jobs.add(order.job)
        threading.Thread(target=self._take, args=(order,), name=f"evidence {order.job}", daemon=True).start()

    def _take(self, order: Take) -> None:
        wait = order.until_ns / 1e9 + AFTER_S - time.time()
        if not self._ending.wait(max(wait, 0.0)):
            taken = take(order)
            with self._lock:
                self._done.append(taken)
                self._jobs.discard(order.job)
            self._changed()

    def taken(self) -> tuple[Taken, ...]:
        """What is done and was not reported yet."""
        with self._lock:
            return tuple(self._done)

    def reported(self, taken: tuple[Taken, ...]) -> None:
        """The window has these."""
        with self._lock:
            self._done = [one for one in self._done if one not in taken]

    def replay(self, order: Replay, channel: Channel | None) -> None:
        """Begin or change a replay."""
        session = self._replays.get(order.id)
        if session is None:
            self._replays[order.id] = ReplaySession(order, channel, self._changed)
        else:
            session.order(order, channel)

    def hide(self, name: str) -> bool:
        """End a replay; whether there was one."""
        session = self._replays.pop(name, None)
        if session is not None:
            session.close()
        return session is not None

    def statuses(self) -> dict[str, Status]:
        """Where the replays stand."""
        return {name: session.status() for name, session in self._replays.items()}

    def close(self) -> None:
        """End all of it. Evidence that waits for its time is asked for again from the next worker."""
        self._ending.set()
        for session in self._replays.values():
            session.close()
        self._replays.clear()
