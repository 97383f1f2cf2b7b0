"""Lists of cases: by words, by any mix of filters, page by page."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from backend.services.cursor import Place
from backend.services.cursor import text_of as cursor_of
from contract import commands as c
from contract.entities import CaseSource, Point
from contract.errors import Code, Refused
from contract.figures import CasePage
from contract.query import CaseQuery
from contract.scope import Scope, View
from tests.backend.city import Hall
from tests.backend.server import Backend, Caller


@pytest.fixture(scope="module")
def hall(server: Backend) -> Hall:
    return Hall(server)


@pytest.fixture(scope="module")
def sign() -> str:
    """A word that only this run's cases have: the databases are shared by the tests of this folder."""
    return uuid.uuid4().hex[:10]


def found(seat: Caller, **query: object) -> list[str]:
    """The ids of every page."""
    ids: list[str] = []
    cursor = ""
    while True:
        page = seat.get("/api/cases", CasePage, cursor=cursor, **query)
        ids += [one.id for one in page.cases]
        cursor = page.cursor
        if not cursor:
            return ids


@pytest.fixture(scope="module")
def cases(hall: Hall, sign: str) -> dict[str, str]:
    """What is searched for below."""
    return {
        "cover": hall.report(place="长兴路 86 号", description=f"窨井盖缺失 {sign}", class_code="E0110"),
        "well": hall.report(place="永宁街１２号", description=f"古井边有垃圾 {sign}", class_code="C0102"),
        "latin": hall.report(place="兴长路 186 号", description=f"Broken LAMP near KFC, {sign}", class_code="E0201"),
        "rare": hall.report(place="长安街", description=f"𰻞𰻞面馆油污, {sign}", class_code="E0202"),
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("井盖", {"cover"}),
        ("井", {"cover", "well"}),
        ("长兴路", {"cover"}),
        ("长兴路 86", {"cover"}),
        ("长兴路86号", {"cover"}),
        ("８６", {"cover"}),
        ("12", {"well"}),
        ("186", {"latin"}),
        ("lamp", {"latin"}),
        ("ＬＡＭＰ kfc", {"latin"}),
        ("lam", set()),
        ("𰻞", {"rare"}),
        ("𰻞面", {"rare"}),
        ("E0201", {"latin"}),
        ("", {"cover", "well", "latin", "rare"}),
        ("独角兽", set()),
    ],
)
def test_words_of_any_length_find_their_cases(
    hall: Hall, cases: dict[str, str], sign: str, text: str, wanted: set[str]
) -> None:
    assert set(found(hall.admin, text=f"{text} {sign}")) == {cases[one] for one in wanted}


def test_a_case_is_found_by_its_number_and_by_its_departments_name(hall: Hall, sign: str) -> None:
    code = f"D-{uuid.uuid4().hex[:8]}"
    department = hall.admin.send(c.SaveDepartment(code=code, name="河道养护所", name_en="River care")).ids[0]
    case_id = hall.report(description=f"河里有船 {sign}x")
    [case] = hall.admin.get("/api/cases", CasePage, text=f"{sign}x").cases
    assert found(hall.admin, text=f"{case.number} {sign}x") == [case_id]
    assert found(hall.admin, text=f"{case.short} {sign}x") == [case_id]
    assert found(hall.admin, text=f"养护 {sign}x") == []
    hall.take_to(case_id, "filed")  # type: ignore[arg-type]
    hall.dispatcher.send(c.DispatchCase(case_id=case_id, department_id=department))
    assert found(hall.admin, text=f"养护 river {sign}x") == [case_id]


def test_signs_of_a_query_language_are_no_query_language(hall: Hall, cases: dict[str, str], sign: str) -> None:
    for text in (
        '" OR 1',
        "' | '",
        "NEAR(a b)",
        "street : x",
        "*",
        "a* -b",
        "& ! ( )",
        ":*",
        "'; DROP TABLE cases; --",
    ):
        page = hall.admin.get("/api/cases", CasePage, text=f"{text}")
        assert not {one.id for one in page.cases} & set(cases.values())
    assert found(hall.admin, text=f'"井盖" ({sign})!') == [cases["cover"]]


