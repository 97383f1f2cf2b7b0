"""End with the parent: a Qt program that inherited CITYWALL_PARENT_FD quits when that pipe reaches its end."""

from __future__ import annotations

import os
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

PARENT_FD = "CITYWALL_PARENT_FD"


def watch_parent(owner: QObject, gone: Callable[[], None]) -> QSocketNotifier | None:
    """Call `gone` once the parent is gone; None where nobody watches over us."""
    named = os.environ.get(PARENT_FD, "")
    if not named.isdigit():
        return None
    notifier = QSocketNotifier(int(named), QSocketNotifier.Type.Read, owner)

    def ended() -> None:
        notifier.setEnabled(False)
        gone()

    notifier.activated.connect(ended)
    return notifier
