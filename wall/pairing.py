"""The screen of a kiosk that is not paired: the code, how long it holds, and what the hall does with it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from contract.errors import Code
from contract.trust import FAULT
from panelkit.refusal import words_for
from panelkit.theme import FAMILY, Theme
from wall.kiosk import KioskDoor


class PairingScreen(QWidget):
    """Repaints once a second; nothing to operate."""

    def __init__(self, theme: Theme, door: KioskDoor, server: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._door, self._server = theme, door, server
        door.changed.connect(self.update)
        theme.changed.connect(self.update)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.update)
        self._tick.start()

    def lines(self) -> list[tuple[str, str, int, int]]:
        """(words, token, height of the letters, weight) from top to bottom, for a screen 1080 px high."""
        door = self._door
        shown: list[tuple[str, str, int, int]] = []
        if door.ended:
            shown.append((self.tr("This screen's permission has ended: it was revoked or ran out."), "tx-1", 34, 500))
        shown.append((self.tr("Pair this screen"), "tx-1", 48, 500))
        if door.code:
            shown.append((door.code, "tx-1", 190, 500))
            left = f"{door.left_s // 60}:{door.left_s % 60:02d}"
            shown.append((self.tr("holds {left}, then a new code comes by itself").format(left=left), "tx-2", 34, 400))
            act = self.tr("At a seat of the hall, on the command line:  / pair {code} NAME OF THIS SCREEN")
            shown.append((act.format(code=door.code), "tx-1", 34, 400))
            who = self.tr("Duty officers and administrators may do so. The screen then shows the public view only.")
            shown.append((who, "tx-2", 28, 400))
        elif door.problem is None:
            shown.append((self.tr("A code is being fetched"), "tx-2", 34, 400))
        if door.problem is not None:
            away = door.problem.code is Code.UNAVAILABLE and FAULT not in door.problem.params
            words = self.tr("The server does not answer.") if away else words_for(door.problem)
            shown.append((words, "tx-1", 34, 400))
            shown.append((self.tr("It is tried again by itself."), "tx-2", 28, 400))
        shown.append((self.tr("Server {address}").format(address=self._server), "tx-3", 26, 400))
        return shown

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The lines, in the middle."""
        theme, lines = self._theme, self.lines()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("bg-0"))
        unit = min(self.height() / 1080, self.width() / 1920)
        font = theme.font("title")
        font = type(font)(font)
        font.setFamily(FAMILY)
        whole = sum(size * 1.7 for _, _, size, _ in lines) * unit
        y = (self.height() - whole) / 2
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        for words, token, size, weight in lines:
            font.setPixelSize(max(14, round(size * unit)))
            font.setWeight(type(font).Weight(weight))
            painter.setFont(font)
            painter.setPen(theme.color(token))
            painter.drawText(QRect(40, round(y), self.width() - 80, round(size * 1.7 * unit)), flags, words)
            y += size * 1.7 * unit
        painter.end()
