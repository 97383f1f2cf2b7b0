"""The people of the centre, the departments and the streets: each acts at an own seat, with the rights of a real one.

Whoever learns of a case (over the live stream) takes the time such a step takes, then does it. The server's rules
decide; a refusal ends that wish and the next news of the case starts another.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
import random
import time
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import requests

from contract import commands as c
from contract.entities import ENDED, Area, Case, CaseSource, Department, Kind, Person, Point, Unit, Vehicle
from contract.errors import Refused
from contract.figures import CasePage
from contract.lifecycle import Role
from contract.personal import Caller
from simulator.deeds import Ground, command_of
from simulator.generator import classes
from simulator.pace import SELF_HANDLED_SHARE, SOURCES, Step, after_step, next_step, report_gap_s, reporter, urgency_of
from simulator.patrol import Patrol
from simulator.photos import photo
from simulator.seats import Desk, Seat, now
from simulator.street_map import StreetMap
from simulator.witness import Witness

log = logging.getLogger(__name__)


_PICTURED = frozenset({CaseSource.INSPECTOR, CaseSource.VIDEO, CaseSource.DEPARTMENT})
_SENT: tuple[Kind, ...] = ("unit", "vehicle")
PICTURED_TENTHS = 6
"""Of the cases that an inspector reports or checks, by their id: the same case has its picture before and after."""


def _caller(chance: random.Random) -> Caller:
    """Somebody who calls, often not for the first time; numbers that nobody has."""
    name = chance.choice("王李张刘陈杨赵黄周吴") + chance.choice(("先生", "女士"))
    return Caller(name=name, phone=f"1000000{chance.randint(1, 60):04d}")


def _order(chance: random.Random) -> str:
    """The number of an order of 12345; most calls come by the city's own line."""
    return f"12345-{chance.randint(1, 10**9):010d}" if chance.random() < 0.3 else ""


