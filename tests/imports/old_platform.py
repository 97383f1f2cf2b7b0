"""An older platform's tables, as nasty as people make them, in a folder with its mapping."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from pathlib import Path

import openpyxl
from PIL import Image

MAPPING = """
format = 1
name = "oldcity"
title = "旧平台"
as_of = "2026-11-20T18:00:00+08:00"
crs = "gcj02"
accounts = "disabled"
aliases = { "市容所" = "D1" }

[departments]
file = "departments.xlsx"
head_row = 2
columns = { code = "编号", name = "名称", parent = "上级" }

[people]
file = "people.csv"
encoding = "gb18030"
columns = { name = "姓名", roles = "岗位", department = "部门", username = "登录名" }
values.roles = { "受理员" = "intake", "派遣员" = "dispatcher", "科员" = "department" }

[cases]
file = "cases.xlsx"
sheet = "未结案件"
remaining_unit = "urgent_hour"
columns.key = "案件编号"
columns.number = "案件编号"
columns.class_code = "小类"
columns.state = "状态"
columns.source = "来源"
columns.place = ["街道", "地址"]
columns.description = "描述"
columns.lon = "经度"
columns.lat = "纬度"
columns.department_code = "处置部门"
columns.reported_at = "上报时间"
columns.dispatched_at = "派遣时间"
columns.remaining = "剩余小时"
columns.suspended_until = "挂账至"
columns.urgency = "紧急"
values.state."待立案" = "accepted"
values.state."待派遣" = "filed"
values.state."处置中" = "handling"
values.state."挂账" = "suspended"
values.state."赶赴" = "departed"
values.source = { "监督员" = "inspector", "12345" = "hotline" }
values.urgency = { "是" = "urgent", "否" = "normal" }
values.class_code = { "0110" = "E0110" }

[trail]
file = "trail.csv"
columns = { case = "案件编号", act = "环节", at = "时间", actor = "办理人", opinion = "意见" }
values.act = { "上报" = "case.reported", "立案" = "case.filed", "派遣" = "case.dispatched" }

