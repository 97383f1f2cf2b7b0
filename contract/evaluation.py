"""Evaluation (综合评价) as the city profile holds it: indicators, weights, score steps, grades.

Nothing here is law. The text of GB/T 30428.4 was not at hand: names of counts are facts found in use, weights, steps
and grades are each city's own. `Evaluation.verified` stays False until a person has compared them with the paid text
or the city's own rules, and every answer and report repeats it. What each count is: `contract.evaluation_counts`.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Object = Literal["area", "department", "supervisor", "acceptor", "shift_leader", "dispatcher"]
"""What is judged (评价对象): areas (区域), departments (部门), or people of one post (岗位)."""
POSTS: tuple[Object, ...] = ("supervisor", "acceptor", "shift_leader", "dispatcher")
Confidence = Literal["F", "G", "U", "own"]
"""F found in a named source, G general knowledge, U uncertain, own: defined here."""

Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Text = Annotated[str, msgspec.Meta(max_length=200)]
Formula = Annotated[str, msgspec.Meta(max_length=400)]
"""Names of counts (code or Chinese name), numbers, + - * / and parentheses; empty where a divisor is 0."""
Colour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9A-Fa-f]{6}$")]


class ScoreStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Values up to `up_to`, and above that of the step before, score this much. None: everything beyond."""

    score: float  # 0..100
    up_to: float | None = None


class Indicator(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One column that is judged (评价指标).

    The score of a value: by `steps` where there are some, else by the formula `score` in which `x` is the value, else,
    of percent, the value itself, or 100 less it where lower is better; kept within 0..100. An indicator of weight 0 is
    shown and not scored.
    """

    code: Code
    name: Text
    formula: Formula
    name_en: Text = ""
    unit: Literal["count", "percent", "minute", "times"] = "count"  # percent: the formula's value times 100
    better: Literal["", "higher", "lower"] = ""
    weight: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0
    steps: tuple[ScoreStep, ...] = ()
    score: Formula = ""
    confidence: Confidence = "U"
    note: Text = ""


class Grade(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A class of scores (等级) and its colour on the map; the grade with the highest `from_score` reached counts."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=8)]  # A
    from_score: float
    colour: Colour
    name: Text = ""
    name_en: Text = ""


class Scheme(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How one kind of object is judged. The weights of a scheme are all 0 (counts only) or sum to 1."""

    object: Object
    indicators: tuple[Indicator, ...] = ()
    counts: tuple[Code, ...] = ()  # shown beside them; empty: all that exist for this object


class Evaluation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The part `evaluation` of a city profile."""

    edition: Text = ""  # sample-unverified
    verified: bool = False
    note: Text = ""
    schemes: tuple[Scheme, ...] = ()  # one for each object at most
    grades: tuple[Grade, ...] = ()  # best first


class EvaluationFault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is wrong in an evaluation, and where."""

    place: str  # $.schemes[0].indicators[2].formula
    reason: str  # code, worded by the client: unknown_name, syntax, weights, ...
    at: int = 0  # character of a formula, from 1; 0: the whole
    name: str = ""  # what it is about
