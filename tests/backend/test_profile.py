"""The city profile on a server: changed whole or not at all, versions, what a change touches, nothing orphaned."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contract import commands as c
from contract.entities import CaseSource, Department, Person
from contract.errors import Code, Refused
from contract.people import SecurityPage
from contract.profile import CityProfile, Condition, Responsibility
from contract.profile_files.schema import Row
from contract.profile_files.wire import (
    ProfileCheck,
    ProfileOrder,
    ProfileTables,
    ProfileVersion,
    Restore,
)
from contract.profile_files.writing import files_of, zip_of
from contract.protocol import Fact, Hello
from tests.backend.city import Hall
from tests.backend.postgres import fresh_database
from tests.backend.server import PASSWORD, Backend, Caller, running
from tests.contract.profile_maker import ROWS, tables

PATH, CHECK, FILES, VERSIONS = (
    "/api/profile/tables",
    "/api/profile/check",
    "/api/profile/files",
    "/api/profile/versions",
)
NO_AREAS = {"responsibility": (("C01", "", "HW"),)}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    flags: tuple[str, ...] = ()
    if request.param == "postgresql":
        flags = ("--database", fresh_database(request.getfixturevalue("postgres_url")))
    with running(tmp_path_factory.mktemp("data"), flags=flags) as one:
        yield one


@pytest.fixture(scope="module")
def hall(backend: Backend) -> Hall:
    return Hall(backend)


@pytest.fixture
def admin(hall: Hall) -> Caller:
    """With the sample in use: what an earlier test changed is changed back."""
    order(hall.admin, sample(), note="the sample")
    return hall.admin


def sample(**changed: tuple[Row, ...]) -> dict[str, tuple[Row, ...]]:
    """The sample without people; its departments are added to those that are there."""
    whole = tables(**{**NO_AREAS, **changed})
    del whole["people"]
    return whole


def now(seat: Caller) -> ProfileTables:
    return seat.get(PATH, ProfileTables)


def with_departments(seat: Caller, said: dict[str, tuple[Row, ...]]) -> dict[str, tuple[Row, ...]]:
    there = now(seat).tables["departments"]
    mine = said.get("departments", ())
    codes = {row[0] for row in mine}
    return said | {"departments": (*(row for row in there if row[0] not in codes), *mine)}


def order(seat: Caller, said: dict[str, tuple[Row, ...]], note: str = "") -> ProfileVersion:
    body = ProfileOrder(tables=with_departments(seat, said), base=now(seat).base, note=note)
    return seat.post(PATH, body, ProfileVersion)


def check(seat: Caller, said: dict[str, tuple[Row, ...]]) -> ProfileCheck:
    return seat.post(CHECK, ProfileOrder(tables=with_departments(seat, said)), ProfileCheck)


def refusal(seat: Caller, path: str, body: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        seat.post(path, body, ProfileVersion)
    return refused.value


def test_a_change_is_a_version_an_event_and_a_line_of_the_log(hall: Hall, admin: Caller) -> None:
    before = now(admin)
    with admin.listen() as live:
        assert isinstance(live.next(), Hello)
        made = order(admin, sample(phrases=()), note="fewer phrases")
        fact = live.next()
        while not (isinstance(fact, Fact) and fact.event.name == "profile.changed"):
            assert fact is not None
            fact = live.next()
    assert fact.event.params == {"version": str(made.number)}
    assert made.number == before.version + 1
    after = now(admin)
    assert (after.version, after.base) == (made.number, made.base)
    assert after.tables["phrases"] == ()
    seat = admin.get("/api/profile", CityProfile)
    assert (seat.version, seat.phrases, seat.conditions) == (made.number, (), ())
    listed = admin.get(VERSIONS, list[ProfileVersion])[0]
    assert (listed.number, listed.by, listed.note, listed.changes) == (made.number, "Admin", "fewer phrases", 2)
    auditor = hall.backend.account("audit")
    log = auditor.get("/api/security/log", SecurityPage, what="profile.changed", limit=1)
    assert log.lines[0].about == f"profile:{made.number}"


def test_the_large_parts_have_routes_of_their_own(admin: Caller) -> None:
    assert [one.id for one in admin.get("/api/profile/conditions", list[Condition])] == ["C0101-2", "E0111-1"]
    owners = admin.get("/api/profile/responsibility", list[Responsibility])
    assert owners == [Responsibility(department_code="HW", class_code="C01")]


def test_departments_come_with_it_and_keep_their_number(admin: Caller) -> None:
    there = {one.code: one for one in admin.live_state()["department"].values() if isinstance(one, Department)}
    assert there["HW2"].parent_id == there["HW"].id
    renamed = (("HW", "环境卫生所", "Sanitation", "环卫", ""), ROWS["departments"][1])
    order(admin, sample(departments=renamed))
    after = admin.live_state()["department"][there["HW"].id]
    assert isinstance(after, Department)
    assert (after.name, after.version) == ("环境卫生所", there["HW"].version + 1)


def test_the_second_of_two_is_told_that_somebody_was_faster(admin: Caller) -> None:
    base = now(admin).base
    order(admin, sample(phrases=()))
    body = ProfileOrder(tables=sample(), base=base)
    refused = refusal(admin, PATH, body)
    assert refused.problem.code is Code.CONFLICT
    assert refused.problem.params["version"] == str(now(admin).version)


def test_a_fault_anywhere_leaves_everything_as_it_was(admin: Caller) -> None:
    before = now(admin)
    broken = sample(departments=(("NEW", "新", "", "", ""), *ROWS["departments"]), ladder=(("nobody", "1"),))
    refused = refusal(admin, PATH, ProfileOrder(tables=with_departments(admin, broken), base=before.base))
    assert refused.problem.code is Code.OUT_OF_RANGE
    assert refused.problem.params["place"] == "ladder.csv:2 post"
    assert now(admin) == before
    found = check(admin, broken).faults
    assert [(one.place, one.code) for one in found] == [("ladder.csv:2 post", "not_choice")]


def test_faults_of_the_whole_are_found_at_their_rows(admin: Caller) -> None:
    weights = tuple((*row[:7], "0.3", *row[8:]) for row in ROWS["indicators"])
    days = (("2026-10-01", "workday", "", ""),)
    found = check(admin, sample(indicators=weights, calendar=days)).faults
    assert {(one.place, one.code) for one in found if not one.warning} == {
        ("indicators.csv", "weights"),
        ("calendar.csv:2 day", "workday_is_no_weekend"),
    }
    no_calendar = check(admin, sample(calendar=())).faults
    assert {(one.code, one.warning) for one in no_calendar} == {("year_missing", True)}


def test_what_a_change_touches_is_counted(hall: Hall, admin: Caller) -> None:
    cases = [hall.report(class_code="E0110") for _ in range(3)]
    classes = tuple((*row[:8], "3 urgent_hour", *row[9:]) if row[0] == "E0110" else row for row in ROWS["classes"])
    weighed = check(admin, sample(classes=classes))
    assert [(one.table, one.key) for one in weighed.changes] == [("classes", ("E0110",))]
    assert [(one.table, one.key, one.cases >= len(cases)) for one in weighed.effects] == [("classes", ("E0110",), True)]
    assert weighed.base == now(admin).base


def test_what_open_cases_have_cannot_be_taken_away(hall: Hall, admin: Caller) -> None:
    case_id = hall.report(class_code="E0111")
    without = tuple(row for row in ROWS["classes"] if row[0] != "E0111")
    said = sample(classes=without, conditions=ROWS["conditions"][:1])
    found = check(admin, said).faults
    assert [(one.file, one.code, one.params["value"]) for one in found] == [("classes.csv", "orphans", "E0111")]
    refused = refusal(admin, PATH, ProfileOrder(tables=with_departments(admin, said), base=now(admin).base))
    assert (refused.problem.code, refused.problem.params["fault"]) == (Code.CONFLICT, "orphans")
    hall.intake.send(c.RefuseCase(case_id=case_id, opinion="重复"))
    assert order(admin, said).number


def test_a_department_with_open_cases_stays(hall: Hall, admin: Caller) -> None:
    codes = {one.id: one.code for one in admin.live_state()["department"].values() if isinstance(one, Department)}
    case_id = hall.case_at("dispatched")  # type: ignore[arg-type]
    code = codes.get(hall.department_id) or now(admin).tables["departments"][0][0]
    whole = now(admin).tables
    said = {name: rows for name, rows in whole.items() if name != "people"}
    said["departments"] = tuple(row for row in whole["departments"] if row[0] != code)
    refused = refusal(admin, PATH, ProfileOrder(tables=said, base=now(admin).base))
    assert refused.problem.code is Code.CONFLICT
    assert refused.problem.params["fault"] in ("orphans", "in_use")
    assert case_id


def test_people_come_and_go_but_for_those_with_an_account(hall: Hall, admin: Caller) -> None:
    whole = now(admin).tables
    fresh = ("", "赵新", "inspector", "HW", "")
    body = ProfileOrder(tables={**whole, "people": (*whole["people"], fresh)}, base=now(admin).base)
    admin.post(PATH, body, ProfileVersion)
    added = [row for row in now(admin).tables["people"] if row[1] == "赵新"]
    assert [row[2:] for row in added] == [("inspector", "HW", "")]
    person = admin.live_state()["person"][added[0][0]]
    assert isinstance(person, Person)
    again = {**now(admin).tables, "people": tuple(row for row in now(admin).tables["people"] if row[1] != "赵新")}
    admin.post(PATH, ProfileOrder(tables=again, base=now(admin).base), ProfileVersion)
    assert added[0][0] not in admin.live_state()["person"]
    seat = hall.backend.account("duty")
    others = tuple(row for row in now(admin).tables["people"] if row[0] != seat.session.person_id)
    refused = refusal(admin, PATH, ProfileOrder(tables={**again, "people": others}, base=now(admin).base))
    assert (refused.problem.code, refused.problem.params["fault"]) == (Code.CONFLICT, "account")


def test_an_earlier_version_comes_back_as_a_new_one(admin: Caller) -> None:
    first = now(admin)
    order(admin, sample(phrases=(), calendar=()))
    body = Restore(base=now(admin).base, note="back")
    made = admin.post(f"{VERSIONS}/{first.version}/restore", body, ProfileVersion)
    assert (made.source, made.note) == (f"version {first.version}", "back")
    assert now(admin).tables == first.tables
    assert refusal(admin, f"{VERSIONS}/{first.version}/restore", body).problem.code is Code.CONFLICT
    with pytest.raises(Refused) as refused:
        admin.post(f"{VERSIONS}/999999/restore", Restore(base=now(admin).base), ProfileVersion)
    assert refused.value.problem.code is Code.NOT_FOUND


def test_the_profile_before_the_first_change_is_kept(admin: Caller) -> None:
    listed = admin.get(VERSIONS, list[ProfileVersion])
    assert listed[-1].source == "found"
    assert [one.number for one in listed] == sorted((one.number for one in listed), reverse=True)


def test_files_go_out_and_in_as_the_same_bytes(admin: Caller) -> None:
    packed = admin.request("GET", FILES)
    assert packed.headers["Content-Type"] == "application/zip"
    assert packed.content == admin.request("GET", FILES).content
    assert packed.content == zip_of(files_of(now(admin).tables))
    weighed = admin.request("POST", f"{FILES}/check", data=packed.content)
    assert weighed.json() == {"base": now(admin).base}
    version = now(admin).version
    before = admin.request("GET", f"{FILES}?version={version}").content
    assert before == packed.content
    fewer = zip_of(files_of(sample(phrases=()) | {"departments": now(admin).tables["departments"]}))
    done = admin.request("POST", f"{FILES}?base={now(admin).base}&note=folder", data=fewer)
    assert (done.status_code, done.json()["source"]) == (201, "folder")
    assert admin.request("GET", FILES).content != packed.content
    assert admin.request("GET", f"{FILES}?version={version}").content == packed.content


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 no zip", b"\x00" * 5000, zip_of({"phrases.csv": b"x\n"})])
def test_a_file_that_is_no_profile_changes_nothing(admin: Caller, body: bytes) -> None:
    before = now(admin)
    answer = admin.request("POST", f"{FILES}?base={before.base}", data=body)
    assert answer.status_code in (400, 422)
    assert now(admin) == before
    weighed = admin.request("POST", f"{FILES}/check", data=body)
    assert weighed.status_code == 200
    assert weighed.json()["faults"]


def test_only_administrators_may(hall: Hall, admin: Caller) -> None:
    seats = (hall.dispatcher, hall.shift_leader, hall.backend.account("security"))
    for seat in seats:
        for path in (PATH, FILES, VERSIONS):
            assert seat.request("GET", path).status_code == 403
        for path in (PATH, CHECK, FILES, f"{FILES}/check", f"{VERSIONS}/1/restore"):
            assert seat.request("POST", path, data=b"{}").status_code == 403
    assert hall.dispatcher.request("GET", "/api/profile/conditions").status_code == 200
    assert admin.request("GET", f"{FILES}?template=1").status_code == 200


def test_a_reserved_code_takes_no_case(hall: Hall, admin: Caller) -> None:
    assert admin.get("/api/profile", CityProfile).version
    with pytest.raises(Refused) as refused:
        hall.report(class_code="C0113")
    assert refused.value.problem.code is Code.UNKNOWN_CLASS


def test_of_many_changes_at_once_one_wins(admin: Caller) -> None:
    before = now(admin)
    orders = [
        ProfileOrder(tables=with_departments(admin, sample(ladder=(("person", str(at)),))), base=before.base)
        for at in range(1, 7)
    ]
    with ThreadPoolExecutor(len(orders)) as pool:
        answers = list(pool.map(lambda one: admin.request("POST", PATH, data=msgspec.json.encode(one)), orders))
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409, 409, 409]
    won = next(at for at, one in enumerate(answers, 1) if one.status_code == 201)
    assert now(admin).version == before.version + 1
    assert now(admin).tables["ladder"] == (("person", str(won)),)


def test_another_server_takes_it_over(postgres_url: str, tmp_path: Path) -> None:
    flags = ("--database", fresh_database(postgres_url))
    with running(tmp_path / "one", flags=flags) as one, running(tmp_path / "two", flags=flags) as two:
        admin = one.admin()
        seat = two.log_in("admin", PASSWORD)
        assert seat.get("/api/profile", CityProfile).version == 0  # it keeps what it read
        with seat.listen() as live:
            assert isinstance(live.next(), Hello)
            made = order(admin, sample())
            fact = live.next()
            while not (isinstance(fact, Fact) and fact.event.name == "profile.changed"):
                assert fact is not None
                fact = live.next()
        assert seat.get("/api/profile", CityProfile).version == made.number
        report, inspector = c.ReportCase(class_code="C0113", source=CaseSource.INSPECTOR), one.account("inspector")
        with pytest.raises(Refused) as refused:
            Caller(two.url, inspector.session).send(report)
        assert refused.value.problem.code is Code.UNKNOWN_CLASS
