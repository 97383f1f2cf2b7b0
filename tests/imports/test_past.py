"""Many past cases: another process makes them ready, and the database holds the same as if each went the usual way."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import Connection, select, text

from backend.derived.rollups import Building, RollupState, save_state
from backend.imports import past_store, runs
from backend.imports.cases import Draft
from backend.imports.ground import Ground
from backend.imports.mapping import load
from backend.imports.past_reader import Chunk, PastReader, Task
from backend.imports.report import Report
from backend.imports.rows import Unreadable
from backend.map.atlas import Atlas
from backend.outcome import Actor
from backend.services.verify import verify
from backend.tables import case_events, cases
from backend.transaction import Transaction
from bench import past_cases
from bench.server_city import lay_cells
from contract.entities import Department
from contract.figures import ImportProgress
from tests.backend.postgres import cluster, fresh_database
from tests.backend.server import Backend, answer_of, running, start
from tests.backend.sums import Town, agree, town
from tests.imports.city_maker import tar_of
from tests.imports.conftest import bring
from tests.waiting import until

COUNT = 1300
_OF_A_RUN = {"id", "import_id", "chain_head"}


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Town]]:
    """Two empty cities with cells and departments."""
    with ExitStack() as stack:
        if request.param == "postgresql":
            url = stack.enter_context(cluster())
            urls = [fresh_database(url) for _ in range(2)]
        else:
            urls = [f"sqlite:///{tmp_path / f'{at}.db'}" for at in range(2)]
        found = [stack.enter_context(town(one)) for one in urls]
        for place in found:
            lay_cells(place.db)
            place.writer.bulk(departments).result()
        yield found


def departments(tx: Transaction) -> None:
    codes = [f"D{number + 1}" for number in range(past_cases.DEPARTMENTS)]
    found = [Department(id=tx.new_id(), code=one, name=one, short_name=one) for one in codes]
    tx.publish("department.saved", upsert=found)


def table(folder: Path, count: int, middle: Sequence[str] = (), end: Sequence[str] = ()) -> Path:
    """A table of so many cases and further lines."""
    file = folder / f"past-{count}.csv"
    past_cases.write(file, count)
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[700:700] = middle
    file.write_text("\n".join([*lines, *end, ""]), encoding="utf-8")
    return file


def spoilt(number: str, **fields: str) -> str:
    """A row of the table."""
    row = dict.fromkeys(past_cases.COLUMNS, "") | {
        **{"number": number, "class_code": "E0101", "source": "video", "state": "closed", "department_code": "D1"},
        **{"reported_at": "2025-12-31T20:00:00+08:00", "closed_at": "2026-01-01T20:00:00+08:00"},
        **fields,
    }
    return ",".join(row.values())


def bring_in(place: Town, file: Path, many: bool, monkeypatch: pytest.MonkeyPatch, folder: Path) -> ImportProgress:
    monkeypatch.setattr(runs, "MANY", 1 if many else 10**9)
    report = Report("many" if many else "usual", "cases")
    ground = Ground(
        db=place.db,
        writer=place.writer,
        atlas=Atlas(place.db),
        data_dir=folder,
        report=report,
        actor=Actor("1", "clerk", frozenset({"admin"})),
    )
    runs.run_cases(ground, file, "")
    return report.progress()


def content(place: Town) -> dict[str, Any]:
    """What an import wrote, by the numbers of its cases."""
    words = "vector" if place.db.name == "postgresql" else "street || '|' || house || '|' || names || '|' || rest"
    key = "case_id" if place.db.name == "postgresql" else "rowid"
    with place.db.read() as connection:
        rows = [dict(row) for row in connection.execute(select(cases).order_by(cases.c.number)).mappings()]
        codes = _pairs(connection, "SELECT id, natural_key FROM entities WHERE kind = 'department'")
        found = _pairs(connection, f"SELECT {key}, {words} FROM case_words")
        links: dict[str, list[Any]] = {}
        for case_id, body in connection.execute(select(case_events.c.case_id, case_events.c.body)):
            fact = json.loads(body)
            for name in ("position", "case_id", "recorded_at", "happened_at", "row"):
                del fact[name]
            for name in ("id", "import_id"):
                del fact["changed"][name]
            fact["changed"].pop("department_id", None)
            fact["params"].pop("import")
            links.setdefault(case_id, []).append(fact)
    return {
        row["number"]: (
            {name: value for name, value in row.items() if name not in _OF_A_RUN | {"department_id"}},
            codes.get(int(row["department_id"] or 0)),
            sorted(set(str(found[int(row["id"])]).replace("|", " ").split())),
            links[row["id"]],
        )
        for row in rows
    }


def _pairs(connection: Connection, query: str) -> dict[int, str]:
    return {row[0]: row[1] for row in connection.execute(text(query))}


def test_the_other_process_writes_what_the_usual_way_writes(
    places: list[Town], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    middle = [
        spoilt("20251231-000041"),
        spoilt("no-department", department_code=""),
        spoilt("H00000001"),
        spoilt("no-class", class_code="E1"),
        spoilt("refused", state="refused", closed_at=""),
        spoilt("quoted", place='"长兴路 1 号, 后门"', description='"他说 ""快"""'),
        "too,few",
    ]
    end = [spoilt("unknown", department_code="D99"), spoilt("open", state="handling")]
    file = table(tmp_path, COUNT, middle, end)
    usual, other = places
    ready: list[bool] = []
    asked = past_store.PastStore._is_plain

    def heard(self: past_store.PastStore, tx: Transaction, chunk: Chunk) -> bool:
        ready.append(asked(self, tx, chunk))
        return ready[-1]

    monkeypatch.setattr(past_store.PastStore, "_is_plain", heard)
    monkeypatch.setattr(past_store, "PARTS", 1)
    first = bring_in(usual, file, False, monkeypatch, tmp_path)
    many = bring_in(other, file, True, monkeypatch, tmp_path)
    assert ready == [False, True], "the first begins the sums; the last holds an open case and is not asked about"
    assert (first.read, first.accepted, first.refused) == (COUNT + 9, COUNT + 5, 4)
    for name in ("read", "accepted", "unchanged", "refused", "faults", "notes", "total"):
        assert getattr(many, name) == getattr(first, name), name
    assert content(other) == content(usual)
    agree(usual)
    agree(other)
    assert other.one_round() == 0, "the audit finds every sum right"
    assert verify(other.db.url.render_as_string(hide_password=False)).faults == []


