"""Covers the screens when the wall hangs: a small process of its own, started beforehand and told by the supervisor.

It reads one JSON object per line from its standard input: `{"frozen": "14:02:11"}` covers every monitor, `{"clear":
true}` takes the cover away. A hung wall would go on showing "0.1 s"; this says since when the picture is not true.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from datetime import datetime

from PySide6.QtCore import QObject, QRect, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from panelkit.tokens import DARK
from wall.control import Lines
from wall.monitors import Monitors
from wall.parent import watch_parent

_WORDS = {
    "zh": ("画面已停住", "自 {since} 起显示的内容不再更新", "已停 {age} 秒 · 正在恢复，请勿据此指挥"),
    "en": (
        "Display frozen",
        "Frozen since {since}: what lies beneath is not current",
        "{age} s · recovering; do not act on it",
    ),
}


class CoverWindow(QWidget):
    """The cover of one monitor."""

    def __init__(self, rect: QRect, lang: str) -> None:
        super().__init__(None)
        self.setWindowFlags(
            Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.BypassWindowManagerHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setGeometry(rect)
        self._words = _WORDS[lang]
        self.since = ""
        self.began = datetime.now().astimezone()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grey dashed frame and three lines in the middle."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(DARK["bg-0"]))
        pen = QPen(QColor(DARK["line-2"]), 10, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3, 2])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawRect(self.rect().adjusted(5, 5, -5, -5))
        unit = self.height() / 1080
        age = int((datetime.now().astimezone() - self.began).total_seconds())
        middle = self.height() / 2
        for text, size, colour, offset in (
            (self._words[0], 72, "tx-1", -120),
            (self._words[1].format(since=self.since), 40, "tx-1", 0),
            (self._words[2].format(age=age), 28, "tx-2", 84),
        ):
            font = QFont("Noto Sans CJK SC")
            font.setPixelSize(max(12, round(size * unit)))
            painter.setFont(font)
            painter.setPen(QColor(DARK[colour]))
            line = QRect(0, round(middle + (offset - 60) * unit), self.width(), round(120 * unit))
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()


class Cover(QObject):
    """All covers, shown and hidden together."""

    def __init__(self, lang: str, monitors: Monitors) -> None:
        super().__init__()
        self._lang = lang
        self._monitors = monitors
        self._lines = Lines()
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._repaint)
        self.windows: list[CoverWindow] = []
        self._build()
        monitors.changed.connect(self._build)
        self._input = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._input.activated.connect(self._read)

    def _build(self) -> None:
        shown = bool(self.windows) and self.windows[0].isVisible()
        since = self.windows[0].since if self.windows else ""
        for window in self.windows:
            window.deleteLater()
        self.windows = [CoverWindow(monitor.rect, self._lang) for monitor in self._monitors.all]
        for window in self.windows:
            # The native window exists before it is needed: covering must not wait for anything.
            window.winId()
        if shown:
            self.show(since)

    def _read(self) -> None:
        data = os.read(sys.stdin.fileno(), 4096)
        if not data:
            QGuiApplication.quit()
            return
        for message in self._lines.feed(data):
            if "frozen" in message:
                self.show(str(message["frozen"]))
            elif "clear" in message:
                self.clear()

    def show(self, since: str) -> None:
        """Cover every monitor."""
        for window in self.windows:
            window.since = since
            window.began = datetime.now().astimezone()
            window.show()
            window.raise_()
        self._tick.start()

    def clear(self) -> None:
        """Take the covers away."""
        self._tick.stop()
        for window in self.windows:
            window.hide()

    def _repaint(self) -> None:
        for window in self.windows:
            window.raise_()
            window.update()


def main(argv: list[str]) -> int:
    """`wall cover --lang zh`: stays until its standard input or its parent ends."""
    parser = argparse.ArgumentParser(prog="wall cover", description="Covers the screens when the wall hangs.")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--monitors", type=int, default=0)
    options = parser.parse_args(argv)
    app = QApplication(["citywall-cover"])
    app.setQuitOnLastWindowClosed(False)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cover = Cover(options.lang, Monitors(options.monitors))
    watch_parent(cover, app.quit)
    sys.stdout.write("ready {}\n")
    sys.stdout.flush()
    return app.exec()
