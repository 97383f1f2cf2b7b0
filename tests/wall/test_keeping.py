"""Where the wall keeps its video, how much of it, and that the orderly end leaves none."""

from __future__ import annotations

from pathlib import Path

import pytest

from wall.keeping import forget, rules_of
from wall.settings import SettingsError, WallSettings, load


def test_the_ring_follows_the_settings(tmp_path: Path) -> None:
    usual = load(WallSettings, "wall", tmp_path, environ={})
    rules = rules_of(tmp_path, usual.name, usual.replay_minutes, usual.replay_gib)
    assert rules is not None
    assert rules.folder == str(tmp_path / "ring" / "main")
    assert (rules.keep_s, rules.most_bytes) == (900, 4 << 30)
    assert rules_of(tmp_path, "main", 0, 4) is None
    assert rules_of(tmp_path, "main", 15, 0) is None
    forget(None)


def test_minutes_that_cannot_be_are_refused(tmp_path: Path) -> None:
    for wrong in ("-1", "1e9", "many"):
        with pytest.raises(SettingsError, match="replay_minutes"):
            load(WallSettings, "wall", tmp_path, environ={"CITYWALL_WALL__REPLAY_MINUTES": wrong})


def test_the_orderly_end_leaves_no_video(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, "duty", 15, 4)
    assert rules is not None
    place = Path(rules.folder) / "7-sub"
    place.mkdir(parents=True)
    (place / "00000000000001-1.ring").write_bytes(b"x")
    forget(rules)
    assert not list(Path(rules.folder).rglob("*"))
    forget(rules)
