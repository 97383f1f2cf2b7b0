"""Photos chosen for a case that is not sent yet: small pictures in a row, added by key, by drop or by paste."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImageReader, QKeyEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QListView, QListWidget, QListWidgetItem, QWidget

from caseforms.draft import Photo
from panelkit.controls import KeyButton
from panelkit.theme import Theme

MOST = 20
_NAMED = 3
_FORMS = {".jpg": b"jpeg", ".jpeg": b"jpeg", ".png": b"png", ".webp": b"webp"}


class PhotoRow(QWidget):
    """`changed()` with each photo more or less. Delete takes the marked one away. `told(str)`: a file is not taken."""

    changed = Signal()
    told = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._photos: list[Photo] = []
        self._stages = False
        self.setAcceptDrops(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size(8))
        self.list = QListWidget(self)
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setFlow(QListView.Flow.LeftToRight)
        self.list.setWrapping(False)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setIconSize(QSize(theme.size(104), theme.size(78)))
        self.list.setFixedHeight(theme.size(112))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.list.itemSelectionChanged.connect(self.update)
        self.none = QLabel(self.list)
        self.none.setProperty("role", "caption")
        self.none.move(theme.size(10), theme.size(10))
        self.button = KeyButton(theme, "", "Alt+P", parent=self)
        self.after = KeyButton(theme, "", "Alt+O", parent=self)
        self.after.hide()
        for button in (self.button, self.after):
            button.setFixedWidth(theme.size(190))
        row.addWidget(self.list, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.after, 0, Qt.AlignmentFlag.AlignTop)
        self.button.clicked.connect(lambda: self.choose(after=False))
        self.after.clicked.connect(lambda: self.choose(after=True))

    @property
    def photos(self) -> tuple[Photo, ...]:
        """In the order in which they were added."""
        return tuple(self._photos)

    def put(self, photos: tuple[Photo, ...]) -> None:
        """Show these."""
        self._photos = list(photos)
        self._draw()

    def two_stages(self, wanted: bool) -> None:
        """Photos before and after, for what was handled on the spot; else of the scene."""
        self._stages = wanted
        self.after.setVisible(wanted)
        first = "before" if wanted else "scene"
        kinds = {"scene": first, "before": first, "after": "after" if wanted else "scene"}
        self._photos = [Photo(one.path, kinds.get(one.kind, first)) for one in self._photos]
        self.retranslate()
        self._draw()

    def retranslate(self) -> None:
        """Words of the buttons."""
        self.button.set_words(self.tr("Photo before …") if self._stages else self.tr("Add photo …"))
        self.after.set_words(self.tr("Photo after …"))
        self.none.setText(self.tr("None yet. Files may also be dropped here."))
        self.none.adjustSize()

    def choose(self, *, after: bool) -> None:
        """Let a person choose files, where they may be changed now."""
        if not self.isEnabled():
            return
        title = self.tr("Photos of the case")
        filters = self.tr("Pictures") + " (*.jpg *.jpeg *.png *.webp)"
        files, _ = QFileDialog.getOpenFileNames(self, title, "", filters)
        self.add([Path(file) for file in files], after=after)

    def add(self, files: list[Path], *, after: bool = False) -> None:
        """Take these; one that is here already is left out, and what is no picture or too many is told."""
        kind = "after" if after and self._stages else "before" if self._stages else "scene"
        known = {one.path for one in self._photos}
        strange: list[str] = []
        for file in files:
            if file.suffix.lower() not in _FORMS or not file.is_file():
                strange.append(file.name)
            elif str(file) not in known and len(self._photos) < MOST:
                self._photos.append(Photo(str(file), kind))
                known.add(str(file))
        self._draw()
        self.changed.emit()
        if strange:
            words = self.tr("No JPEG, PNG or WebP picture: {names}")
            self.told.emit(words.format(names=", ".join(strange[:_NAMED]) + (" …" if len(strange) > _NAMED else "")))
        elif any(str(file) not in known for file in files):
            self.told.emit(self.tr("At most {most} photos; the others were left out.").format(most=MOST))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete."""
        rows = [index.row() for index in self.list.selectedIndexes()]
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and rows:
            for row in sorted(rows, reverse=True):
                del self._photos[row]
            self._draw()
            self.changed.emit()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files only."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take dropped files."""
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def _draw(self) -> None:
        self.list.clear()
        for one in self._photos:
            path = Path(one.path)
            item = QListWidgetItem(self._name(one))
            item.setToolTip(str(path))
            picture = small_picture(path, self.list.iconSize())
            if picture is not None:
                item.setIcon(picture)
            self.list.addItem(item)
        self.none.setVisible(not self._photos)

    def _name(self, one: Photo) -> str:
        words = {"before": self.tr("before"), "after": self.tr("after")}.get(one.kind, "")
        name = Path(one.path).name if Path(one.path).is_file() else self.tr("missing: {name}")
        name = name.format(name=Path(one.path).name)
        return f"{words} · {name}" if words else name


def small_picture(path: Path, size: QSize) -> QPixmap | None:
    """The picture no larger than `size`, the right way up; None where it cannot be read."""
    form = _FORMS.get(path.suffix.lower())
    if form is None or not path.is_file():
        return None
    reader = QImageReader(str(path), QByteArray(form))
    reader.setAutoTransform(True)
    whole = reader.size()
    if whole.isValid():
        reader.setScaledSize(whole.scaled(size, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    return None if image.isNull() else QPixmap.fromImage(image)
