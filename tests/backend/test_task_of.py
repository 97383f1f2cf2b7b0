"""A verification and a check given by name: the card says whose it is while it waits, and nobody else may answer."""

from __future__ import annotations

import pytest

from contract import commands as c
from contract.entities import Case, CaseState, Id
from contract.figures import CasePage
from contract.scope import FULL, Scope, View, project
from tests.backend.life import Centre
from tests.backend.server import Backend, Caller
from tests.backend.test_life_cycle import card, code_of

S = CaseState


@pytest.fixture(scope="module")
def centre(server: Backend) -> Centre:
    return Centre(server)


def given_to(seat: Caller, case_id: Id) -> Id | None:
    """Whose task it is, in the live state and in lists alike."""
    live = card(seat, case_id)
    listed = next(one for one in seat.get("/api/cases", CasePage, limit=100).cases if one.id == case_id)
    assert listed.task_of_id == live.task_of_id
    return live.task_of_id


def test_the_card_says_whose_verification_and_check_it_waits_for(centre: Centre) -> None:
    named, other = centre.backend.account("inspector"), centre.backend.account("inspector")
    person = named.session.person_id
    case_id = centre.at(S.ACCEPTED)
    assert given_to(centre.intake, case_id) is None
    centre.intake.send(c.RequestVerification(case_id=case_id, person_id=person))
    assert given_to(centre.intake, case_id) == person
    answer = c.AnswerVerification(case_id=case_id, confirmed=True)
    assert code_of(other, answer)[0] == "wrong_role"
    named.send(answer)
    assert given_to(centre.intake, case_id) is None
    for role, make in centre.way(S.FEEDBACK)[1:]:
        centre.seats[role].send(make(case_id))
    centre.intake.send(c.RequestCheck(case_id=case_id, person_id=person))
    assert given_to(centre.intake, case_id) == person
    assert code_of(other, c.CheckCase(case_id=case_id, passed=False))[0] == "wrong_role"
    named.send(c.CheckCase(case_id=case_id, passed=False))
    assert given_to(centre.intake, case_id) is None
    centre.department.send(c.FeedBack(case_id=case_id, opinion="再次清理"))
    centre.intake.send(c.RequestCheck(case_id=case_id))
    assert given_to(centre.intake, case_id) is None
    other.send(c.CheckCase(case_id=case_id, passed=True))


def test_a_public_screen_is_not_told_whose_it_is(centre: Centre) -> None:
    case_id = centre.at(S.ACCEPTED)
    centre.intake.send(c.RequestVerification(case_id=case_id, person_id=centre.inspector.session.person_id))
    one = card(centre.duty, case_id)
    assert one.task_of_id is not None
    seen = project(one, Scope(view=View.PUBLIC))
    assert isinstance(seen, Case)
    assert seen.task_of_id is None
    assert project(one, FULL) == one
