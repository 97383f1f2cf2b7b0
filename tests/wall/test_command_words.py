"""What is typed on the command line."""

from __future__ import annotations

import pytest

from wall.command_words import Intent, completions, parse


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("37", Intent("camera", "37")),
        ("/ 037", Intent("camera", "37")),
        ("#128", Intent("case", "128")),
        ("find 井盖", Intent("find", "井盖")),
        ("查找 长兴路 86 号", Intent("find", "长兴路 86 号")),
        ("case 128", Intent("case", "128")),
        ("pole 12", Intent("pole", "12")),
        ("scene leader", Intent("scene", "leader")),
        ("ACK", Intent("ack")),
        ("全部停播", Intent("stop")),
        ("lang en", Intent("lang", "en")),
        ("?", Intent("help")),
        ("", Intent("empty")),
        ("  /  ", Intent("empty")),
        ("pqq 3", Intent("unknown", "pqq")),
        ("case abc", Intent("incomplete", "case")),
        ("theme blue", Intent("incomplete", "theme")),
        ("find", Intent("incomplete", "find")),
    ],
)
def test_a_line_means_one_act(typed: str, intent: Intent) -> None:
    assert parse(typed) == intent


def test_a_word_is_completed_from_its_first_letters() -> None:
    assert completions("sc", ()) == ["scene"]
    assert completions("/scene le", ("duty", "leader")) == ["scene leader"]
    assert completions("theme ", ()) == ["theme dark", "theme light"]
    assert completions("", ()) == []
    assert completions("nothing x", ()) == []
