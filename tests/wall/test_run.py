"""The real room: `citywall run` with the real server and wall, on a virtual screen and a small city."""

from __future__ import annotations

import json
import os
import secrets
import signal
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from panels.kpi_source import EVERY_MS
from tests.imports.city_maker import write_tar
from tests.wall.running import Running, alive, free_ports, running, until
from wall import framebuffer
from wall.ports import busy
from wall.server import Server

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]
OPEN_S = 60.0


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return write_tar(tmp_path / "city.tar", cases=0)


def _opened(run: Running) -> None:
    until("the queue is there", lambda: run.panel("queue").get("state") in ("current", "empty"), OPEN_S)


def _act(server: Server, **command: Any) -> str:
    done = server.request("POST", "/api/commands", {"id": secrets.token_hex(8), "command": command})
    return str(done["ids"][0]) if done.get("ids") else ""


def _person(admin: Server, run: Running, role: str, **more: str) -> Server:
    password = secrets.token_urlsafe(16)
    body = {"username": role, "password": password, "name": role, "roles": [role], "view": "full", **more}
    admin.add_account(body)
    server = Server(run.ports["api"])
    server.log_in(role, password)
    return server


def _shown(run: Running, word: str) -> bool:
    """Whether both the queue and the detail panel say it."""
    case = run.status.get("case", {})
    queue = " ".join(cell for row in case.get("queue", []) for cell in row)
    return word in queue and word in " ".join(case.get("detail", []))


def test_a_case_is_followed_from_report_to_closing_on_the_wall(tmp_path: Path, city: Path) -> None:
    with running(tmp_path, "--city", str(city)) as run:
        _opened(run)
        admin = run.server()
        department = next(
            entity["id"]
            for entity in admin.request("GET", "/api/snapshot")["entities"]
            if entity["kind"] == "department"
        )
        people = {role: _person(admin, run, role) for role in ("inspector", "intake", "shift_leader", "dispatcher")}
        people["department"] = _person(admin, run, "department", department_id=department)
        code = admin.request("GET", "/api/profile")["classes"][0]["code"]
        reported = {"type": "report_case", "class_code": code, "source": "inspector", "place": "长兴路 86 号"}
        case = _act(people["inspector"], **reported, point={"lon": 120.003, "lat": 31.003})
        until("the wall shows the new case", lambda: _shown(run, "to accept"), 10)
        steps: list[tuple[str, dict[str, Any], str]] = [
            ("intake", {"type": "accept_case"}, "to file"),
            ("shift_leader", {"type": "file_case"}, "to dispatch"),
            ("dispatcher", {"type": "dispatch_case", "department_id": department}, "to sign for"),
            ("department", {"type": "sign_case"}, "to handle"),
            ("department", {"type": "start_handling"}, "handling"),
            ("department", {"type": "feed_back"}, "to check"),
            ("inspector", {"type": "check_case", "passed": True}, "to close"),
        ]
        for role, command, word in steps:
            _act(people[role], case_id=case, **command)
            until(f"queue and detail say {word!r} after {command['type']}", lambda: _shown(run, word), 5)  # noqa: B023
        _act(people["shift_leader"], case_id=case, type="close_case")
        until("the closed case left the queue", lambda: not run.status["case"]["queue"], 5)
        assert "closed" in " ".join(run.status["case"]["detail"])
        assert run.status["gaps"] == 0
        run.end()
    said = json.loads(run.report.read_text(encoding="utf-8"))
    assert said["monitors"] == 2
    assert said["events_applied"] >= 9
    pictures = [framebuffer_size(Path(shot)) for shot in said["shots"]]
    assert pictures
    assert set(pictures) == {(1920, 1080)}


