"""The wire: paths, the frames of the live socket, and how bytes become them.

HTTP bodies are JSON. The live socket (`/api/live`) sends text frames (facts) and binary frames (`contract.samples`).
Readers tolerate unknown fields, kinds and frame types; the server accepts protocol N and N-1, else 426.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from contract.entities import KINDS, AnyEntity, Id
from contract.events import Event, Gone
from contract.scope import Scope
from contract.snapshot import Snapshot

PROTOCOL = 1
PROTOCOL_HEADER = "X-CityWall-Protocol"
HEARTBEAT_S = 2.0
STALE_AFTER_S = 5.0
OFFLINE_AFTER_S = 30.0
PAGE_ORIGIN = "wall://app"

COMMANDS_PATH = "/api/commands"
SNAPSHOT_PATH = "/api/snapshot"
LIVE_PATH = "/api/live"
LOGIN_PATH = "/api/login"
TICKETS_PATH = "/api/tickets"
HEALTH_PATH = "/api/health"


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag="hello"):
    """First frame. `resync`: the cursor was too old or from another history; fetch a snapshot.

    `history` names the event history that `seq` counts in. A reader whose snapshot names another one fetches a
    snapshot, whatever the numbers say. Empty: a server that does not tell.
    """

    seq: int
    now: datetime
    protocol: int = PROTOCOL
    resync: bool = False
    history: str = ""


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True, tag="heartbeat"):
    """Every HEARTBEAT_S. `prev` is the last seq that this connection accounted for; unseen events only advance it."""

    prev: int
    now: datetime


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag="event"):
    """An event as this session may see it. `prev` not equal to the own cursor means: fetch a snapshot."""

    prev: int
    event: Event


class Dropped(msgspec.Struct, frozen=True, kw_only=True, tag="dropped"):
    """Last frame before the server closes: too_slow, revoked, shutting_down, resync (it fell behind itself)."""

    reason: str


Frame = Hello | Heartbeat | Fact | Dropped


class Login(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    username: str
    password: str
    code: str = ""  # of the second factor, or a recovery code
    program: str = ""  # what asks, for the list of sessions


class Session(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a log-in gives. `token` goes into `Authorization: Bearer`.

    `due` names what must be done before anything else: `password` (it is a one-time one), `second_factor` (the post
    needs one and there is none yet).
    """

    token: str
    expires_at: datetime
    person_id: Id
    name: str
    roles: tuple[str, ...]
    scope: Scope
    due: str = ""


class TicketRequest(msgspec.Struct, frozen=True, kw_only=True):
    purpose: str  # live | voice


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """Short-lived (60 s), for places where no header can be sent."""

    ticket: str
    expires_at: datetime


_encoder = msgspec.json.Encoder()
_frame_decoder: msgspec.json.Decoder[Frame] = msgspec.json.Decoder(Frame)
_snapshot_decoder: msgspec.json.Decoder[Snapshot] = msgspec.json.Decoder(Snapshot)
_entity_decoder: msgspec.json.Decoder[AnyEntity] = msgspec.json.Decoder(AnyEntity)


class _LooseEvent(msgspec.Struct, frozen=True, kw_only=True):
    seq: int
    name: str
    happened_at: datetime
    recorded_at: datetime
    actor_id: str | None = None
    upsert: tuple[msgspec.Raw, ...] = ()
    remove: tuple[msgspec.Raw, ...] = ()
    params: dict[str, str] = {}


class _LooseFact(msgspec.Struct, frozen=True, kw_only=True, tag="event"):
    prev: int
    event: _LooseEvent


class _LooseSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    seq: int
    at: datetime
    entities: tuple[msgspec.Raw, ...]
    history: str = ""


class _Tagged(msgspec.Struct):
    type: str = ""
    kind: str = ""


def encode(value: msgspec.Struct) -> bytes:
    """JSON of any struct of the contract."""
    return _encoder.encode(value)


def decode_frame(data: str | bytes) -> Frame | None:
    """A frame, or None for a type this reader does not know. msgspec.DecodeError on what is no frame at all."""
    try:
        return _frame_decoder.decode(data)
    except msgspec.ValidationError:
        tag = msgspec.json.decode(data, type=_Tagged).type
        if tag == "event":
            fact = msgspec.json.decode(data, type=_LooseFact)
            return Fact(prev=fact.prev, event=_tolerant(fact.event))
        if tag in ("hello", "heartbeat", "dropped"):
            raise
        return None


def decode_snapshot(data: bytes) -> Snapshot:
    """A snapshot; entities of a kind or shape this reader does not know are left out."""
    try:
        return _snapshot_decoder.decode(data)
    except msgspec.ValidationError:
        loose = msgspec.json.decode(data, type=_LooseSnapshot)
        return Snapshot(seq=loose.seq, at=loose.at, entities=_known(loose.entities), history=loose.history)


def _known(raws: tuple[msgspec.Raw, ...]) -> tuple[AnyEntity, ...]:
    entities: list[AnyEntity] = []
    for raw in raws:
        try:
            entities.append(_entity_decoder.decode(raw))
        except msgspec.ValidationError:
            continue
    return tuple(entities)


def _tolerant(event: _LooseEvent) -> Event:
    gone: list[Gone] = []
    for raw in event.remove:
        if msgspec.json.decode(raw, type=_Tagged).kind in KINDS:
            gone.append(msgspec.json.decode(raw, type=Gone))
    return Event(
        seq=event.seq,
        name=event.name,
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        actor_id=event.actor_id,
        upsert=_known(event.upsert),
        remove=tuple(gone),
        params=event.params,
    )
