"""The city profile: what was stored before still reads, a seat's part is small, owners and conditions are found."""

from __future__ import annotations

import msgspec
import pytest

from contract.limits import HandlingLimit, Limit
from contract.profile import UNVERIFIED, CityProfile, Condition, Responsibility, Threshold, for_seats
from contract.profile_index import index_of
from contract.responsibility import owner_of

BEFORE = (
    b'{"name":"\xe6\x96\xb9\xe5\x9f\x8e","name_en":"Fangcheng","division":"990101","edition":"GB/T 30428.2-2013",'
    b'"timezone":"Asia/Shanghai","bounds":[1.0,2.0,3.0,4.0],"classes":[{"code":"E0110","name":"a","name_en":"",'
    b'"major":"m","major_en":"","glyph":"g"}],"limits":[{"class_code":"E0110","value":2.0,"unit":"urgent_hour"}],'
    b'"holidays":["2026-10-01"]}'
)
CONDITION = Condition(
    id="C0101-2",
    class_code="C0101",
    triggers=("破损",),
    triggers_en=("damaged",),
    thresholds=((Threshold("damage_area_cm2", "gt", 25),),),
    limits=(HandlingLimit(limit=Limit(4, "work_hour"), grade="A"), HandlingLimit(limit=Limit(8, "work_hour"))),
    closing=("修复",),
    closing_en=("repaired",),
)


def test_a_profile_stored_by_an_older_release_reads() -> None:
    profile = msgspec.json.decode(BEFORE, type=CityProfile)
    assert profile.name == "方城"
    assert profile.classes[0].status == "standard"
    assert (profile.conditions, profile.version) == ((), 0)
    assert msgspec.json.decode(msgspec.json.encode(profile), type=CityProfile) == profile


def test_a_seat_gets_no_conditions() -> None:
    profile = msgspec.json.decode(BEFORE, type=CityProfile)
    whole = msgspec.structs.replace(profile, conditions=(CONDITION,), mark=UNVERIFIED)
    assert msgspec.json.decode(msgspec.json.encode(whole), type=CityProfile) == whole
    assert for_seats(whole) == msgspec.structs.replace(profile, mark=UNVERIFIED)


def test_conditions_of_a_class_hold_for_the_finer_class() -> None:
    profile = msgspec.structs.replace(msgspec.json.decode(BEFORE, type=CityProfile), conditions=(CONDITION,))
    index = index_of(profile)
    assert index is index_of(profile)
    assert index.conditions_of("C0101") == index.conditions_of("C01011") == (CONDITION,)
    assert index.conditions_of("C0102") == ()


@pytest.mark.parametrize(
    ("class_code", "areas", "owner"),
    [
        ("C0102", ["grid", "street", "district"], "class-street"),
        ("C0102", ["elsewhere"], "class"),
        ("C0103", ["grid", "street"], "major"),
        ("E0101", ["grid", "street"], "street"),
        ("E0101", ["elsewhere"], None),
    ],
)
def test_the_most_particular_line_names_the_owner(class_code: str, areas: list[str], owner: str | None) -> None:
    lines = [
        Responsibility(department_code="street", area_code="street"),
        Responsibility(department_code="major", class_code="C01"),
        Responsibility(department_code="class", class_code="C0102"),
        Responsibility(department_code="class-district", class_code="C0102", area_code="district"),
        Responsibility(department_code="class-street", class_code="C0102", area_code="street"),
    ]
    assert owner_of(lines, class_code, areas) == owner
