"""A small square city as a folder: legal, complete, easy to spoil. The demo city is the simulator's."""

from __future__ import annotations

import csv
import io
import json
import tarfile
import wave
from collections.abc import Iterable
from pathlib import Path

WEST, SOUTH = 120.0, 31.0
STEP = 0.001  # of a cell
SIDE = 6  # cells per side
DIVISION = "320999"
GRIDS = ("G01", "G02")
STATES = ("intact", "damaged", "lost", "occupied", "abandoned")
COMPONENT_HEAD = ("code", "class_code", "lon", "lat", "cell_code", "department_code", "state")
CASE_HEAD = (
    *("number", "class_code", "source", "place", "description", "lon", "lat", "state", "department_code"),
    *("reported_at", "filed_at", "dispatched_at", "signed_at", "deadline_at", "handled_at", "closed_at"),
)

_OSM = f"""<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="test">
 <node id="1" version="1" lat="{SOUTH}" lon="{WEST}"/>
 <node id="2" version="1" lat="{SOUTH + 0.005}" lon="{WEST + 0.005}"/>
 <node id="3" version="1" lat="{SOUTH + 0.006}" lon="{WEST + 0.006}"><tag k="place" v="suburb"/><tag k="name" v="城东"/>
  <tag k="name:en" v="East"/></node>
 <node id="4" version="1" lat="{SOUTH + 0.001}" lon="{WEST + 0.001}"/>
 <node id="5" version="1" lat="{SOUTH + 0.001}" lon="{WEST + 0.004}"/>
 <node id="6" version="1" lat="{SOUTH + 0.004}" lon="{WEST + 0.004}"/>
 <way id="10" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="name" v="长兴路"/>
  <tag k="name:en" v="Changxing Road"/></way>
 <way id="11" version="1"><nd ref="4"/><nd ref="5"/><nd ref="6"/><nd ref="4"/><tag k="building" v="yes"/></way>
 <way id="12" version="1"><nd ref="1"/><nd ref="99"/><tag k="highway" v="service"/></way>
</osm>
"""


def osm_xml() -> bytes:
    """A road, a building, a name, and a way whose second node is missing."""
    return _OSM.encode()


