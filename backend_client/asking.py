"""What is asked of the server: a job for a worker thread, the `Pending` it answers to, and what an answer means."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import msgspec
import requests
from PySide6.QtCore import QObject, Signal

from backend_client.retry import after_answer_s
from contract.errors import Code, Problem
from contract.protocol import decode_snapshot
from contract.snapshot import Snapshot

Lane = Literal["commands", "bulk", "pictures", "uploads", "urgent", "steering"]
BLOCK = 1 << 16


class Pending(QObject):
    """Something asked of the server. Exactly one of `succeeded` and `failed` comes, once, unless the `Api` is closed or
    told to `forget` it before. `progressed(int sent, int total)` comes with what is sent from a file, in bytes."""

    succeeded = Signal(object)
    failed = Signal(object)
    progressed = Signal(int, int)

    def __init__(self, request_id: str) -> None:
        super().__init__()
        self.id = request_id
        self.result: object | None = None
        self.problem: Problem | None = None
        self.forgotten = threading.Event()

    @property
    def done(self) -> bool:
        """Whether an answer is there."""
        return self.result is not None or self.problem is not None

    def settle(self, outcome: object) -> None:
        """Tell the outcome: a `Problem` or the answer. Called in the owner's thread."""
        if isinstance(outcome, Problem):
            self.problem = outcome
            self.failed.emit(outcome)
        else:
            self.result = outcome
            self.succeeded.emit(outcome)


@dataclass(frozen=True, eq=False)
class Job:
    """One request. `file` is sent as the body, block by block; of an answer at most `most` bytes are taken, and a good
    one is written to `into` where that is given."""

    pending: Pending
    method: str
    url: str
    params: Mapping[str, str]
    body: bytes
    decode: Callable[[bytes], object]
    give_up_at: float
    public: bool = False
    file: Path | None = None
    into: Path | None = None
    most: int = 1 << 28


class Refusal(Exception):
    """The server said no."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Away(Exception):
    """Nobody answered, or somebody who cannot now: worth another try after `wait_s`."""

    def __init__(
        self,
        reason: str,
        wait_s: float | None = None,
        code: Code = Code.UNAVAILABLE,
        params: dict[str, str] | None = None,
        field: str = "",
    ) -> None:
        super().__init__(reason)
        self.wait_s = wait_s
        self.problem = Problem(code=code, reason=reason, params=params or {}, field=field)


class Forgotten(Exception):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True)
class Sent:
    """How far an upload is, in bytes. A type of its own: an answer may be a tuple, too."""

    sent: int
    total: int


class Outgoing:
    """A file on its way: `requests` reads it block by block and sends its length first."""

    def __init__(self, stream: BinaryIO, total: int, pending: Pending, told: Callable[[int, int], None]) -> None:
        self._stream, self._total, self._pending, self._told = stream, total, pending, told
        self._sent = 0

    def __len__(self) -> int:
        return self._total

    def read(self, _size: int = -1) -> bytes:
        """The next block, never beyond the length that was said. Forgotten where nobody waits any more."""
        if self._pending.forgotten.is_set():
            raise Forgotten
        block = self._stream.read(min(BLOCK, self._total - self._sent))
        self._sent += len(block)
        if block:
            self._told(self._sent, self._total)
        return block


def received(answer: requests.Response, job: Job) -> bytes:
    """The body, bounded; empty where it went into the job's file. Forgotten where nobody waits any more,
    Refusal(too_large) where it is too much."""
    if job.into is not None and answer.ok:
        with job.into.open("wb") as out:
            for block in _blocks(answer, job):
                out.write(block)
        return b""
    return b"".join(_blocks(answer, job))


def _blocks(answer: requests.Response, job: Job) -> Iterator[bytes]:
    size = 0
    for block in answer.iter_content(BLOCK):
        if job.pending.forgotten.is_set():
            raise Forgotten
        size += len(block)
        if size > job.most:
            raise Refusal(Problem(code=Code.TOO_LARGE, reason=f"an answer of more than {job.most} bytes"))
        yield block


def checked(file: Path, sha256: str, _nothing: bytes) -> Path:
    """The file that was received. Refusal(broken_file) where it is not the one with this hash."""
    try:
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise Refusal(Problem(code=Code.BROKEN_FILE, reason=f"{file}: {error.strerror}")) from error
    if found != sha256:
        reason = "the file is not the one that was attached"
        raise Refusal(Problem(code=Code.BROKEN_FILE, field="sha256", reason=reason))
    return file


def decoder(answer: Any) -> Callable[[bytes], object]:
    """How an answer of this type is read."""
    if answer is bytes:
        return bytes
    if answer is Snapshot:
        return decode_snapshot  # leaves out what this reader does not know
    reader = msgspec.json.Decoder(answer)
    return lambda data: cast(object, reader.decode(data))


def refusal(answer: requests.Response, body: bytes) -> Exception:
    """What an answer that is not 2xx means: Refusal, or Away where another try may help."""
    try:
        problem = msgspec.json.decode(body, type=Problem)
    except msgspec.MsgspecError:
        if answer.status_code in (502, 503, 504):
            return Away(f"HTTP {answer.status_code}", after_answer_s(answer.headers.get("Retry-After"), 0.5))
        code = Code.PROTOCOL if answer.status_code == 426 else Code.DEFECT
        return Refusal(Problem(code=code, reason=f"HTTP {answer.status_code}"))
    if problem.code in (Code.OVERLOADED, Code.UNAVAILABLE):
        wait_s = after_answer_s(answer.headers.get("Retry-After"), 0.5)
        return Away(problem.reason, wait_s, problem.code, field=problem.field)
    return Refusal(problem)
