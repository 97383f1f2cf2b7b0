"""A seat without a server and a drawn street, for tiles that are looked at."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QTranslator
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF

from backend_client.api import Api
from backend_client.link import Link
from backend_client.store import Store
from contract.entities import AnyEntity, Camera
from contract.profile import CityProfile
from contract.snapshot import Snapshot
from panelkit.context import Context
from panelkit.selection import Selection
from panelkit.theme import Theme
from videowall.shm import Picture

ROOT = Path(__file__).resolve().parents[2]
PROFILE = CityProfile(
    name="示例市",
    name_en="Sample",
    division="310101",
    edition="test",
    timezone="Asia/Shanghai",
    bounds=(121.0, 31.0, 122.0, 32.0),
)
NAMES = ("长兴路市场东门", "长兴路青年街口", "市场内街", "建国大道人民路口", "滨江步道", "城东商业广场", "湿地公园西门")


def seat(entities: tuple[AnyEntity, ...] = (), theme: Theme | None = None) -> Context:
    """A context whose link was never started."""
    from datetime import UTC, datetime

    store = Store()
    api = Api("http://127.0.0.1:9")
    link = Link(api, store)
    store.load(Snapshot(seq=1, at=datetime.now(UTC), entities=entities))
    return Context(
        store=store, link=link, api=api, selection=Selection(), profile=PROFILE, theme=theme or Theme(), lang="zh"
    )


def camera(number: int, url: str, name: str = "") -> Camera:
    """Camera `number` with one stream."""
    return Camera(
        id=str(1000 + number), number=number, name=name or NAMES[number % len(NAMES)], sub_url=url, replayed=True
    )


def chinese(tmp_path: Path) -> QTranslator:
    """The Chinese words of this room, compiled from the committed table."""
    target = tmp_path / "videowall.qm"
    tool = Path(sys.executable).parent / "pyside6-lrelease"
    table = ROOT / "assets" / "i18n" / "videowall.zh_CN.ts"
    subprocess.run([str(tool), "-silent", str(table), "-qm", str(target)], check=True, timeout=60)
    translator = QTranslator()
    assert translator.load(str(target))
    return translator


def street(seed: int, width: int = 334, height: int = 199) -> Picture:
    """A street with houses, trees and cars, drawn for a tile."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#a9b0b3"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(0, 0, 0, 0))
    horizon, middle = height * 0.34, width * (0.5 + ((seed * 7) % 5 - 2) * 0.03)

    def area(color: str, *points: tuple[float, float]) -> None:
        painter.setBrush(QColor(color))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))

    area("#8b8f8b", (0, horizon), (width, horizon), (width, height), (0, height))
    for side in (-1, 1):
        for n in range(5):
            near, far = 1.0 - n * 0.19, 1.0 - (n + 1) * 0.19 + 0.02
            x0, x1 = middle + side * width * 0.62 * near, middle + side * width * 0.62 * far
            top0, top1 = horizon - height * 0.42 * near, horizon - height * 0.42 * far
            low0, low1 = horizon + height * 0.36 * near, horizon + height * 0.36 * far
            tone = ("#8d857b", "#7b7d80", "#958c80", "#84807c", "#777b80")[(n + seed) % 5]
            area(tone, (x0, top0), (x1, top1), (x1, low1), (x0, low0))
            for floor in range(1, 4):
                part = floor / 4.6
                y0, y1 = top0 + (low0 - top0) * part, top1 + (low1 - top1) * part
                area("#5d656c", (x0, y0), (x1, y1), (x1, y1 + 5 * far), (x0, y0 + 7 * near))
    area("#55595c", (middle - 8, horizon), (middle + 8, horizon), (width * 0.92, height), (width * 0.08, height))
    for n in range(6):
        y = horizon + (height - horizon) * (n / 6) ** 1.6
        area("#c9cbc8", (middle - 1, y), (middle + 1, y), (middle + 2, y + 3 + n * 2), (middle - 2, y + 3 + n * 2))
    for n in range(4):
        for side in (-1, 1):
            near = 0.25 + n * 0.22
            x, y = middle + side * width * 0.5 * near, horizon + height * 0.3 * near
            painter.setBrush(QColor("#4f4a42"))
            painter.drawRect(QRectF(x - near, y - 20 * near, 2 * near, 20 * near))
            painter.setBrush(QColor("#5d7353"))
            painter.drawEllipse(QPointF(x, y - 26 * near), 13 * near, 14 * near)
    for n in range(5):
        near = 0.2 + ((seed * 3 + n * 5) % 9) / 11
        side = -1 if (n + seed) % 2 else 1
        x, y = middle + side * width * 0.17 * near, horizon + (height - horizon) * near * 0.9
        painter.setBrush(QColor(("#b9423c", "#dfe2e2", "#3e444b", "#c9a53c", "#54708c")[(n + seed) % 5]))
        painter.drawRoundedRect(QRectF(x - 17 * near, y - 20 * near, 34 * near, 22 * near), 3, 3)
        painter.setBrush(QColor("#20262b"))
        painter.drawRect(QRectF(x - 13 * near, y - 17 * near, 26 * near, 8 * near))
    painter.end()
    pixels = memoryview(bytes(image.constBits())).cast("B")
    return Picture(0, 2, 1, 0.0, 0.0, width, height, image.bytesPerLine(), pixels)
