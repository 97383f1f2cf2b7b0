"""The printed case file: one page, the same bytes each time, honest about what is missing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from casequeue.case_sheet import CaseFile, chosen_photos, pdf_of
from casequeue.detail_panel import DetailPanel
from contract.attachments import Attachment, AttachmentKind
from contract.entities import Case
from contract.figures import CaseDetail, TrailEntry
from contract.personal import CallerShown
from contract.protocol import encode
from contract.seal import CaseSeal, SealedLink
from tests.client.toy import Toy
from tests.panels.room import NOW, Seat, city, detail

HEAD = "ab" * 32


def jpeg(color: str) -> bytes:
    image = QImage(320, 240, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG")  # type: ignore[call-overload]
    return bytes(QByteArray(buffer.data()).data())


def attached(at: int, kind: AttachmentKind, body: bytes = b"") -> Attachment:
    return Attachment(
        id=str(at),
        case_id="1004",
        kind=kind,
        name=f"f{at}.jpg",
        media_type="image/jpeg",
        size=1000,
        sha256=hashlib.sha256(body or str(at).encode()).hexdigest(),
        recorded_at=NOW + timedelta(seconds=at),
    )


def a_file(lines: int = 0, checkpoint: int = 17) -> CaseFile:
    case = next(one for one in city() if isinstance(one, Case) and one.id == "1004")
    shown = detail(case)
    more = tuple(
        TrailEntry(seq=100 + at, name="case.urged", happened_at=NOW, recorded_at=NOW, actor_name="李敏")
        for at in range(lines)
    )
    trail = (*shown.trail, *more)
    kinds = (AttachmentKind.SCENE, AttachmentKind.BEFORE, AttachmentKind.SCENE, AttachmentKind.AFTER)
    files = tuple(attached(at, kind) for at, kind in enumerate((*kinds, AttachmentKind.AFTER, AttachmentKind.SOUND)))
    links = tuple(
        SealedLink(
            number=at, seq=one.seq, name=one.name, position=at, hash=hashlib.sha256(bytes([at % 250])).hexdigest()
        )
        for at, one in enumerate(trail, 1)
    )
    seal = CaseSeal(case_id=case.id, links=links, head=HEAD)
    if checkpoint:
        seal = msgspec.structs.replace(seal, checkpoint=checkpoint, checkpoint_hash="cd" * 32, checkpoint_at=NOW)
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("#447755"))
    told = msgspec.structs.replace(
        shown, trail=trail, attachments=files, caller=CallerShown(subject_id="5", name="赵六", phone="13800000000")
    )
    return CaseFile(told, seal, {"0": image})


def text_of(pdf: bytes, tmp_path: Path) -> tuple[int, str]:
    """Pages and words."""
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf)
    document = QPdfDocument()
    document.load(str(path))
    pages = document.pageCount()
    words = document.getAllText(0).text()
    document.close()
    return pages, words


def test_the_same_case_gives_the_same_bytes_whenever_it_is_printed(room: Seat) -> None:
    first = pdf_of(room.context, a_file())
    room.link.said_now = NOW + timedelta(days=40)
    assert pdf_of(room.context, a_file()) == first
    assert pdf_of(room.context, a_file(lines=1)) != first


def test_one_page_says_facts_trail_head_and_checkpoint_and_no_personal_data(
    make_seat: Callable[..., Seat], tmp_path: Path
) -> None:
    pages, words = text_of(pdf_of(make_seat(lang="en").context, a_file()), tmp_path)
    assert pages == 1
    for said in (
        "20261121-000128",
        "Exposed rubbish",
        HEAD,
        "cd" * 32,
        "no. 17",
        "dispatched Sanitation office",
        "f5.jpg",
    ):
        assert said in words, said
    assert "not as it was attached" in words
    assert "赵六" not in words
    assert "13800000000" not in words


def test_a_long_trail_stays_on_one_page_and_says_what_is_left_out(
    make_seat: Callable[..., Seat], tmp_path: Path
) -> None:
    pages, words = text_of(pdf_of(make_seat(lang="en").context, a_file(lines=300, checkpoint=0)), tmp_path)
    assert pages == 1
    left_out = re.search(r"(\d+) lines left out", words)
    assert left_out is not None
    assert int(left_out[1]) + len(re.findall(r"\burged\b", words)) - 1 >= 250
    assert "none yet over the last line" in words
    assert len(chosen_photos(a_file().detail)) == 4


@pytest.fixture
def printing(make_seat: Callable[..., Seat], shown: Callable[..., Any], tmp_path: Path) -> Any:
    toy = Toy()
    seat = make_seat(base_url=toy.url)
    assert seat.api.session is not None
    seat.api.adopt(msgspec.structs.replace(seat.api.session, token=toy.token))
    seat.context.selection.select_case("1004")
    panel = shown(DetailPanel(seat.context, prints=tmp_path / "prints"), (1500, 300))
    yield toy, panel, tmp_path / "prints"
    toy.close()


def test_p_writes_the_newest_state_with_the_photos_that_are_the_right_ones(printing: Any, qtbot: QtBot) -> None:
    toy, panel, folder = printing
    right, wrong = jpeg("#447755"), jpeg("#774455")
    files = (attached(7, AttachmentKind.SCENE, right), attached(8, AttachmentKind.AFTER, right))
    case = panel.watch.case
    told: CaseDetail = msgspec.structs.replace(detail(case), attachments=files)
    toy.answer_with |= {
        "/api/cases/1004": encode(told),
        "/api/cases/1004/seal": encode(CaseSeal(case_id="1004", links=(), head=HEAD)),
        "/api/attachments/7": right,
        "/api/attachments/8": wrong,
    }
    written: list[Path] = []
    panel.print.written.connect(written.append)
    qtbot.keyClick(panel, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: bool(written), timeout=10_000)
    assert written[0] == folder / "20261121-000128-6.pdf"
    assert written[0].stat().st_mode & 0o077 == 0
    pages, words = text_of(written[0].read_bytes(), folder)
    assert pages == 1
    assert words.count("not as it was attached") == 1
    assert "Case file" in panel.banner.label.text()


def test_where_there_is_no_seal_there_is_no_file(printing: Any, qtbot: QtBot) -> None:
    toy, panel, folder = printing
    toy.answer_with["/api/cases/1004"] = encode(detail(panel.watch.case))
    qtbot.keyClick(panel, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: "No case file" in panel.banner.label.text(), timeout=10_000)
    assert not folder.exists()
