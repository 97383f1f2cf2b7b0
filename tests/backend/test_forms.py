"""Files that come in a form: streamed, one part, the same checks; and what else a form may hold."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
import requests

from backend.forms import AROUND, Form, is_form
from contract.attachments import Attachment
from contract.entities import Id
from contract.errors import Code, Refused
from contract.figures import CaseDetail
from tests.backend.city import Hall
from tests.backend.server import Backend, answer_of, running
from tests.backend.test_attachments import PAGE, noisy, picture, sound

EDGE = "a-boundary"


@pytest.fixture(scope="module")
def hall(server: Backend) -> Hall:
    return Hall(server)


@pytest.fixture
def case_id(hall: Hall) -> Id:
    return hall.report()


def part(content: bytes, head: str = 'form-data; name="file"; filename="a.jpg"', more: str = "") -> bytes:
    return f"--{EDGE}\r\nContent-Disposition: {head}\r\n{more}\r\n".encode() + content + b"\r\n"


END = f"--{EDGE}--\r\n".encode()


def send(hall: Hall, case_id: Id, body: bytes, *, kind: str = "scene", said: str = EDGE) -> requests.Response:
    headers = {"Content-Type": f"multipart/form-data; boundary={said}"}
    return hall.inspector.request(
        "POST", f"/api/cases/{case_id}/attachments", params={"kind": kind}, data=body, headers=headers
    )


def test_a_form_is_the_same_as_the_file_itself(hall: Hall, case_id: Id) -> None:
    body, path = noisy(), f"/api/cases/{case_id}/attachments"
    answer = hall.inspector.request(
        "POST", path, params={"kind": "scene"}, files={"file": ("../../etc/井盖<1>.jpg", body, "text/html")}
    )
    made = answer_of(answer, Attachment)
    assert (answer.status_code, made.name, made.media_type) == (201, "井盖1.jpg", "image/jpeg")
    assert made.sha256 == hashlib.sha256(body).hexdigest()
    raw = hall.inspector.request("POST", path, params={"kind": "scene"}, data=body)
    assert (raw.status_code, answer_of(raw, Attachment).id) == (200, made.id)
    named = hall.inspector.request("POST", path, params={"kind": "after", "name": "mine.jpg"}, files={"f": ("x", body)})
    assert answer_of(named, Attachment).name == "mine.jpg"


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("C:\\\\fakepath\\\\photo.jpg", "photo.jpg"),
        ("..", "scene.jpg"),
        ("", "scene.jpg"),
        ("a%00b.jpg", "a%00b.jpg"),
        ("x" * 3000 + ".jpg", "x" * 120),
    ],
)
def test_the_name_in_a_form_is_made_harmless(hall: Hall, case_id: Id, given: str, clean: str) -> None:
    answer = send(hall, case_id, part(noisy(), f'form-data; name="file"; filename="{given}"') + END)
    assert answer_of(answer, Attachment).name == clean


NASTY = {
    "two files": part(picture()) + part(picture("PNG")) + END,
    "a field and a file": part(b"scene", 'form-data; name="kind"') + part(picture()) + END,
    "a file and a field": part(picture()) + part(b"scene", 'form-data; name="kind"') + END,
    "no file": END,
    "an empty form": b"",
    "an empty file": part(b"") + END,
    "no end": part(picture()),
    "half a delimiter at the end": part(picture()) + b"--a-bou",
    "another boundary": part(picture()).replace(EDGE.encode(), b"b-boundary") + b"--b-boundary--\r\n",
    "something before on the same line": b"hello" + part(picture()) + END,
    "much before": b"\0" * (2 * AROUND) + b"\r\n" + part(picture()) + END,
    "a huge head": part(picture(), more=f"X-Note: {'x' * 5000}\r\n") + END,
    "an endless head": f"--{EDGE}\r\nContent-Disposition: ".encode() + b"x" * 300_000,
    "many heads": part(picture(), more="X-Note: x\r\n" * 20) + END,
    "no head": f"--{EDGE}\r\n\r\n".encode() + picture() + b"\r\n" + END,
    "a head without a colon": part(picture(), more="nonsense\r\n") + END,
    "a head that is no text": f"--{EDGE}\r\nContent-Disposition: form-data; name=\"f\"; filename=\"".encode()
    + b"\xff\xfe\xfd\"\r\n\r\n" + picture() + b"\r\n" + END,
    "an attachment, no form": part(picture(), 'attachment; filename="a.jpg"') + END,
    "bare line ends": (part(b"x") + END).replace(b"\r\n", b"\n"),
    "much behind the end": part(picture()) + END + b"\0" * (2 * AROUND),
}  # fmt: skip


@pytest.mark.parametrize("what", NASTY)
def test_a_form_that_is_not_one_file_is_refused_and_leaves_nothing(hall: Hall, case_id: Id, what: str) -> None:
    answer = send(hall, case_id, NASTY[what])
    assert (answer.status_code, answer.json()["code"]) == (400, Code.MALFORMED), answer.text
    assert nothing_left(hall, case_id)


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (PAGE, "scene", Code.UNSUPPORTED),
        (sound(), "scene", Code.UNSUPPORTED),
        (noisy()[:9000], "scene", Code.BROKEN_FILE),
    ],
)
def test_the_content_is_checked_all_the_same(hall: Hall, case_id: Id, content: bytes, kind: str, code: Code) -> None:
    answer = send(hall, case_id, part(content, more="Content-Type: image/jpeg\r\n") + END, kind=kind)
    assert answer.json()["code"] == code
    assert nothing_left(hall, case_id)


@pytest.mark.parametrize("said", ["", '""', "x" * 71, '"a\\nb"', "井盖", EDGE.upper()])
def test_a_boundary_that_is_none_is_refused(hall: Hall, case_id: Id, said: str) -> None:
    answer = send(hall, case_id, part(picture()) + END, said=said.encode().decode("latin-1"))
    assert (answer.status_code, answer.json()["code"]) == (400, Code.MALFORMED), answer.text
    assert nothing_left(hall, case_id)


def test_a_form_holds_no_more_than_the_file_may_have(tmp_path: Path) -> None:
    with running(tmp_path, environ={"CITYWALL_FILES__MAX_PHOTO_BYTES": "5000"}) as backend:
        hall = Hall(backend)
        case_id = hall.report()
        small = picture()
        assert len(small) < 5000
        assert send(hall, case_id, part(small) + END).status_code == 201
        for size in (5001, 80_000, 400_000):  # while it comes, and by its length before it comes
            answer = send(hall, case_id, part(small.ljust(size, b"\0")) + END)
            assert (answer.status_code, answer.json()["code"]) == (413, Code.TOO_LARGE)
        assert len(hall.admin.get(f"/api/cases/{case_id}", CaseDetail).attachments) == 1
        assert list((backend.data / "tmp" / "uploads").glob("*")) == []


def test_whoever_hangs_up_in_the_middle_of_a_form_leaves_nothing(hall: Hall, case_id: Id) -> None:
    host, _, port = hall.backend.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall(
            f"POST /api/cases/{case_id}/attachments?kind=scene HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {hall.inspector.token}\r\nContent-Length: 90000\r\n"
            f"Content-Type: multipart/form-data; boundary={EDGE}\r\n\r\n".encode()
        )
        raw.sendall(part(noisy())[:3000])
    assert send(hall, case_id, part(noisy()) + END).status_code == 201
    assert len(hall.admin.get(f"/api/cases/{case_id}", CaseDetail).attachments) == 1


def test_blocks_come_as_they_arrive_wherever_the_body_is_cut() -> None:
    content = bytes(range(256)) * 20 + b"\r\n--a-boundarx\r\n--a-"
    whole = part(content) + END
    whole = b"before\r\n" + whole + b"after"
    for size in (1, 2, 3, 7, 11, 64, 1000, len(whole)):
        pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
        name, blocks = asyncio.run(_read(pieces))
        assert (name, b"".join(blocks)) == ("a.jpg", content)


def test_only_forms_are_forms() -> None:
    assert is_form("Multipart/Form-Data; boundary=x")
    assert not any(map(is_form, ("", "image/jpeg", "multipart/mixed; boundary=x", "application/x-www-form-urlencoded")))
    with pytest.raises(Refused):
        Form(_stream(()), "multipart/form-data")


async def _read(pieces: Iterable[bytes]) -> tuple[str, list[bytes]]:
    form = Form(_stream(pieces), f"multipart/form-data; boundary={EDGE}")
    blocks = [block async for block in form.blocks()]
    return form.name, blocks


async def _stream(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for one in pieces:
        yield one


def nothing_left(hall: Hall, case_id: Id) -> bool:
    kept = hall.admin.get(f"/api/cases/{case_id}", CaseDetail).attachments
    return kept == () and list((hall.backend.data / "tmp" / "uploads").glob("*")) == []
