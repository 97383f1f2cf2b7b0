"""Every word of these rooms has its Chinese, with the same gaps to fill."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from contract.entities import BroadcastState, CaseSource, CaseState, PoleState
from contract.errors import Code, Problem
from contract.lifecycle import TABLE, Role
from panelkit import words
from panelkit.refusal import words_for

I18N = Path(__file__).parents[2] / "assets" / "i18n"


@pytest.mark.parametrize("room", ["panelkit", "casequeue", "panels"])
def test_every_string_is_translated_with_its_gaps(room: str) -> None:
    tree = ET.parse(I18N / f"{room}.zh_CN.ts")
    for context in tree.iter("context"):
        assert context.findtext("name"), "a string without its class is never found at run time"
        for message in context.iter("message"):
            source = message.findtext("source") or ""
            translation = message.find("translation")
            assert translation is not None
            assert translation.get("type") is None, source
            gaps = set(re.findall(r"\{\w*\}", source))
            assert set(re.findall(r"\{\w*\}", translation.text or "")) == gaps, source


def test_every_code_of_the_contract_has_a_word() -> None:
    assert all(words.state_name(state) for state in CaseState)
    assert all(words.source_name(source) for source in CaseSource)
    assert all(words.pole_state_name(state) for state in PoleState)
    assert all(words.broadcast_state_name(state) for state in BroadcastState)
    assert all(words.role_name(role) != "" for role in Role)
    assert all(words.act_name(step.command) for step in TABLE)


@pytest.mark.parametrize("code", list(Code))
def test_every_refusal_has_a_sentence(code: Code) -> None:
    params = {"roles": "intake", "allowed_states": "filed", "ref": "x", "rule": "R4"}
    sentence = words_for(Problem(code=code, params=params))
    assert "{" not in sentence
    assert sentence.endswith(".")


UI = ("panelkit", "casequeue", "mapview", "panels", "videowall", "wall")
FILES = sorted(path for room in UI for path in (I18N.parents[1] / room).glob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_word_hides_from_the_translators_in_an_f_string(path: Path) -> None:
    # pyside6-lupdate does not look into f-strings: such a word would stay English on a Chinese wall.
    hidden = [
        call.lineno
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and _called(call) in ("tr", "translate")
    ]
    assert hidden == []


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
