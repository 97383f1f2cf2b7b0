"""二次派遣: the people of a district or street see what is entrusted to them, as long as it is."""

from __future__ import annotations

import pytest

from contract import commands as c
from contract.entities import CaseState
from contract.events import Event
from contract.figures import CasePage
from contract.protocol import Fact, Session
from contract.scope import Scope, View
from tests.backend.life import Centre
from tests.backend.server import Backend, Caller, Live
from tests.backend.test_life_cycle import card, code_of

S = CaseState


@pytest.fixture(scope="module")
def centre(server: Backend) -> Centre:
    return Centre(server)


def test_what_is_entrusted_to_a_district_is_its_people_s_to_see_until_it_leaves(centre: Centre) -> None:
    def of(*roles: str, department_id: str = "") -> Caller:
        scope = Scope(view=View.DEPARTMENT, department_id=department_id or centre.district_id)
        return centre.backend.account(*roles, scope=scope)

    seat, other = of("district"), of("district", department_id=centre.other_department_id)
    plain = of("department")
    assert seat.get("/api/session", Session).scope.entrusted
    assert seat.session.scope.entrusted
    assert not plain.get("/api/session", Session).scope.entrusted
    case_id = centre.at(S.ENTRUSTED)
    seat.send(c.DispatchCase(case_id=case_id, department_id=centre.department_id))

    def sees(who: Caller) -> bool:
        in_list = case_id in [one.id for one in who.get("/api/cases", CasePage, limit=100).cases]
        live = case_id in who.live_state()["case"]
        detail = who.request("GET", f"/api/cases/{case_id}").ok
        files = who.request("GET", f"/api/cases/{case_id}/seal").ok
        assert in_list == live == detail == files
        return live

    assert [sees(one) for one in (seat, other, plain)] == [True, False, False]
    with seat.listen(since=seat.snapshot().seq) as live:
        centre.department.send(c.AskReturn(case_id=case_id, opinion="非本部门"))
        assert upserts(live) == [case_id]
        seat.send(c.DecideReturn(case_id=case_id, approved=False, opinion="属本部门"))
        seat.send(c.RedispatchCase(case_id=case_id, department_id=centre.other_department_id, opinion="另一家"))
        assert sees(seat)
        assert card(centre.duty, case_id).entrusted_id == centre.district_id
        centre.dispatcher.send(c.RedispatchCase(case_id=case_id, department_id=centre.department_id, opinion="市级"))
        assert removes(live) == [case_id]
    assert [sees(one) for one in (seat, other, plain)] == [False, False, False]
    assert card(centre.duty, case_id).entrusted_id is None
    again = c.RedispatchCase(case_id=case_id, department_id=centre.department_id, opinion="x")
    assert code_of(seat, again)[0] == "not_found"


def upserts(live: Live) -> list[str]:
    """The cases of the next event that a seat is told."""
    return [one.id for one in _next_event(live).upsert]


def removes(live: Live) -> list[str]:
    """The things that the first event which takes something away takes."""
    while not (gone := _next_event(live).remove):
        pass
    return [one.id for one in gone]


def _next_event(live: Live) -> Event:
    while True:
        frame = live.next()
        assert frame is not None, "nothing was told"
        if isinstance(frame, Fact):
            return frame.event
