"""Seats of one post: who is let in, which scenes and keys they have, and what stays when somebody else sits down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend_client.link import LinkState
from contract import commands as c
from contract.entities import Case, CaseState, Point
from contract.protocol import Session
from contract.scope import Scope, View
from tests.backend.city import Hall
from tests.backend.server import PASSWORD, Backend, running
from tests.wall.seat_rooms import Make, log_in, seat_rooms
from wall import accounts, demo_seats
from wall.app import PANELS
from wall.command_words import parse
from wall.layout import fault, overlaps, used
from wall.posts import POSTS
from wall.server import Server
from wall.shipped import variant


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as server:
        server.admin()
        yield server


@pytest.fixture
def make(qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Make]:
    """Seats of a post on a server; each is closed afterwards."""
    with seat_rooms(qapp, monkeypatch, tmp_path) as build:
        yield build


def test_a_seat_asks_who_sits_there_and_shows_that_posts_scene_and_nothing_else(
    backend: Backend, make: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    clerk = backend.account("intake")
    room = make(backend.url, "intake")
    log_in(room, qtbot, clerk.session.name)
    qtbot.waitUntil(lambda: bool(room.placed), timeout=15_000)
    assert room.scenes.current == "work"
    assert room.scenes.names() == list(POSTS["intake"].keys)
    assert next(iter(room.scenes.keys)) == "work"
    kinds = [cell.panel for cell, _ in room.placed]
    assert "queue" in kinds
    assert "detail" in kinds
    room.scenes.request("leader")
    assert room.scenes.current == "work"
    first = room.placed[0][1]
    assert room.screens[0].command is not None
    room.screens[0].command.take_focus()
    room.scenes.request("work")
    qtbot.waitUntil(lambda: first.isAncestorOf(QApplication.focusWidget()), timeout=3000)
    assert not list((tmp_path / "credentials").glob("*")), "a person's password is kept nowhere"
    assert [scene.name for scene in room.seats.main.store.all("scene").values()] == []


def test_the_shift_leader_comes_to_the_evaluation_and_from_a_number_to_its_case(
    backend: Backend, make: Make, qtbot: QtBot
) -> None:
    leader = backend.account("shift_leader")
    room = make(backend.url, "leader")
    log_in(room, qtbot, leader.session.name)
    qtbot.waitUntil(lambda: bool(room.placed), timeout=15_000)
    assert room.scenes.keys["evaluation"] == 7
    room.scenes.request("evaluation")
    qtbot.waitUntil(lambda: room.scenes.current == "evaluation", timeout=15_000)
    kinds = [cell.panel for cell, _ in room.placed]
    assert kinds[0] == "evaluation"
    assert "case" in kinds, "a case that is opened from a number is seen beside it"


def test_an_account_of_another_post_and_a_wrong_password_are_told_and_asked_again(
    backend: Backend, make: Make, qtbot: QtBot
) -> None:
    stranger, leader = backend.account("dispatcher"), backend.account("shift_leader")
    room = make(backend.url, "leader", stranger.session.name)
    log_in(room, qtbot, stranger.session.name)
    form = room.screens[0].form
    assert form is not None
    qtbot.waitUntil(lambda: "post of this seat" in form.fault.text(), timeout=8000)
    assert room.seats.main.api.session is None
    log_in(room, qtbot, leader.session.name, "wrong")
    qtbot.waitUntil(lambda: "wrong" in form.fault.text(), timeout=8000)
    assert room.placed == []
    log_in(room, qtbot, leader.session.name)
    qtbot.waitUntil(lambda: room.seats.main.link.state is LinkState.CURRENT, timeout=15_000)
    qtbot.waitUntil(lambda: bool(room.placed), timeout=8000)


def test_a_seat_with_an_account_file_opens_by_itself_and_changes_hands(
    backend: Backend, make: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    first, second = backend.account("intake"), backend.account("intake")
    accounts.save(tmp_path, POSTS["intake"].file, first.session.name, PASSWORD)
    room = make(backend.url, "intake")
    qtbot.waitUntil(lambda: bool(room.placed), timeout=15_000)
    assert room.screens[0].form is None
    room.act(parse("logout"))
    log_in(room, qtbot, second.session.name)
    qtbot.waitUntil(lambda: bool(room.placed), timeout=15_000)
    session = room.seats.main.api.session
    assert session is not None
    assert session.name == second.session.name


def test_a_file_of_another_post_is_named(backend: Backend, make: Make, tmp_path: Path, qtbot: QtBot) -> None:
    stranger = backend.account("dispatcher")
    accounts.save(tmp_path, POSTS["intake"].file, stranger.session.name, PASSWORD)
    room = make(backend.url, "intake")
    with qtbot.waitSignal(room.told, timeout=10_000) as told:
        pass
    assert "seat-intake.json" in told.args[0]
    assert "post of this seat" in told.args[0]


def test_a_server_that_is_away_leaves_the_form_where_it_is(make: Make, qtbot: QtBot) -> None:
    room = make("http://127.0.0.1:9", "intake")
    log_in(room, qtbot, "somebody")
    form = room.screens[0].form
    assert form is not None
    qtbot.waitUntil(lambda: form.button.isEnabled() and bool(form.fault.text()), timeout=20_000)
    assert form.first.text() == "somebody"


def test_every_scene_of_every_post_can_be_placed_and_leaves_nothing_over() -> None:
    kinds = {entry.kind for entry in PANELS}
    for post in POSTS.values():
        assert post.file == (post.account or f"seat-{post.name}")
        names = {scene.name for scene in post.scenes}
        assert len(set(post.keys.values())) == len(post.keys)
        for scene in post.scenes:
            assert not overlaps(scene.cells), scene.name
            assert [fault(cell) for cell in scene.cells if fault(cell)] == []
            assert {cell.panel for cell in scene.cells} <= kinds
            if scene.key:
                assert used(scene.cells) == 1
                assert post.role != "intake" or variant(scene.name, 2) in names


def test_the_seats_of_a_run_get_accounts_where_there_is_something_to_do(tmp_path: Path) -> None:
    with running() as backend:
        hall = Hall(backend)
        admin = backend.admin()
        street = admin.send(c.SaveArea(code="310101001", name="长兴街道", level="street")).ids[0]
        grid = admin.send(c.SaveArea(code="G1", name="长兴 01", level="grid", parent_id=street)).ids[0]
        body = admin.send(c.SaveDepartment(code="CXJ", name="长兴街道办")).ids[0]
        idle = hall.new_department()
        hall.case_at(CaseState.DISPATCHED)
        server = Server(int(backend.url.rpartition(":")[2]))
        server.log_in("admin", PASSWORD)
        assert demo_seats.establish(server, tmp_path) == ["intake", "leader", "dispatch", "department", "inspector"]
        assert [post.name for post in demo_seats.missing(tmp_path)] == ["district"], "nobody dispatches a second time"
        backend.account("district", scope=Scope(department_id=body))
        assert demo_seats.establish(server, tmp_path) == ["district"]
        assert demo_seats.establish(server, tmp_path) == []

        def session(name: str) -> Session:
            held = accounts.load(tmp_path, POSTS[name].file)
            assert held is not None
            return backend.log_in(*held).session

        assert session("intake").roles == ("intake",)
        assert session("department").scope.department_id == hall.department_id != idle
        assert session("department").scope.view is View.DEPARTMENT
        assert session("inspector").scope.area_ids == (grid,)
        district = session("district").scope
        assert district.department_id == body
        assert (district.view, district.entrusted) == (View.DEPARTMENT, True)
        (tmp_path / "credentials" / "seat-intake.json").unlink()
        assert demo_seats.establish(server, tmp_path) == ["intake"], "under another name: nobody knows the password"
        assert session("intake").name == demo_seats.NAMES["intake"]


def test_the_cameras_of_a_seat_follow_the_case_and_the_place_of_a_form(
    backend: Backend, make: Make, qtbot: QtBot
) -> None:
    hall = Hall(backend)
    places = {1: Point(121.41, 31.21), 2: Point(121.42, 31.21), 3: Point(121.43, 31.21), 4: Point(121.49, 31.29)}
    ids = {
        number: backend.admin().send(c.SaveCamera(number=number, name=f"cam {number}", point=point)).ids[0]
        for number, point in places.items()
    }
    case_id = hall.report(point=Point(121.409, 31.21))
    clerk = backend.account("intake")
    room = make(backend.url, "intake")
    log_in(room, qtbot, clerk.session.name)
    qtbot.waitUntil(lambda: bool(room.placed), timeout=15_000)
    context = room.seats.context("desk", "en")
    assert context is not None
    qtbot.waitUntil(lambda: context.store.of(Case, case_id) is not None, timeout=8000)
    context.selection.select_case(case_id)
    qtbot.waitUntil(lambda: context.selection.camera_ids == (ids[1], ids[2], ids[3]), timeout=8000)
    context.selection.select_point(Point(121.489, 31.289))
    qtbot.waitUntil(lambda: context.selection.camera_ids[:1] == (ids[4],), timeout=8000)
