"""How every pole is, as this gateway sees it: asked each 10 s, and told to the case server when it changes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from backend.gateways.voice.driver import Driver
from contract.commands import ReportPole
from contract.entities import Id, Pole, PoleState

log = logging.getLogger(__name__)
PROBE_EACH_S = 10.0
REFRESH_S = 300.0
_AT_ONCE = 64
_ON_AIR = frozenset({PoleState.CONNECTING, PoleState.PLAYING})
_SILENT = frozenset({PoleState.OFFLINE, PoleState.UNKNOWN, PoleState.CONNECTING})


class Roster:
    """`poles` gives the city's poles now, `news` says that there are others, `tell` takes what the city shall know."""

    def __init__(
        self,
        poles: Callable[[], Mapping[Id, Pole]],
        news: asyncio.Event,
        driver: Driver,
        tell: Callable[[ReportPole], None],
    ) -> None:
        self._poles = poles
        self._news = news
        self._driver = driver
        self._tell = tell
        self._told_at: dict[Id, float] = {}
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self.states: dict[Id, PoleState] = {}
        self.on_air: set[Id] = set()

    def saw(self, pole: Pole, state: PoleState) -> None:
        """A pole is known to be in a state; told when that is news, or when the last word is old."""
        before, now = self.states.get(pole.id), time.monotonic()
        self.states[pole.id] = state
        if state is before and now - self._told_at.get(pole.id, now) < REFRESH_S:
            return
        self._told_at[pole.id] = now
        answered = None if state in _SILENT else datetime.now(UTC)
        self._tell(ReportPole(pole_id=pole.id, state=state, answered_at=answered))

    async def follow(self) -> None:
        """Ask all of them, again and again, until cancelled. Poles on air are left alone: their sound is watched."""
        while True:
            begun = time.monotonic()
            known = dict(self._poles())
            for gone in self.states.keys() - known.keys():
                del self.states[gone]
            await asyncio.gather(*(self.ask(pole) for pole in known.values()))
            await self._rest(begun + PROBE_EACH_S)

    async def _rest(self, until: float) -> None:
        """Wait for the next round; poles that are new to us are asked at once."""
        while (left := until - time.monotonic()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left):  # wait_for of Python 3.11 may swallow a cancellation
                    await self._news.wait()
            self._news.clear()
            fresh = [pole for pole in list(self._poles().values()) if pole.id not in self.states]
            await asyncio.gather(*(self.ask(pole) for pole in fresh))

    async def ask(self, pole: Pole) -> None:
        """Ask one, unless it is on air."""
        async with self._gate:
            if pole.id in self.on_air:
                return
            try:
                state = await self._driver.probe(pole)
            except Exception:  # one pole that cannot be asked must not end the asking of all
                log.exception("pole %s could not be asked", pole.number)
                state = PoleState.FAULT
        if pole.id not in self.on_air:
            self.saw(pole, state)

    def count(self, state: PoleState) -> int:
        """How many poles are in a state."""
        return sum(one is state for one in self.states.values())
