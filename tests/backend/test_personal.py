"""Personal data of callers: sealed, masked by post, revealed with a purpose, found by hash, exported, erased; and
nowhere else in the database, its log, the live stream or the answers."""

from __future__ import annotations

import contextlib
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.db import Database
from backend.rules.chain import commitment, fact_of
from backend.rules.masking import masked_address, masked_name, masked_phone, shown
from backend.sealing import Key, keyring
from backend.services.personal import Vault
from backend.services.verify import verify
from backend.tables import case_events, idempotency, metadata, outbox, personal, subjects
from contract import commands as c
from contract.entities import CaseSource
from contract.errors import Code, Refused
from contract.figures import CaseDetail
from contract.lifecycle import Role
from contract.people import SecurityPage
from contract.personal import (
    Caller,
    CallerShown,
    Erase,
    Erased,
    Revealed,
    SubjectExport,
    SubjectQuery,
    Subjects,
)
from contract.scope import Scope, View
from tests.backend.city import Hall
from tests.backend.postgres import cluster
from tests.backend.server import Backend, running
from tests.backend.server import Caller as Seat
from tests.backend.test_program import backend as program

PHONE, NAME, HOME = "13812345678", "张三丰", "长兴路 86 弄 3 号 402 室"
CALLER = Caller(name=NAME, phone=PHONE, address=HOME)


def report(seat: Seat, caller: Caller | None = CALLER, *, command_id: str | None = None, **fields: object) -> str:
    given = {"class_code": "E0110", "source": CaseSource.HOTLINE, "place": "长兴路"} | fields
    return seat.send(c.ReportCase(caller=caller, **given), command_id=command_id).ids[0]  # type: ignore[arg-type]


def caller_of(seat: Seat, case_id: str) -> CallerShown | None:
    return seat.get(f"/api/cases/{case_id}", CaseDetail).caller


def reveal(seat: Seat, case_id: str, *fields: str, purpose: str = "回访") -> Revealed:
    return seat.post(f"/api/cases/{case_id}/reveal", {"fields": fields, "purpose": purpose + "诉求人"}, Revealed)


def code_of(call, *arguments, **options) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as refused:
        call(*arguments, **options)
    return str(refused.value.problem.code)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with running(tmp_path_factory.mktemp("personal")) as one:
        yield Hall(one)


# Masking


@pytest.mark.parametrize(
    ("plain", "masked"),
    [
        ("13812345678", "138****5678"),
        ("+86 138 1234 5678", "138****5678"),
        ("021-6385 1234", "021****1234"),
        ("12345", "****5"),
        ("", ""),
    ],
)
def test_phones_are_masked(plain: str, masked: str) -> None:
    assert masked_phone(plain) == masked


def test_names_and_addresses_are_masked() -> None:
    assert [masked_name(one) for one in ("张三", "张三丰", "欧阳娜娜", "王", " ")] == ["张*", "张**", "欧**", "王*", ""]
    assert masked_address("长兴路 86 弄 3 号") == "长兴路****"
    assert masked_address("3 号") == "****"
    assert masked_address("") == ""


def test_each_post_sees_what_the_table_says_and_no_more() -> None:
    seen = {role: shown(CALLER, {role}) for role in Role}
    for role, one in seen.items():
        whole = str([one.name, one.phone, one.address])
        assert PHONE not in whole
        assert NAME not in whole
        assert "86" not in whole
        assert bool(one.phone) == (role in (Role.INTAKE, Role.SHIFT_LEADER))
        named = (Role.INTAKE, Role.SHIFT_LEADER, Role.DUTY, Role.DISPATCHER, Role.INSPECTOR, Role.DEPARTMENT)
        assert bool(one.name) == (role in named)
    assert "138" not in repr(CALLER)
    assert "138" not in repr(c.ReportCase(class_code="E0110", source=CaseSource.HOTLINE, caller=CALLER))


# Showing and revealing


def test_a_caller_is_masked_by_post_in_the_detail(hall: Hall) -> None:
    case_id = report(hall.intake)
    mine = caller_of(hall.intake, case_id)
    assert mine is not None
    assert (mine.name, mine.phone, mine.address) == ("张**", "138****5678", "长兴路****")
    assert mine.fields == ("name", "phone", "address")
    other = caller_of(hall.dispatcher, case_id)
    assert other is not None
    assert (other.name, other.phone, other.address) == ("张**", "", "")
    admin = caller_of(hall.backend.account("admin"), case_id)
    assert admin is not None
    assert (admin.name, admin.phone, admin.address) == ("", "", "")
    assert caller_of(hall.backend.account("kiosk", scope=Scope(view=View.PUBLIC)), case_id) is None
    assert caller_of(hall.intake, hall.report()) is None


