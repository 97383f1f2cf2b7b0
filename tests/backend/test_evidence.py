"""The chain and its checkpoints: what is written, and that every kind of tampering is found and named."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import SQLAlchemyError

from backend.derived.evidence import COLUMNS, plain
from backend.records import CaseRecord, record_of
from backend.rules import chain
from backend.services.link_faults import replay
from backend.services.link_rows import Reader
from backend.services.links import check_cases
from backend.services.verify import Found
from backend.tables import case_events, cases
from contract.entities import CaseState
from tests.backend.evidence import CLERK, Office
from tests.backend.postgres import fresh_database


def fresh(request: pytest.FixtureRequest) -> str:
    """A database of its own in the cluster of this package."""
    return fresh_database(request.getfixturevalue("postgres_url")).replace("postgresql:", "postgresql+psycopg:", 1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with contextlib.ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'x.db'}" if request.param == "sqlite" else fresh(request)
        one = Office(url, tmp_path)
        stack.callback(one.close)
        yield one


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Office]:
    one = Office(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)
    yield one
    one.close()


def named(found: Found, *words: str) -> None:
    assert not found.is_clean
    for word in words:
        assert word in str(found.faults[0]), found.faults


# What is written


def test_every_column_of_a_case_is_in_the_evidence() -> None:
    assert set(CaseRecord.__struct_fields__) - set(COLUMNS) == {"chain_length", "chain_head"}
    assert CaseRecord.__struct_fields__[: len(COLUMNS)] == COLUMNS


def test_the_form_of_a_link_is_fixed_for_ever() -> None:
    fact = chain.Fact(
        v=1, position=7, case_id="42", number=1, name="case.reported", recorded_at=1732148100123,
        happened_at=1732148100000, state="reported", row="ab", actor_name="李岚", changed={"lon": "121.47"},
    )  # fmt: skip
    body = chain.encoded(fact)
    assert body.decode() == (
        '{"v":1,"position":7,"case_id":"42","number":1,"name":"case.reported","recorded_at":1732148100123,'
        '"happened_at":1732148100000,"state":"reported","row":"ab","actor_name":"李岚","changed":{"lon":"121.47"}}'
    )
    assert chain.link(chain.NOTHING, body).hex() == LINK
    assert chain.digest(("id", "place", "rework", "lon"), ("42", "", 0, "0.0")) == DIGEST


LINK = "b6f248e8de8c71ce997c7856b62feec291d22678c0d967b73a0d7d02ac3b8511"
"""`(head -c 32 /dev/zero; printf %s BODY) | sha256sum`"""
DIGEST = "b92a7a298e16b2c926b343fd9a97476b3d3d49d4d4dc6f1fa31acdcf6e0828cb"
"""`printf %s '[["id","42"],["lon","0.0"]]' | sha256sum`"""


def test_the_merkle_tree_is_that_of_rfc_6962() -> None:
    # The test vectors of certificate-transparency-go's merkle package (leaves as raw data).
    leaves = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
    roots = {
        0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    }
    for count, root in roots.items():
        assert chain.merkle_root(leaves[:count]).hex() == root


def test_a_case_can_be_told_again_from_its_links_alone(office: Office) -> None:
    ids = office.fill()
    with office.db.read() as connection:
        for case_id in ids:
            row = connection.execute(select(cases).where(cases.c.id == case_id)).mappings().one()
            record = record_of(row)
            told = replay(Reader(connection), case_id)
            assert tuple(told[name] or None for name in COLUMNS) == tuple(one or None for one in plain(record))
            assert record.chain_length == 3
        bodies = connection.execute(select(case_events.c.body).where(case_events.c.case_id == ids[0])).scalars().all()
    facts = [chain.fact_of(body) for body in bodies]
    assert [one.name for one in facts] == ["case.reported", "case.accepted", "case.filed"]
    assert [one.state for one in facts] == ["reported", "accepted", "filed"]
    assert (facts[0].actor_id, facts[0].actor_name) == (CLERK.person_id, CLERK.name)
    assert set(facts[1].changed) == {"state", "version", "filed_at"}
    assert [one.seq for one in facts] == [1, 5, 9]
    found = office.verify()
    assert (found.is_clean, found.links, found.cases, found.checkpoints) == (True, 12, 4, 3)


def test_acts_of_one_case_in_one_transaction_are_links_of_one_chain(small: Office) -> None:
    case_id = small.report(1)
    gate = threading.Event()
    small.writer.bulk(lambda _: gate.wait(10))
    waiting = [
        threading.Thread(target=small.step, args=(case_id, CaseState.ACCEPTED, f"case.step{n}")) for n in range(5)
    ]
    for one in waiting:
        one.start()
    while small.writer.waiting < 5:
        pass
    gate.set()
    for one in waiting:
        one.join(20)
    assert small.writer.commits == 3
    found = small.verify()
    assert (found.is_clean, found.links) == (True, 6)


def test_a_change_that_no_act_tells_is_in_the_chain_all_the_same(small: Office) -> None:
    case_id = small.report(1)

    def change(tx) -> None:  # type: ignore[no-untyped-def]
        record = tx.case(case_id)
        tx.put_cases("case.imported", [msgspec.structs.replace(record, place="别处", version=record.version + 1)])

    small.writer.bulk(change).result(10)
    found = small.verify()
    assert (found.is_clean, found.links) == (True, 2)


def test_an_act_that_is_rolled_back_leaves_no_gap(small: Office) -> None:
    small.report(1)

    def fail(tx) -> None:  # type: ignore[no-untyped-def]
        tx.put_cases("case.imported", [CaseRecord(
            id=tx.new_id(), number="x", short=1, class_code="E0110", state=CaseState.CLOSED, source="import",  # type: ignore[arg-type]
            reported_at=tx.now)])  # fmt: skip
        tx.flush()
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        small.writer.bulk(fail).result(10)
    small.report(2)
    assert small.verify().is_clean


# What is found


def test_an_edited_body_is_found(office: Office) -> None:
    ids = office.fill()
    with office.attack() as connection:
        connection.execute(
            text("UPDATE case_events SET body = replace(body, '核实无误', '查无此事') WHERE position = 6")
        )
    named(office.verify(), "position 6", f"case {ids[1]}", "edited")


def test_an_edited_body_with_its_own_hash_made_anew_is_found(office: Office) -> None:
    ids = office.fill()
    with office.attack() as connection:
        row = connection.execute(select(case_events).where(case_events.c.position == 6)).one()
        body = row.body.replace("核实无误", "查无此事")
        connection.execute(
            case_events.update()
            .where(case_events.c.position == 6)
            .values(body=body, hash=chain.link(row.prev, body.encode()))
        )
    named(office.verify(), "position 10", f"case {ids[1]}", "does not follow from link 2")


def test_an_edited_last_link_with_hash_and_row_made_anew_is_found(office: Office) -> None:
    ids = office.fill()
    with office.attack() as connection:
        row = connection.execute(select(case_events).where(case_events.c.position == 12)).one()
        body = row.body.replace("核实无误", "查无此事")
        own = chain.link(row.prev, body.encode())
        connection.execute(case_events.update().where(case_events.c.position == 12).values(body=body, hash=own))
        named(_seen(connection), f"case {ids[3]}", "the end of its chain is not the one its row names")
        connection.execute(text("UPDATE cases SET chain_head = :h WHERE id = :id"), {"h": own, "id": int(ids[3])})
    named(office.verify(), "checkpoint 3", "root")


def _seen(connection: Connection) -> Found:
    """What a verification finds that knows no checkpoints."""
    found = Found()
    fault = check_cases(connection, 0, 2**62)
    found.faults += [fault] if fault is not None else []
    return found


@pytest.mark.parametrize(
    ("column", "value"), [("name", "'case.closed'"), ("recorded_at", "recorded_at - 86400000"), ("number", "9")]
)
def test_an_edited_column_is_found(office: Office, column: str, value: str) -> None:
    ids = office.fill()
    with office.attack() as connection:
        connection.execute(text(f"UPDATE case_events SET {column} = {value} WHERE position = 7"))
    named(office.verify(), "position 7", f"case {ids[2]}", "columns differ from its body", column)


def test_a_link_given_to_another_case_is_found(small: Office) -> None:
    ids = small.fill()
    other = small.report(9)
    with small.attack() as connection:
        connection.execute(
            text(f"UPDATE case_events SET case_id = {other}, number = 8 WHERE case_id = {ids[0]} AND number = 3")
        )
    named(small.verify(), "columns differ from its body", "case_id")


def test_a_deleted_link_in_the_middle_is_found(office: Office) -> None:
    office.fill()
    with office.attack() as connection:
        connection.execute(text("DELETE FROM case_events WHERE position = 5"))
    named(office.verify(), "position 5", "missing")


def test_a_deleted_tail_is_found(office: Office) -> None:
    office.fill()
    with office.attack() as connection:
        connection.execute(text("DELETE FROM case_events WHERE position > 9"))
    named(office.verify(), "position 10", "missing")


def test_a_deleted_tail_with_counter_and_cases_put_right_is_found(office: Office) -> None:
    ids = office.fill()
    with office.attack() as connection:
        connection.execute(text("DELETE FROM case_events WHERE position > 9"))
        connection.execute(text("UPDATE counters SET value = 9 WHERE name = 'evidence'"))
        for case_id in ids[1:]:
            head = text("SELECT hash FROM case_events WHERE case_id = :id AND number = 2")
            connection.execute(
                text("UPDATE cases SET chain_length = 2, chain_head = :head, state = 'accepted' WHERE id = :id"),
                {"id": int(case_id), "head": connection.execute(head, {"id": int(case_id)}).scalar()},
            )
    found = office.verify(heads=office.heads)
    assert any("positions 10 to 12 are missing: a checkpoint covers them" in str(one) for one in found.faults)
    with office.attack() as connection:
        connection.execute(text("DELETE FROM checkpoints WHERE number = 3"))
    found = office.verify(heads=office.heads)
    assert any("published head 3 (positions 9 to 12) is not here" in str(one) for one in found.faults)


def test_a_deleted_case_is_found(office: Office) -> None:
    ids = office.fill()
    with office.attack() as connection:
        connection.execute(text(f"DELETE FROM cases WHERE id = {ids[2]}"))
    named(office.verify(), f"case {ids[2]}", "the case of these links is gone")
    with office.attack() as connection:
        connection.execute(text(f"DELETE FROM case_events WHERE case_id = {ids[2]}"))
    named(office.verify(), "position 3", "missing")


def test_a_case_put_in_beside_the_chain_is_found(small: Office) -> None:
    ids = small.fill()
    with small.attack() as connection:
        connection.execute(
            text(
                "INSERT INTO cases (id, version, number, short, class_code, state, source, urgency, reported_at) "
                "SELECT id + 1, version, 'x', short, class_code, state, source, urgency, reported_at FROM cases "
                f"WHERE id = {ids[3]}"
            )
        )
    named(small.verify(), f"case {int(ids[3]) + 1}", "no evidence")


@pytest.mark.parametrize(
    ("change", "column"),
    [("state = 'closed'", "state"), ("place = '别处'", "place"), ("lon = lon + 0.001", "lon"), ("rework = 3", "rework"),
     ("closed_at = 1732148100123", "closed_at"), ("department_id = 77", "department_id")],
)  # fmt: skip
def test_an_edited_row_of_a_case_is_found_and_its_columns_are_named(office: Office, change: str, column: str) -> None:
    ids = office.fill()
    with office.attack() as connection:
        connection.execute(text(f"UPDATE cases SET {change} WHERE id = {ids[1]}"))
    named(office.verify(), f"case {ids[1]}", "its row differs from what its links tell", column)


def test_a_chain_of_one_case_made_anew_is_found_by_the_checkpoint(office: Office) -> None:
    ids = office.fill()
    with office.attack() as connection:
        office.forge_chain(connection, ids[2], "没有人报过")
    named(office.verify(), "position 1", "checkpoint 1 over positions 1 to 4 has another root")


def test_everything_made_anew_is_found_by_the_published_heads_alone(office: Office) -> None:
    ids = office.fill()
    with office.attack() as connection:
        office.forge_chain(connection, ids[2], "没有人报过")
        office.forge_checkpoints(connection)
    assert office.verify().is_clean
    named(office.verify(heads=office.heads), "checkpoint 1", "differs from the head that was published")


@pytest.mark.parametrize("change", ["last = last + 1", "made_at = made_at - 1", "root = prev", "number = 7"])
def test_an_edited_checkpoint_is_found(small: Office, change: str) -> None:
    small.fill()
    with small.attack() as connection:
        connection.execute(text(f"UPDATE checkpoints SET {change} WHERE number = 2"))
    named(small.verify(), "checkpoint")


def test_a_deleted_checkpoint_is_found(small: Office) -> None:
    small.fill()
    with small.attack() as connection:
        connection.execute(text("DELETE FROM checkpoints WHERE number = 1"))
    named(small.verify(), "checkpoint 2", "missing")


def test_a_fork_of_a_chain_is_found(small: Office) -> None:
    """Two third links of one case, each right by itself: possible once the unique index is gone."""
    ids = small.fill()
    with small.attack() as connection:
        found = connection.execute(
            select(case_events).where(case_events.c.case_id == ids[0], case_events.c.number == 3)
        ).one()
        body = found.body.replace(f'"position":{found.position}', '"position":13')
        connection.execute(text("CREATE TABLE free AS SELECT * FROM case_events"))
        connection.execute(text("DROP TABLE case_events"))
        connection.execute(text("ALTER TABLE free RENAME TO case_events"))
        row = dict(found._mapping) | {"position": 13, "body": body, "hash": chain.link(found.prev, body.encode())}
        connection.execute(case_events.insert().values(row))
        connection.execute(text("UPDATE counters SET value = 13 WHERE name = 'evidence'"))
    assert not small.verify().is_clean


def test_nobody_changes_links_or_checkpoints_while_the_triggers_stand(office: Office) -> None:
    office.fill(1)
    acts: list[Callable[[], str]] = [
        lambda table=table, verb=verb: verb.format(table=table)  # type: ignore[misc]
        for table in ("case_events", "checkpoints")
        for verb in ("UPDATE {table} SET prev = hash", "DELETE FROM {table}")
        + (() if office.db.is_sqlite else ("TRUNCATE {table}",))
    ]
    for act in acts:
        with pytest.raises(SQLAlchemyError, match="append-only"), office.db.write() as connection:
            connection.execute(text(act()))
