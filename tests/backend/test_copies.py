"""The register of copies on both databases: two people, a letter first, the hash of what was given, nothing leaks."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from contract import commands as c
from contract.copies import CopyApplication, CopyDecision, CopyEntry, CopyPage
from contract.entities import Id
from contract.errors import Code, Refused
from contract.people import SecurityPage
from contract.scope import Scope
from tests.backend.city import Hall
from tests.backend.server import Backend, answer_of
from tests.backend.server import Caller as Seat
from tests.panels.photo_desk import jpeg

PATH = "/api/copies"


@pytest.fixture
def hall(server: Backend) -> Hall:
    return Hall(server)


def application(hall: Hall, **more: object) -> CopyApplication:
    camera = hall.admin.send(c.SaveCamera(number=100_000 + uuid.uuid4().int % 800_000, name="东门", group="g1")).ids[0]
    now = datetime.now(UTC)
    given: dict[str, object] = {
        "applicant": "王警官", "unit": "长兴路派出所", "purpose": "查找走失老人", "camera_ids": (camera,),
        "from_at": now - timedelta(hours=3), "until_at": now - timedelta(hours=2), "letter_number": uuid.uuid4().hex,
    }  # fmt: skip
    return CopyApplication(**given | more)  # type: ignore[arg-type]


def put(seat: Seat, copy_id: Id, what: str, body: bytes, **query: str) -> CopyEntry:
    return answer_of(seat.request("POST", f"{PATH}/{copy_id}/{what}", params=query, data=body), CopyEntry)


def decide(seat: Seat, entry: CopyEntry, approved: bool = True, words: str = "") -> CopyEntry:
    return seat.post(f"{PATH}/{entry.id}/decision", CopyDecision(approved=approved, words=words), CopyEntry)


def code(act: object) -> Code:
    with pytest.raises(Refused) as caught:
        act()  # type: ignore[operator]
    return caught.value.problem.code


def test_a_copy_is_applied_for_allowed_by_another_person_and_given_once_with_its_hash(hall: Hall) -> None:
    said = application(hall)
    entry = hall.intake.post(PATH, said, CopyEntry)
    assert (entry.state, entry.camera_ids) == ("applied", said.camera_ids)
    assert code(lambda: decide(hall.shift_leader, entry)) is Code.WRONG_STATE, "no letter yet"
    assert code(lambda: put(hall.shift_leader, entry.id, "letter", jpeg(), name="a.jpg")) is Code.WRONG_ROLE
    assert put(hall.intake, entry.id, "letter", jpeg(), name="函.jpg").letter_name == "函.jpg"
    assert code(lambda: put(hall.intake, entry.id, "given", b"x", name="a.zip")) is Code.WRONG_STATE
    assert decide(hall.shift_leader, entry).state == "approved"
    data = b"pictures" * 1000
    digest = hashlib.sha256(data).hexdigest()
    assert code(lambda: put(hall.intake, entry.id, "given", data, name="a.zip", sha256="0" * 64)) is Code.BROKEN_FILE
    after = put(hall.intake, entry.id, "given", data, name="a.zip", sha256=digest)
    assert (after.state, after.file_sha256, after.file_size) == ("given", digest, len(data))
    assert code(lambda: put(hall.intake, entry.id, "given", data, name="a.zip")) is Code.WRONG_STATE
    letter = hall.shift_leader.request("GET", f"{PATH}/{entry.id}/letter")
    assert letter.content == jpeg()
    lines = hall.backend.account("audit").get("/api/security/log", SecurityPage, limit=200).lines
    acts = [line for line in lines if line.about == f"copy:{entry.id}"]
    assert [one.what for one in acts][::-1] == [
        "copy.applied", "copy.letter", "copy.approved", "copy.given", "copy.letter_read",
    ]  # fmt: skip
    assert not any(said.applicant in str(one) or said.purpose in str(one) for one in lines)


def test_who_took_the_application_down_never_decides_it_and_a_refusal_has_a_reason(hall: Hall) -> None:
    entry = hall.shift_leader.post(PATH, application(hall), CopyEntry)
    put(hall.shift_leader, entry.id, "letter", jpeg(), name="a.jpg")
    assert code(lambda: decide(hall.shift_leader, entry)) is Code.WRONG_ROLE
    assert code(lambda: decide(hall.intake, entry)) is Code.WRONG_ROLE
    leader = hall.backend.account("leader")
    assert code(lambda: decide(leader, entry, approved=False)) is Code.OUT_OF_RANGE
    assert decide(leader, entry, approved=False, words="函件不全").state == "refused"
    assert code(lambda: put(hall.intake, entry.id, "given", b"x", name="a")) is Code.WRONG_STATE


def test_the_register_is_searched_listed_and_written_out_for_those_who_may(hall: Hall) -> None:
    said = application(hall, applicant="=cmd()")
    entry = hall.intake.post(PATH, said, CopyEntry)
    found = hall.intake.get(PATH, CopyPage, words=said.letter_number)
    assert [one.id for one in found.entries] == [entry.id]
    assert hall.intake.get(PATH, CopyPage, words=said.letter_number, state="given").entries == ()
    assert hall.intake.get(PATH, CopyPage, words="%").entries == ()
    sheet = hall.intake.request("GET", f"{PATH}/file", params={"format": "csv", "words": said.letter_number})
    assert "'=cmd()" in sheet.content.decode("utf-8-sig")
    book = hall.intake.request("GET", f"{PATH}/file", params={"format": "xlsx"})
    assert book.content.startswith(b"PK")
    for seat in (hall.dispatcher, hall.department, hall.inspector):
        assert code(lambda seat=seat: seat.get(PATH, CopyPage)) is Code.WRONG_ROLE  # type: ignore[misc]
    elsewhere = hall.backend.account("duty", scope=Scope(device_groups=("nowhere",)))
    assert elsewhere.get(PATH, CopyPage, words=said.letter_number).entries == ()
    assert code(lambda: elsewhere.post(PATH, said, CopyEntry)) is Code.NOT_FOUND


def test_nonsense_is_refused(hall: Hall) -> None:
    good = application(hall)
    for more in (
        {"until_at": good.from_at},
        {"until_at": good.from_at + timedelta(days=200)},
        {"from_at": datetime.now(UTC) + timedelta(days=1), "until_at": datetime.now(UTC) + timedelta(days=2)},
        {"applicant": ""},
    ):
        values = {name: getattr(good, name) for name in good.__struct_fields__} | more
        wrong = CopyApplication(**values)
        assert code(lambda wrong=wrong: hall.intake.post(PATH, wrong, CopyEntry)) is Code.OUT_OF_RANGE, more  # type: ignore[misc]
    assert code(lambda: decide(hall.shift_leader, hall.intake.post(PATH, good, CopyEntry))) is Code.WRONG_STATE
    ghost = "4" * 15
    assert code(lambda: put(hall.intake, ghost, "given", b"x", name="a")) is Code.NOT_FOUND
    entry = hall.intake.post(PATH, good, CopyEntry)
    assert code(lambda: put(hall.intake, entry.id, "letter", b"no letter at all", name="a.exe")) is Code.UNSUPPORTED
