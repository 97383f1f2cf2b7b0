"""Whose hands were on a case: of each power everybody who ever used it, and who entered it; for their separation."""

from __future__ import annotations

from typing import Any, Final

from backend.course import Course
from backend.services.case_powers import Powers
from contract.entities import Id

FILE, DISPATCH, HANDLE = "file", "dispatch", "handle"
_LAST: Final = {FILE: "filed_by", DISPATCH: "dispatched_by", HANDLE: "handled_by"}
_MOST = 100
"""So many others are remembered of one power; a case that went through more hands has no other worry."""


def laid(course: Course, power: str, powers: Powers) -> dict[str, Any]:
    """What an act of this power changes in the course: the plain case has one person for it, others stand beside."""
    last = _LAST[power]
    others = dict.fromkeys((*course.hands.get(power, ()), getattr(course, last), *sorted(powers.people)))
    rest = tuple(one for one in others if one is not None and one != powers.person_id)[-_MOST:]
    changes: dict[str, Any] = {last: powers.person_id}
    if rest != course.hands.get(power, ()):
        changes["hands"] = {**course.hands, power: rest}
    return changes


def of(course: Course, power: str) -> tuple[Id | None, ...]:
    """Everybody who used it on this case."""
    return (getattr(course, _LAST[power]), *course.hands.get(power, ()))


def asking(powers: Powers) -> dict[str, Any]:
    """What an application changes in the course, so that whoever decides is somebody else (R26)."""
    return {"asked_by": tuple(sorted(powers.people)), "asked_body": powers.body_id}
