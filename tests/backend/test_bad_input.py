"""Bad input gets a typed problem that names the field, and nothing is half-written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import requests
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from contract.errors import Code
from tests.backend.server import Backend, Caller, running


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as one:
        yield one


@pytest.fixture(scope="module")
def admin(backend: Backend) -> Caller:
    return backend.account("admin", "duty", "inspector", "device")


def report(**changes: Any) -> bytes:
    command = {"type": "report_case", "class_code": "E0110", "source": "video"} | changes
    return json.dumps({"id": "bad-input-1", "command": command}).encode()


BODIES = [
    (b"", Code.MALFORMED, "$"),
    (b"{", Code.MALFORMED, "$"),
    (b"[]", Code.MALFORMED, "$"),
    (b'{"id": "\xff\xfe-not-utf8"}', Code.MALFORMED, "$"),
    (b'{"id": "bad-input-1", "command": {"type": "explode"}}', Code.UNKNOWN_COMMAND, "$.command.type"),
    (b'{"id": "bad-input-1", "command": {}}', Code.MALFORMED, "$.command"),
    (b'{"id": "bad-input-1"}', Code.MALFORMED, "$"),
    (b'{"id": "x", "command": {"type": "clear_alarm", "alarm_id": "1"}}', Code.OUT_OF_RANGE, "$.id"),
    (report(point={"lon": 181, "lat": 31}), Code.OUT_OF_RANGE, "$.command.point.lon"),
    (report(point={"lon": 121, "lat": -90.5}), Code.OUT_OF_RANGE, "$.command.point.lat"),
    (report(point={"lon": "121", "lat": 31}), Code.MALFORMED, "$.command.point.lon"),
    (report(point={"lon": 121}), Code.MALFORMED, "$.command.point"),
    (report(point={"lon": 1e999, "lat": 1}).replace(b"Infinity", b"1e999"), Code.OUT_OF_RANGE, None),
    (report(point={"lon": float("nan"), "lat": 1}), Code.MALFORMED, "$"),
    (report(description="x" * 2001), Code.OUT_OF_RANGE, "$.command.description"),
    (report(description="nul \x00 inside"), Code.MALFORMED, "$"),
    (report(description="lone \ud800 surrogate"), Code.MALFORMED, "$"),
    (report(class_code="Z1"), Code.OUT_OF_RANGE, "$.command.class_code"),
    (report(source="rumour"), Code.MALFORMED, "$.command.source"),
    (
        b'{"id": "bad-input-1", "command": {"type": "clear_alarm", "alarm_id": "9999999999999999999"}}',
        Code.MALFORMED,
        "$.command.alarm_id",
    ),
    (
        b'{"id": "bad-input-1", "happened_at": "2026-01-01T00:00:00",'
        b' "command": {"type": "clear_alarm", "alarm_id": "1"}}',
        Code.MALFORMED,
        "$.happened_at",
    ),
    (
        b'{"id": "bad-input-1", "command": {"type": "clear_alarm", "alarm_id": "1"}}',
        Code.NOT_FOUND,
        "$.command.alarm_id",
    ),
    (b"[" * 5000, Code.MALFORMED, "$"),
    *(
        (
            b'{"id": "bad-input-1", "command": {"type": "record_broadcast", "broadcast_id": "5", "state": "live",'
            b' "started_at": "%s"}}' % moment,
            Code.OUT_OF_RANGE,
            "$.command.started_at",
        )
        for moment in (b"0001-01-01T00:00:00+08:00", b"9999-12-31T23:59:59-08:00", b"9999-12-31T00:00:00Z")
    ),
]


@pytest.mark.parametrize(("body", "code", "field"), BODIES, ids=[body[:60].decode("latin-1") for body, _, _ in BODIES])
def test_a_bad_command_is_refused_by_code_and_field(admin: Caller, body: bytes, code: Code, field: str | None) -> None:
    before = admin.snapshot()
    answer = admin.request("POST", "/api/commands", data=body)
    problem = answer.json()
    assert problem["code"] == code
    assert answer.status_code >= 400
    if field is not None:
        assert problem["field"] == field
    assert problem["reason"]
    after = admin.snapshot()
    assert (after.seq, after.entities) == (before.seq, before.entities)


@pytest.mark.parametrize(
    ("ids", "field"),
    [
        ({"department_id": "9999999999999999999"}, "$.department_id"),
        ({"person_id": "9999999999999999999"}, "$.person_id"),
        ({"area_ids": ["1", "9999999999999999999"]}, "$.area_ids[1]"),
    ],
)
def test_an_account_with_an_id_that_cannot_be_is_refused(admin: Caller, ids: dict[str, Any], field: str) -> None:
    account = {"username": "nobody", "password": "long enough", "name": "N", "roles": ["duty"]} | ids
    answer = admin.request("POST", "/api/accounts", json=account)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (400, Code.MALFORMED, field)


def test_a_live_socket_is_refused_with_a_reason_in_any_script(backend: Backend) -> None:
    address = f"{backend.url.replace('http', 'ws', 1)}/api/live?ticket=x&samples={quote('汉' * 200)}"
    with connect(address) as socket, pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
    assert closed.value.rcvd.reason.startswith("malformed: unknown lane 汉")


def test_names_too_long_to_be_anybodys_share_their_failed_tries() -> None:
    # Else each of them would be kept whole in memory, for anybody who cares to send them.
    with running(environ={"CITYWALL_ACCOUNTS__TRIES_PER_MINUTE": "2"}) as server:
        codes = [
            requests.post(
                f"{server.url}/api/login", json={"username": "x" * length, "password": "p"}, timeout=10
            ).status_code
            for length in (1000, 900_000, 100)
        ]
    assert codes == [401, 401, 429]


def test_an_oversize_body_is_413(admin: Caller) -> None:
    answer = admin.request("POST", "/api/commands", data=report(description="x" * 2_000_000))
    assert (answer.status_code, answer.json()["code"]) == (413, Code.TOO_LARGE)


def test_an_oversize_body_without_its_length_is_413(admin: Caller) -> None:
    def blocks() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 50_000

    answer = admin.request("POST", "/api/commands", data=blocks())
    assert (answer.status_code, answer.json()["code"]) == (413, Code.TOO_LARGE)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, Code.NOT_LOGGED_IN),
        ({"Authorization": "Bearer nonsense"}, Code.NOT_LOGGED_IN),
        ({"Authorization": "Basic YTpi"}, Code.NOT_LOGGED_IN),
        ({"Authorization": "Bearer "}, Code.NOT_LOGGED_IN),
    ],
)
@pytest.mark.parametrize(
    "path", ["/api/snapshot", "/api/cases", "/api/kpi", "/api/profile", "/api/clips", "/api/events"]
)
def test_every_question_needs_a_log_in(backend: Backend, path: str, headers: dict[str, str], code: Code) -> None:
    answer = requests.get(backend.url + path, headers=headers, timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (401, code)


def test_a_kiosk_can_do_nothing(backend: Backend) -> None:
    kiosk = backend.account("kiosk")
    answer = kiosk.request("POST", "/api/commands", data=report())
    assert (answer.status_code, answer.json()["code"]) == (403, Code.WRONG_ROLE)
    assert "inspector" in answer.json()["params"]["roles"]
    for path, body in (("/api/accounts", {}), ("/api/positions", [])):
        assert kiosk.request("POST", path, json=body).status_code == 403
    assert kiosk.request("GET", "/api/events").status_code == 403


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/cases?limit=0", 422, Code.OUT_OF_RANGE),
        ("/api/cases?limit=many", 400, Code.MALFORMED),
        ("/api/cases?state=lost", 400, Code.MALFORMED),
        ("/api/cases?stat=filed", 400, Code.MALFORMED),  # a filter misspelt must not answer for the whole city
        ("/api/cases?=", 400, Code.MALFORMED),
        ("/api/cases?limit=5&limit=6", 400, Code.MALFORMED),
        ("/api/profile/files?version=1&version=1", 400, Code.MALFORMED),
        ("/api/cases?cursor=%%%", 400, Code.MALFORMED),
        ("/api/cases?cursor=AAAA", 400, Code.MALFORMED),
        ("/api/cases?department_id=9999999999999999999", 400, Code.MALFORMED),
        ("/api/cases/not-an-id", 400, Code.MALFORMED),
        ("/api/cases/99999999999999999999999", 400, Code.MALFORMED),
        ("/api/cases/1", 404, Code.NOT_FOUND),
        ("/api/clips/none.wav", 404, Code.NOT_FOUND),
        ("/api/nothing", 404, Code.NOT_FOUND),
        ("/api/clips/%00.wav", 400, Code.MALFORMED),  # PostgreSQL's texts cannot hold it
        ("/api/imports/%00", 400, Code.MALFORMED),
        ("/api/events?after=-1", 422, Code.OUT_OF_RANGE),
        ("/api/events?after=99999999999999999999", 422, None),
    ],
)
def test_a_bad_question_is_refused(admin: Caller, path: str, status: int, code: Code | None) -> None:
    answer = admin.request("GET", path)
    assert answer.json()["code"] == (code or answer.json()["code"])
    assert answer.json()["code"] != Code.DEFECT
    if code is not None:
        assert answer.status_code == status


def test_another_protocol_is_told_both_numbers(admin: Caller) -> None:
    answer = admin.request("GET", "/api/snapshot", headers={"X-CityWall-Protocol": "9"})
    assert (answer.status_code, answer.json()["code"]) == (426, Code.PROTOCOL)
    assert answer.json()["params"] == {"server": "1", "client": "9"}
    assert admin.request("GET", "/api/snapshot", headers={"X-CityWall-Protocol": "0"}).ok


def test_positions_out_of_range_are_refused_whole(admin: Caller) -> None:
    answer = admin.request(
        "POST", "/api/positions", json=[{"number": 1, "lon": 1, "lat": 1}, {"number": 0, "lon": 1, "lat": 1}]
    )
    assert (answer.status_code, answer.json()["field"]) == (422, "$[1].number")
    answer = admin.request("POST", "/api/positions", json=[{"number": 1, "lon": 200, "lat": 1}])
    assert (answer.status_code, answer.json()["field"]) == (422, "$[0].lon")


def test_a_page_of_the_wall_may_call_and_another_origin_may_not(backend: Backend) -> None:
    for origin, allowed in (("wall://app", True), ("https://elsewhere.example", False)):
        answer = requests.options(
            f"{backend.url}/api/snapshot",
            headers={"Origin": origin, "Access-Control-Request-Method": "GET"},
            timeout=10,
        )
        assert (answer.headers.get("Access-Control-Allow-Origin") == origin) is allowed


def test_the_description_names_every_route_and_the_page_needs_nothing_else(backend: Backend) -> None:
    description = requests.get(f"{backend.url}/api/openapi.json", timeout=10).json()
    assert {"/api/commands", "/api/snapshot", "/api/cases/{case_id}", "/api/kpi"} <= set(description["paths"])
    text = json.dumps(description)
    for named in {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}:
        assert named in description["components"]["schemas"]
    paths = description["paths"]
    tile = paths["/api/map/components/{z}/{x}/{name}"]["get"]
    assert [one["schema"]["type"] for one in tile["parameters"]] == ["integer", "integer", "string"]
    assert {"200", "304"} <= set(tile["responses"])
    assert {"200", "206", "304", "416"} <= set(paths["/api/map/basemap.pmtiles"]["get"]["responses"])
    page = requests.get(f"{backend.url}/api/docs", timeout=10)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "http://" not in page.text
    assert "https://" not in page.text
