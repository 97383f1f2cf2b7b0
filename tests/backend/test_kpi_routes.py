"""The board and the tables over the wire: what each session may see, refusals, one count for many seats."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend.services.kpi_cache import KEPT, AnswerCache
from contract import commands as c
from contract.entities import CaseSource
from contract.errors import Code, Refused
from contract.figures import KpiBoard
from contract.kpi import KpiTable
from tests.backend.city import Hall
from tests.backend.server import Backend, running


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    with running(tmp_path_factory.mktemp("kpi"), environ={"CITYWALL_FIGURES__CACHE_S": "0"}) as one:
        yield one


@pytest.fixture(scope="module")
def hall(backend: Backend) -> Hall:
    hall = Hall(backend)
    hall.case_at("closed")  # type: ignore[arg-type]
    hall.case_at("signed")  # type: ignore[arg-type]
    return hall


def test_the_month_table_counts_this_month(hall: Hall) -> None:
    table = hall.admin.get("/api/kpi/months", KpiTable, by="department")
    figures = table.total.figures
    assert (figures.reported, figures.filed, figures.handled, figures.closed) == (2, 2, 1, 1)
    assert (figures.on_time_rate, figures.closing_rate, figures.timely_closing_rate) == (100.0, 100.0, 100.0)
    assert figures.mean_handling_min is not None
    assert (len(table.periods), table.complete) == (12, False)
    assert table.periods[-1].figures == figures
    assert [(row.key, row.figures.reported) for row in table.rows] == [(hall.department_id, 2)]
    assert table.total.year_ago.reported == table.total.before.reported == 0
    assert table.total.before.on_time_rate is None


def test_the_day_table_counts_today(hall: Hall) -> None:
    today = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")).date()
    table = hall.admin.get("/api/kpi/days", KpiTable, **{"from": str(today - timedelta(days=2)), "to": str(today)})
    assert [one.label for one in table.periods] == [str(today - timedelta(days=back)) for back in (2, 1, 0)]
    assert table.total.figures.reported == 2
    board = hall.admin.get("/api/kpi", KpiBoard)
    assert board.reported_today == 2
    assert board.mean_handling_min == table.total.figures.mean_handling_min


def test_a_session_counts_what_it_sees(hall: Hall, backend: Backend) -> None:
    other = hall.new_department()
    assert hall.department.get("/api/kpi/months", KpiTable).total.figures.reported == 2
    assert hall.department.get("/api/kpi", KpiBoard).open == 1
    from contract.scope import Scope, View

    stranger = backend.account("department", scope=Scope(view=View.DEPARTMENT, department_id=other))
    assert stranger.get("/api/kpi/months", KpiTable).total.figures.reported == 0
    elsewhere = backend.account("leader", scope=Scope(area_ids=("77",)))
    assert elsewhere.get("/api/kpi/days", KpiTable, by="area").total.figures.reported == 0
    assert elsewhere.get("/api/kpi", KpiBoard).reported_today == 0


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("months", {"from": "2026-13"}, None),
        ("months", {"from": "2026-05", "to": "2026-04"}, Code.OUT_OF_RANGE),
        ("months", {"from": "2020-01", "to": "2026-04"}, Code.OUT_OF_RANGE),
        ("months", {"from": "0001-01", "to": "0001-02"}, Code.OUT_OF_RANGE),
        ("months", {"to": "0000-01"}, Code.OUT_OF_RANGE),
        ("months", {"from": "9999-12", "to": "9999-12"}, "fine"),
        ("months", {"by": "weather"}, None),
        ("months", {"from": "2026-01\x00"}, None),
        ("days", {"from": "2026-02-30"}, None),
        ("days", {"to": "0001-01-01"}, Code.OUT_OF_RANGE),
        ("days", {"from": "9999-12-31", "to": "9999-12-31"}, "fine"),
        ("days", {"from": "2026-01-01", "to": "2026-03-01"}, Code.OUT_OF_RANGE),
        ("days", {"by": "class"}, None),
    ],
)
def test_odd_questions_are_refused_by_name(hall: Hall, path: str, query: dict[str, str], code: object) -> None:
    answer = hall.admin.request("GET", f"/api/kpi/{path}", params=query)
    if code == "fine":
        assert answer.status_code == 200
        return
    assert answer.status_code in (400, 422)
    problem = answer.json()
    assert problem["code"] in ((code,) if code else (Code.MALFORMED, Code.OUT_OF_RANGE))
    assert problem["field"].startswith("$")


def test_a_table_needs_a_log_in(backend: Backend) -> None:
    caller = backend.account("leader")
    caller.session = type(caller.session)(**{**_fields(caller.session), "token": "wrong"})
    with pytest.raises(Refused):
        caller.get("/api/kpi/months", KpiTable)


def _fields(session: object) -> dict[str, object]:
    return {name: getattr(session, name) for name in session.__struct_fields__}  # type: ignore[attr-defined]


def test_a_case_reported_a_moment_ago_counts(hall: Hall) -> None:
    before = hall.admin.get("/api/kpi/months", KpiTable, by="class").total.figures.reported
    hall.inspector.send(c.ReportCase(class_code="E0110", source=CaseSource.INSPECTOR))
    assert hall.admin.get("/api/kpi/months", KpiTable, by="class").total.figures.reported == before + 1


# The cache


def test_two_hundred_seats_cost_one_count_and_one_thread() -> None:
    cache = AnswerCache(life_s=30.0)
    everybody_waits, threads = threading.Event(), set()

    def count() -> bytes:
        threads.add(threading.get_ident())
        assert everybody_waits.wait(20)
        return b"figures"

    async def ask() -> list[bytes]:
        asked = [asyncio.create_task(cache.get("board", count)) for _ in range(200)]
        await asyncio.sleep(0)
        everybody_waits.set()
        return await asyncio.gather(*asked)

    assert set(asyncio.run(ask())) == {b"figures"}
    assert cache.made == len(threads) == 1


def test_who_goes_away_takes_the_answer_from_nobody() -> None:
    cache = AnswerCache(life_s=30.0)
    counting, go = threading.Event(), threading.Event()

    def count() -> bytes:
        counting.set()
        assert go.wait(20)
        return b"figures"

    async def ask() -> bytes:
        first = asyncio.create_task(cache.get("board", count))
        second = asyncio.create_task(cache.get("board", count))
        await asyncio.to_thread(counting.wait, 20)
        first.cancel()
        go.set()
        return await second

    assert asyncio.run(ask()) == b"figures"
    assert cache.made == 1


def test_an_answer_is_never_older_than_it_may_be_and_a_failure_is_not_kept() -> None:
    asyncio.run(_ages())


async def _ages() -> None:
    now = [0.0]
    cache = AnswerCache(life_s=1.0, clock=lambda: now[0])
    made = iter(range(10))

    def make() -> bytes:
        return str(next(made)).encode()

    assert [await cache.get(one, make) for one in "aab"] == [b"0", b"0", b"1"]
    now[0] = 0.9
    assert await cache.get("a", make) == b"0"
    now[0] = 1.1
    assert await cache.get("a", make) == b"2"

    def fail() -> bytes:
        raise RuntimeError("no database")

    now[0] = 5.0
    failed = await asyncio.gather(*(cache.get("a", fail) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(one, RuntimeError) for one in failed)
    assert await cache.get("a", make) == b"3"

    def slow() -> bytes:
        now[0] += 7.0  # older than it may be when it comes
        return make()

    now[0] = 10.0
    assert await cache.get("slow", slow) == b"4"
    for number in range(2 * KEPT):
        await cache.get(number, make if number < 3 else bytes)
    assert len(cache._slots) == KEPT
