"""Cameras, poles, vehicles, units, people and departments of the city, as rows of their CSV files."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulator.generator import words
from simulator.generator.areas import Division
from simulator.generator.layout import Layout, Spot, Street

Row = dict[str, str]
# A side of a place: its word, the way out of it, and the way along its street.
_SIDES = (
    ("东", (1.0, 0.0), (0.0, 1.0)),
    ("南", (0.0, 1.0), (-1.0, 0.0)),
    ("西", (-1.0, 0.0), (0.0, -1.0)),
    ("北", (0.0, -1.0), (1.0, 0.0)),
)
_GATE_SCENES = {"market": "market", "square": "square", "school": "school", "mall": "square", "site": "site"}
# The pictures that the first tiles show: something different on each.
_FIRST_SCENES = ("market", "crossing", "square", "crossing", "river", "park", "school", "site", "crossing")
_POLE_SCENES = ("market", "square", "park", "school", "river", "crossing")


@dataclass(frozen=True)
class View:
    """A camera before it has a number: raster place, direction, name and scene."""

    name: str
    u: float
    v: float
    azimuth: float
    scene: str


def counted(full: int, scale: float, least: int) -> int:
    """How many of something a city of this scale has."""
    return max(least, round(full * scale))


def cameras(layout: Layout, scale: float, rng: np.random.Generator) -> list[View]:
    """300 at scale 1: markets, squares, schools, parks and the river first, crossings for the rest."""
    by_scene: dict[str, list[View]] = {scene: [] for scene in set(_FIRST_SCENES)}
    for spot in layout.spots:
        scene = _GATE_SCENES.get(spot.kind)
        if scene:
            side = _SIDES[int(rng.integers(4))]
            word = "侧工地" if scene == "site" else "门"
            by_scene[scene].append(_gate(layout, spot.name, word, side, scene, spot))
    for park in layout.parks:
        middle = Spot(park.name, "", "park", park.u + park.w / 2, park.v + park.h / 2, park.w / 2, park.h / 2)
        for side in _SIDES[:: 1 if park.w * park.h > 3 else 2]:
            by_scene["park"].append(_gate(layout, park.name, "门", side, "park", middle))
    for u in np.arange(3.5, layout.plane.columns, 6.0):
        v = float(layout.river_v(np.array(u)) - layout.river_half(np.array(u)) - 0.12)
        if v < layout.plane.rows:
            along = layout.plane.bearing(float(u), v, 1.0, 0.0)
            by_scene["river"].append(View(f"滨江步道 {len(by_scene['river']) + 1} 段", float(u), v, along, "river"))
    by_scene["crossing"] = _crossings(layout, rng)
    for views in by_scene.values():
        views.sort(key=lambda view: math.hypot(view.u - layout.plane.columns / 2, view.v - layout.plane.rows / 2))
    return _take(by_scene, counted(300, scale, 12))


def _gate(
    layout: Layout,
    name: str,
    word: str,
    side: tuple[str, tuple[float, float], tuple[float, float]],
    scene: str,
    spot: Spot,
) -> View:
    """A camera at the gate on one side, looking along the street that passes it."""
    label, out, along = side
    # Some way before the gate, so that the gate itself is in the picture.
    u = spot.u + out[0] * (spot.half_u - 0.08) - along[0] * 0.25
    v = spot.v + out[1] * (spot.half_v - 0.08) - along[1] * 0.25
    return View(f"{name}{label}{word}", u, v, layout.plane.bearing(u, v, *along), scene)


def _take(by_scene: dict[str, list[View]], total: int) -> list[View]:
    queues = {scene: list(views) for scene, views in by_scene.items()}
    chosen: list[View] = []
    for scene in _FIRST_SCENES:
        if queues[scene]:
            chosen.append(queues[scene].pop(0))
    for scene in ("market", "square", "river", "park", "school", "site"):
        share = total // 12
        chosen += queues[scene][:share]
        queues[scene] = queues[scene][share:]
    chosen += queues["crossing"]
    return chosen[:total]


def _crossings(layout: Layout, rng: np.random.Generator) -> list[View]:
    """One camera for every crossing of named larger streets, the largest first; it looks along one of them."""
    upright = [s for s in layout.streets if s.rank < 3 and not s.bridge and _still(s, 0)]
    level = [s for s in layout.streets if s.rank < 3 and not s.bridge and _still(s, 1)]
    found: list[tuple[int, View]] = []
    for first in upright:
        u = float(first.points[0, 0])
        for second in level:
            v = float(second.points[0, 1])
            meets = first.points[0, 1] <= v <= first.points[-1, 1] and second.points[0, 0] <= u <= second.points[-1, 0]
            if meets and 0 < u < layout.plane.columns and 0 < v < layout.plane.rows:
                # On a corner, turned so that the crossing lies before it.
                _, (ahead_u, ahead_v), (left_u, left_v) = _SIDES[int(rng.integers(4))]
                corner = (u - ahead_u * 0.22 + left_u * 0.16, v - ahead_v * 0.22 + left_v * 0.16)
                azimuth = layout.plane.bearing(*corner, ahead_u - left_u * 0.2, ahead_v - left_v * 0.2)
                name = f"{second.name}{first.name}口"
                found.append((first.rank + second.rank, View(name, *corner, azimuth, "crossing")))
    by_name: dict[str, View] = {}
    taken: set[tuple[int, int]] = set()
    for _, view in sorted(found, key=lambda pair: pair[0]):
        place = (round(view.u), round(view.v))
        if view.name not in by_name and place not in taken:
            by_name[view.name] = view
            taken.add(place)
    return list(by_name.values())


def _still(street: Street, axis: int) -> bool:
    return bool(abs(street.points[0, axis] - street.points[-1, axis]) < 1e-9)


def camera_rows(layout: Layout, views: list[View], rtsp_port: int) -> list[Row]:
    """cameras.csv. A number is what people type, so the numbers are small and without gaps."""
    rows = []
    for number, view in enumerate(views, 1):
        lon, lat = _place(layout, view.u, view.v)
        address = f"rtsp://127.0.0.1:{rtsp_port}/{number}"
        rows.append(
            {
                "number": str(number),
                "name": view.name,
                "lon": lon,
                "lat": lat,
                "azimuth_deg": str(round(view.azimuth) % 360),
                "field_deg": "54",
                "range_m": "110" if view.scene in ("crossing", "river") else "80",
                "main_url": f"{address}/main",
                "sub_url": f"{address}/sub",
                "scene": view.scene,
                "replayed": "1",
            }
        )
    return rows


def pole_rows(layout: Layout, views: list[View], scale: float, sip_port: int) -> list[Row]:
    """poles.csv: 60 at scale 1, each at the feet of a camera whose picture confirms its target."""
    rows: list[Row] = []
    wanted = counted(60, scale, 4)
    order = sorted(
        range(len(views)),
        key=lambda k: (_POLE_SCENES.index(views[k].scene) if views[k].scene in _POLE_SCENES else 9, k),
    )
    taken: list[View] = []
    for k in order:
        view = views[k]
        if len(rows) == wanted:
            break
        if any(math.hypot(view.u - other.u, view.v - other.v) < 0.9 for other in taken):
            continue
        taken.append(view)
        u, v = view.u + 0.16, view.v - 0.1
        near = sorted(range(len(views)), key=lambda n: math.hypot(views[n].u - u, views[n].v - v))
        numbers = [n + 1 for n in near[:3] if math.hypot(views[n].u - u, views[n].v - v) < 2.0]
        lon, lat = _place(layout, u, v)
        number = len(rows) + 1
        rows.append(
            {
                "number": str(number),
                "name": f"{view.name}音柱",
                "lon": lon,
                "lat": lat,
                "range_m": "80",
                "address": f"sip:{number}@127.0.0.1:{sip_port}",
                "camera_numbers": ";".join(map(str, numbers)),
            }
        )
    return rows


def vehicle_rows(scale: float) -> list[Row]:
    """86 sanitation and 31 muck trucks at scale 1. Plates use no real authority's letter; terminals have 12 digits."""
    rows: list[Row] = []
    for use, full, label, code in (("sanitation", 86, "环卫", "HWS"), ("muck", 31, "渣土", "ZJZ")):
        for index in range(1, counted(full, scale, 4) + 1):
            number = len(rows) + 1
            rows.append(
                {
                    "number": str(number),
                    "name": f"{label} {index:02d}",
                    "plate": f"青Z{10000 + number * 37:05d}",
                    "use": use,
                    "terminal": f"0139{90100000 + number:08d}",
                    "department_code": code,
                }
            )
    return rows