class Crowd:
    """All simulated people of a city."""

    def __init__(
        self, desk: Desk, streets: StreetMap, patrol: Patrol, speed: float, zone: str, chance: random.Random
    ) -> None:
        self._desk = desk
        self._patrol = patrol
        self._streets = [way for way in streets.ways if way.name]
        self._speed = speed
        self._zone = ZoneInfo(zone)
        self._chance = chance
        self._seats: dict[str, Seat] = {}
        self.leave: frozenset[str] = frozenset()  # posts that real people hold: their acts are left to them
        self._locks: dict[str, asyncio.Lock] = {}
        self._due: list[tuple[float, int, str, int, Step]] = []
        self._order = itertools.count()
        self._planned: dict[str, int] = {}
        self._acts: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self.witness: Witness | None = None
        self.conditions: dict[str, list[str]] = {}
        self._rows = {row.code: row for row in classes.rows("events") + classes.rows("components")}
        self._events = [row for row in classes.rows("events") if row.weight > 0]

    def told(self, kinds: set[Kind]) -> None:
        """The live state changed: plan the next step of every case that has none planned for its version."""
        if "case" not in kinds or self.witness is None:
            return
        for case in self.witness.live["case"].values():
            if isinstance(case, Case) and case.state not in ENDED and self._planned.get(case.id) != case.version:
                self._plan(case)
        gone = self._planned.keys() - self.witness.live["case"].keys()
        for case_id in gone:
            del self._planned[case_id]

    def _plan(self, case: Case) -> None:
        step = next_step(case, self._chance, now(), self._speed)
        if step is None:
            return
        self._planned[case.id] = case.version
        due = time.monotonic() + step.seconds
        heapq.heappush(self._due, (due, next(self._order), case.id, case.version, step))
        self._wake.set()

    async def act(self) -> None:
        """Do what is due, until cancelled."""
        try:
            while True:
                wait = self._due[0][0] - time.monotonic() if self._due else 5.0
                if wait > 0:
                    self._wake.clear()
                    with suppress(TimeoutError):
                        async with asyncio.timeout(wait):
                            await self._wake.wait()
                    continue
                _, _, case_id, version, step = heapq.heappop(self._due)
                case = self.witness.live["case"].get(case_id) if self.witness else None
                if isinstance(case, Case) and case.version == version:
                    self._start(self._do(case, step))
        finally:
            for act in list(self._acts):
                act.cancel()

    async def report(self) -> None:
        """New reports at the pace of the hour, until cancelled."""
        while True:
            gap = report_gap_s(now().astimezone(self._zone).hour, self._speed, self._chance)
            await asyncio.sleep(min(gap, 120.0))
            if gap <= 120.0:
                self._start(self._report_one(None))

    async def burst(self, count: int) -> None:
        """An incident: `count` reports around one place within a minute or two."""
        if not self._streets:
            return
        centre = self._chance.choice(self._chance.choice(self._streets).points)
        for _ in range(count):
            await asyncio.sleep(self._chance.uniform(0.2, 4.0))
            self._start(self._report_one(centre))

    async def look_back(self) -> None:
        """What comes after the end of a case, until cancelled: replies, calls back, appeals, reopening, archiving."""
        while True:
            await asyncio.sleep(60 / self._speed**0.6)
            seats = [seat for seat in self._seats.values() if Role.INTAKE in seat.session.roles]
            if not seats:
                continue
            with suppress(Refused, requests.RequestException):
                page = await asyncio.to_thread(seats[0].request, "GET", "/api/cases?state=closed,merged&limit=30")
                over = msgspec.json.decode(page, type=CasePage).cases
                if over:
                    self._start(self._after(self._chance.choice(over)))

    async def _after(self, case: Case) -> None:
        step = after_step(case, self._chance)
        await self._do(case, step)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._acts.add(task)
        task.add_done_callback(self._acted)

    def _acted(self, task: asyncio.Task[None]) -> None:
        self._acts.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("an act failed", exc_info=error)

    async def _report_one(self, centre: tuple[float, float] | None) -> None:
        """An inspector reports what lies before them; callers and cameras see things anywhere."""
        if not self._streets:
            return
        row = self._chance.choices(self._events, [one.weight for one in self._events])[0]
        source = self._chance.choices([one for one, _ in SOURCES], [share for _, share in SOURCES])[0]
        person = self._person(reporter(source))
        if person is None:
            return
        way = self._chance.choice(self._streets)
        street, (lon, lat), spread = way.name, centre or self._chance.choice(way.points), 0.0012 if centre else 0.0001
        beat = self._patrol.named(person.name) if source is CaseSource.INSPECTOR and centre is None else None
        if beat is not None:
            street, lon, lat = beat.walker.street, beat.walker.lon, beat.walker.lat
        point = Point(lon + self._chance.uniform(-spread, spread), lat + self._chance.uniform(-spread, spread))
        command = c.ReportCase(
            class_code=row.code, source=source, point=point,
            place=f"{street} {self._chance.randint(1, 400)} 号" if street else "小区内道路",
            description=f"{row.name}，现场已拍照",
            urgency=urgency_of(row.code, self._chance),
            condition=self._condition(row.code),
            caller=_caller(self._chance) if source is CaseSource.HOTLINE else None,
            order_number=_order(self._chance) if source is CaseSource.HOTLINE else "",
            self_handled=source is CaseSource.INSPECTOR and self._chance.random() < SELF_HANDLED_SHARE,
        )  # fmt: skip
        await self._send(person, command, picture="before" if source in _PICTURED else "")

    def _condition(self, class_code: str) -> str:
        """A filing condition of the class, where the city's profile has some."""
        fit = self.conditions.get(class_code, ())
        return self._chance.choice(fit) if fit else ""

    async def _do(self, case: Case, step: Step) -> None:
        if step.role.value in self.leave:
            return
        owner = self._department_for(case) if step.command == "dispatch_case" else None
        command = command_of(case, step, owner, self._ground(), self._chance, now())
        person = self._person(step.role, case) if command is not None else None
        if person is not None and command is not None:
            await self._send(person, command, picture="after" if isinstance(command, c.CheckCase) else "")
        elif command is None and case.state not in ENDED:
            self._plan(case)

    def _ground(self) -> Ground:
        assert self.witness is not None
        live = self.witness.live
        people = [one for one in live["person"].values() if isinstance(one, Person)]
        return Ground(
            departments=[one for one in live["department"].values() if isinstance(one, Department)],
            units=[
                one for one in (*live["unit"].values(), *live["vehicle"].values()) if isinstance(one, Unit | Vehicle)
            ],
            streets=[one for one in live["area"].values() if isinstance(one, Area) and one.level == "street"],
            districts={one.department_id: one.id for one in people if "district" in one.roles and one.department_id},
            open_cases=list(live["case"]),
            conditions=self.conditions,
            points=[self._chance.choice(way.points) for way in self._streets[:50]],
        )

    def _department_for(self, case: Case) -> str | None:
        assert self.witness is not None
        departments = self.witness.live["department"]
        row = self._rows.get(case.class_code)
        wanted = row.department if row else ""
        by_code = {getattr(one, "code", ""): one.id for one in departments.values()}
        if wanted in by_code:
            return by_code[wanted]
        # A department that came with somebody's table has nobody here who could sign.
        staffed = {getattr(one, "department_id", None) for one in self.witness.live["person"].values()}
        fit = sorted(one for one in departments if one in staffed) or sorted(departments)
        return self._chance.choice(fit) if fit else None

    async def _send(self, person: Person, command: c.AnyCommand, *, picture: str = "") -> None:
        """Do an act. `picture`: and attach one of this kind, taken before or after."""
        lock = self._locks.setdefault(person.id, asyncio.Lock())
        async with lock:
            try:
                if person.id not in self._seats:
                    self._seats[person.id] = await asyncio.to_thread(self._desk.seat_of, person)
                seat = self._seats[person.id]
                done = await asyncio.to_thread(seat.send, command)
                if picture and int(done.ids[0]) % 10 < PICTURED_TENTHS:
                    await asyncio.to_thread(self._attach, seat, done.ids[0], command, picture)
            except Refused as refused:
                log.info("%s refused: %s", type(command).__name__, refused.problem.code)
                if refused.problem.code in ("expired_token", "not_logged_in"):
                    self._seats.pop(person.id, None)
                self._forget(command)
            except requests.RequestException as error:
                log.info("%s not sent: %s", type(command).__name__, type(error).__name__)
                self._forget(command)

    def _attach(self, seat: Seat, case_id: str, command: c.AnyCommand, kind: str) -> None:
        case = self.witness.live["case"].get(case_id) if self.witness is not None else None
        known = command.class_code if isinstance(command, c.ReportCase) else getattr(case, "class_code", "")
        mended = kind == "after" and isinstance(command, c.CheckCase) and command.passed
        seat.attach(case_id, kind, photo(case_id, known, now().astimezone(self._zone), mended=mended))

    def _forget(self, command: c.AnyCommand) -> None:
        """Let the next news, or this call, plan the case anew."""
        if isinstance(command, c.OnCase) and self.witness is not None:
            self._planned.pop(command.case_id, None)
            case = self.witness.live["case"].get(command.case_id)
            if isinstance(case, Case) and case.state not in ENDED:
                self._plan(case)

    def _person(self, role: Role, case: Case | None = None) -> Person | None:
        """Somebody with this post: for a department's act one of that department, for a check whose grid it is."""
        assert self.witness is not None
        people: Iterable[Person] = (p for p in self.witness.live["person"].values() if isinstance(p, Person))
        real = self._desk.strangers
        fit = sorted((p for p in people if role.value in p.roles and p.id not in real), key=lambda p: p.id)
        if case is not None and role in (Role.DEPARTMENT, Role.DISTRICT):
            fit = [p for p in fit if p.department_id == (case.department_id or case.entrusted_id)]
        if case is not None and role is Role.INSPECTOR:
            fit = [p for p in fit if p.area_id == case.area_id] or fit
        return self._chance.choice(fit) if fit else None
