"""The map as a panel: layer tree and legend at the left, the page beside them, keys, and how it is for the report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from contract.entities import Alarm, Camera, Case, Point, Pole, Unit, Vehicle
from contract.events import Event
from contract.scope import View
from mapview import layers as kinds
from mapview.bridge import Bridge
from mapview.layer_tree import WIDTH, LayerTree, total
from mapview.layer_words import group_words, layer_words
from mapview.layers import Count, Layers, Mode
from mapview.legend import Legend
from mapview.page import MapView
from mapview.picking import Picking
from mapview.search import Hit, find, named
from mapview.search_box import SearchBox
from panelkit.context import Context
from panelkit.controls import rule
from panelkit.panel import Panel, guarded
from panelkit.tokens import DARK

COUNTS_PATH: Final = "/api/map/components/counts"
STATE_EVERY_MS: Final = 1000
COUNT_EVERY_MS: Final = 500
SETTLE_MS: Final = 1500
TREE_FROM_PX: Final = 900
"""A narrower map shows the tree only when asked (L)."""
_PAN: Final[dict[int, tuple[int, int]]] = {
    Qt.Key.Key_Left: (-160, 0),
    Qt.Key.Key_Right: (160, 0),
    Qt.Key.Key_Up: (0, -160),
    Qt.Key.Key_Down: (0, 160),
}


class ComponentCounts(msgspec.Struct, frozen=True):
    """`GET /api/map/components/counts`, as far as the tree shows it."""

    total: int = 0
    by_major: dict[str, int] = {}


class MapPanel(Panel):
    """The map. `drawn`: its base map and its signs are on the screen. `page_state`: the page's last `STATE`."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, sources=("map",), name="map", parent=parent)
        self.mode: Mode = _mode(context)
        self.layers = Layers.usual(self.mode)
        self.page_state: dict[str, Any] = {}
        self._components: dict[str, Count] = {}
        self._tree_wanted: bool | None = None
        self._mark: Point | None = None
        self.bridge = Bridge(self._config(), self)
        self.picking = Picking(self.bridge, context.selection, self)
        self._build()
        self.header.setVisible(self.mode == "desk")
        self._connect()
        self._ask_counts()

    # How it is, for the report.

    @property
    def drawn(self) -> bool:
        """The page has its snapshot, every tile in view is painted, base map too, and no import is still to be seen."""
        drawn = self.page_state.get("drawn", {})
        if self.page_state.get("importing"):
            return False
        painted = drawn.get("tiles", 0) > 0 and not drawn.get("waiting") and not drawn.get("failed")
        return bool(painted and self.page_state.get("seq") is not None and self.page_state.get("base"))

    @property
    def console_errors(self) -> list[str]:
        """Errors of the page's console, the last fifty."""
        return list(self.view.errors)

    # Panel.

    def retranslate(self) -> None:
        """Title, groups, layers."""
        self.set_title(self.tr("Map"))
        self._layers_title.setText(self.tr("Layers"))
        self._layers_note.setText(self.tr("duty default"))
        self.tree.name_all(group_words(), layer_words())
        self.search.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Counts beside the layers."""
        store = self.context.store
        counts = kinds.count_cases(store.each(Case), self.context.now())
        counts |= kinds.count_resources(
            store.each(Camera), store.each(Pole), store.each(Vehicle), len(store.each(Unit))
        )
        counts |= {"alarms": Count(len(store.each(Alarm)))} | self._components
        ground = self.page_state.get("ground") or {}
        counts |= {key: Count(ground[key]) for key in kinds.GROUPS["ground"] if key in ground}
        open_cases = total(counts, tuple(kinds.CASE_GROUPS))
        sums = {"cases": f"{open_cases:,}", "components": f"{total(counts, kinds.GROUPS['components']):,}"}
        self.tree.show_counts({key: self._words_of(key, count) for key, count in counts.items()}, sums)

    def restyle(self) -> None:
        """Colours follow the theme."""
        if hasattr(self, "view"):
            self.bridge.configure(**self._look())
            self.view.set_background(self.context.theme.color("m-land"))
            self.legend.update()
            self.tree.update()
        super().restyle()

    def _words_of(self, key: str, count: Count) -> str:
        if not count.out:
            return f"{count.n:,}"
        broken = self.tr("{n} offline") if key == "cameras" else self.tr("{n} faulty")
        return f"{count.n:,} · {broken.format(n=count.out)}"

    # Building.

    def _build(self) -> None:
        theme = self.context.theme
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.body.addLayout(row)
        self.side = QWidget(self)
        self.side.setFixedWidth(WIDTH)
        column = QVBoxLayout(self.side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 12, 6)
        head.setSpacing(12)
        self._layers_title, self._layers_note, key = QLabel(self.side), QLabel(self.side), QLabel("L", self.side)
        self._layers_title.setProperty("role", "title")
        self._layers_note.setProperty("role", "subtitle")
        key.setProperty("role", "tag")
        head.addWidget(self._layers_title)
        head.addWidget(self._layers_note, 1)
        head.addWidget(key)
        self.search = SearchBox(theme, self._find, self, self.side)
        self.tree = LayerTree(theme, self.side)
        self.tree.show_on(self.layers.on)
        self.legend = Legend(theme, _sample_glyph(self.context), self.side)
        column.addLayout(head)
        column.addWidget(rule(self.side))
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        column.addWidget(rule(self.side))
        column.addWidget(self.legend)
        api = self.context.api
        self.view = MapView(self.bridge, api.base_url, theme.color("m-land"), self, ca_file=api.trust.ca_file)
        self.view.on_key = self._on_key
        row.addWidget(self.side)
        row.addWidget(rule(self, upright=True))
        row.addWidget(self.view, 1)
        self._place_tree()

    def _connect(self) -> None:
        context = self.context
        self.tree.toggled.connect(self.show_layer)
        self.bridge.selected.connect(self._on_selected)
        self.bridge.activated.connect(self._on_activated)
        self.picking.began.connect(self._on_picking)
        self.bridge.names_found.connect(self._on_names)
        self.search.names_wanted.connect(self.bridge.search)
        self.search.wanted.connect(self._go)
        self.search.left.connect(self.view.setFocus)
        self.view.state_read.connect(self._on_state)
        self.view.crashed.connect(self._on_crash)
        context.selection.changed.connect(self._show_selection)
        context.api.session_changed.connect(self._on_session)
        context.store.changed.connect(self._count_soon)
        context.store.reset.connect(self._ask_counts)
        context.store.happened.connect(self._on_fact)
        self._counting = QTimer(self, singleShot=True, interval=COUNT_EVERY_MS)
        self._counting.timeout.connect(self._guarded_refresh)
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self._ask_counts)
        self._asking = QTimer(self, interval=STATE_EVERY_MS)
        self._asking.timeout.connect(self._ask_state)
        self._asking.start()

    def _config(self) -> dict[str, Any]:
        context = self.context
        return {
            "api": context.api.base_url,
            "bounds": list(context.profile.bounds),
            "layers": self.layers.for_page(),
            "selection": self._selection(),
            "view": None,
            **self._look(),
        }

    def _look(self) -> dict[str, Any]:
        context, theme = self.context, self.context.theme
        session = context.api.session
        return {
            "token": session.token if session is not None else "",
            "colors": {token: theme.color(token).name() for token in DARK},
            "theme": theme.mode,
            "language": "zh" if context.lang.startswith("zh") else "en",
            "mode": self.mode,
            "type": 1.0 if theme.display == "desk" else round(1.5 * theme.scale, 2),
        }

    # Layers.

    def show_layer(self, key: str, on: bool) -> None:
        """Show or hide one layer."""
        (self.layers.on.add if on else self.layers.on.discard)(key)
        self.tree.show_on(self.layers.on)
        self.bridge.show_layers(self.layers.for_page())

    def show_tree(self, shown: bool) -> None:
        """Open or close the tree; from then on the width does not decide."""
        self._tree_wanted = shown
        self._place_tree()

    def _place_tree(self) -> None:
        wide = self.mode == "desk" and self.width() >= TREE_FROM_PX
        self.side.setVisible(wide if self._tree_wanted is None else self._tree_wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow map keeps the room for itself."""
        super().resizeEvent(event)
        self._place_tree()

    # Searching.

    def _find(self, text: str) -> list[Hit]:
        store = self.context.store
        return find(text, store.each(Case), store.each(Camera), store.each(Pole), self.context.class_name)

    @guarded
    def _on_names(self, text: str, rows: list[dict[str, object]]) -> None:
        self.search.take_names(text, named(rows))

    @guarded
    def _go(self, hit: Hit) -> None:
        """Look at what was found; what has a number is selected, anything else gets a mark."""
        chosen = self.context.selection
        self._mark = hit.point if not hit.id else None
        if hit.kind == "case":
            chosen.select_case(hit.id)
        elif hit.kind == "camera":
            chosen.select_cameras((hit.id,))
        elif hit.kind == "pole":
            chosen.select_poles((hit.id,))
        self._show_selection()
        if hit.point is not None:
            self.bridge.want_view(lon=hit.point.lon, lat=hit.point.lat, zoom=hit.zoom)
        else:
            self.say(self.tr("This has no coordinates: it is selected, but the map cannot show it."))

    # Both ways.

    def _selection(self) -> dict[str, Any]:
        chosen = self.context.selection
        mark = chosen.point or self._mark
        return {
            "case_id": chosen.case_id,
            "camera_ids": list(chosen.camera_ids),
            "pole_ids": list(chosen.pole_ids),
            "mark": None if mark is None else [mark.lon, mark.lat],
            "picking": chosen.picking,
            "shading": chosen.shading,
        }

    def _show_selection(self, _name: object = None) -> None:
        self.bridge.show_selection(self._selection())

    @guarded
    def _on_picking(self, wanted: bool) -> None:
        """A wish for a place takes the keys."""
        self.set_subtitle(self.tr("Choose a place: click, or arrows and Enter; Esc leaves it") if wanted else "")
        if wanted and self.mode == "desk":
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @guarded
    def _on_selected(self, kind: str, thing: str) -> None:
        chosen = self.context.selection
        if kind == "case":
            chosen.select_case(thing)
        elif kind == "camera":
            chosen.select_cameras((thing,))
        elif kind == "pole":
            chosen.select_poles((thing,))
        elif not kind:
            chosen.select_cameras(())
            chosen.select_poles(())
            if self._mark is not None:
                self._mark = None
                self._show_selection()

    @guarded
    def _on_activated(self, kind: str, thing: str) -> None:
        chosen = self.context.selection
        if kind == "case":
            chosen.open_case(thing)
        elif kind == "camera":
            chosen.want_cameras((thing,))
        elif kind == "pole":
            chosen.want_poles((thing,))

    @guarded
    def _on_state(self, state: dict[str, Any]) -> None:
        other = state.get("ground") != self.page_state.get("ground")
        self.page_state = state
        self.legend.show_zoom(state["zoom"])
        lon, lat = state["center"]
        self.picking.zoom = state["zoom"]
        self.bridge.remember(view={"lon": lon, "lat": lat, "zoom": state["zoom"]})
        self.mark_fresh(self.context.now() - timedelta(seconds=state["age_s"]))
        if other:
            self.refresh()

    def _ask_state(self) -> None:
        if self.isVisible():
            self.view.read_state()

    def _on_crash(self, _status: str) -> None:
        self.page_state = {}

    def _on_session(self, _session: object) -> None:
        self.bridge.configure(**self._look())
        self._ask_counts()

    def _count_soon(self, _kinds: object) -> None:
        if not self._counting.isActive() and self.side.isVisible():
            self._counting.start()

    def _guarded_refresh(self) -> None:
        if self.state != "error":
            self._guarded(self.refresh)

    def _on_fact(self, event: object) -> None:
        """An import brings its parts one after the other; the page fetches again by itself."""
        if isinstance(event, Event) and event.name == "city.imported":
            self._settling.start()

    def _ask_counts(self) -> None:
        if self.context.api.session is None or self.mode != "desk":
            return
        self._pending = self.context.api.get(COUNTS_PATH, {}, ComponentCounts)
        self._pending.succeeded.connect(self._take_counts)

    def _take_counts(self, counts: ComponentCounts) -> None:
        self._components = kinds.count_components(counts.by_major)
        self._guarded_refresh()

    # Keys.

    def _on_key(self, event: QKeyEvent) -> bool:
        """Keys that fell on the page; False leaves them to the room."""
        key = event.key()
        if self.picking.key(key):
            pass
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.bridge.want_view(zoom_by=1)
        elif key == Qt.Key.Key_Minus:
            self.bridge.want_view(zoom_by=-1)
        elif key == Qt.Key.Key_Home:
            self.bridge.want_view(home=True)
        elif key in _PAN:
            self.bridge.want_view(pan=list(_PAN[Qt.Key(key)]))
        elif key == Qt.Key.Key_F and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.mode == "desk":
            self.show_tree(True)
            self.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.field.selectAll()
        elif key == Qt.Key.Key_L and self.mode == "desk":
            self.show_tree(not self.side.isVisible())
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The same keys when the panel itself has the focus."""
        if not self._on_key(event):
            super().keyPressEvent(event)


def _mode(context: Context) -> Mode:
    session = context.api.session
    if session is not None and session.scope.view is View.PUBLIC and context.display == "wall":
        return "kiosk"
    return context.display


def _sample_glyph(context: Context) -> str:
    classes = context.profile.classes
    return next((entry.glyph for entry in classes if entry.code.startswith("E")), "?")
