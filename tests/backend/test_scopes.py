"""Trees of areas and departments, scopes of areas and device groups, screens that are paired, headers and origins."""

from __future__ import annotations

import ssl
import subprocess
import time
import uuid
from pathlib import Path

import pytest
import requests
from sqlalchemy import Connection, select
from websockets.sync.client import connect

from backend.areas import Areas
from backend.db import Database
from backend.tables import entities
from contract import commands as c
from contract.entities import Area, Camera
from contract.errors import Code
from contract.people import Made, Pairing
from contract.protocol import Dropped, Hello, Session, encode
from contract.scope import Scope, View, project
from tests.backend.people import act, refused
from tests.backend.server import Backend, Live, answer_of, running


def area(server: Backend, level: str, parent: str | None = None, code: str = "") -> str:
    name = code or uuid.uuid4().hex[:10]
    return server.admin().send(c.SaveArea(code=name, name=name, level=level, parent_id=parent)).ids[0]


def test_a_tree_has_no_circle_and_no_parent_that_is_not(server: Backend) -> None:
    admin, code = server.admin(), uuid.uuid4().hex[:8]
    district = area(server, "district")
    street = area(server, "street", district, code)
    one = admin.live_state()["area"][street]
    assert isinstance(one, Area)
    assert one.parent_id == district
    for parent, refusal in ((street, Code.CONFLICT), ("5", Code.NOT_FOUND)):
        with refused(refusal, "$.command.parent_id"):
            admin.send(c.SaveArea(code=code, name="x", level="street", parent_id=parent))
    with refused(Code.OUT_OF_RANGE, "$.command.parent_id"):
        admin.send(c.SaveArea(code=uuid.uuid4().hex, name="x", level="district", parent_id=street))
    above = admin.send(c.SaveDepartment(code=f"a{code}", name="A")).ids[0]
    below = admin.send(c.SaveDepartment(code=f"b{code}", name="B", parent_id=above)).ids[0]
    with refused(Code.CONFLICT, "$.command.parent_id"):
        admin.send(c.SaveDepartment(code=f"a{code}", name="A", parent_id=below))


def test_a_scope_of_a_district_holds_what_stands_under_it_also_when_the_tree_grows(server: Backend) -> None:
    district = area(server, "district")
    street = area(server, "street", district)
    seat = server.account("duty", scope=Scope(area_ids=(district,)))
    assert set(seat.get("/api/session", Session).scope.area_ids) == {district, street}
    before = seat.snapshot()
    with seat.listen(since=before.seq) as live:
        hello = live.next()
        assert isinstance(hello, Hello)
        assert hello.history == before.history
        community = area(server, "community", street)
        frames = list(iter(live.next, None))
    assert isinstance(frames[-1], Dropped)
    assert frames[-1].reason == "resync"
    assert set(seat.get("/api/session", Session).scope.area_ids) == {district, street, community}
    with seat.listen(since=before.seq) as live:
        hello = live.next()
        assert isinstance(hello, Hello)
        assert hello.history != before.history  # so every reader fetches a fresh snapshot


def test_a_ticket_from_before_an_area_moved_opens_nothing_of_the_old_scope(server: Backend) -> None:
    district = area(server, "district")
    street = area(server, "street", district)
    seat = server.account("duty", scope=Scope(area_ids=(district,)))
    before = seat.snapshot()
    early, address = seat.ticket(), f"{server.url.replace('http', 'ws', 1)}/api/live"
    other = area(server, "district")
    code = next(one.code for one in server.admin().snapshot().entities if isinstance(one, Area) and one.id == street)
    area(server, "street", other, code)
    with connect(f"{address}?ticket={early}&since={before.seq}") as socket:
        first = Live(socket).next()
    assert isinstance(first, Dropped), first
    assert first.reason == "resync"
    assert seat.get("/api/session", Session).scope.area_ids == (district,)
    with seat.listen(since=before.seq) as live:
        hello = live.next()
        assert isinstance(hello, Hello)
        assert hello.history != before.history


