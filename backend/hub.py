"""Fan-out: the live state in memory, and every listening seat.

The hub lives on the event loop. Each event is projected and encoded once per distinct scope, and framed once per
distinct `prev` of its seats, which is one as a rule: they share the bytes. An event outside a seat's scope sends
nothing: the next frame's `prev` accounts for it. An entity that leaves a scope arrives there as a remove. A seat that
cannot follow is dropped with its reason: memory stays bounded, and the seat comes back with its cursor.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice

import msgspec

from backend.frames import text_frame
from backend.outcome import Key, Written
from backend.seats import Flusher, Subscription
from backend.settings import LiveStream
from contract.entities import AnyEntity, kind_of
from contract.events import Event, Gone
from contract.protocol import Dropped, Heartbeat, Hello, encode
from contract.scope import FULL, Scope, View, project
from contract.snapshot import Live, Snapshot, apply, live_of

RECENT = 2000
"""Events kept in memory: a seat that resumes after a short absence needs no database, and one that was away for longer
misses none between the outbox's answer and its first frame."""
_BODIES = 8 * 1024 * 1024
"""Bytes of what was encoded for seats that resume, kept for the next: after a break of the network all come back."""
_FOLLOWS = 60
"""Bytes of a frame around an event's own, at most."""


def projected(event: Event, before: Mapping[Key, AnyEntity | None], scope: Scope) -> Event | None:
    """`event` as `scope` may see it, or None if it changes nothing there."""
    upsert: list[AnyEntity] = []
    remove: list[Gone] = []
    for gone in event.remove:
        old = before.get((gone.kind, gone.id))
        if old is not None and project(old, scope) is not None:
            remove.append(gone)
    for entity in event.upsert:
        seen = project(entity, scope)
        if seen is not None:
            upsert.append(seen)
            continue
        old = before.get((kind_of(entity), entity.id))
        if old is not None and project(old, scope) is not None:
            remove.append(Gone(kind_of(entity), entity.id))
    if (event.upsert or event.remove) and not upsert and not remove:
        return None
    public = scope.view is View.PUBLIC
    return msgspec.structs.replace(
        event,
        upsert=tuple(upsert),
        remove=tuple(remove),
        params=event.params if scope.view is View.FULL else {},
        actor_id=None if public else event.actor_id,
    )


