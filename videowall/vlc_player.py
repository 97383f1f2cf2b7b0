"""Recorded media by libVLC, and the only door to it.

libVLC is spoken to from one thread of its own: `stop` may block a quarter of a second, and calling it from one of its
callbacks deadlocks. Its events are not used at all, the thread asks for the state. Pictures come into memory through
the video callbacks, so they are painted like every other tile and need no window: without a display libVLC would draw
letters on the terminal. Debian's libVLC cannot open `rtsp://` (built without live555), so live cameras never come here.
"""

from __future__ import annotations

import ctypes
import logging
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from videowall.player import Player, PlayerState
from videowall.shm import SLOTS, Picture

log = logging.getLogger(__name__)

OPTIONS = (
    "--quiet",
    "--no-audio",
    "--no-osd",
    "--no-spu",
    "--no-video-title-show",
    "--no-snapshot-preview",
    "--no-interact",
    "--avcodec-threads=1",
)
ASK_S = 0.1
SHOW_MS = 33
MOST_WIDTH = 1920
_NUMBER = ctypes.POINTER(ctypes.c_uint)
# python-vlc declares the pixel format as a string, which arrives as a copy: what one writes into it is lost.
_FORMAT = ctypes.CFUNCTYPE(ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p, _NUMBER, _NUMBER, _NUMBER, _NUMBER)


