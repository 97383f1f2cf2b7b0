"""What crosses between the page and its window: settings, layers and selection out; selection and wishes in.

Data never crosses here. The page has its own connection to the server.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot


class Bridge(QObject):
    """The object that the page calls `bridge`. Every text is JSON.

    `selected(kind, id)`: a click, both empty beside everything. `activated(kind, id)`: a double click.
    `names_found(text, rows)`: the answer to `search`. `picked(lon, lat)`: the place that somebody chose while the
    selection said `picking`.
    """

    config_changed = Signal(str)
    layers_changed = Signal(str)
    selection_changed = Signal(str)
    view_wanted = Signal(str)
    search_wanted = Signal(str)
    names_found = Signal(str, object)
    selected = Signal(str, str)
    activated = Signal(str, str)
    picked = Signal(float, float)

    def __init__(self, config: Mapping[str, Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._config: dict[str, Any] = dict(config)

    def _text(self) -> str:
        return _json(self._config)

    config = Property(str, _text, notify=config_changed)

    def configure(self, **changes: Any) -> None:
        """Other settings: token, colours, theme, language, view at the next load."""
        self._config |= changes
        self.config_changed.emit(self._text())

    def remember(self, **changes: Any) -> None:
        """Settings for the next load of the page only."""
        self._config |= changes

    def show_layers(self, layers: Mapping[str, Any]) -> None:
        """Which layers are shown."""
        self.remember(layers=dict(layers))
        self.layers_changed.emit(_json(layers))

    def show_selection(self, selection: Mapping[str, Any]) -> None:
        """What the room is looking at."""
        self.remember(selection=dict(selection))
        self.selection_changed.emit(_json(selection))

    def want_view(self, **view: Any) -> None:
        """`lon, lat, zoom`, or `zoom_by`, or `pan`, or `home`; `pick`: choose what is in the middle."""
        self.view_wanted.emit(_json(view))

    def search(self, text: str) -> None:
        """Look for names on the base map."""
        self.search_wanted.emit(_json({"text": text}))

    @Slot(str, str)
    def found(self, text: str, rows: str) -> None:
        """What the page found for `text`."""
        self.names_found.emit(text, json.loads(rows))

    @Slot(str, str)
    def select(self, kind: str, thing: str) -> None:
        """The page was clicked."""
        self.selected.emit(kind, thing)

    @Slot(float, float)
    def pick(self, lon: float, lat: float) -> None:
        """A place was chosen."""
        self.picked.emit(lon, lat)

    @Slot(str, str)
    def activate(self, kind: str, thing: str) -> None:
        """The page was double-clicked."""
        self.activated.emit(kind, thing)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
