"""The broadcasts of this gateway: starting, the interlock of poles, STOP ALL."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

import msgspec

from backend.door import read_id
from backend.gateways.voice.broadcast import Broadcast
from backend.gateways.voice.clips import Clip
from backend.gateways.voice.driver import Driver, Why
from backend.gateways.voice.roster import Roster
from backend.ids import IdSource
from backend.tickets import VoiceTicket
from contract.commands import RecordBroadcast, Words
from contract.entities import BroadcastState, Id, Pole
from contract.errors import Code, Refused
from contract.lifecycle import Role

log = logging.getLogger(__name__)
NODE = 1023  # of the ids made here; the case server counts its own nodes from 0
MOST_POLES = 500
SPEAKERS = frozenset({Role.BROADCASTER, Role.DUTY, Role.ADMIN})
_STOPPERS = SPEAKERS | {Role.SHIFT_LEADER, Role.DISPATCHER, Role.INTAKE, Role.LEADER}
_REMEMBER = 1000


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Body of `POST /broadcasts`."""

    ticket: str
    pole_ids: tuple[Id, ...]
    clip: str
    text: Words = ""
    broadcast_id: Id | None = None


def may_speak(ticket: VoiceTicket) -> None:
    """Refused(wrong_role) for who may not."""
    _need(ticket, SPEAKERS)


def may_stop(ticket: VoiceTicket) -> None:
    """Refused(wrong_role) for who may not: kiosks and devices."""
    _need(ticket, _STOPPERS)


def _need(ticket: VoiceTicket, roles: frozenset[Role]) -> None:
    if roles.isdisjoint(ticket.roles):
        raise Refused(
            Code.WRONG_ROLE, field="$.ticket", reason="not an act of your post", roles=",".join(sorted(roles))
        )


class Studio:
    """Starts and stops. `poles` are the city's, `clip` finds a clip (Refused where there is none)."""

    def __init__(
        self,
        poles: Callable[[], Mapping[Id, Pole]],
        clip: Callable[[str], Awaitable[Clip]],
        driver: Driver,
        roster: Roster,
        tell: Callable[[RecordBroadcast, bool], None],
    ) -> None:
        self._poles = poles
        self._clip = clip
        self._driver = driver
        self._roster = roster
        self._tell = tell
        self._ids = IdSource(NODE)
        self._running: dict[Id, tuple[Broadcast, asyncio.Task[None]]] = {}
        self._known: dict[Id, None] = {}
        self._asking: set[asyncio.Task[None]] = set()

    @property
    def on_air(self) -> list[Id]:
        """The broadcasts that have not ended."""
        return list(self._running)

    async def start(self, wish: Wish, by: VoiceTicket) -> Id:
        """Begin a broadcast; its id. Refused where nothing could play. The same `broadcast_id` again starts nothing."""
        broadcast_id = read_id(wish.broadcast_id, "$.broadcast_id") if wish.broadcast_id else self._ids.new()
        clip = await self._clip(wish.clip)
        poles = self._find(wish.pole_ids)
        if broadcast_id in self._known:
            return broadcast_id
        in_use = frozenset(pole.id for pole in poles if pole.id in self._roster.on_air)
        if len(in_use) == len(poles):
            raise Refused(
                Code.CONFLICT, field="$.pole_ids", reason="every pole is on air", on_air=",".join(self._running)
            )
        record = RecordBroadcast(
            broadcast_id=broadcast_id,
            state=BroadcastState.REQUESTED,
            by_person_id=by.person_id,
            clip=clip.id,
            text=clip.text or wish.text,
            pole_ids=tuple(pole.id for pole in poles),
        )
        broadcast = Broadcast(
            broadcast_id, poles, clip.sound, record, self._driver, self._changed, self._roster.saw, in_use
        )
        mine = {pole.id for pole in poles} - in_use
        self._roster.on_air |= mine
        self._known[broadcast_id] = None
        while len(self._known) > _REMEMBER:
            del self._known[next(iter(self._known))]
        task = asyncio.get_running_loop().create_task(broadcast.run())
        self._running[broadcast_id] = (broadcast, task)
        task.add_done_callback(lambda done: self._ended(broadcast, mine, done))
        log.info("broadcast %s: %s on %s poles by %s", broadcast_id, clip.id, len(poles), by.name)
        return broadcast_id

    def stop_all(self, reason: str = Why.STOPPED) -> int:
        """End every broadcast, at once; how many."""
        for broadcast, task in self._running.values():
            broadcast.stop(task, reason)
        return len(self._running)

    async def close(self) -> None:
        """End everything and wait until the poles are hung up."""
        self.stop_all()
        await asyncio.gather(*(task for _, task in self._running.values()), return_exceptions=True)
        for asking in self._asking:
            asking.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)

    # Inside.

    def _find(self, pole_ids: tuple[Id, ...]) -> list[Pole]:
        if not 0 < len(pole_ids) <= MOST_POLES:
            raise Refused(Code.OUT_OF_RANGE, field="$.pole_ids", reason=f"1 to {MOST_POLES} poles")
        known = self._poles()
        for index, pole_id in enumerate(pole_ids):
            if pole_id not in known:
                raise Refused(Code.NOT_FOUND, field=f"$.pole_ids[{index}]", reason="no such pole", pole_id=pole_id)
        return [known[pole_id] for pole_id in dict.fromkeys(pole_ids)]

    def _changed(self, broadcast: Broadcast, progress: bool) -> None:
        self._tell(broadcast.record(), progress)

    def _ended(self, broadcast: Broadcast, mine: set[Id], done: asyncio.Task[None]) -> None:
        self._running.pop(broadcast.id, None)
        self._roster.on_air -= mine
        if not done.cancelled() and (fault := done.exception()):
            log.error("broadcast %s failed", broadcast.id, exc_info=fault)
        log.info("broadcast %s: %s %s", broadcast.id, broadcast.state, broadcast.reason)
        for pole_id in mine:
            if pole := self._poles().get(pole_id):
                task = asyncio.get_running_loop().create_task(self._roster.ask(pole))
                self._asking.add(task)
                task.add_done_callback(self._asking.discard)
