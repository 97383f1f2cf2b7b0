"""What the pages say there is, there is, and the reverse: routes, filters, settings, verbs, metrics."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import requests

from backend.settings import sections
from contract.query import CaseQuery
from tests.backend.server import Backend, running

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
OF_SEATS = {"client"}
"""A section that the server does not read."""
FILE_ENDS = {"pem", "key", "crt", "json", "jsonl", "toml"}
WIRE, ADMIN = ROOT / "docs" / "wire.md", ROOT / "docs" / "admin"
_ROUTE = re.compile(r"`(GET|POST|PUT|PATCH|DELETE|WS) (/(?:api/|metrics)[^`\s?]*)(\?[^`]*)?")
FILTERS = {("WS", "/api/live"): {"ticket", "since", "samples"}, ("GET", "/api/openapi.json"): set[str]()}
"""What OpenAPI has no words for, and itself."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    with running(tmp_path_factory.mktemp("data")) as one:
        yield one


@pytest.fixture(scope="module")
def described(server: Backend) -> dict[tuple[str, str], set[str]]:
    """(method, path) -> its filters."""
    paths = requests.get(f"{server.url}/api/openapi.json", timeout=20).json()["paths"]
    return {
        (method.upper(), _bare(path)): {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
        for path, operations in paths.items()
        for method, operation in operations.items()
    }


def _bare(path: str) -> str:
    """`/api/clips/{id}.wav` and `/api/clips/{name}` are the same route."""
    return re.sub(r"\{[^}]*\}(\.\w+)?|\b[A-Z]+\b", "{}", path.rstrip("/"))


def _named(page: Path) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for method, path, query in _ROUTE.findall(page.read_text(encoding="utf-8")):
        filters = set(re.findall(r"[?&]([a-z_0-9]+)", query))
        found[method, _bare(path)] = filters | found.get((method, _bare(path)), set())
    return found


def test_the_wire_names_every_route_with_its_filters(described: dict[tuple[str, str], set[str]]) -> None:
    named = _named(WIRE)
    assert set(described) - set(named) == set(), "not in docs/wire.md"
    assert set(named) - set(described) == set(FILTERS)
    others = {one for one in described if one != ("GET", "/api/cases")}
    assert {one: named[one] for one in others} == {one: described[one] for one in others}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_route_or_a_filter_that_is_not(described: dict[tuple[str, str], set[str]], page: Path) -> None:
    known = described | FILTERS
    named = _named(page)
    assert [one for one in named if one not in known] == []
    assert {one: sorted(filters - known[one]) for one, filters in named.items() if filters - known[one]} == {}


def test_the_page_on_searching_names_every_filter() -> None:
    table = (ADMIN / "search.md").read_text(encoding="utf-8").partition("## What can be asked")[2]
    cells = [line.rpartition(" |")[0] for line in table.partition("A cursor stands")[0].splitlines()]
    named = {name for cell in cells for name in re.findall(r"`([a-z_]+)(?:=\w+)?`", cell)}
    assert set(CaseQuery.__struct_fields__) - named == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_setting_that_is_not(page: Path) -> None:
    known = {name: set(kind.__struct_encode_fields__) for name, kind in sections().items()}
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`\[(\w+)\] ([a-z_0-9]+)", text))
    named |= {one for one in re.findall(r"`([a-z_]+)\.([a-z_0-9]+)(?: = [^`]*)?`", text) if one[0] in known}
    named = {one for one in named if one[0] not in OF_SEATS and one[1] not in FILE_ENDS}
    section = ""
    for line in text.splitlines():
        if heading := re.fullmatch(r"\s*\[([a-z_0-9]+)\]\s*", line):
            section = heading[1]
        elif section and section not in OF_SEATS and (key := re.match(r"\s*([a-z_0-9]+) = ", line)):
            named.add((section, key[1]))
        elif not line.strip() or line.startswith("#"):
            section = ""
    assert sorted(one for one in named if one[0] not in known or one[1] not in known[one[0]]) == []


def test_every_verb_of_the_server_is_in_the_pages_for_administrators_and_no_other() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "backend", "--help"], capture_output=True, text=True, check=True, timeout=60, cwd=ROOT
    )
    listed = re.search(r"\{([a-z,-]+)\}", done.stdout)
    assert listed is not None
    verbs = set(listed[1].split(",")) - {"serve", "docs"}
    admin = "\n".join(page.read_text(encoding="utf-8") for page in ADMIN.glob("*.md"))
    said = set(re.findall(r"(?:\./citywall |`)serve ([a-z][a-z-]*)", admin))
    assert said == verbs


def test_every_metric_is_in_the_page_on_watching_and_no_other(server: Backend) -> None:
    told = requests.get(f"{server.url}/metrics", timeout=20).text
    kinds = set(re.findall(r"(?m)^# TYPE ((?:citywall|process)_\w+) ", told))
    kinds = {one for one in kinds if not one.endswith("_created")}
    named = set(re.findall(r"\b((?:citywall|process)_[a-z_]+)", (ADMIN / "watch.md").read_text(encoding="utf-8")))
    assert named - kinds == set()
    assert {one for one in kinds if one.startswith("citywall_")} - named == set()
    for page in PAGES:
        also = set(re.findall(r"`(citywall_[a-z_]+)", page.read_text(encoding="utf-8")))
        assert also - kinds == set(), page.name


def test_the_shapes_that_the_wire_names_are_those_of_the_contract() -> None:
    names = set(re.findall(r"`\[?([a-z_]+)\.([A-Z]\w+)", WIRE.read_text(encoding="utf-8")))
    assert len(names) > 20
    assert [one for one in names if not hasattr(importlib.import_module(f"contract.{one[0]}"), one[1])] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_of_the_program_that_a_page_names_are_there(page: Path) -> None:
    named = re.findall(
        r"`((?:backend|bench|contract|tests|wall|installers)/[a-z_/.-]+)`", page.read_text(encoding="utf-8")
    )
    assert [one for one in named if not ((ROOT / one).exists() or (ROOT / f"{one}.py").exists())] == []


def test_the_tests_that_the_page_on_security_names_are_there() -> None:
    table = (ADMIN / "security.md").read_text(encoding="utf-8").partition("## First hour")[0]
    missing, file = [], Path()
    for cell in re.findall(r"(?m)^\| .* \| ([^|]*) \|$", table):
        for part in cell.split(", ") if "test_" in cell else ():
            found = re.fullmatch(r"((?:tests/)?[\w/]*test_\w+)(?:: (\w+))?", part)
            name, words = (found[1], found[2]) if found else ("", part)
            if name:
                file = ROOT / f"{name if name.startswith('tests/') else f'tests/backend/{name}'}.py"
            if not file.is_file() or (words and words not in file.read_text(encoding="utf-8")):
                missing.append(part)
    assert missing == []


def test_settings_of_the_program_have_a_meaning() -> None:
    for kind in sections().values():
        for field in msgspec.structs.fields(kind):
            meta = getattr(field.type, "__metadata__", ())
            assert any(isinstance(one, msgspec.Meta) and one.description for one in meta), field.name
