"""What seats take out of their video leaves a line of the security log, and nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from contract import commands as c
from contract.errors import Code, Refused
from contract.people import SecurityPage
from contract.scope import Scope, View
from contract.taken import EvidenceNoted
from tests.backend.people import refused
from tests.backend.server import Backend, Caller

AT = datetime(2026, 11, 22, 4, 15, tzinfo=UTC)
CLIP: dict[str, Any] = {
    "job": "wall-1-0001",
    "kind": "clip",
    "since": AT.isoformat(),
    "until": (AT + timedelta(seconds=20)).isoformat(),
    "sha256": "a" * 64,
    "size": 1_234_567,
}
REPLAY = {"job": "wall-1-0002", "kind": "replay", "since": CLIP["since"], "until": CLIP["until"]}
NUMBERS = count(7101)


@pytest.fixture
def camera(server: Backend) -> str:
    return server.admin().send(c.SaveCamera(number=next(NUMBERS), name="东门", main_url="rtsp://10.0.0.7/main")).ids[0]


def lines(server: Backend, what: str, camera_id: str) -> list[Any]:
    found = server.account("audit").get("/api/security/log", SecurityPage, what=what).lines
    return [line for line in found if line.about == f"camera:{camera_id}"]


def note(seat: Caller, camera_id: str, body: dict[str, Any]) -> EvidenceNoted:
    return seat.post(f"/api/cameras/{camera_id}/evidence", body, EvidenceNoted)


def test_a_clip_and_a_replay_are_lines_that_say_who_what_and_which_time(server: Backend, camera: str) -> None:
    seat = server.account("duty")
    noted = note(seat, camera, CLIP)
    assert abs((datetime.now(UTC) - noted.at).total_seconds()) < 600
    (line,) = lines(server, "evidence.taken", camera)
    assert line.about == f"camera:{camera}"
    assert line.person_id
    assert line.name
    assert line.detail == {
        "job": "wall-1-0001",
        "kind": "clip",
        "since": "2026-11-22T04:15:00.000+00:00",
        "until": "2026-11-22T04:15:20.000+00:00",
        "sha256": "a" * 64,
        "size": "1234567",
    }
    note(seat, camera, REPLAY)
    (line,) = lines(server, "video.replayed", camera)
    assert line.detail["kind"] == "replay"
    assert "sha256" not in line.detail


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "film"},
        {"job": "no spaces"},
        {"job": ""},
        {"since": "2026-11-22T04:15:00"},
        {"until": "2026-11-22T04:14:00Z"},
        {"sha256": "A" * 64},
        {"sha256": ""},
        {"size": -1},
        {"kind": "replay"},
    ],
)
def test_what_cannot_be_is_malformed_and_leaves_no_line(server: Backend, camera: str, wrong: dict[str, Any]) -> None:
    seat = server.account("duty")
    with pytest.raises(Refused) as caught:
        note(seat, camera, CLIP | wrong)
    assert caught.value.problem.code in (Code.MALFORMED, Code.OUT_OF_RANGE)
    assert lines(server, "evidence.taken", camera) == []


def test_public_screens_and_unknown_cameras_are_refused(server: Backend, camera: str) -> None:
    public = server.account("leader", scope=Scope(view=View.PUBLIC))
    with refused(Code.WRONG_ROLE):
        note(public, camera, CLIP)
    seat = server.account("duty")
    for unknown in ("999999", "x", "1' or 1"):
        with refused(Code.NOT_FOUND):
            note(seat, unknown, CLIP)
    assert lines(server, "evidence.taken", camera) == []
