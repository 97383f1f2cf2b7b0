"""The only door to WebEngine: a view with the map page in it. It reloads when its process dies, with back-off."""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTemporaryDir, QTimer, QUrl, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtNetwork import QSslCertificate
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile, QWebEngineProfileBuilder, QWebEngineSettings
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from mapview import scheme
from mapview.bridge import Bridge

log = logging.getLogger(__name__)
FIRST_WAIT_MS, LONGEST_WAIT_MS = 500, 30_000
CALM_MS = 60_000
"""After so long without a crash the next one is a first one again."""
_ERROR = QWebEnginePage.JavaScriptConsoleMessageLevel.ErrorMessageLevel


class _Page(QWebEnginePage):
    """Counts errors on the console; goes nowhere else."""

    failed = Signal(str)

    def javaScriptConsoleMessage(
        self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, line: int, source: str
    ) -> None:
        """An error of the page is a line of the log."""
        if level == _ERROR:
            self.failed.emit(f"{source.rpartition('/')[2]}:{line}: {message}")

    def acceptNavigationRequest(self, url: QUrl | str, kind: QWebEnginePage.NavigationType, main: bool) -> bool:
        """Only the page itself."""
        return QUrl(url).scheme() == scheme.SCHEME.decode()


class MapView(QWidget):
    """The map page. `state_read(dict)` after `read_state`; `errors` are the last lines of the console's errors."""

    state_read = Signal(object)
    crashed = Signal(str)

    def __init__(
        self,
        bridge: Bridge,
        base_url: str,
        background: QColor,
        parent: QWidget | None = None,
        *,
        ca_file: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self.errors: deque[str] = deque(maxlen=50)
        self.error_count = self.crashes = 0
        self.on_key: Callable[[QKeyEvent], bool] | None = None
        self._wait_ms = FIRST_WAIT_MS
        self._scratch = QTemporaryDir()
        self._profile = _profile(ca_file, self._scratch)
        self._files = scheme.install(self._profile, base_url)
        self._page = _Page(self._profile, self)
        self._page.setBackgroundColor(background)
        self._page.failed.connect(self._on_error)
        self._page.renderProcessTerminated.connect(self._on_crash)
        self._page.loadFinished.connect(self._on_loaded)
        _restrict(self._page.settings())
        self._channel = QWebChannel(self)
        self._channel.registerObject("bridge", bridge)
        self._page.setWebChannel(self._channel)
        self._view = QWebEngineView(self)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._view.setPage(self._page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self.setFocusProxy(self._view)
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self._calmed)
        # Children go in the order in which they came; Chromium wants the page gone before its profile.
        self._profile.setParent(self)
        self.load()

    def load(self) -> None:
        """Load the page anew."""
        self._page.load(QUrl(f"{scheme.ORIGIN}/index.html"))

    def set_background(self, color: QColor) -> None:
        """What is seen until the page has painted."""
        self._page.setBackgroundColor(color)

    def read_state(self) -> None:
        """Ask the page for `window.STATE`."""
        self._page.runJavaScript("window.STATE ? JSON.stringify(window.STATE) : ''", self._on_state)

    def run(self, script: str, answer: Callable[[Any], None] | None = None) -> None:
        """A script in the page; promises are not awaited. For tests."""
        self._page.runJavaScript(script, answer or (lambda _value: None))

    def input_widget(self) -> QWidget | None:
        """The widget of WebEngine that gets mouse and keys; None before the first load."""
        return self._view.focusProxy()

    def render_pid(self) -> int:
        """Process of the page; 0 while it has none."""
        return int(self._page.renderProcessPid())

    def _on_state(self, text: object) -> None:
        if isinstance(text, str) and text:
            self.state_read.emit(json.loads(text))

    def _on_error(self, text: str) -> None:
        self.error_count += 1
        self.errors.append(text)
        log.error("map page: %s", text)

    def _on_crash(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        self.crashes += 1
        log.warning("map page ended (%s, %s); loading again in %s ms", status.name, code, self._wait_ms)
        self.crashed.emit(status.name)
        QTimer.singleShot(self._wait_ms, self, self.load)
        self._wait_ms = min(self._wait_ms * 2, LONGEST_WAIT_MS)
        self._calm.start()

    def _calmed(self) -> None:
        self._wait_ms = FIRST_WAIT_MS

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page has nothing to type into: keys are the panel's, and what it does not want goes up to the room."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if self.on_key is None or not self.on_key(event):
                QApplication.sendEvent(self.parentWidget() or self, event)
            return True
        return super().eventFilter(watched, event)

    def _on_loaded(self, _ok: bool) -> None:
        # WebEngine makes a new widget for input with each process of the page.
        if (door := self._view.focusProxy()) is not None:
            door.removeEventFilter(self)
            door.installEventFilter(self)


def _profile(ca_file: Path | None, scratch: QTemporaryDir) -> QWebEngineProfile:
    """A profile that keeps nothing. With `ca_file` it trusts the city's own authority, too.

    A profile off the record does not take further authorities (Qt 6.11: they are set and not used); hence one with a
    name of its own whose folder goes with it.
    """
    if ca_file is None:
        return QWebEngineProfile()
    builder = QWebEngineProfileBuilder()
    builder.setAdditionalTrustedCertificates(QSslCertificate.fromPath(str(ca_file)))
    builder.setHttpCacheType(QWebEngineProfile.HttpCacheType.MemoryHttpCache)
    builder.setPersistentCookiesPolicy(QWebEngineProfile.PersistentCookiesPolicy.NoPersistentCookies)
    builder.setPersistentStoragePath(scratch.filePath("storage"))
    builder.setCachePath(scratch.filePath("cache"))
    return builder.createProfile(f"map-{Path(scratch.path()).name}")


def _restrict(settings: QWebEngineSettings) -> None:
    attribute = QWebEngineSettings.WebAttribute
    for name in ("PluginsEnabled", "FullScreenSupportEnabled", "JavascriptCanOpenWindows", "LocalStorageEnabled",
                 "JavascriptCanAccessClipboard", "WebGLEnabled", "ErrorPageEnabled", "ShowScrollBars"):  # fmt: skip
        settings.setAttribute(getattr(attribute, name), False)
