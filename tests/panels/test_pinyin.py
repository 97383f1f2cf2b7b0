"""Pinyin initials: what people type for a Chinese name."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from panelkit.pinyin import begins_at, initials, letters

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("占道经营", "zdjy"), ("暴露垃圾", "bllj"), ("井盖破损", "jgps"), ("渣土遗撒", "ztys"), ("非法小广告", "ffxgg"),
        ("环卫所", "hws"), ("市政中心", "szzx"), ("啊", "a"), ("座", "z"), ("垃圾 A 类", "ljal"),
    ],
)  # fmt: skip
def test_the_initials_are_those_of_the_reading(text: str, typed: str) -> None:
    assert initials(text) == typed


def test_a_character_of_two_readings_is_found_by_both() -> None:
    assert begins_at("重复上报", "cf") == 0
    assert begins_at("重复上报", "zf") == 0
    assert begins_at("机动车乱停放", "ltf") == 3
    assert begins_at("机动车乱停放", "xyz") is None
    assert begins_at("机动车", "") is None


def test_every_name_of_the_demo_classes_can_be_typed() -> None:
    with (ROOT / "assets" / "profile" / "classes.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            lacking = [one for one in row["name"] if one.isalpha() and not letters(one)]
            assert lacking == [], row["name"]