def test_the_place_is_searched_apart(hall: Hall, cases: dict[str, str], sign: str) -> None:
    assert found(hall.admin, place="长兴路", text=sign) == [cases["cover"]]
    assert found(hall.admin, place="井盖", text=sign) == []
    assert found(hall.admin, place="永宁街 12", text=sign) == [cases["well"]]


def test_a_public_screen_finds_by_street_and_class_and_not_by_what_it_is_not_shown(
    hall: Hall, cases: dict[str, str]
) -> None:
    public = hall.backend.account("kiosk", scope=Scope(view=View.PUBLIC))
    number = hall.admin.get("/api/cases", CasePage, text="古井边").cases[0].number
    assert cases["well"] in found(public, text="永宁街 C0102")
    assert cases["well"] in found(public, place="永宁")
    for text in ("永宁街 12", "古井边", number):
        assert cases["well"] not in found(public, text=text)
    assert cases["well"] not in found(public, place="永宁街 12")
    with pytest.raises(Refused) as refused:
        public.get("/api/cases", CasePage, sort="number")
    assert refused.value.problem.code is Code.WRONG_ROLE


def test_filters_mix(hall: Hall, sign: str) -> None:
    word = f"{sign}mix"
    here = {
        "a": hall.report(class_code="E0110", source=CaseSource.LEADER, urgency="urgent", description=word),
        "b": hall.report(class_code="E0150", source=CaseSource.VIDEO, description=word, point=Point(121.4, 31.2)),
        "c": hall.report(class_code="C0101", source=CaseSource.HOTLINE, description=word),
    }
    hall.take_to(here["a"], "dispatched")  # type: ignore[arg-type]

    def names(**query: object) -> set[str]:
        ids = found(hall.admin, text=word, **query)
        return {name for name, one in here.items() if one in ids}

    assert names(class_code="E01") == {"a", "b"}
    assert names(class_code="E0110,C") == {"a", "c"}
    assert names(state="reported") == {"b", "c"}
    assert names(state="reported,dispatched", source="hotline,leader") == {"a", "c"}
    assert names(urgency="urgent") == {"a"}
    assert names(unplaced="true") == {"a", "c"}
    assert names(department_id=hall.department_id) == {"a"}
    assert names(department_id="none") == {"b", "c"}
    assert names(department_id=f"none,{hall.department_id}", class_code="E") == {"a", "b"}
    assert names(overdue="true") == set()
    assert names(reported_from=datetime.now(UTC) - timedelta(hours=1), class_code="C") == {"c"}
    assert names(reported_to=datetime.now(UTC) - timedelta(hours=1)) == set()
    assert names(deadline_from=datetime.now(UTC), deadline_to=datetime.now(UTC) + timedelta(days=300)) == {"a"}
    assert names(closed_from=datetime.now(UTC) - timedelta(days=1)) == set()
    total = hall.admin.get("/api/cases", CasePage, text=word, limit=1, total="true").total
    assert total is not None
    assert (total.count, total.exact) == (3, True)


def test_an_area_holds_the_areas_within_it(hall: Hall, server: Backend) -> None:
    nowhere = hall.admin.get("/api/cases", CasePage, area_id="123456")
    assert nowhere.cases == ()
    assert hall.admin.request("GET", "/api/cases?area_id=abc").status_code == 400


