"""The generated city: the same seed gives the same bytes, codes are legal, everything lies where it belongs."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import wave
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contract import codes
from simulator.generator import __main__ as command
from simulator.generator import areas, components, equipment, fabric
from simulator.generator.city import generate
from simulator.generator.plan import plan
from tests.simulator.city import NOW, SEED, small_city

ROOT = Path(__file__).parents[2]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def features(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return found


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return small_city(tmp_path / "city")


def test_the_same_seed_and_moment_give_the_same_bytes(city: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    generate(
        again, seed=SEED, scale=0.05, now=NOW, rtsp_port=8554, sip_port=15060, say=lambda _: None, clips=lambda _: None
    )
    for path in sorted(again.iterdir()):
        assert path.read_bytes() == (city / path.name).read_bytes(), path.name


@pytest.mark.parametrize("salt", ["1", "77"])
def test_another_process_with_other_hashes_gives_the_same_bytes(city: Path, tmp_path: Path, salt: str) -> None:
    words = ["generate", str(tmp_path / "again"), "--seed", str(SEED), "--scale", "0.05", "--now", NOW.isoformat()]
    environment = {**os.environ, "PYTHONHASHSEED": salt, "TZ": "America/New_York", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-m", "simulator", *words], cwd=ROOT, env=environment, check=True, timeout=120)
    made = sorted(path for path in (tmp_path / "again").rglob("*") if path.is_file())
    assert [path.relative_to(tmp_path / "again") for path in made] == sorted(
        path.relative_to(city) for path in city.rglob("*") if path.is_file()
    )
    for path in made:
        assert path.read_bytes() == (city / path.relative_to(tmp_path / "again")).read_bytes(), path.name


def test_the_full_city_has_the_cells_grids_and_components_of_the_design() -> None:
    rng = np.random.default_rng(SEED)
    layout = plan(1.0, rng)
    division = areas.divide(layout)
    census = components.census(layout, division, 1.0, rng)
    assert len(division.cells) == 5007
    assert len({cell.code for cell in division.cells}) == 5007
    assert sum(area.level == "grid" for area in division.areas) == 72
    assert len(census.u) == 438_938
    assert layout.plane.columns * layout.plane.rows * 10_000 / 1e6 == pytest.approx(50.4)


def test_every_cell_and_component_code_is_legal_and_used_once(city: Path) -> None:
    cells = [feature["properties"]["code"] for feature in features(city / "cells.geojson")]
    assert [code for code in cells if codes.cell_fault(code)] == []
    assert len(set(cells)) == len(cells)
    parts = rows(city / "components.csv")
    assert [row["code"] for row in parts if codes.component_fault(row["code"])] == []
    assert len({row["code"] for row in parts}) == len(parts)
    assert {row["cell_code"] for row in parts} <= set(cells)


def test_cells_cover_the_city_without_gap_or_overlap(city: Path) -> None:
    shapely = pytest.importorskip("shapely")  # a dependency of the product; named for the reader
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features(city / "cells.geojson")]
    whole = shapely.union_all(shapes)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert whole.area == pytest.approx(sum(shape.area for shape in shapes), rel=1e-9)


def test_cells_are_numbered_from_west_to_east_then_from_north_to_south(city: Path) -> None:
    by_community: dict[str, list[tuple[int, float, float]]] = {}
    for feature in features(city / "cells.geojson"):
        code, (lon, lat) = feature["properties"]["code"], feature["geometry"]["coordinates"][0][0]
        by_community.setdefault(code[:12], []).append((int(code[12:]), lon, lat))
    for cells in by_community.values():
        ordered = sorted(cells)
        assert ordered[0][0] == 1
        assert ordered[1][1] > ordered[0][1]
        assert ordered[-1][2] < ordered[0][2]


def test_departments_cameras_poles_and_people_fit_together(city: Path) -> None:
    departments = {row["code"] for row in rows(city / "departments.csv")}
    assert len(departments) == 23
    cameras = {row["number"]: row for row in rows(city / "cameras.csv")}
    assert len(cameras) == 15
    assert len({row["name"] for row in cameras.values()}) == len(cameras)
    for pole in rows(city / "poles.csv"):
        assert set(pole["camera_numbers"].split(";")) <= set(cameras)
    for row in [*rows(city / "components.csv"), *rows(city / "vehicles.csv"), *rows(city / "people.csv")]:
        assert row["department_code"] in departments | {""}
    roles = Counter(role for row in rows(city / "people.csv") for role in row["roles"].split(";"))
    assert {"inspector", "intake", "shift_leader", "dispatcher", "department", "duty", "leader"} <= set(roles)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_full_city_of_any_seed_has_all_its_cameras_poles_and_buildings(seed: int) -> None:
    rng = np.random.default_rng(seed)
    layout = plan(1.0, rng)
    views = equipment.cameras(layout, 1.0, rng)
    cameras = equipment.camera_rows(layout, views, 8554)
    assert len({row["name"] for row in cameras}) == 300
    assert len({(row["lon"], row["lat"]) for row in cameras}) == 300
    assert all(0 <= float(row["azimuth_deg"]) < 360 for row in cameras)
    assert {row["scene"] for row in cameras} == {"crossing", "market", "river", "square", "site", "park", "school"}
    assert len(equipment.pole_rows(layout, views, 1.0, 15060)) == 60
    corners, levels, _, _ = fabric.build(layout, rng)
    assert 20_000 < len(corners) < 40_000
    assert min(levels) >= 1
    u, v = corners[:, :, 0].ravel(), corners[:, :, 1].ravel()
    assert not layout.in_river(u, v, 0.1).any()


def test_past_cases_run_through_their_life_in_order(city: Path) -> None:
    order = ("reported_at", "filed_at", "dispatched_at", "signed_at", "handled_at", "closed_at")
    past = rows(city / "cases.csv")
    assert {row["state"] for row in past} == {
        "reported", "accepted", "filed", "dispatched", "signed", "handling", "feedback", "checked", "closed",
    }  # fmt: skip
    for row in past:
        times = [row[column] for column in order if row[column]]
        assert times == sorted(times), row
        assert all(at < (NOW + timedelta(seconds=1)).isoformat() for at in times)
    closed = [row for row in past if row["state"] == "closed"]
    on_time = sum(row["handled_at"] <= row["deadline_at"] for row in closed) / len(closed)
    assert 0.88 < on_time < 0.99
    assert sum(not row["lon"] for row in past) == 1


def test_clips_are_sound_and_bear_their_words(city: Path) -> None:
    for row in rows(city / "clips.csv"):
        assert row["text"]
        with wave.open(str(city / "clips" / f"{row['id']}.wav")) as sound:
            assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (16_000, 1, 2)
            samples = np.frombuffer(sound.readframes(sound.getnframes()), dtype="<i2")
        assert len(samples) > 16_000 * 0.7
        assert 0.1 < np.abs(samples).max() / 32768 <= 0.75


@pytest.mark.parametrize("words", [["--scale", "0"], ["--scale", "2"], ["--now", "2026-11-21T14:02:37"]])
def test_impossible_wishes_are_refused(words: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main([str(tmp_path / "x"), *words])
    assert stopped.value.code == 2
    assert not (tmp_path / "x").exists()
