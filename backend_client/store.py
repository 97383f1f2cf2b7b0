"""The live state of a seat. Facts fill it; nobody else writes it: an act is seen when its event comes back."""

from __future__ import annotations

import time
from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType
from typing import TypeVar, cast

from PySide6.QtCore import QObject, QTimer, Signal

from contract.entities import AnyEntity, Entity, Kind, kind_of
from contract.protocol import Fact
from contract.snapshot import Live, Snapshot, apply, live_of

FRAME_MS = 33
E = TypeVar("E", bound=Entity)


class Fed(Enum):
    """What became of a fact."""

    APPLIED = auto()
    REPEATED = auto()
    GAP = auto()


class Store(QObject):
    """kind -> id -> entity, at event `seq` of the event history `history`.

    `changed` carries the set of kinds that changed since the last emission and comes at most once per 33 ms; while it
    is emitted, `batch` tells the ids of each kind. `reset` says that everything may differ (a new snapshot).
    `happened` carries every event, for those who need acts rather than states.
    """

    changed = Signal(object)
    reset = Signal()
    happened = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.live: Live = live_of(())
        self.seq = 0
        self.history = ""
        self.loaded = False
        self.batch: dict[Kind, set[str]] = {}
        self._dirty: dict[Kind, set[str]] = {}
        self._emitted_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._flush)

    def all(self, kind: Kind) -> Mapping[str, AnyEntity]:
        """Every entity of a kind, by id. A read-only view of the live state."""
        return MappingProxyType(self.live[kind])

    def get(self, kind: Kind, entity_id: str | None) -> AnyEntity | None:
        """One entity, or None."""
        return self.live[kind].get(entity_id) if entity_id else None

    def of(self, struct: type[E], entity_id: str | None) -> E | None:
        """One entity by its type: `store.of(Case, id)`."""
        kind = cast(Kind, struct.__struct_config__.tag)
        return cast("E | None", self.get(kind, entity_id))

    def each(self, struct: type[E]) -> tuple[E, ...]:
        """Every entity of a type, in no promised order."""
        kind = cast(Kind, struct.__struct_config__.tag)
        return cast("tuple[E, ...]", tuple(self.live[kind].values()))

    def load(self, snapshot: Snapshot) -> None:
        """Start over from a snapshot."""
        self.live = live_of(snapshot.entities)
        self.seq, self.history = snapshot.seq, snapshot.history
        self.loaded = True
        self._timer.stop()
        self._dirty.clear()
        self.reset.emit()

    def feed(self, fact: Fact) -> Fed:
        """Apply one fact; the cursor moves only after the whole event was applied."""
        event = fact.event
        if event.seq <= self.seq:
            return Fed.REPEATED
        if fact.prev != self.seq:
            return Fed.GAP
        apply(self.live, event)
        self.seq = event.seq
        for gone in event.remove:
            self._dirty.setdefault(gone.kind, set()).add(gone.id)
        for entity in event.upsert:
            self._dirty.setdefault(kind_of(entity), set()).add(entity.id)
        self.happened.emit(event)
        self._schedule()
        return Fed.APPLIED

    def advance(self, seq: int) -> None:
        """Events outside this seat's scope were accounted for."""
        if seq > self.seq:
            self.seq = seq
            self._schedule()

    def _schedule(self) -> None:
        if not self._timer.isActive():
            since_ms = (time.monotonic() - self._emitted_at) * 1000
            self._timer.start(max(0, int(FRAME_MS - since_ms) + 1) if since_ms < FRAME_MS else 0)

    def _flush(self) -> None:
        self._emitted_at = time.monotonic()
        self.batch, self._dirty = self._dirty, {}
        try:
            self.changed.emit(set(self.batch))
        finally:
            self.batch = {}
