"""What people report, and where: a class by its weight, a place by the streets, words for both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.generator import classes
from simulator.generator.layout import Layout, Street

_SIDES = ("东侧", "西侧", "南侧", "北侧", "门前", "路口")
_WORDS: dict[str, tuple[str, ...]] = {
    "垃": ("垃圾落地，占半幅人行道", "垃圾桶满溢，气味大", "树下有两袋生活垃圾"),
    "占": ("两个摊位占用人行道", "店铺桌椅摆到路面", "货物堆在盲道上"),
    "摊": ("三轮车沿街叫卖，影响通行", "水果摊占用非机动车道"),
    "车": ("共享单车堵住出入口", "电动车停在盲道上"),
    "广": ("电线杆贴满小广告", "墙面喷涂办证电话"),
    "井": ("井盖缺失，已放警示桩", "井盖破损，行车有响声"),
    "路": ("路面坑槽约 0.5 平方米", "人行道砖松动"),
}


@dataclass(frozen=True)
class Report:
    """A report before it has a time: class, department, words and raster place."""

    class_code: str
    department: str
    place: str
    description: str
    u: float
    v: float
    limit_minutes: float


def limit_minutes(value: float, unit: str) -> float:
    """A plain clock reading of a limit, only for drawing a plausible past; the server counts by its calendar."""
    return value * {"urgent_hour": 60, "work_hour": 60, "urgent_day": 1440, "work_day": 1440}[unit]


class Reports:
    """Draws reports of a city."""

    def __init__(self, layout: Layout, rng: np.random.Generator) -> None:
        self._rng = rng
        self._plane = layout.plane
        self._streets = [street for street in layout.streets if street.name and not street.bridge]
        lengths = np.array([len(street.points) * (3.0 if street.rank == 1 else 1.0) for street in self._streets])
        self._shares = lengths / lengths.sum()
        events = [row for row in classes.rows("events") if row.weight > 0]
        covers = [row for row in classes.rows("components") if row.glyph in ("井", "灯", "箅")]
        self._rows = events + covers
        weights = np.array([row.weight for row in events] + [0.35 for _ in covers])
        self._weights = weights / weights.sum()

    def draw(self) -> Report:
        """One report."""
        row = self._rows[int(self._rng.choice(len(self._rows), p=self._weights))]
        street = self._streets[int(self._rng.choice(len(self._streets), p=self._shares))]
        point = street.points[int(self._rng.integers(len(street.points)))]
        words = _WORDS.get(row.glyph, (f"{row.name}，现场已拍照",))
        return Report(
            class_code=row.code,
            department=row.department,
            place=self._place(street),
            description=str(self._rng.choice(words)),
            # Streets on the city's edge have only one side that is ours.
            u=float(np.clip(point[0] + self._rng.uniform(0.06, 0.12), 0.05, self._plane.columns - 0.05)),
            v=float(np.clip(point[1] + self._rng.uniform(0.06, 0.12), 0.05, self._plane.rows - 0.05)),
            limit_minutes=limit_minutes(row.limit_value, row.limit_unit),
        )

    def _place(self, street: Street) -> str:
        number = int(self._rng.integers(1, 420))
        if self._rng.random() < 0.25:
            return f"{street.name}{self._rng.choice(_SIDES)}"
        return f"{street.name} {number} 号{self._rng.choice(_SIDES) if self._rng.random() < 0.3 else ''}"
