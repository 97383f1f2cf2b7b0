"""The flow picture of a case, and its trail in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from casequeue.case_words import fields, order_words, related_words, standing_words
from casequeue.detail_panel import DetailPanel
from casequeue.flow import BRANCHES, STATIONS, flow_of
from casequeue.trail_words import line_of
from contract.entities import Case, CaseState, Person
from contract.events import EVENT_NAMES
from contract.figures import CaseDetail, OrderShown, Relative, TrailEntry
from panelkit import format as fmt
from panelkit.words import event_name
from tests.panels.room import NOW, Seat, city, detail

S = CaseState


def a_case(**fields: object) -> Case:
    return msgspec.structs.replace(next(one for one in city() if isinstance(one, Case)), **fields)


def entry(seq: int, name: str, opinion: str = "", **params: str) -> TrailEntry:
    at = NOW - timedelta(minutes=100 - seq)
    return TrailEntry(
        seq=seq, name=name, happened_at=at, recorded_at=at, actor_name="李敏", opinion=opinion, params=params
    )


def test_every_open_state_stands_somewhere_and_every_event_is_worded() -> None:
    known = [state for _, states, _ in STATIONS for state in states]
    assert len(known) == len(set(known))
    for state in S:
        standing = [one.standing for one in flow_of(a_case(state=state), ())]
        if state is S.ARCHIVED:
            assert set(standing) == {"done"}
        else:
            assert sum(one in ("here", "ended") for one in standing) == 1, state
    for name in (
        *BRANCHES,
        *(event for _, _, events in STATIONS for event in events),
        *(one for one in EVENT_NAMES if one.startswith("case.")),
    ):
        assert event_name(name) != name, name


def test_related_cases_are_named_by_how_they_belong_to_this_one() -> None:
    own = a_case(again_of_id="9")
    made = [("came_back", 140 + n, S.REPORTED) for n in range(8)]
    many = [("child", 130, S.HANDLING), ("again_of", 90, S.CLOSED), *made]
    relatives = tuple(
        Relative(relation=relation, case=a_case(id=str(short), short=short, state=state))  # type: ignore[arg-type]
        for relation, short, state in many
    )
    said = related_words(CaseDetail(case=own, relatives=relatives))
    assert said.startswith(f"closed here before {fmt.short(90)} (closed) · children {fmt.short(130)} (handling)")
    assert said.endswith(f"{fmt.short(145)} (to accept), 2 more")
    assert related_words(CaseDetail(case=own)) == ""


def test_done_steps_have_their_last_time_and_branches_their_count() -> None:
    trail = (
        entry(1, "case.reported"),
        entry(2, "case.accepted"),
        entry(3, "case.filed"),
        entry(4, "case.dispatched", department_id="50"),
        entry(5, "case.signed"),
        entry(6, "case.redispatched", department_id="51"),
        entry(7, "case.signed"),
        entry(8, "case.urged"),
        entry(9, "case.urged"),
    )
    stations = {one.name: one for one in flow_of(a_case(state=S.HANDLING), trail)}
    assert [one.standing for one in stations.values()] == ["done"] * 5 + ["here"] + ["ahead"] * 3
    assert stations["dispatch"].at == trail[5].happened_at
    assert stations["sign"].at == trail[6].happened_at
    assert [(one.event, one.count) for one in stations["handle"].branches] == [("case.urged", 2)]
    assert "verify" not in stations
    asked = flow_of(a_case(state=S.VERIFYING), (entry(1, "case.reported"),))
    assert next(one.name for one in asked if one.standing == "here") == "verify"
    refused = flow_of(a_case(state=S.REFUSED), trail[:1])
    assert [one.standing for one in refused][:3] == ["done", "ended", "ahead"]


@pytest.mark.parametrize(
    ("happened", "words"),
    [
        (entry(1, "case.dispatched", department_id="50"), "dispatched Sanitation office 李敏"),
        (entry(1, "case.signed", on_behalf_of="90"), "signed for 李敏, entered by 李敏"),
        (entry(1, "case.extended", until_at="2026-11-23T06:00:00Z"), "extended until 11-23 14:00 李敏"),
        (entry(1, "case.voided", "twice", **{"from": "filed"}), "voided from: to dispatch 李敏 · twice"),
        (entry(1, "case.caller_revisited", satisfaction="5"), "caller called back satisfaction 5 of 5 李敏"),
        (entry(1, "case.merged", into_number="20261121-000128"), "merged into another 128 李敏"),
        (entry(1, "case.extended", until_at="not a time"), "extended 李敏"),
        (entry(1, "case.verified", confirmed="no"), "verified it is not so 李敏"),
        (
            msgspec.structs.replace(
                entry(1, "case.urged", auto="yes", clock="step", post="intake", department_id="50"), actor_name=""
            ),
            "urged the limit of the step intake Sanitation office by the system",
        ),
        (entry(1, "case.urged", clock="a clock of tomorrow"), "urged 李敏"),
    ],
)
def test_a_line_of_the_trail_says_where_until_when_who_and_for_whom(
    make_seat: Callable[..., Seat], happened: TrailEntry, words: str
) -> None:
    assert line_of(make_seat(lang="en").context, happened).text == words


def test_everything_beside_the_state_is_said(make_seat: Callable[..., Seat]) -> None:
    case = a_case(state=S.SUSPENDED, rework=2, urged=1, supervised=True, suspended_until_at=NOW + timedelta(days=2))
    said = standing_words(make_seat(lang="en").context, case)
    assert said == "suspended · until 11-23 14:02 · rework 2 · urged 1 · supervision waits for its reply"


def test_an_order_of_the_hotline_says_what_its_clocks_wait_for(make_seat: Callable[..., Seat]) -> None:
    context = make_seat(lang="en").context
    order = OrderShown(
        number="20261121000123",
        sign_by_at=NOW + timedelta(hours=1),
        send_back_by_at=NOW + timedelta(hours=1),
        answer_by_at=NOW + timedelta(days=2),
    )
    assert order_words(context, order) == (
        "20261121000123 · sign by 15:02 · send back by 15:02 · answer by 11-23 14:02"
    )
    done = msgspec.structs.replace(order, signed=True, answered_at=NOW)
    assert order_words(context, done) == "20261121000123 · answered 14:02"
    assert order_words(context, OrderShown(number="7")) == "7"
    case = a_case()
    rows = dict(fields(context, case, msgspec.structs.replace(detail(case), order=order)))
    assert rows["Order"].startswith("20261121000123")


def test_the_detail_shows_the_flow_of_its_case(room: Seat, shown: Callable[..., Any]) -> None:
    room.context.selection.select_case("1004")
    panel = shown(DetailPanel(room.context), (1880, 279))
    case = panel.watch.case
    assert case is not None
    panel.watch.detail = detail(case)
    panel.refresh_case()
    assert [one.standing for one in panel.flow.stations].count("done") == 5
    assert panel.minimumSizeHint().height() <= 279  # what the duty scene gives it
    assert isinstance(room.store.of(Person, "90"), Person)
