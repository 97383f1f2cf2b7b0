"""Past cases of three years as the table that an older platform gives away: what `bench.cases_import` sends."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bench.server_city import SIDE, SOUTH, STEP, WEST

DEPARTMENTS, CLASSES, DAYS = 30, 120, 1095
COLUMNS = (
    *("number", "class_code", "source", "place", "description", "lon", "lat", "state", "department_code"),
    *("reported_at", "filed_at", "dispatched_at", "signed_at", "deadline_at", "handled_at", "closed_at"),
)
_CHINA = timezone(timedelta(hours=8))
_WHAT = (
    "人行道上堆放杂物，影响行人通行，请尽快安排清理。",
    "井盖破损有异响，过往车辆存在安全隐患。",
    "沿街商铺占道经营，夜间噪音扰民，居民多次投诉。",
    "路灯不亮，整条路段夜间照明不足，请派人检修。",
    "绿化带内有大量暴露垃圾，气味明显。",
)
_SOURCES = ("inspector", "inspector", "inspector", "hotline", "video")


def write(file: Path, count: int, after: int = 0) -> None:
    """A CSV file of `count` closed cases in the order of their reports, the same every time; `after` so many others."""
    dice = random.Random(30428 + after)
    first = datetime(2023, 1, 1, 0, 0, tzinfo=_CHINA)
    step = timedelta(days=DAYS) / count
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write(",".join(COLUMNS) + "\n")
        for at in range(count):
            reported = first + at * step
            spent = timedelta(minutes=dice.randrange(30, 3000))
            times = [
                reported,
                reported + timedelta(minutes=5),
                reported + timedelta(minutes=9),
                reported + timedelta(minutes=25),
                reported + timedelta(hours=24),
                reported + spent,
                reported + spent + timedelta(minutes=90),
            ]
            out.write(
                f"H{after + at + 1:08d},E{int(dice.random() ** 2 * CLASSES) + 101:04d},{_SOURCES[at % 5]},"
                f"长兴路{dice.randrange(900) + 1}号,{_WHAT[at % 5]},"
                f"{WEST + dice.random() * STEP * SIDE:.6f},{SOUTH + dice.random() * STEP * SIDE:.6f},closed,"
                f"D{dice.randrange(DEPARTMENTS) + 1},{','.join(one.isoformat(timespec='seconds') for one in times)}\n"
            )
