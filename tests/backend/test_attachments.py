"""Files of cases: taken by content, kept as evidence, shown to those who see the case."""

from __future__ import annotations

import hashlib
import io
import os
import socket
import struct
import wave
import zipfile
import zlib
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
import requests
from PIL import Image

from backend.rules.media import clean_name
from backend.services.filestore import FileStore
from contract import commands as c
from contract.attachments import Attachment
from contract.entities import Case, Id
from contract.errors import Code, Refused
from contract.figures import CaseDetail
from contract.scope import Scope, View
from tests.backend.city import Hall
from tests.backend.server import Backend, Caller, answer_of, running


@pytest.fixture(scope="module")
def hall(server: Backend) -> Hall:
    return Hall(server)


@pytest.fixture
def case_id(hall: Hall) -> Id:
    return hall.report()


def picture(form: str = "JPEG", size: tuple[int, int] = (64, 48), colour: str = "red", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **options)
    return out.getvalue()


def noisy(size: tuple[int, int] = (400, 300)) -> bytes:
    out = io.BytesIO()
    Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3)).save(out, "JPEG")
    return out.getvalue()


def sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(8000)
        stream.writeframes(b"\1\2" * 800)
    return out.getvalue()


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), name) + body


FILM = box(b"ftyp", b"isom\0\0\2\0isom") + box(b"moov", b"\0" * 40) + box(b"mdat", b"\1" * 400)
PAPER = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
MP3 = b"\xff\xfb\x90\x00" + b"\0" * 500
OGG = b"OggS\0\2" + b"\0" * 22 + b"OpusHead" + b"\0" * 100
PAGE = b"<html><script>alert(1)</script></html>"


def put(seat: Caller, case_id: Id, body: bytes, kind: str = "scene", name: str = "", **options: object) -> Attachment:
    answer = seat.request(
        "POST", f"/api/cases/{case_id}/attachments", params={"kind": kind, "name": name}, data=body, **options
    )
    return answer_of(answer, Attachment)


def test_a_photo_is_evidence_of_its_case(hall: Hall, case_id: Id) -> None:
    body = noisy()
    made = put(hall.inspector, case_id, body, name="现场 1.jpg")
    assert (made.sha256, made.size) == (hashlib.sha256(body).hexdigest(), len(body))
    assert (made.media_type, made.width, made.height, made.thumbnail) == ("image/jpeg", 400, 300, True)
    detail = hall.admin.get(f"/api/cases/{case_id}", CaseDetail)
    assert detail.attachments == (made,)
    assert (detail.case.photos, detail.case.version) == (1, 2)
    last = detail.trail[-1]
    assert (last.name, last.params["sha256"], last.params["attachment_id"]) == ("case.attached", made.sha256, made.id)
    assert "现场" not in str(last.params)  # a name may be somebody's
    card = hall.admin.live_state()["case"][case_id]
    assert isinstance(card, Case)
    assert card.photos == 1
    stored = hall.backend.data / "files" / made.sha256[:2] / made.sha256
    assert stored.read_bytes() == body
    assert stored.stat().st_mode & 0o077 == 0


