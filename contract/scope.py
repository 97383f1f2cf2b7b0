"""Who may see what: one pure function, used for events and snapshots alike.

A `Scope` is part of a session. `project` gives the entity as that session may see it, or None. The theorem that an old
snapshot plus the events since equals a fresh snapshot holds per scope because both go through here.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from contract.entities import Alarm, AnyEntity, Broadcast, Camera, Case, Id, Person, Pole, Unit, Vehicle


class View(StrEnum):
    """How much of an entity is shown."""

    FULL = "full"  # the command hall
    DEPARTMENT = "department"  # its own cases, no stream addresses
    PUBLIC = "public"  # kiosks and meeting rooms: no plates, house numbers, names, addresses


class Scope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a session sees. Empty `area_ids` means the whole city, empty `device_groups` every camera and pole.

    Areas that stand under one of `area_ids` are seen, too: a session's scope lists them all.
    """

    view: View = View.FULL
    department_id: Id | None = None
    area_ids: tuple[Id, ...] = ()
    device_groups: tuple[str, ...] = ()
    entrusted: bool = False
    """Of a department's view: also cases entrusted to it (二次派遣) that another department handles. The server sets it
    for the post that dispatches a second time; no account holds it."""

    def has(self, case: Case) -> bool:
        """Whether a department's view shows this case: its own, or entrusted to it."""
        mine = self.department_id
        return case.department_id == mine or (self.entrusted and mine is not None and case.entrusted_id == mine)


FULL = Scope()


def project(entity: AnyEntity, scope: Scope) -> AnyEntity | None:
    """`entity` as `scope` may see it, or None if it may not."""
    if scope.area_ids and isinstance(entity, Case | Camera | Pole | Unit) and entity.area_id not in scope.area_ids:
        return None
    if scope.device_groups and isinstance(entity, Camera | Pole) and entity.group not in scope.device_groups:
        return None
    if scope.view is View.FULL:
        return entity
    if scope.view is View.DEPARTMENT:
        return _for_department(entity, scope)
    return _for_public(entity)


def _for_department(entity: AnyEntity, scope: Scope) -> AnyEntity | None:
    if isinstance(entity, Case):
        return entity if scope.has(entity) else None
    if isinstance(entity, Vehicle | Unit) and entity.department_id != scope.department_id:
        return None
    if isinstance(entity, Broadcast) or _is_of_accounts(entity):
        return None
    if isinstance(entity, Camera):
        return msgspec.structs.replace(entity, main_url="", sub_url="", control_url="", steered_by_id=None)
    if isinstance(entity, Pole):
        return msgspec.structs.replace(entity, address="")
    return entity


def _for_public(entity: AnyEntity) -> AnyEntity | None:
    if isinstance(entity, Person | Broadcast) or _is_of_accounts(entity):
        return None
    if isinstance(entity, Case):
        # A case number can be looked up and a house number names a home: neither is for a public screen.
        return msgspec.structs.replace(entity, number="", place=street_of(entity.place), task_of_id=None)
    if isinstance(entity, Vehicle):
        return msgspec.structs.replace(entity, plate="", terminal="")
    if isinstance(entity, Unit):
        return msgspec.structs.replace(entity, name="")
    if isinstance(entity, Camera):
        hidden = msgspec.structs.replace(entity, control_url="", steered_by_id=None, owner="", tags=())
        # Somebody turns it by hand: what it may show now was not meant for a public screen.
        return hidden if hidden.steered_until_at is None else msgspec.structs.replace(hidden, main_url="", sub_url="")
    if isinstance(entity, Pole):
        return msgspec.structs.replace(entity, address="")
    return entity


def _is_of_accounts(entity: AnyEntity) -> bool:
    """An alarm about a log-in is the hall's business."""
    return isinstance(entity, Alarm) and entity.about_kind == "account"


def street_of(place: str) -> str:
    """The street part of a place, cut before the first digit (长兴路 86 号 -> 长兴路)."""
    for index, letter in enumerate(place):
        if letter.isdigit():
            return place[:index].strip()
    return place
