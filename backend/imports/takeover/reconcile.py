"""The reconciliation (对账): what the old platform's tables held against what is here afterwards, and every row's fate.

The counts here are read from the database after the import, by the key of each case, not taken from the import's own
counting; so a row that was lost on the way shows.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec
import xlsxwriter

from contract.takeover import Balance, Count, Filed, NumberPair, Reconciliation, RowNote

MOST_NOTES = 100_000
JSON, XLSX, CSV = "reconciliation.json", "reconciliation.xlsx", "reconciliation.csv"
_RISKY = ("=", "+", "-", "@", "\t", "\r")


class Ledger:
    """Filled while an import runs; `closed` gives the report."""

    def __init__(self, name: str, dry: bool) -> None:
        self.name, self.dry = name, dry
        self.source: dict[str, Counter[tuple[str, str]]] = {one: Counter() for one in ("state", "department", "class")}
        """By dimension: (word of the source, ours) -> rows that could be taken."""
        self.tables: dict[str, Count] = {}
        self.refused: list[RowNote] = []
        self.changed: list[RowNote] = []
        self.numbers: list[NumberPair] = []
        self.files: list[Filed] = []
        self.remaining_min = 0
        self.left_out = 0

    def refuse(self, table: str, line: int, key: str, field: str, reason: str) -> None:
        """A row that is not taken."""
        self._note(self.refused, RowNote(table=table, line=line, key=key, field=field, reason=reason))

    def change(self, table: str, line: int, key: str, field: str, said: str, taken: str, reason: str) -> None:
        """A value that is another here than there."""
        one = RowNote(table=table, line=line, key=key, field=field, reason=reason, said=said, taken=taken)
        self._note(self.changed, one)

    def _note(self, listed: list[RowNote], one: RowNote) -> None:
        if len(self.refused) + len(self.changed) < MOST_NOTES:
            listed.append(one)
        else:
            self.left_out += 1

    def closed(self, at: datetime, here: dict[str, Counter[str]], here_remaining_min: int) -> Reconciliation:
        """The report; `here`: by dimension the cases of this source in the database, by our words."""
        balances: list[Balance] = []
        for dimension, counted in self.source.items():
            ours: Counter[str] = Counter()
            words: dict[str, list[str]] = {}
            for (said, taken), rows in sorted(counted.items()):
                ours[taken] += rows
                words.setdefault(taken, []).append(f"{said or '(empty)'}: {rows:,}")
            for taken in sorted(ours.keys() | here[dimension].keys()):
                balances.append(
                    Balance(
                        dimension=dimension,
                        word=taken,
                        said="; ".join(words.get(taken, ())),
                        source=ours[taken],
                        here=here[dimension][taken],
                        difference=here[dimension][taken] - ours[taken],
                    )
                )
        balances.append(
            Balance(
                dimension="remaining_minutes",
                word="sum",
                source=self.remaining_min,
                here=here_remaining_min,
                difference=here_remaining_min - self.remaining_min,
            )
        )
        return Reconciliation(
            name=self.name,
            dry_run=self.dry,
            at=at,
            agrees=all(not one.difference for one in balances),
            tables=tuple(self.tables.values()),
            balances=tuple(balances),
            refused=tuple(self.refused),
            changed=tuple(self.changed),
            files=tuple(self.files),
            numbers=tuple(self.numbers),
            left_out=self.left_out,
        )


def write(folder: Path, report: Reconciliation) -> None:
    """All three forms."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / JSON).write_bytes(msgspec.json.encode(report))
    (folder / CSV).write_text(_csv(report), encoding="utf-8-sig", newline="")
    book = xlsxwriter.Workbook(folder / XLSX, {"constant_memory": True, "strings_to_formulas": False})
    for name, head, rows in _sheets(report):
        sheet = book.add_worksheet(name)
        for at, row in enumerate([head, *rows][:1_048_000]):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(at, column, value)
                else:
                    sheet.write_string(at, column, value[:32_000])
    book.close()


_Rows = Iterable[tuple[str | int, ...]]


def _sheets(report: Reconciliation) -> list[tuple[str, tuple[str, ...], _Rows]]:
    note = ("table", "line", "key", "field", "reason", "said", "taken")
    return [
        ("tables", Count.__struct_fields__, (msgspec.structs.astuple(one) for one in report.tables)),
        ("balances", Balance.__struct_fields__, (msgspec.structs.astuple(one) for one in report.balances)),
        ("refused", note, (msgspec.structs.astuple(one) for one in report.refused)),
        ("changed", note, (msgspec.structs.astuple(one) for one in report.changed)),
        ("files", Filed.__struct_fields__, (msgspec.structs.astuple(one) for one in report.files)),
        ("numbers", NumberPair.__struct_fields__, (msgspec.structs.astuple(one) for one in report.numbers)),
    ]


def _csv(report: Reconciliation) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for name, head, rows in _sheets(report):
        writer.writerow(["part", *head])
        for row in rows:
            writer.writerow([name, *(_plain(one) for one in row)])
    return out.getvalue()


def _plain(value: str | int) -> str | int:
    """A text that a spreadsheet would take for a formula stays a text."""
    return "'" + value if isinstance(value, str) and value.startswith(_RISKY) else value
