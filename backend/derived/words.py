"""What cases are searched by: the words of their texts and of the names they go by, written in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select, text

from backend.db import EMPTY_PROFILE
from backend.records import CaseChange, CaseRecord
from backend.rules.bigrams import spelled, words
from backend.tables import entities
from backend.tables.words import CaseWords, add, add_ready, put
from contract.entities import Department, Id
from contract.profile import CityProfile
from contract.scope import street_of

CHUNK = 2000
_department: msgspec.json.Decoder[Department] = msgspec.json.Decoder(Department)


class Names:
    """The words of the names of classes and departments, each made once."""

    def __init__(self, profile: CityProfile, departments: Iterable[Department]) -> None:
        self._classes = {one.code: (one.name, one.name_en, one.major, one.major_en) for one in profile.classes}
        self._departments = {one.id: _names_of(one) for one in departments}
        self._known: dict[tuple[str, Id | None], str] = {}

    def learn(self, departments: Iterable[Department]) -> bool:
        """Whether these are the departments that they were, new ones among them; then they are known from now on."""
        fresh: dict[Id, tuple[str, ...]] = {}
        for one in departments:
            known = self._departments.get(one.id)
            if known is None:
                fresh[one.id] = _names_of(one)
            elif known != _names_of(one):
                return False
        if fresh:
            self._departments |= fresh
            self._known = {pair: words for pair, words in self._known.items() if pair[1] not in fresh}
        return True

    def listed(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """(column of `cases`, value) -> the names that its cases are found by."""
        return {("class_code", code): names for code, names in self._classes.items()} | {
            ("department_id", one): names for one, names in self._departments.items()
        }

    def words(self, class_code: str, department_id: Id | None) -> str:
        """The words that a case of this class with this department is found by, with spaces between."""
        key = (class_code, department_id)
        if key not in self._known:
            names = (class_code, *self._classes.get(class_code, ()), *self._departments.get(department_id or "", ()))
            self._known[key] = " ".join({word for name in names for word in words(name)})
        return self._known[key]


def _names_of(department: Department) -> tuple[str, ...]:
    return department.name, department.name_en, department.short_name


def names_for(connection: Connection, profile: CityProfile, changes: Iterable[CaseChange]) -> Names:
    """The names that the words of these changes are made of."""
    wanted = {one.after.department_id for one in changes if one.after.department_id is not None}
    return _names(profile, _departments(connection, wanted) if wanted else [])


def write(connection: Connection, names: Names, changes: Iterable[CaseChange]) -> None:
    """Words for every case of which something that can be searched for has changed."""
    fresh: list[CaseRecord] = []
    changed: list[CaseRecord] = []
    for one in changes:
        if one.before is None:
            fresh.append(one.after)
        elif _texts(one.before) != _texts(one.after):
            changed.append(one.after)
    add(connection, (_words_of(one, names) for one in fresh), len(fresh))
    put(connection, [_words_of(one, names) for one in changed])


def _names(profile: CityProfile, departments: list[Department]) -> Names:
    """The names for a commit; those of earlier ones are kept, since an act rarely brings another profile or a
    department that has changed."""
    known, names = _last[0]
    if known is not profile or not names.learn(departments):
        names = Names(profile, departments)
        _last[0] = (profile, names)
    return names


_last: list[tuple[CityProfile | None, Names]] = [(None, Names(EMPTY_PROFILE, ()))]


def rebuild(connection: Connection, profile: CityProfile) -> int:
    """Make the words of every case anew; returns how many. For migrations and restores.

    Reads only what the tables had when words were first kept, so that the migration stays right for ever.
    """
    names = names_now(connection, profile)
    count, last = 0, 0
    while (renewed := renew(connection, names, after=last))[0]:
        count, last = count + renewed[0], renewed[1]
    return count


def names_now(connection: Connection, profile: CityProfile) -> Names:
    """The names as they are."""
    return Names(profile, _departments(connection, None))


def renew(
    connection: Connection, names: Names, *, after: int, only: tuple[str, str] | None = None, limit: int = CHUNK
) -> tuple[int, int]:
    """Make the words of the next `limit` cases anew; returns how many and the last id. `only`: (column, value)."""
    of_one = "" if only is None else f"AND {only[0]} = :value "
    query = text(
        "SELECT id, number, short, place, description, class_code, department_id FROM cases "
        f"WHERE id > :after {of_one}ORDER BY id LIMIT {limit}"
    )
    given: dict[str, Any] = {"after": after}
    if only is not None:
        given["value"] = int(only[1]) if only[0] == "department_id" else only[1]
    rows = connection.execute(query, given).all()
    found = [_words(str(row[0]), row[1], row[2], row[3], row[4], names.words(row[5], _id(row[6]))) for row in rows]
    put(connection, found)
    return len(rows), rows[-1][0] if rows else after


def _id(number: int | None) -> Id | None:
    return None if number is None else str(number)


def _texts(record: CaseRecord) -> tuple[Any, ...]:
    return (record.number, record.place, record.description, record.class_code, record.department_id)


def _words_of(record: CaseRecord, names: Names) -> CaseWords:
    known = names.words(record.class_code, record.department_id)
    return _words(record.id, record.number, record.short, record.place, record.description, known)


def _words(case_id: Id, number: str, short: int, place: str, description: str, names: str) -> CaseWords:
    street, house, rest = texts(number, short, place, description)
    return CaseWords(case_id=case_id, street=street, house=house, names=names, rest=rest)


def texts(number: str, short: int, place: str, description: str) -> tuple[str, str, str]:
    """The words of a case's own texts: those of its street, of its house, and the rest."""
    street = street_of(place)
    known, kept = _street_words(street)
    # Spelled apart from its street where no word reaches from the one into the other.
    begin = len(street) if "一" <= street[-1:] <= "龥" and place.startswith(street) else 0
    return kept, " ".join(_house_words(place[begin:]) - known), spelled(f"{number} {short} {description}")


def add_texts(
    connection: Connection,
    profile: CityProfile,
    ids: Sequence[int],
    found: Sequence[tuple[str, ...]],
    named_by: Sequence[tuple[str, Id | None]],
) -> None:
    """Write the words of new cases whose `texts` are `ready`; `named_by`: the class and the department of each."""
    wanted = {department for _, department in named_by if department is not None}
    names = _names(profile, _departments(connection, wanted) if wanted else [])
    add_ready(connection, ids, found, [names.words(*whose) for whose in named_by])


@lru_cache(4096)
def _street_words(street: str) -> tuple[frozenset[str], str]:
    # A city has some thousand streets and a case names one of them.
    found = frozenset(words(street))
    return found, " ".join(found)


@lru_cache(4096)
def _house_words(house: str) -> frozenset[str]:
    # And most houses are a number and a sign.
    return frozenset(words(house))


def _departments(connection: Connection, ids: set[Id] | None) -> list[Department]:
    """These departments, or all; also those that ended, for their cases are still found by their names."""
    query = select(entities.c.body).where(entities.c.kind == "department")
    if ids is not None:
        query = query.where(entities.c.id.in_(bindparam("ids", expanding=True)))
        return [_department.decode(body) for (body,) in connection.execute(query, {"ids": sorted(ids)})]
    return [_department.decode(body) for (body,) in connection.execute(query)]
