"""A small city lives on a real server: people move cases to their end, trucks drive, patrols walk; nothing is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from contract.entities import Case, Link, Unit, Vehicle
from contract.protocol import Fact
from contract.samples import UNITS, VEHICLES, unpack
from simulator.street_map import grounds
from tests.backend.server import PASSWORD, ROOT, Backend, running
from tests.jt808.test_gateway import free_port
from tests.simulator.city import small_city
from tests.simulator.load import load_city

Seen = dict[int, dict[int, list[tuple[float, float]]]]


@contextmanager
def living(
    server: Backend, city: Path, jt808: int, *words: str, fd: int | None = None
) -> Iterator[subprocess.Popen[str]]:
    """`simulate live` as its own process, ended at the end."""
    key = server.data / "credentials" / "admin.json"
    key.parent.mkdir(exist_ok=True)
    server.admin()
    key.write_text(json.dumps({"username": "admin", "password": PASSWORD}))
    environ = os.environ | ({"CITYWALL_PARENT_FD": str(fd)} if fd is not None else {})
    command = [
        sys.executable, "-m", "simulator", "live", "--city", str(city), "--server", server.url,
        "--jt808", f"127.0.0.1:{jt808}", "--credentials", str(key), "--seed", "5", *words,
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        pass_fds=(fd,) if fd is not None else (),
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert process.stdout.readline().startswith("ready ")
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=15)
        process.stdout.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Backend, Path, int]]:
    folder, port = tmp_path_factory.mktemp("live"), free_port()
    with running(folder / "data", environ={"CITYWALL_JT808__PORT": str(port)}) as server:
        city = small_city(folder / "city")
        load_city(server, city)
        yield server, city, port


def watch(server: Backend, seconds: float, enough: Callable[[list[Fact], Seen], bool]) -> tuple[list[Fact], Seen]:
    """What the live stream told, until it is enough."""
    admin, facts, seen = server.admin(), list[Fact](), {VEHICLES: {}, UNITS: {}}
    deadline = time.monotonic() + seconds
    with admin.listen(since=admin.snapshot().seq, samples="vehicles,units") as live:
        while not enough(facts, seen):
            assert time.monotonic() < deadline, f"only {sorted({fact.event.name for fact in facts})}"
            frame = live.next()
            if isinstance(frame, Fact):
                facts.append(frame)
            for sample in live.samples:
                lane, _, positions = unpack(sample)
                for one in positions:
                    seen[lane].setdefault(one.number, []).append((one.lon, one.lat))
            live.samples.clear()
    return facts, seen


def test_cases_come_and_go_trucks_drive_and_patrols_walk_their_own_grid(place: tuple[Backend, Path, int]) -> None:
    server, city, port = place
    wanted = {"case.reported", "case.accepted", "case.filed", "case.dispatched", "case.signed", "case.handling_started",
              "case.fed_back", "case.checked", "case.closed", "case.attached"}  # fmt: skip

    def enough(facts: list[Fact], seen: Seen) -> bool:
        driven = sum(len(set(places)) > 2 for places in seen[VEHICLES].values())
        walked = sum(len(set(places)) > 1 for places in seen[UNITS].values())
        return wanted <= {fact.event.name for fact in facts} and driven >= 6 and walked >= 3

    with living(server, city, port, "--speed", "4000"):
        facts, seen = watch(server, 90, enough)
        state = server.admin().live_state()
        vehicles = [one for one in state["vehicle"].values() if isinstance(one, Vehicle)]
        assert sum(one.link is Link.ONLINE for one in vehicles) >= 6
    actors = {fact.event.actor_id for fact in facts if fact.event.name.startswith("case.")}
    assert len(actors) >= 8, "many people act, each at an own seat"
    _stay_at_home(server, city, seen)
    kept = server.data / "credentials" / "simulator.json"
    assert kept.stat().st_mode & 0o777 == 0o600


def _stay_at_home(server: Backend, city: Path, seen: Seen) -> None:
    state = server.admin().live_state()
    known = grounds(city)
    codes = {area.id: getattr(area, "code", "") for area in state["area"].values()}
    walking = [one for one in state["unit"].values() if isinstance(one, Unit) and one.role == "inspector"]
    for unit in walking:
        home = known[codes[unit.area_id or ""]]
        west, east = min(x for x, _ in home.ring) - 2e-4, max(x for x, _ in home.ring) + 2e-4
        south, north = min(y for _, y in home.ring) - 2e-4, max(y for _, y in home.ring) + 2e-4
        for lon, lat in seen[UNITS].get(unit.number, []):
            assert west <= lon <= east
            assert south <= lat <= north


def test_an_incident_brings_many_reports_around_one_place(place: tuple[Backend, Path, int]) -> None:
    server, city, port = place

    def enough(facts: list[Fact], _: Seen) -> bool:
        return sum(fact.event.name == "case.reported" for fact in facts) >= 5

    with living(server, city, port, "--speed", "0.01", "--burst", "6"):
        facts, _ = watch(server, 60, enough)
    points = [one.point for fact in facts for one in fact.event.upsert if isinstance(one, Case) and one.point]
    assert max(one.lon for one in points) - min(one.lon for one in points) < 0.003
    assert max(one.lat for one in points) - min(one.lat for one in points) < 0.003


def test_people_whose_passwords_were_lost_act_again(place: tuple[Backend, Path, int]) -> None:
    server, city, port = place
    (server.data / "credentials" / "simulator.json").unlink(missing_ok=True)

    def enough(facts: list[Fact], _: Seen) -> bool:
        return len([fact for fact in facts if fact.event.name.startswith("case.")]) >= 3

    with living(server, city, port, "--speed", "4000"):
        watch(server, 60, enough)


def test_acts_of_posts_that_people_hold_are_left_to_them_and_nobody_acts_in_their_name(
    place: tuple[Backend, Path, int],
) -> None:
    server, city, port = place
    real = [server.account("intake").session.person_id, server.account("shift_leader").session.person_id]

    def enough(facts: list[Fact], _: Seen) -> bool:
        names = [fact.event.name for fact in facts]
        return names.count("case.reported") >= 8 and names.count("case.filed") >= 2

    with living(server, city, port, "--speed", "4000", "--leave", "dispatcher"):
        facts, _ = watch(server, 90, enough)
        actors = {fact.event.actor_id for fact in facts}
        assert not actors & set(real)
        assert "case.dispatched" not in {fact.event.name for fact in facts}


@pytest.mark.parametrize("how", ["terminate", "parent"])
def test_it_ends_when_told_and_when_its_parent_is_gone(place: tuple[Backend, Path, int], how: str) -> None:
    server, city, port = place
    read, write = os.pipe()
    try:
        with living(server, city, port, fd=read) as process:
            if how == "terminate":
                process.send_signal(signal.SIGTERM)
            else:
                os.close(write)
                write = -1
            assert process.wait(timeout=15) == 0
    finally:
        os.close(read)
        if write >= 0:
            os.close(write)


def test_a_server_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    city = small_city(tmp_path / "city")
    key = tmp_path / "admin.json"
    key.write_text('{"username": "admin", "password": "x"}')
    command = [
        sys.executable, "-m", "simulator", "live", str(city), "--api", f"http://127.0.0.1:{free_port()}",
        "--credentials", str(key),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().startswith("The city cannot live:")
    assert "Traceback" not in done.stderr
