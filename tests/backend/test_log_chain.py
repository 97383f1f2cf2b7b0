"""The security log is a chain: what was changed in it is named by `serve verify`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.db import Database
from backend.services.log_checks import check_log
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
    assert check_log(office.db) == (5, None)  # who owns the whole database can shorten it: copy it away
    assert office.verify().lines == 5


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