class Frames:
    """Three buffers that libVLC paints in turn. Its callbacks run on its own threads and only touch these."""

    def __init__(self) -> None:
        self.seen: tuple[int, int] | None = None
        self._buffers: list[Any] = []
        self._size = (0, 0, 0)
        self._writing = 0
        self._serial = 0
        self._latest: Picture | None = None

    def shape(self, width: int, height: int) -> tuple[int, int, int]:
        """Room for pictures of this size: (width, height, bytes in a row). Wider ones than full HD are scaled down.

        libVLC offers the padded size of its own buffers (480x290 for 480x270); `seen`, the media's own, comes first.
        """
        width, height = self.seen or (width, height)
        if width > MOST_WIDTH:
            width, height = MOST_WIDTH, height * MOST_WIDTH // width
        width, height = max(width & ~1, 2), max(height & ~1, 2)
        pitch = -(-width * 4 // 64) * 64
        self._buffers = [ctypes.create_string_buffer(pitch * height) for _ in range(SLOTS)]
        self._size = (width, height, pitch)
        return self._size

    def lock(self) -> int:
        """Address of the buffer that is painted next."""
        self._writing = (self._writing + 1) % SLOTS
        return ctypes.addressof(self._buffers[self._writing])

    def display(self) -> None:
        """The picture painted last is to be shown now."""
        width, height, pitch = self._size
        self._serial += 1
        pixels = memoryview(self._buffers[self._writing]).cast("B")
        self._latest = Picture(
            self._writing, self._serial, self._serial, time.monotonic(), 0.0, width, height, pitch, pixels
        )

    def latest(self) -> Picture | None:
        """The picture to show."""
        return self._latest


class VlcPlayer(Player):
    """Plays one file after another: each again and again without sound, or with `audible` once and with it."""

    recorded = True

    def __init__(self, parent: QObject | None = None, *, audible: bool = False) -> None:
        super().__init__(parent)
        self._jobs: queue.Queue[Callable[[_Box], None] | None] = queue.Queue()
        self._box = _Box(audible)
        self._thread = threading.Thread(target=self._run, name="citywall vlc", daemon=True)
        self._thread.start()
        self._shown = 0
        self._timer = QTimer(self)
        self._timer.setInterval(SHOW_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def open(self, url: str) -> None:
        self._jobs.put(lambda box: box.open(url))

    def play(self) -> None:
        self._jobs.put(lambda box: box.pause(False))

    def pause(self) -> None:
        self._jobs.put(lambda box: box.pause(True))

    def seek(self, position_s: float) -> None:
        self._jobs.put(lambda box: box.seek(position_s))

    def picture(self) -> Picture | None:
        return self._box.frames.latest()

    def close(self) -> None:
        """Ends the thread; waits for libVLC's stop, a quarter of a second at most, for two at worst."""
        self._timer.stop()
        self._jobs.put(None)
        self._thread.join(2.0)

    def _look(self) -> None:
        box = self._box
        now = (box.state, box.reason, round(box.position_s, 1), box.duration_s)
        if now != (self.state, self.reason, self.position_s, self.duration_s):
            self.state, self.reason, self.position_s, self.duration_s = now
            self.changed.emit()
        picture = box.frames.latest()
        if picture is not None and picture.serial != self._shown:
            self._shown = picture.serial
            self.pictured.emit()

    def _run(self) -> None:
        box = self._box
        box.load()
        while True:
            try:
                job = self._jobs.get(timeout=ASK_S)
            except queue.Empty:
                box.ask()
                continue
            if job is None:
                break
            job(box)
            box.ask()
        box.release()


class _Box:
    """libVLC itself. Every method runs on the player's thread; the plain values are read by the GUI."""

    def __init__(self, audible: bool) -> None:
        self._audible = audible
        self.frames = Frames()
        self.state = PlayerState.EMPTY
        self.reason = ""
        self.position_s = 0.0
        self.duration_s = 0.0
        self._vlc: Any = None
        self._instance: Any = None
        self._player: Any = None
        self._media: Any = None
        self._callbacks: tuple[Any, ...] = ()

    def load(self) -> None:
        """Find libVLC. Where there is none that becomes the state, with what to do."""
        try:
            import vlc

            self._vlc = vlc
            self._instance = vlc.Instance([one for one in OPTIONS if one != "--no-audio" or not self._audible])
            if self._instance is None:
                raise OSError("libVLC finds no plugins")
            self._player = self._instance.media_player_new()
            self._hook(vlc)
        except (ImportError, OSError, NameError, AttributeError) as error:
            log.error("libVLC is not usable: %s", error)
            self.state, self.reason, self._player = PlayerState.UNAVAILABLE, str(error), None

    def _hook(self, vlc: Any) -> None:
        decorators, frames = vlc.CallbackDecorators, self.frames

        @decorators.VideoLockCb  # type: ignore[untyped-decorator]  # python-vlc ships no types
        def lock(_opaque: Any, planes: Any) -> None:
            planes[0] = frames.lock()

        @decorators.VideoUnlockCb  # type: ignore[untyped-decorator]
        def unlock(_opaque: Any, _picture: Any, _planes: Any) -> None:
            return

        @decorators.VideoDisplayCb  # type: ignore[untyped-decorator]
        def display(_opaque: Any, _picture: Any) -> None:
            frames.display()

        @_FORMAT  # type: ignore[untyped-decorator]  # ctypes does not type what it decorates
        def shape(_opaque: Any, chroma: Any, width: Any, height: Any, pitches: Any, lines: Any) -> int:
            ctypes.memmove(chroma, b"RV32", 4)  # 32 bits, blue first
            width[0], height[0], pitches[0] = frames.shape(width[0], height[0])
            lines[0] = height[0]
            return 1

        @decorators.VideoCleanupCb  # type: ignore[untyped-decorator]
        def cleanup(_opaque: Any) -> None:
            return

        self._callbacks = (lock, unlock, display, shape, cleanup)  # libVLC keeps only their addresses
        form = ctypes.cast(shape, decorators.VideoFormatCb)
        self._player.video_set_callbacks(lock, unlock, display, None)
        self._player.video_set_format_callbacks(form, cleanup)

    def open(self, url: str) -> None:
        """Begin a file."""
        if self._player is None:
            return
        self.position_s = self.duration_s = 0.0
        self._player.stop()
        self._media = None
        if "://" not in url and not Path(url).is_file():
            self.state, self.reason = PlayerState.FAILED, "missing"
            return
        self._media = self._instance.media_new(url) if "://" in url else self._instance.media_new_path(url)
        self.frames.seen = self._measure()
        self._player.set_media(self._media)
        self.state, self.reason = PlayerState.OPENING, ""
        self._player.play()

    def _measure(self) -> tuple[int, int] | None:
        """Width and height of the pictures; None where the file does not say within a second."""
        vlc, media = self._vlc, self._media
        media.parse_with_options(vlc.MediaParseFlag.local, 1000)
        until = time.monotonic() + 1.0
        while not media.get_parsed_status() and time.monotonic() < until:
            time.sleep(0.005)
        for track in media.tracks_get() or ():
            if track.type == vlc.TrackType.video:
                # python-vlc 3.0.2 writes the union of the three kinds as three pointers: the first one is it.
                kind = track.u.video if hasattr(track, "u") else track.audio
                video = ctypes.cast(kind, ctypes.POINTER(vlc.VideoTrack)).contents
                return (video.width, video.height) if video.width and video.height else None
        return None

    def pause(self, on: bool) -> None:
        """Hold, or go on; a recording that has ended begins again."""
        if self._player is None or self._media is None:
            return
        if not on and self.state is PlayerState.ENDED:
            self._player.stop()
            self._player.play()
        else:
            self._player.set_pause(1 if on else 0)

    def seek(self, position_s: float) -> None:
        """Go to a place."""
        if self._player is not None and self._media is not None:
            self._player.set_time(int(max(position_s, 0.0) * 1000))

    def ask(self) -> None:
        """What state libVLC is in; at its end a recording begins again."""
        if self._player is None or self._media is None:
            return
        states = self._vlc.State
        now = self._player.get_state()
        self.position_s = max(self._player.get_time(), 0) / 1000
        self.duration_s = max(self._player.get_length(), 0) / 1000
        if now == states.Ended and self._audible:
            self.state = PlayerState.ENDED
        elif now == states.Ended and self.frames.latest() is not None:
            self._player.stop()
            self._player.play()
        elif now == states.Ended or now == states.Error:
            self.state, self.reason = PlayerState.FAILED, "unplayable"
        elif now == states.Playing:
            self.state = PlayerState.PLAYING
        elif now == states.Paused:
            self.state = PlayerState.PAUSED

    def release(self) -> None:
        """Let libVLC go."""
        if self._player is not None:
            self._player.stop()
            self._player.release()
            self._instance.release()
            self._player = self._media = None
