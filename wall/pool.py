"""Panels of a wall, made when a scene first needs them and kept: a map that was loaded once is never loaded again."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from contract.entities import Cell
from panelkit.context import Context
from panels.kpi_source import KpiSource
from videowall.hall import VideoHall
from videowall.panel import VideoPanel
from wall.layout import fault

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parts:
    """What panels of one wall share beside their context."""

    hall: VideoHall
    wall: str
    recordings: Path
    _kpi: dict[tuple[int, str], KpiSource] = field(default_factory=dict)

    @property
    def desk(self) -> Path:
        """Where this machine keeps what people arranged for themselves."""
        return self.recordings.parent / "desk"

    @property
    def drafts(self) -> Path:
        """Where forms keep what is not sent yet, on this machine."""
        return self.recordings.parent / "drafts"

    @property
    def evidence(self) -> Path:
        """Where clips and pictures lie that were taken out of the video."""
        return self.recordings.parent / "evidence-taken"

    @property
    def prints(self) -> Path:
        """Where case files are printed to."""
        return self.recordings.parent / "prints"

    def kpi(self, context: Context) -> KpiSource:
        """The figures of one session, fetched once for all its panels."""
        key = (id(context), context.lang)
        if key not in self._kpi:
            self._kpi[key] = KpiSource(context, self.hall)
        return self._kpi[key]


class NoSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For panels that have none."""


@dataclass(frozen=True)
class Registration:
    """A kind of panel: how it is made, and the settings that a scene may give it."""

    kind: str
    factory: Callable[[Context, Parts, Any], QWidget]
    settings: type[msgspec.Struct] = NoSettings


class ErrorCard(QWidget):
    """Stands where a panel could not be made: what happened, and Retry."""

    def __init__(self, kind: str, reason: str, retry: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.name = kind
        self.state = "error"
        self.age_s: float | None = None
        self.reason = reason
        title = QLabel(QCoreApplication.translate("Room", "This panel cannot be shown: %1").replace("%1", kind))
        title.setProperty("role", "strong")
        text = QLabel(reason)
        text.setWordWrap(True)
        text.setProperty("role", "second")
        button = QPushButton(QCoreApplication.translate("Room", "Retry"))
        button.setFixedWidth(160)
        button.clicked.connect(retry)
        column = QVBoxLayout(self)
        column.addStretch(1)
        for label in (title, text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)


Key = tuple[str, str, str, int]
"""Display profile, kind, settings as JSON, and the how-manieth of the same on the wall."""


class Pool:
    """All panels that were made. `changed` is called after a card was replaced by its panel."""

    def __init__(self, registrations: Sequence[Registration], parts: Parts, changed: Callable[[], None]) -> None:
        self._kinds: Mapping[str, Registration] = {entry.kind: entry for entry in registrations}
        self._parts = parts
        self._changed = changed
        self._panels: dict[Key, QWidget] = {}

    def panels(self, context: Context, profile: str, cells: Sequence[Cell]) -> list[tuple[Cell, QWidget]]:
        """A panel for each cell, the same one each time. Never raises: what fails becomes a card."""
        counts: dict[tuple[str, str], int] = {}
        placed: list[tuple[Cell, QWidget]] = []
        for cell in cells:
            settings = msgspec.json.encode(cell.settings, order="sorted").decode()
            number = counts[cell.panel, settings] = counts.get((cell.panel, settings), 0) + 1
            key = (profile, cell.panel, settings, number)
            if key not in self._panels:
                self._panels[key] = self._make(context, cell, key)
            placed.append((cell, self._panels[key]))
        return placed

    def _make(self, context: Context, cell: Cell, key: Key) -> QWidget:
        def retry() -> None:
            old = self._panels.pop(key, None)
            self._changed()
            if old is not None:
                old.deleteLater()

        entry = self._kinds.get(cell.panel)
        if entry is None:
            return ErrorCard(cell.panel, f"unknown kind; known: {', '.join(sorted(self._kinds))}", retry)
        if reason := fault(cell):
            return ErrorCard(cell.panel, reason, retry)
        try:
            settings = msgspec.convert(cell.settings, entry.settings, strict=False)
            return entry.factory(context, self._parts, settings)
        except Exception as error:  # noqa: BLE001 - a defect of one panel must not take the wall with it
            log.error("panel %s: %s", cell.panel, traceback.format_exc())
            return ErrorCard(cell.panel, f"{type(error).__name__}: {error}", retry)

    def replace(self, panel: QWidget, error: str) -> bool:
        """Put a card in the place of a panel that broke; False where it is none of ours."""
        key = next((key for key, known in self._panels.items() if known is panel), None)
        if key is None:
            return False
        self._panels[key] = ErrorCard(key[1], error, lambda: self._again(key))
        panel.hide()
        panel.deleteLater()
        self._changed()
        return True

    def _again(self, key: Key) -> None:
        card = self._panels.pop(key, None)
        self._changed()
        if card is not None:
            card.deleteLater()

    def clear(self) -> None:
        """Forget and delete every panel, so that they are made anew (another language)."""
        for panel in self._panels.values():
            if isinstance(panel, VideoPanel):
                panel.close_video()
            panel.hide()
            panel.setParent(None)
            panel.deleteLater()
        self._panels.clear()

    def all(self) -> list[QWidget]:
        """Every panel that was made."""
        return list(self._panels.values())
