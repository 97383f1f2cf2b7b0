"""The report of an evaluation as XLSX: the table as it was asked for, and what each number is."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec
import xlsxwriter
from sqlalchemy import Connection, select
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from backend.tables import entities
from contract.entities import AnyEntity, Area, Department, Id, Person
from contract.evaluation_answers import EvaluationRow, EvaluationTable

_RISKY = ("=", "+", "-", "@")
_UNITS = {"count": "", "percent": "%", "minute": "min", "times": "×"}
_OBJECTS = {
    "area": ("区域", "Areas"),
    "department": ("部门", "Departments"),
    "supervisor": ("监督员", "Inspectors"),
    "acceptor": ("受理员", "Intake"),
    "shift_leader": ("值班长", "Shift leaders"),
    "dispatcher": ("派遣员", "Dispatchers"),
}
_WORDS = {
    "title": ("综合评价", "Evaluation"),
    "period": ("评价周期", "Period"),
    "running": ("未结束", "not over"),
    "at": ("统计时间", "Counted at"),
    "position": ("事件日志位置", "Event log position"),
    "behind": ("尚未计入的事件", "Events not counted yet"),
    "edition": ("评价方案", "Scheme"),
    "unverified": (
        "样例，未经核实：权重、分档和等级不是标准规定",
        "SAMPLE, NOT VERIFIED: weights, steps and grades are those of no standard",
    ),
    "name": ("名称", "Name"),
    "score": ("得分", "Score"),
    "grade": ("等级", "Grade"),
    "total": ("合计", "Total"),
    "none": ("（无）", "(none)"),
    "table": ("评价表", "Table"),
    "definitions": ("指标说明", "Definitions"),
    "code": ("代码", "Code"),
    "definition": ("定义", "Definition"),
    "confidence": ("可信度", "Confidence"),
    "weight": ("权重", "Weight"),
    "formula": ("公式", "Formula"),
    "marks": (
        "可信度：F 有来源；G 常识；U 不确定；own 本系统定义",
        "Confidence: F found in a source, G general knowledge, U uncertain, own: defined here",
    ),
    "partial": ("有指标无数值", "without some indicators"),
}
_entity: msgspec.json.Decoder[AnyEntity] = msgspec.json.Decoder(AnyEntity)


def names_of(connection: Connection, table: EvaluationTable, lang: str) -> dict[Id, str]:
    """Id -> name of the objects of a table; of persons who are gone there is none."""
    kind = table.object if table.object in ("area", "department") else "person"
    found: dict[Id, str] = {}
    for body in connection.execute(select(entities.c.body).where(entities.c.kind == kind)).scalars():
        one = _entity.decode(body)
        if isinstance(one, Area | Department):
            found[one.id] = one.name if lang == "zh" else one.name_en or one.name
        elif isinstance(one, Person):
            found[one.id] = one.name
    return found


def report(table: EvaluationTable, names: Mapping[Id, str], lang: str, zone: str) -> bytes:
    """The workbook."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    writer = _Report(book, table, names, lang, zone)
    writer.table()
    writer.definitions()
    book.close()
    return stream.getvalue()