def framebuffer_size(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[16:24]
    return int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")


def test_a_killed_server_is_told_by_every_panel_while_live_pictures_go_on_and_nothing_is_missed(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        _opened(run)
        until("a camera is live", lambda: _pictures(run) > 0, OPEN_S)
        until("current", lambda: run.status.get("link") == "current", 20)
        backend = psutil.Process(run.status["pids"]["backend"])
        # Stopped first: the supervisor sees no death yet, so the silence is the wall's alone to notice.
        backend.suspend()
        until("every panel says so", lambda: _honest(run) and _not_stale(run) == [], 20)
        until("live pictures go on", _Growing(run), 20)
        seen = run.status["seq"]
        backend.kill()
        until("current again", lambda: run.status.get("link") == "current", 30)
        until("no panel is stale", lambda: len(_not_stale(run)) == len(run.status["panels"]) - len(_LOCAL), 30)
        until("people go on acting", lambda: run.status["seq"] > seen, 30)
        server = run.server()
        seq = int(server.request("GET", "/api/health")["seq"])
        until("the wall has the newest event", lambda: run.status["seq"] >= seq, 5)
        assert "backend ended unexpectedly" in run.said()
        cases = [one for one in server.request("GET", "/api/snapshot")["entities"] if one["kind"] == "case"]
        until("as many cases as the server has", lambda: abs(_cases(run) - len(cases)) <= 3, 5)


_LOCAL = ("video", "map")


def _honest(run: Running) -> bool:
    """No panel calls data current that are older than 6 s, by the wall's own clock at the moment it looked.

    A panel that asks anew every few seconds may have been just before its next question when the server fell silent.
    """
    panels = [panel for panel in run.status.get("panels", []) if panel["name"] not in _LOCAL]
    lies = [
        panel
        for panel in panels
        if panel["state"] in ("current", "empty") and (panel["age_s"] or 0.0) > _oldest_s(panel)
    ]
    assert lies == []
    return True


def _oldest_s(panel: dict[str, Any]) -> float:
    asks = panel["name"].startswith(("kpi:", "figures"))
    return 6.5 + (EVERY_MS / 1000 if asks else 0.0)


def _not_stale(run: Running) -> list[str]:
    """Panels that show the server's data and do not say that these are old."""
    return [
        panel["name"]
        for panel in run.status.get("panels", [])
        if panel["name"] not in _LOCAL and panel["state"] not in ("stale", "offline")
    ]


def _pictures(run: Running) -> int:
    return sum(camera["pictures"] for camera in run.status.get("cameras", []))


class _Growing:
    """Whether any camera's count went up. A stream that began anew counts from zero: each is held to its lowest."""

    def __init__(self, run: Running) -> None:
        self._run, self._lowest = run, dict[str, int]()

    def __call__(self) -> bool:
        grew = False
        for camera in self._run.status.get("cameras", []):
            name, count = camera["name"], camera["pictures"]
            grew = grew or count > self._lowest.get(name, count)
            self._lowest[name] = min(count, self._lowest.get(name, count))
        return grew


def _cases(run: Running) -> int:
    return sum(run.status.get("cases_by_state", {}).values())


def test_a_frozen_wall_is_covered_within_three_seconds_and_uncovered_when_it_returns(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        until("a complete picture", lambda: run.status.get("complete"), 2 * OPEN_S)
        until("the cover is ready", lambda: "cover" in run.status.get("pids", {}), OPEN_S)
        screen = run.data / "run" / "Xvfb_screen0"
        until("the cover serves", lambda: "ready" in (run.data / "logs" / "cover.log").read_text(), 20)
        wall = run.status["pids"]["wall"]
        normal = framebuffer.read(screen)
        os.kill(wall, signal.SIGSTOP)
        until("covered", lambda: _covered(screen), 10)
        framebuffer.photograph(screen, run.shots, "frozen", [(0, 0, 1920, 1080), (1920, 0, 1920, 1080)])
        os.kill(wall, signal.SIGCONT)
        until("uncovered", lambda: not _covered(screen), 5)
        again = framebuffer.read(screen)
        assert float(np.mean(normal == again)) > 0.8
        os.kill(wall, signal.SIGKILL)
        until("covered again", lambda: _covered(screen), 10)
        until("a new wall", lambda: run.status["pids"].get("wall", wall) != wall and not _covered(screen), 30)
        until("the queue is back", lambda: run.panel("queue").get("state") in ("current", "empty"), 20)


def _covered(screen: Path) -> bool:
    """The grey dashes of the cover lie along the upper edge of every monitor."""
    edge = framebuffer.read(screen)[2, ::8]
    dashes = np.all(np.abs(edge.astype(int) - (0x5C, 0x6E, 0x7C)) < 8, axis=1)
    return bool(np.mean(dashes) > 0.4)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_no_process_and_no_port_is_left(tmp_path: Path, city: Path, number: signal.Signals) -> None:
    ports = free_ports()
    with running(tmp_path, "--city", str(city), ports=ports) as run:
        _opened(run)
        family = run.family()
        assert len(family) > 4
        run.end(number)
        until("all processes ended", lambda: not alive(family), 10)
        assert [name for name, port in ports.items() if busy(port)] == []


def test_a_second_copy_is_refused_with_one_sentence(tmp_path: Path, city: Path) -> None:
    with running(tmp_path, "--city", str(city)) as run:
        until("it runs", lambda: (run.data / "run.lock").exists() and "server" in run.said(), 30)
        (tmp_path / "two").mkdir()
        with running(tmp_path / "two", "--data", str(run.data)) as second:
            assert second.process.wait(20) == 2
            assert str(run.process.pid) in second.said()


def test_closing_the_wall_ends_the_run(tmp_path: Path, city: Path) -> None:
    with running(tmp_path, "--city", str(city)) as run:
        _opened(run)
        family = run.family()
        os.kill(run.status["pids"]["wall"], signal.SIGTERM)
        run.process.wait(15)
        until("all processes ended", lambda: not alive(family), 5)


def test_a_broken_city_is_moved_aside_and_made_anew_and_lives(tmp_path: Path) -> None:
    broken = tmp_path / "data" / "city"
    broken.mkdir(parents=True)
    (broken / "city.json").write_text("{", encoding="utf-8")
    with running(tmp_path, "--monitors", "1", "--speed", "60") as run:
        until("it is said", lambda: "cannot be read" in run.said(), 10)
        assert list((tmp_path / "data").glob("city.broken-*"))
        _opened(run)
        assert run.status["monitors"] == 1
        until("vehicles move", lambda: run.status.get("vehicles_moving", 0) > 0, 60)
        until("people act", lambda: run.status.get("events_applied", 0) > 20, 60)
        assert run.status["gaps"] == 0


def test_the_meeting_room_is_a_session_of_its_own(tmp_path: Path, city: Path) -> None:
    with running(tmp_path, "--city", str(city), "--scene", "kiosk") as run:
        until("the kiosk's session", lambda: run.status.get("view") == "public", OPEN_S)
        until("its list", lambda: run.panel("attention").get("state") in ("current", "empty"), 20)
        assert run.status["scene"] == "kiosk"
