"""Words of cases in the database: every text that a case may have can be stored and found, on both databases."""

from __future__ import annotations

import uuid

import pytest

from backend.rules.bigrams import spelled
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
