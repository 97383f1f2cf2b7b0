"""What a service hands to a transaction, who acts, and what is known of an event once it is committed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Executable, Table

from backend.records import CaseRecord
from contract.entities import AnyEntity, Id, Kind
from contract.events import Event, Gone
from contract.lifecycle import Role
from contract.scope import FULL, Scope

Key = tuple[Kind, Id]


@dataclass(frozen=True)
class Actor:
    """Who acts, as the services need to know it."""

    person_id: Id | None
    name: str
    roles: frozenset[str]
    scope: Scope = FULL

    @property
    def roles_as_posts(self) -> frozenset[Role]:
        """The posts that this server knows."""
        return frozenset(Role(one) for one in self.roles if one in _POSTS)


_POSTS = frozenset(Role)
SYSTEM = Actor(None, "", frozenset({"admin", "device"}))
"""The server's own acts: gateways in this process, jobs."""


class Outcome(msgspec.Struct, frozen=True):
    """What an act changes. `case`, where given, is the whole record after it; it makes the card or its removal."""

    name: str
    upsert: tuple[AnyEntity, ...] = ()
    remove: tuple[Gone, ...] = ()
    case: CaseRecord | None = None
    ids: tuple[Id, ...] = ()
    opinion: str = ""
    params: Mapping[str, str] = msgspec.field(default_factory=dict)
    rows: tuple[tuple[Table, Mapping[str, Any]], ...] = ()  # further inserts
    statements: tuple[Executable, ...] = ()  # and what no insert says; after those
    happened_at: datetime | None = None
    subject_id: Id | None = None  # these three go into the evidence of the case
    personal: Mapping[str, str] = msgspec.field(default_factory=dict)
    files: tuple[str, ...] = ()
    also: tuple[Outcome, ...] = ()  # what it does to other cases, as events of their own: 并案 stands in both trails
    tells: Mapping[Any, Any] = msgspec.field(
        default_factory=dict
    )  # to later acts of the same batch (`Transaction.told`)


class Written(msgspec.Struct, frozen=True):
    """An event as committed, and what it touched as that was before (None: it was not there)."""

    event: Event
    before: Mapping[Key, AnyEntity | None]
