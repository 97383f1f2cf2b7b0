"""A small profile with something in every table."""

from __future__ import annotations

from contract.profile_files.checking import DEFAULTS, Line
from contract.profile_files.schema import SETTINGS, Row
from contract.profile_files.settings import ALL
from contract.profile_files.tables import TABLES

CITY = {
    "city.name": "方城",
    "city.name_en": "Fangcheng",
    "city.division": "990101",
    "city.edition": "GB/T 30428.2-2013",
    "city.mark": "sample-unverified",
    "city.timezone": "Asia/Shanghai",
    "city.bounds": "121.4; 31.2; 121.6; 31.3",
    "time.duty_from": "08:00",
    "time.duty_to": "20:00",
    "time.default_limit": "8 work_hour",
    "time.duty": "08:00-12:00; 13:30-20:00",
    "conduct.double_posts": "dispatch+close; handle+check",
    "evaluation.counts_area": "report_num; inst_num",
}
ROWS: dict[str, tuple[Row, ...]] = {
    "departments": (("HW", "环卫所", "Sanitation", "环卫", ""), ("HW2", "环卫二队", "", "", "HW")),
    "people": (("", "李敏", "department; dispatcher", "HW", ""), ("", "王强", "", "", "")),
    "classes": (
        ("C0101", "上水井盖", "Water cover", "公用设施", "Public utilities", "井", "", "standard", "", "", "", ""),
        ("C0113", "", "", "公用设施", "Public utilities", "", "", "reserved", "", "", "", ""),
        ("E0110", "暴露垃圾", "Garbage", "市容环境", "Appearance", "垃", "", "standard", "2 urgent_hour", "", "", ""),
        ("E0111", "渣土", "Debris", "市容环境", "Looks", "渣", "own", "extension", "4 work_day", "", "2 work_day", ""),
    ),
    "conditions": (
        (
            "C0101-2",
            "C0101",
            "破损; 缺失",
            "damaged; missing",
            "damage_area_cm2 > 25 & check_area_cm = 150x150 | depth_cm >= 2.5",
            "4 work_hour",
            "2 urgent_hour",
            "",
            "",
            "urgent",
            "更换; 修复",
            "replaced; repaired",
            "",
        ),
        ("E0111-1", "E0111", "堆放", "", "", "", "", "", "", "normal", "", "", "nobody measured it"),
    ),
    "limits": (("E0110", "A", "urgent", "0.5 urgent_hour"), ("C0101-2", "", "major", "1 urgent_hour")),
    "milestones": (
        ("C0101-2", "", "", "1", "围护", "fenced off", "1 urgent_hour", "no"),
        ("C0101-2", "", "", "2", "修复", "repaired", "4 work_hour", "yes"),
    ),
    "step_limits": (("reported", "", "", "", "0.25 urgent_hour"), ("arrive", "", "urgent", "A", "0.5 urgent_hour")),
    "pauses": (("return_asked", "", ""), ("suspended", "365 urgent_day", "1")),
    "ladder": (("person", "0"), ("shift_leader", "5")),
    "orders": (("", "2 urgent_hour", "1 urgent_hour", "5 work_day"),),
    "calendar": (("2026-10-01", "holiday", "国庆节", "National Day"), ("2026-10-10", "workday", "", "")),
    "responsibility": (("C01", "", "HW"), ("", "990101001", "HW2")),
    "phrases": (("file_case", "情况属实，予以立案。", "Confirmed; filed."), ("close_case", "已处置到位。", "")),
    "indicators": (
        (
            "area", "closing_rate", "结案率", "Closing rate", "archive_num / need_archive_num",
            "percent", "higher", "0.4", "", "x", "F", "",
        ),
        ("area", "filed", "立案数", "", "inst_num", "count", "", "0.6", "0=100; 2=90; 0", "", "U", "sample"),
    ),
    "grades": (("A", "90", "#2E7D32", "优", "good"), ("B", "0", "#C62828", "", "")),
}  # fmt: skip


def tables(**changed: tuple[Row, ...]) -> dict[str, tuple[Row, ...]]:
    """The tables as they are kept; `changed` ones as given."""
    settings = tuple((one.name, CITY.get(one.name, DEFAULTS[one.name])) for one in ALL)
    whole = {SETTINGS: settings} | ROWS | changed
    return {table.name: whole[table.name] for table in TABLES}


def lines(tables_: dict[str, tuple[Row, ...]]) -> dict[str, list[Line]]:
    """As if read from files: the head is line 1."""
    return {name: [Line(at, row) for at, row in enumerate(rows, 2)] for name, rows in tables_.items()}
