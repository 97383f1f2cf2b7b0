"""What a query asks, as conditions on cases; each knows how an index can serve it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, false, literal_column, or_, true

from backend.door import read_id
from backend.rules.bigrams import asked
from backend.tables import cases
from backend.tables.words import EVERY, HOUSE, NAMES, STREET, Words
from contract.entities import Area, CaseSource, CaseState, Id, ReportKind
from contract.errors import Code, Refused
from contract.query import CaseQuery
from contract.scope import Scope, View

_DAY = timedelta(days=1)
YEARS = range(1900, 2201)
Where = Callable[[Any], ColumnElement[bool]]
"""A condition on the columns of `cases`, or of a part of it."""


@dataclass(frozen=True)
class Condition:
    """One filter. `leads`: an index finds its cases; `walks`: and gives them by time of report; `bounds`: it is a range
    of this sort's key."""

    where: Where
    leads: bool = False
    walks: bool = False
    bounds: str = ""


@dataclass(frozen=True)
class Asked:
    """A whole query."""

    conditions: tuple[Condition, ...]
    words: tuple[Words, ...] = ()
    nothing: bool = False  # no case can meet it


def read(query: CaseQuery, scope: Scope, areas: Callable[[], Iterable[Area]], now: datetime) -> Asked:
    """The conditions of a query within a scope. Refused(malformed | out_of_range | wrong_role)."""
    found = [*_seen(scope), *_listed(query), *_times(query)]
    if query.area_id:
        found.append(_within_areas(query.area_id, areas()))
    if query.cell_code:
        found.append(_one_of("cell_code", [query.cell_code], leads=True))
    if query.urgency:
        found.append(_one_of("urgency", [query.urgency]))
    if query.report_kind:
        found.append(Condition(partial(_is_of_kind, query.report_kind)))
    if query.overdue:
        found.append(Condition(lambda c: and_(_is_running(c), c.deadline_at < now), leads=True, bounds="deadline"))
    if query.unplaced:
        found.append(Condition(lambda c: c.lon.is_(None), leads=True, walks=True))
    for asked_for, fact in ((query.again, "again_of_id"), (query.came_back, "came_back_ids")):
        if asked_for:
            found.append(Condition(partial(_told_in_course, fact), leads=True, walks=True))
    public = scope.view is View.PUBLIC
    if public and query.sort == "number":
        raise Refused(Code.WRONG_ROLE, field="$.sort", reason="numbers are not shown here, not even their order")
    if query.number is not None and not public:
        found.append(_one_of("number", [query.number], leads=True))
    words, nothing = _words(query, public=public)
    return Asked(tuple(found), words, nothing)


def _seen(scope: Scope) -> list[Condition]:
    """The SQL of `contract.scope.project` for cases: which rows the scope sees."""
    found: list[Condition] = []
    if scope.area_ids:
        found.append(_one_of("area_id", scope.area_ids, leads=True))
    if scope.view is View.DEPARTMENT:
        found.append(Condition(partial(of_department, scope), leads=True, walks=not scope.entrusted))
    return found


def within(scope: Scope) -> ColumnElement[bool]:
    """The same as one condition on the rows of `cases`."""
    parts: list[ColumnElement[bool]] = [true()]
    if scope.area_ids:
        parts.append(cases.c.area_id.in_(scope.area_ids))
    if scope.view is View.DEPARTMENT:
        parts.append(of_department(scope, cases.c))
    return and_(*parts)


def of_department(scope: Scope, c: Any) -> ColumnElement[bool]:
    """The SQL of `contract.scope.Scope.has`. `c`: columns of `cases` or of a part of it."""
    own = cast(ColumnElement[bool], c.department_id == scope.department_id)
    if not scope.entrusted or scope.department_id is None:
        return own
    mine: ColumnElement[str] = literal_column(f'\'%"entrusted_id":"{int(scope.department_id)}"%\'')
    return or_(own, and_(_told_in_course("entrusted_id", c), c.course.like(mine)))


def _listed(query: CaseQuery) -> list[Condition]:
    found: list[Condition] = []
    if query.state:
        states = _values(query.state, "state", [str(one) for one in CaseState])
        one = _one_of("state", states)
        if {str(CaseState.CLOSED), str(CaseState.ARCHIVED)} & set(states):
            found.append(one)
        else:
            found.append(Condition(lambda c: and_(_is_not_closed(c), one.where(c)), leads=True, walks=len(states) == 1))
    if query.source:
        sources = _values(query.source, "source", [str(one) for one in CaseSource])
        found.append(_one_of("source", sources, leads=True))
    if query.class_code:
        found.append(_classes(_split(query.class_code)))
    if query.department_id:
        named = _split(query.department_id)
        ids = [read_id(one, "$.department_id") for one in named if one != "none"]
        with_one = _one_of("department_id", ids, leads=True)
        if "none" in named:
            found.append(
                Condition(lambda c: or_(c.department_id.is_(None), with_one.where(c)), leads=True, walks=not ids)
            )
        else:
            found.append(with_one)
    return found