def department_rows() -> list[Row]:
    """departments.csv: 23."""
    return [{"code": c, "name": n, "name_en": e, "short_name": s} for c, n, e, s in words.DEPARTMENTS]


def unit_rows(division: Division, scale: float, names: list[str]) -> list[Row]:
    """units.csv: an inspector for three of four responsibility grids, and a crew for each of six departments."""
    grids = [area.code for area in division.areas if area.level == "grid"]
    rows: list[Row] = []
    for index in range(counted(54, scale, 4)):
        rows.append(
            {
                "number": str(len(rows) + 1),
                "name": names[index],
                "role": "inspector",
                "department_code": "",
                "area_code": grids[index * len(grids) // counted(54, scale, 4) % len(grids)],
            }
        )
    for code, _, _, short in words.DEPARTMENTS[:6]:
        rows.append(
            {
                "number": str(len(rows) + 1),
                "name": f"{short} 1 组",
                "role": "crew",
                "department_code": code,
                "area_code": "",
            }
        )
    return rows


def people(rng: np.random.Generator, count: int) -> list[str]:
    """`count` different names."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[str(rng.choice(list(words.SURNAMES))) + str(rng.choice(words.GIVEN))] = None
    return list(found)


def person_rows(units: list[Row], names: list[str]) -> list[Row]:
    """people.csv: the inspectors, then the posts of the centre, then one desk for each department, then the
    dispatchers of the street offices."""
    rows = [
        {"name": unit["name"], "roles": "inspector", "department_code": "", "area_code": unit["area_code"]}
        for unit in units
        if unit["role"] == "inspector"
    ]
    posts = [("intake", 4), ("shift_leader", 2), ("dispatcher", 3), ("duty;broadcaster", 3), ("leader", 2)]
    rest = iter(names)
    for roles, count in posts:
        rows += [{"name": next(rest), "roles": roles, "department_code": "", "area_code": ""} for _ in range(count)]
    rows += [
        {"name": next(rest), "roles": "department", "department_code": code, "area_code": ""}
        for code, *_ in words.DEPARTMENTS
    ]
    rows += [
        {"name": next(rest), "roles": "district", "department_code": code, "area_code": ""}
        for code, *_ in words.DEPARTMENTS
        if code in words.STREET_OFFICES
    ]
    return rows


def _place(layout: Layout, u: float, v: float) -> tuple[str, str]:
    lon, lat = layout.plane.place(np.array([u]), np.array([v]))
    return f"{lon[0]:.7f}", f"{lat[0]:.7f}"
