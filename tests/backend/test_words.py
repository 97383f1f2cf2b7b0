"""Words of cases in the database: every text that a case may have can be stored and found, on both databases."""

from __future__ import annotations

import uuid

import msgspec
import pytest

from backend.db import EMPTY_PROFILE
from backend.derived.words import Names
from backend.rules.bigrams import spelled
from contract.entities import Department
from contract.figures import CasePage
from tests.backend.city import Hall
from tests.backend.server import Backend

LONE = ["第3个井盖", "约5米", "井", "A区b栋", "1路2路", "井 盖", "。井。", "3", "，，", " 第 "]


@pytest.mark.parametrize("text", LONE)
def test_a_character_that_stands_alone_is_a_word(server: Backend, text: str) -> None:
    hall, sign = Hall(server), uuid.uuid4().hex[:10]
    case_id = hall.report(description=f"{text} {sign}", place=text)
    found = hall.admin.get("/api/cases", CasePage, text=f"{text} {sign}")
    assert [one.id for one in found.cases] == [case_id]


@pytest.mark.parametrize("text", [*LONE, "", "長3ー", "Ａ１井"])
def test_no_word_is_empty(text: str) -> None:
    spelt = spelled(text)
    assert spelt == "" or "" not in spelt.split(" ")


def test_names_grow_with_new_departments_and_begin_anew_where_one_is_called_otherwise() -> None:
    park = Department(id="1", code="P", name="公园", short_name="园")
    road = Department(id="2", code="R", name="道路", short_name="路")
    names = Names(EMPTY_PROFILE, [park])
    assert "公园" in names.words("E0101", "1").split()
    assert "道路" not in names.words("E0101", "2").split(), "nobody told of it yet"
    assert names.learn([park, road])
    assert "道路" in names.words("E0101", "2").split()
    assert names.learn([msgspec.structs.replace(road, version=2)]), "nothing that is searched for has changed"
    assert not names.learn([msgspec.structs.replace(road, name="街道")])