def test_a_reveal_is_written_with_its_purpose_before_it_is_given(hall: Hall) -> None:
    case_id = report(hall.intake)
    got = reveal(hall.shift_leader, case_id, "phone", purpose="电话回访")
    assert (got.name, got.phone, got.address) == ("", PHONE, "")
    last = hall.intake.get(f"/api/cases/{case_id}", CaseDetail).trail[-1]
    assert (last.name, last.opinion, last.params) == ("case.caller_revealed", "电话回访诉求人", {"fields": "phone"})
    assert last.actor_name == hall.shift_leader.session.name
    whole = reveal(hall.intake, case_id, "name", "phone", "address")
    assert (whole.name, whole.phone, whole.address) == (NAME, PHONE, HOME)
    # It changes no version: whoever works on the case is not told that somebody was faster.
    hall.intake.send(c.AcceptCase(case_id=case_id, expected_version=1))


@pytest.mark.parametrize("role", [one for one in Role if one not in (Role.INTAKE, Role.SHIFT_LEADER)])
def test_nobody_else_reveals(hall: Hall, role: Role) -> None:
    assert code_of(reveal, hall.backend.account(str(role)), "1", "phone") == Code.WRONG_ROLE


def test_a_reveal_needs_a_purpose_a_caller_and_a_case_in_the_scope(hall: Hall) -> None:
    case_id = report(hall.intake)
    bad = hall.intake.request("POST", f"/api/cases/{case_id}/reveal", json={"fields": ["phone"], "purpose": ""})
    assert bad.status_code == 422
    assert code_of(reveal, hall.intake, case_id, "secret") == Code.MALFORMED
    assert code_of(reveal, hall.intake, "99", "phone") == Code.NOT_FOUND
    assert code_of(reveal, hall.intake, hall.report(), "phone") == Code.NOT_FOUND
    elsewhere = hall.backend.account("intake", scope=Scope(area_ids=("77",)))
    assert code_of(reveal, elsewhere, case_id, "phone") == Code.NOT_FOUND


# Subjects


def test_the_same_phone_is_the_same_subject_and_is_found_by_phone_and_name(hall: Hall) -> None:
    phone, name = f"139{uuid.uuid4().int % 10**8:08d}", f"李{uuid.uuid4().hex[:6]}"
    one = report(hall.intake, Caller(name=name, phone=phone))
    two = report(hall.intake, Caller(phone=f"+86 {phone[:3]} {phone[3:]}", address="别处"))
    three = report(hall.intake, Caller(name=name))
    found = hall.intake.post("/api/subjects/search", SubjectQuery(phone=phone), Subjects).subjects
    assert [[each.case_id for each in subject.cases] for subject in found] == [[two, one]]
    assert all(each.class_code and each.place for each in found[0].cases), "what an operator asks about"
    by_name = hall.shift_leader.post("/api/subjects/search", SubjectQuery(name=f" {name.upper()} "), Subjects).subjects
    assert sorted(subject.cases[0].case_id for subject in by_name) == sorted([one, three])
    assert hall.intake.post("/api/subjects/search", SubjectQuery(phone=phone[:-1]), Subjects).subjects == ()
    assert code_of(hall.intake.post, "/api/subjects/search", SubjectQuery(), Subjects) == Code.MALFORMED
    elsewhere = hall.backend.account("intake", scope=Scope(area_ids=("77",)))
    assert elsewhere.post("/api/subjects/search", SubjectQuery(phone=phone), Subjects).subjects == ()