def _is_not_closed(c: Any) -> ColumnElement[bool]:
    # With the word of the partial index in the statement: from parameters no database can tell that it serves.
    return cast(ColumnElement[bool], c.state.not_in([literal_column("'closed'"), literal_column("'archived'")]))


def _is_running(c: Any) -> ColumnElement[bool]:
    states = ("dispatched", "signed", "departed", "handling")
    return cast(ColumnElement[bool], c.state.in_([literal_column(f"'{one}'") for one in states]))


def _told_in_course(fact: str, c: Any) -> ColumnElement[bool]:
    # In the words of the partial indexes of `tables.life`.
    return cast(ColumnElement[bool], c.course.like(literal_column(f"'%\"{fact}\"%'")))


def _is_of_kind(kind: str, c: Any) -> ColumnElement[bool]:
    # A course says what is not usual; quotes inside its texts are escaped.
    if kind == ReportKind.PROBLEM:
        return cast(ColumnElement[bool], c.course.not_like('%"report_kind":"%'))
    return cast(ColumnElement[bool], c.course.like(f'%"report_kind":"{kind}"%'))


def _classes(codes: list[str]) -> Condition:
    """Whole codes, and beginnings of codes."""
    for one in codes:
        if one[0] not in "CE" or len(one) > 6 or not (one[1:] == "" or (one.isascii() and one[1:].isdigit())):
            raise Refused(Code.MALFORMED, field="$.class_code", reason="a class is C or E and at most five digits")
    if len(codes) == 1 and len(codes[0]) >= 5:
        return _one_of("class_code", codes, leads=True)

    def where(c: Any) -> ColumnElement[bool]:
        # Ranges of digits, not LIKE: an index serves them in every collation.
        return or_(
            false(),
            *(c.class_code == one if len(one) >= 5 else c.class_code.between(one, one + "99999") for one in codes),
        )

    return Condition(where, leads=True)


def _times(query: CaseQuery) -> list[Condition]:
    found: list[Condition] = []
    for name in ("reported", "closed", "deadline"):
        start = _moment(getattr(query, f"{name}_from"), f"{name}_from")
        end = _moment(getattr(query, f"{name}_to"), f"{name}_to")
        if start is not None or end is not None:
            found.append(Condition(_between(f"{name}_at", start, end), leads=True, bounds=name))
        if name == "closed" and end is not None:
            # Nothing is closed before it is reported: a walk begins there.
            found.append(Condition(_between("reported_at", None, end + _DAY), bounds="reported"))
    return found


def _between(column: str, start: datetime | None, end: datetime | None) -> Where:
    def where(c: Any) -> ColumnElement[bool]:
        from_here = [c[column] >= start] if start is not None else []
        return and_(*from_here, *([c[column] < end] if end is not None else []))

    return where


def _moment(value: datetime | None, field: str) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise Refused(Code.MALFORMED, field=f"$.{field}", reason="a time without its zone")
    if value.year not in YEARS:
        raise Refused(Code.OUT_OF_RANGE, field=f"$.{field}", reason=f"a year is within {YEARS[0]}..{YEARS[-1]}")
    return value


def _within_areas(given: str, areas: Iterable[Area]) -> Condition:
    """The areas named, with everything inside them."""
    inside: dict[Id | None, list[Id]] = {}
    for area in areas:
        inside.setdefault(area.parent_id, []).append(area.id)
    wanted: dict[Id, None] = {}
    ends = [read_id(one, "$.area_id") for one in _split(given)]
    while ends:
        one = ends.pop()
        if one not in wanted:
            wanted[one] = None
            ends += inside.get(one, [])
    return _one_of("area_id", wanted, leads=True)


def _words(query: CaseQuery, *, public: bool) -> tuple[tuple[Words, ...], bool]:
    """A public screen finds by streets and names alone: what it is not shown, it cannot guess by searching."""
    found: list[Words] = []
    given = (
        (query.text, frozenset({STREET, NAMES}) if public else EVERY),
        (query.place, frozenset({STREET}) if public else frozenset({STREET, HOUSE})),
    )
    for line, columns in given:
        if line.strip():
            words = asked(line)
            if not words:
                return (), True  # something was asked, and no text has a word of it
            found.append(Words(words, columns))
    return tuple(found), False


def _one_of(column: str, values: Iterable[str], *, leads: bool = False) -> Condition:
    kept = sorted(set(values))
    if not kept:
        return Condition(lambda _: false(), leads=leads)
    if len(kept) == 1:
        return Condition(lambda c: c[column] == kept[0], leads=leads, walks=leads)
    return Condition(lambda c: c[column].in_(kept), leads=leads)


def _split(given: str) -> list[str]:
    return [part.strip() for part in given.split(",") if part.strip()]


def _values(given: str, field: str, legal: list[str]) -> set[str]:
    values = set(_split(given))
    for one in sorted(values.difference(legal)):
        raise Refused(Code.MALFORMED, field=f"$.{field}", reason=f"{one[:40]!r} is not one of {', '.join(legal)}")
    return values
