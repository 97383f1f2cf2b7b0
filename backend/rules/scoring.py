"""Values, scores and grades of an evaluation, and what is wrong with the formulas, weights and steps of a profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from backend.rules.formula import Formula, FormulaFault, parse
from contract.evaluation import Evaluation, EvaluationFault, Grade, Indicator, Object, Scheme
from contract.evaluation_counts import NAMES, OF, PARTS

_X: Mapping[str, str] = {"x": "x"}
_SUM = 0.0005
"""How far weights may be from 1 together."""


@dataclass(frozen=True)
class Judged:
    """What an object has by a scheme."""

    values: tuple[float | None, ...]
    scores: tuple[float | None, ...]
    score: float | None
    whole: bool
    grade: str


class Judge:
    """A scheme, read once. What cannot be read has no values: `faults` says why."""

    def __init__(self, scheme: Scheme, grades: Sequence[Grade]) -> None:
        self._indicators = scheme.indicators
        self._formulas = [_read(one.formula, NAMES[scheme.object]) for one in scheme.indicators]
        self._scores = [_read(one.score, _X) if one.score else None for one in scheme.indicators]
        self._grades = sorted(grades, key=lambda one: -one.from_score)

    def values(self, numbers: Mapping[str, int]) -> tuple[float | None, ...]:
        """The value of each indicator for these counts (`numbers_of`)."""
        found = []
        for one, formula in zip(self._indicators, self._formulas, strict=True):
            value = formula(numbers) if formula is not None else None
            found.append(value * 100 if value is not None and one.unit == "percent" else value)
        return tuple(found)

    def judge(self, numbers: Mapping[str, int]) -> Judged:
        """Values, scores, the weighted score of those that have a value, and its grade."""
        values = self.values(numbers)
        scores = tuple(self._score(at, value) for at, value in enumerate(values))
        weighted = [(one.weight, score) for one, score in zip(self._indicators, scores, strict=True) if one.weight > 0]
        known = [(weight, score) for weight, score in weighted if score is not None]
        total = sum(weight for weight, _ in known)
        score = sum(weight * score for weight, score in known) / total if total else None
        grade = "" if score is None else next((one.code for one in self._grades if score >= one.from_score), "")
        return Judged(values, scores, score, len(known) == len(weighted), grade)

    def _score(self, at: int, value: float | None) -> float | None:
        one = self._indicators[at]
        if value is None or not one.weight:
            return None
        if one.steps:
            score: float | None = next(
                (step.score for step in one.steps if step.up_to is None or value <= step.up_to), 0.0
            )
        elif one.score:
            formula = self._scores[at]
            score = formula({"x": value}) if formula is not None else None
        else:
            score = 100 - value if one.better == "lower" else value
        return None if score is None else min(max(score, 0.0), 100.0)


def numbers_of(of: Object, kept: Mapping[str, int]) -> dict[str, int]:
    """Every count of an object from those that are kept."""
    return {code: sum(kept.get(part, 0) for part in parts) for code, parts in PARTS[of].items()}


def faults(evaluation: Evaluation) -> Iterator[EvaluationFault]:
    """What is wrong, with its place; nothing where all is well."""
    seen: set[str] = set()
    for at, scheme in enumerate(evaluation.schemes):
        place = f"$.schemes[{at}]"
        if scheme.object in seen:
            yield EvaluationFault(place=f"{place}.object", reason="twice", name=scheme.object)
        seen.add(scheme.object)
        yield from _scheme_faults(scheme, place)
    codes: set[str] = set()
    highest = float("inf")
    for at, grade in enumerate(evaluation.grades):
        place = f"$.grades[{at}]"
        if grade.code in codes:
            yield EvaluationFault(place=f"{place}.code", reason="twice", name=grade.code)
        codes.add(grade.code)
        if grade.from_score >= highest:
            yield EvaluationFault(place=f"{place}.from_score", reason="order", name=grade.code)
        if not 0 <= grade.from_score <= 100:
            yield EvaluationFault(place=f"{place}.from_score", reason="out_of_range", name=grade.code)
        highest = grade.from_score


def _scheme_faults(scheme: Scheme, place: str) -> Iterator[EvaluationFault]:
    for at, code in enumerate(scheme.counts):
        if code not in OF[scheme.object]:
            yield EvaluationFault(place=f"{place}.counts[{at}]", reason="unknown_name", name=code)
    seen: set[str] = set()
    for at, one in enumerate(scheme.indicators):
        here = f"{place}.indicators[{at}]"
        if one.code in seen:
            yield EvaluationFault(place=f"{here}.code", reason="twice", name=one.code)
        seen.add(one.code)
        yield from _formula_faults(one.formula, NAMES[scheme.object], f"{here}.formula")
        if one.score:
            yield from _formula_faults(one.score, _X, f"{here}.score")
        yield from _step_faults(one, here)
    weights = sum(one.weight for one in scheme.indicators)
    if weights and abs(weights - 1) > _SUM:
        yield EvaluationFault(place=f"{place}.indicators", reason="weights", name=f"{weights:g}")


def _formula_faults(text: str, names: Mapping[str, str], place: str) -> Iterator[EvaluationFault]:
    try:
        parse(text, names)
    except FormulaFault as fault:
        yield EvaluationFault(place=place, reason=fault.reason, at=fault.at, name=fault.name)


def _step_faults(one: Indicator, place: str) -> Iterator[EvaluationFault]:
    if one.weight and one.unit != "percent" and not one.steps and not one.score:
        yield EvaluationFault(place=place, reason="no_score", name=one.code)
    last = float("-inf")
    for at, step in enumerate(one.steps):
        here = f"{place}.steps[{at}]"
        if not 0 <= step.score <= 100:
            yield EvaluationFault(place=f"{here}.score", reason="out_of_range", name=one.code)
        up_to = float("inf") if step.up_to is None else step.up_to
        if up_to <= last:
            yield EvaluationFault(place=f"{here}.up_to", reason="order", name=one.code)
        last = up_to


def _read(text: str, names: Mapping[str, str]) -> Formula | None:
    try:
        return parse(text, names)
    except FormulaFault:
        return None
