"""The fields of a report, between the form and the draft: what stands in them, what is wrong with them, the command."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from caseforms.class_search import find
from caseforms.draft import Draft
from caseforms.finder import Finder, Found
from caseforms.photo_row import PhotoRow
from caseforms.place import NoPlace, point_of, words_of
from caseforms.report_words import condition_words, kind_name, place_fault, urgency_name
from caseforms.rows import MOST_WORDS, Choice, Rows, TextBox, line
from contract.commands import ReportCase
from contract.entities import CaseSource, Person, Point, ReportKind, Urgency
from contract.ground import NearComponent
from contract.lifecycle import PROXIES, Role
from contract.personal import Caller
from contract.profile import Condition
from panelkit.context import Context
from panelkit.controls import KeyButton
from panelkit.words import role_name, source_name

_PHONE = re.compile(r"[+0-9][0-9 ()-]{4,31}")
_HALL = (
    CaseSource.HOTLINE, CaseSource.CITIZEN, CaseSource.INSPECTOR, CaseSource.VIDEO, CaseSource.LEADER,
    CaseSource.SUPERIOR, CaseSource.MEDIA, CaseSource.PETITION, CaseSource.DEPARTMENT, CaseSource.OTHER,
)  # fmt: skip
_OWN_SOURCE = {"inspector": CaseSource.INSPECTOR, "department": CaseSource.DEPARTMENT, "leader": CaseSource.LEADER}
HOTLINE = ("caller_phone", "caller_name", "caller_address", "report_kind", "order_number")
"""Fields of a call only."""


class ReportFields(Rows):
    """`changed()` after every change; `left(key)` when somebody goes on from a field."""

    changed = Signal()
    left = Signal(str)
    pick_wanted = Signal()

    def __init__(self, context: Context, *, hotline: bool, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, parent)
        self._context, self._hotline = context, hotline
        self.conditions: dict[str, tuple[Condition, ...]] = {}
        self.components: tuple[NearComponent, ...] = ()
        theme = context.theme
        self.phone, self.name_, self.address = line(32), line(100), line(200)
        self.kind, self.order = Choice(), line(200)
        self.class_ = Finder(theme, self._classes)
        self.condition = Finder(theme, self._conditions)
        self.place, self.coordinates = line(200), line(60)
        self.pick = KeyButton(theme, "", "Alt+M")
        self.component = Finder(theme, self._components)
        self.urgency, self.source = Choice(), Choice()
        self.description = TextBox(theme.size(84))
        self.photos = PhotoRow(theme)
        self.self_handled = QCheckBox()
        self.behalf = Finder(theme, self._people)
        self._add_rows()
        self._connect()
        self.stretch_last()

    # What stands in them.

    def draft(self) -> Draft:
        """What was typed."""
        return Draft(
            class_code=self.class_.value,
            condition=self.condition.value,
            place=self.place.text().strip(),
            coordinates=self.coordinates.text().strip(),
            component_code=self.component.value,
            urgency=self.urgency.value() or "normal",
            source=self.source.value(),
            description=self.description.text(),
            on_behalf_of=self.behalf.value,
            self_handled=self.self_handled.isChecked() and not self.self_handled.isHidden(),
            report_kind=self.kind.value() or "problem",
            order_number=self.order.text().strip(),
            caller_phone=self.phone.text().strip(),
            caller_name=self.name_.text().strip(),
            caller_address=self.address.text().strip(),
            photos=self.photos.photos,
        )

    def put(self, draft: Draft) -> None:
        """Show a draft."""
        self.blockSignals(True)
        self.class_.put(draft.class_code, self._class_words(draft.class_code))
        self.condition.put(draft.condition, self._condition_words(draft.condition))
        self.component.put(draft.component_code, draft.component_code)
        self.behalf.put(draft.on_behalf_of, self._person_words(draft.on_behalf_of))
        for field, text in (
            (self.place, draft.place), (self.coordinates, draft.coordinates), (self.order, draft.order_number),
            (self.phone, draft.caller_phone), (self.name_, draft.caller_name), (self.address, draft.caller_address),
        ):  # fmt: skip
            field.setText(text)
        self.description.setPlainText(draft.description)
        self.urgency.choose(draft.urgency)
        self.source.choose(draft.source)
        self.kind.choose(draft.report_kind)
        self.self_handled.setChecked(draft.self_handled)
        self.photos.put(draft.photos)
        for key in self.rows:
            self.tell(key, "")
        self.blockSignals(False)
        self.shape()

    def point(self) -> Point | None:
        """Where; None where nothing or nonsense is typed."""
        try:
            return point_of(self.coordinates.text(), self._context.profile.bounds)
        except NoPlace:
            return None

    def set_point(self, point: Point) -> None:
        """The place that was picked."""
        self.coordinates.setText(words_of(point))
        self.tell("coordinates", "")

    def set_conditions(self, conditions: tuple[Condition, ...]) -> None:
        """The filing conditions of the city."""
        self.conditions = {}
        for one in conditions:
            self.conditions[one.class_code] = (*self.conditions.get(one.class_code, ()), one)
        self.condition.put(self.condition.value, self._condition_words(self.condition.value))
        self.shape()

    def set_components(self, components: tuple[NearComponent, ...]) -> None:
        """Those around the point."""
        self.components = components

    # What is wrong, and the command.

    def check(self) -> list[str]:
        """Say beside each field what is wrong with it; the keys of those."""
        draft = self.draft()
        self.tell("class_code", "" if draft.class_code else self.tr("Choose a class: its name, initials or code."))
        fault = ""
        try:
            point = point_of(draft.coordinates, self._context.profile.bounds)
        except NoPlace as no_place:
            point, fault = None, place_fault(str(no_place))
        self.tell("coordinates", fault)
        somewhere = bool(draft.place) or point is not None or bool(fault)
        self.tell("place", "" if somewhere else self.tr("Where is it? In words, by coordinates, or on the map."))
        kinds = {photo.kind for photo in draft.photos}
        lacking = draft.self_handled and not {"before", "after"} <= kinds
        self.tell("photos", self.tr("One photo before and one after at least.") if lacking else "")
        if self._hotline:
            bad = not _PHONE.fullmatch(draft.caller_phone)
            self.tell("caller_phone", self.tr("Digits, at least five.") if bad else "")
        long = self.description.too_many()
        words = self.tr("{n} characters too many: at most {most}.").format(n=f"{long:,}", most=f"{MOST_WORDS:,}")
        self.tell("description", words if long else "")
        for key, finder, words in (
            ("condition", self.condition, self.tr("Choose one of the list, or leave it empty.")),
            ("component_code", self.component, self.tr("Choose one of the list, or leave it empty.")),
            ("on_behalf_of", self.behalf, self.tr("Choose a person.")),
        ):
            self.tell(key, words if finder.is_loose else "")
        return self.wrong()

    def command(self) -> ReportCase:
        """The command of what stands here; `check` found nothing wrong."""
        draft = self.draft()
        caller = Caller(name=draft.caller_name, phone=draft.caller_phone, address=draft.caller_address)
        return ReportCase(
            class_code=draft.class_code,
            source=CaseSource.HOTLINE if self._hotline else CaseSource(draft.source),
            place=draft.place,
            description=draft.description,
            point=self.point(),
            urgency=Urgency(draft.urgency),
            component_code=draft.component_code,
            caller=caller if self._hotline else None,
            report_kind=ReportKind(draft.report_kind),
            condition=draft.condition,
            order_number=draft.order_number,
            self_handled=draft.self_handled,
            on_behalf_of=draft.on_behalf_of or None,
        )

    # Words.

    def retranslate(self) -> None:
        """Labels and choices."""
        for key, words in self._labels().items():
            self.name(key, words)
        self.urgency.show_items([(one.value, urgency_name(one)) for one in Urgency])
        self.kind.show_items([(one.value, kind_name(one)) for one in ReportKind])
        self.source.show_items([(one.value, source_name(one)) for one in self._sources()])
        self.class_.setPlaceholderText(self.tr("name, initials or code: zdjy"))
        self.condition.setPlaceholderText(self.tr("down arrow shows them"))
        self.coordinates.setPlaceholderText(self.tr("longitude, latitude"))
        self.component.setPlaceholderText(self.tr("down arrow shows those nearby"))
        self.behalf.setPlaceholderText(self.tr("nobody: this is my own report"))
        self.pick.set_words(self.tr("Pick on the map"))
        self.pick.setFixedWidth(self.pick.sizeHint().width())  # what is left is the coordinates'
        self.self_handled.setText(self.tr("dealt with on the spot; photos before and after"))
        self.photos.retranslate()
        self.shape()

    def shape(self) -> None:
        """Show the rows that belong to what is typed."""
        code = self.class_.value
        self.rows["condition"].set_visible(bool(self._conditions_of(code)))
        self.rows["component_code"].set_visible(code.startswith("C"))
        roles = self._context.roles()
        self.rows["self_handled"].set_visible(bool(roles & {"inspector", "department"}) and not self._hotline)
        self.rows["on_behalf_of"].set_visible(bool(self._proxied()) and not self._hotline)
        self.rows["source"].set_visible(not self._hotline and len(self._sources()) > 1)
        handled = self.self_handled.isChecked() and not self.self_handled.isHidden()
        self.photos.two_stages(handled)

    def _labels(self) -> dict[str, str]:
        words = {
            "class_code": self.tr("Class"),
            "condition": self.tr("Filing condition"),
            "place": self.tr("Place"),
            "coordinates": self.tr("Coordinates"),
            "component_code": self.tr("Component"),
            "urgency": self.tr("Urgency"),
            "source": self.tr("Source"),
            "description": self.tr("Description"),
            "photos": self.tr("Photos"),
            "self_handled": self.tr("Self-handled"),
            "on_behalf_of": self.tr("On behalf of"),
        }
        if self._hotline:
            words |= {
                "caller_phone": self.tr("Caller's number"),
                "caller_name": self.tr("Caller's name"),
                "caller_address": self.tr("Caller's address"),
                "report_kind": self.tr("Kind"),
                "order_number": self.tr("12345 order"),
            }
        return words

    # Building.

    def _add_rows(self) -> None:
        if self._hotline:
            for key, field in zip(HOTLINE, (self.phone, self.name_, self.address, self.kind, self.order), strict=True):
                self.add(key, field)
        self.add("class_code", self.class_)
        self.add("condition", self.condition)
        self.add("place", self.place)
        both = QWidget(self)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.coordinates, 1)
        row.addWidget(self.pick)
        self.add("coordinates", both, focus=self.coordinates)
        for key, field in (
            ("component_code", self.component), ("urgency", self.urgency), ("source", self.source),
            ("description", self.description),
        ):  # fmt: skip
            self.add(key, field)
        self.add("photos", self.photos, focus=self.photos.list)
        self.add("self_handled", self.self_handled)
        self.add("on_behalf_of", self.behalf)

    def _connect(self) -> None:
        for field in (self.place, self.coordinates, self.order, self.phone, self.name_, self.address):
            field.textChanged.connect(self._touched)
        for finder in (self.class_, self.condition, self.component, self.behalf):
            finder.chosen.connect(self._touched)
        for choice in (self.urgency, self.source, self.kind):
            choice.currentIndexChanged.connect(self._touched)
        self.class_.chosen.connect(self._other_class)
        self.description.textChanged.connect(self._touched)
        self.photos.changed.connect(self._touched)
        self.self_handled.toggled.connect(self._touched)
        self.self_handled.toggled.connect(self.shape)
        self.entered.connect(self.left)
        self.phone.editingFinished.connect(lambda: self.left.emit("caller_phone"))
        self.pick.clicked.connect(self.pick_wanted)
        self.pick.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def _touched(self, *_change: object) -> None:
        wrong = self.wrong()
        if wrong:
            self.check()
            for key in self.rows:
                if key not in wrong:
                    self.tell(key, "")  # nobody is told of a field that he did not come to
        self.changed.emit()

    def _other_class(self, _code: str) -> None:
        self.condition.put("", "")
        self.component.put("", "")
        conditions = self._conditions_of(self.class_.value)
        if len(conditions) == 1:
            self.condition.put(conditions[0].id, condition_words(self._context, conditions[0]))
        self.shape()

    # What can be found.

    def _classes(self, text: str) -> list[Found]:
        return [(one.code, self._class_words(one.code)) for one in find(self._context.profile.classes, text)]

    def _class_words(self, code: str) -> str:
        if not code:
            return ""
        major, name = self._context.major_name(code), self._context.class_name(code)
        return f"{name} · {major} · {code}" if major else f"{name} · {code}"

    def _conditions_of(self, code: str) -> tuple[Condition, ...]:
        return self.conditions.get(code) or self.conditions.get(code[:5], ())

    def _conditions(self, text: str) -> list[Found]:
        found = [(one.id, condition_words(self._context, one)) for one in self._conditions_of(self.class_.value)]
        return [one for one in found if text.casefold() in one[1].casefold()]

    def _condition_words(self, condition: str) -> str:
        for found in self.conditions.values():
            for one in found:
                if one.id == condition:
                    return condition_words(self._context, one)
        return condition

    def _components(self, text: str) -> list[Found]:
        rows = [(one.code, f"{one.code} · {round(one.distance_m)} m") for one in self.components]
        typed = text.strip()
        if len(typed) == 16 and typed.isdigit() and typed not in {code for code, _ in rows}:
            rows.insert(0, (typed, typed))
        return [row for row in rows if typed in row[0]] if typed else rows

    def _proxied(self) -> frozenset[Role]:
        own = [Role(role) for role in self._context.roles() if role in set(Role)]
        return frozenset().union(*(PROXIES.get(role, frozenset()) for role in own))

    def _people(self, text: str) -> list[Found]:
        allowed = {str(role) for role in self._proxied()}
        people = [one for one in self._context.store.each(Person) if allowed & set(one.roles)]
        found = [(one.id, self._person_words(one.id)) for one in sorted(people, key=lambda one: one.name)]
        return [one for one in found if text.casefold() in one[1].casefold()][:60]

    def _person_words(self, person_id: str) -> str:
        person = self._context.store.of(Person, person_id or None)
        if person is None:
            return person_id
        return f"{person.name} · {'、'.join(role_name(role) for role in person.roles)}"

    def _sources(self) -> tuple[CaseSource, ...]:
        roles = self._context.roles()
        if roles & {"intake", "shift_leader", "duty", "admin"}:
            return _HALL
        return tuple(source for role, source in _OWN_SOURCE.items() if role in roles) or (CaseSource.INSPECTOR,)
