"""视频核查: a handled case's first picture beside a fresh one of the nearest camera; Enter takes it into the check."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from caseforms.large_photo import LargePhoto
from caseforms.task_panel import TaskPanel
from caseforms.tasks import task_of
from casequeue.nearby import nearest
from contract.attachments import PHOTOS
from contract.entities import Camera, Case
from contract.figures import CaseDetail
from panelkit import format as fmt
from panelkit.context import Context
from videowall import tile_shot
from videowall.hall import VideoHall
from videowall.one_picture import OnePicture

KEY = "Alt+V"
MOST_M = 200.0
_EDGE = 24


class FreshPhoto(LargePhoto):
    """The live half: says what it waits for until the picture is here."""

    def wait(self, words: str) -> None:
        """Nothing yet, or never."""
        self.image, self._note = None, words
        self.update()

    def show_image(self, image: QImage, words: str) -> None:
        """This one."""
        self.image, self.words = image, words
        self.update()


class CheckSheet(QWidget):
    """Both pictures over the window. Enter takes, R asks for a fresh one, Esc leaves."""

    def __init__(self, check: CheckByVideo, case: Case, camera: Camera, away_m: float) -> None:
        super().__init__(check.panel.window())
        self._check, self._case, self._camera, self._away_m = check, case, camera, away_m
        self._image: QImage | None = None
        self._age_s = 0.0
        self._asked: OnePicture | None = None
        context = check.context
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first, self.fresh = LargePhoto(context, self), FreshPhoto(context, self)
        self.head, self.foot = QLabel(self), QLabel(self)
        self.head.setProperty("role", "title")
        self.foot.setProperty("role", "second")
        column = QVBoxLayout(self)
        column.addWidget(self.head)
        column.addStretch(1)
        column.addWidget(self.foot)
        title = self.tr("Check by video · {case} · camera {n} {name}, {away} away")
        name = f"{fmt.short(case.short)} {context.class_name(case.class_code)}"
        self.head.setText(title.format(case=name, n=camera.number, name=camera.name, away=fmt.metres(away_m)))
        self.setGeometry(check.panel.window().rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE))
        self._place()
        pending = context.api.get(f"/api/cases/{case.id}", None, CaseDetail)
        pending.succeeded.connect(self._have)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.ask()

    def ask(self) -> None:
        """A fresh picture."""
        if self._asked is not None:
            self._asked.close()
        self._image = None
        self.fresh.wait(self.tr("The camera is being opened …"))
        self.foot.setText(self.tr("Esc: back"))
        context = self._check.context
        cameras = context.store.each(Camera)
        self._asked = OnePicture(self._check.hall, context.api, cameras, self._camera.id, self)
        self._asked.taken.connect(self._taken)
        self._asked.failed.connect(self._failed)

    def leave(self) -> None:
        """Back to the form."""
        if self._asked is not None:
            self._asked.close()
        self.hide()
        self.deleteLater()
        self._check.left()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its keys; others are nobody's."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() == Qt.Key.Key_R:
            self.ask()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._image is not None:
            self._check.take(self._camera, self._image, self._age_s)
            self.leave()

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Tab does not lead to what lies beneath."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._check.context.theme.color("bg-1"))
        painter.end()

    def _place(self) -> None:
        wide, high = self.width(), self.height()
        room = QRect(12, 56, wide - 24, high - 112)
        half = (room.width() - 12) // 2
        self.first.setGeometry(room.left(), room.top(), half, room.height())
        self.fresh.setGeometry(room.left() + half + 12, room.top(), half, room.height())

    def _have(self, detail: object) -> None:
        if isinstance(detail, CaseDetail) and isValid(self):
            photo = next((one for one in detail.attachments if one.kind in PHOTOS), None)
            zone = self._check.context.profile.timezone
            when = (
                f"{fmt.day(photo.recorded_at, zone)} {fmt.clock(photo.recorded_at, zone)}" if photo is not None else ""
            )
            self.first.show_photo(
                photo.id if photo is not None else "", self.tr("first picture {when}").format(when=when)
            )

    def _taken(self, image: object, age_s: float) -> None:
        assert isinstance(image, QImage)
        self._image, self._age_s = image, age_s
        context = self._check.context
        clock = fmt.clock(context.now() - timedelta(seconds=age_s), context.profile.timezone)
        self.fresh.show_image(image, self.tr("now, {clock}").format(clock=clock))
        self.foot.setText(self.tr("Enter: take it into the check · R: a fresh one · Esc: back"))

    def _failed(self) -> None:
        self.fresh.wait(self.tr("No live picture of this camera: look on the spot."))
        self.foot.setText(self.tr("R: try again · Esc: back"))


class CheckByVideo(QObject):
    """Alt+V at the check of a handled case, for as long as the form lives."""

    def __init__(self, panel: TaskPanel, context: Context, hall: VideoHall, drafts: Path) -> None:
        super().__init__(panel)
        self.panel, self.context, self.hall, self._drafts = panel, context, hall, drafts
        self.sheet: CheckSheet | None = None
        key = QShortcut(QKeySequence(KEY), panel)
        key.setContext(Qt.ShortcutContext.WindowShortcut)
        key.activated.connect(self.open)

    def open(self) -> None:
        """Show both pictures; says why not where there is no case to check, no place or no camera near it."""
        case = self.context.store.of(Case, self.context.selection.case_id)
        found = task_of(case, self.context.roles(), self.context.person_id()) if case is not None else None
        if self.sheet is not None or not self.panel.isVisible():
            return
        if case is None or found is None or found[0].command != "check_case":
            self.panel.say(self.tr("This case is not yours to check now."))
            return
        near = nearest(case.point, self.context.store.each(Camera), 8) if case.point is not None else []
        best = min((one for one in near if one.distance_m <= MOST_M), key=lambda one: not one.sees, default=None)
        if best is None:
            self.panel.say(self.tr("No camera within {away} of this place.").format(away=fmt.metres(MOST_M)))
            return
        self.sheet = CheckSheet(self, case, best.thing, best.distance_m)

    def take(self, camera: Camera, image: QImage, age_s: float) -> None:
        """The picture becomes a photo of the check; the words and the result stay the inspector's."""
        at = self.context.now() - timedelta(seconds=age_s)
        words = f"camera {camera.number} {at.isoformat(timespec='milliseconds')}"
        try:
            folder = self._drafts / "pictures"
            photo = tile_shot.keep(folder, image, f"check-camera-{camera.number}", at, words)
        except OSError as fault:
            text = self.tr("This machine's disk does not take the picture: {reason}")
            self.panel.say(text.format(reason=fault.strerror or str(fault)))
            return
        self.panel.photos.add([photo])

    def left(self) -> None:
        """The form has the keys again."""
        self.sheet = None
        self.panel.come()
