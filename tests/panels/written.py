"""Typing as people do: Latin letters by keys, Chinese words by the input method."""

from __future__ import annotations

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def write(into: QWidget, text: str) -> None:
    """Write into a field; a run of words that no key bears is committed as an input method commits it."""
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(into, letter)
            continue
        event = QInputMethodEvent()
        event.setCommitString(letter)
        QApplication.sendEvent(into, event)