def test_a_phone_that_calls_twice_at_once_is_one_subject(hall: Hall) -> None:
    from concurrent.futures import ThreadPoolExecutor

    phone = f"137{uuid.uuid4().int % 10**8:08d}"
    sessions = [Seat(hall.backend.url, hall.intake.session) for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        made = list(pool.map(lambda seat: report(seat, Caller(phone=phone)), sessions))
    for seat in sessions:
        seat.close()
    found = hall.intake.post("/api/subjects/search", SubjectQuery(phone=phone), Subjects).subjects
    assert len(found) == 1
    assert {one.case_id for one in found[0].cases} == set(made)


def test_a_repeated_command_makes_one_case_and_another_caller_is_another_command(hall: Hall) -> None:
    command_id = uuid.uuid4().hex
    assert report(hall.intake, command_id=command_id) == report(hall.intake, command_id=command_id)
    other = Caller(name=NAME, phone="13800000000", address=HOME)
    assert code_of(report, hall.intake, other, command_id=command_id) == Code.DUPLICATE


def test_a_phone_in_a_text_that_everybody_reads_is_refused(hall: Hall) -> None:
    assert code_of(report, hall.intake, description="来电 138-1234-5678 称") == Code.OUT_OF_RANGE


@pytest.mark.parametrize("caller", [{"phone": "abc"}, {"phone": "1" * 40}, {"name": "x" * 101}, {"phone": 138}, []])
def test_a_bad_caller_is_refused_without_being_repeated(hall: Hall, caller: object) -> None:
    command = {"type": "report_case", "class_code": "E0110", "source": "hotline", "caller": caller}
    answer = hall.intake.request("POST", "/api/commands", json={"id": uuid.uuid4().hex, "command": command})
    assert answer.status_code in (400, 422)
    assert answer.json()["field"].startswith("$.command.caller")
    assert "1111" not in answer.text


def test_an_export_holds_everything_and_is_told_in_each_case(hall: Hall) -> None:
    admin = hall.backend.account("admin")
    phone = f"136{uuid.uuid4().int % 10**8:08d}"
    ids = [report(hall.intake, Caller(name=NAME, phone=phone, address=HOME)) for _ in range(2)]
    subject_id = hall.intake.post("/api/subjects/search", SubjectQuery(phone=phone), Subjects).subjects[0].subject_id
    got = admin.get(f"/api/subjects/{subject_id}/export", SubjectExport, purpose="本人申请查阅")
    assert [(one.case_id, one.name, one.phone, one.address) for one in got.cases] == [
        (case_id, NAME, phone, HOME) for case_id in ids
    ]
    for case_id in ids:
        last = hall.intake.get(f"/api/cases/{case_id}", CaseDetail).trail[-1]
        assert (last.name, last.opinion) == ("case.caller_exported", "本人申请查阅")
    assert code_of(admin.get, f"/api/subjects/{subject_id}/export", SubjectExport) == Code.MALFORMED
    assert code_of(admin.get, "/api/subjects/5/export", SubjectExport, purpose="本人申请") == Code.NOT_FOUND


def test_searches_and_reveals_are_lines_of_the_security_log_without_a_value(hall: Hall) -> None:
    case_id = report(hall.intake)
    hall.intake.post("/api/subjects/search", SubjectQuery(phone=PHONE), Subjects)
    reveal(hall.intake, case_id, "phone")
    page = hall.backend.account("audit").get("/api/security/log", SecurityPage)
    found = {one.what: one for one in reversed(page.lines)}
    assert found["caller.revealed"].about == f"case:{case_id}"
    assert found["subject.searched"].detail == {"by": "phone", "found": "1"}
    assert PHONE not in str(page)


# Erasing, and where nothing may be


def hunt(*words: str, within: bytes) -> list[str]:
    """Which of these are in some bytes, in any form they might be written in."""
    forms = {word: (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode()) for word in words}
    escaped = {word: word.encode("unicode_escape") for word in words}
    return [word for word in words if any(form in within for form in (*forms[word], escaped[word]))]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def test_plain_values_are_nowhere_and_an_erased_subject_is_gone(tmp_path: Path, kind: str) -> None:
    with contextlib.ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'citywall.db'}" if kind == "sqlite" else stack.enter_context(cluster())
        flags = () if kind == "sqlite" else ("--database", url)
        environ = {"CITYWALL_LOG__LEVEL": "DEBUG", "CITYWALL_LOG__REQUESTS": "true"}
        server = stack.enter_context(running(tmp_path, flags=flags, environ=environ))
        hall = Hall(server)
        with hall.intake.listen(since=hall.intake.snapshot().seq) as live:
            live.next()
            case_id = report(hall.intake)
            frames = [live.socket.recv(timeout=10)]
            reveal(hall.intake, case_id, "name", "phone", "address")
            frames.append(live.socket.recv(timeout=10))
        hall.intake.post("/api/subjects/search", SubjectQuery(phone=PHONE), Subjects)
        said = "".join(str(one) for one in frames).encode() + hall.intake.request("GET", "/api/snapshot").content
        assert hunt(PHONE, NAME, HOME, within=said) == []
        _nowhere(url, tmp_path, server)
        _erased(hall, url, tmp_path, case_id)
        assert verify(url).is_clean


def _nowhere(url: str, folder: Path, server: Backend) -> None:
    db = Database(url)
    with db.read() as connection:
        found = b""
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                found += b" ".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
        assert connection.execute(select(func.count()).select_from(personal)).scalar() == 3
        assert connection.execute(select(func.count()).select_from(outbox)).scalar()
        assert connection.execute(select(func.count()).select_from(idempotency)).scalar()
    db.close()
    assert hunt(PHONE, NAME, HOME, within=found) == []
    for path in folder.rglob("*"):
        if path.is_file():
            assert hunt(PHONE, NAME, HOME, within=path.read_bytes()) == [], path
    assert hunt(PHONE, NAME, HOME, within=server.log.encode()) == []


