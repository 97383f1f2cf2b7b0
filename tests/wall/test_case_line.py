"""Acts on cases typed at the command line: `pq 128 hw`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from casequeue.deeds import BY_NAME, DEEDS, TYPED
from contract.commands import AskExtension, CheckCase, DispatchCase, OnCase, RefuseCase, RevisitCaller, SignCase
from contract.entities import Case, CaseState, Person, Unit, Vehicle
from contract.errors import Code
from tests.client.toy import Toy
from tests.panels.room import NOW, Seat, city, seat
from wall.case_acts import CaseActs
from wall.case_line import case_line, matching
from wall.command_words import VERBS, Intent, parse
from wall.commandline import CommandLine

ROLES = ("duty", "shift_leader", "dispatcher")


class Line:
    """The acts of one seat and what it said."""

    def __init__(self, of: Seat, toy: Toy, parent: QObject) -> None:
        self.seat, self.toy = of, toy
        self.said: list[str] = []
        self.noted: list[str] = []
        self.acts = CaseActs(of.context, self.said.append, parent, self.noted.append)

    def sent(self, text: str, qtbot: QtBot) -> OnCase:
        before = len(self.toy.commands)
        self.acts.do(text)
        qtbot.waitUntil(lambda: len(self.toy.commands) > before or bool(self.said), timeout=5000)
        command = self.toy.commands[-1]
        assert isinstance(command, OnCase)
        return command


@pytest.fixture
def line(qapp: QApplication) -> Iterator[Callable[..., Line]]:
    toy, host, seats = Toy(), QObject(), []

    def make(**options: object) -> Line:
        one = seat(base_url=toy.url, lang="zh", **{"roles": ROLES, **options})  # type: ignore[arg-type]
        assert one.api.session is not None
        one.api.adopt(msgspec.structs.replace(one.api.session, token=toy.token))
        seats.append(one)
        return Line(one, toy, host)

    yield make
    for one in seats:
        one.close()
    toy.close()


def changed(short: int, **fields: object) -> tuple[object, ...]:
    return tuple(
        msgspec.structs.replace(one, **fields) if isinstance(one, Case) and one.short == short else one
        for one in city()
    )


def test_only_who_belongs_to_a_department_is_sent_and_tab_names_each_by_a_word_of_its_own(
    line: Callable[..., Line],
) -> None:
    sent = (
        Unit(id="601", number=1, name="环卫清运一班", role="crew", department_id="50"),
        Unit(id="602", number=2, name="杨敏", role="inspector"),
        Vehicle(id="603", number=1, name="环卫 01", plate="沪A00001", use="sanitation", department_id="50"),
    )
    one = line(entities=(*changed(133, state=CaseState.FILED), *sent))
    lines = one.acts.completions("zp 133 ")
    assert lines == ["zp 133 1", "zp 133 沪A00001"]
    for text, meant in zip(lines, ("环卫清运一班", "环卫 01"), strict=True):
        assert meant in one.acts.preview(text), text
    assert "杨敏" not in one.acts.preview("zp 133")


def test_a_line_has_an_act_a_number_and_a_rest_in_any_writing() -> None:
    for text in ("pq 128 hw", "/ pq 128 hw", "派遣 #128 hw", "128 pq hw", "DISPATCH 0128 hw"):
        found = case_line(text)
        assert found is not None, text
        assert (found.deeds, found.number, found.rest) == ((BY_NAME["dispatch_case"],), 128, ("hw",)), text
    found = case_line("qs 1120-97 @lq")
    assert found is not None
    assert (found.day, found.number, found.behalf) == ("1120", 97, "lq")
    assert case_line("find 128") is None
    assert parse("pq 128 hw") == Intent("deed", "pq 128 hw")
    assert parse("128") == Intent("camera", "128")


def test_no_word_of_an_act_is_a_word_of_the_room() -> None:
    room = {name for word in VERBS.values() for name in word.names}
    assert not room & set(TYPED)
    assert {deed for deeds in TYPED.values() for deed in deeds} == set(DEEDS)


def test_a_word_finds_by_number_name_beginning_initials_and_part() -> None:
    choices = [("1", "环卫所", "D00"), ("2", "海湾环卫站", "D01"), ("3", "128 暴露垃圾", ""), ("4", "1280 井盖", "")]
    for typed, found in (("hw", ["1", "2"]), ("D01", ["2"]), ("128", ["3"]), ("环", ["1", "2"]), ("xyz", [])):
        assert [value for value, _, _ in matching(typed, choices)] == found, typed


def test_dispatch_says_what_enter_will_do_and_does_it(line: Callable[..., Line], qtbot: QtBot) -> None:
    one = line()
    assert one.acts.preview("pq 133 sz") == "Dispatch 133 井盖破损 → 市政中心 · Tab: 执法三中队"
    sent = one.sent("pq 133 sz", qtbot)
    assert isinstance(sent, DispatchCase)
    assert (sent.case_id, sent.department_id, sent.expected_version) == ("1010", "52", 1)
    qtbot.waitUntil(lambda: one.said == ["Dispatch 133 井盖破损 → 市政中心: done"], timeout=5000)
    assert one.noted == ["last 14:02 Dispatch 133 井盖破损 → 市政中心"]


def test_what_is_missing_unknown_or_too_much_is_said_and_nothing_is_sent(line: Callable[..., Line]) -> None:
    one = line()
    for text, words in (
        ("pq 133", "which department"),
        ("pq 133 qqq", "qqq: no such answer"),
        ("pq 133 hw zz", "zz: more than this act asks"),
        ("pq 999 hw", "no open case 999"),
        ("pq", "which case?"),
        ("ja 128", "the check has not passed (rule R4)"),
        ("pq 128 hw", "the case must be"),
        ("qs 113", "Entered for whom?"),
        ("gp 128 hw", "for what reason"),
    ):
        assert words in one.acts.preview(text), text
        one.acts.do(text)
        assert words in one.said.pop(), text
    assert not one.toy.commands


def test_the_same_number_of_two_days_is_asked_for(line: Callable[..., Line], qtbot: QtBot) -> None:
    twin = next(one for one in city() if isinstance(one, Case) and one.short == 133)
    older = msgspec.structs.replace(twin, id="4000", number="20261120-000133", place="学府路 9 号")
    one = line(entities=(*city(), older))
    asked = one.acts.preview("pq 133 hw")
    assert "2 open cases are called 133: 1121-133" in asked
    assert "1120-133" in asked
    assert one.acts.completions("pq 133 hw") == ["pq 1121-133 hw", "pq 1120-133 hw"]
    sent = one.sent("pq 1120-133 hw", qtbot)
    assert sent.case_id == "4000"


def test_reasons_dates_answers_and_marks_are_typed_too(line: Callable[..., Line], qtbot: QtBot) -> None:
    one = line(entities=changed(128, state=CaseState.REPORTED), roles=("intake",))
    sent = one.sent("bysl 128 这里 没有 垃圾", qtbot)
    assert isinstance(sent, RefuseCase)
    assert sent.opinion == "这里 没有 垃圾"
    one = line(roles=("department",))
    asked = one.sent("yq 128 3d 等待 配件", qtbot)
    assert isinstance(asked, AskExtension)
    assert (asked.until_at, asked.opinion) == (NOW + timedelta(days=3), "等待 配件")
    one = line(roles=("inspector",))
    check = one.sent("hcbtg 135 still there", qtbot)
    assert isinstance(check, CheckCase)
    assert (check.passed, check.opinion) == (False, "still there")


def test_one_word_for_two_acts_means_the_one_that_the_case_allows(line: Callable[..., Line], qtbot: QtBot) -> None:
    one = line(roles=("intake",))
    assert one.acts.preview("hf 128").startswith("Reply")
    ended = line(entities=changed(128, state=CaseState.CLOSED), roles=("intake",))
    assert "hf may be" in ended.acts.preview("hf 128")
    assert ended.acts.completions("hf 128") == ["回复 128", "回访 128"]
    sent = ended.sent("回访 128 5", qtbot)
    assert isinstance(sent, RevisitCaller)
    assert sent.satisfaction == 5


def test_an_act_for_somebody_else_names_him(line: Callable[..., Line], qtbot: QtBot) -> None:
    liu = Person(id="95", name="刘强", roles=("department",), department_id="51")
    one = line(entities=(*city(), liu))
    sent = one.sent("qs 113 @lq", qtbot)
    assert isinstance(sent, SignCase)
    assert sent.on_behalf_of == "95"


def test_without_a_number_the_case_that_is_looked_at_is_meant(line: Callable[..., Line], qtbot: QtBot) -> None:
    one = line()
    one.seat.context.selection.select_case("1011")
    assert one.sent("pq zf", qtbot).case_id == "1011"


def test_a_no_of_the_server_is_said_with_its_rule(line: Callable[..., Line], qtbot: QtBot) -> None:
    one = line()
    one.toy.fail_next_commands = [Code.CONFLICT]
    one.acts.do("pq 133 hw")
    qtbot.waitUntil(lambda: bool(one.said), timeout=5000)
    assert "faster" in one.said[0]


def test_tab_completes_goes_on_and_comes_back_and_the_history_is_kept_once(
    line: Callable[..., Line], qtbot: QtBot
) -> None:
    one = line()
    asked: list[Intent] = []
    field = CommandLine(one.seat.context.theme, lambda _intent: "", None, one.acts.completions)
    qtbot.addWidget(field)
    field.requested.connect(asked.append)
    field.show()
    qtbot.keyClicks(field.field, "pq 133 z")
    qtbot.keyClick(field.field, Qt.Key.Key_Tab)
    first = field.field.text()
    assert first == "pq 133 执法三中队 " or first == "pq 133 照明管理所 "
    qtbot.keyClick(field.field, Qt.Key.Key_Tab)
    assert field.field.text() != first
    for _ in range(4):
        if field.field.text() == first:
            break
        qtbot.keyClick(field.field, Qt.Key.Key_Tab)
    assert field.field.text() == first
    for text in ("cb 128", "ack", "cb 128"):
        field.field.setText(text)
        qtbot.keyClick(field.field, Qt.Key.Key_Return)
    assert [intent.verb for intent in asked] == ["deed", "ack", "deed"]
    texts = []
    for _ in range(2):
        qtbot.keyClick(field.field, Qt.Key.Key_Up)
        texts.append(field.field.text())
    assert texts == ["cb 128", "ack"]
