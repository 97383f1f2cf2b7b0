"""The live state at a seq, and the ten lines that move it forward."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from contract.entities import KINDS, AnyEntity, Kind, kind_of
from contract.events import Event

Live = dict[Kind, dict[str, AnyEntity]]
"""kind -> id -> entity. Every kind is present."""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """All a seat may see of the live state, right after event `seq` of the event history `history`."""

    seq: int
    at: datetime
    entities: tuple[AnyEntity, ...]
    history: str = ""


def live_of(entities: Iterable[AnyEntity]) -> Live:
    """The live state holding exactly these entities."""
    live: Live = {kind: {} for kind in KINDS}
    for entity in entities:
        live[kind_of(entity)][entity.id] = entity
    return live


def apply(live: Live, event: Event) -> set[Kind]:
    """Move `live` forward by one event, in place; returns the kinds it touched."""
    touched: set[Kind] = set()
    for gone in event.remove:
        if live[gone.kind].pop(gone.id, None) is not None:
            touched.add(gone.kind)
    for entity in event.upsert:
        kind = kind_of(entity)
        live[kind][entity.id] = entity
        touched.add(kind)
    return touched
