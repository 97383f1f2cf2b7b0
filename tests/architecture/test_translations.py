"""Chinese first: every string that the interface can show has a finished Chinese translation."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UI_ROOMS = (
    "backend_client", "panelkit", "casequeue", "caseforms", "profileedit", "mapview", "videowall", "panels", "wall",
)  # fmt: skip


def _messages(path: Path) -> dict[tuple[str, str, str], str]:
    """(context, source, comment) -> finished translation, or empty."""
    found: dict[tuple[str, str, str], str] = {}
    for context in ET.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            target = message.find("translation")
            plural = [form.text or "" for form in target.iter("numerusform")] if target is not None else []
            unfinished = target is None or target.get("type") in ("unfinished", "vanished", "obsolete")
            text = "" if unfinished or target is None else (plural[0] if plural else target.text or "")
            found[name, message.findtext("source") or "", message.findtext("comment") or ""] = text
    return found


@pytest.fixture(scope="module")
def translated() -> dict[tuple[str, str, str], str]:
    merged: dict[tuple[str, str, str], str] = {}
    for path in sorted((ROOT / "assets" / "i18n").glob("*zh_CN.ts")):
        merged |= _messages(path)
    return merged


@pytest.mark.parametrize("room", UI_ROOMS)
def test_every_string_of_a_room_has_a_chinese_translation(
    room: str, tmp_path: Path, translated: dict[tuple[str, str, str], str]
) -> None:
    tool = Path(sys.executable).parent / "pyside6-lupdate"
    target = tmp_path / "now.ts"
    sources = sorted(str(path) for path in (ROOT / room).rglob("*.py"))
    words = [str(tool), "-silent", *sources, "-ts", str(target)]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    missing = sorted(key for key in _messages(target) if not translated.get(key))
    assert missing == []