[attachments]
file = "attachments.csv"
columns = { case = "案件编号", file = "文件", kind = "类型", sha256 = "校验" }
values.kind = { "上报照片" = "scene", "文档" = "document" }
"""
CASE_HEAD = (
    *("案件编号", "小类", "状态", "来源", "街道", "地址", "描述", "经度", "纬度", "处置部门", "上报时间", "派遣时间"),
    *("剩余小时", "挂账至", "紧急"),
)
_PLACED = {"经度": 120.0046, "纬度": 30.9980}


def case(key: str, state: str, place: str, **more: object) -> tuple[object, ...]:
    """A row of the sheet."""
    row: dict[str, object] = {
        "案件编号": key,
        "小类": "0110",
        "状态": state,
        "来源": "监督员",
        "地址": place,
        "紧急": "否",
    }
    row |= {"描述": "", "处置部门": "", "上报时间": "2026-11-20 09:00:00"} | more
    return tuple(row.get(one) for one in CASE_HEAD)


CASES = [
    case(
        *("A-1", "处置中", "长兴路 1 号"),
        **_PLACED,
        **{"街道": "城东", "来源": "12345", "描述": "井盖破损", "处置部门": "市容所", "上报时间": 46346.375},
        **{"派遣时间": "2026-11-19 09:30:00", "剩余小时": 5.5, "紧急": "是"},
    ),
    case("A-2", "待派遣", "长兴路 2 号", 上报时间="2026-11-20 08:00:00"),
    case(
        *("A-3", "挂账", "长兴路 3 号"),
        **_PLACED,
        **{"处置部门": "市容 所", "上报时间": "2026/11/18 08:00:00", "派遣时间": "2026-11-18 09:00", "剩余小时": 10},
        挂账至="2026-12-24 09:00:00",
    ),
    case(
        *("A-4", "处置中", "长兴路 4 号"),
        **_PLACED,
        **{"描述": "=危险", "处置部门": "环卫中心", "剩余小时": -2},
        **{"上报时间": "2026-11-17 08:00:00", "派遣时间": "2026-11-17 09:00:00"},
    ),
    case("A-5", "待立案", "长兴路 5 号"),
]
BAD = [
    case("B-1", "神秘", "x"),
    case("B-2", "处置中", "x", 处置部门="无此部门", 剩余小时=1),
    case("B-3", "处置中", "x", 剩余小时=1),
    case("B-4", "赶赴", "x", 处置部门="D1", 剩余小时=1),
    case("A-1", "待立案", "x"),
    case("B-5", "待立案", "x", 上报时间="gestern"),
    case("B-6", "待立案", "#REF!"),
    case("B-7", "待立案", "=A1"),
    case("B-8", "待立案", "x", 小类=3101010101000001),
]


def photo(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return out.getvalue()


def make(folder: Path, bad: bool = True) -> Path:
    """The folder; `bad`: with the rows that have to be refused."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["部门一览表"])
    sheet.merge_cells("A1:C1")
    for row in (
        ("编号", "名称", "上级"),
        ("D2", "环卫中心", "城管局"),
        ("D1", "市容环境管理所", None),
        ("D0", "城管局", None),
    ):
        sheet.append(row)
    sheet["C4"] = None
    sheet.merge_cells("C3:C4")  # both are below 城管局
    book.save(folder / "departments.xlsx")
    with (folder / "people.csv").open("w", encoding="gb18030", newline="") as out:
        rows = [
            ("姓名", "岗位", "部门", "登录名"),
            ("王受理", "受理员", "", "wang"),
            ("李派", "派遣员；受理员", "", "li"),
        ]
        csv.writer(out).writerows(
            [*rows, ("张三", "科员", "环卫中心", ""), *([("赵四", "宇航员", "", "")] if bad else [])]
        )
    book = openpyxl.Workbook()
    book.active.title = "说明"
    sheet = book.create_sheet("未结案件")
    sheet.append(CASE_HEAD)
    for row in [*CASES, *(BAD if bad else [])]:
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            if cell.value in ("=危险", "#REF!"):
                cell.data_type = "s" if cell.value == "=危险" else "e"
    book.save(folder / "cases.xlsx")
    files = folder / "files" / "2026"
    files.mkdir(parents=True)
    (files / "1.jpg").write_bytes(photo())
    (files / "2.jpg").write_bytes(photo("blue"))
    (files / "forgotten.jpg").write_bytes(photo("green"))
    (files / "page.pdf").write_bytes(b"<html>no pdf</html>")
    right = hashlib.sha256(photo()).hexdigest()
    listed = [("案件编号", "文件", "类型", "校验"), ("A-1", "2026/1.jpg", "上报照片", right)]
    if bad:
        listed += [
            ("A-1", "2026/2.jpg", "上报照片", right),
            ("A-2", "2026/missing.jpg", "上报照片", ""),
            ("A-2", "../mapping.toml", "文档", ""),
            ("A-2", "2026\\page.pdf", "文档", ""),
            ("B-1", "2026/2.jpg", "上报照片", ""),
        ]
    _csv(folder / "attachments.csv", listed)
    trail = [
        ("案件编号", "环节", "时间", "办理人", "意见"),
        ("A-1", "派遣", "2026-11-19 09:30:00", "李派", "请市容所处置"),
        ("A-1", "上报", "2026-11-19 09:00:00", "热线", ""),
        ("A-1", "立案", "2026-11-19 09:10:00", "值班长", "同意, 立案"),
        ("A-1", "电话催办", "2026-11-20 10:00:00", "李派", "尽快"),
    ]
    _csv(folder / "trail.csv", [*trail, *([("B-1", "上报", "2026-11-19 09:00:00", "", "")] if bad else [])])
    return folder


def _csv(path: Path, rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(rows)


def zipped(folder: Path) -> bytes:
    """As a client sends it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in sorted(folder.rglob("*")):
            if one.is_file():
                packed.write(one, one.relative_to(folder).as_posix())
    return out.getvalue()
