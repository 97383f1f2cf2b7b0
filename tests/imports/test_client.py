"""The import program as a person uses it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.backend.postgres import cluster
from tests.backend.server import PASSWORD, ROOT, Backend, running
from tests.imports.city_maker import CASE_HEAD, case_rows, csv_bytes, files, osm_xml, tar_of
from tests.imports.conftest import bring, write_credentials


def run(*args: str, data: Path, url: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CITYWALL_")}
    command = [sys.executable, "-m", "backend_client.importing", *args, "--data", str(data), "--url", url]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def with_log_in(backend: Backend) -> Backend:
    backend.admin()
    write_credentials(backend.data, "admin", PASSWORD)
    return backend


@pytest.fixture
def ready(fresh: Backend) -> Backend:
    return with_log_in(fresh)


def folder_of(tmp_path: Path) -> Path:
    folder = tmp_path / "square"
    for name, data in files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "notes.txt").write_text("not part of a city")
    return folder


def test_a_city_folder_goes_in_and_says_what_became_of_every_row(ready: Backend, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    with (folder / "cases.csv").open("ab") as stream:
        stream.write(b"1,2\n")
    first = run("city", str(folder), data=ready.data, url=ready.url)
    assert first.returncode == 0, first.stderr
    assert "city: done" in first.stdout
    assert "  refused            1" in first.stdout
    assert "line 22: cases.csv: 2 fields, the head has 16" in first.stdout
    assert "sending 100%" in first.stderr
    again = run("city", str(folder), data=ready.data, url=ready.url)
    assert again.returncode == 0
    assert "  accepted           0" in again.stdout


def test_a_table_in_gb18030_is_taken_once_its_encoding_is_named(ready: Backend, tmp_path: Path) -> None:
    bring(ready.admin(), "city", tar_of(files(components=1, cases=0)))
    table = tmp_path / "cases.csv"
    table.write_bytes(csv_bytes(CASE_HEAD, case_rows(3)).decode().encode("gb18030"))
    refused = run("cases", str(table), data=ready.data, url=ready.url)
    assert refused.returncode == 1
    assert "declare the encoding gb18030" in refused.stdout
    taken = run("cases", str(table), "--encoding", "gb18030", "--profile", "city", data=ready.data, url=ready.url)
    assert taken.returncode == 0, taken.stdout


def test_a_token_file_serves_instead_of_the_password(shared: Backend, tmp_path: Path) -> None:
    token, source = tmp_path / "token", tmp_path / "square.osm"
    token.write_text(shared.admin().token)
    token.chmod(0o600)
    source.write_bytes(osm_xml())
    done = run("osm", str(source), "--token-file", str(token), data=tmp_path, url=shared.url)
    assert done.returncode == 0, done.stderr
    assert "file: way/12: invalid location" in done.stdout


def test_without_a_server_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    tmp_path.joinpath("a.csv").write_text("x")
    write_credentials(tmp_path, "admin", PASSWORD)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    failed = run("cases", str(tmp_path / "a.csv"), data=tmp_path, url=url)
    assert failed.returncode == 1
    assert failed.stderr.startswith(f"No CityWall server answers at {url}")
    assert "./citywall serve" in failed.stderr
    assert "Traceback" not in failed.stderr


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("cases", "missing.csv"), "does not exist"),
        (("cases", "."), "is a folder"),
        (("cases", "pipe"), "save it as a file first"),
        (("cases", "nothing.csv"), "the file is empty"),
        (("city", "empty"), "has no city.json"),
        (("cases", "a.csv", "--profile", "nowhere"), "no profile 'nowhere' for cases; there are: city"),
        (("cases", "a.csv", "--encoding", "klingon"), "not one of utf-8"),
        (("cases", "a.csv", "--token-file", "open-token"), "can be read by others"),
        (("cases", "a.csv", "--token-file", "no-token"), "No log-in"),
        (("cases", "a.csv", "--token-file", "wrong-token"), "The server refused: not_logged_in"),
    ],
)
def test_what_keeps_an_import_from_beginning_is_said_in_one_sentence(
    shared: Backend, tmp_path: Path, args: tuple[str, ...], says: str
) -> None:
    ready = with_log_in(shared)
    (tmp_path / "a.csv").write_text("x\n1\n")
    (tmp_path / "nothing.csv").write_text("")
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name, mode in (("open-token", 0o644), ("wrong-token", 0o600)):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(mode)
    files_of = ("cases", "city", "--token-file")
    named = [str(tmp_path / one) if before in files_of else one for before, one in zip(("", *args), args, strict=False)]
    failed = run(*named, data=ready.data, url=ready.url)
    assert failed.returncode == 1
    assert says in failed.stderr, failed.stderr
    assert "Traceback" not in failed.stderr


@pytest.mark.slow
def test_postgresql_takes_the_same_city(tmp_path: Path) -> None:
    with cluster() as url, running(tmp_path / "data", flags=("--database", url)) as backend:
        admin = backend.admin()
        first = bring(admin, "city", tar_of(files(components=6000)))
        assert (first.state, first.accepted, first.refused) == ("done", first.total, 0), first
        content = files(components=6000)
        content["components.csv"] = content["components.csv"].replace(b",intact", b",damaged", 1)
        again = bring(admin, "city", tar_of(content))
        assert (again.accepted, again.unchanged) == (1, again.read - 1), again
