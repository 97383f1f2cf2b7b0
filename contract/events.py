"""A fact: what changed, whole. `apply(snapshot, event)` is upsert plus remove and never grows."""

from __future__ import annotations

from datetime import datetime

import msgspec

from contract.entities import AnyEntity, Id, Kind


class Gone(msgspec.Struct, frozen=True):
    """An entity that left the live state, or the reader's scope."""

    kind: Kind
    id: Id


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fact with a gapless `seq`. `name` is past tense, `case.dispatched`."""

    seq: int
    name: str
    happened_at: datetime
    recorded_at: datetime
    actor_id: Id | None = None
    upsert: tuple[AnyEntity, ...] = ()
    remove: tuple[Gone, ...] = ()
    params: dict[str, str] = {}


PROFILE_CHANGED = "profile.changed"
RENAMING = frozenset({"city.imported", PROFILE_CHANGED})
"""After these the profile must be asked for again."""

# Every name the server may publish; docs list them, readers tolerate others.
EVENT_NAMES: tuple[str, ...] = (
    "case.reported",
    "case.accepted",
    "case.filed",
    "case.dispatched",
    "case.signed",
    "case.handling_started",
    "case.fed_back",
    "case.checked",
    "case.returned_for_rework",
    "case.closed",
    "case.refused",
    "case.attached",
    "case.caller_revealed",
    "case.caller_exported",
    "case.caller_erased",
    "case.confirmed",
    "case.self_handled_audited",
    "case.self_handling_rejected",
    "case.order_return_asked",
    "case.order_returned",
    "case.order_return_rejected",
    "case.amended",
    "case.verification_requested",
    "case.verified",
    "case.not_filed",
    "case.sent_back",
    "case.entrusted",
    "case.unit_dispatched",
    "case.redispatched",
    "case.handed_over",
    "case.departed",
    "case.arrived",
    "case.milestone_passed",
    "case.return_asked",
    "case.return_granted",
    "case.return_rejected",
    "case.extension_asked",
    "case.extended",
    "case.extension_rejected",
    "case.suspension_asked",
    "case.suspended",
    "case.suspension_rejected",
    "case.resumed",
    "case.shirking_marked",
    "case.check_requested",
    "case.archived",
    "case.reopened",
    "case.appealed",
    "case.appeal_granted",
    "case.appeal_rejected",
    "case.voided",
    "case.merged",
    "case.absorbed",
    "case.split_off",
    "case.came_back",
    "case.split",
    "case.adopted",
    "case.released",
    "case.urged",
    "case.limit_ended",
    "case.pause_ended",
    "case.supervised",
    "case.supervision_replied",
    "case.instructed",
    "case.instruction_signed",
    "case.instruction_answered",
    "case.caller_replied",
    "case.caller_revisited",
    "case.imported",
    "alarm.raised",
    "alarm.acknowledged",
    "alarm.climbed",
    "alarm.cleared",
    "broadcast.recorded",
    "broadcast.forgotten",
    "pole.changed",
    "camera.changed",
    "camera.steered",
    "vehicle.changed",
    "unit.changed",
    "scene.saved",
    "scene.removed",
    "wall_state.changed",
    "person.saved",
    "department.saved",
    "area.saved",
    "city.imported",
    PROFILE_CHANGED,
    "cases.exported",
)
