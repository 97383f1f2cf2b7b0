"""Who else is at a case: shown in the queue and beside the case, and the lock of an act with its holder's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from backend_client.presence import Presence
from casequeue.company_words import company_words
from casequeue.detail_panel import DetailPanel
from casequeue.queue_panel import QueuePanel
from contract.commands import RedispatchCase
from contract.presence import Around, Here, Present
from contract.scope import FULL
from panelkit.context import Context
from tests.client.toy import Toy
from tests.panels.room import NOW, Seat

DISPATCHER, LEADER = frozenset({"dispatcher"}), frozenset({"leader"})


class Company:
    """A seat whose presence is real; others are told to its server directly."""

    def __init__(self, seat: Seat, toy: Toy) -> None:
        assert seat.api.session is not None
        seat.api.adopt(msgspec.structs.replace(seat.api.session, token=toy.token))
        self.toy, self.seat = toy, seat
        self.presence = Presence(seat.api)
        self.context: Context = replace(seat.context, presence=self.presence)
        seat.context.selection.changed.connect(lambda _name: self.presence.look(seat.context.selection.case_id))

    def other(self, name: str, case_id: str | None, *, acting: bool = False, take: bool = False) -> Around:
        roles = LEADER if name == "陈建国" else DISPATCHER
        here = Here(case_id=case_id, acting=acting, take=take)
        return self.toy.presence.tell(name, name, roles, FULL, here)

    def ask(self) -> None:
        """Not only every five seconds."""
        self.presence._tell()


@pytest.fixture
def company(make_seat: Callable[..., Seat]) -> Iterator[Company]:
    toy = Toy()
    try:
        yield Company(make_seat(base_url=toy.url), toy)
    finally:
        toy.close()


def test_people_are_named_once_those_who_act_first() -> None:
    def at(name: str, *, acting: bool = False) -> Present:
        return Present(case_id="1", name=name, since_at=NOW, acting=acting)

    assert company_words(()) == ""
    assert company_words((at("张伟"),)) == "张伟 looks at it"
    assert company_words((at("张伟", acting=True), at("李敏"), at("张伟"))) == "张伟 acts on it · 李敏 looks at it"
    assert company_words(tuple(at(f"p{n}") for n in range(5))) == "p0、p1、p2 +2 looks at it"


def test_whoever_looks_at_a_case_is_seen_beside_it_and_in_the_queue(
    company: Company, shown: Callable[..., Any], qtbot: QtBot
) -> None:
    queue, detail = shown(QueuePanel(company.context)), shown(DetailPanel(company.context), (1500, 300))
    company.other("张伟", "1004")
    company.presence.start()
    company.seat.context.selection.select_case("1004")
    qtbot.waitUntil(detail.company.badge.isVisible, timeout=5000)
    assert detail.company.badge.text() == "张伟 looks at it"
    row = queue.model.index(queue.model.row_of("1004"), 7)
    assert "张伟 looks at it" in row.data(Qt.ItemDataRole.ToolTipRole)
    qtbot.waitUntil(lambda: company.toy.presence.count() == 2, timeout=5000)  # this seat has told, too
    around = company.other("张伟", None)
    assert [one.case_id for one in around.people] == ["1004"]
    company.ask()
    qtbot.waitUntil(lambda: not detail.company.badge.isVisible(), timeout=5000)
    company.presence.stop()


def test_a_form_takes_the_lock_and_gives_it_back(company: Company, shown: Callable[..., Any], qtbot: QtBot) -> None:
    company.presence.start()
    company.seat.context.selection.select_case("1004")
    detail = shown(DetailPanel(company.context), (1500, 300))
    qtbot.keyClick(detail, "g")
    qtbot.waitUntil(lambda: any(one.acting for one in company.other("x", None).people), timeout=5000)
    qtbot.keyClick(detail.pad.ask.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not any(one.acting for one in company.other("x", None).people), timeout=5000)
    company.presence.stop()


def test_where_somebody_acts_nothing_is_begun_but_rank_takes_over(
    company: Company, shown: Callable[..., Any], qtbot: QtBot
) -> None:
    company.other("张伟", "1004", acting=True)
    company.seat.context.selection.select_case("1004")
    detail = shown(DetailPanel(company.context), (1500, 300))
    company.presence.start()
    qtbot.waitUntil(detail.company.badge.isVisible, timeout=5000)
    qtbot.keyClick(detail, "g")
    assert not detail.pad.filling
    assert "张伟" in detail.pad.reason.text()
    qtbot.keyClick(detail, "!")
    qtbot.waitUntil(lambda: "Taken over" in detail.banner.label.text(), timeout=5000)
    assert company.other("张伟", "1004").lost_to == "Li"
    company.ask()
    qtbot.waitUntil(lambda: company.presence.holder("1004") is None, timeout=5000)
    qtbot.keyClick(detail, "g")
    assert detail.pad.filling
    company.presence.stop()


def test_a_form_that_began_too_late_or_was_taken_over_is_left_and_nothing_is_sent(
    company: Company, shown: Callable[..., Any], qtbot: QtBot
) -> None:
    company.seat.context.selection.select_case("1004")
    detail = shown(DetailPanel(company.context), (1500, 300))
    company.presence.start()
    qtbot.keyClick(detail, "g")
    qtbot.waitUntil(lambda: any(one.acting for one in company.other("x", None).people), timeout=5000)
    assert company.other("陈建国", "1004", acting=True, take=True).lock == "mine"
    company.ask()
    qtbot.waitUntil(lambda: not detail.pad.filling, timeout=5000)
    assert "陈建国" in detail.banner.label.text()
    assert not any(isinstance(one, RedispatchCase) for one in company.toy.commands)
    company.presence.stop()


def test_without_an_answer_nobody_is_around(company: Company, qtbot: QtBot) -> None:
    company.other("张伟", "1004")
    company.presence.start()
    qtbot.waitUntil(lambda: bool(company.presence.at("1004")), timeout=5000)
    company.toy.protocol_refused = True
    company.ask()
    qtbot.waitUntil(lambda: not company.presence.at("1004"), timeout=5000)
    company.presence.stop()
