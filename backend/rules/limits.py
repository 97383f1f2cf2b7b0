"""Which limit a case has: that of its filing condition, else of its class, else the profile's default (R3).

Of a condition's or class's lines, those hold that name the case's grade and urgency or leave them open, and the most
particular of them counts: urgency before grade. The same for the limits of single steps, with the post before both.
"""

from __future__ import annotations

from collections.abc import Iterable

from contract.limits import HandlingLimit, Limit, StepLimit
from contract.profile import CityProfile, LimitRule


class LimitTable:
    """The limits of one profile, each found once. Safe from any thread."""

    def __init__(self, profile: CityProfile) -> None:
        self._conditions = {one.id: one.limits for one in profile.conditions}
        self._classes: dict[str, tuple[HandlingLimit, ...]] = {one.class_code: (_plain(one),) for one in profile.limits}
        self._classes |= {one.class_code: one.lines for one in profile.class_limits}
        self._default = _plain(profile.default_limit)
        self._steps: dict[str, list[StepLimit]] = {}
        for one in profile.rules.steps:
            self._steps.setdefault(one.step, []).append(one)
        self._found: dict[tuple[str, str, str, str], HandlingLimit] = {}
        self._found_steps: dict[tuple[str, str, str, str], Limit | None] = {}

    def handling(self, class_code: str, condition: str = "", grade: str = "", urgency: str = "") -> HandlingLimit:
        """The handling limit, with its milestones. A rule for `E0110` also holds for the finer `E01102`."""
        key = (class_code, condition, grade, urgency)
        found = self._found.get(key)
        if found is None:
            if len(self._found) > _KEPT:
                self._found.clear()
            found = self._found[key] = self._handling(*key)
        return found

    def step(self, step: str, post: str = "", urgency: str = "", grade: str = "") -> Limit | None:
        """How long a post has for a step (contract.limits.StepLimit); None where the profile says nothing."""
        key = (step, post, urgency, grade)
        if key not in self._found_steps:
            if len(self._found_steps) > _KEPT:
                self._found_steps.clear()
            self._found_steps[key] = self._step(*key)
        return self._found_steps[key]

    def _handling(self, class_code: str, condition: str, grade: str, urgency: str) -> HandlingLimit:
        lines: tuple[HandlingLimit, ...]
        for lines in (
            self._conditions.get(condition, ()),
            self._classes.get(class_code, ()),
            self._classes.get(class_code[:5], ()),
        ):
            found = most_particular(lines, grade, urgency)
            if found is not None:
                return found
        return self._default

    def _step(self, step: str, post: str, urgency: str, grade: str) -> Limit | None:
        best, most = None, -1
        for one in self._steps.get(step, ()):
            if one.post in ("", post) and one.urgency in ("", urgency) and one.grade in ("", grade):
                weight = 4 * bool(one.post) + 2 * bool(one.urgency) + bool(one.grade)
                if weight > most:
                    best, most = one.limit, weight
        return best


_KEPT = 20_000


def most_particular(lines: Iterable[HandlingLimit], grade: str, urgency: str) -> HandlingLimit | None:
    """The line that counts for a case of this grade and urgency; of equal ones the first; None where none holds."""
    best, most = None, -1
    for one in lines:
        if one.grade in ("", grade) and one.urgency in ("", urgency):
            weight = 2 * bool(one.urgency) + bool(one.grade)
            if weight > most:
                best, most = one, weight
    return best


def whole_of(line: HandlingLimit) -> Limit:
    """The limit of the whole handling: with deadlines in a row that all count from the dispatch, the last one's."""
    if line.milestones and not any(one.after_previous for one in line.milestones):
        return line.milestones[-1].limit
    return line.limit


def limits_of(profile: CityProfile) -> LimitTable:
    """The limits of a profile; those of the last one asked for are kept."""
    known, table = _last[0]
    if known is not profile or table is None:
        table = LimitTable(profile)
        _last[0] = (profile, table)
    return table


_last: list[tuple[CityProfile | None, LimitTable | None]] = [(None, None)]


def _plain(rule: LimitRule) -> HandlingLimit:
    return HandlingLimit(limit=Limit(rule.value, rule.unit))
