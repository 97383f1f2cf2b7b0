"""Fan-out: the live state in memory, and a bounded queue for every listening seat.

The hub lives on the event loop. Each event is projected once per distinct scope and encoded once; a frame differs
between seats only in `prev`. An event outside a seat's scope sends nothing: the next frame's `prev` accounts for it.
An entity that leaves a scope arrives there as a remove. A seat that cannot follow is dropped with its reason: memory
stays bounded, and the seat comes back with its cursor.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from backend.outcome import Key, Written
from backend.settings import LiveStream
from contract.entities import AnyEntity, kind_of
from contract.events import Event, Gone
from contract.protocol import Dropped, Heartbeat, Hello, encode
from contract.scope import FULL, Scope, View, project
from contract.snapshot import Live, Snapshot, apply, live_of

RECENT = 2000
"""Events kept in memory, so that a seat that resumes misses none between the outbox's answer and its first frame."""
TOO_SLOW, REVOKED, SHUTTING_DOWN, RESYNC = "too_slow", "revoked", "shutting_down", "resync"


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


class Subscription:
    """What one seat still has to be sent. The stream takes from it and waits on `wake`."""

    def __init__(self, scope: Scope, told: int, *, holder: str, max_frames: int, max_bytes: int) -> None:
        self.scope = scope
        self.holder = holder  # sha256 of the session's token: revoking it drops the seat
        self.told = told  # the last seq that this seat was told
        self.accounted = told  # the last seq that was looked at for it
        self.frames: deque[bytes] = deque()
        self.samples: dict[int, bytes] = {}  # lane -> newest frame; a new one replaces one not yet sent
        self.dropped: str | None = None
        self.wake = asyncio.Event()
        self.dropping = asyncio.Event()
        self._bytes = 0
        self._max_frames, self._max_bytes = max_frames, max_bytes

    @property
    def queued_bytes(self) -> int:
        """What waits for it."""
        return self._bytes

    def push(self, frame: bytes) -> None:
        """Queue a text frame; a full queue drops the seat."""
        if self.dropped is not None:
            return
        self.frames.append(frame)
        self._bytes += len(frame)
        if len(self.frames) > self._max_frames or self._bytes > self._max_bytes:
            self.drop(TOO_SLOW)
        self.wake.set()

    def push_event(self, seq: int, body: bytes | None) -> None:
        """Account for event `seq`; `body` is its JSON as this scope sees it, None where it sees nothing."""
        if seq <= self.accounted:
            return
        self.accounted = seq
        if body is not None:
            self.push(b'{"type":"event","prev":%d,"event":%s}' % (self.told, body))
            self.told = seq

    def begin(self, replay: Sequence[tuple[int, bytes | None]]) -> None:
        """Queue what the seat missed; that much more than usual may then wait for it."""
        self._max_frames += len(replay)
        self._max_bytes += sum(len(body) + 60 for _, body in replay if body is not None)
        for seq, body in replay:
            self.push_event(seq, body)

    def push_heartbeat(self, now: datetime) -> None:
        """Tell the seat how far it is accounted for."""
        self.push(encode(Heartbeat(prev=self.accounted, now=now)))
        self.told = self.accounted

    def pop(self) -> bytes | None:
        """The next text frame."""
        if not self.frames:
            return None
        frame = self.frames.popleft()
        self._bytes -= len(frame)
        return frame

    def drop(self, reason: str) -> None:
        """Send nothing more but the reason."""
        if self.dropped is None:
            self.dropped = reason
            self.frames.clear()
            self._bytes = 0
            self.dropping.set()
            self.wake.set()


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
        self.live: Live = live_of(())
        self.subscriptions: set[Subscription] = set()
        self.listeners: list[Callable[[Event], None]] = []
        self.recent: deque[Written] = deque(maxlen=RECENT)
        self._snapshots: dict[Scope, tuple[int, bytes]] = {}

    def load(self, entities: Iterable[AnyEntity], seq: int) -> None:
        """Begin from the database's state."""
        self.live, self.seq = live_of(entities), seq
        self._snapshots.clear()
        self.recent.clear()

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
        self, scope: Scope, *, since: int | None, holder: str = "", replay: Sequence[Written] | None = ()
    ) -> Subscription:
        """Begin to send to a seat. `replay` are the events after `since` up to now; None or no `since`: resync."""
        resync = since is None or replay is None
        start = self.seq if since is None or replay is None else since
        subscription = Subscription(
            scope,
            start,
            holder=holder,
            max_frames=self._settings.queue_frames,
            max_bytes=self._settings.queue_bytes,
        )
        subscription.push(encode(Hello(seq=self.seq, now=self._clock(), resync=resync, history=self.history_of(scope))))
        subscription.begin([(one.event.seq, _body(one, scope)) for one in replay or ()])
        if not resync and subscription.accounted < self.seq:
            subscription.accounted = self.seq
        self.subscriptions.add(subscription)
        return subscription

    def leave(self, subscription: Subscription) -> None:
        """Stop sending to a seat."""
        self.subscriptions.discard(subscription)

    def heartbeat(self) -> None:
        """A heartbeat to every seat."""
        now = self._clock()
        for subscription in tuple(self.subscriptions):
            subscription.push_heartbeat(now)

    def drop(self, reason: str, *, holder: str | None = None) -> None:
        """Drop all seats, or those of one token."""
        for subscription in tuple(self.subscriptions):
            if holder is None or subscription.holder == holder:
                subscription.drop(reason)

    def _send(self, one: Written) -> None:
        bodies: dict[Scope, bytes | None] = {}
        for subscription in tuple(self.subscriptions):
            if subscription.scope not in bodies:
                bodies[subscription.scope] = _body(one, subscription.scope)
            subscription.push_event(one.event.seq, bodies[subscription.scope])


def farewell(reason: str) -> bytes:
    """The last frame of a dropped seat."""
    return encode(Dropped(reason=reason))


def _body(one: Written, scope: Scope) -> bytes | None:
    seen = projected(one.event, one.before, scope)
    return None if seen is None else encode(seen)
