"""The program: settings, exit codes, shutdown, backup and restore, reference pages, migrations."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from websockets.exceptions import InvalidStatus

from backend import reference
from backend.db import Database
from backend.settings import Settings, SettingsError, load
from backend.tables import APPEND_ONLY, IdText, Moment, metadata
from contract import commands as c
from contract.entities import CaseSource
from contract.figures import CaseDetail, CasePage
from contract.protocol import Hello
from tests.backend.city import Hall
from tests.backend.postgres import cluster
from tests.backend.server import ROOT, running, start


def backend(*arguments: str, environ: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "backend", *arguments],
        capture_output=True,
        text=True,
        timeout=40,
        cwd=ROOT,
        env=os.environ | (environ or {}),
    )


def test_flag_beats_environment_beats_file_beats_default(tmp_path: Path) -> None:
    file = tmp_path / "citywall.toml"
    file.write_text("[server]\nport = 1111\nhost = '0.0.0.0'\n[writer]\nbatch = 7\n[wall]\nanything = 1\n")
    environ = {"CITYWALL_SERVER__PORT": "2222", "CITYWALL_DATA": str(tmp_path), "CITYWALL_SERVER__ORIGINS": "http://a"}
    got = load({"server.port": 3333}, environ, file)
    assert (got.server.port, got.server.host, got.writer.batch, got.writer.queue) == (3333, "0.0.0.0", 7, 5000)
    assert load({}, environ, file).server.port == 2222
    assert load({}, {"CITYWALL_DATA": str(tmp_path)}).server.port == 1111
    assert load({}, {}, tmp_path / "none.toml").server == Settings().server


@pytest.mark.parametrize(
    ("toml", "environ", "words"),
    [
        ("[server]\nprot = 1\n", {}, "server.prot in"),
        ("[sever]\nport = 1\n", {}, "unknown section [sever] in"),
        ("[server]\nport = 'x'\n", {}, "server.port in"),
        ("[server]\nport = 70000\n", {}, "server.port in"),
        ("[server\n", {}, "citywall.toml"),
        ("", {"CITYWALL_SERVER__PROT": "1"}, "the environment (CITYWALL_SERVER__PROT)"),
        ("", {"CITYWALL_SEVER__PORT": "1"}, "CITYWALL_SEVER__PORT"),
        ("", {"CITYWALL_SERVER__PORT": "many"}, "the environment (CITYWALL_SERVER__PORT)"),
        ("", {"CITYWALL_SERVER__ROLES": "api,cook"}, "unknown cook"),
        ("", {"CITYWALL_DATABASE__SYNCHRONOUS": "MAYBE"}, "database.synchronous"),
    ],
)
def test_a_wrong_setting_names_its_place(tmp_path: Path, toml: str, environ: dict[str, str], words: str) -> None:
    file = tmp_path / "citywall.toml"
    file.write_text(toml)
    with pytest.raises(SettingsError) as fault:
        load({}, environ, file)
    assert words in str(fault.value)


def test_a_wrong_setting_ends_the_program_with_2(tmp_path: Path) -> None:
    ended = backend("serve", "--data", str(tmp_path), environ={"CITYWALL_SERVER__PROT": "1"})
    assert ended.returncode == 2
    assert "CITYWALL_SERVER__PROT" in ended.stderr


def test_a_port_in_use_is_one_sentence_and_3(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = backend("serve", "--data", str(tmp_path), "--port", port)
    assert ended.returncode == 3
    assert [line for line in ended.stderr.splitlines() if line] == [
        f"port 127.0.0.1:{port} is in use; stop the program that has it or choose another with --port"
    ]


def test_a_second_server_on_the_same_data_is_one_sentence_and_4(tmp_path: Path) -> None:
    with running(tmp_path):
        ended = backend("serve", "--data", str(tmp_path), "--port", "0")
    assert ended.returncode == 4
    assert len(ended.stderr.strip().splitlines()) == 1
    assert str(tmp_path) in ended.stderr


def test_an_unreachable_database_is_one_sentence_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://citywall:hunter2@127.0.0.1:9/none"
    ended = backend("serve", "--data", str(tmp_path), "--port", "0", environ={"CITYWALL_DATABASE__URL": url})
    assert ended.returncode == 5
    assert "hunter2" not in ended.stdout + ended.stderr
    assert "cannot be opened" in ended.stderr


def test_a_full_disk_at_the_start_is_one_sentence_and_5(tmp_path: Path) -> None:
    # A limit on the size of files is what a full disk is to a program.
    serve = f"exec {sys.executable} -m backend serve --data {tmp_path} --port 0"
    ended = subprocess.run(
        ["bash", "-c", f"ulimit -f 100; {serve}"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 5, ended.stderr
    assert ended.stderr.splitlines()[-1] == (
        f"the disk of the data folder {tmp_path} is full; make room there and start again"
    )
    assert "Traceback" not in ended.stderr


def test_a_server_serves_its_roles_only(tmp_path: Path) -> None:
    with running(tmp_path, flags=("--roles", "live")) as server:
        admin = server.admin()
        assert admin.request("POST", "/api/commands", data=b"{}").status_code == 404
        with admin.listen(since=admin.snapshot().seq) as live:
            assert isinstance(live.next(), Hello)
    with running(tmp_path, flags=("--roles", "api")) as server:
        seat = server.log_in("admin")
        assert seat.request("POST", "/api/commands", data=b"{}").status_code == 400
        with pytest.raises(InvalidStatus), seat.listen():
            pass


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_shutting_down_tells_the_seats_and_frees_the_port(tmp_path: Path, how: signal.Signals) -> None:
    server = start(tmp_path)
    port = int(server.url.rpartition(":")[2])
    with server.admin().listen() as live:
        assert isinstance(live.next(), Hello)
        server.process.send_signal(how)
        reasons = []
        while (frame := live.next()) is not None:
            reasons.append(getattr(frame, "reason", ""))
    assert reasons[-1:] == ["shutting_down"]
    assert server.stop() == 0
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the next server does
        again.bind(("127.0.0.1", port))
        again.listen()


def test_it_ends_when_its_parent_is_gone(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.set_inheritable(reading, True)
    command = [sys.executable, "-m", "backend", "serve", "--data", str(tmp_path), "--port", "0"]
    environ = os.environ | {"CITYWALL_PARENT_FD": str(reading)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, pass_fds=[reading], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        os.close(reading)
        assert process.stdout is not None
        assert process.stdout.readline().startswith("ready ")
        os.close(writing)
        assert process.wait(timeout=15) == 0


def test_secrets_are_for_the_owner_only(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        for name in ("setup-token", "voice.key"):
            assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
        assert (tmp_path / "setup-token").read_text().strip() in server.log
        server.admin()
        assert not (tmp_path / "setup-token").exists()


def test_what_a_server_writes_is_for_its_own_user_only(tmp_path: Path) -> None:
    with running(tmp_path):
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert "citywall.db" in {path.name for path in files}
        assert [path for path in files if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("target", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def test_a_backup_restores_into_either_database(tmp_path: Path, target: str) -> None:
    file = tmp_path / "city.backup"
    with running(tmp_path / "old") as server:
        hall = Hall(server)
        case_id = hall.case_at("handling")  # type: ignore[arg-type]
        session, before = hall.admin.session, hall.admin.snapshot()
        (tmp_path / "old" / "gateway").mkdir()
        (tmp_path / "old" / "gateway" / "poles.json").write_text("{}", encoding="ascii")
        made = backend("backup", str(file), "--data", str(tmp_path / "old"))
        assert made.returncode == 0, made.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as archive:  # what opens the sealed values is not beside them, nor are plain passwords
        assert not [name for name in archive.namelist() if "poles.json" in name or "/keys/" in name]
    if target == "sqlite":
        _restored(tmp_path, file, (), session, before, case_id)
    else:
        with cluster() as url:
            _restored(tmp_path, file, ("--database", url), session, before, case_id)


def _restored(tmp_path: Path, file: Path, flags: tuple[str, ...], session, before, case_id: str) -> None:  # type: ignore[no-untyped-def]
    new = str(tmp_path / "new")
    done = backend("restore", str(file), "--data", new, *flags)
    assert done.returncode == 0, done.stderr
    again = backend("restore", str(file), "--data", new, *flags)
    assert again.returncode == 1
    assert "not empty" in again.stderr
    with running(tmp_path / "new", flags=flags) as server:
        admin = server._caller(session)
        assert sorted(one.id for one in admin.snapshot().entities) == sorted(one.id for one in before.entities)
        assert admin.snapshot().history not in ("", before.history)  # the same backup may be restored twice
        assert len(admin.get(f"/api/cases/{case_id}", CaseDetail).trail) == 6
        assert case_id in [one.id for one in admin.get("/api/cases", CasePage, text="长兴").cases]
        with admin.listen(since=before.seq) as live:
            hello = live.next()
            assert isinstance(hello, Hello)
            assert hello.resync
            assert hello.history == admin.snapshot().history
        assert admin.send(c.ReportCase(class_code="E0110", source=CaseSource.VIDEO)).seq > before.seq


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello")
    ended = backend("restore", str(tmp_path / "x"), "--data", str(tmp_path / "d"))
    assert ended.returncode == 1
    assert "is no backup" in ended.stderr


@pytest.mark.parametrize("part", ["tables/accounts.jsonl", "files/voice.key"])
def test_a_damaged_backup_changes_nothing(tmp_path: Path, part: str) -> None:
    with running(tmp_path / "old") as server:
        server.admin()
    file, damaged = tmp_path / "whole.zip", tmp_path / "damaged.zip"
    assert backend("backup", str(file), "--data", str(tmp_path / "old")).returncode == 0
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        begin = archive.getinfo(part).header_offset
        ends = [one.header_offset for one in archive.infolist() if one.header_offset > begin]
        at = min(ends, default=archive.start_dir)
    content[at - 6] ^= 0xFF  # near the end of what is stored there
    damaged.write_bytes(content)
    refused = backend("restore", str(damaged), "--data", str(tmp_path / "new"))
    assert refused.returncode == 1
    assert "is damaged" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert backend("restore", str(file), "--data", str(tmp_path / "new")).returncode == 0


def test_the_reference_pages_are_current() -> None:
    for name, body in reference.pages().items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == body, f"run: python -m backend docs docs ({name})"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_migrations_lead_to_the_tables_and_keep_the_triggers(tmp_path: Path, kind: str) -> None:
    if kind == "sqlite":
        _migrations_agree(Database(f"sqlite:///{tmp_path / 'x.db'}"))
    else:
        with cluster() as url:
            _migrations_agree(Database(url))


def _migrations_agree(db: Database) -> None:
    try:
        db.migrate()
        db.migrate()
        with db.engine.connect() as connection:
            options = {"compare_type": _same_type, "include_object": _not_a_partition}
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, metadata) == []
            if db.is_sqlite:
                query = "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
            else:
                query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
            names = {row[0] for row in connection.execute(text(query))}
        acts = ("update", "delete") if db.is_sqlite else ("update", "delete", "truncate")
        assert names == {"outbox_no_update"} | {f"{table}_no_{act}" for table in APPEND_ONLY for act in acts}
    finally:
        db.close()


def _not_a_partition(_object, name, kind, reflected, compare_to) -> bool:  # type: ignore[no-untyped-def]
    """Nor the words of cases, which each database keeps in tables of its own kind."""
    return not (kind == "table" and reflected and re.search(r"_(rest|p\d{6})$|^case_words(_|$)", name))


def _same_type(_context, _inspected, _column, inspected_type, metadata_type) -> bool | None:  # type: ignore[no-untyped-def]
    return False if isinstance(metadata_type, IdText | Moment) else None
