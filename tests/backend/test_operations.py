"""What an administrator looks at and lives through: health, metrics, the log, a full disk, a clock that goes back."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from backend.city import City
from backend.db import Database
from backend.ids import EPOCH_MS, IdSource
from backend.outcome import SYSTEM, Outcome
from backend.replies import CommandJob
from backend.tables import meta
from backend.transaction import Transaction
from backend.writer import Writer
from contract import commands as c
from contract.entities import CaseSource, Scene
from contract.errors import Code, Refused
from contract.protocol import Hello
from tests.backend.postgres import cluster
from tests.backend.server import Backend, running
from tests.backend.test_program import backend as program

REPORT = c.ReportCase(class_code="E0110", source=CaseSource.VIDEO)


def metrics_of(server: Backend, **headers: str) -> dict[str, float]:
    """Name with labels -> value."""
    answer = requests.get(f"{server.url}/metrics", headers=headers, timeout=20)
    assert answer.status_code == 200, answer.text
    lines = [line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_metrics_count_what_was_done(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        admin = server.admin()
        for _ in range(3):
            admin.send(REPORT)
        with pytest.raises(Refused):
            admin.send(c.AcceptCase(case_id="1"))
        with admin.listen() as live:
            assert isinstance(live.next(), Hello)
            found = metrics_of(server)
        assert found['citywall_commands_total{name="report_case",result="done"}'] == 3
        assert found['citywall_commands_total{name="accept_case",result="not_found"}'] == 1
        assert found["citywall_commit_seconds_count"] >= 4
        assert found["citywall_batch_commands_sum"] >= 4
        assert found['citywall_http_requests_total{method="POST",route="/api/commands",status="200"}'] == 3
        assert found["citywall_live_sockets"] == 1
        assert found["citywall_outbox_lag_events"] == 0
        assert found["citywall_gc_set_aside"] > 100_000  # a full collection does not look at what was imported
        assert found["citywall_gc_pauses"] >= 0
        assert found["citywall_database_bytes"] > 100_000
        assert found["citywall_disk_free_bytes"] > 0
        assert found["citywall_leads"] == 1
        through_a_proxy = requests.get(f"{server.url}/metrics", headers={"X-Forwarded-For": "10.1.2.3"}, timeout=20)
        assert through_a_proxy.status_code == 403


def test_metrics_by_token(tmp_path: Path) -> None:
    with running(tmp_path, environ={"CITYWALL_METRICS__READERS": "token"}) as server:
        assert requests.get(f"{server.url}/metrics", timeout=20).status_code == 401
        word = (tmp_path / "metrics-token").read_text().strip()
        assert "citywall_leads" in metrics_of(server, Authorization=f"Bearer {word}")


def test_the_log_as_json_names_the_request_and_nobody(tmp_path: Path) -> None:
    environ = {"CITYWALL_LOG__FORMAT": "json", "CITYWALL_LOG__REQUESTS": "true"}
    with running(tmp_path, environ=environ) as server:
        admin = server.admin()
        answer = admin.request("GET", "/api/cases?place=长兴路", headers={"X-Request-ID": "from-the-hall-1"})
        assert answer.headers["X-Request-ID"] == "from-the-hall-1"
        other = admin.request("GET", "/api/session", headers={"X-Request-ID": 'a" bad one'})
        assert other.headers["X-Request-ID"] != 'a" bad one'
    lines = [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]
    mine = [line for line in lines if line.get("request") == "from-the-hall-1"]
    assert mine
    assert "GET /api/cases" in mine[-1]["text"]
    assert {"at", "level", "from", "text"} <= mine[-1].keys()
    assert "长兴路" not in server.log
    assert admin.token not in server.log


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own with 24 MB."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"no disk of its own can be mounted here: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> Path:
    """Take every byte of the disk."""
    file = place / "ballast"
    with file.open("wb", buffering=0) as out, contextlib.suppress(OSError):
        while True:
            out.write(b"x" * 65536)
    with file.open("ab", buffering=0) as out, contextlib.suppress(OSError):
        while True:
            out.write(b"x" * 512)
    return file


def test_a_full_disk_refuses_acts_keeps_reading_and_recovers_by_itself(small_disk: Path) -> None:
    data = small_disk / "data"
    with running(data) as server:
        admin = server.account("admin", "duty")
        kept = admin.send(REPORT).ids[0]
        ballast = fill(small_disk)
        refused = _until_refused(admin)
        assert refused is Code.DISK_FULL
        assert kept in admin.live_state()["case"]
        assert admin.request("GET", f"/api/cases/{kept}").status_code == 200
        health = requests.get(f"{server.url}/api/health", timeout=20).json()
        assert (health["ok"], health["reasons"]) == (False, ["disk_full"])
        assert requests.get(f"{server.url}/api/ready", timeout=20).status_code == 503
        assert metrics_of(server)["citywall_writer_failing"] == 1
        backup = program("backup", str(small_disk / "b.zip"), "--data", str(data))
        assert backup.returncode == 1
        assert "cannot be written" in backup.stderr
        assert "Traceback" not in backup.stderr
        assert not list(small_disk.glob("b.zip*"))
        ballast.unlink()
        _until(lambda: requests.get(f"{server.url}/api/health", timeout=20).json()["ok"])  # though nobody acts
        assert admin.send(REPORT).seq > 0
    assert "Logging error" not in server.log
    checked = program("check", "--data", str(data))
    assert checked.returncode == 0, checked.stdout


def _until_refused(admin: object) -> Code:
    for _ in range(2000):
        try:
            admin.send(REPORT)  # type: ignore[attr-defined]
        except Refused as refused:
            return refused.problem.code
    raise AssertionError("the disk did not become full")


def test_files_that_may_not_grow_are_a_full_disk_too(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        admin = server.admin()
        process = psutil.Process(server.process.pid)
        soft, hard = process.rlimit(psutil.RLIMIT_FSIZE)
        process.rlimit(psutil.RLIMIT_FSIZE, (max(one.stat().st_size for one in tmp_path.iterdir()), hard))
        assert _until_refused(admin) is Code.DISK_FULL
        process.rlimit(psutil.RLIMIT_FSIZE, (soft, hard))
        _until(lambda: requests.get(f"{server.url}/api/health", timeout=20).json()["ok"])
        assert admin.send(REPORT).seq > 0


def test_check_says_what_is_wrong_and_where(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        admin = server.admin()
        cases = [admin.send(REPORT).ids[0] for _ in range(4)]
        alive = program("check", "--data", str(tmp_path))
        assert alive.returncode == 0, alive.stdout
    with contextlib.closing(sqlite3.connect(tmp_path / "citywall.db")) as database, database:
        database.execute("DELETE FROM outbox WHERE seq = 3")
        database.execute("UPDATE cases SET department_id = 77 WHERE id = ?", (int(cases[0]),))
        database.execute("UPDATE cases SET state = 'lost' WHERE id = ?", (int(cases[1]),))
        database.execute("DELETE FROM cases WHERE id = ?", (int(cases[2]),))
        database.execute("UPDATE counters SET value = 1 WHERE name LIKE 'case:%'")
    found = program("check", "--data", str(tmp_path))
    assert found.returncode == 1
    for words in (
        "1 events are missing",
        f"case {cases[0]}: no department 77",
        f"case {cases[1]}: 'lost' is not a valid CaseState",
        f"the trail of case {cases[2]} has no case",
        "stands at 1, but 4 was given",
    ):
        assert words in found.stdout
    assert "Traceback" not in found.stderr


def test_a_clock_that_went_back_while_the_server_was_down_repeats_no_id(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    made: list[str] = []
    for start_ms in (EPOCH_MS + 9_000_000, EPOCH_MS + 9_000_000 - 3_600_000, EPOCH_MS + 9_000_001):
        db = Database(url)
        db.migrate()
        ids = IdSource(after=db.newest_id(), clock_ms=lambda now=start_ms: now)  # type: ignore[misc]
        writer = Writer(db, ids=ids, city=City())
        writer.start()
        made += [writer.act(scene).result(20).ids[0] for _ in range(30)]
        writer.stop()
        db.close()
    assert len(set(made)) == len(made)
    assert sorted(made, key=int) == made


def scene(tx: Transaction) -> Outcome:
    one = Scene(id=tx.new_id(), name=tx.new_id())
    return Outcome("scene.saved", upsert=(one,), ids=(one.id,))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_poisoned_row_fails_alone_on_either_database(tmp_path: Path, kind: str) -> None:
    with contextlib.ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'x.db'}" if kind == "sqlite" else stack.enter_context(cluster())
        db = Database(url)
        stack.callback(db.close)
        db.migrate()
        writer = Writer(db, ids=IdSource(), city=City())
        futures = [writer.submit(job(f"before-{number:03d}", scene)) for number in range(20)]
        bad = writer.submit(job("poisoned-1", poison))
        futures += [writer.submit(job(f"behind-{number:03d}", scene)) for number in range(20)]
        writer.start()  # all of them are one batch
        stack.callback(writer.stop)
        seqs = [one.result(20).seq for one in futures]
        assert sorted(seqs) == list(range(1, 41))
        with pytest.raises(Refused) as refused:
            bad.result(20)
        assert refused.value.problem.code in (Code.DUPLICATE, Code.DEFECT)
        with db.read() as connection:
            assert connection.execute(meta.select().where(meta.c.key == "poison")).all() == []


def poison(tx: Transaction) -> Outcome:
    """A row that the database itself refuses, at the end of the batch."""
    return Outcome("x", rows=((meta, {"key": "poison", "value": None}),))


def job(command_id: str, act: object) -> CommandJob:
    return CommandJob(act, SYSTEM, command_id=command_id, fingerprint="f")  # type: ignore[arg-type]


def test_a_seat_may_be_away_for_a_week_and_no_longer(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        admin = server.admin()
        session, first = admin.session, admin.snapshot().seq
        seqs = [admin.send(REPORT).seq for _ in range(3)]
    with contextlib.closing(sqlite3.connect(tmp_path / "citywall.db")) as database, database:
        database.execute("DROP TRIGGER outbox_no_update")  # to make the past, as no server can
        week = int(time.time() * 1000) - 7 * 86_400_000
        database.execute("UPDATE outbox SET recorded_at = ? WHERE seq <= ?", (week - 60_000, seqs[0]))
        database.execute("UPDATE outbox SET recorded_at = ? WHERE seq > ?", (week + 600_000, seqs[0]))
        database.execute(
            "CREATE TRIGGER outbox_no_update BEFORE UPDATE ON outbox "
            "BEGIN SELECT RAISE(ABORT, 'outbox is append-only'); END"
        )
    with running(tmp_path) as server:
        admin = server._caller(session)
        _until(lambda: _resyncs(admin, first))  # the old end is pruned
        assert not _resyncs(admin, seqs[0])
        with admin.listen(since=seqs[0]) as live:
            assert isinstance(live.next(), Hello)
            assert [live.next().event.seq for _ in seqs[1:]] == seqs[1:]  # type: ignore[union-attr]


def _resyncs(admin: object, since: int) -> bool:
    with admin.listen(since=since) as live:  # type: ignore[attr-defined]
        hello = live.next()
        assert isinstance(hello, Hello)
        return hello.resync


def _until(true: object) -> None:
    deadline = time.monotonic() + 40
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)
