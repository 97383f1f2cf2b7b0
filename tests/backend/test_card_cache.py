"""Lists from cards that were encoded before: never an old one, and nobody else's."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec

from contract import commands as c
from contract.figures import CasePage
from contract.scope import Scope, View
from tests.backend.city import Hall
from tests.backend.server import running


def test_a_list_shows_each_case_as_it_is_now_and_as_the_seat_may_see_it(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        hall = Hall(server)
        public = server.account("leader", scope=Scope(view=View.PUBLIC))
        cases = [hall.report(place=f"长兴路 {number} 号") for number in range(5)]
        for state in ("reported", "accepted"):
            page = hall.admin.get("/api/cases", CasePage)
            assert {one.id: str(one.state) for one in page.cases}[cases[2]] == state
            if state == "reported":
                hall.intake.send(c.AcceptCase(case_id=cases[2]))
        assert page == hall.admin.get("/api/cases", CasePage)  # from memory
        seen = public.get("/api/cases", CasePage)
        assert [one.id for one in seen.cases] == [one.id for one in page.cases]
        assert {one.place for one in seen.cases} != {one.place for one in page.cases}
        walked, cursor = [], ""
        while True:
            part = hall.admin.get("/api/cases", CasePage, limit=2, cursor=cursor)
            walked += part.cases
            cursor = part.cursor
            if not cursor:
                break
        assert tuple(walked) == page.cases


def test_a_first_page_that_is_kept_is_as_new_as_the_last_act(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        hall = Hall(server)
        for _ in range(3):  # by a thread, on the loop, from memory
            assert hall.admin.get("/api/cases", CasePage).cases == ()
        for number in range(30):
            new = hall.report(place=f"长兴路 {number} 号")
            assert hall.admin.get("/api/cases", CasePage).cases[0].id == new
            assert len(hall.admin.get("/api/cases", CasePage, limit=2).cases) == min(2, number + 1)
            if number % 3 == 0:
                hall.intake.send(c.AcceptCase(case_id=new))
            page = hall.admin.get("/api/cases", CasePage)
            assert str(page.cases[0].state) == ("accepted" if number % 3 == 0 else "reported")
            open_ones = hall.admin.get("/api/cases", CasePage, state="reported")
            assert {str(one.state) for one in open_ones.cases} <= {"reported"}
        for number in range(30):  # more new ones than are read at once
            hall.report(place=f"兴长路 {number} 号")
        assert len({one.id for one in hall.admin.get("/api/cases", CasePage).cases}) == 50


def test_a_page_that_follows_the_acts_is_the_page_that_is_read(tmp_path: Path) -> None:
    lists: list[dict[str, str]] = [
        {"limit": "4"},
        {"limit": "50"},
        {"limit": "3", "order": "asc"},
        {"limit": "3", "sort": "number"},
        {"limit": "3", "state": "reported"},
        {"limit": "4", "state": "accepted,refused"},
        {"limit": "3", "department_id": "none"},
    ]
    with running(tmp_path) as server:
        hall = Hall(server)
        public = server.account("leader", scope=Scope(view=View.PUBLIC))
        dice, made = random.Random(11), list[str]()
        for _ in range(60):
            choice = dice.randrange(4)
            if choice > 1 or not made:
                made.append(hall.report(place=f"长兴路 {dice.randrange(99)} 号"))
            elif choice == 0:
                hall.intake.send(c.AcceptCase(case_id=made.pop(dice.randrange(len(made)))))
            else:
                hall.intake.send(c.RefuseCase(case_id=made.pop(dice.randrange(len(made))), opinion="不属于本市"))
            for asked in lists:
                for seat in (hall.admin, public):
                    if seat is public and "sort" in asked:
                        continue
                    kept = seat.get("/api/cases", CasePage, **asked)
                    read = seat.get("/api/cases", CasePage, **asked, total="true")
                    assert kept == msgspec.structs.replace(read, total=None), asked