def test_a_file_comes_back_as_it_was_and_can_do_nothing(hall: Hall, case_id: Id) -> None:
    made = put(hall.inspector, case_id, noisy(), name="../../etc/井盖<1>.jpg")
    answer = hall.admin.request("GET", f"/api/attachments/{made.id}")
    assert hashlib.sha256(answer.content).hexdigest() == made.sha256
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert made.name == "井盖1.jpg"
    again = hall.admin.request("GET", f"/api/attachments/{made.id}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    small = hall.admin.request("GET", f"/api/attachments/{made.id}/thumbnail")
    assert small.headers["Content-Type"] == "image/webp"
    assert Image.open(io.BytesIO(small.content)).size == (320, 240)
    paper = put(hall.inspector, case_id, PAPER, kind="document", name="x.html")
    answer = hall.admin.request("GET", f"/api/attachments/{paper.id}")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert hall.admin.request("GET", f"/api/attachments/{paper.id}/thumbnail").status_code == 404


def test_a_lost_thumbnail_is_made_again(hall: Hall, case_id: Id) -> None:
    made = put(hall.inspector, case_id, noisy())
    path = hall.backend.data / "thumbnails" / made.sha256[:2] / f"{made.sha256}.webp"
    before = path.read_bytes()
    path.unlink()
    assert hall.admin.request("GET", f"/api/attachments/{made.id}/thumbnail").content == before


@pytest.mark.parametrize(
    ("kind", "body", "media"),
    [
        ("before", picture("PNG"), "image/png"),
        ("after", picture("WEBP"), "image/webp"),
        ("sound", sound(), "audio/wav"),
        ("sound", MP3, "audio/mpeg"),
        ("sound", OGG, "audio/ogg"),
        ("clip", FILM, "video/mp4"),
        ("document", PAPER, "application/pdf"),
        ("document", picture("PNG"), "image/png"),
    ],
    ids=lambda value: "bytes" if isinstance(value, bytes) else str(value),
)
def test_types_are_told_by_content(hall: Hall, case_id: Id, kind: str, body: bytes, media: str) -> None:
    assert put(hall.inspector, case_id, body, kind, name="x.exe").media_type == media


def _bomb() -> bytes:
    """A PNG of 40,000 x 40,000 pixels in some kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0))
    rows = zlib.compress(b"\0" * (5001 * 2000), 9)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"\0" * 5_000_000)
    return out.getvalue()


REFUSED = {
    "nothing": (b"", "scene", 400, Code.MALFORMED),
    "a page": (PAGE, "scene", 415, Code.UNSUPPORTED),
    "a drawing": (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "scene", 415, Code.UNSUPPORTED),
    "a gif": (picture("GIF"), "scene", 415, Code.UNSUPPORTED),
    "a tiff": (picture("TIFF"), "scene", 415, Code.UNSUPPORTED),
    "a program": (b"MZ" + b"\0" * 100, "document", 415, Code.UNSUPPORTED),
    "an archive": (_archive(), "scene", 415, Code.UNSUPPORTED),
    "a photo as a sound": (picture(), "sound", 415, Code.UNSUPPORTED),
    "a sound as a photo": (sound(), "scene", 415, Code.UNSUPPORTED),
    "heic without a decoder": (box(b"ftyp", b"heic\0\0\0\0heic") + b"\0" * 99, "scene", 415, Code.UNSUPPORTED),
    "a bomb": (_bomb(), "scene", 422, Code.BROKEN_FILE),
    "half a jpeg": (noisy()[:9000], "scene", 422, Code.BROKEN_FILE),
    "half a png": (picture("PNG", (300, 300))[:-20], "scene", 422, Code.BROKEN_FILE),
    "half a webp": (picture("WEBP", (300, 300))[:-20], "scene", 422, Code.BROKEN_FILE),
    "only a jpeg's beginning": (b"\xff\xd8\xff\xe0", "scene", 422, Code.BROKEN_FILE),
    "a jpeg with a page behind": (picture() + PAGE, "scene", 422, Code.BROKEN_FILE),
    "a jpeg with an archive behind": (picture() + _archive(), "scene", 422, Code.BROKEN_FILE),
    "a jpeg with a page in its comment": (picture(comment=PAGE), "scene", 422, Code.BROKEN_FILE),
    "a png with a page behind": (picture("PNG") + PAGE, "scene", 422, Code.BROKEN_FILE),
    "a webp with a page behind": (picture("WEBP") + PAGE, "scene", 422, Code.BROKEN_FILE),
    "a sound with a page behind": (sound() + PAGE, "sound", 422, Code.BROKEN_FILE),
    "half a sound": (sound()[:-100], "sound", 422, Code.BROKEN_FILE),
    "half a film": (FILM[:-100], "clip", 422, Code.BROKEN_FILE),
    "a film of nothing": (box(b"ftyp", b"isom\0\0\2\0"), "clip", 422, Code.BROKEN_FILE),
    "half a document": (PAPER[:-8], "document", 422, Code.BROKEN_FILE),
    "a document that is an archive": (PAPER + _archive(), "document", 422, Code.BROKEN_FILE),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_evidence_is_refused_and_leaves_nothing(hall: Hall, case_id: Id, what: str) -> None:
    body, kind, status, code = REFUSED[what]
    answer = hall.inspector.request("POST", f"/api/cases/{case_id}/attachments", params={"kind": kind}, data=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert hall.admin.get(f"/api/cases/{case_id}", CaseDetail).attachments == ()
    assert list((hall.backend.data / "tmp" / "uploads").glob("*")) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/cases/1/attachments?kind=scene", 404),
        ("/api/cases/x/attachments?kind=scene", 400),
        ("/api/cases/{case}/attachments", 400),
        ("/api/cases/{case}/attachments?kind=virus", 400),
        ("/api/cases/{case}/attachments?kind=scene&name=" + "x" * 501, 422),
    ],
)
def test_a_wrong_address_is_told(hall: Hall, case_id: Id, path: str, status: int) -> None:
    answer = hall.inspector.request("POST", path.format(case=case_id), data=picture())
    assert answer.status_code == status
    assert "code" in answer.json()


def test_the_same_file_is_kept_once(hall: Hall, case_id: Id) -> None:
    body, other = noisy(), hall.report()
    first = put(hall.inspector, case_id, body)
    answer = hall.inspector.request("POST", f"/api/cases/{case_id}/attachments", params={"kind": "scene"}, data=body)
    assert (answer.status_code, msgspec.json.decode(answer.content, type=Attachment)) == (200, first)
    assert hall.admin.get(f"/api/cases/{case_id}", CaseDetail).case.photos == 1
    second = put(hall.inspector, other, body)
    assert second.id != first.id
    assert second.sha256 == first.sha256
    assert put(hall.inspector, case_id, body, kind="after").id != first.id


def test_an_ended_case_takes_no_more(hall: Hall) -> None:
    case_id = hall.report()
    hall.intake.send(c.RefuseCase(case_id=case_id, opinion="重复"))
    with pytest.raises(Refused) as refused:
        put(hall.inspector, case_id, picture())
    assert refused.value.problem.code is Code.WRONG_STATE


def test_files_are_shown_to_those_who_see_their_case(hall: Hall, case_id: Id) -> None:
    made = put(hall.inspector, case_id, noisy())
    hall.take_to(case_id, "dispatched")  # type: ignore[arg-type]
    other = hall.backend.account("department", scope=Scope(view=View.DEPARTMENT, department_id=hall.new_department()))
    public = hall.backend.account("kiosk", scope=Scope(view=View.PUBLIC))
    elsewhere = hall.backend.account("leader", scope=Scope(area_ids=("987654321",)))
    for path in (f"/api/attachments/{made.id}", f"/api/attachments/{made.id}/thumbnail"):
        assert hall.department.request("GET", path).status_code == 200
        for seat in (other, public, elsewhere):
            assert seat.request("GET", path).status_code == 404
        assert requests.get(hall.backend.url + path, timeout=10).status_code == 401
    assert public.get(f"/api/cases/{case_id}", CaseDetail).attachments == ()
    for seat, code in ((other, Code.NOT_FOUND), (public, Code.WRONG_ROLE), (elsewhere, Code.WRONG_ROLE)):
        with pytest.raises(Refused) as refused:
            put(seat, case_id, picture(colour="blue"))
        assert refused.value.problem.code is code


def test_what_a_phone_noted_is_noted_and_the_thumbnail_stands_upright(hall: Hall, case_id: Id) -> None:
    image = Image.new("RGB", (640, 320), "white")
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif.get_ifd(0x8769)[0x9003] = "2026:11:21 15:04:05"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (31.0, 12.0, 36.0), "E", (121.0, 30.0, 0.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    made = put(hall.inspector, case_id, out.getvalue())
    assert made.taken_at == "2026:11:21 15:04:05"
    assert (made.lat, made.lon) == (pytest.approx(31.21), pytest.approx(121.5))
    assert (made.width, made.height) == (320, 640)
    small = hall.admin.request("GET", f"/api/attachments/{made.id}/thumbnail").content
    thumbnail = Image.open(io.BytesIO(small))
    assert thumbnail.size == (160, 320)
    assert not thumbnail.getexif()  # where somebody lives does not travel with it
    assert hall.admin.request("GET", f"/api/attachments/{made.id}").content == out.getvalue()


def test_too_large_is_refused_before_and_while_it_comes(tmp_path: Path) -> None:
    with running(tmp_path, environ={"CITYWALL_FILES__MAX_PHOTO_BYTES": "5000"}) as backend:
        hall = Hall(backend)
        case_id = hall.report()
        body = noisy()
        assert len(body) > 5000
        for sent in (body, (part for part in (body[:3000], body[3000:]))):  # with its length, and without
            answer = hall.inspector.request(
                "POST", f"/api/cases/{case_id}/attachments", params={"kind": "scene"}, data=sent
            )
            assert (answer.status_code, answer.json()["code"]) == (413, Code.TOO_LARGE)
        _lie(backend, hall.inspector, case_id, picture())
        assert hall.admin.get(f"/api/cases/{case_id}", CaseDetail).attachments == ()
        assert put(hall.inspector, case_id, picture()).size < 5000
        assert list((tmp_path / "tmp" / "uploads").glob("*")) == []


def _lie(backend: Backend, seat: Caller, case_id: Id, body: bytes) -> None:
    """Promise more bytes than come, and hang up."""
    address = urlsplit(backend.url)
    head = (
        f"POST /api/cases/{case_id}/attachments?kind=scene HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {seat.token}\r\n"
        f"Content-Length: {len(body) + 1000}\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port), timeout=10) as wire:
        wire.sendall(head.encode() + body)
        wire.shutdown(socket.SHUT_WR)
        while wire.recv(4096):
            pass


def test_files_that_belong_to_no_case_are_swept(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    kept, lost = store.incoming(), store.incoming()
    for one, body in ((kept, b"kept"), (lost, b"lost")):
        one.write(body)
        one.end()
        store.take(one)
        store.put_thumbnail(one.sha256, b"small")
        one.drop()
    broken = store.incoming()
    broken.write(b"half")
    assert store.sweep_all(lambda _: {kept.sha256}) == 0  # nothing is an hour old
    assert store.sweep_all(lambda _: {kept.sha256}, grace_s=-1) == 2
    assert store.path(kept.sha256).read_bytes() == b"kept"
    assert not store.path(lost.sha256).exists()
    assert not store.thumbnail_path(lost.sha256).exists()
    broken.drop()


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("a/b\\c.jpg", "c.jpg"),
        ("...", ""),
        (".htaccess", "htaccess"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("a\0b\r\nc\t.png", "abc.png"),
        ("  井盖  前 .jpg ", "井盖 前 .jpg"),
        ("x" * 300, "x" * 120),
    ],
)
def test_names_of_files_are_made_harmless(given: str, clean: str) -> None:
    assert clean_name(given) == clean