@pytest.mark.parametrize(
    ("sort", "order"), list(itertools.product(("reported", "deadline", "number"), ("asc", "desc")))
)
def test_pages_are_stable_while_cases_arrive(hall: Hall, sort: str, order: str) -> None:
    word = uuid.uuid4().hex[:12]
    here = [hall.report(description=word) for _ in range(7)]
    for one in here[::3]:
        hall.take_to(one, "dispatched")  # type: ignore[arg-type]
    seen: list[str] = []
    cursor = ""
    while True:
        page = hall.admin.get("/api/cases", CasePage, text=word, sort=sort, order=order, limit=2, cursor=cursor)
        seen += [one.id for one in page.cases]
        cursor = page.cursor
        if not cursor:
            break
        hall.report(description=word)
    assert len(seen) == len(set(seen))
    assert set(here) <= set(seen)
    if sort != "deadline":
        mine = [one for one in seen if one in here]
        assert mine == (here if order == "asc" else here[::-1])
    else:
        with_deadline = [one for one in seen if one in here[::3]]
        assert set(seen[: len(with_deadline)]) == set(here[::3])  # those without one come last


def test_a_cursor_is_of_its_query_and_its_scope_alone(hall: Hall) -> None:
    word = uuid.uuid4().hex[:12]
    for _ in range(3):
        hall.report(description=word)
    cursor = hall.admin.get("/api/cases", CasePage, text=word, limit=1).cursor
    assert hall.admin.get("/api/cases", CasePage, text=word, limit=2, cursor=cursor).cases
    public = hall.backend.account("kiosk", scope=Scope(view=View.PUBLIC))
    for seat, query in (
        (hall.admin, {"text": word, "state": "reported"}),
        (hall.admin, {"text": word, "order": "asc"}),
        (hall.admin, {"text": word, "sort": "deadline"}),
        (public, {"text": word}),
    ):
        with pytest.raises(Refused) as refused:
            seat.get("/api/cases", CasePage, cursor=cursor, **query)
        assert (refused.value.problem.code, refused.value.problem.field) == (Code.MALFORMED, "$.cursor")


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("state=lost", 400, "$.state"),
        ("source=rumour", 400, "$.source"),
        ("class_code=Z1", 400, "$.class_code"),
        ("class_code=E%27", 400, "$.class_code"),
        ("department_id=abc", 400, "$.department_id"),
        ("area_id=1,x", 400, "$.area_id"),
        ("reported_from=2026-01-01T00:00:00", 400, "$.reported_from"),
        ("deadline_to=9999-12-31T00:00:00Z", 422, "$.deadline_to"),
        ("cell_code=12", 422, "$.cell_code"),
        ("sort=colour", 400, "$.sort"),
        ("text=" + "x" * 201, 422, "$.text"),
        ("overdue=perhaps", 400, "$.overdue"),
        ("cursor=" + "A" * 60, 400, "$.cursor"),
        ("cursor=kgM", 400, "$.cursor"),
    ],
)
def test_a_wrong_filter_names_itself(hall: Hall, query: str, status: int, field: str) -> None:
    answer = hall.admin.request("GET", f"/api/cases?{query}")
    assert (answer.status_code, answer.json()["field"]) == (status, field)


@pytest.mark.parametrize(
    ("sort", "key"),
    [("deadline", 1 << 61), ("deadline", -(1 << 61)), ("reported", 1 << 61), ("number", "a\0b")],
)
def test_a_cursor_that_somebody_made_himself_breaks_nothing(hall: Hall, sort: str, key: int | str) -> None:
    query = CaseQuery(sort=sort, text="路")  # type: ignore[arg-type]
    made = cursor_of(Place(key, "1"), query, hall.admin.session.scope)
    answer = hall.admin.request("GET", "/api/cases", params={"sort": sort, "text": "路", "cursor": made})
    assert (answer.status_code, answer.json()["field"]) == (400, "$.cursor")


def test_letters_of_any_script_and_age_find_their_case(hall: Hall) -> None:
    word = uuid.uuid4().hex[:12]
    for letters in ("aᦰb", "aԩb", "\u4db6", "面\u4db6", "ԱՠԲ", "ა", "\u0860\u0861", "Ӏ", "กา", "한글", "\U0001e900"):
        case_id = hall.report(description=f"{letters} {word}")
        assert found(hall.admin, text=f"{letters} {word}") == [case_id]
        assert case_id in found(hall.admin, text=letters)