def csv_bytes(head: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """A CSV file in UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(list(head))
    writer.writerows(rows)
    return out.getvalue().encode()


def square(west: float, south: float, east: float, north: float) -> dict[str, object]:
    """A GeoJSON polygon."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def features(items: Iterable[tuple[dict[str, object], dict[str, object]]]) -> bytes:
    """A FeatureCollection of (properties, geometry)."""
    found = [{"type": "Feature", "properties": about, "geometry": shape} for about, shape in items]
    return json.dumps({"type": "FeatureCollection", "features": found}, ensure_ascii=False).encode()


def cell_code(index: int) -> str:
    """The code of the `index`-th cell, from 0."""
    return f"{DIVISION}001001{index + 1:03d}"


def component_rows(count: int, seed: int = 7) -> list[tuple[object, ...]]:
    """Components spread over the city; the same seed gives the same ones."""
    rows: list[tuple[object, ...]] = []
    classes = ("0101", "0102", "0203", "0402")
    for n in range(count):
        class4 = classes[(n * seed) % 4]
        u, v = (n * 0.6180339887) % 1.0, (n * 0.7548776662) % 1.0
        column, row = int(u * SIDE), int(v * SIDE)
        rows.append(
            (
                f"{DIVISION}{class4}{n + 1:06d}",
                f"C{class4}",
                f"{WEST + u * SIDE * STEP:.7f}",
                f"{SOUTH + v * SIDE * STEP:.7f}",
                cell_code(row * SIDE + column),
                f"D{n % 3 + 1}",
                STATES[0 if n % 17 else n % 5],
            )
        )
    return rows


def case_rows(count: int) -> list[list[object]]:
    """Half closed, half waiting for their department."""
    rows: list[list[object]] = []
    for n in range(count):
        closed = n % 2 == 0
        rows.append(
            [
                f"20260901-{n + 1:06d}",
                "E0110",
                "inspector",
                f"长兴路 {n + 1} 号",
                "",
                f"{WEST + (n % 50) * 0.0001:.6f}",
                f"{SOUTH + (n % 40) * 0.0001:.6f}",
                "closed" if closed else "dispatched",
                "D1",
                "2026-09-01T08:00:00+08:00",
                "2026-09-01T08:05:00+08:00",
                "2026-09-01T08:10:00+08:00",
                "2026-09-01T08:20:00+08:00" if closed else "",
                "2026-09-01T16:10:00+08:00",
                "2026-09-01T10:00:00+08:00" if closed else "",
                "2026-09-01T11:00:00+08:00" if closed else "",
            ]
        )
    return rows


def _profile() -> dict[str, object]:
    classes = [
        ("C0101", "上水井盖"),
        ("C0102", "污水井盖"),
        ("C0203", "道路"),
        ("C0402", "行道树"),
        ("E0110", "暴露垃圾"),
    ]
    return {
        "name": "方城",
        "name_en": "Square City",
        "division": DIVISION,
        "edition": "test",
        "timezone": "Asia/Shanghai",
        "bounds": [WEST, SOUTH, WEST + SIDE * STEP, SOUTH + SIDE * STEP],
        "classes": [
            {
                "code": code,
                "name": name,
                "name_en": code,
                "major": "公用设施",
                "major_en": "Utilities",
                "glyph": name[0],
            }
            for code, name in classes
        ],
    }


def _areas() -> bytes:
    middle, east, north = WEST + SIDE * STEP / 2, WEST + SIDE * STEP, SOUTH + SIDE * STEP
    whole = square(WEST, SOUTH, east, north)
    rows: list[tuple[dict[str, object], dict[str, object]]] = [
        (
            {"level": "grid", "code": "G01", "name": "责任网格1", "parent_code": f"{DIVISION}001001"},
            square(WEST, SOUTH, middle, north),
        ),
        (
            {"level": "grid", "code": "G02", "name": "责任网格2", "parent_code": f"{DIVISION}001001"},
            square(middle, SOUTH, east, north),
        ),
        ({"level": "community", "code": f"{DIVISION}001001", "name": "一社区", "parent_code": f"{DIVISION}001"}, whole),
        ({"level": "street", "code": f"{DIVISION}001", "name": "一街道", "parent_code": DIVISION}, whole),
        ({"level": "district", "code": DIVISION, "name": "方城区", "parent_code": ""}, whole),
    ]
    return features(rows)


def _cells() -> bytes:
    rows: list[tuple[dict[str, object], dict[str, object]]] = []
    for index in range(SIDE * SIDE):
        row, column = divmod(index, SIDE)
        west, south = WEST + column * STEP, SOUTH + row * STEP
        about: dict[str, object] = {"code": cell_code(index), "area_code": GRIDS[column >= SIDE // 2], "grade": "A"}
        rows.append((about, square(west, south, west + STEP, south + STEP)))
    return features(rows)


def _sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(16_000)
        stream.writeframes(b"\x00\x01" * 1600)
    return out.getvalue()


def files(components: int = 400, cases: int = 20) -> dict[str, bytes]:
    """Name -> content of a city folder (without the pbf base map)."""
    middle = (WEST + 0.0032, SOUTH + 0.0032)
    return {
        "city.json": json.dumps({"format": 1, "name": "方城", "name_en": "Square City", "division": DIVISION}).encode(),
        "profile.json": json.dumps(_profile(), ensure_ascii=False).encode(),
        "areas.geojson": _areas(),
        "cells.geojson": _cells(),
        "departments.csv": csv_bytes(
            ("code", "name", "name_en", "short_name"),
            [(f"D{n}", f"部门{n}", f"Department {n}", f"部{n}") for n in (1, 2, 3)],
        ),
        "people.csv": csv_bytes(
            ("name", "roles", "department_code", "area_code"),
            [("王巡", "inspector", "", "G01"), ("李派", "dispatcher;duty", "D1", "")],
        ),
        "units.csv": csv_bytes(
            ("number", "name", "role", "department_code", "area_code"),
            [(1, "巡查 1", "inspector", "", "G01"), (2, "作业 2", "crew", "D1", "G02")],
        ),
        "vehicles.csv": csv_bytes(
            ("number", "name", "plate", "use", "terminal", "department_code"),
            [(1, "环卫 1", "苏A00001", "sanitation", "013800000001", "D2")],
        ),
        "cameras.csv": csv_bytes(
            ("number", "name", "lon", "lat", "azimuth_deg", "field_deg", "range_m", "main_url", "sub_url", "scene"),
            [
                (
                    n,
                    f"长兴路 {n}",
                    *middle,
                    90,
                    54,
                    80,
                    f"rtsp://127.0.0.1/{n}/main",
                    f"rtsp://127.0.0.1/{n}/sub",
                    "street",
                )
                for n in (1, 2, 37)
            ],
        ),
        "poles.csv": csv_bytes(
            ("number", "name", "lon", "lat", "range_m", "address", "camera_numbers"),
            [(1, "音柱 1", *middle, 60, "sip:1@127.0.0.1:15060", "37;1")],
        ),
        "clips.csv": csv_bytes(
            ("id", "title", "title_en", "ladder", "text"), [("park", "请勿停车", "No parking", 1, "请勿停车")]
        ),
        "clips/park.wav": _sound(),
        "components.csv": csv_bytes(COMPONENT_HEAD, component_rows(components)),
        "cases.csv": csv_bytes(CASE_HEAD, case_rows(cases)),
    }


def tar_of(content: dict[str, bytes], root: str = "square") -> bytes:
    """The folder as the client sends it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in content.items():
            member = tarfile.TarInfo(f"{root}/{name}" if root else name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return out.getvalue()


def write_tar(path: Path, **sizes: int) -> Path:
    """A tar of the city on disk."""
    path.write_bytes(tar_of(files(**sizes)))
    return path