def test_again_and_beside_cases_that_are_there_nothing_is_doubled(
    places: list[Town], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = places[0]
    assert bring_in(place, table(tmp_path, 700), True, monkeypatch, tmp_path).accepted == 700
    # 700 numbers are there, with other times; of 900 rows 200 are new.
    longer = table(tmp_path, 900)
    again = bring_in(place, longer, True, monkeypatch, tmp_path)
    assert (again.accepted, again.unchanged, again.refused) == (899, 1, 0), "the first row is the same"
    last = bring_in(place, longer, True, monkeypatch, tmp_path)
    assert (last.accepted, last.unchanged, last.refused) == (0, 900, 0)
    assert len(place.records()) == 900
    agree(place)
    assert verify(place.db.url.render_as_string(hide_password=False)).faults == []


def test_a_table_may_come_in_while_a_new_server_makes_its_first_sums(
    places: list[Town], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = places[0]
    zone = place.writer.bulk(lambda tx: tx.profile.timezone).result()
    building = Building(generation=1, zone=zone, until=datetime(1, 1, 1, tzinfo=UTC))
    begun = RollupState(generation=0, zone="", building=building)
    place.writer.bulk(lambda tx: save_state(tx.connection, begun)).result()
    assert bring_in(place, table(tmp_path, 700), True, monkeypatch, tmp_path).accepted == 700
    place.one_round()
    agree(place)


def test_a_reader_that_is_killed_ends_the_import_with_a_sentence(tmp_path: Path) -> None:
    task = Task(
        path=table(tmp_path, 50),
        encoding="utf-8",
        total=50,
        size=10,
        profile=load("cases", ""),
        profile_name="city",
        classes=frozenset(),
        cells=[],
        zone="Asia/Shanghai",
        import_id="x",
        actor_id=None,
        postgres=False,
    )
    reader = PastReader(task)
    try:
        reader.ask(list(range(1, 11)), {})
        chunk = reader.chunk()
        assert chunk is not None
        assert [type(one) for one in chunk.rows_read()] == [Draft] * 10
        (process,) = _readers(psutil.Process())
        process.kill()
        with pytest.raises(Unreadable, match="run it again"):
            _ask_on(reader)
    finally:
        reader.close()


def test_a_server_that_is_killed_in_the_middle_goes_on_later_and_leaves_no_process(tmp_path: Path) -> None:
    data = tmp_path / "data"
    file = tmp_path / "many.csv"
    past_cases.write(file, 24_000)
    body = file.read_bytes()
    head = b"code,name,short_name\n"
    folder = {
        "city.json": b'{"format": 1}',
        "departments.csv": head + b"".join(b"D%d,D%d,D%d\n" % (n, n, n) for n in range(1, past_cases.DEPARTMENTS + 1)),
    }
    backend = start(data)
    try:
        admin = backend.admin()
        assert bring(admin, "city", tar_of(folder)).refused == 0
        started = answer_of(admin.request("POST", "/api/imports/cases", data=body), ImportProgress)
        children = _reader_of(backend)
        until(lambda: admin.get(f"/api/imports/{started.id}", ImportProgress).accepted, 150, "a chunk is there")
    finally:
        code = backend.stop(signal.SIGKILL)
    assert code == -signal.SIGKILL
    until(lambda: not any(one.is_running() for one in children), 150, "the reader ends with its server")
    with running(data) as later:
        admin = later.log_in("admin")
        progress = bring(admin, "cases", body, timeout_s=120)
        assert (progress.state, progress.refused) == ("done", 0)
        assert progress.unchanged > 0
        assert progress.accepted + progress.unchanged == 24_000


def _ask_on(reader: PastReader) -> None:
    for _ in range(3):
        reader.ask(list(range(1, 11)), {})
        reader.chunk()


def _reader_of(backend: Backend) -> list[psutil.Process]:
    found: list[psutil.Process] = []

    def there() -> bool:
        found[:] = _readers(psutil.Process(backend.process.pid))
        return bool(found)

    until(there, 150, "a process reads")
    return found


def _readers(server: psutil.Process) -> list[psutil.Process]:
    return [one for one in server.children(recursive=True) if any("spawn_main" in word for word in one.cmdline())]
