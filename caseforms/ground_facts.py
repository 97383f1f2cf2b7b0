"""What lies under a point (落图定格): cell, community, street, district, grid and who owns it, asked of the server."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from caseforms.latest import Latest
from contract.entities import Area, Department, Id, Point
from contract.ground import Ground, NearComponent
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.controls import Fields

SETTLE_MS = 200


class GroundFacts(QWidget):
    """`changed()` when an answer came. `ground` is that of the point asked for last, None while there is none."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted: tuple[Point | None, str, str] = (None, "", "")
        self.known = Latest(context.api, "/api/ground", Ground, SETTLE_MS, self, lane="commands")
        self.known.changed.connect(self._have)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.size(4))
        self.head, self.note = QLabel(self), QLabel(self)
        self.head.setProperty("role", "title")
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.fields = Fields(context.theme, self)
        for widget in (self.head, self.note, self.fields):
            column.addWidget(widget)

    @property
    def ground(self) -> Ground | None:
        """Of the point that was asked for last."""
        return self.known.answer

    @property
    def components(self) -> tuple[NearComponent, ...]:
        """Those of the class around the point, the nearest first."""
        return self.ground.components if self.ground is not None else ()

    def look_at(self, point: Point | None, class_code: str, component_code: str = "") -> None:
        """The report is about this place."""
        if (point, class_code, component_code) == self._wanted:
            return
        same = point == self._wanted[0]
        self._wanted = (point, class_code, component_code)
        self.known.ask(self._query(), keep=same)
        self.retranslate()

    def retranslate(self) -> None:
        """Words."""
        self.head.setText(self.tr("Where it is"))
        point, ground = self._wanted[0], self.ground
        if point is None:
            self.note.setText(self.tr("No coordinates yet: without them a case is in no cell and not on the map."))
            rows: list[tuple[str, str]] = []
        elif ground is None:
            self.note.setText(self.known.fault or self.tr("looking …"))
            rows = []
        else:
            inside = bool(ground.cell_code)
            self.note.setText("" if inside else self.tr("This place lies in no unit grid cell of the city."))
            rows = self._rows(ground)
        self.note.setVisible(bool(self.note.text()))
        self.fields.show_fields(rows)

    def _rows(self, ground: Ground) -> list[tuple[str, str]]:
        code = ground.cell_code
        cell = f"{code[:6]} {code[6:9]} {code[9:12]} {code[12:]}" if code else fmt.NO_VALUE
        by = {
            "component": self.tr("of the component"),
            "nearest": self.tr("of the nearest component"),
            "table": self.tr("by the table of owners"),
        }.get(ground.owner_by, "")
        owner = self._body(ground.department_id)
        return [
            (self.tr("Cell"), f"{cell} · {ground.grade}" if ground.grade else cell),
            (self.tr("Community"), self._area(ground.community_id)),
            (self.tr("Street"), self._area(ground.street_id)),
            (self.tr("District"), self._area(ground.district_id)),
            (self.tr("Grid"), self._area(ground.grid_id)),
            (self.tr("Owner"), f"{owner} · {by}" if by and ground.department_id else owner),
        ]

    def _area(self, area_id: Id | None) -> str:
        area = self._context.store.of(Area, area_id)
        if area is None:
            return fmt.NO_VALUE
        return area.name if self._context.lang.startswith("zh") else area.name_en or area.name

    def _body(self, department_id: Id | None) -> str:
        body = self._context.store.of(Department, department_id)
        if body is None:
            return fmt.NO_VALUE
        return body.name if self._context.lang.startswith("zh") else body.name_en or body.name

    def _query(self) -> dict[str, str] | None:
        point, class_code, component = self._wanted
        if point is None:
            return None
        query = {"lon": repr(point.lon), "lat": repr(point.lat)}
        return query | {key: v for key, v in (("class_code", class_code), ("component_code", component)) if v}

    def _have(self) -> None:
        self.retranslate()
        self.changed.emit()
