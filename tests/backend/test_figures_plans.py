"""No question about figures reads all cases: boards, tables, the audit, and the sums that are built anew."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine, event

from backend.derived.rollups import Building, RollupState, rollup_state, save_state
from backend.services.build_sums import grow
from backend.services.kept_sums import KeptSums
from backend.services.kpi import kpi_board
from backend.services.kpi_table import DayQuery, MonthQuery, day_table, month_table
from tests.backend.sums import NOW, PROFILE, SCOPES, Town, fill, town


def heard(engine: Engine, into: set[str]) -> None:
    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if re.search(r"\bcases\b", statement) and not parameters:
            into.add(statement)


def ask_everything(one: Town) -> None:
    kept = KeptSums()
    for scope in SCOPES:
        with one.db.read() as connection:
            kpi_board(connection, PROFILE, scope, NOW)
            for by in ("", "area", "department", "class"):
                month_table(connection, PROFILE, scope, NOW, MonthQuery(by=by), kept)
            days = DayQuery(first=date(2026, 10, 24), last=date(2026, 11, 2), by="area")
            day_table(connection, PROFILE, scope, NOW, days, kept)


def test_no_question_reads_all_cases(tmp_path: Path) -> None:
    with town(f"sqlite:///{tmp_path / 'x.db'}") as one:
        fill(one, 60)
        asked: set[str] = set()
        heard(one.db.engine, asked)
        heard(one.db.writing, asked)
        ask_everything(one)
        asyncio.run(one.audit().run(60.0))
        with one.db.write() as connection:
            state = rollup_state(connection)
            assert state is not None
            building = Building(generation=2, zone=PROFILE.timezone, until=datetime(1970, 1, 1, tzinfo=UTC))
            grown: RollupState = msgspec.structs.replace(state, building=building)
            while grown.building is not None:
                grown = grow(connection, grown)
            save_state(connection, state)
        assert len(asked) > 200
        with one.db.write() as connection:  # where the tables of `grow` are
            for statement in tuple(asked):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").all()
                lines = [str(row[3]) for row in plan if re.search(r"\bcases\b", str(row[3]))]
                assert all("USING" in line for line in lines), (lines, statement)
