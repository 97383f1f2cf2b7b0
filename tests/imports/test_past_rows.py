"""Rows of past cases made column by column: the same as the usual way makes of each case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from backend import bulk
from backend.city import CellHit, CellIndex
from backend.derived.evidence import links_of
from backend.derived.first_links import beginning
from backend.derived.many_sums import DayNumbers, facts_of, many_sums
from backend.imports.case_records import imported, record_from
from backend.imports.cases import Read
from backend.imports.past_rows import COLUMNS, PastRows
from backend.records import CASE_COLUMNS, CaseRecord, stored
from backend.rules.chain import NOTHING
from backend.rules.figures import contributions, day_number
from backend.tables import cases, from_ms
from backend.tables.rollups import measures_of
from contract.entities import ENDED, CaseSource
from tests.backend.postgres import cluster

AT, POSITION = 1_700_000_000_123, 41
CELLS = CellIndex([(CellHit("c1", "7", "A"), shapely.to_wkb(shapely.box(121.0, 31.0, 121.5, 31.5)))])
CELLS_ALONE = CellIndex([(CellHit("c2", None, ""), shapely.to_wkb(shapely.box(121.0, 31.0, 121.5, 31.5)))])
_ms = st.integers(-2_208_988_800_000, 250_000_000_000_000)
_text = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20)
_maybe = st.one_of(st.none(), _ms)
_places = st.one_of(st.just((None, None)), st.tuples(st.floats(120.9, 121.6), st.floats(30.9, 31.6)))


@st.composite
def _reads(draw: st.DrawFn) -> Read:
    lon, lat = draw(_places)
    return Read(
        2,
        draw(_text),
        draw(_text),
        draw(st.integers(0, 999_999)),
        draw(st.sampled_from(["E0101", "C01012"])),
        draw(st.sampled_from(sorted(ENDED))),
        draw(st.sampled_from(sorted(CaseSource))),
        draw(_text),
        draw(_text),
        lon,
        lat,
        draw(st.sampled_from(["", "D1"])),
        "",
        draw(_ms),
        *[draw(_maybe) for _ in range(6)],
        None,
    )


def usual(read: Read, one: int, cells: CellIndex) -> CaseRecord:
    return record_from(
        read.draft(),
        None,
        case_id=str(one),
        import_key=f"city:{read.key}",
        import_id="run",
        department_id={"D1": "12"}.get(read.department_code),
        cell_of=cells.find,
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(_reads(), max_size=6), st.sampled_from([None, "9"]), st.sampled_from([CELLS, CELLS_ALONE]))
def test_rows_links_and_sums_are_those_of_the_records(reads: list[Read], actor: str | None, cells: CellIndex) -> None:
    ids = list(range(1000, 1000 + len(reads)))
    maker = PastRows("city", "run", actor, cells)
    rows, facts = maker.rows(reads, ids, {"D1": "12"})
    records = [usual(read, one, cells) for read, one in zip(reads, ids, strict=True)]
    for row, rest, record in zip(rows, maker.links(rows), records, strict=True):
        act = imported(record, from_ms(AT), actor)
        ((_, _, _, _, _, body, _, head),) = links_of([act], POSITION, {record.id: (0, NOTHING, None)}, AT)
        assert beginning(int(record.id), POSITION, AT) + rest == body
        written = dict(zip(COLUMNS, (*row, head), strict=True)) | {"chain_length": 1}
        for name, value in zip(CASE_COLUMNS, stored(record), strict=True):
            if name in written and not name.startswith("chain_"):
                assert written[name] == value, name
            elif name not in written:
                default: Any = cases.c[name].server_default
                assert value is None if default is None else str(value) == str(default.arg), name
    zone = ZoneInfo("Asia/Shanghai")
    days = DayNumbers(zone)
    assert list(many_sums(facts, days)) == list(many_sums(facts_of(records), days))
    _the_same_sums(records, zone)


def _the_same_sums(records: list[CaseRecord], zone: ZoneInfo) -> None:
    expected: dict[Any, dict[str, int]] = {}
    for record in records:
        for (table, key), measures in contributions(record, zone).items():
            kept = expected.setdefault((table, key), {})
            for name, value in zip(measures_of(table), measures, strict=False):
                kept[name] = kept.get(name, 0) + value
    found: dict[Any, dict[str, int]] = {}
    for table, measures, columns in many_sums(facts_of(records), DayNumbers(zone)):
        wide = len(columns) - len(measures)
        for row in zip(*columns, strict=True):
            found[table, row[:wide]] = dict(zip(measures, row[wide:], strict=True))
    plain = {key: {name: value for name, value in kept.items() if value} for key, kept in expected.items()}
    assert {key: {name: value for name, value in kept.items() if value} for key, kept in found.items()} == plain


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["Asia/Shanghai", "America/Havana", "Pacific/Apia", "Europe/Berlin", "America/Sao_Paulo"]),
    st.lists(st.integers(-2_000_000_000_000, 2_000_000_000_000), min_size=1, max_size=50),
)
def test_days_of_columns_are_days_of_moments(zone: str, moments: list[int]) -> None:
    import numpy as np

    own = ZoneInfo(zone)
    found = DayNumbers(own)(np.array(moments, np.int64)).tolist()
    assert found == [day_number(from_ms(one), own) for one in moments]


@pytest.fixture(scope="module")
def postgres() -> Iterator[psycopg.Connection[Any]]:
    with cluster() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE pairs (one BIGINT, said TEXT)")
        yield connection


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(-(2**62), 2**62)), st.one_of(st.none(), _text)), max_size=8))
def test_lines_of_copy_come_back_as_they_were(
    postgres: psycopg.Connection[Any], rows: list[tuple[int | None, str | None]]
) -> None:
    postgres.execute("TRUNCATE pairs")
    with postgres.cursor() as cursor, cursor.copy("COPY pairs FROM STDIN") as copying:
        copying.write("".join(f"{one}\n" for one in bulk.copy_lines(rows)))
    assert postgres.execute("SELECT * FROM pairs").fetchall() == rows
