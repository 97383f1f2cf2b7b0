"""A sound or a film that belongs to a case, played over the window it was asked from: once, with its sound."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from panelkit.theme import Theme
from videowall.face import minutes
from videowall.player import PlayerState
from videowall.tile import bytes_of
from videowall.vlc_player import VlcPlayer

JUMP_S = 5.0
_SIZE = (960, 620)
_LINE = 44


translate = QCoreApplication.translate


class AttachedPlayer:
    """Whoever plays attached files. `play` shows a window over `over`'s; `close` takes it away."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        self._theme, self._over = theme, over
        self.window: AttachedWindow | None = None

    def play(self, path: Path, title: str) -> str:
        """Play this file; what goes wrong is said in the window."""
        self.close()
        self.window = AttachedWindow(self._theme, path, title, self._over.window())
        return ""

    def close(self) -> None:
        """Stop; the file is not used any more."""
        if self.window is not None:
            self.window.leave()
            self.window = None


class AttachedWindow(QWidget):
    """Space holds and begins again, left and right jump 5 s, Esc leaves."""

    def __init__(self, theme: Theme, path: Path, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._title = theme, title
        self._before = parent.focusWidget()
        self.player = VlcPlayer(self, audible=True)
        self.player.changed.connect(self._follow)
        self.player.pictured.connect(self.update)
        self._open = True
        self._heard = False  # without a sound card libVLC is at the end at once
        self.destroyed.connect(self.player.close)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        room = QRect(0, 0, min(_SIZE[0], parent.width() - 40), min(_SIZE[1], parent.height() - 40))
        room.moveCenter(parent.rect().center())
        self.setGeometry(room)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.player.open(str(path))

    def leave(self) -> None:
        """Back to the room."""
        if not self._open:
            return
        self._open = False
        self.player.close()
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()

    def _follow(self) -> None:
        self._heard = self._heard or (self.player.state is PlayerState.PLAYING and self.player.position_s > 0)
        self.update()

    def words(self) -> tuple[str, str]:
        """What happens, and what to do where it does not."""
        player = self.player
        at = f"{minutes(player.position_s)} / {minutes(player.duration_s)}"
        match player.state:
            case PlayerState.UNAVAILABLE:
                state = translate("AttachedPlayer", "It cannot be played here")
                keys = translate("AttachedPlayer", "libVLC is missing: apt install libvlc5 vlc-plugin-base")
            case PlayerState.FAILED:
                state = translate("AttachedPlayer", "It cannot be played")
                keys = translate("AttachedPlayer", "Damaged, or a codec unknown here")
            case PlayerState.ENDED if not self._heard and player.picture() is None:
                state = translate("AttachedPlayer", "No sound: this machine has no sound output")
                keys = translate("AttachedPlayer", "Space: again · Esc: back")
            case PlayerState.ENDED:
                state = translate("AttachedPlayer", "At its end · {at}")
                keys = translate("AttachedPlayer", "Space: again · Esc: back")
            case PlayerState.PAUSED:
                state = translate("AttachedPlayer", "Held · {at}")
                keys = translate("AttachedPlayer", "Space: go on · Esc: back")
            case PlayerState.PLAYING:
                state = translate("AttachedPlayer", "Playing · {at}")
                keys = translate("AttachedPlayer", "Space: hold · ← → 5 s · Esc: back")
            case _:
                state = translate("AttachedPlayer", "Being opened")
                keys = translate("AttachedPlayer", "Esc: back")
        return state.format(at=at), keys

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Title, picture where there is one, state and keys."""
        theme = self._theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("bg-0"))
        painter.setPen(QPen(theme.color("line-2"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        inside = self.rect().adjusted(16, 0, -16, 0)
        head, foot = QRect(inside), QRect(inside)
        head.setHeight(_LINE)
        foot.setTop(self.height() - _LINE)
        upright = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.color("tx-1"))
        painter.setFont(theme.font("title"))
        title = painter.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, head.width())
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | upright, title)
        state, keys = self.words()
        picture = self.player.picture()
        room = self.rect().adjusted(16, _LINE, -16, -_LINE)
        if picture is not None:
            bits = bytes_of(picture.pixels)
            image = QImage(bits, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
            size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(0, 0, size.width(), size.height())
            place.moveCenter(room.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, image)
            painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | upright, state)
        else:
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, state)
        painter.setPen(theme.color("tx-2"))
        painter.setFont(theme.font("label"))
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | upright, keys)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its keys; letters are nobody's while it plays."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key == Qt.Key.Key_Space:
            self._toggle()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.player.seek(self.player.position_s + (JUMP_S if key == Qt.Key.Key_Right else -JUMP_S))

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Tab does not lead to what lies beneath."""
        return True

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """A click holds or goes on."""
        self._toggle()

    def _toggle(self) -> None:
        if self.player.state is PlayerState.PLAYING:
            self.player.pause()
        else:
            self.player.play()
