"""`citywall profile`: a folder is checked, compared, brought in, written out, taken back; a bad one changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from contract.profile_files.wire import ProfileTables
from contract.profile_files.writing import files_of, zip_of
from tests.backend.server import PASSWORD, ROOT, Backend
from tests.contract.profile_maker import tables

WHOLE = {name: rows for name, rows in tables(responsibility=(("C01", "", "HW"),)).items() if name != "people"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small profile as a folder."""
    made = tmp_path / "profile"
    made.mkdir()
    for name, data in files_of(WHOLE).items():
        (made / name).write_bytes(data)
    return made


@pytest.fixture
def seat(backend: Backend, tmp_path: Path) -> list[str]:
    """How the program finds the server, as its administrator."""
    backend.admin()
    data = tmp_path / "seat"
    (data / "credentials").mkdir(parents=True)
    file = data / "credentials" / "admin.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps({"username": "admin", "password": PASSWORD}), encoding="utf-8")
    return ["--url", backend.url, "--data", str(data)]


def run(*words: str) -> tuple[int, str]:
    argv = [sys.executable, "-m", "backend_client.profile_folder", *words]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CITYWALL_")}
    done = subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_folder_goes_in_and_out_and_back(backend: Backend, folder: Path, seat: list[str], tmp_path: Path) -> None:
    assert run("check", str(folder))[0] == 0
    code, said = run("import", str(folder), "--note", "the first", *seat)
    assert code == 0, said
    first = backend.admin().get("/api/profile/tables", ProfileTables).version
    code, said = run("diff", str(folder), *seat)
    assert (code, said) == (0, "Nothing differs.\n")
    out, packed = tmp_path / "out", tmp_path / "out.zip"
    assert run("export", str(out), *seat)[0] == run("export", str(packed), *seat)[0] == 0
    there = {path.name: path.read_bytes() for path in out.iterdir()}
    assert packed.read_bytes() == zip_of(there)
    assert {name: there[name] for name in files_of(WHOLE)} == files_of(WHOLE)
    phrases = folder / "phrases.csv"
    phrases.write_text(phrases.read_text(encoding="utf-8").replace("filed.", "Filed."), encoding="utf-8")
    code, said = run("diff", str(out), str(folder))
    assert code == 0
    assert "text_en: 'Confirmed; filed.' -> 'Confirmed; Filed.'" in said
    assert run("import", str(folder), *seat)[0] == 0
    code, said = run("versions", *seat)
    assert code == 0
    assert "the first" in said
    code, said = run("restore", str(first), "--note", "back", *seat)
    assert (code, said) == (0, f"Version {first} is in use again, as version {first + 2}.\n")
    assert run("diff", str(packed), *seat) == (0, "Nothing differs.\n")


def test_a_folder_with_a_fault_changes_nothing_and_names_it(backend: Backend, folder: Path, seat: list[str]) -> None:
    before = backend.admin().get("/api/profile/tables", ProfileTables)
    (folder / "ladder.csv").write_text("post,after_min\nnobody,1\n", encoding="utf-8")
    (folder / "phrases.csv").write_bytes("command,text,text_en\nfile_case,属实,\n".encode("gb18030"))
    for words in (("check", str(folder)), ("import", str(folder), *seat), ("diff", str(folder), *seat)):
        code, said = run(*words)
        assert code == 1
        assert "ladder.csv:2 post: nobody is not one of person, " in said
        assert "phrases.csv:2: not UTF-8 at byte 31; it reads as GB18030" in said
    assert backend.admin().get("/api/profile/tables", ProfileTables) == before


def test_templates_and_what_cannot_be_read(tmp_path: Path, seat: list[str]) -> None:
    assert run("template", str(tmp_path / "empty"))[0] == 0
    code, said = run("check", str(tmp_path / "empty"))
    assert code == 1
    assert "profile.toml:2 city.name: must not be empty" in said
    for words in (("check", str(tmp_path / "nowhere")), ("import", str(tmp_path / "nowhere"), *seat)):
        code, said = run(*words)
        assert code == 1
        assert "No such file" in said
    assert "Traceback" not in run("export", str(tmp_path / "x"), "--url", "http://127.0.0.1:9", *seat[2:])[1]
