"""What a page of fifty cases costs for one filter and another: CPU from the query's bytes to the cards, on SQLite.

500,000 cases (quick: 50,000) of five years: 40 departments, 300 grids in six districts, 150 classes, some streets and
texts. The limit fetches the same cases by their ids with plain sqlite3 and does nothing with them, so that the ratio
says what finding, sifting and encoding cost. What each way of asking is: docs/admin/search.md.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
from sqlalchemy import insert

from backend.db import EMPTY_PROFILE, Database
from backend.derived import words
from backend.door import read_asked
from backend.records import CaseRecord, row_of
from backend.services.card_cache import CardCache
from backend.services.search import case_page
from backend.tables import cases
from contract.entities import Area, CaseSource, CaseState, Urgency
from contract.figures import CasePage
from contract.query import CaseQuery
from contract.scope import FULL, Scope, View

CASES, QUICK = 500_000, 50_000
DAYS, OPEN_DAYS = 1826, 57
DISTRICTS = [Area(id=str(one), level="district", code=f"d{one}", name=f"区{one}") for one in range(1, 7)]
GRIDS = [
    Area(id=str(1000 + one), level="grid", code=f"g{one}", name="格", parent_id=str(1 + one % 6)) for one in range(300)
]
ROADS = ("长兴路", "兴业路", "永宁街", "建设路", "人民东路", "滨河大道", "解放路", "学院街")
TEXTS = ("窨井盖缺失", "路面破损", "暴露垃圾，气味很大", "占道经营", "路灯不亮", "下水道堵塞，积水", "违规张贴广告")
STATES = tuple(one for one in CaseState if one not in (CaseState.CLOSED, CaseState.REFUSED))
Question = Callable[[], object]


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """Yields ms of CPU for a page of fifty, the median of some rounds; peers: the total, and how many there are."""
    count, rounds = (QUICK, 7) if quick else (CASES, 15)
    with tempfile.TemporaryDirectory(prefix="citywall-bench-") as folder:
        file = Path(folder) / "search.db"
        db = Database(f"sqlite:///{file}", synchronous="OFF")
        raw = sqlite3.connect(file)
        try:
            db.migrate()
            now = datetime.now(UTC)
            spent_us = _fill(db, count, now)
            yield {"figure": f"words of a case made anew, {count:,} cases", "value": spent_us, "unit": "us CPU"}
            for name, scope, asked in _questions(now):
                yield _measured(db, raw, f"{name}, {count:,} cases", scope, asked, now, rounds)
        finally:
            raw.close()
            db.close()


def _measured(
    db: Database, raw: sqlite3.Connection, name: str, scope: Scope, asked: dict[str, str], now: datetime, rounds: int
) -> dict[str, Any]:
    def page() -> bytes:
        query = read_asked(urlencode(asked).encode(), CaseQuery)
        with db.read() as connection:
            # Of its own each time: a cache that knows the cards is another figure (bench server).
            return CardCache().page(connection, query, scope, now=now, areas=lambda: DISTRICTS + GRIDS)

    def counted() -> CasePage:
        query = read_asked(urlencode(asked | {"total": "true", "limit": "1"}).encode(), CaseQuery)
        with db.read() as connection:
            return case_page(connection, query, scope, now=now, areas=lambda: DISTRICTS + GRIDS)

    ids = [int(one.id) for one in msgspec.json.decode(page(), type=CasePage).cases] or [0]
    marks = ", ".join("?" * len(ids))

    def least() -> object:
        return raw.execute(f"SELECT * FROM cases WHERE id IN ({marks})", ids).fetchall()

    found = counted().total
    assert found is not None
    return {
        "figure": name,
        "value": _median_ms(page, rounds),
        "unit": "ms CPU",
        "limit": _median_ms(least, rounds),
        "peers": {"its total": _median_ms(counted, rounds), "cases" if found.exact else "cases, about": found.count},
    }


def _median_ms(ask: Question, rounds: int) -> float:
    spent = []
    for _ in range(rounds):
        began = time.thread_time()
        ask()
        spent.append(time.thread_time() - began)
    return round(sorted(spent)[rounds // 2] * 1000, 2)


def _questions(now: datetime) -> Iterator[tuple[str, Scope, dict[str, str]]]:
    """(name, scope, filters)."""
    month = {"reported_from": now - timedelta(days=1130), "reported_to": now - timedelta(days=1100)}
    yield "no filter", FULL, {}
    yield "by deadline", FULL, {"sort": "deadline"}
    yield "state handling", FULL, {"state": "handling"}
    yield "class E0101", FULL, {"class_code": "E0101"}
    yield "classes E03", FULL, {"class_code": "E03"}
    yield "a department", FULL, {"department_id": "107"}
    yield "a district", FULL, {"area_id": "3"}
    yield "a grid", FULL, {"area_id": "1017"}
    yield "overdue", FULL, {"overdue": "true"}
    yield "a month, three years ago", FULL, {name: one.isoformat() for name, one in month.items()}
    yield "words 路", FULL, {"text": "路"}
    yield "words 井", FULL, {"text": "井"}
    yield "words 井盖", FULL, {"text": "井盖"}
    yield "words 独角兽 (rare)", FULL, {"text": "独角兽"}
    yield "place 长兴路 86", FULL, {"place": "长兴路 86"}
    yield "井盖, a district, handling", FULL, {"text": "井盖", "area_id": "3", "state": "handling"}
    yield "refused, C, urgent, 垃圾 (no index serves)", FULL, {
        "state": "refused", "class_code": "C", "urgency": "urgent", "text": "垃圾",
    }  # fmt: skip
    yield "a department's view, no filter", Scope(view=View.DEPARTMENT, department_id="107"), {}
    yield "a public screen's view, 长兴路", Scope(view=View.PUBLIC), {"text": "长兴路"}


def _fill(db: Database, count: int, now: datetime) -> float:
    """Fills an empty database; microseconds of CPU that the words of a case took."""
    dice = random.Random(30428)
    with db.write() as connection:
        for start in range(0, count, 20_000):
            made = [_case(number, count, now, dice) for number in range(start, min(count, start + 20_000))]
            connection.execute(insert(cases), [row_of(one) for one in made])
        began = time.thread_time()
        words.rebuild(connection, EMPTY_PROFILE)
        return round((time.thread_time() - began) / count * 1e6, 1)


def _case(number: int, count: int, now: datetime, dice: random.Random) -> CaseRecord:
    reported = now - timedelta(days=DAYS) * (1 - number / count)
    is_open = reported > now - timedelta(days=OPEN_DAYS) and dice.random() < 0.9
    ended = CaseState.REFUSED if dice.random() < 0.02 else CaseState.CLOSED
    kind = min(int(dice.expovariate(0.05)), 149)
    has_department = ended is CaseState.CLOSED and dice.random() < 0.97
    deadline = reported + timedelta(hours=dice.randrange(8, 2000 if is_open else 90))
    return CaseRecord(
        id=str(number + 1),
        number=f"{reported:%Y%m%d}-{number:06d}",
        short=number,
        class_code=f"{'C' if kind % 6 == 5 else 'E'}{1 + kind // 30:02d}{1 + kind % 30:02d}",
        state=dice.choice(STATES) if is_open else ended,
        source=dice.choice(list(CaseSource)),
        urgency=Urgency.URGENT if dice.random() < 0.05 else Urgency.NORMAL,
        reported_at=reported,
        place=f"{dice.choice(ROADS)} {dice.randrange(1, 900)} 号",
        description="独角兽" if dice.random() < 0.0005 else f"{dice.choice(TEXTS)}，请尽快安排处理。",
        lon=121.4 + dice.random() / 10,
        lat=31.2 + dice.random() / 10,
        area_id=str(1000 + dice.randrange(300)),
        department_id=str(100 + kind % 40) if has_department else None,
        deadline_at=deadline if has_department else None,
        closed_at=None if is_open or ended is CaseState.REFUSED else reported + timedelta(hours=30),
    )
