"""Faults and life of the wall's process: a log, an excepthook that never ends the wall, and the heartbeat."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal
from PySide6.QtWidgets import QWidget

from wall.control import BEAT_S, Lines, encode

log = logging.getLogger(__name__)
_STATUS_MS = 500


def set_up_log() -> None:
    """Log to standard error; the supervisor keeps it as a file."""
    # A crash below Python (a driver, Chromium) leaves the Python stack of every thread in the log.
    faulthandler.enable()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")


class Faults(QObject):
    """Defects: logged, kept for the report, and told to `on_fault(panel or None, text)` in the GUI thread."""

    told = Signal(object, str)

    def __init__(self, on_fault: Callable[[QWidget | None, str], None]) -> None:
        super().__init__()
        self.errors: list[str] = []
        self.told.connect(on_fault)

    def install(self) -> None:
        """Become the hook of every thread."""
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self._hook(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        text = f"{kind.__name__}: {error}"
        log.error("%s", "".join(traceback.format_exception(kind, error, trace)))
        if len(self.errors) < 50:
            self.errors.append(text)
        self.told.emit(panel_in(trace), text)


def panel_in(trace: TracebackType | None) -> QWidget | None:
    """The innermost panel whose method was running: a widget that says `name` and `state`."""
    found: QWidget | None = None
    while trace is not None:
        me: Any = trace.tb_frame.f_locals.get("self")
        while isinstance(me, QWidget):
            if hasattr(me, "name") and hasattr(me, "state"):
                found = me
                break
            me = me.parentWidget()
        trace = trace.tb_next
    return found


class Heartbeat(QObject):
    """Beats from the GUI's own event loop, so that a hung GUI is silent, and brings the supervisor's wishes."""

    def __init__(self, descriptor: int, status: Callable[[], dict[str, Any]], parent: QObject) -> None:
        super().__init__(parent)
        os.set_inheritable(descriptor, False)
        self._socket = socket.socket(fileno=descriptor)
        self._socket.setblocking(False)
        self._status = status
        self._lines = Lines()
        self._number = 0
        self.wishes: dict[str, Callable[[Any], None]] = {}
        self._notifier = QSocketNotifier(descriptor, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        self._timers: list[QTimer] = []
        for period, act in ((round(BEAT_S * 1000), self._beat), (_STATUS_MS, self.tell_status)):
            timer = QTimer(self)
            timer.timeout.connect(act)
            timer.start(period)
            self._timers.append(timer)

    def _beat(self) -> None:
        self._number += 1
        self.tell({"beat": self._number})

    def tell_status(self) -> None:
        """Say how the wall is, now."""
        self.tell({"status": self._status()})

    def tell(self, message: dict[str, Any]) -> None:
        """Say something; a full pipe or a dead supervisor is not our business."""
        data = encode(message)
        with contextlib.suppress(OSError):
            sent = self._socket.send(data)
            if sent < len(data):
                self._socket.setblocking(True)
                self._socket.settimeout(0.2)
                self._socket.sendall(data[sent:])
                self._socket.setblocking(False)

    def _read(self) -> None:
        try:
            data = self._socket.recv(65536)
        except OSError:
            data = b""
        if not data:
            self._notifier.setEnabled(False)
            return
        for message in self._lines.feed(data):
            for word, value in message.items():
                if word in self.wishes:
                    self.wishes[word](value)

    def stop(self) -> None:
        """No beat after this."""
        for timer in self._timers:
            timer.stop()
        self._notifier.setEnabled(False)
        self._socket.close()