def test_an_area_that_moves_while_a_seat_is_looked_up_is_not_forgotten(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'x.db'}")
    db.migrate()

    def put(connection: Connection, parent: str) -> None:
        body = encode(Area(id="3", level="street", code="c", name="n", parent_id=parent)).decode()
        row = {"kind": "area", "id": "3", "version": 1, "body": body, "ended": False}
        connection.execute(entities.delete().where(entities.c.id == "3"))
        connection.execute(entities.insert().values(row))

    areas = Areas()
    with db.write() as connection:
        put(connection, "1")
    with db.read() as early:
        forgotten = areas.forgotten
        early.execute(select(entities.c.id)).all()  # what it sees is settled from here on
        with db.write() as connection:
            put(connection, "2")
        areas.forget()
        assert set(areas.tree(early, forgotten).with_descendants(("1",))) == {"1", "3"}
    with db.read() as late:
        assert set(areas.tree(late, areas.forgotten).with_descendants(("1",))) == {"1"}
        assert set(areas.tree(late, areas.forgotten).with_descendants(("2",))) == {"2", "3"}
    db.close()


def test_a_device_group_narrows_cameras_and_poles_alone() -> None:
    scope = Scope(device_groups=("长兴路",))
    assert project(Camera(id="1", number=1, name="c"), scope) is None
    assert project(Camera(id="1", number=1, name="c", group="长兴路"), scope) is not None
    assert project(Area(id="1", level="street", code="1", name="x"), scope) is not None


def test_a_screen_is_paired_by_its_code_and_reads_the_public_view_only(server: Backend) -> None:
    district = area(server, "district")
    pairing = answer_of(requests.post(f"{server.url}/api/kiosk/pairings", timeout=10), Pairing)
    claim = {"claim": pairing.claim}
    url = f"{server.url}/api/kiosk/claims"
    assert requests.post(url, json=claim, timeout=10).json()["code"] == "wrong_state"
    duty = server.account("duty")
    for wrong in ({"code": "AAAA-AAAA"}, {"code": pairing.claim[:20]}):
        with refused(Code.NOT_FOUND):
            duty.post("/api/kiosk/confirmations", wrong | {"name": "x"}, Made)
    narrow = server.account("duty", scope=Scope(area_ids=(district,)))
    with refused(Code.WRONG_ROLE, "$.area_ids"):
        narrow.post("/api/kiosk/confirmations", {"code": pairing.code, "name": "x"}, Made)
    wanted = {"code": pairing.code.lower(), "name": "三楼会议室", "area_ids": [district]}
    made = duty.post("/api/kiosk/confirmations", wanted, Made)
    kiosk = server._caller(answer_of(requests.post(url, json=claim, timeout=10), Session))
    assert (kiosk.session.person_id, kiosk.session.roles) == (made.person_id, ("kiosk",))
    assert kiosk.session.scope == Scope(view=View.PUBLIC, area_ids=(district,))
    assert requests.post(url, json=claim, timeout=10).json()["code"] == "not_found"
    assert kiosk.snapshot().seq > 0
    with refused(Code.WRONG_ROLE):
        kiosk.send(c.SaveScene(name="mine"))
    act(server.admin(), f"/api/accounts/{made.person_id}/state", disabled=True)
    with refused(Code.EXPIRED_TOKEN):
        kiosk.get("/api/session", Session)


def test_every_answer_carries_the_security_headers(server: Backend) -> None:
    for path in ("/api/health", "/api/snapshot", "/nothing", "/api/docs"):
        headers = requests.get(server.url + path, timeout=10).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in headers


def test_a_page_of_somebody_else_cannot_act(server: Backend) -> None:
    body = {"username": "admin", "password": "x"}
    for origin, status in (("https://evil.example", 403), ("wall://app", 401), (server.url, 401)):
        answer = requests.post(f"{server.url}/api/login", json=body, headers={"Origin": origin}, timeout=10)
        assert answer.status_code == status, origin


def test_tls_by_option_with_a_certificate_that_is_renewed(tmp_path: Path) -> None:
    first = certificate(tmp_path, "one")
    environ = {"CITYWALL_SERVER__TLS_CERT": str(first), "CITYWALL_SERVER__TLS_KEY": str(tmp_path / "key.pem")}
    with running(tmp_path / "data", environ=environ) as server:
        assert server.url.startswith("https://")
        answer = requests.get(f"{server.url}/api/health", verify=str(first), timeout=10)
        assert answer.headers["Strict-Transport-Security"]
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{server.url}/api/health", timeout=10)
        address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        served = ssl.get_server_certificate(address)
        certificate(tmp_path, "two")
        deadline = time.monotonic() + 30
        while ssl.get_server_certificate(address) == served and time.monotonic() < deadline:
            time.sleep(0.1)
        assert ssl.get_server_certificate(address).split() == first.read_text().split()


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key in key.pem."""
    cert = folder / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "key.pem"), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    return cert
