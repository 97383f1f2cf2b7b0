"""Packages of the page, its own origin, and what it may reach."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mapview import scheme, setup_page


def test_what_the_browser_loads_is_there_and_made_from_this_lock() -> None:
    assert setup_page.ready()
    assert setup_page.main(["--check"]) == 0


def test_a_changed_lock_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    for name in setup_page.FILES:
        (vendor / name).write_text("")
    (vendor / setup_page.STAMP).write_text("of another lock")
    monkeypatch.setattr(setup_page, "VENDOR", vendor)
    assert setup_page.main(["--check"]) == 1
    (vendor / setup_page.STAMP).write_text(setup_page.lock_stamp())
    assert setup_page.ready()
    (vendor / "leaflet.js").unlink()
    assert not setup_page.ready()


def test_a_failing_npm_is_told_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "package.json").write_text("{")
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr(setup_page, "PAGE", tmp_path)
    monkeypatch.setattr(setup_page, "VENDOR", tmp_path / "vendor")
    assert setup_page.main([]) == 1
    assert "JSON" in capsys.readouterr().err


def test_every_package_of_the_lock_is_checked_and_has_no_address() -> None:
    lock = json.loads((setup_page.PAGE / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages["node_modules/leaflet"]["version"] == "1.9.4"
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert all("resolved" not in entry for entry in packages.values())


def test_the_page_may_reach_its_files_and_one_server_only() -> None:
    rules = dict(part.strip().split(" ", 1) for part in scheme.policy("https://hall:8800").split(";"))
    assert rules["connect-src"] == "'self' https://hall:8800 wss://hall:8800"
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert "unsafe" not in scheme.policy("http://x")


OUTSIDE = ("../panel.py", "src/../../panel.py", "node_modules/leaflet/package.json", "package.json", "src",
           "src/nothing.js", "/etc/passwd")  # fmt: skip


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_but_the_page_is_served(name: str) -> None:
    assert scheme.file_of(name) is None


def test_the_page_and_the_channel_are_served() -> None:
    for name in ("index.html", "page.css", "src/main.js", "vendor/leaflet.js", "vendor/qwebchannel.js"):
        assert scheme.file_of(name)
