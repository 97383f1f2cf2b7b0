"""Whose hand is on which camera: taken, kept, handed over, let go. Each with its line of the security log."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from backend.outcome import SYSTEM, Actor, Outcome
from backend.services.checks import missing
from backend.services.security_log import REFUSED, Entry, append
from backend.transaction import Transaction
from contract.entities import Camera, Id, Person
from contract.errors import Code, Refused
from contract.presence import rank_of
from contract.scope import project
from contract.steering import HELD_S, STEERERS, can_be_steered

EVENT = "camera.steered"


def may_steer(by: Actor) -> None:
    """Refused(wrong_role) for posts that steer no camera."""
    if not by.roles_as_posts & STEERERS:
        roles = ",".join(sorted(STEERERS))
        raise Refused(Code.WRONG_ROLE, field="Authorization", reason="not for your post", roles=roles)


def take(tx: Transaction, camera_id: Id, by: Actor, address: str, *, over: bool) -> None:
    """Make the camera this person's, also from somebody of lower rank where `over`; again it is his for longer.

    Refused(wrong_state) for one that cannot be steered, Refused(conflict) with the holder's name.
    """
    camera = _camera(tx, camera_id, by)
    if not can_be_steered(camera):
        raise Refused(Code.WRONG_STATE, field="camera_id", reason="this camera has no address for steering")
    holder = _holder(tx, camera)
    about = f"camera:{camera.number}"
    if holder is not None and holder.id != by.person_id:
        mine, theirs = rank_of(by.roles), rank_of(frozenset(holder.roles))
        if not over or mine <= theirs:
            raise held(holder.name, higher=mine > theirs)
        append(tx, Entry.by(by, "ptz.taken_over", address, about, holder=holder.name))
    elif camera.steered_by_id != by.person_id:
        append(tx, Entry.by(by, "ptz.taken", address, about))
    _put(tx, camera, by.person_id, by)


def release(tx: Transaction, camera_id: Id, by: Actor, address: str) -> None:
    """Let it go; nothing where it is somebody else's or nobody's."""
    camera = tx.entity("camera", camera_id)
    if isinstance(camera, Camera) and camera.steered_by_id is not None and camera.steered_by_id == by.person_id:
        append(tx, Entry.by(by, "ptz.released", address, f"camera:{camera.number}"))
        _put(tx, camera, None, by)


def lapse(tx: Transaction, camera_id: Id) -> None:
    """Take it from somebody who has given no order for `HELD_S`."""
    camera = tx.entity("camera", camera_id)
    if isinstance(camera, Camera) and camera.steered_until_at is not None and camera.steered_until_at <= tx.now:
        who = tx.entity("person", camera.steered_by_id) if camera.steered_by_id else None
        name = who.name if isinstance(who, Person) else ""
        append(tx, Entry.by(SYSTEM, "ptz.lapsed", "", f"camera:{camera.number}", holder=name))
        _put(tx, camera, None, SYSTEM)


def held(name: str, *, higher: bool) -> Refused:
    """The refusal of somebody who does not hold it. `params.take` is `may` where his rank would do."""
    reason = f"{name} steers this camera" if name else "nobody steers this camera: take it first"
    return Refused(Code.CONFLICT, field="camera_id", reason=reason, holder=name, take="may" if higher else "")


def refused_entry(by: Actor, address: str, number: int) -> Entry:
    """The line of a take-over that was not allowed."""
    return Entry.by(by, "ptz.taken_over", address, f"camera:{number}", REFUSED)


def _camera(tx: Transaction, camera_id: Id, by: Actor) -> Camera:
    camera = tx.entity("camera", camera_id)
    if not isinstance(camera, Camera) or project(camera, by.scope) is None:
        raise missing("camera", "camera_id")
    return camera


def _holder(tx: Transaction, camera: Camera) -> Person | None:
    if camera.steered_by_id is None or camera.steered_until_at is None or camera.steered_until_at <= tx.now:
        return None
    who = tx.entity("person", camera.steered_by_id)
    return who if isinstance(who, Person) else Person(id=camera.steered_by_id, name="?")


def _put(tx: Transaction, camera: Camera, person_id: Id | None, by: Actor) -> None:
    until = (tx.now + timedelta(seconds=HELD_S)).replace(microsecond=0) if person_id is not None else None
    after = replace(camera, version=camera.version + 1, steered_by_id=person_id, steered_until_at=until)
    tx.record(Outcome(EVENT, upsert=(after,), ids=(camera.id,)), by)
