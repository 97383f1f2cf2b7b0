"""Drafts: kept for their owner alone, brought back after a crash, and gone when they must be."""

from __future__ import annotations

import stat
from pathlib import Path

import msgspec

from caseforms.draft import CALLER_KEPT_S, KEPT_S, Draft, DraftBox, Photo, sweep

FULL = Draft(
    class_code="E0110",
    place="文化路 18 号",
    description="占用人行道",
    caller_phone="13812345678",
    caller_name="张三",
    photos=(Photo("a.jpg", "before"),),
    command_id="0123456789ab",
)


def test_a_draft_comes_back_whole_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    box = DraftBox(tmp_path / "drafts", "17", "hotline")
    assert box.load() is None
    assert box.save(FULL, now_s=1000.0)
    assert stat.S_IMODE(box.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(box.path.parent.stat().st_mode) == 0o700
    assert box.load(now_s=1001.0) == msgspec.structs.replace(FULL, saved_at_s=1000.0)
    assert DraftBox(tmp_path / "drafts", "18", "hotline").load() is None
    assert DraftBox(tmp_path / "drafts", "17", "report").load() is None
    assert box.forget()
    assert list(box.path.parent.iterdir()) == []


def test_an_empty_draft_takes_the_old_one_away(tmp_path: Path) -> None:
    box = DraftBox(tmp_path, "17", "report")
    box.save(FULL)
    box.save(Draft(urgency="urgent"))
    assert not box.path.exists()


def test_the_caller_is_forgotten_after_a_day_and_everything_after_a_week(tmp_path: Path) -> None:
    box = DraftBox(tmp_path, "17", "hotline")
    box.save(FULL, now_s=0.0)
    old = box.load(now_s=CALLER_KEPT_S + 1)
    assert old is not None
    assert (old.caller_phone, old.caller_name, old.place) == ("", "", "文化路 18 号")
    assert b"13812345678" not in box.path.read_bytes()
    assert box.load(now_s=KEPT_S + 1) is None
    assert not box.path.exists()


def test_a_broken_draft_is_no_draft_and_keeps_nobody_from_working(tmp_path: Path) -> None:
    box = DraftBox(tmp_path, "17", "report")
    for broken in (b"", b"{", b"\xff\xfe", b"[]", b'{"photos": 3}'):
        box.path.write_bytes(broken)
        assert box.load() is None
    assert box.save(FULL)


def test_a_disk_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not DraftBox(tmp_path / "file", "17", "report").save(FULL)


def test_what_a_caller_said_is_in_no_text_form() -> None:
    assert "138" not in repr(FULL)


def test_nobody_must_come_back_for_a_draft_to_be_forgotten(tmp_path: Path) -> None:
    gone, bare, fresh = (DraftBox(tmp_path, owner, "feed_back-382") for owner in ("1", "2", "3"))
    gone.save(FULL, now_s=0.0)
    bare.save(FULL, now_s=KEPT_S - CALLER_KEPT_S)
    fresh.save(FULL, now_s=KEPT_S)
    sweep(tmp_path, now_s=KEPT_S + 2)
    assert not gone.path.exists()
    assert b"13812345678" not in bare.path.read_bytes()
    assert b"13812345678" in fresh.path.read_bytes()
    sweep(tmp_path / "nowhere")
