"""One recording, played by libVLC: it says RECORDED in three places, so that nobody takes it for live."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from panelkit.context import Context
from panelkit.panel import Panel, guarded
from panelkit.theme import Theme
from videowall.face import Face, Look, minutes, translate
from videowall.grid import Box
from videowall.player import Player, PlayerState
from videowall.tile import Plate, TilePainter
from videowall.vlc_player import VlcPlayer

JUMP_S = 5.0
_LOOK_MS = 1000


class PlayerView(QWidget):
    """What a player shows, as a tile."""

    def __init__(self, player: Player, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 90)
        self._player, self._theme = player, theme
        self._painter = TilePainter(theme)
        self.name = ""
        player.pictured.connect(self.update)
        player.changed.connect(self.update)

    def restyle(self) -> None:
        """The theme changed."""
        self._painter = TilePainter(self._theme)
        self.update()

    def face(self) -> Face:
        """What is said over the picture."""
        player = self._player
        badge = translate("videowall", "RECORDED · not live")
        at = translate("videowall", "recorded {0}").format(minutes(player.position_s))
        match player.state:
            case PlayerState.UNAVAILABLE:
                return Face(
                    Look.FAILED,
                    translate("videowall", "Recordings cannot be played here"),
                    (translate("videowall", "libVLC is missing: apt install libvlc5 vlc-plugin-base"),),
                )
            case PlayerState.FAILED if player.reason == "missing":
                return Face(
                    Look.NOT_FOUND,
                    translate("videowall", "The recording is not there"),
                    (translate("videowall", "The file was moved or deleted: choose another"),),
                )
            case PlayerState.FAILED:
                return Face(
                    Look.FAILED,
                    translate("videowall", "The recording cannot be played"),
                    (translate("videowall", "Damaged, or a codec unknown here"),),
                )
            case PlayerState.EMPTY:
                return Face(
                    Look.EMPTY,
                    translate("videowall", "No recording"),
                    (translate("videowall", "Recordings of this city appear here"),),
                )
            case _ if player.picture() is None:
                return Face(Look.CONNECTING, translate("videowall", "Opening the recording"), badge=badge)
            case PlayerState.PAUSED:
                held = translate("videowall", "RECORDED · held at {0}").format(minutes(player.position_s))
                return Face(Look.RECORDED, right=at, badge=held)
            case _:
                return Face(Look.RECORDED, right=at, badge=badge)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture, the strip, the badge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        plate = Plate(None, self.name)
        self._painter.paint(painter, Box(0, 0, self.width(), self.height()), plate, self.face(), self._player.picture())
        painter.end()


class PositionBar(QWidget):
    """Where in the recording one is; a click goes there."""

    sought = Signal(float)  # 0..1

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.part = 0.0
        self.setFixedHeight(theme.size(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A 4 px track, the part gone by filled."""
        painter = QPainter(self)
        track = QRect(0, self.height() // 2 - 2, self.width(), 4)
        painter.fillRect(track, self._theme.color("bg-3"))
        track.setWidth(round(self.width() * min(max(self.part, 0.0), 1.0)))
        painter.fillRect(track, self._theme.color("d2"))
        painter.fillRect(QRect(track.right() - 1, 4, 3, self.height() - 8), self._theme.color("tx-1"))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self.sought.emit(event.position().x() / max(self.width(), 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag along."""
        self.mousePressEvent(event)


class RecordedPanel(Panel):
    """Plays `clips`, one at a time; Space holds, left and right jump 5 s, N takes the next one.

    Where there is none yet, `look` is asked each second: a demo city draws its first recording while the wall opens.
    """

    def __init__(
        self,
        context: Context,
        clips: Sequence[Path] = (),
        *,
        look: Callable[[], Sequence[Path]] = tuple,
        player: Player | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`player`: libVLC's unless another is given."""
        super().__init__(context, sources=("video",), name="recorded", parent=parent)
        self._clips = list(clips)
        self._index = 0
        self.player = player or VlcPlayer(self)
        theme = context.theme
        self.view = PlayerView(self.player, theme, self)
        self._hold = QPushButton(self)
        self._next = QPushButton(self)
        self._time = QLabel(self)
        self._time.setProperty("role", "label")
        self._bar = PositionBar(theme, self)
        for button in (self._hold, self._next):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys are the panel's: Space holds
        row = QHBoxLayout()
        row.setContentsMargins(*[theme.size(8)] * 4)
        row.setSpacing(theme.size(12))
        row.addWidget(self._hold)
        row.addWidget(self._bar, 1)
        row.addWidget(self._time)
        row.addWidget(self._next)
        self.body.addWidget(self.view, 1)
        self.body.addLayout(row)
        self._hold.clicked.connect(self.toggle)
        self._next.clicked.connect(self.next_clip)
        self._bar.sought.connect(lambda part: self.player.seek(part * self.player.duration_s))
        self.player.changed.connect(self._follow)
        self.destroyed.connect(self.player.close)
        self._look = look
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._seek_clips)
        self._seek_clips()
        self._follow()

    @guarded
    def _seek_clips(self) -> None:
        self._clips = self._clips or list(self._look())
        if self._clips:
            self._looking.stop()
            self._open(0)
        else:
            self._looking.start()

    @guarded
    def toggle(self) -> None:
        """Hold, or go on."""
        if self.player.state is PlayerState.PLAYING:
            self.player.pause()
        else:
            self.player.play()

    @guarded
    def next_clip(self) -> None:
        """The next recording, the first one after the last."""
        if self._clips:
            self._open((self._index + 1) % len(self._clips))

    def _open(self, index: int) -> None:
        self._index = index
        self.view.name = self._clips[index].stem
        self.player.open(str(self._clips[index]))
        self._follow()

    @guarded
    def _follow(self) -> None:
        player = self.player
        playing = player.state is PlayerState.PLAYING
        self._hold.setText(self.tr("Hold  Space") if playing else self.tr("Play  Space"))
        self._hold.setEnabled(player.state in (PlayerState.PLAYING, PlayerState.PAUSED))
        self._next.setText(self.tr("Next  N"))
        self._next.setVisible(len(self._clips) > 1)
        self._time.setText(f"{minutes(player.position_s)} / {minutes(player.duration_s)}")
        self._bar.part = player.position_s / player.duration_s if player.duration_s else 0.0
        self._bar.update()

    def retranslate(self) -> None:
        """Title and buttons."""
        self.set_title(self.tr("RECORDED"))
        self.set_subtitle(self.tr("played back, not live"))
        self._follow()

    def restyle(self) -> None:
        """Colours changed."""
        self.view.restyle()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, left, right, N."""
        match event.key():
            case Qt.Key.Key_Space:
                self.toggle()
            case Qt.Key.Key_Left:
                self.player.seek(max(self.player.position_s - JUMP_S, 0.0))
            case Qt.Key.Key_Right:
                self.player.seek(self.player.position_s + JUMP_S)
            case Qt.Key.Key_N:
                self.next_clip()
            case _:
                super().keyPressEvent(event)

    def close_video(self) -> None:
        """Let libVLC go; before the panel is deleted."""
        self._looking.stop()
        self.player.close()
