"""The photos of a case side by side, by stage (上报, 处置, 核查), its other files, and the way to add one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QStandardPaths, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QHideEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from casequeue.file_rows import FileRows
from casequeue.media import Door, Media
from casequeue.photo_cell import PhotoCell
from casequeue.photo_view import PhotoView
from casequeue.photo_words import caption, long_words, place_words, short_clock, stage_name, why_not
from casequeue.pictures import Pictures
from casequeue.stages import SUFFIXES, Stage, kind_for, others_of, photos_of, stage_of
from casequeue.uploads import Uploads
from contract.attachments import Attachment
from contract.entities import Case, Person
from contract.figures import CaseDetail
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.controls import KeyButton
from panelkit.header import ElidedLabel

_TOP = 100


class PhotoStrip(QWidget):
    """Follows what `show_case` is given. `said(str)`: a file was not taken, and why. `view`: the large one."""

    said = Signal(str)

    def __init__(self, context: Context, door: Door | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._case: Case | None = None
        self._detail: CaseDetail | None = None
        self._drawn: object = None
        self._spoken = ""
        self.photos: tuple[Attachment, ...] = ()
        self.pictures = Pictures(context.api, self)
        self.uploads = Uploads(context.api, self)
        self.media = Media(context.api, door, self)
        self.cells: list[PhotoCell] = []
        self.view: PhotoView | None = None
        self._dialog: QFileDialog | None = None
        self._chosen_for: Case | None = None
        self.setAcceptDrops(True)
        self._build()
        self.uploads.changed.connect(self._show_progress)
        self.uploads.refused.connect(self.said)
        self.media.said.connect(self.files.say)

    def show_case(self, case: Case | None, detail: CaseDetail | None) -> None:
        """Photos of this case, as far as its detail is here; of no other."""
        if self._case is None or case is None or case.id != self._case.id:
            self.media.stop()
            self._say("")
        self._case = case
        self._detail = detail if detail is not None and case is not None and detail.case.id == case.id else None
        attachments = self._detail.attachments if self._detail is not None else ()
        self.photos = self._ordered(attachments)
        self.pictures.keep_only(self.photos)
        if self.view is not None:
            self.view.follow(self.photos)
        self._draw()

    def open(self, attachment: Attachment) -> None:
        """Show a photo large."""
        if self.view is None:
            self.view = PhotoView(self._context.theme, self.pictures, self, _TOP)
        self.view.open(self.photos, attachment, lambda one: long_words(self._context, one, self._stage(one)))

    def choose(self) -> None:
        """Ask for files to attach."""
        if self._case is None:
            return
        if reason := why_not(self._context, self._case):
            self.said.emit(reason)
            return
        if self._dialog is None:
            dialog = self._dialog = QFileDialog(self)
            dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            dialog.setDirectory(_begin())
            dialog.filesSelected.connect(self._chosen)
        self._chosen_for = self._case  # on another monitor another case may be chosen before the dialog is answered
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        title = self.tr("Attach to case {short}").format(short=fmt.short(self._case.short))
        self._dialog.setWindowTitle(title)
        for part, words in (
            (QFileDialog.DialogLabel.Accept, title),  # a wall without a window manager shows no title
            (QFileDialog.DialogLabel.LookIn, self.tr("Folder")),
            (QFileDialog.DialogLabel.FileName, self.tr("File")),
            (QFileDialog.DialogLabel.FileType, self.tr("Kinds")),
            (QFileDialog.DialogLabel.Reject, self.tr("Cancel")),
        ):
            self._dialog.setLabelText(part, words)
        self._dialog.setNameFilters([self.tr("Photos, sounds, clips, PDF ({kinds})").format(kinds=kinds)])
        self._dialog.open()

    def attach(self, files: list[Path]) -> None:
        """Send files to the case that is shown now; they stay its own, whatever is looked at meanwhile."""
        if self._case is not None:
            self._attach(self._case, files)

    def _chosen(self, names: list[str]) -> None:
        case = self._chosen_for
        if case is not None:
            # As it is now: it may have gone on, or be over, while the files were looked for.
            self._attach(self._context.store.of(Case, case.id) or case, [Path(name) for name in names])

    def _attach(self, case: Case, files: list[Path]) -> None:
        self._say("")
        if reason := why_not(self._context, case):
            self.said.emit(reason)
            return
        for file in files:
            self.uploads.add(case.id, file, kind_for(file.name, case.state, self._context.roles()))

    # Drawing.

    def _build(self) -> None:
        theme = self._context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size(6))
        head = QHBoxLayout()
        head.setSpacing(theme.size(10))
        self.title = QLabel(self)
        self.title.setProperty("role", "title")
        self.note = ElidedLabel(role="subtitle", parent=self)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setFixedSize(theme.size(120), theme.size(6))
        self.progress.hide()
        self.stop = QPushButton(self)
        self.stop.setProperty("role", "flat")
        self.stop.clicked.connect(self.uploads.stop)
        self.stop.hide()
        self.add = KeyButton(theme, "", "⇧P", parent=self)
        self.add.setFixedHeight(theme.size(28))
        self.add.setFixedWidth(theme.size(132))
        self.add.clicked.connect(self.choose)
        self.key = QLabel("O", self)
        self.key.setProperty("role", "tag")
        head.addWidget(self.title)
        head.addWidget(self.key)
        head.addWidget(self.note, 1)
        head.addWidget(self.progress)
        head.addWidget(self.stop)
        head.addWidget(self.add)
        column.addLayout(head)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        inside = self._inside = QWidget(self._scroll)
        inside.setAutoFillBackground(False)
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.size(10))
        self._row.addStretch(1)
        self._scroll.setWidget(inside)
        self.files = FileRows(theme, self.media.open, self)
        self._shelf = QScrollArea(self)
        self._shelf.setWidgetResizable(True)
        self._shelf.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._shelf.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._shelf.viewport().setAutoFillBackground(False)
        self.files.setAutoFillBackground(False)
        self._shelf.setWidget(self.files)
        self._shelf.setFixedWidth(theme.size(190))
        self._shelf.hide()
        rest = QHBoxLayout()
        rest.setSpacing(theme.size(10))
        rest.addWidget(self._scroll, 1)
        rest.addWidget(self._shelf)
        column.addLayout(rest, 1)

    def _draw(self) -> None:
        context, case = self._context, self._case
        self.title.setText(self.tr("Photos"))
        self.key.setToolTip(self.tr("O: large, one after the other"))
        self.key.setVisible(bool(self.photos))
        self.stop.setText(self.tr("Stop"))
        self.add.set_words(self.tr("Attach"))
        reason = why_not(context, case) if case is not None else ""
        self.add.setEnabled(case is not None and not reason)
        self.add.setToolTip(reason or self.tr("Attach a photo, sound, clip or PDF; or drop files here"))
        wanted = (case, self._detail, context.lang, self.photos)
        if wanted != self._drawn:
            self._drawn = wanted
            self._place_cells()
        self._show_progress()

    def _place_cells(self) -> None:
        places = place_words(self._case, self._detail, {self._stage(one) for one in self.photos})
        shown: list[tuple[Stage, Attachment | tuple[str, str]]] = []
        for stage in Stage:
            shown += [(stage, one) for one in self.photos if self._stage(one) is stage]
            if stage in places:
                shown.append((stage, places[stage]))
        while len(self.cells) > len(shown):
            cell = self.cells.pop()
            self._row.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        while len(self.cells) < len(shown):
            cell = PhotoCell(self._context.theme, self.pictures, self._scroll.widget())
            cell.opened.connect(self.open)
            cell.moved.connect(self._move)
            self._row.insertWidget(len(self.cells), cell)
            cell.show()
            self.cells.append(cell)
        numbers: dict[Stage, int] = {}
        for cell, (stage, what) in zip(self.cells, shown, strict=True):
            if isinstance(what, Attachment):
                numbers[stage] = numbers.get(stage, 0) + 1
                left, right = long_words(self._context, what, stage)
                cell.show_photo(what, caption(self._context, what, stage, numbers[stage]), f"{left}\n{right}")
            else:
                cell.show_place(*what, stage_name(stage))
        others = others_of(self._detail.attachments) if self._detail is not None else ()
        self.files.show_files(tuple((one, short_clock(self._context, one)) for one in others))
        self._shelf.setVisible(bool(others))
        self._fit()
        # Until they stand apart, all are in view: all would be painted, and so fetched.
        self._inside.resize(self._row.minimumSize().expandedTo(self._scroll.viewport().size()))
        self._row.activate()

    def _fit(self) -> None:
        high = self._scroll.viewport().height()
        for cell in self.cells:
            cell.fit(high)

    def _stage(self, one: Attachment) -> Stage:
        person = self._context.store.of(Person, one.by_person_id)
        roles = frozenset(person.roles) if person is not None else frozenset()
        return stage_of(one, self._detail.trail if self._detail is not None else (), roles)

    def _ordered(self, attachments: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
        order = list(Stage)
        return tuple(sorted(photos_of(attachments), key=lambda one: order.index(self._stage(one))))

    def _show_progress(self) -> None:
        going = self.uploads.going
        self.progress.setVisible(going is not None)
        self.stop.setVisible(going is not None)
        if going is None:
            self.note.setText(self._spoken)
            return
        self.progress.setRange(0, 1000)
        self.progress.setValue(round(1000 * going.sent / going.total) if going.total else 0)
        case = self._context.store.of(Case, going.case_id)
        words = self.tr("{name} · {percent} %").format(
            name=going.name, percent=int(100 * going.sent / going.total) if going.total else 0
        )
        if going.sent >= going.total:
            words = self.tr("{name} · sent, being checked").format(name=going.name)
        if case is not None and self._case is not None and case.id != self._case.id:
            words = self.tr("for case {short}: {words}").format(short=fmt.short(case.short), words=words)
        if going.left:
            words = self.tr("{words} · {n} more").format(words=words, n=going.left)
        self.note.setText(words)

    def _say(self, text: str) -> None:
        self._spoken = text
        self.note.setToolTip(fmt.tip(text))
        self._show_progress()

    # Hands.

    def open_first(self) -> None:
        """Show the photos large, the first one first."""
        if self.photos:
            self.open(self.photos[0])

    def _move(self, step: int) -> None:
        """From photo to photo."""
        sender = self.sender()
        at = next((at for at, cell in enumerate(self.cells) if cell is sender), -1) + step
        while 0 <= at < len(self.cells):
            if self.cells[at].attachment is not None:
                self.cells[at].setFocus(Qt.FocusReason.TabFocusReason)
                self._scroll.ensureWidgetVisible(self.cells[at])
                return
            at += step

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files of this machine may be dropped."""
        if self._case is not None and _files(event):
            event.acceptProposedAction()
            self._say(why_not(self._context, self._case) or self.tr("Let go to attach to this case"))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing happened."""
        self._say("")

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach them."""
        if files := _files(event):
            event.acceptProposedAction()
            self.attach(files)

    def hideEvent(self, event: QHideEvent) -> None:
        """With the strip goes what it shows over its window: the next scene may be one that everybody sees."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._leave()

    def _leave(self) -> None:
        self.media.stop()
        self.files.say("", "")
        if self.view is not None:
            self.view.leave()
            self.view.deleteLater()
            self.view = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cells are as high as the strip."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """The language changed."""
        if event.type() == QEvent.Type.LanguageChange:
            self._drawn = None
            self._draw()
        super().changeEvent(event)


def _begin() -> str:
    """Where people have pictures, rather than where the program lies."""
    places = QStandardPaths.StandardLocation
    found = [QStandardPaths.writableLocation(one) for one in (places.PicturesLocation, places.HomeLocation)]
    return next((one for one in found if one and Path(one).is_dir()), "")


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
