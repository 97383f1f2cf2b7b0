"""Photos of a case against the real server: by stage, large, late, failed, and never those of another case."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from casequeue import pictures as pictures_module
from casequeue.detail_panel import DetailPanel
from contract.entities import CaseState
from tests.backend.city import Hall
from tests.backend.server import start
from tests.panels.photo_desk import Desk, Show, jpeg, kinds, put, settled, sound


def colour_of(image: QImage) -> str:
    pixel = QColor(image.pixel(image.width() // 2, image.height() // 2))
    return max((("red", pixel.red()), ("green", pixel.green()), ("blue", pixel.blue())), key=lambda one: one[1])[0]


# Pure.


# With the server.


def test_photos_stand_by_stage_and_what_is_missing_is_said(hall: Hall, desk: Desk, shown: Show, qtbot: QtBot) -> None:
    case_id = hall.report()
    put(hall.inspector, case_id, jpeg("red"), "before")
    put(hall.inspector, case_id, jpeg("green"), "scene")
    hall.take_to(case_id, CaseState.HANDLING)
    panel = desk.panel(shown)
    desk.context.selection.select_case(case_id)
    qtbot.waitUntil(lambda: settled(panel.strip, 2), timeout=8000)
    assert kinds(panel.strip) == ["photo", "photo", "none"]
    assert [cell.caption.partition(" ")[2] for cell in panel.strip.cells[:2]] == ["Reported 1", "Reported 2"]
    assert panel.strip.cells[2].words[0] == "Photo after handling is awaited"
    put(hall.department, case_id, jpeg("blue"), "after")
    qtbot.waitUntil(lambda: settled(panel.strip, 3), timeout=8000)
    assert kinds(panel.strip) == ["photo"] * 3
    assert panel.strip.cells[2].caption.endswith("Handled 1")
    assert panel.trail.lines()[-1].text.startswith("file attached Photo after")


def test_a_case_without_photos_says_so_and_no_case_shows_none(
    hall: Hall, desk: Desk, shown: Show, qtbot: QtBot
) -> None:
    case_id = hall.report()
    panel = desk.panel(shown)
    desk.context.selection.select_case(case_id)
    qtbot.waitUntil(lambda: [cell.words[0] for cell in panel.strip.cells] == ["No photo with the report"], timeout=8000)
    desk.context.selection.select_case(None)
    assert panel.strip.cells == []


def test_a_photo_is_opened_large_by_keyboard_and_arrows_go_on(
    hall: Hall, desk: Desk, shown: Show, qtbot: QtBot
) -> None:
    case_id = hall.report()
    for colour in ("red", "green", "blue"):
        put(hall.inspector, case_id, jpeg(colour), name=f"{colour}.jpg")
    panel = desk.panel(shown)
    desk.context.selection.select_case(case_id)
    qtbot.waitUntil(lambda: settled(panel.strip, 3), timeout=8000)
    first = panel.strip.cells[0]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert panel.strip.cells[1].hasFocus()
    qtbot.keyClick(panel.strip.cells[1], Qt.Key.Key_Return)
    view = panel.strip.view
    assert view is not None
    for key, colour in (
        (None, "green"),
        (Qt.Key.Key_Right, "blue"),
        (Qt.Key.Key_Right, "blue"),
        (Qt.Key.Key_Home, "red"),
    ):
        if key is not None:
            qtbot.keyClick(view, key)
        qtbot.waitUntil(lambda: view.state()[0] == "photo", timeout=8000)
        assert view.shown is not None
        assert view.shown.name == f"{colour}.jpg"
        large = panel.strip.pictures.large(view.shown)
        assert large is not None
        assert colour_of(large) == colour
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not view.isVisible()
    assert panel.strip.cells[1].hasFocus()
    assert panel.strip.pictures.waiting == 0


def test_the_large_photo_leaves_with_its_case(hall: Hall, desk: Desk, shown: Show, qtbot: QtBot) -> None:
    one, other = hall.report(), hall.report()
    put(hall.inspector, one, jpeg("red"))
    panel = desk.panel(shown)
    desk.context.selection.select_case(one)
    qtbot.waitUntil(lambda: settled(panel.strip, 1), timeout=8000)
    panel.strip.open(panel.strip.photos[0])
    view = panel.strip.view
    assert view is not None
    desk.context.selection.select_case(other)
    assert not view.isVisible()


def test_however_fast_one_goes_through_cases_no_photo_of_another_one_is_shown(
    hall: Hall, desk: Desk, shown: Show, qtbot: QtBot
) -> None:
    colours = {}
    for colour in ("red", "green", "blue"):
        case_id = hall.report()
        colours[case_id] = colour
        for size in range(6):
            put(hall.inspector, case_id, jpeg(colour, (600 + size, 400)))
    panel = desk.panel(shown)
    strip = panel.strip
    seen = 0

    def look() -> None:
        nonlocal seen
        now = desk.context.selection.case_id
        for cell in strip.cells:
            if cell.attachment is not None and cell.picture()[0] == "photo":
                image = strip.pictures.known(cell.attachment)
                assert image is not None
                assert cell.attachment.case_id == now
                assert colour_of(image) == colours[str(now)]
                seen += 1

    strip.pictures.changed.connect(lambda _id: look())
    for turn in range(45):
        desk.context.selection.select_case(list(colours)[turn % 3])
        look()
        qtbot.wait(turn % 7)
        look()
        if turn % 15 == 13:  # forget what is known, so that every round fetches; the next case asks anew
            strip.pictures.close()
    qtbot.waitUntil(lambda: "photo" in kinds(strip) and strip.pictures.waiting == 0, timeout=8000)
    look()
    assert seen > 0
    assert strip.pictures.waiting == 0


def test_only_photos_in_view_are_fetched_and_thumbnails_stay_within_their_bound(
    hall: Hall, desk: Desk, shown: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures_module, "KEPT_BYTES", 2_000_000)
    case_id = hall.report()
    for size in range(12):
        put(hall.inspector, case_id, jpeg("red", (800 + size, 600)))
    panel = desk.panel(shown)
    fetched: set[str] = set()
    panel.strip.pictures.changed.connect(fetched.add)
    places: list[list[int]] = []
    panel.watch.changed.connect(lambda: places.append([cell.x() for cell in panel.strip.cells]))
    desk.context.selection.select_case(case_id)
    qtbot.waitUntil(lambda: kinds(panel.strip)[:2] == ["photo", "photo"], timeout=8000)
    qtbot.waitUntil(lambda: panel.strip.pictures.waiting == 0, timeout=8000)
    assert len(fetched) < 12
    assert len(places[-1]) == 12
    assert all(len(set(one)) == len(one) for one in places)  # apart before anything was painted
    panel.strip.cells[0].setFocus()
    for cell in panel.strip.cells[:-1]:
        qtbot.keyClick(cell, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda: panel.strip.pictures.waiting == 0, timeout=8000)
    qtbot.waitUntil(lambda: panel.strip.cells[-1].picture()[0] == "photo", timeout=8000)
    assert panel.strip.pictures.kept_bytes <= 2_000_000


def test_a_photo_that_cannot_be_had_says_why_and_is_tried_again(tmp_path: Path, qtbot: QtBot, shown: Show) -> None:
    server = start(tmp_path)
    hall = Hall(server)
    case_id = hall.report()
    put(hall.inspector, case_id, jpeg("red"))
    desk = Desk(server, qtbot)
    for path in (tmp_path / "thumbnails").rglob("*"):
        if path.is_file():
            path.unlink()
    files = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    kept = {path: path.read_bytes() for path in files}
    for path in files:
        path.unlink()
    panel = desk.panel(shown)
    desk.context.selection.select_case(case_id)
    qtbot.waitUntil(lambda: kinds(panel.strip)[:1] == ["failed"], timeout=15_000)
    assert panel.strip.cells[0].picture()[1] == "The server's disk does not have this file"
    assert desk.session.api.reachable
    for path, data in kept.items():
        path.write_bytes(data)
    qtbot.keyClick(panel.strip.cells[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: settled(panel.strip, 1), timeout=15_000)
    # An exchanged original: the thumbnail was made before, the large one is refused by its hash.
    files[0].write_bytes(jpeg("blue"))
    panel.strip.open(panel.strip.photos[0])
    view = panel.strip.view
    assert view is not None
    qtbot.waitUntil(lambda: view.state()[0] == "failed", timeout=8000)
    assert "SHA-256" in view.state()[1]
    desk.session.stop()
    assert server.stop() == 0


def test_other_files_are_rows_and_without_a_player_that_is_said(
    hall: Hall, desk: Desk, shown: Show, qtbot: QtBot
) -> None:
    case_id = hall.report()
    put(hall.intake, case_id, sound(), "sound", "热线录音.wav")
    panel = desk.panel(shown)
    desk.context.selection.select_case(case_id)
    qtbot.waitUntil(lambda: len(panel.strip.files.rows) == 1, timeout=8000)
    row = panel.strip.files.rows[0]
    assert row.text().startswith("Sound · WAV · 8\u2009kB")
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert row.note == "This screen plays no sound and no clips."


def test_a_sound_is_fetched_into_a_private_folder_and_given_to_the_player(
    hall: Hall, desk: Desk, shown: Show, qtbot: QtBot
) -> None:
    case_id = hall.report()
    put(hall.intake, case_id, sound(), "sound", "a.wav")
    played: list[tuple[Path, bytes, int]] = []

    closed: list[Path] = []

    class Player:
        def play(self, path: Path, _title: str) -> str:
            played.append((path, path.read_bytes(), path.parent.stat().st_mode & 0o777))
            return ""

        def close(self) -> None:
            closed.append(played[-1][0])

    panel = DetailPanel(desk.context, lambda _panel: Player())
    shown(panel, (1900, 330))
    desk.context.selection.select_case(case_id)
    qtbot.waitUntil(lambda: len(panel.strip.files.rows) == 1, timeout=8000)
    qtbot.mouseClick(panel.strip.files.rows[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(played) == 1, timeout=8000)
    assert played[0][1:] == (sound(), 0o700)
    desk.context.selection.select_case(None)
    assert closed == [played[0][0]]
    assert not played[0][0].exists()


def test_what_lies_over_the_window_goes_with_the_panel_and_its_file_too(
    hall: Hall, desk: Desk, shown: Show, qtbot: QtBot
) -> None:
    case_id = hall.report()
    put(hall.inspector, case_id, jpeg("red"))
    put(hall.intake, case_id, sound(), "sound", "a.m3u")
    played: list[Path] = []
    closed: list[Path] = []

    class Player:
        def play(self, path: Path, _title: str) -> str:
            played.append(path)
            return ""

        def close(self) -> None:
            closed.append(played[-1])

    window = QWidget()
    shown(window, (1900, 900))
    panel = DetailPanel(desk.context, lambda _panel: Player(), window)
    panel.setGeometry(0, 500, 1900, 330)
    panel.show()
    desk.context.selection.select_case(case_id)
    qtbot.waitUntil(lambda: settled(panel.strip, 1) and len(panel.strip.files.rows) == 1, timeout=8000)
    qtbot.mouseClick(panel.strip.files.rows[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(played) == 1, timeout=8000)
    assert played[0].name == "file.wav"  # what it is, not what a stranger called it
    panel.strip.open_first()
    view = panel.strip.view
    assert view is not None
    assert view.isVisible()
    panel.hide()  # another scene, which may be one for everybody
    assert not view.isVisible()
    assert closed == played
    assert not played[0].parent.exists()

    # The monitor of the window is unplugged: the panel goes on in another one.
    panel.show()
    panel.strip.open_first()
    other = QWidget()
    shown(other, (1900, 900))
    panel.setParent(other)
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    panel.show()
    put(hall.inspector, case_id, jpeg("green"), name="b.jpg")
    qtbot.waitUntil(lambda: settled(panel.strip, 2), timeout=8000)
    panel.strip.open_first()
    assert panel.strip.view is not None
    assert panel.strip.view.isVisible()
    assert panel.state != "error"


def test_tab_does_not_leave_a_large_photo_and_what_is_gone_gets_no_focus_back(
    hall: Hall, desk: Desk, shown: Show, qtbot: QtBot
) -> None:
    case_id = hall.report()
    put(hall.inspector, case_id, jpeg("red"))
    put(hall.intake, case_id, sound(), "sound", "a.wav")
    panel = desk.panel(shown)
    desk.context.selection.select_case(case_id)
    qtbot.waitUntil(lambda: settled(panel.strip, 1) and len(panel.strip.files.rows) == 1, timeout=8000)
    row = panel.strip.files.rows[0]
    row.setFocus()
    panel.strip.open_first()
    view = panel.strip.view
    assert view is not None
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert view.hasFocus()
    put(hall.intake, case_id, sound()[:-4] + b"\3\4\3\4", "sound", "b.wav")
    put(hall.inspector, case_id, jpeg("green"), name="b.jpg")
    qtbot.waitUntil(lambda: settled(panel.strip, 2), timeout=8000)
    qtbot.keyClick(view, Qt.Key.Key_Escape)  # the row that had the focus was made anew
    assert not view.isVisible()
    assert panel.state != "error"


def test_a_sound_that_was_exchanged_is_not_played(tmp_path: Path, qtbot: QtBot, shown: Show) -> None:
    server = start(tmp_path)
    hall = Hall(server)
    case_id = hall.report()
    put(hall.intake, case_id, sound(), "sound", "a.wav")
    for path in (tmp_path / "files").rglob("*"):
        if path.is_file():
            path.write_bytes(sound()[:-2] + b"\7\7")
    desk = Desk(server, qtbot)
    played: list[Path] = []

    class Player:
        def play(self, path: Path, _title: str) -> str:
            played.append(path)
            return ""

        def close(self) -> None:
            """Nothing plays."""

    panel = DetailPanel(desk.context, lambda _panel: Player())
    shown(panel, (1900, 330))
    desk.context.selection.select_case(case_id)
    qtbot.waitUntil(lambda: len(panel.strip.files.rows) == 1, timeout=8000)
    row = panel.strip.files.rows[0]
    qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "SHA-256" in row.note, timeout=8000)
    assert played == []
    desk.session.stop()
    assert server.stop() == 0
