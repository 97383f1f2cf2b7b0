"""Docs that readers are sent to exist, and pages that are made from code are current."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")])
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    targets = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_third_party_notices_name_every_package_that_is_installed() -> None:
    lock = (ROOT / "installers" / "locks" / "run.txt").read_text(encoding="utf-8")
    named = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8").lower().replace("_", "-")
    windows_only = {"colorama", "pywin32-ctypes", "tzdata"}
    wanted = {name.lower() for name in re.findall(r"(?m)^([a-zA-Z0-9._-]+)==", lock)} - windows_only
    assert [name for name in sorted(wanted) if f"| {name} |" not in named] == []


def test_the_words_of_the_readme_are_the_words_of_the_program() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for verb in re.findall(r"\./citywall ([a-z]+)", readme):
        done = subprocess.run(
            [sys.executable, str(ROOT / "citywall"), "--help"], capture_output=True, text=True, check=True, timeout=30
        )
        assert f"  {verb} " in done.stdout
