"""The security log is a chain: what was changed in it is named by `serve verify`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from backend.db import Database
from backend.rules.chain import NOTHING, Head, head_in, head_line, log_link
from backend.services.log_checks import check_log
from backend.services.published import last_heads
from backend.services.security_log import Entry, append
from tests.backend.evidence import Office
from tests.backend.postgres import fresh_database

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]
OLD = (
    "INSERT INTO security_log (id, at, what, result, person_id, name, address, about, detail) "
    "VALUES (:id, 1732148100123, 'session.opened', 'ok', :person, '李岚', '10.0.0.1', '', '{}')"
)


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'x.db'}"
    return fresh_database(request.getfixturevalue("postgres_url")).replace("postgresql:", "postgresql+psycopg:", 1)


@pytest.fixture
def office(url: str, tmp_path: Path) -> Iterator[Office]:
    one = Office(url, tmp_path)
    for number in range(4):
        note(one, number)
    yield one
    one.close()


def note(office: Office, number: int) -> None:
    one, other = Entry("session.opened", str(number), "李岚"), Entry("role.given", about="person:7")
    office.writer.bulk(lambda tx: append(tx, one, other)).result(20)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE security_log SET result = 'refused' WHERE number = 3", "line 3: it was edited"),
        ('UPDATE security_log SET detail = \'{"a":"b"}\' WHERE number = 8', "line 8: it was edited"),
        ("UPDATE security_log SET prev = hash WHERE number = 5", "line 5: it was edited"),
        ("DELETE FROM security_log WHERE number = 4", "line 4: it is missing"),
        ("DELETE FROM security_log WHERE number > 6", "line 7: it is missing, and so is what follows up to line 8"),
        ("UPDATE security_log SET number = NULL WHERE number = 8", "1 lines stand beside the chain"),
    ],
)
def test_what_was_changed_is_named(office: Office, change: str, words: str) -> None:
    assert check_log(office.db) == (8, None)
    with office.attack() as connection:
        connection.execute(text(change))
    found = office.verify()
    assert [words in str(one) for one in found.faults] == [True], found.faults


def test_a_line_made_anew_does_not_fit_the_next(office: Office) -> None:
    with office.attack() as connection:
        connection.execute(text("DELETE FROM security_log WHERE number >= 4"))
        connection.execute(text("UPDATE counters SET value = 3 WHERE name = 'security_log'"))
        connection.commit()
    note(office, 9)
    assert check_log(office.db) == (5, None)  # who owns the whole database can shorten it: see the published heads
    assert office.verify().lines == 5


def cut_off(office: Office, last: int) -> None:
    """The end of the log, and what says that there was one."""
    with office.attack() as connection:
        connection.execute(text("DELETE FROM security_log WHERE number > :last"), {"last": last})
        connection.execute(text("UPDATE counters SET value = :last WHERE name = 'security_log'"), {"last": last})


def forge(office: Office) -> None:
    """Another name in the second line, and every hash from there on made anew."""
    with office.attack() as connection:
        connection.execute(text("UPDATE security_log SET name = '王五' WHERE number = 2"))
        prev = NOTHING
        columns = "id, at, what, result, person_id, name, address, about, detail"
        for number, one, at, what, result, person, *rest in connection.execute(
            text(f"SELECT number, {columns} FROM security_log ORDER BY number")
        ).all():
            own = log_link(prev, (number, str(one), at, what, result, None if person is None else str(person), *rest))
            query = "UPDATE security_log SET prev = :prev, hash = :own WHERE number = :number"
            connection.execute(text(query), {"prev": prev, "own": own, "number": number})
            prev = own


def test_an_end_that_was_cut_off_is_found_by_the_published_heads(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.checkpoints.make()
    assert office.verify(heads=office.heads).log_heads == 1
    cut_off(office, 5)
    assert office.verify().is_clean
    assert str(office.verify(heads=office.heads).faults[0]) == (
        "security log: line 8, which was published, is not here: its end was cut off"
    )
    for number in range(3):
        note(office, number)
    office.checkpoints.make()  # the server goes on and publishes what it has now
    assert "security log, number 8, is not in this database" in caplog.text
    assert "line 8: it differs from the head" in str(office.verify(heads=office.heads).faults[0])


def test_a_log_that_was_written_anew_is_found_by_any_head_after_it(office: Office) -> None:
    office.checkpoints.make()
    note(office, 8)
    office.checkpoints.make()
    office.checkpoints.make()
    kept = office.heads.read_bytes().splitlines(keepends=True)
    assert len(kept) == 2  # only where it has grown
    forge(office)
    assert office.verify().is_clean
    for line in kept:
        office.heads.write_bytes(line)
        assert "it differs from the head that was published" in str(office.verify(heads=office.heads).faults[0])
    office.heads.write_bytes(kept[0].replace(b'"line":8', b'"line":7'))
    assert "is not as it was written" in str(office.verify(heads=office.heads).faults[0])


def test_what_does_not_belong_in_the_log_holds_up_no_head(office: Office) -> None:
    office.report(1)
    with office.attack() as connection:
        connection.execute(text("UPDATE security_log SET hash = NULL WHERE number = 8"))
    assert office.checkpoints.make() == 1
    assert [isinstance(head_in(line), Head) for line in office.heads.read_bytes().splitlines()] == [True]


def test_a_verifier_that_knows_no_heads_of_the_log_reads_the_others(office: Office) -> None:
    for number in range(1, 4):
        note(office, number)
        office.report(number)
        office.checkpoints.make()
    lines, old, read = office.heads.read_bytes().splitlines(), msgspec.json.Decoder(Head), 0
    for line in lines:
        with suppress(msgspec.DecodeError):
            read += bool(old.decode(line))
    assert (len(lines), read) == (6, 3)


def test_the_last_heads_are_found_behind_many_lines_of_the_log(office: Office, tmp_path: Path) -> None:
    office.report(1)
    office.checkpoints.make()
    known, of_log = last_heads(office.heads)
    assert known is not None
    assert of_log is not None
    line, file = head_line(of_log), tmp_path / "long.jsonl"
    for many, found in ((1, True), (3000, True), (6000, False)):  # 1 MB at most is looked through
        file.write_bytes(head_line(known) + many * line + line[:-9])
        assert last_heads(file) == (known if found else None, of_log)
    file.write_bytes(head_line(known)[:-1])
    assert last_heads(file) == (None, None)
    assert last_heads(tmp_path / "none") == (None, None)


def test_lines_from_before_are_chained_and_stay_unchangeable(url: str, tmp_path: Path) -> None:
    db = Database(url)
    db.migrate("0006")
    with db.write() as connection:
        connection.execute(text(OLD), [{"id": 10 + n, "person": n or None} for n in range(2500)])
    assert check_log(db) == (0, None)
    db.migrate()
    assert check_log(db) == (2500, None)
    office = Office(url, tmp_path)
    try:
        note(office, 1)
        assert check_log(db) == (2502, None)
        with pytest.raises(Exception, match="append-only"), db.write() as connection:
            connection.execute(text("UPDATE security_log SET result = 'x' WHERE number = 7"))
    finally:
        office.close()
        db.close()
