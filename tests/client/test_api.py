"""Requests: ids kept over retries, refusals typed, outages a state, tokens renewed."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from backend_client.api import Api
from backend_client.asking import Pending
from contract.commands import Done, ReportCase
from contract.entities import CaseSource
from contract.errors import Code, Problem
from contract.profile import CityProfile
from tests.client.toy import Toy

REPORT = ReportCase(class_code="E0104", source=CaseSource.HOTLINE)


@pytest.fixture
def api(toy: Toy, qtbot: QtBot) -> Iterator[Api]:
    """A seat that is logged in."""
    one = Api(toy.url)
    outcome(qtbot, one.login("li", "right"))
    yield one
    one.close()


def outcome(qtbot: QtBot, pending: Pending, timeout: int = 15_000) -> object:
    """Wait for the answer or the problem."""
    qtbot.waitUntil(lambda: pending.done, timeout=timeout)
    return pending.problem if pending.problem is not None else pending.result


def test_an_act_is_answered_with_its_event(api: Api, qtbot: QtBot) -> None:
    done = outcome(qtbot, api.send(REPORT))
    assert isinstance(done, Done)
    assert done.seq == 1


def test_an_answer_that_got_lost_is_asked_for_again_with_the_same_id(api: Api, toy: Toy, qtbot: QtBot) -> None:
    toy.fail_next_commands = ["no answer"]
    done = outcome(qtbot, api.send(REPORT))
    assert isinstance(done, Done)
    assert done.repeated
    assert len(toy.commands) == 1


def test_an_overloaded_server_is_asked_again_when_it_says_so(api: Api, toy: Toy, qtbot: QtBot) -> None:
    toy.fail_next_commands = [Code.OVERLOADED, Code.OVERLOADED]
    assert isinstance(outcome(qtbot, api.send(REPORT)), Done)
    assert api.retries == 2
    assert len(toy.commands) == 1


def test_a_refusal_is_not_tried_again(api: Api, toy: Toy, qtbot: QtBot) -> None:
    toy.fail_next_commands = [Code.WRONG_STATE]
    problem = outcome(qtbot, api.send(REPORT))
    assert isinstance(problem, Problem)
    assert problem.code is Code.WRONG_STATE
    assert toy.requests.count("POST /api/commands") == 1


def test_an_expired_token_is_renewed_without_anybody_noticing(api: Api, toy: Toy, qtbot: QtBot) -> None:
    toy.expire()
    assert isinstance(outcome(qtbot, api.send(REPORT)), Done)
    assert toy.logins == 2
    assert api.session is not None
    assert api.session.token == toy.token


def test_wrong_credentials_are_a_refusal(toy: Toy, qtbot: QtBot) -> None:
    api = Api(toy.url)
    problem = outcome(qtbot, api.login("li", "wrong"))
    assert isinstance(problem, Problem)
    assert problem.code is Code.BAD_CREDENTIALS
    api.close()


def test_a_server_of_another_protocol_is_told_apart(api: Api, toy: Toy, qtbot: QtBot) -> None:
    toy.protocol_refused = True
    with qtbot.waitSignal(api.protocol_refused, timeout=5000) as refused:
        api.get("/api/profile", None, CityProfile)
    assert refused.args[0].params == {"server": "9", "client": "1"}


def test_an_outage_is_a_state_and_is_told_once_each_way(api: Api, toy: Toy, qtbot: QtBot) -> None:
    told: list[bool] = []
    api.reachable_changed.connect(told.append)
    url, api.base_url = api.base_url, "http://127.0.0.1:9"
    for _ in range(3):
        problem = outcome(qtbot, api.get("/api/profile", None, CityProfile))
        assert isinstance(problem, Problem)
        assert problem.code is Code.UNAVAILABLE
    api.base_url = url
    assert isinstance(outcome(qtbot, api.get("/api/profile", None, CityProfile)), CityProfile)
    assert told == [False, True]


def test_a_slow_export_never_delays_an_act(api: Api, toy: Toy, qtbot: QtBot) -> None:
    outcome(qtbot, api.get("/api/profile", None, CityProfile))
    toy.delay_s = 1.5
    slow = api.get("/api/profile", None, CityProfile)
    qtbot.waitUntil(lambda: toy.requests.count("GET /api/profile") == 2, timeout=3000)
    toy.delay_s = 0.0
    assert isinstance(outcome(qtbot, api.send(REPORT), timeout=1200), Done)
    assert not slow.done
    outcome(qtbot, slow)


def test_five_hundred_acts_are_done_once_each_in_their_order(api: Api, toy: Toy, qtbot: QtBot) -> None:
    toy.fail_next_commands = ["no answer", Code.OVERLOADED]
    sent = [api.send(ReportCase(class_code="E0104", source=CaseSource.HOTLINE, place=str(at))) for at in range(500)]
    qtbot.waitUntil(lambda: all(one.done for one in sent), timeout=60_000)
    assert [getattr(command, "place", "") for command in toy.commands] == [str(at) for at in range(500)]
    assert all(isinstance(one.result, Done) for one in sent)


def test_closing_leaves_no_thread_even_while_something_waits(toy: Toy, qtbot: QtBot) -> None:
    before = {thread.name for thread in threading.enumerate()}
    api = Api(toy.url)
    outcome(qtbot, api.login("li", "right"))
    outcome(qtbot, api.get("/api/profile", None, CityProfile))
    toy.fail_next_commands = [Code.OVERLOADED] * 50
    api.send(REPORT)
    qtbot.waitUntil(lambda: "POST /api/commands" in toy.requests, timeout=3000)
    api.close()
    after = {thread.name for thread in threading.enumerate()} - before
    assert not [name for name in after if name.startswith("citywall")]


@pytest.mark.parametrize("body", [b'{"name": "\xff\xfe"}', b"<html>a proxy</html>", b"", b"null"])
def test_an_answer_that_is_none_is_told_and_the_next_request_goes_on(
    api: Api, toy: Toy, qtbot: QtBot, body: bytes
) -> None:
    toy.answer_with = {"/api/profile": body}
    problem = outcome(qtbot, api.get("/api/profile", None, CityProfile))
    assert isinstance(problem, Problem)
    assert problem.code is Code.DEFECT
    toy.answer_with = {}
    assert isinstance(outcome(qtbot, api.get("/api/profile", None, CityProfile)), CityProfile)


def test_a_renewal_that_somebody_else_answers_does_not_end_the_acts(api: Api, toy: Toy, qtbot: QtBot) -> None:
    toy.answer_with = {"/api/login": b"<html>please log in to the network</html>"}
    toy.expire()
    problem = outcome(qtbot, api.send(REPORT))
    assert isinstance(problem, Problem)
    assert problem.code is Code.EXPIRED_TOKEN
    toy.answer_with = {}
    assert isinstance(outcome(qtbot, api.send(REPORT)), Done)