class Hub:
    """The live state and who listens to it. Event loop only."""

    def __init__(
        self,
        settings: LiveStream,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        history: str = "",
    ) -> None:
        self._settings, self._clock = settings, clock
        self.history = history
        self.seq = 0
        self.closing = False
        self.catching_up = False  # these two belong to `backend.behind`
        self.again = False
        self.live: Live = live_of(())
        self.subscriptions: set[Subscription] = set()
        self._seats: dict[Scope, set[Subscription]] = {}  # the same by scope
        self._flusher = Flusher()
        self.listeners: list[Callable[[Event], None]] = []
        self.recent: deque[Written] = deque(maxlen=RECENT)
        self._snapshots: dict[Scope, tuple[int, bytes]] = {}
        self._bodies: dict[Scope, dict[int, bytes | None]] = {}
        self._bodies_bytes = 0

    def load(self, entities: Iterable[AnyEntity], seq: int, recent: Iterable[Written] = ()) -> None:
        """Begin from the database's state. `recent` are the last events up to `seq`, in order."""
        self.live, self.seq = live_of(entities), seq
        self._snapshots.clear()
        self.recent.clear()
        self.recent.extend(recent)

    def publish(self, written: Sequence[Written]) -> bool:
        """Move on by committed events, in order. False: some are missing in between, read them from the outbox."""
        for one in written:
            if one.event.seq <= self.seq:
                continue
            if one.event.seq != self.seq + 1:
                return False
            apply(self.live, one.event)
            self.seq = one.event.seq
            self.recent.append(one)
            self._send(one)
            for listener in self.listeners:
                listener(one.event)
        return True

    def since(self, seq: int) -> list[Written] | None:
        """The events after `seq` up to now, or None where memory does not hold them all."""
        missed = self.seq - seq
        if not 0 <= missed <= len(self.recent):
            return None
        return list(islice(self.recent, len(self.recent) - missed, None))

    @property
    def kept_bytes(self) -> int:
        """About what is kept for seats that come back."""
        return self._bodies_bytes

    def snapshot(self, scope: Scope) -> bytes:
        """JSON of `contract.snapshot.Snapshot` as `scope` sees it; kept until the next event."""
        kept = self._snapshots.get(scope)
        if kept is None or kept[0] != self.seq:
            body = encode(
                Snapshot(seq=self.seq, at=self._clock(), entities=self.visible(scope), history=self.history_of(scope))
            )
            kept = (self.seq, body)
            if len(self._snapshots) > 64:
                self._snapshots.clear()
            self._snapshots[scope] = kept
        return kept[1]

    def history_of(self, scope: Scope) -> str:
        """The name of this event history as a scope sees it: what was kept of another scope cannot be carried on."""
        if not self.history or scope == FULL:
            return self.history
        return f"{self.history}.{hashlib.sha256(encode(scope)).hexdigest()[:12]}"

    def visible(self, scope: Scope) -> tuple[AnyEntity, ...]:
        """Every live entity as `scope` sees it."""
        every = (project(entity, scope) for kind in self.live.values() for entity in kind.values())
        return tuple(entity for entity in every if entity is not None)

    def subscribe(
        self,
        scope: Scope,
        *,
        since: int | None,
        holder: str = "",
        replay: Sequence[Written] | None = (),
        expires_at: float = float("inf"),
    ) -> Subscription:
        """Begin to send to a seat. `replay` are the events after `since` up to now; None or no `since`: resync."""
        if replay is None:
            since = None
        seat = self.prepare(scope, since=since, holder=holder, expires_at=expires_at)
        if since is not None:
            self.tell_missed(seat, replay or ())
        self.join(seat)
        return seat

    def prepare(
        self, scope: Scope, *, since: int | None, holder: str = "", expires_at: float = float("inf")
    ) -> Subscription:
        """A seat that hears of drops and heartbeats, and of events once it is told what it missed and joins.

        `since`: its cursor, from which it can be followed; None: it is asked to fetch a snapshot.
        """
        start = self.seq if since is None else since
        seat = Subscription(
            scope,
            start,
            holder=holder,
            max_frames=self._settings.queue_frames,
            max_bytes=self._settings.queue_bytes,
            expires_at=expires_at,
            work=self._flusher.mark,
        )
        hello = Hello(seq=self.seq, now=self._clock(), resync=since is None, history=self.history_of(scope))
        seat.push(text_frame(encode(hello)))
        self.subscriptions.add(seat)
        return seat

    def tell_missed(self, seat: Subscription, missed: Sequence[Written]) -> tuple[int, int]:
        """Queue events, and let so much more wait for the seat: (frames, bytes)."""
        bodies = [(one.event.seq, self._kept_body(one, seat.scope)) for one in missed]
        more = len(bodies), sum(len(body) + _FOLLOWS for _, body in bodies if body is not None)
        seat.allow(*more)
        for seq, body in bodies:
            _tell([seat], seq, body)
        return more

    def join(self, seat: Subscription) -> None:
        """Tell a prepared seat of each event from now on."""
        seat.accounted = max(seat.accounted, self.seq)
        if seat in self.subscriptions:
            self._seats.setdefault(seat.scope, set()).add(seat)

    def leave(self, seat: Subscription) -> None:
        """Stop sending to a seat."""
        seat.detach()
        self.subscriptions.discard(seat)
        alike = self._seats.get(seat.scope)
        if alike is not None:
            alike.discard(seat)
            if not alike:
                del self._seats[seat.scope]

    def heartbeat(self) -> None:
        """Tell every seat how far it is accounted for."""
        now = self._clock()
        frames: dict[int, bytes] = {}
        for seat in self.subscriptions:
            frame = frames.get(seat.accounted)
            if frame is None:
                frame = frames[seat.accounted] = text_frame(encode(Heartbeat(prev=seat.accounted, now=now)))
            seat.push(frame)
            seat.told = seat.accounted

    def drop(self, reason: str, *, holder: str | None = None) -> None:
        """Drop all seats, or those of one token."""
        for subscription in tuple(self.subscriptions):
            if holder is None or subscription.holder == holder:
                subscription.drop(reason)

    def _kept_body(self, one: Written, scope: Scope) -> bytes | None:
        kept = self._bodies.setdefault(scope, {})
        if one.event.seq not in kept:
            body = _body(one, scope)
            self._bodies_bytes += _FOLLOWS + len(body or b"")
            if self._bodies_bytes > _BODIES:
                self._bodies.clear()
                self._bodies_bytes = 0
                return body
            kept[one.event.seq] = body
        return kept[one.event.seq]

    def _send(self, one: Written) -> None:
        for scope, seats in self._seats.items():
            _tell(seats, one.event.seq, _body(one, scope))


def _tell(seats: Iterable[Subscription], seq: int, body: bytes | None) -> None:
    """Account for event `seq`; `body` is its JSON as these seats see it, None where they see nothing."""
    frames: dict[int, bytes] = {}
    for seat in seats:
        if seq <= seat.accounted:
            continue
        seat.accounted = seq
        if body is None:
            continue
        frame = frames.get(seat.told)
        if frame is None:
            frame = frames[seat.told] = text_frame(b'{"type":"event","prev":%d,"event":%b}' % (seat.told, body))
        seat.push(frame)
        seat.told = seq


def farewell(reason: str) -> bytes:
    """The last frame of a dropped seat."""
    return encode(Dropped(reason=reason))


def _body(one: Written, scope: Scope) -> bytes | None:
    seen = projected(one.event, one.before, scope)
    return None if seen is None else encode(seen)
