"""The page's own modules, by node's test runner: the pure ones alone, the wire against a real server."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from mapview import setup_page
from tests.backend.server import running

HERE = Path(__file__).parent / "js"
SOURCES = sorted((setup_page.PAGE / "src").glob("*.js"))


def _node(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    node = str(setup_page.node_program())
    return subprocess.run(
        [node, *words], env=os.environ | environ, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_pure_modules_do_what_their_tests_say() -> None:
    done = _node("--test", str(HERE / "pure.test.mjs"))
    assert done.returncode == 0, done.stdout


def test_the_wire_follows_a_real_server_and_mends_a_gap() -> None:
    with running() as server:
        seat = server.account("admin", "duty", "dispatcher")
        done = _node(
            "--test", str(HERE / "wire.test.mjs"), CITYWALL_TEST_URL=server.url, CITYWALL_TEST_TOKEN=seat.token
        )
    assert done.returncode == 0, done.stdout
    assert re.search(r"skipped 0", done.stdout)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_modules_are_short_and_parse(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    assert _node("--check", str(path)).returncode == 0


def test_no_colour_is_written_into_the_page() -> None:
    page = setup_page.PAGE
    for path in [*SOURCES, page / "page.css", page / "index.html"]:
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;'\"\s)])", path.read_text(encoding="utf-8")), path.name


def test_the_page_speaks_two_languages_with_the_same_words() -> None:
    address = (setup_page.PAGE / "src" / "words.js").as_uri()
    script = f"""
        const {{ speaker, KEYS }} = await import('{address}');
        const zh = speaker('zh'), en = speaker('en');
        for (const key of KEYS) if (!zh(key, 1) || !en(key, 1)) throw new Error(key);
        if (KEYS.length < 8) throw new Error(KEYS.length);
    """
    done = _node("--input-type=module", "--eval", script)
    assert done.returncode == 0, done.stderr