class _Report:
    def __init__(
        self, book: xlsxwriter.Workbook, table: EvaluationTable, names: Mapping[Id, str], lang: str, zone: str
    ) -> None:
        self._book, self._table, self._names = book, table, names
        self._at, self._zone = (0 if lang == "zh" else 1), ZoneInfo(zone)
        self._bold = book.add_format({"bold": True})
        self._head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._mark = book.add_format({"bold": True, "font_color": "#9C5700", "bg_color": "#FFEB9C"})
        self._quoted = book.add_format({"quote_prefix": True})
        self._number = book.add_format({"num_format": "0"})
        self._decimal = book.add_format({"num_format": "0.00"})
        self._grades = {one.code: book.add_format({"bg_color": one.colour, "align": "center"}) for one in table.grades}

    def table(self) -> None:
        table = self._table
        sheet = self._book.add_worksheet(self._word("table"))
        title = f"{self._word('title')} · {_OBJECTS[table.object][self._at]}"
        sheet.write_string(0, 0, title, self._bold)
        period = f"{table.period} ({table.first} – {table.last})"
        facts = [
            ("period", period if table.complete else f"{period}, {self._word('running')}"),
            ("at", f"{table.at.astimezone(self._zone):%Y-%m-%d %H:%M:%S}"),
            ("position", str(table.position)),
            ("edition", table.edition),
        ]
        if table.behind:
            facts.append(("behind", str(table.behind)))
        for row, (word, text) in enumerate(facts, 1):
            sheet.write_string(row, 0, self._word(word))
            self._text(sheet, row, 1, text)
        row = len(facts) + 1
        if not table.verified:
            sheet.write_string(row, 0, self._word("unverified"), self._mark)
            row += 1
        row += 1
        heads = [self._word("name"), self._word("grade"), self._word("score")]
        heads += [f"{self._named(one.name, one.name_en)} {_UNITS[one.unit]}".strip() for one in table.indicators]
        heads += [self._named(one.name, one.name_en) for one in table.counts]
        for column, head in enumerate(heads):
            self._text(sheet, row, column, head, self._head)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, len(heads) - 1, 11)
        sheet.freeze_panes(row + 1, 1)
        for step, one in enumerate(table.rows, 1):
            name = self._names.get(one.key, one.key) if one.key else self._word("none")
            self._row(sheet, row + step, name, one)
        self._row(sheet, row + len(table.rows) + 1, self._word("total"), table.total, self._bold)

    def definitions(self) -> None:
        table = self._table
        sheet = self._book.add_worksheet(self._word("definitions"))
        self._line(sheet, 0, ["name", "code", "definition", "confidence", "weight"])
        lines: list[Sequence[str]] = []
        for one in table.indicators:
            weight = f"{one.weight:g}" if one.weight else ""
            lines.append((self._named(one.name, one.name_en), one.code, f"{one.formula}  {one.note}".strip(),
                          one.confidence, weight))  # fmt: skip
        lines += [
            (self._named(one.name, one.name_en), one.code, one.definition, one.confidence, "") for one in table.counts
        ]
        for row, line in enumerate(lines, 1):
            for column, text in enumerate(line):
                self._text(sheet, row, column, text)
        self._text(sheet, len(lines) + 2, 0, self._word("marks"))
        if not table.verified:
            sheet.write_string(len(lines) + 3, 0, self._word("unverified"), self._mark)
        for column, width in enumerate((24, 24, 90, 10, 8)):
            sheet.set_column(column, column, width)

    def _row(self, sheet: Worksheet, row: int, name: str, one: EvaluationRow, form: Format | None = None) -> None:
        self._text(sheet, row, 0, name, form)
        if one.grade:
            self._text(sheet, row, 1, one.grade, self._grades.get(one.grade))
        if one.score is not None:
            sheet.write_number(row, 2, one.score, self._decimal)
            if not one.whole:
                sheet.write_comment(row, 2, self._word("partial"))
        column = 3
        for value in one.values:
            if value is not None:
                sheet.write_number(row, column, value, self._decimal)
            column += 1
        for count in one.counts:
            sheet.write_number(row, column, count, self._number)
            column += 1

    def _line(self, sheet: Worksheet, row: int, words: Sequence[str]) -> None:
        for column, word in enumerate(words):
            sheet.write_string(row, column, self._word(word), self._head)

    def _text(self, sheet: Worksheet, row: int, column: int, text: str, form: Format | None = None) -> None:
        clean = "".join(letter for letter in text if letter.isprintable())
        sheet.write_string(row, column, clean, self._quoted if clean.startswith(_RISKY) else form)

    def _named(self, name: str, name_en: str) -> str:
        return (name_en or name) if self._at else (name or name_en)

    def _word(self, code: str) -> str:
        return _WORDS[code][self._at]
