"""The window's side of evidence: asks a worker for it, says what came of it, tells the server, attaches it to a case.

What the server was not told yet stands in `FOLDER/untold.jsonl` until it was, over restarts too.
"""

from __future__ import annotations

import os
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from contract.attachments import Attachment
from contract.entities import Camera
from contract.errors import Code, Problem
from contract.taken import EvidenceNoted, EvidenceTaken, TakenKind
from panelkit import format as fmt
from panelkit.context import Context
from videowall.evidence_words import lack_words
from videowall.hall import VideoHall
from videowall.orders import Take, Taken
from videowall.ring_files import private
from videowall.stream import Profile, stream_id

BEFORE_NS = AFTER_NS = 10_000_000_000
RETRY_MS = 10_000
UNTOLD = "untold.jsonl"

translate = QCoreApplication.translate


class Line(msgspec.Struct, frozen=True):
    """One thing the server is to be told. `by`: who did it; only in his name it is told."""

    camera: str
    taken: EvidenceTaken
    by: str = ""


def streams_of(camera: str) -> tuple[str, str]:
    """A camera's streams in the ring, the better one first."""
    return stream_id(camera, Profile.MAIN), stream_id(camera, Profile.SUB)


class EvidenceDesk(QObject):
    """`said(text)`: for the banner. `done(Taken)`: a file is there. One for each seat: `desk_of`."""

    said = Signal(str)
    done = Signal(object)

    def __init__(self, context: Context, hall: VideoHall, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self.last: Taken | None = None
        self._context, self._hall = context, hall
        self.api = context.api
        self._waiting: dict[str, tuple[str, TakenKind]] = {}
        self._sending = ""
        self._telling = False
        self._untold: list[Line] = self._read()
        hall.supervisor.taken.connect(self._have)
        self._again = QTimer(self)
        self._again.setInterval(RETRY_MS)
        self._again.timeout.connect(self.tell)
        self._again.start()

    def close(self) -> None:
        """Another seat takes over; what is not told stands in the file."""
        self._again.stop()
        self._hall.supervisor.taken.disconnect(self._have)
        self.deleteLater()
        self.setParent(None)

    # --- taking -------------------------------------------------------------------------------------------------

    def snapshot(self, camera: str, at_ns: int | None = None) -> None:
        """The picture of a moment (unix, ns); of now where none is given."""
        at = time.time_ns() if at_ns is None else at_ns
        self._take(camera, TakenKind.SNAPSHOT, at, at)

    def clip(self, camera: str, at_ns: int | None = None) -> None:
        """Ten seconds before and after."""
        at = time.time_ns() if at_ns is None else at_ns
        if self._take(camera, TakenKind.CLIP, at - BEFORE_NS, at + AFTER_NS) and at_ns is None:
            self.said.emit(translate("Evidence", "A clip is being taken: ready in 10 s"))

    def _take(self, camera: str, kind: TakenKind, since_ns: int, until_ns: int) -> bool:
        rules, entity = self._hall.supervisor.ring, self._context.store.of(Camera, camera)
        if rules is None:
            self.said.emit(translate("Evidence", "This seat keeps no video: nothing can be taken"))
            return False
        job = uuid.uuid4().hex
        label = str(entity.number) if entity is not None else camera
        self._waiting[job] = (camera, kind)
        self._hall.supervisor.ask(
            job,
            Take(
                job=job,
                kind=kind.value,
                ring=rules.folder,
                streams=streams_of(camera),
                since_ns=since_ns,
                until_ns=until_ns,
                folder=str(self.folder),
                label=label,
                facts=self._facts(camera, entity),
            ),
        )
        return True

    def _facts(self, camera: str, entity: Camera | None) -> dict[str, str]:
        """Who, when, which camera, and how far this machine's clock is from the server's."""
        session, server = self._context.api.session, self._context.now()
        offset = (datetime.now(UTC) - server).total_seconds()
        return {
            "by": session.name if session is not None else "",
            "by_person_id": session.person_id if session is not None else "",
            "at_by_server": server.isoformat(timespec="milliseconds"),
            "seat_clock_less_server_clock_s": f"{offset:+.3f}",
            "camera_id": camera,
            "camera_number": str(entity.number) if entity is not None else "",
            "camera_name": entity.name if entity is not None else "",
        }

    def _have(self, taken: Taken) -> None:
        asked = self._waiting.pop(taken.job, None)
        if asked is None:
            return
        if taken.lack:
            self.said.emit(lack_words(taken.lack))
            return
        camera, kind = asked
        self.last = taken
        self._note(camera, kind, taken.job, taken.since_ns, taken.until_ns, taken.sha256, taken.size)
        name, seconds = Path(taken.path).name, (taken.until_ns - taken.since_ns) / 1e9
        if kind is TakenKind.CLIP:
            text = translate("Evidence", "Clip of {seconds} s kept: {name} · A: attach to the case")
        else:
            text = translate("Evidence", "Picture kept: {name} · A: attach to the case")
        self.said.emit(text.format(seconds=f"{seconds:.0f}", name=name))
        self.done.emit(taken)

    # --- attaching ----------------------------------------------------------------------------------------------

    def attach(self) -> None:
        """The last file to the case that is selected."""
        case_id, taken = self._context.selection.case_id, self.last
        if taken is None:
            self.said.emit(translate("Evidence", "Nothing to attach: S takes a picture, K a clip"))
        elif case_id is None:
            self.said.emit(translate("Evidence", "Select a case first, then A attaches to it"))
        elif not self._sending:
            path = Path(taken.path)
            self._sending = taken.job
            kind = "clip" if path.suffix == ".mp4" else "scene"
            pending = self._context.api.upload(
                f"/api/cases/{case_id}/attachments", path, {"kind": kind, "name": path.name}, Attachment
            )
            pending.succeeded.connect(lambda answer: self._attached(taken, answer))
            pending.failed.connect(self._not_attached)
            self.said.emit(translate("Evidence", "On its way to the case: {name}").format(name=path.name))

    def _attached(self, taken: Taken, answer: object) -> None:
        assert isinstance(answer, Attachment)
        self._sending = ""
        if answer.sha256 != taken.sha256:
            self.said.emit(translate("Evidence", "The server has another file than was taken: take it again"))
        else:
            self.said.emit(translate("Evidence", "Attached to the case, with the same SHA-256"))

    def _not_attached(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        self._sending = ""
        self.said.emit(translate("Evidence", "Not attached: {why}").format(why=problem.reason or problem.code.value))

    # --- telling the server -------------------------------------------------------------------------------------

    def replayed(self, camera: str, since_ns: int, until_ns: int) -> None:
        """Somebody looked at this time again."""
        self._note(camera, TakenKind.REPLAY, uuid.uuid4().hex, since_ns, max(since_ns, until_ns))

    def untold(self) -> int:
        """How many lines the server does not have yet."""
        return len(self._untold)

    def _note(
        self, camera: str, kind: TakenKind, job: str, since_ns: int, until_ns: int, sha256: str = "", size: int = 0
    ) -> None:
        since, until = (datetime.fromtimestamp(ns // 1_000_000 / 1000, UTC) for ns in (since_ns, until_ns))
        taken = EvidenceTaken(job=job, kind=kind, since=since, until=until, sha256=sha256, size=size)
        self._untold.append(Line(camera, taken, self._context.person_id() or ""))
        self._write()
        self.tell()

    def tell(self) -> None:
        """Tell the server the oldest line that it does not have; the next one follows."""
        person = self._context.person_id()
        line = next((line for line in self._untold if line.by in ("", person)), None)
        if line is None or self._telling or person is None:
            return
        self._telling = True
        pending = self._context.api.post(f"/api/cameras/{line.camera}/evidence", line.taken, EvidenceNoted)
        pending.succeeded.connect(lambda _noted: self._told(line))
        pending.failed.connect(lambda problem: self._not_told(line, problem))

    def _told(self, line: Line) -> None:
        self._telling = False
        self._untold.remove(line)
        self._write()
        self.tell()

    def _not_told(self, line: Line, problem: object) -> None:
        assert isinstance(problem, Problem)
        self._telling = False
        if problem.code in (Code.MALFORMED, Code.OUT_OF_RANGE, Code.NOT_FOUND):
            # It will never be taken (a camera that was deleted): the next one is not to wait behind it.
            self._untold.remove(line)
            self._untold.append(line)

    def _read(self) -> list[Line]:
        try:
            text = (self.folder / UNTOLD).read_bytes()
            return [msgspec.json.decode(one, type=Line) for one in text.splitlines() if one]
        except (OSError, msgspec.DecodeError, msgspec.ValidationError):
            return []

    def _write(self) -> None:
        """What is not told yet, whole or as it was before."""
        try:
            private(self.folder)
            work = self.folder / f".{UNTOLD}.new"
            with open(os.open(work, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
                file.write(b"".join(msgspec.json.encode(line) + b"\n" for line in self._untold))
            work.replace(self.folder / UNTOLD)
        except OSError:
            self.said.emit(translate("Evidence", "The folder for evidence cannot be written"))


def desk_of(context: Context, hall: VideoHall, folder: Path) -> EvidenceDesk:
    """The desk of this seat: one for all its panels. That of a seat before it (another log-in) ends."""
    for desk in hall.findChildren(EvidenceDesk):
        if desk.api is context.api:
            return desk
        desk.close()
    return EvidenceDesk(context, hall, folder, hall)


def clock_of(context: Context, at_ns: float) -> str:
    """Time of day of a moment of this seat's clock, in the city's zone."""
    return fmt.clock(datetime.fromtimestamp(at_ns / 1e9, UTC), context.profile.timezone)
