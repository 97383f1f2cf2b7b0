"""One picture of every kind of place on a sheet: docs/img/demo-cameras.jpg, for people to look at."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from simulator.scenes.film import Film
from simulator.scenes.places import PLACES

ROOT = Path(__file__).resolve().parents[2]
NAMES = {
    "crossing": "2 学府路安园街口", "market": "1 福华农贸市场北门", "river": "70 滨江步道 3 段",
    "square": "3 康泉广场东门",
    "site": "90 兴业街 7 号工地", "park": "102 人民公园南门", "school": "58 育才小学门口", "street": "37 长兴路",
}  # fmt: skip
SIZE = (640, 360)


def test_every_place_on_one_sheet(qapp: QGuiApplication, tmp_path: Path) -> None:
    sheet = QImage(SIZE[0] * 2, SIZE[1] * 4, QImage.Format.Format_RGB32)
    painter = QPainter(sheet)
    for index, scene in enumerate(PLACES):
        data = Film(scene, 11, SIZE, title=NAMES[scene]).picture(22)
        picture = QImage(data.tobytes(), *SIZE, SIZE[0] * 4, QImage.Format.Format_RGB32)
        painter.drawImage(QRect(index % 2 * SIZE[0], index // 2 * SIZE[1], *SIZE), picture)
    painter.end()
    # The committed sheet is only written when somebody asks, so that a test run leaves the tree as it was.
    wanted = os.environ.get("CITYWALL_WRITE_DOCS")
    target = ROOT / "docs" / "img" / "demo-cameras.jpg" if wanted else tmp_path / "demo-cameras.jpg"
    assert sheet.save(str(target), quality=82)
    assert target.stat().st_size > 30_000
