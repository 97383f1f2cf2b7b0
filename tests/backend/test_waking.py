"""The job of due things on real servers: after a downtime, on two servers, and many cases at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from backend.db import EMPTY_PROFILE, Database, set_meta
from contract import commands as c
from contract.conduct import Conduct
from contract.entities import Alarm, Case, CaseSource, CaseState, Id, Urgency
from contract.figures import CaseDetail
from contract.limits import Ladder, LimitRules, Rung
from contract.profile import CityProfile, LimitRule
from tests.backend.city import PATH, Hall
from tests.backend.postgres import cluster
from tests.backend.server import Backend, Caller, running
from tests.waiting import until

LOOKS = {"CITYWALL_DUE__PERIOD_S": "0.1", "CITYWALL_ALARMS__PERIOD_S": "0.1"}
PROFILE = msgspec.structs.replace(
    EMPTY_PROFILE,
    default_limit=LimitRule(class_code="", value=1, unit="urgent_hour"),
    conduct=Conduct(archive_days=1),
    rules=LimitRules(ladder=Ladder(rungs=(Rung(post="person", after_min=0), Rung(post="leader", after_min=1)))),
)
ENDED = ["case.limit_ended", "case.urged"]


def prepared(url: str, profile: CityProfile = PROFILE) -> None:
    db = Database(url)
    db.migrate()
    with db.write() as connection:
        set_meta(connection, "profile", msgspec.json.encode(profile).decode())
    db.close()


def late_case(hall: Hall, urgency: Urgency = Urgency.NORMAL) -> Id:
    """Dispatched days ago and not handled: an offline phone brings such acts."""
    at = datetime.now(UTC) - timedelta(days=3)
    report = c.ReportCase(class_code="E0110", source=CaseSource.INSPECTOR, urgency=urgency)
    case_id = hall.inspector.send(report, happened_at=at).ids[0]
    for state in PATH[: PATH.index(CaseState.DISPATCHED)]:
        hall.who(state).send(hall.step(case_id, state), happened_at=at)
    return case_id


def closed_case(hall: Hall) -> Id:
    """Closed days ago."""
    case_id, at = late_case(hall), datetime.now(UTC) - timedelta(days=3)
    for state in PATH[PATH.index(CaseState.DISPATCHED) : -1]:
        hall.who(state).send(hall.step(case_id, state), happened_at=at)
    return case_id


def own_acts(seat: Caller, case_id: Id) -> list[str]:
    trail = seat.get(f"/api/cases/{case_id}", CaseDetail).trail
    return [one.name for one in trail if not one.actor_name]


def alarm_of(seat: Caller, case_id: Id) -> Alarm | None:
    found = [one for one in seat.live_state()["alarm"].values() if isinstance(one, Alarm) and one.about_id == case_id]
    assert len(found) <= 1
    return found[0] if found else None


def reached(seat: Caller) -> Callable[[int], bool]:
    """Whether so many cases were urged."""

    def look(wanted: int) -> bool:
        cards = seat.live_state()["case"].values()
        return sum(isinstance(one, Case) and one.urged > 0 for one in cards) >= wanted

    return look


def test_what_came_due_while_no_server_ran_is_done_once(tmp_path: Path) -> None:
    prepared(f"sqlite:///{tmp_path / 'citywall.db'}")
    with running(tmp_path) as server:  # it does not look
        hall = Hall(server)
        late = [late_case(hall) for _ in range(12)]
        urgent = late_case(hall, Urgency.URGENT)
        ahead, closed = hall.report(), closed_case(hall)
        assert all(own_acts(hall.admin, one) == [] for one in late)
    with running(tmp_path, environ=LOOKS | {"CITYWALL_DUE__AT_ONCE": "5"}) as server:
        seat = server.log_in("admin")
        until(lambda: reached(seat)(13))
        assert [own_acts(seat, one) for one in (*late, urgent, ahead)] == [ENDED] * 13 + [[]]
        until(lambda: (found := alarm_of(seat, urgent)) is not None and found.params.get("rung") == "2")
        assert alarm_of(seat, late[0]) is None
        until(lambda: own_acts(seat, closed) == ["case.archived"])
    with running(tmp_path, environ=LOOKS) as server:  # a restart does nothing again
        seat = server.log_in("admin")
        another = _late_again(server, seat)
        until(lambda: bool(own_acts(seat, another)))
        until(lambda: own_acts(seat, another) == ENDED)
        assert [own_acts(seat, one) for one in (*late, urgent, ahead)] == [ENDED] * 13 + [[]]


def _late_again(server: Backend, seat: Caller) -> Id:
    server._admin = seat
    return late_case(Hall(server))


def test_two_servers_do_each_thing_once(tmp_path: Path) -> None:
    with cluster() as url:
        prepared(url)
        flags = ("--database", url)
        with running(tmp_path / "a", flags=flags, environ=LOOKS) as first:
            hall = Hall(first)
            with running(tmp_path / "b", flags=flags, environ=LOOKS) as second:
                other = Caller(second.url, hall.admin.session)
                late, closed = [late_case(hall) for _ in range(8)], closed_case(hall)
                until(lambda: reached(other)(len(late)))
                # Late as it was, it may have been urged before it was handled.
                until(lambda: own_acts(other, closed)[-1:] == ["case.archived"])
                other.close()
            # The other has ended; this one goes on, and what was done is not done again.
            more = late_case(hall)
            until(lambda: own_acts(hall.admin, more) == ENDED)
            assert Counter(name for one in late for name in own_acts(hall.admin, one)) == dict.fromkeys(ENDED, 8)


def test_an_alarm_climbs_until_it_is_acknowledged(tmp_path: Path) -> None:
    ladder = Ladder(rungs=(Rung(post="person", after_min=0), Rung(post="shift_leader", after_min=60 * 24 * 365)))
    prepared(
        f"sqlite:///{tmp_path / 'citywall.db'}",
        msgspec.structs.replace(PROFILE, rules=LimitRules(ladder=ladder)),
    )
    with running(tmp_path, environ=LOOKS) as server:
        hall = Hall(server)
        seen, unseen = late_case(hall, Urgency.URGENT), late_case(hall, Urgency.MAJOR)
        until(lambda: alarm_of(hall.admin, seen) is not None and alarm_of(hall.admin, unseen) is not None)
        first = alarm_of(hall.admin, seen)
        assert first is not None
        assert (first.priority, first.params) == (2, {"rung": "1", "post": "person"})
        hall.admin.send(c.AcknowledgeAlarm(alarm_id=first.id))
    prepared(f"sqlite:///{tmp_path / 'citywall.db'}")  # its second rung comes after a minute
    with running(tmp_path, environ=LOOKS) as server:
        seat = server.log_in("admin")
        until(lambda: (found := alarm_of(seat, unseen)) is not None and found.version == 2)
        climbed, quiet = alarm_of(seat, unseen), alarm_of(seat, seen)
        assert climbed is not None
        assert quiet is not None
        assert (climbed.priority, climbed.params) == (1, {"rung": "2", "post": "leader"})
        assert quiet.params["rung"] == "1"
