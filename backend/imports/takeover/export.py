"""What is here in the form in which an existing platform comes in: one workbook, its mapping, the files."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import xlsxwriter
from sqlalchemy import Connection, select, text

from backend.db import Database
from backend.derived.evidence import UNTOLD
from backend.imports.takeover.cases import travelling
from backend.records import CaseRecord, record_of
from backend.rules.chain import fact_of
from backend.rules.media import EXTENSIONS
from backend.services.filestore import FileStore
from backend.services.history import trail_of
from backend.tables import accounts, attachments, case_events, cases, entities
from backend.tables.life import OPEN
from contract.entities import AnyEntity, Area, CaseState, Department, Id, Person

BOOK = "tables.xlsx"
_BATCH = 300
_TIMES = (
    *("reported_at", "filed_at", "dispatched_at", "signed_at", "deadline_at", "handled_at", "checked_at", "closed_at"),
    *("step_at", "step_deadline_at"),
)
_CASE = (
    *("number", "class_code", "state", "source", "urgency", "place", "description", "lon", "lat", "department"),
    *("component_code", "rework", *_TIMES, "course"),
)
_HEADS: Mapping[str, tuple[str, ...]] = {
    "departments": ("code", "name", "name_en", "short_name", "parent"),
    "people": ("name", "roles", "department", "area", "username"),
    "cases": _CASE,
    "trail": ("case", "act", "at", "actor", "opinion"),
    "attachments": ("case", "file", "kind", "name", "sha256"),
}
_NOT_TOLD = ("case.attached", UNTOLD)
_INSTEAD = {CaseState.DEPARTED: CaseState.HANDLING, CaseState.RETURNED: CaseState.FILED}
"""States that mean nothing without what does not travel."""
_entity: msgspec.json.Decoder[AnyEntity] = msgspec.json.Decoder(AnyEntity)
Row = tuple[str, ...]


def export(db: Database, store: FileStore, target: Path) -> None:
    """Write the package. OSError."""
    with tempfile.TemporaryDirectory(dir=target.parent) as folder, db.read_long() as connection:
        book_file = Path(folder) / BOOK
        book = xlsxwriter.Workbook(
            book_file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        live = _Live(connection)
        files: dict[str, str] = {}
        for name, rows in (
            ("departments", live.departments()),
            ("people", live.people(connection)),
            ("cases", _cases(connection, live)),
            ("trail", _trail(connection)),
            ("attachments", _attachments(connection, files)),
        ):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, _HEADS[name])
            for at, row in enumerate(rows, 1):
                for column, said in enumerate(row):
                    if said:
                        sheet.write_string(at, column, said)
        book.close()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
            packed.writestr("mapping.toml", mapping_text())
            packed.write(book_file, BOOK)
            for sha256, name in sorted(files.items()):
                if store.path(sha256).is_file():
                    packed.write(store.path(sha256), f"files/{name}", zipfile.ZIP_STORED)


def mapping_text() -> str:
    """The mapping that reads this form."""
    lines = ["format = 1", 'name = "citywall"', 'title = "CityWall"', 'timezone = "UTC"', 'accounts = "disabled"']
    for table, head in _HEADS.items():
        lines += ["", f"[{table}]", f'file = "{BOOK}"', f'sheet = "{table}"']
        renamed = {"number": ("key", "number"), "department": ("department_code",)} if table == "cases" else {}
        for column in head:
            lines += [f'columns.{field} = "{column}"' for field in renamed.get(column, (column,))]
    return "\n".join([*lines, ""])


class _Live:
    """Departments, areas and people as they are."""

    def __init__(self, connection: Connection) -> None:
        self._of: dict[str, list[Any]] = {"department": [], "area": [], "person": []}
        query = select(entities.c.kind, entities.c.body).where(
            entities.c.kind.in_(tuple(self._of)), entities.c.ended.is_(False)
        )
        for kind, body in connection.execute(query):
            self._of[kind].append(_entity.decode(body))
        self.codes: dict[Id | None, str] = {one.id: one.code for one in self._of["department"]}
        self._areas: dict[Id | None, str] = {one.id: one.code for one in self._of["area"] if isinstance(one, Area)}

    def departments(self) -> Iterator[Row]:
        for one in sorted(self._of["department"], key=lambda one: str(one.code)):
            assert isinstance(one, Department)
            yield one.code, one.name, one.name_en, one.short_name, self.codes.get(one.parent_id, "")

    def people(self, connection: Connection) -> list[Row]:
        users = {str(one): name for one, name in connection.execute(select(accounts.c.person_id, accounts.c.username))}
        rows: list[Row] = []
        for one in self._of["person"]:
            assert isinstance(one, Person)
            place = (self.codes.get(one.department_id, ""), self._areas.get(one.area_id, ""))
            rows.append((one.name, ";".join(one.roles), *place, users.get(one.id, "")))
        return sorted(rows)


def _open_cases(connection: Connection) -> Iterator[list[CaseRecord]]:
    after = ""
    while True:
        query = select(cases).where(text(OPEN), cases.c.number > after).order_by(cases.c.number).limit(_BATCH)
        part = [record_of(dict(row)) for row in connection.execute(query).mappings()]
        if not part:
            return
        yield part
        after = part[-1].number


def _cases(connection: Connection, live: _Live) -> Iterator[Row]:
    for part in _open_cases(connection):
        for one in part:
            state = _INSTEAD.get(one.state, one.state)
            yield (
                *(one.number, one.class_code, str(state), str(one.source), str(one.urgency), one.place),
                *(one.description, _degrees(one.lon), _degrees(one.lat), live.codes.get(one.department_id, "")),
                *(one.component_code, str(one.rework) if one.rework else ""),
                *(_time(getattr(one, name)) for name in _TIMES),
                travelling(one.course),
            )


def _trail(connection: Connection) -> Iterator[Row]:
    for part in _open_cases(connection):
        numbers = {one.id: one.number for one in part}
        query = (
            select(case_events.c.case_id, case_events.c.body)
            .where(case_events.c.case_id.in_(list(numbers)))
            .order_by(case_events.c.case_id, case_events.c.number)
        )
        facts: dict[Id, list[Any]] = {one: [] for one in numbers}
        for case_id, body in connection.execute(query):
            facts[case_id].append(fact_of(body))
        for case_id, number in numbers.items():
            for line in trail_of(facts[case_id]):
                if line.name in _NOT_TOLD or line.name.startswith("case.caller_"):
                    continue
                act = line.params.get("act") or line.params.get("said") or line.name
                yield number, act, _time(line.happened_at), line.actor_name, line.opinion


def _attachments(connection: Connection, files: dict[str, str]) -> Iterator[Row]:
    for part in _open_cases(connection):
        numbers = {one.id: one.number for one in part}
        query = select(attachments).where(attachments.c.case_id.in_(list(numbers)))
        rows: list[Row] = []
        for row in connection.execute(query).mappings():
            name = f"{row['sha256']}.{EXTENSIONS.get(row['media_type'], 'bin')}"
            files[row["sha256"]] = name
            rows.append((numbers[row["case_id"]], name, row["kind"], row["name"], row["sha256"]))
        yield from sorted(rows)


def _time(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(timespec="milliseconds")


def _degrees(value: float | None) -> str:
    return "" if value is None else repr(round(value, 7))
