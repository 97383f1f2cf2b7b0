"""Cases as tables for other people's programs: CSV and XLSX, Chinese or English, in memory of one row.

A text that a spreadsheet would take for a formula stays a text: in CSV it gets an apostrophe in front, in XLSX it is
stored as a text that is marked so. Times are those of the city's clocks.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TextIO
from zoneinfo import ZoneInfo

import xlsxwriter

from backend.records import CaseRecord
from contract.entities import Area, Department, Id
from contract.profile import CityProfile

SHEET_ROWS = 1_048_575  # of a sheet, less the heading
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_Cell = str | int | float | datetime | None


@dataclass(frozen=True)
class Column:
    """A column: its heading in both languages and its width in characters."""

    name: str
    zh: str
    en: str
    width: int = 12


COLUMNS = (
    Column("number", "案件编号", "Case number", 18),
    Column("state", "状态", "State", 10),
    Column("class_code", "类别代码", "Class code", 9),
    Column("major", "大类", "Major class", 12),
    Column("class_name", "小类", "Class", 14),
    Column("source", "来源", "Source", 12),
    Column("urgency", "紧急程度", "Urgency", 9),
    Column("place", "地点", "Place", 24),
    Column("description", "问题描述", "Description", 40),
    Column("district", "区", "District", 12),
    Column("street", "街道", "Street", 12),
    Column("community", "社区", "Community", 12),
    Column("grid", "责任网格", "Responsibility grid", 14),
    Column("cell_code", "单元网格", "Unit grid cell", 17),
    Column("component_code", "部件编码", "Component code", 18),
    Column("department", "处置部门", "Department", 18),
    Column("lon", "经度", "Longitude", 11),
    Column("lat", "纬度", "Latitude", 11),
    Column("reported_at", "上报时间", "Reported", 19),
    Column("filed_at", "立案时间", "Filed", 19),
    Column("dispatched_at", "派遣时间", "Dispatched", 19),
    Column("signed_at", "签收时间", "Signed for", 19),
    Column("deadline_at", "处置时限", "Deadline", 19),
    Column("handled_at", "反馈时间", "Fed back", 19),
    Column("checked_at", "核查时间", "Checked", 19),
    Column("closed_at", "结案时间", "Closed", 19),
    Column("rework", "返工次数", "Rework", 9),
    Column("photos", "照片数", "Photos", 8),
)
_TIMES = tuple(one.name for one in COLUMNS if one.name.endswith("_at"))
WORDS = {
    "reported": ("待受理", "reported"),
    "accepted": ("待立案", "accepted"),
    "filed": ("待派遣", "filed"),
    "dispatched": ("待签收", "dispatched"),
    "signed": ("待处置", "signed for"),
    "handling": ("处置中", "in handling"),
    "feedback": ("待核查", "fed back"),
    "checked": ("待结案", "checked"),
    "closed": ("已结案", "closed"),
    "refused": ("不予受理", "refused"),
    "inspector": ("监督员上报", "inspector"),
    "hotline": ("热线", "hotline"),
    "video": ("视频巡查", "video"),
    "device": ("物联设备", "device"),
    "leader": ("领导批示", "leader"),
    "import": ("历史导入", "import"),
    "unconfirmed": ("待人工确认", "to confirm"),
    "verifying": ("核实中", "being verified"),
    "entrusted": ("待二次派遣", "to dispatch again"),
    "departed": ("赶赴现场", "on the way"),
    "returned": ("回退待定", "return asked for"),
    "suspended": ("挂账", "suspended"),
    "checking": ("核查中", "being checked"),
    "archived": ("已归档", "archived"),
    "not_filed": ("不予立案", "not filed"),
    "void": ("作废", "void"),
    "merged": ("已并案", "merged"),
    "department_check": ("部门自查", "department's own check"),
    "citizen": ("公众", "citizen"),
    "camera_alarm": ("视频告警", "camera alarm"),
    "superior": ("上级交办", "superior"),
    "media": ("媒体", "media"),
    "petition": ("信访", "petition"),
    "other_system": ("其他系统", "other system"),
    "normal": ("一般", "normal"),
    "urgent": ("紧急", "urgent"),
    "major": ("重大", "major"),
}


class Namer:
    """Names for the codes and ids of a case, in one language."""

    def __init__(
        self, profile: CityProfile, areas: Sequence[Area], departments: Sequence[Department], lang: str
    ) -> None:
        zh = lang == "zh"
        self._at = 0 if zh else 1
        self._zone = ZoneInfo(profile.timezone)
        self._classes = {
            one.code: (one.name, one.major) if zh else (one.name_en or one.name, one.major_en or one.major)
            for one in profile.classes
        }
        self._departments = {one.id: one.name if zh else one.name_en or one.name for one in departments}
        self._areas: dict[Id, dict[str, str]] = {}
        by_id = {one.id: one for one in areas}
        for area in areas:
            path: dict[str, str] = {}
            up: Area | None = area
            while up is not None and up.level not in path:
                path[up.level] = up.name if zh else up.name_en or up.name
                up = by_id.get(up.parent_id or "")
            self._areas[area.id] = path

    def heading(self) -> list[str]:
        """The names of the columns."""
        return [one.en if self._at else one.zh for one in COLUMNS]

    def cells(self, case: CaseRecord) -> list[_Cell]:
        """A case as a row of `COLUMNS`."""
        name, major = self._classes.get(case.class_code, ("", ""))
        area = self._areas.get(case.area_id or "", {})
        row: dict[str, _Cell] = {
            "number": case.number,
            "state": self._word(case.state),
            "class_code": case.class_code,
            "major": major,
            "class_name": name,
            "source": self._word(case.source),
            "urgency": self._word(case.urgency),
            "place": case.place,
            "description": case.description,
            "district": area.get("district", ""),
            "street": area.get("street", ""),
            "community": area.get("community", ""),
            "grid": area.get("grid", ""),
            "cell_code": case.cell_code or "",
            "component_code": case.component_code,
            "department": self._departments.get(case.department_id or "", ""),
            "lon": case.lon,
            "lat": case.lat,
            "rework": case.rework,
            "photos": case.photos,
        }
        row |= {name: self._time(getattr(case, name)) for name in _TIMES}
        return [row[one.name] for one in COLUMNS]

    def _word(self, code: str) -> str:
        return WORDS[code][self._at] if code in WORDS else str(code)

    def _time(self, moment: datetime | None) -> datetime | None:
        return None if moment is None else moment.astimezone(self._zone).replace(tzinfo=None, microsecond=0)


class Sheet(Protocol):
    """A table being written."""

    def add(self, cells: Sequence[_Cell]) -> None:
        """One row more."""

    def close(self) -> None:
        """Finish the file."""


def open_sheet(form: str, path: Path, heading: Sequence[str]) -> Sheet:
    """A new table `csv` or `xlsx` in a file; scratch files of XLSX lie beside it."""
    return _Csv(path, heading) if form == "csv" else _Xlsx(path, heading)


class _Csv:
    def __init__(self, path: Path, heading: Sequence[str]) -> None:
        # With a mark at the beginning, or Excel reads it in the code page of the machine.
        self._stream: TextIO = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._stream)
        self._writer.writerow(heading)

    def add(self, cells: Sequence[_Cell]) -> None:
        self._writer.writerow([_for_csv(one) for one in cells])

    def close(self) -> None:
        self._stream.close()


def _for_csv(cell: _Cell) -> _Cell:
    if isinstance(cell, str):
        text = _printable(cell)
        return f"'{text}" if text.startswith(_RISKY) else text
    return f"{cell:%Y-%m-%d %H:%M:%S}" if isinstance(cell, datetime) else cell


class _Xlsx:
    def __init__(self, path: Path, heading: Sequence[str]) -> None:
        options: Mapping[str, Any] = {
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.use_zip64()
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._bold = self._book.add_format({"bold": True})
        self._quoted = self._book.add_format({"quote_prefix": True})
        self._heading = heading
        self._begin()

    def _begin(self) -> None:
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 1)
        for at, column in enumerate(COLUMNS):
            self._sheet.set_column(at, at, column.width)
        for at, name in enumerate(self._heading):
            self._sheet.write_string(0, at, name, self._bold)
        self._row = 0

    def add(self, cells: Sequence[_Cell]) -> None:
        if self._row == SHEET_ROWS:
            self._begin()
        self._row += 1
        for at, cell in enumerate(cells):
            if isinstance(cell, str):
                text = _printable(cell)
                if text:
                    self._sheet.write_string(self._row, at, text, self._quoted if text.startswith(_RISKY) else None)
            elif isinstance(cell, datetime):
                self._sheet.write_datetime(self._row, at, cell, self._time)
            elif cell is not None:
                self._sheet.write_number(self._row, at, cell)

    def close(self) -> None:
        self._book.close()


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(letter for letter in text if letter.isprintable() or letter in "\t\r\n" or letter.isspace())[:32_000]
