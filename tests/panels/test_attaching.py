"""Attaching a file to a case from the wall: progress, the case it belongs to, and every refusal in words."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from casequeue.photo_strip import PhotoStrip
from tests.backend.city import Hall
from tests.backend.server import Backend, running
from tests.panels.photo_desk import Desk, Show, jpeg, settled


def drop(strip: PhotoStrip, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    left = Qt.MouseButton.LeftButton
    strip.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, Qt.KeyboardModifier.NoModifier))


def test_a_dropped_file_is_sent_with_its_progress_and_comes_back_as_a_photo(
    hall: Hall, desk: Desk, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    case_id = hall.report()
    file = tmp_path / "现场.jpg"
    Image.effect_noise((2200, 1600), 90).save(file, "JPEG", quality=95)
    panel = desk.panel(shown)
    desk.context.selection.select_case(case_id)
    qtbot.waitUntil(lambda: panel.watch.detail is not None, timeout=8000)
    steps: list[int] = []
    panel.strip.uploads.changed.connect(
        lambda: steps.append(panel.strip.uploads.going.sent) if panel.strip.uploads.going is not None else None
    )
    drop(panel.strip, file)
    qtbot.waitUntil(lambda: settled(panel.strip, 1), timeout=15_000)
    assert len(set(steps)) > 3
    assert steps == sorted(steps)
    assert steps[-1] == file.stat().st_size
    assert panel.strip.photos[0].sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert panel.strip.photos[0].name == "现场.jpg"
    assert not panel.strip.progress.isVisible()


def test_a_file_stays_the_file_of_its_case_whatever_is_looked_at_meanwhile(
    hall: Hall, desk: Desk, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    one, other = hall.report(), hall.report()
    file = tmp_path / "a.jpg"
    Image.effect_noise((2200, 1600), 90).save(file, "JPEG", quality=95)
    panel = desk.panel(shown)
    desk.context.selection.select_case(one)
    qtbot.waitUntil(lambda: panel.watch.detail is not None, timeout=8000)
    panel.strip.attach([file])
    desk.context.selection.select_case(other)
    with qtbot.waitSignal(panel.strip.uploads.attached, timeout=15_000) as attached:
        pass
    assert attached.args[0].case_id == one
    assert panel.strip.photos == ()


def test_files_that_were_chosen_belong_to_the_case_that_the_dialog_named(
    hall: Hall, desk: Desk, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    one, other = hall.report(), hall.report()
    file = tmp_path / "a.jpg"
    file.write_bytes(jpeg())
    panel = desk.panel(shown)
    desk.context.selection.select_case(one)
    qtbot.waitUntil(lambda: panel.watch.detail is not None, timeout=8000)
    panel.strip.choose()
    dialog = panel.strip.findChild(QFileDialog)
    assert dialog is not None
    desk.context.selection.select_case(other)  # at the queue of another monitor
    with qtbot.waitSignal(panel.strip.uploads.attached, timeout=15_000) as attached:
        dialog.filesSelected.emit([str(file)])
    assert attached.args[0].case_id == one
    dialog.reject()


def test_a_key_that_may_not_attach_says_why(backend: Backend, hall: Hall, shown: Show, qtbot: QtBot) -> None:
    desk = Desk(backend, qtbot, "leader")
    panel = desk.panel(shown)
    desk.context.selection.select_case(hall.report())
    qtbot.waitUntil(lambda: panel.watch.detail is not None, timeout=8000)
    qtbot.keyClick(panel, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    assert "Files are attached by" in panel.banner.label.text()
    desk.session.stop()


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        (
            "page.jpg",
            b"<html><script>alert(1)</script></html>" * 9,
            "of a type that is not taken. Taken are: JPEG, PNG, WebP.",
        ),
        (
            "IMG_0001.heic",
            b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + b"\0" * 99,
            "is HEIC, which cannot be shown here. Let the telephone take JPEG (iPhone: Settings, Camera, Formats,",
        ),
        ("cut.jpg", jpeg(size=(900, 900))[:-900], "is broken"),
        ("none.jpg", b"", "is empty"),
    ],
)
def test_a_file_that_is_not_taken_says_why(
    hall: Hall, desk: Desk, shown: Show, qtbot: QtBot, tmp_path: Path, name: str, body: bytes, words: str
) -> None:
    file = tmp_path / name
    file.write_bytes(body)
    panel = desk.panel(shown)
    desk.context.selection.select_case(hall.report())
    qtbot.waitUntil(lambda: panel.watch.detail is not None, timeout=8000)
    with qtbot.waitSignal(panel.strip.said, timeout=15_000) as said:
        drop(panel.strip, file)
    assert said.args[0].startswith(name)
    assert words in said.args[0]
    assert panel.banner.isVisible()
    assert panel.strip.uploads.going is None


def test_a_file_that_is_too_large_or_gone_is_told_in_words(tmp_path: Path, qtbot: QtBot, shown: Show) -> None:
    with running(environ={"CITYWALL_FILES__MAX_PHOTO_BYTES": str(1 << 20)}) as server:
        desk = Desk(server, qtbot)
        case_id = Hall(server).report()
        panel = desk.panel(shown)
        desk.context.selection.select_case(case_id)
        qtbot.waitUntil(lambda: panel.watch.detail is not None, timeout=8000)
        large = tmp_path / "large.jpg"
        large.write_bytes(jpeg() + b"\0" * (2 << 20))
        said: list[str] = []
        panel.strip.said.connect(said.append)
        drop(panel.strip, large, tmp_path / "gone.jpg")
        qtbot.waitUntil(lambda: len(said) == 2, timeout=15_000)
        assert said[0] == "large.jpg is too large: a file of this kind has at most 1 MB."
        assert said[1].startswith("gone.jpg cannot be read: No such file")
        desk.session.stop()


def test_who_may_not_attach_sees_why(backend: Backend, hall: Hall, shown: Show, qtbot: QtBot) -> None:
    desk = Desk(backend, qtbot, "leader")
    case_id = hall.report()
    panel = desk.panel(shown)
    desk.context.selection.select_case(case_id)
    qtbot.waitUntil(lambda: panel.watch.detail is not None, timeout=8000)
    assert not panel.strip.add.isEnabled()
    assert "Files are attached by" in panel.strip.add.toolTip()
    desk.session.stop()


def test_an_upload_that_is_stopped_leaves_nothing(
    hall: Hall, desk: Desk, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    case_id = hall.report()
    file = tmp_path / "a.jpg"
    file.write_bytes(jpeg() + b"\0" * (20 << 20))
    panel = desk.panel(shown)
    desk.context.selection.select_case(case_id)
    qtbot.waitUntil(lambda: panel.watch.detail is not None, timeout=8000)
    panel.strip.attach([file])
    panel.strip.uploads.stop()
    assert panel.strip.uploads.going is None
    again = tmp_path / "b.jpg"
    again.write_bytes(jpeg("green"))
    panel.strip.attach([again])
    qtbot.waitUntil(lambda: settled(panel.strip, 1), timeout=15_000)
    assert [one.name for one in panel.strip.photos] == ["b.jpg"]