def _erased(hall: Hall, url: str, folder: Path, case_id: str) -> None:
    db = Database(url)
    with db.read() as connection:
        row = connection.execute(select(subjects)).one()
        facts = [fact_of(body) for body in connection.execute(select(case_events.c.body)).scalars()]
        sealed = {one.field: one for one in connection.execute(select(personal))}
    # While the key lives, a commitment proves a value.
    key = Key(keyring(folder).unseal(row.sealed_key, about=f"subject:{row.id}"))
    salt = key.unseal(sealed["phone"].sealed, about=f"personal:{row.id}:{case_id}:phone")[:32]
    assert facts[0].personal["phone"] == commitment(salt, "phone", PHONE)
    assert (facts[0].subject_id, set(facts[0].personal)) == (row.id, {"name", "phone", "address"})
    admin = hall.backend.account("admin")
    done = admin.post(f"/api/subjects/{row.id}/erase", Erase(reason="本人申请删除"), Erased)
    again = admin.post(f"/api/subjects/{row.id}/erase", Erase(reason="本人申请删除"), Erased)
    assert done == again
    got = reveal(hall.intake, case_id, "phone")
    assert (got.erased, got.phone) == (True, "")
    mine = caller_of(hall.intake, case_id)
    assert mine is not None
    assert (mine.erased, mine.name, mine.fields) == (True, "", ("name", "phone", "address"))
    assert hall.intake.post("/api/subjects/search", SubjectQuery(phone=PHONE), Subjects).subjects == ()
    export = admin.get(f"/api/subjects/{row.id}/export", SubjectExport, purpose="本人申请查阅")
    assert (export.erased_at, export.cases[0].phone) == (done.erased_at, "")
    trail = hall.intake.get(f"/api/cases/{case_id}", CaseDetail).trail
    assert [one.name for one in trail].count("case.caller_erased") == 1
    if db.is_sqlite:
        files = b"".join(path.read_bytes() for path in folder.glob("citywall.db*"))
        for what in (row.sealed_key, row.lookup, *(one.sealed for one in sealed.values())):
            assert what not in files
    # The same phone later is somebody new.
    report(hall.intake)
    found = hall.intake.post("/api/subjects/search", SubjectQuery(phone=PHONE), Subjects).subjects
    assert [one.subject_id for one in found] != [row.id]
    db.close()


def test_a_backup_opens_nothing_without_the_keys_and_brings_no_erased_subject_back(tmp_path: Path) -> None:
    old, new, bare = tmp_path / "old", tmp_path / "new", tmp_path / "bare"
    file = tmp_path / "city.backup"
    with running(old) as server:
        hall = Hall(server)
        session = hall.intake.session
        case_id, kept_id = report(hall.intake), report(hall.intake, Caller(name="李", phone="13900000000"))
        assert program("backup", str(file), "--data", str(old)).returncode == 0
        subject_id = (caller_of(hall.intake, case_id) or CallerShown(subject_id="")).subject_id
        admin = hall.backend.account("admin")
        admin.post(f"/api/subjects/{subject_id}/erase", Erase(reason="本人申请删除"), Erased)
    assert b"master-" not in file.read_bytes()
    assert program("restore", str(file), "--data", str(bare)).returncode == 0
    with running(bare) as server:
        seat = server._caller(session)
        shown_there = caller_of(seat, kept_id)
        assert shown_there is not None
        assert (shown_there.unreadable, shown_there.name) == (True, "")
        assert code_of(reveal, seat, kept_id, "phone") == Code.UNAVAILABLE
    shutil.copytree(old / "keys", new / "keys")
    assert program("restore", str(file), "--data", str(new)).returncode == 0
    with running(new) as server:
        seat = server._caller(session)
        assert reveal(seat, case_id, "phone").erased
        assert reveal(seat, kept_id, "phone").phone == "13900000000"
    assert verify(f"sqlite:///{new / 'citywall.db'}").is_clean


def test_the_database_alone_finds_nobody(tmp_path: Path) -> None:
    one, other = Vault(keyring(tmp_path / "a"), tmp_path), Vault(keyring(tmp_path / "b"), tmp_path)
    assert one.lookup("phone", PHONE) == one.lookup("phone", "+86 138-1234-5678")
    assert one.lookup("phone", PHONE) != other.lookup("phone", PHONE)
    assert one.fingerprint(CALLER) != other.fingerprint(CALLER)
    assert one.lookup("name", "  ") is None
