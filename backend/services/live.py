"""The live state and the event history as the database holds them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import Connection, func, select

from backend.outcome import Key, Written
from backend.records import card, record_of
from backend.tables import cases, counters, entities, outbox
from contract.entities import ENDED, AnyEntity, kind_of
from contract.events import Event

_entity: msgspec.json.Decoder[AnyEntity] = msgspec.json.Decoder(AnyEntity)
_entities: msgspec.json.Decoder[tuple[AnyEntity, ...]] = msgspec.json.Decoder(tuple[AnyEntity, ...])
_event: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def last_seq(connection: Connection) -> int:
    """The number of the last event."""
    return int(connection.execute(select(counters.c.value).where(counters.c.name == "outbox")).scalar() or 0)


def live_state(connection: Connection) -> tuple[list[AnyEntity], int]:
    """(every live entity, the seq it stands at)."""
    bodies = select(entities.c.body).where(entities.c.ended.is_(False))
    found = [_entity.decode(body) for (body,) in connection.execute(bodies)]
    open_cases = select(cases).where(cases.c.state.not_in([str(state) for state in ENDED]))
    found += [card(record_of(row)) for row in connection.execute(open_cases).mappings()]
    return found, last_seq(connection)


def events_after(connection: Connection, seq: int, limit: int, *, most: int | None = None) -> list[Written] | None:
    """The events after `seq`, oldest first, or None where the history does not reach back (or forward) to it.

    Also None where there are more than `limit`: a snapshot is cheaper then. At most `most` of them are read.
    """
    last = last_seq(connection)
    if seq == last:
        return []
    oldest = connection.execute(select(func.min(outbox.c.seq))).scalar()
    if seq > last or last - seq > limit or oldest is None or seq < oldest - 1:
        return None
    query = select(outbox.c.event, outbox.c.before).where(outbox.c.seq > seq).order_by(outbox.c.seq).limit(most)
    found = [_written(event, before) for event, before in connection.execute(query)]
    expected = last - seq if most is None else min(most, last - seq)
    # A month that was dropped whole may have held a later event of a clock that had gone back.
    return found if len(found) == expected and found[-1].event.seq == seq + expected else None


def newest_events(connection: Connection, count: int, *, days: int) -> list[Written]:
    """At most the last `count` events of so many days, oldest first, none missing in between."""
    seq, since = last_seq(connection), datetime.now(UTC) - timedelta(days=days)
    found: list[Written] = []
    query = select(outbox.c.seq, outbox.c.event, outbox.c.before).where(outbox.c.recorded_at >= since)
    query = query.order_by(outbox.c.seq.desc()).limit(count)
    for number, event, before in connection.execute(query):
        if number != seq - len(found):
            break
        found.append(_written(event, before))
    return found[::-1]


def event_page(connection: Connection, after: int, limit: int) -> list[Event]:
    """Events after a seq, for integrators."""
    query = select(outbox.c.event).where(outbox.c.seq > after).order_by(outbox.c.seq).limit(limit)
    return [_event.decode(body) for (body,) in connection.execute(query)]


def _written(event: str, before: str) -> Written:
    known: dict[Key, AnyEntity | None] = {(kind_of(one), one.id): one for one in _entities.decode(before)}
    return Written(_event.decode(event), known)
