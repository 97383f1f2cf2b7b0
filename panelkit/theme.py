"""A theme: token names to colours, fonts and sizes, for a desk or a wall. The only door to `panelkit.tokens`."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from panelkit import tokens
from panelkit.stylesheet import stylesheet

Mode = Literal["dark", "light"]
Display = Literal["desk", "wall"]
FAMILY = "Noto Sans CJK SC"
_WEIGHTS = {400: QFont.Weight.Normal, 500: QFont.Weight.Medium, 700: QFont.Weight.Bold}


class Theme(QObject):
    """Values of the tokens. Changing `mode` changes values, never names; `changed` says so."""

    changed = Signal()

    def __init__(
        self, mode: Mode = "dark", display: Display = "desk", *, scale: float = 1.0, parent: QObject | None = None
    ) -> None:
        """`scale` multiplies wall sizes: viewing distance / 4 m."""
        super().__init__(parent)
        self.mode: Mode = mode
        self.display: Display = display
        self.scale = scale
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}

    def set_mode(self, mode: Mode) -> None:
        """Dark or light, at run time."""
        if mode != self.mode:
            self.mode = mode
            self._colors.clear()
            self.changed.emit()

    def color(self, token: str) -> QColor:
        """The colour of a token. KeyError for a name that is no token. Treat it as frozen; copy before changing."""
        found = self._colors.get(token)
        if found is None:
            table = tokens.TILE if token in tokens.TILE else tokens.DARK if self.mode == "dark" else tokens.LIGHT
            found = self._colors[token] = QColor(table[token])
        return found

    def px(self, role: str) -> int:
        """Letter height of a type role, px."""
        return self._role(role)[0]

    def line_px(self, role: str) -> int:
        """Line height of a type role, px."""
        return self._role(role)[1]

    def font(self, role: str, weight: int | None = None) -> QFont:
        """The font of a type role, digits of equal width."""
        key = f"{role}/{weight or 0}"
        found = self._fonts.get(key)
        if found is None:
            size, _line, usual = self._role(role)
            found = QFont(FAMILY)
            found.setPixelSize(size)
            found.setWeight(_WEIGHTS[weight or usual])
            found.setFeature(QFont.Tag("tnum"), 1)
            found.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
            self._fonts[key] = found
        return found

    def size(self, desk_px: int) -> int:
        """A measure of the desk (row, header, inset) as this display wants it."""
        return desk_px if self.display == "desk" else round(desk_px * self.px("body") / tokens.DESK["body"][0])

    @property
    def header_px(self) -> int:
        """Panel header: 36 on the desk, 56 on the wall."""
        return tokens.HEADER_H if self.display == "desk" else round(56 * self.scale)

    @property
    def gap_px(self) -> int:
        """Between panels and around them."""
        return tokens.GAP if self.display == "desk" else 2 * tokens.GAP

    def stylesheet(self) -> str:
        """QSS for every control of ours."""
        values = {name: self.color(name).name() for name in tokens.DARK}
        values |= {role: str(self.px(role)) for role in tokens.DESK}
        values["chip"] = str(self.line_px("label") + 2)
        return stylesheet(values)

    def apply(self, app: QApplication) -> None:
        """Give an application this theme: palette, base font and stylesheet."""
        palette = QPalette()
        for role, token in _PALETTE.items():
            palette.setColor(role, self.color(token))
        app.setPalette(palette)
        app.setFont(self.font("body"))
        app.setStyleSheet(self.stylesheet())

    def _role(self, role: str) -> tuple[int, int, int]:
        if self.display == "desk":
            return tokens.DESK[role]
        size, line, weight = tokens.WALL[role]
        return max(22, round(size * self.scale)), round(line * self.scale), weight


_PALETTE = {
    QPalette.ColorRole.Window: "bg-1",
    QPalette.ColorRole.WindowText: "tx-1",
    QPalette.ColorRole.Base: "bg-0",
    QPalette.ColorRole.AlternateBase: "bg-1",
    QPalette.ColorRole.Text: "tx-1",
    QPalette.ColorRole.Button: "bg-3",
    QPalette.ColorRole.ButtonText: "tx-1",
    QPalette.ColorRole.Highlight: "acc-fill",
    QPalette.ColorRole.HighlightedText: "acc-tx",
    QPalette.ColorRole.ToolTipBase: "bg-3",
    QPalette.ColorRole.ToolTipText: "tx-1",
    QPalette.ColorRole.PlaceholderText: "tx-3",
}
