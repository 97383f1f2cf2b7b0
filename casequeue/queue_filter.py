"""What the queue is narrowed to: one value that can be kept by name, and the test that it makes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated

import msgspec

from casequeue.queue_counts import CHIPS, chips_of
from contract.entities import ENDED, Area, Case
from panelkit.limit import due_at

Word = Annotated[str, msgspec.Meta(max_length=64)]


class Filter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`chip` is a key of the row of chips; an empty string asks for nothing. `major` is the beginning of a class code,
    `district_id` an area of any level whose cases are meant with those of everything inside it."""

    chip: Word = "all"
    major: Word = ""
    department_id: Word = ""
    district_id: Word = ""
    source: Word = ""
    overdue: bool = False
    supervised: bool = False
    text: Annotated[str, msgspec.Meta(max_length=200)] = ""

    @property
    def narrows(self) -> bool:
        """Whether anything beside the chip and the text is asked."""
        return bool(self.major or self.department_id or self.district_id or self.source) or (
            self.overdue or self.supervised
        )


def inside(area_id: str, areas: Iterable[Area]) -> frozenset[str]:
    """The area and everything below it."""
    below: dict[str, list[str]] = {}
    for area in areas:
        if area.parent_id:
            below.setdefault(area.parent_id, []).append(area.id)
    found, waiting = {area_id}, [area_id]
    while waiting:
        fresh = [child for child in below.get(waiting.pop(), ()) if child not in found]
        found.update(fresh)
        waiting += fresh
    return frozenset(found)


def wish_of(
    asked: Filter,
    *,
    roles: frozenset[str],
    person_id: str | None = None,
    now: Callable[[], datetime],
    text_of: Callable[[Case], str],
    areas: Iterable[Area] = (),
    area_id: str | None = None,
) -> Callable[[Case], bool]:
    """The test of a filter; `area_id` narrows it further. What is overdue is asked of `now` each time."""
    tests: list[Callable[[Case], bool]] = []
    if asked.chip in CHIPS and asked.chip not in ("all", "overdue"):
        tests.append(lambda case: asked.chip in chips_of(case, roles, person_id))
    if asked.overdue or asked.chip == "overdue":
        tests.append(lambda case: (due := due_at(case)) is not None and due < now())
    if asked.supervised:
        tests.append(lambda case: case.supervised)
    if asked.major:
        tests.append(lambda case: case.class_code.startswith(asked.major))
    if asked.department_id:
        tests.append(lambda case: case.department_id == asked.department_id)
    if asked.source:
        tests.append(lambda case: case.source == asked.source)
    for area in (asked.district_id, area_id or ""):
        if area:
            tests.append(_within(inside(area, areas)))
    needles = asked.text.casefold().split()
    if needles:
        tests.append(lambda case: _holds(text_of(case), needles))
    return lambda case: case.state not in ENDED and all(test(case) for test in tests)


def _within(areas: frozenset[str]) -> Callable[[Case], bool]:
    return lambda case: case.area_id in areas


def _holds(text: str, needles: list[str]) -> bool:
    return all(needle in text for needle in needles)
