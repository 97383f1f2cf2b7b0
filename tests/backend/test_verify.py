"""`serve verify` as an administrator runs it, and the trail of a city from before its chain began."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sqlalchemy import select, text

from backend.db import Database
from backend.rules.chain import fact_of
from backend.services.history import case_detail
from backend.services.verify import verify
from backend.tables import case_events
from bench.evidence import checkpoint, fill
from contract.scope import FULL
from tests.backend.city import Hall
from tests.backend.evidence import Office
from tests.backend.postgres import cluster
from tests.backend.server import running
from tests.backend.test_program import backend


def test_a_server_publishes_heads_and_verify_says_what_was_changed(tmp_path: Path) -> None:
    heads = tmp_path / "evidence" / "heads.jsonl"
    with running(tmp_path, environ={"CITYWALL_EVIDENCE__CHECKPOINT_S": "0.1"}) as server:
        hall = Hall(server)
        case_id = hall.case_at("accepted")  # type: ignore[arg-type]
        url = f"sqlite:///{tmp_path / 'citywall.db'}"
        deadline = time.monotonic() + 20
        while not heads.exists() or verify(url, heads=heads).heads < 1:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        clean = backend("verify", "--data", str(tmp_path))
        assert clean.returncode == 0, clean.stderr
        assert clean.stdout.startswith("clean: 2 links of 1 cases")
    office = Office(url, tmp_path)
    with office.attack() as connection:
        connection.execute(text("UPDATE case_events SET body = replace(body, 'accepted', 'refused') WHERE number = 2"))
    office.close()
    changed = backend("verify", "--data", str(tmp_path))
    assert changed.returncode == 1
    assert f"the first broken link: position 2, case {case_id}: its body or its hash was edited" in changed.stderr
    assert changed.stdout.startswith("NOT AS IT WAS WRITTEN")
    assert backend("verify", "--data", str(tmp_path), "--heads", str(tmp_path / "none")).returncode == 5


@pytest.mark.slow
def test_many_processes_find_what_one_finds(tmp_path: Path) -> None:
    url, heads = f"sqlite:///{tmp_path / 'x.db'}", tmp_path / "heads.jsonl"
    fill(url, 120_000)
    checkpoint(url, heads)
    found = verify(url, heads=heads, jobs=3)
    assert (found.is_clean, found.links, found.heads) == (True, 120_000, 1)
    office = Office(url, tmp_path)
    with office.attack() as connection:
        connection.execute(text("UPDATE case_events SET name = 'case.closed' WHERE position = 77777"))
    office.close()
    several, one = verify(url, jobs=3), verify(url, jobs=1)
    assert several.faults == one.faults
    assert several.faults[0].position == 77777


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def test_a_trail_from_before_the_chain_is_taken_over(tmp_path: Path, kind: str) -> None:
    if kind == "sqlite":
        _taken_over(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)
    else:
        with cluster() as url:
            _taken_over(url, tmp_path)


def _taken_over(url: str, folder: Path) -> None:
    db = Database(url)
    db.migrate("0001")
    with db.write() as connection:
        case = (
            "INSERT INTO cases (id, version, number, short, class_code, state, source, urgency, place, lon, lat, "
            "reported_at, filed_at, area_id) VALUES (:id, 3, :number, 1, 'E0110', 'filed', 'hotline', 'normal', "
            "'长兴路 \"86\"', 121.47, 31.5, 1732148100123, 1732148200000, 12)"
        )
        connection.execute(text(case), [{"id": 100 + n, "number": f"2026-{n}"} for n in range(3)])
        line = (
            "INSERT INTO case_events (id, case_id, seq, name, happened_at, recorded_at, actor_id, actor_name, opinion, "
            "params) VALUES (:id, :case_id, :seq, :name, :at, :at, 7, '李岚', '', '{\"a\": \"b\"}')"
        )
        acts = [
            {"id": 9, "case_id": 101, "seq": 2, "name": "case.filed", "at": 1732148200000},
            {"id": 8, "case_id": 101, "seq": 1, "name": "case.reported", "at": 1732148100123},
            {"id": 7, "case_id": 100, "seq": 0, "name": "case.reported", "at": 1732148100123},
        ]
        connection.execute(text(line), acts)
    db.migrate()
    with db.read() as connection:
        trail = case_detail(connection, "101", FULL).trail
        assert [(one.name, one.actor_name, one.params) for one in trail] == [
            ("case.reported", "李岚", {"a": "b"}),
            ("case.filed", "李岚", {"a": "b"}),
        ]
        bodies = connection.execute(select(case_events.c.body).order_by(case_events.c.position)).scalars().all()
    facts = [fact_of(body) for body in bodies]
    assert [(one.position, one.case_id, one.number, one.moved) for one in facts] == [
        (1, "100", 1, True), (2, "101", 1, True), (3, "101", 2, True), (4, "102", 1, True),
    ]  # fmt: skip
    office = Office(url, folder)
    try:
        assert office.verify().is_clean
        office.report(5)
        found = office.verify()
        assert (found.is_clean, found.links, found.cases) == (True, 5, 4)
    finally:
        office.close()
        db.close()
