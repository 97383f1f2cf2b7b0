"""To which stage a photo belongs, and which bytes are decoded as one: without a server."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from casequeue.stages import Stage, kind_for, stage_of
from contract.attachments import Attachment, AttachmentKind
from contract.entities import CaseState
from contract.errors import Code, Refused
from contract.figures import TrailEntry
from panelkit import format as fmt
from panelkit.photo_bytes import decoded
from tests.panels.photo_desk import jpeg

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)


def entry(seq: int, name: str, minutes: int) -> TrailEntry:
    at = NOW + timedelta(minutes=minutes)
    return TrailEntry(seq=seq, name=name, happened_at=at, recorded_at=at)


def attachment(kind: AttachmentKind, minutes: int) -> Attachment:
    return Attachment(
        id="1", case_id="2", kind=kind, name="a", media_type="image/jpeg", size=1, sha256="", by_person_id="3",
        recorded_at=NOW + timedelta(minutes=minutes),
    )  # fmt: skip


TRAIL = (
    entry(1, "case.reported", 0),
    entry(2, "case.dispatched", 10),
    entry(3, "case.handling_started", 20),
    entry(4, "case.fed_back", 30),
    entry(5, "case.returned_for_rework", 40),
    entry(6, "case.fed_back", 50),
    entry(7, "case.checked", 60),
)


@pytest.mark.parametrize(
    ("kind", "minutes", "roles", "stage"),
    [
        ("scene", 1, (), Stage.REPORT),
        ("before", 25, ("department",), Stage.REPORT),
        ("scene", 15, ("duty",), Stage.HANDLING),
        ("after", 25, ("department",), Stage.HANDLING),
        ("after", 31, ("department",), Stage.HANDLING),
        ("after", 45, ("department",), Stage.HANDLING),
        ("after", 41, ("inspector",), Stage.CHECK),
        ("after", 61, ("inspector",), Stage.CHECK),
        ("after", 35, (), Stage.CHECK),
        ("after", 5, (), Stage.HANDLING),
        ("scene", 55, ("inspector",), Stage.CHECK),
    ],
)
def test_a_photo_belongs_to_the_stage_at_which_it_was_taken(
    kind: str, minutes: int, roles: tuple[str, ...], stage: Stage
) -> None:
    assert stage_of(attachment(AttachmentKind(kind), minutes), TRAIL, frozenset(roles)) is stage


@pytest.mark.parametrize(
    ("name", "state", "roles", "kind"),
    [
        ("a.JPG", "handling", ("duty",), "scene"),
        ("a.jpg", "handling", ("department",), "after"),
        ("a.jpg", "reported", ("inspector",), "scene"),
        ("a.png", "feedback", ("inspector",), "after"),
        ("a.WAV", "handling", ("duty",), "sound"),
        ("a.mp4", "handling", ("duty",), "clip"),
        ("a.pdf", "handling", ("duty",), "document"),
    ],
)
def test_a_file_is_attached_as_what_it_is(name: str, state: str, roles: tuple[str, ...], kind: str) -> None:
    assert kind_for(name, CaseState(state), frozenset(roles)) == kind


def test_a_picture_is_decoded_upright_bounded_and_only_if_it_is_the_one_of_the_evidence() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    data = jpeg(size=(4000, 1000), exif=exif)
    image = decoded(data, 1000, hashlib.sha256(data).hexdigest())
    assert (image.width(), image.height()) == (250, 1000)
    with pytest.raises(Refused) as refused:
        decoded(data, 1000, "0" * 64)
    assert refused.value.problem.field == "sha256"
    with pytest.raises(Refused) as refused:
        decoded(b"no picture at all", 1000)
    assert refused.value.problem.code is Code.BROKEN_FILE


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
        b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;",
        b"P6 1 1 255\n\1\2\3",
    ],
)
def test_only_what_the_server_takes_as_a_photo_is_decoded(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        decoded(data, 640)
    assert refused.value.problem.code is Code.BROKEN_FILE


def test_a_picture_of_one_column_stays_one() -> None:
    image = decoded(jpeg(size=(1, 6000)), 640)
    assert (image.width(), image.height()) == (1, 640)


def test_what_strangers_wrote_is_no_html_in_a_tooltip() -> None:
    assert fmt.tip("a\nb") == "a\nb"
    assert "&lt;img src=x&gt;" in fmt.tip("<img src=x>\nb")
