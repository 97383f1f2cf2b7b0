"""The job of due things: what nobody does on a case when its time has come is done by the system, once and in order.

The leading server looks at the cards of the open cases in its live state, in a worker thread. Where a card says that
something may be due, the row is read, once for each version of the case. What is due is done through the writer, as an
act of the system that looks again inside its transaction: a server that was overtaken does nothing. After a downtime
the oldest come first, some at a time, so that people's acts hardly wait.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import select

from backend.db import Database
from backend.outcome import SYSTEM
from backend.parts import Parts, settled
from backend.records import record_of
from backend.replies import Act
from backend.rules.due import may_be_due
from backend.services.due import LONG_AGO, do_due, wakes
from backend.tables import cases
from contract.entities import AnyEntity, Case, CaseState, Id
from contract.errors import Code, Refused
from contract.profile import CityProfile

log = logging.getLogger(__name__)
_CHUNK = 400
_ARCHIVE_LOOKS = 60
"""Looks between two for cases to archive, where the last found none."""
_BROUGHT_LATE = timedelta(days=31)
"""How long after it happened an act may be told; see `services.acts`."""
Led = Callable[[Act], Act]


class Waking:
    """`look` every few seconds on the event loop; nothing of it waits there for the database."""

    def __init__(self, parts: Parts, led: Led) -> None:
        self._parts, self._led = parts, led
        self._known: dict[Id, tuple[int, datetime | None]] = {}
        self._profile: CityProfile | None = None
        self._archived, self._archive_at = LONG_AGO, LONG_AGO
        self._stuck: set[Id] = set()

    async def look(self) -> int:
        """Do what is due, at most `due.at_once` acts; how many were done."""
        parts = self._parts
        if not parts.lease.leads:
            self._known.clear()
            return 0
        now = datetime.now(UTC)
        live: Mapping[Id, AnyEntity] = parts.hub.live["case"]
        profile = await asyncio.to_thread(profile_now, parts)
        if profile is not self._profile:
            self._known.clear()
            self._profile = profile
        ready = await asyncio.to_thread(self._ready, profile, list(live.values()), now)
        at_once = parts.settings.due.at_once
        chosen = ready[:at_once]
        if len(ready) > at_once:
            log.info("%d cases have something due; %d at a time", len(ready), at_once)
        elif now >= self._archive_at:
            chosen += await asyncio.to_thread(self._to_archive, profile, now, at_once - len(chosen))
        return sum(await asyncio.gather(*(self._do(one) for one in chosen)))

    def _ready(self, profile: CityProfile, cards: Iterable[AnyEntity], now: datetime) -> list[Id]:
        """The cases on which something is due, the longest due first. A row is read only where its card asks for it."""
        yellow, orders = "yellow" in profile.rules.urge_at, bool(profile.rules.orders)
        maybe = {
            one.id: one.version
            for one in cards
            if isinstance(one, Case) and may_be_due(one, now, yellow=yellow, orders=orders)
        }
        known = {key: found for key, found in self._known.items() if maybe.get(key) == found[0]}
        news = [key for key in maybe if key not in known]
        for start in range(0, len(news), _CHUNK):
            known |= _read(self._parts.db, profile, news[start : start + _CHUNK])
        self._known = known
        return [one for _, one in sorted((at, one) for one, (_, at) in known.items() if at is not None and at <= now)]

    async def _do(self, case_id: Id) -> int:
        try:
            await settled(self._parts.writer.act(self._led(partial(do_due, case_id=case_id)), SYSTEM))
        except Refused as refused:
            if refused.problem.code in _MOVED_ON:
                self._known.pop(case_id, None)
            elif refused.problem.code not in _PASSING:
                # Left alone until somebody changes it: the others must not wait for it.
                log.error("what is due on case %s cannot be done: %s", case_id, refused.problem.reason)
                version, _ = self._known.get(case_id, _NEVER)
                self._known[case_id] = (version, None)
                self._stuck.add(case_id)
            return 0
        return 1

    def _to_archive(self, profile: CityProfile, now: datetime, most: int) -> list[Id]:
        """Closed cases whose days are over, the oldest first; where there are none, it looks again after a while."""
        days = profile.conduct.archive_days
        if not days or most <= 0:
            return []
        last = now - timedelta(days=days, seconds=1)
        query = select(cases.c.id, cases.c.closed_at).where(
            cases.c.closed_at > self._archived,
            cases.c.closed_at <= last,
            cases.c.state == CaseState.CLOSED.value,
            cases.c.import_key.is_(None),
        )
        with self._parts.db.read() as connection:
            found = connection.execute(query.order_by(cases.c.closed_at, cases.c.id).limit(most)).all()
        # What was closed long before is none of these: a million past cases are gone through once.
        self._archived = max(self._archived, (found[0].closed_at if found else last) - _BROUGHT_LATE)
        if not found:
            self._archive_at = now + timedelta(seconds=_ARCHIVE_LOOKS * self._parts.settings.due.period_s)
        return [one.id for one in found if one.id not in self._stuck]


_NEVER: tuple[int, datetime | None] = (0, None)
_MOVED_ON = frozenset({Code.NOT_FOUND, Code.WRONG_STATE})
_PASSING = frozenset({Code.CONFLICT, Code.DISK_FULL, Code.OVERLOADED, Code.UNAVAILABLE})
"""Another server leads, or it cannot be written now: the next look tries again."""


def profile_now(parts: Parts) -> CityProfile:
    """The city profile in use; from a worker thread."""
    parts.city.warm(parts.db)
    with parts.db.read() as connection:
        return parts.city.profile(connection)


def _read(db: Database, profile: CityProfile, ids: Iterable[Id]) -> dict[Id, tuple[int, datetime | None]]:
    found: dict[Id, tuple[int, datetime | None]] = {}
    with db.read() as connection:
        for row in connection.execute(select(cases).where(cases.c.id.in_(list(ids)))).mappings():
            record = record_of(row)
            try:
                found[record.id] = (record.version, wakes(profile, record))
            except ValueError as fault:
                log.error("what is due on case %s cannot be told: %s", record.number, fault)
                found[record.id] = (record.version, None)
    return found
