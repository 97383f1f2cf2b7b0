"""An attached sound is played once over its window; keys hold, repeat and leave; without libVLC that is said."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from panelkit.theme import Theme
from videowall.attached import AttachedPlayer
from videowall.player import PlayerState


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(8000)
        stream.writeframes(b"\0\0" * 8000)
    return path


@pytest.fixture
def over(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1200, 800)
    button = QPushButton("before", window)
    window.show()
    button.setFocus()
    return window


def test_a_sound_is_played_to_its_end_and_again_and_left_with_escape(over: QWidget, sound: Path, qtbot: QtBot) -> None:
    door = AttachedPlayer(Theme("dark", "desk"), over)
    assert door.play(sound, "热线录音") == ""
    window = door.window
    assert window is not None
    qtbot.waitUntil(lambda: window.player.state is PlayerState.ENDED, timeout=15_000)
    assert window.words()[0].startswith(("At its end", "No sound"))  # with a sound card, and without one
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    door.close()


def test_without_libvlc_the_window_says_so(
    over: QWidget, sound: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "vlc", None)
    door = AttachedPlayer(Theme("dark", "desk"), over)
    door.play(sound, "a")
    window = door.window
    assert window is not None
    qtbot.waitUntil(lambda: window.player.state is PlayerState.UNAVAILABLE, timeout=8000)
    assert window.words()[1].startswith("libVLC is missing")
    door.close()
    assert not window.isVisible()
