"""A model of power cuts: what SQLite's files can look like afterwards, taken from the real calls of the real writer.

    python -m tests.backend.powercut FOLDER OPS ROUNDS FULL|NORMAL

makes a database in FOLDER, then runs the writer under ptrace and pickles every write, truncation and sync of its files
into OPS, in order, and among them the moments at which acts were acknowledged. `cuts` replays that: what was synced is
there; of what was not, any subset of writes, some of them torn at a sector, in any file.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import random
import shutil
import signal
import sqlite3
import struct
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Op = tuple[str, str, int, bytes]  # what, file name, offset or size, data
SECTOR = 512
ACKS = "acks"
WRITE, PWRITE, FSYNC, FDATASYNC, FTRUNCATE, UNLINK, OPENAT = 1, 18, 74, 75, 77, 87, 257
TRACEME, SYSCALL, GETREGS, SETOPTIONS, SYSGOOD, CLONE = 0, 24, 12, 0x4200, 1, 8
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Loss:
    """What was wrong after one modelled cut."""

    at: int
    what: str


def cuts(base: dict[str, bytes], ops: list[Op], points: int, *, seed: int, scratch: Path) -> Iterator[Loss]:
    """Cut the power at `points` places of the recording; yields what was lost."""
    dice = random.Random(seed)
    chosen = set(dice.sample(range(1, len(ops) + 1), min(points, len(ops))))
    durable = {name: bytearray(body) for name, body in base.items()}
    pending: dict[str, list[Op]] = {}
    acknowledged: list[str] = []
    for at, op in enumerate(ops, 1):
        what, name, _, data = op
        if name == ACKS:
            acknowledged += data.decode().split()
        elif what == "sync":
            for one in pending.pop(name, []):
                _apply(durable, one)
        else:
            pending.setdefault(name, []).append(op)
        if at in chosen:
            yield from _after_cut(at, durable, pending, acknowledged, dice, scratch)


def _after_cut(
    at: int,
    durable: dict[str, bytearray],
    pending: dict[str, list[Op]],
    acknowledged: list[str],
    dice: random.Random,
    scratch: Path,
) -> Iterator[Loss]:
    keep = dice.choice((0.0, 0.5, 0.9))  # nothing unsynced survives; half; most
    left = {name: bytearray(body) for name, body in durable.items()}
    for ops in pending.values():
        for op in ops:
            if dice.random() >= keep:
                continue
            what, name, offset, data = op
            if what == "write" and len(data) > SECTOR and dice.random() < 0.3:
                begin = dice.randrange(0, len(data), SECTOR)  # torn: one end of it is there
                op = (
                    (what, name, offset, data[:begin])
                    if dice.random() < 0.5
                    else (what, name, offset + begin, data[begin:])
                )
            _apply(left, op)
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    for name, body in left.items():
        (scratch / name).write_bytes(body)
    try:
        with contextlib.closing(sqlite3.connect(scratch / "citywall.db")) as database:
            whole = [row[0] for row in database.execute("PRAGMA integrity_check")]
            if whole != ["ok"]:
                yield Loss(at, f"not whole: {whole[0]}")
            there = {row[0] for row in database.execute("SELECT command_id FROM idempotency")}
            if missing := [one for one in acknowledged if one not in there]:
                yield Loss(at, f"{len(missing)} of {len(acknowledged)} acknowledged acts are lost")
            count, first, last = database.execute("SELECT count(*), min(seq), max(seq) FROM outbox").fetchone()
            if count and (first, last) != (1, count):
                yield Loss(at, f"{count} events from {first} to {last}")
            cases = database.execute("SELECT count(*) FROM cases").fetchone()[0]
            if len({count, len(there), cases}) != 1:
                yield Loss(at, f"half a batch: {count} events, {len(there)} answers, {cases} cases")
    except sqlite3.Error as fault:
        yield Loss(at, f"cannot be opened: {fault}")


def _apply(files: dict[str, bytearray], op: Op) -> None:
    what, name, offset, data = op
    if what == "unlink":
        files.pop(name, None)
        return
    body = files.setdefault(name, bytearray())
    if what == "truncate":
        del body[offset:]
        body.extend(b"\0" * (offset - len(body)))
        return
    body.extend(b"\0" * (offset - len(body)))
    body[offset : offset + len(data)] = data


def record(folder: Path, out: Path, rounds: int, synchronous: str) -> None:
    """Run the writer under ptrace; pickles (files at the start, operations)."""
    from backend.db import Database

    db = Database(f"sqlite:///{folder / 'citywall.db'}")
    db.migrate()
    db.close()
    base = {one.name: one.read_bytes() for one in folder.iterdir()}
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(BaseException):
            _act(folder, rounds, synchronous)
            os._exit(0)
        os._exit(1)
    ops, code = _trace(pid, folder)
    assert code == 0, f"the writer ended with {code}"
    out.write_bytes(pickle.dumps((base, ops)))


def _act(folder: Path, rounds: int, synchronous: str) -> None:
    from backend.city import City
    from backend.db import Database
    from backend.ids import IdSource
    from backend.outcome import SYSTEM
    from backend.replies import CommandJob
    from backend.writer import Writer
    from tests.backend.test_writer import report

    acks = os.open(folder / ACKS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def told(command_id: str) -> Any:
        return lambda future: os.write(acks, f"{command_id}\n".encode()) if future.exception() is None else None

    _ptrace(TRACEME, 0, 0, 0)
    os.kill(os.getpid(), signal.SIGSTOP)
    db = Database(f"sqlite:///{folder / 'citywall.db'}", synchronous=synchronous)
    writer = Writer(db, ids=IdSource(), city=City())
    writer.start()
    dice = random.Random(rounds)
    for number in range(rounds):
        waiting: list[Future[Any]] = []
        for place in range(dice.randrange(1, 12)):
            job = CommandJob(report, SYSTEM, command_id=f"cut-{number:05d}-{place:02d}", fingerprint="f")
            job.answer.add_done_callback(told(str(job.command_id)))
            waiting.append(writer.submit(job))
        for one in waiting:
            one.result(60)
    os._exit(0)  # as a cut does: nothing is closed


def _ptrace(request: int, pid: int, address: int, data: int) -> int:
    _libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
    _libc.ptrace.restype = ctypes.c_long
    done = int(_libc.ptrace(request, pid, address, data))
    if done < 0:
        raise OSError(ctypes.get_errno(), f"ptrace {request}")
    return done


def _trace(child: int, folder: Path) -> tuple[list[Op], int]:
    os.waitpid(child, 0)
    _ptrace(SETOPTIONS, child, 0, SYSGOOD | CLONE)
    _ptrace(SYSCALL, child, 0, 0)
    ops: list[Op] = []
    inside: dict[int, Op | None] = {}  # thread -> the call that it is in
    registers = ctypes.create_string_buffer(27 * 8)
    prefix = f"{folder}/"
    while True:
        tid, status = os.waitpid(-1, 0x40000000)
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            if tid == child:
                return ops, os.waitstatus_to_exitcode(status)
            continue
        stopped, forward = os.WSTOPSIG(status), 0
        if stopped == signal.SIGTRAP | 0x80:
            _ptrace(GETREGS, tid, 0, ctypes.addressof(registers))
            words = struct.unpack("27Q", registers.raw)
            result, number = ctypes.c_long(words[10]).value, words[15]
            if tid in inside:
                call = inside.pop(tid)
                if call is not None and result >= 0:
                    what, name, offset, data = call
                    ops.append((what, name, offset, data[:result] if what == "write" else data))
            else:
                inside[tid] = _call(tid, number, words, prefix)
        elif stopped not in (signal.SIGTRAP, signal.SIGSTOP):
            forward = stopped
        with contextlib.suppress(ProcessLookupError):
            _ptrace(SYSCALL, tid, 0, forward)


def _call(tid: int, number: int, words: tuple[int, ...], prefix: str) -> Op | None:
    rdi, rsi, rdx, r10 = words[14], words[13], words[12], words[7]
    if number not in (WRITE, PWRITE, FSYNC, FDATASYNC, FTRUNCATE):
        return None
    with contextlib.suppress(OSError):
        path = Path(f"/proc/{tid}/fd/{ctypes.c_int(rdi & 0xFFFFFFFF).value}").readlink()
        name = str(path).removeprefix(prefix)
        if name == str(path) or name.endswith("-shm"):
            return None
        if number in (FSYNC, FDATASYNC):
            return ("sync", name, 0, b"")
        if number == FTRUNCATE:
            return ("truncate", name, rsi, b"")
        with Path(f"/proc/{tid}/mem").open("rb", buffering=0) as memory:
            memory.seek(rsi)
            return ("write", name, r10 if number == PWRITE else 0, memory.read(rdx))
    return None


if __name__ == "__main__":
    record(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
