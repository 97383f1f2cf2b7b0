"""A chunk of an import that is run twice is written once, also what it learned on the way."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from backend.db import Database
from backend.imports import mapping
from backend.imports.case_store import CaseStore
from backend.imports.cases import Draft, Reader
from backend.imports.report import Report
from backend.outcome import SYSTEM
from backend.tables import cases
from tests.backend.postgres import cluster
from tests.backend.test_fencing import half_a_message, server

ROW = {
    "SRNumber": "1-1",
    "RequestType": "Bulky Items",
    "RequestSource": "Call",
    "Address": "1 MAIN ST",
    "ActionTaken": "",
    "NCName": "",
    "Longitude": "-118.3",
    "Latitude": "34.0",
    "Status": "Closed",
    "Owner": "BOS",
    "CreatedDate": "01/02/2017 03:04:05 PM",
    "ClosedDate": "01/03/2017 03:04:05 PM",
}


def drafts(*numbers: int, owner: str = "BOS") -> list[Draft]:
    rows = [ROW | {"SRNumber": f"1-{number}", "Owner": owner} for number in numbers]
    reader = Reader(mapping.load("cases", "la311"), tuple(ROW), frozenset(), Report("test", "cases"))
    return [reader.draft(line, tuple(row.values())) for line, row in enumerate(rows, 2)]


def test_a_chunk_that_met_a_stopped_server_adds_its_departments_with_its_cases() -> None:
    with cluster() as url:
        db = Database(url)
        db.migrate()
        db.close()
        store = CaseStore("la311", "test", {}, True, Report("test", "cases"), SYSTEM)
        with half_a_message(url), server(url) as (db, _lease, _ids, writer):
            first = writer.bulk(lambda tx: store.store(tx, drafts(1, 2))).result(30)
            assert not store.departments, "nothing is known before it is durable"
            store.keep()
            second = writer.bulk(lambda tx: store.store(tx, drafts(3, 4))).result(30)
            store.keep()
            assert (first, second) == ((2, 0, []), (2, 0, []))
            with db.read() as connection:
                query = text("SELECT CAST(id AS text) FROM entities WHERE kind = 'department'")
                there = connection.execute(query).scalars().all()
                assert there == [store.departments["LA-BOS"]]
                assert connection.execute(select(cases.c.department_id)).scalars().all() == there * 4
        assert store.report.progress().notes == ("1 departments of this source were added",)


def test_what_a_failed_chunk_learned_is_forgotten() -> None:
    with cluster() as url:
        db = Database(url)
        db.migrate()
        db.close()
        store = CaseStore("la311", "test", {}, True, Report("test", "cases"), SYSTEM)
        with server(url) as (_db, _lease, _ids, writer):

            def fail(tx: object) -> None:
                store.store(tx, drafts(1))  # type: ignore[arg-type]
                raise ValueError("the file ended")

            with pytest.raises(ValueError, match="the file ended"):
                writer.bulk(fail).result(30)
            writer.bulk(lambda tx: store.store(tx, drafts(2, owner="DWP"))).result(30)
            store.keep()
        assert list(store.departments) == ["LA-DWP"]
