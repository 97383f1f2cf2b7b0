"""Departments and people of an old platform, and which department a word in its tables means."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

import msgspec

from backend.imports.cases import BadRow
from backend.imports.entities import Known, department_of, person_of
from backend.imports.ground import Ground
from backend.imports.takeover.desk import Desk
from backend.imports.takeover.mapping import Fields
from backend.records import natural_key
from backend.services.accounts import insert
from backend.tables import accounts
from backend.transaction import Transaction
from contract.entities import AnyEntity, Department, Id, Person
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.people import NewAccount

NEW = "new"
"""The id of a department that a trial run would make."""
_NO_PASSWORD = "!"


class Directory:
    """Departments by code, name, short name and alias; letters are compared without spaces and width."""

    def __init__(self, aliases: dict[str, str]) -> None:
        self._ids: dict[str, Id] = {}  # by code
        self._codes: dict[str, set[str]] = {}  # by any word
        self._aliases = {_plain(word): code for word, code in aliases.items()}

    def learn(self, departments: Iterable[Department]) -> None:
        """Departments that are here, or would be."""
        for one in departments:
            self._ids[one.code] = one.id
            for word in (one.code, one.name, one.short_name):
                if word:
                    self._codes.setdefault(_plain(word), set()).add(one.code)

    @property
    def ids(self) -> dict[str, Id]:
        """Ids by code."""
        return dict(self._ids)

    def code(self, word: str, field: str) -> str:
        """The code of the department that a word means; empty for no word. BadRow where it means none, or several."""
        if not word:
            return ""
        plain = _plain(word)
        alias = self._aliases.get(plain)
        if alias is not None:
            if alias not in self._ids:
                raise BadRow(field, f"{word[:40]!r} stands for {alias!r} in the mapping, which is no department")
            return alias
        if word in self._ids:
            return word
        found = sorted(self._codes.get(plain, ()))
        if len(found) > 1:
            raise BadRow(field, f"{word[:40]!r} is the name of several departments: {', '.join(found)}; give an alias")
        if not found:
            raise BadRow(field, f"{word[:40]!r} is no department here; give an alias in the mapping")
        return found[0]


def _plain(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).split()).casefold()


def bring_departments(desk: Desk, directory: Directory) -> None:
    """The table of departments, those above others first."""
    ground = desk.ground
    directory.learn(one for one in ground.live("department") if isinstance(one, Department))
    table = desk.open("departments")
    if table is None:
        return
    fields = Fields(table.of, table.columns)
    drafts: dict[str, Department] = {}
    parents: dict[str, str] = {}
    for line, row in desk.rows(table):
        try:
            record = {name: fields.text(name, row) for name in ("code", "name", "name_en", "short_name")}
            one = department_of({**record, "short_name": record["short_name"] or record["name"]})
            if one.code in drafts:
                raise BadRow("code", f"{one.code!r} is in this table twice")
            drafts[one.code] = one
            parents[one.code] = fields.text("parent", row)
        except BadRow as bad:
            desk.refuse("departments", line, fields.raw("code", row), bad)
    directory.learn(msgspec.structs.replace(one, id=directory.ids.get(one.code, NEW)) for one in drafts.values())
    todo, known = dict(drafts), directory.ids
    while todo:
        ready = {code: one for code, one in todo.items() if _parent_of(directory, parents[code]) not in todo}
        if not ready:
            desk.ledger.refuse("departments", 0, ", ".join(sorted(todo)), "parent", "each is above the other")
            break
        saved = [
            msgspec.structs.replace(one, parent_id=known.get(_parent_of(directory, parents[code])))
            for code, one in ready.items()
        ]
        known |= desk.save("departments", "department.saved", saved, lambda one: natural_key(one) or "")
        todo = {code: one for code, one in todo.items() if code not in ready}
    directory.learn(one for one in ground.live("department") if isinstance(one, Department))


def _parent_of(directory: Directory, word: str) -> str:
    try:
        return directory.code(word, "parent")
    except BadRow:
        return ""


def bring_people(desk: Desk, directory: Directory) -> None:
    """The table of people; where the mapping says so, with accounts that are shut until an administrator opens them."""
    table = desk.open("people")
    if table is None:
        return
    fields = Fields(table.of, table.columns)
    known = Known(directory.ids, desk.ground.known().areas, {})
    drafts: dict[str, Person] = {}
    users: dict[str, str] = {}
    for line, row in desk.rows(table):
        try:
            record = {
                "name": fields.text("name", row),
                "roles": _roles(fields.raw("roles", row), table.of.values.get("roles", {})),
                "department_code": directory.code(fields.text("department", row), "department"),
                "area_code": fields.text("area", row),
            }
            one = person_of(record, known)
            key = person_key(one)
            if key in drafts:
                raise BadRow("name", "the same person with the same department and area is in this table twice")
            drafts[key] = one
            if user := fields.text("username", row).lower():
                users[key] = user
        except BadRow as bad:
            desk.refuse("people", line, f"row {line}", bad)
    ids = desk.save("people", "person.saved", list(drafts.values()), person_key)
    if desk.mapping.accounts == "disabled" and not desk.dry:
        _accounts(desk.ground, [(users[key], ids[key], drafts[key]) for key in users if key in ids], desk)


def person_key(one: AnyEntity) -> str:
    """By what a person is known again, as in a city folder."""
    return "|".join((one.name, one.department_id or "", one.area_id or "")) if isinstance(one, Person) else one.id


def _roles(said: str, words: dict[str, str]) -> str:
    parts = [part.strip() for part in said.replace("；", ";").replace("、", ";").replace(",", ";").split(";")]
    return ";".join(words.get(part, part) for part in parts if part)


def _accounts(ground: Ground, wanted: list[tuple[str, Id, Person]], desk: Desk) -> None:
    made = 0
    for username, person_id, person in wanted:
        try:
            ground.write(_shut_account(username, person_id, person))
            made += 1
        except Refused as refused:
            if refused.problem.code is not Code.DUPLICATE:
                raise
        except msgspec.ValidationError as fault:
            desk.ledger.refuse("people", 0, person_id, "username", str(fault))
    if made:
        desk.ground.report.tally("accounts were made, shut: an administrator opens them and gives a password", made)


def _shut_account(username: str, person_id: Id, person: Person) -> Callable[[Transaction], None]:
    account = msgspec.convert(
        {
            "username": username,
            "password": "x" * 40,  # never hashed
            "name": person.name,
            "roles": [Role(role) for role in person.roles],
            "department_id": person.department_id,
            "area_ids": [person.area_id] if person.area_id else [],
            "person_id": person_id,
        },
        NewAccount,
    )

    def work(tx: Transaction) -> None:
        insert(tx, account, _NO_PASSWORD, must_change=True)
        tx.connection.execute(accounts.update().where(accounts.c.username == username).values(disabled=True))

    return work
