"""Every post at every command and every route: the table below is written by hand, not read from the server's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec
import pytest
import requests

from backend.services.acts import TABLE
from contract import commands as c
from contract.entities import BroadcastState, CaseSource, CaseState, Link, PoleState
from contract.errors import Code, Problem, Refused
from contract.lifecycle import Role
from contract.scope import FULL, Scope
from tests.backend.city import Hall
from tests.backend.server import Backend, Caller, running
from tests.backend.test_life_cycle import MAY

HALL = {"admin", "duty", "shift_leader"}
ACTS: dict[str, tuple[Callable[[], c.Command], set[str]]] = {
    "report_case": (
        lambda: c.ReportCase(class_code="E0110", source=CaseSource.VIDEO),
        {"inspector", "intake", "duty", "shift_leader", "leader", "device"},
    ),
    "acknowledge_alarm": (
        lambda: c.AcknowledgeAlarm(alarm_id="1"),
        HALL | {"dispatcher", "intake", "broadcaster", "security"},
    ),
    "raise_alarm": (lambda: c.RaiseAlarm(priority=2, code="probe"), HALL | {"device"}),
    "clear_alarm": (lambda: c.ClearAlarm(alarm_id="1"), HALL | {"device"}),
    "save_scene": (lambda: c.SaveScene(name="probe"), HALL),
    "show_scene": (lambda: c.ShowScene(wall="probe", scene_id="1"), HALL | {"leader"}),
    "arrange_wall": (lambda: c.ArrangeWall(wall="probe"), HALL | {"leader"}),
    "save_preset": (lambda: c.SavePreset(number=999), HALL),
    "call_preset": (lambda: c.CallPreset(wall="probe", preset_id="1"), HALL | {"leader"}),
    "remove_preset": (lambda: c.RemovePreset(preset_id="1"), HALL),
    "save_department": (lambda: c.SaveDepartment(code="probe", name="probe"), {"admin"}),
    "save_area": (lambda: c.SaveArea(code="probe", name="probe", level="street"), {"admin"}),
    "save_camera": (lambda: c.SaveCamera(number=999, name="probe"), {"admin"}),
    "save_pole": (lambda: c.SavePole(number=999, name="probe"), {"admin"}),
    "report_pole": (lambda: c.ReportPole(pole_id="1", state=PoleState.ONLINE), {"admin", "device"}),
    "report_link": (lambda: c.ReportLink(kind="camera", entity_id="1", link=Link.ONLINE), HALL | {"device"}),
    "record_broadcast": (
        lambda: c.RecordBroadcast(broadcast_id="1", state=BroadcastState.REQUESTED),
        {"admin", "device"},
    ),
}
STEPS: tuple[tuple[CaseState, Callable[[str, str], c.OnCase], str], ...] = (
    (CaseState.REPORTED, lambda case, _: c.AcceptCase(case_id=case), "intake"),
    (CaseState.REPORTED, lambda case, _: c.RefuseCase(case_id=case, opinion="no"), "intake"),
    (CaseState.ACCEPTED, lambda case, _: c.FileCase(case_id=case), "shift_leader"),
    (CaseState.ACCEPTED, lambda case, _: c.DeclineCase(case_id=case, opinion="no"), "shift_leader"),
    (CaseState.FILED, lambda case, dept: c.DispatchCase(case_id=case, department_id=dept), "dispatcher"),
    (CaseState.DISPATCHED, lambda case, _: c.SignCase(case_id=case), "department"),
    (CaseState.SIGNED, lambda case, _: c.StartHandling(case_id=case), "department"),
    (CaseState.HANDLING, lambda case, _: c.FeedBack(case_id=case), "department"),
    (CaseState.FEEDBACK, lambda case, _: c.CheckCase(case_id=case, passed=True), "inspector"),
    (CaseState.FEEDBACK, lambda case, _: c.CheckCase(case_id=case, passed=False), "inspector"),
    (CaseState.CHECKED, lambda case, _: c.CloseCase(case_id=case), "shift_leader"),
)
OF_TOKENS = {"POST /api/setup", "POST /api/recover", "POST /api/kiosk/claims"}
PUBLIC = (
    OF_TOKENS | {"POST /api/kiosk/pairings"} | {"GET /api/health", "GET /api/ready", "GET /metrics", "POST /api/login"}
)
STEERERS = HALL | {"dispatcher", "broadcaster", "leader"}
PATROLLERS = {"duty", "inspector", "intake", "leader", "shift_leader"}
CLERKS = {"duty", "intake", "shift_leader"}
READERS_OF_COPIES = CLERKS | {"admin", "audit", "leader"}
OF_DEPARTMENTS = {Role.DEPARTMENT, Role.DISTRICT}
FOR_POSTS = {
    "GET /api/events": {"admin", "duty"},
    "POST /api/positions": {"admin", "device"},
    "GET /api/accounts": {"admin", "security", "audit"},
    "POST /api/accounts": {"admin"},
    "POST /api/cases/{case_id}/reveal": {"intake", "shift_leader"},
    "GET /api/call-backs": {"intake", "shift_leader"},
    "POST /api/subjects/search": {"intake", "shift_leader", "admin"},
    "GET /api/subjects/{subject_id}/export": {"admin"},
    "POST /api/subjects/{subject_id}/erase": {"admin"},
    "POST /api/accounts/{person_id}/rights": {"admin", "security"},
    "POST /api/accounts/{person_id}/state": {"admin", "security"},
    "POST /api/accounts/{person_id}/password": {"admin", "security"},
    "POST /api/accounts/{person_id}/unlock": {"admin", "security"},
    "POST /api/accounts/{person_id}/second-factor/remove": {"admin", "security"},
    "GET /api/poles/{pole_id}/address": {"admin", "device"},
    "POST /api/cameras/{camera_id}/steering": STEERERS,
    "GET /api/cameras/{camera_id}/presets": STEERERS,
    "POST /api/cameras/health": {"admin", "device", "dispatcher", "duty", "intake", "leader", "shift_leader"},
    "GET /api/patrol/plans": {"admin"} | PATROLLERS,
    "POST /api/patrol/plans": {"admin", "shift_leader"},
    "POST /api/patrol/looks": PATROLLERS,
    "GET /api/patrol/rounds": {"admin"} | PATROLLERS,
    "GET /api/copies": READERS_OF_COPIES,
    "POST /api/copies": CLERKS,
    "POST /api/copies/{copy_id}/decision": {"leader", "shift_leader"},
    "POST /api/copies/{copy_id}/given": CLERKS,
    "POST /api/copies/{copy_id}/letter": CLERKS,
    "GET /api/copies/{copy_id}/letter": READERS_OF_COPIES,
    "GET /api/copies/file": READERS_OF_COPIES,
    "POST /api/kiosk/confirmations": {"admin", "duty"},
    "GET /api/security/log": {"audit", "security"},
    "POST /api/cases/{case_id}/attachments": {
        "department",
        "device",
        "dispatcher",
        "duty",
        "inspector",
        "intake",
        "shift_leader",
    },
    "POST /api/exports": {"admin", "duty", "leader", "shift_leader"},
    "GET /api/exports/{export_id}": {"admin", "duty", "leader", "shift_leader"},
    "POST /api/exports/{export_id}/cancel": {"admin", "duty", "leader", "shift_leader"},
    "GET /api/exports/{export_id}/file": {"admin", "duty", "leader", "shift_leader"},
    "POST /api/imports/{kind}": {"admin"},
    "GET /api/imports/{import_id}": {"admin"},
    "DELETE /api/imports/{import_id}": {"admin"},
    "GET /api/imports/{import_id}/reconciliation": {"admin"},
    "GET /api/platform": {"admin"},
    "GET /api/profile/tables": {"admin"},
    "POST /api/profile/tables": {"admin"},
    "POST /api/profile/check": {"admin"},
    "GET /api/profile/files": {"admin"},
    "POST /api/profile/files": {"admin"},
    "POST /api/profile/files/check": {"admin"},
    "GET /api/profile/versions": {"admin"},
    "POST /api/profile/versions/{number}/restore": {"admin"},
    "GET /api/evaluation/report": {"admin", "duty", "leader", "shift_leader"},
}


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as one:
        yield one


@pytest.fixture(scope="module")
def hall(backend: Backend) -> Hall:
    return Hall(backend)


@pytest.fixture(scope="module")
def posts(backend: Backend, hall: Hall) -> dict[str, Caller]:
    ours = Scope(department_id=hall.department_id)
    return {str(role): backend.account(str(role), scope=ours if role in OF_DEPARTMENTS else FULL) for role in Role}


@pytest.fixture(scope="module")
def routes(backend: Backend) -> list[str]:
    paths = requests.get(f"{backend.url}/api/openapi.json", timeout=10).json()["paths"]
    return [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]


def refusal(seat: Caller, command: c.Command) -> str | None:
    try:
        seat.send(command)
    except Refused as refused:
        return str(refused.problem.code)
    return None


def ask(backend: Backend, route: str, headers: dict[str, str]) -> requests.Response:
    method, path = route.split(" ")
    address = backend.url + re.sub(r"\{\w+\}", "1", path)
    return requests.request(method, address, headers=headers, data=b"{}", timeout=20)


def test_every_command_is_in_the_table() -> None:
    every = {str(kind.__struct_config__.tag) for kind in TABLE}
    walked = {str(make("1", "1").__struct_config__.tag) for _, make, _ in STEPS}
    assert walked < set(MAY)  # the others step by step in test_life_cycle
    assert every == set(ACTS) | set(MAY)


@pytest.mark.parametrize("name", ACTS)
def test_a_command_is_done_by_its_posts_and_by_no_other(posts: dict[str, Caller], name: str) -> None:
    make, may = ACTS[name]
    refused = {role for role, seat in posts.items() if refusal(seat, make()) == Code.WRONG_ROLE}
    assert refused == set(posts) - may


def test_a_step_of_a_case_is_done_by_its_post_and_by_no_other(hall: Hall, posts: dict[str, Caller]) -> None:
    for state, make, may in STEPS:
        case_id = hall.case_at(state)
        command = make(case_id, hall.department_id)
        for role in sorted(set(posts) - {may}):
            assert refusal(posts[role], command) == Code.WRONG_ROLE, (role, state, command)
        assert refusal(posts[may], command) is None, (may, state, command)


def test_a_step_from_a_wrong_state_says_so(hall: Hall) -> None:
    case_id = hall.report()
    later = [make(case_id, hall.department_id) for state, make, _ in STEPS if state is not CaseState.REPORTED]
    refusals = {refusal(hall.shift_leader, command) for command in later if not isinstance(command, c.RefuseCase)}
    assert refusals == {Code.WRONG_STATE}


def test_every_route_but_the_public_ones_needs_a_log_in(backend: Backend, routes: list[str]) -> None:
    backend.admin()
    assert set(routes) >= PUBLIC | set(FOR_POSTS)
    for headers in ({}, {"Authorization": "Bearer nobody"}):
        for route in routes:
            answer = ask(backend, route, headers)
            if route in PUBLIC:
                assert answer.status_code != 401 or route in OF_TOKENS
                continue
            problem = msgspec.json.decode(answer.content, type=Problem)
            assert (answer.status_code, problem.code) == (401, Code.NOT_LOGGED_IN), route
            assert problem.field == "Authorization"


def test_a_route_for_posts_is_closed_to_every_other(
    backend: Backend, posts: dict[str, Caller], routes: list[str]
) -> None:
    for route in routes:
        if route in ("POST /api/logout", "POST /api/sessions/end"):
            continue  # they end the session that asks
        may = FOR_POSTS.get(route, set(posts))
        for role, seat in posts.items():
            answer = ask(backend, route, seat.headers)
            assert (answer.status_code == 403) is (role not in may), (route, role, answer.text[:200])
            assert answer.status_code < 500, (route, role, answer.text[:200])
