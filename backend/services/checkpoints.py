"""Checkpoints over the evidence: made by a job, chained to each other, their heads published outside the database.

The head of the security log, a chain of its own, goes the same way wherever it has grown.

Who can write to the database can write all of it anew, checkpoints too. What he cannot reach is a head that was sent
elsewhere: it pins every link that came before it.
"""

from __future__ import annotations

import errno
import logging
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, text

from backend.db import Database
from backend.rules.chain import NOTHING, Head, LogHead, head_line, log_head, merkle_root, sealed
from backend.services.published import Published, Trouble, last_heads
from backend.tables import case_events, checkpoints, counters, to_ms
from backend.transaction import Transaction
from backend.writer import Writer

log = logging.getLogger(__name__)
MOST_LINKS = 100_000
"""Under one checkpoint; an import makes many."""
LATE_PERIODS = 5
"""Of checkpoints, until heads that cannot be published are an alarm."""
_PAGE = 1000
_POST_S = 10.0
_LOG = " security log"
"""Added to the name of a place: how far the log was published there."""
_LINE = text("SELECT hash FROM security_log WHERE number = :number")
_LAST_LINE = text(
    "SELECT number, at, hash FROM security_log WHERE number BETWEEN 1 AND :last ORDER BY number DESC LIMIT 1"
)


class Gap(Exception):
    """Links are missing where a checkpoint should be made: the database was tampered with or damaged."""


class Checkpoints:
    """Call from worker threads: the database and the disk take time."""

    def __init__(
        self, db: Database, writer: Writer, file: Path, url: str = "", *, data_dir: Path | None = None
    ) -> None:
        """`file` gets a line per head; `url`, where given, a POST. `data_dir` keeps how far both are.

        A file outside the data folder is never begun anew where it was before: its share is away, and the folder on
        which it is mounted would take the heads instead.
        """
        self._db, self._writer, self._file, self._url = db, writer, file, url
        self._published = Published(None if data_dir is None else data_dir / "evidence" / "published.json")
        self._outside = data_dir is not None and data_dir not in file.parents
        self._checked = False
        self.troubles = {"file": Trouble()} | ({"url": Trouble()} if url else {})

    def away(self, seconds: float) -> dict[str, bool]:
        """Which of `file` and `url` has taken no heads for so long, of those that were tried yet. From any thread."""
        known = {place: one.lasts(seconds) for place, one in self.troubles.items()}
        return {place: lasts for place, lasts in known.items() if lasts is not None}

    def make(self) -> int:
        """Make what checkpoints are due and publish their heads to the file; returns how many. Gap, OSError."""
        made = 0
        while (found := self._sum()) is not None:
            if not self._writer.bulk(lambda tx, found=found: _store(tx, *found)).result():  # type: ignore[misc]
                break  # another server was faster
            made += 1
        with self.troubles["file"].watched():
            self._publish()
        return made

    def post(self) -> int:
        """Send heads that the URL has not; returns how many. OSError where it does not take them: try again later."""
        if not self._url:
            return 0
        with self.troubles["url"].watched():
            posted = self._published.last(self._url)
            heads = self._after(posted) if posted is not None else self._newest()
            if posted is not None and not heads and (newest_one := self._newest()) and newest_one[0].number < posted:
                heads = newest_one  # the database was restored from a backup, or written anew
            for one in heads:
                self._send(one)
                self._published.note(self._url, one.number)
            of_log = self._newest_of_log()
            if of_log is None or of_log.line == self._published.last(self._url + _LOG):
                return len(heads)
            self._send(of_log)
            self._published.note(self._url + _LOG, of_log.line)
        return len(heads) + 1

    def _send(self, one: Head | LogHead) -> None:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._url, data=head_line(one), headers=headers, method="POST")
        with urllib.request.urlopen(request, timeout=_POST_S):
            pass

    def _sum(self) -> tuple[Head | None, int, int, bytes] | None:
        """(checkpoint before, first, last, root) of the next one, None where no link is new."""
        with self._db.read() as connection:
            before = newest(connection)
            first = before.last + 1 if before is not None else 1
            written = connection.execute(select(counters.c.value).where(counters.c.name == "evidence")).scalar() or 0
            last = min(int(written), first + MOST_LINKS - 1)
            if last < first:
                return None
            query = (
                select(case_events.c.hash)
                .where(case_events.c.position.between(first, last))
                .order_by(case_events.c.position)
            )
            hashes = [bytes(one) for one in connection.execute(query).scalars()]
        if len(hashes) != last - first + 1:
            raise Gap(f"of positions {first} to {last} there are only {len(hashes)}: run `citywall serve verify`")
        return before, first, last, merkle_root(hashes)

    def _publish(self) -> None:
        """Append the heads that the file does not have; to a new file the last one alone, which pins all others."""
        known, known_of_log = last_heads(self._file)
        if known is not None and not self._checked:
            self._compare(known)
        self._checked = True
        place = str(self._file)
        if self._outside:
            told = self._published.last(place) is not None or self._published.last(place + _LOG) is not None
            if not self._file.exists() and told:
                raise FileNotFoundError(
                    errno.ENOENT,
                    "the file of published heads is gone; to begin a new one make an empty file",
                    str(self._file),
                )
        else:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        heads = self._after(known.number) if known is not None else self._newest()
        of_log = self._newest_of_log()
        if of_log is not None and known_of_log is not None:
            if of_log.hash == known_of_log.hash:
                of_log = None
            else:
                self._compare_log(known_of_log)
        lines = [head_line(one) for one in heads]
        if of_log is not None:
            lines.append(head_line(of_log))
        if not lines:
            return
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+b", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            if size and os.pread(file.fileno(), 1, size - 1) != b"\n":
                file.write(b"\n")  # a line that a power failure cut short
            file.write(b"".join(lines))
            os.fsync(file.fileno())
        if heads:
            self._published.note(place, heads[-1].number)
        if of_log is not None:
            self._published.note(place + _LOG, of_log.line)

    def _compare(self, known: Head) -> None:
        with self._db.read() as connection:
            row = connection.execute(select(checkpoints).where(checkpoints.c.number == known.number)).first()
        if row is None or head_of(row).hash != known.hash:
            log.error(
                "the last published head, number %d, is not in this database: it was restored from a backup, or "
                "written anew; run `citywall serve verify --heads %s`",
                known.number,
                self._file,
            )

    def _compare_log(self, known: LogHead) -> None:
        with self._db.read() as connection:
            found = connection.execute(_LINE, {"number": known.line}).scalar()
        if not isinstance(found, bytes) or found.hex() != known.line_hash:
            log.error(
                "the last published line of the security log, number %d, is not in this database: it was restored from "
                "a backup, or the log was cut off or written anew; run `citywall serve verify --heads %s`",
                known.line,
                self._file,
            )

    def _after(self, number: int) -> list[Head]:
        query = select(checkpoints).where(checkpoints.c.number > number).order_by(checkpoints.c.number).limit(_PAGE)
        with self._db.read() as connection:
            return [head_of(row) for row in connection.execute(query)]

    def _newest_of_log(self) -> LogHead | None:
        with self._db.read() as connection:
            row = connection.execute(_LAST_LINE, {"last": 2**63 - 1}).first()
        if row is None or not (isinstance(row.number, int) and isinstance(row.at, int) and isinstance(row.hash, bytes)):
            return None  # what does not belong there is found by `serve verify`, and holds up no other head
        return log_head(row.number, row.at, row.hash)

    def _newest(self) -> list[Head]:
        with self._db.read() as connection:
            found = newest(connection)
        return [] if found is None else [found]


def newest(connection: Connection) -> Head | None:
    """The last checkpoint."""
    row = connection.execute(select(checkpoints).order_by(checkpoints.c.number.desc()).limit(1)).first()
    return None if row is None else head_of(row)


def head_of(row: Any) -> Head:
    """A row of `checkpoints` as it is published."""
    return Head(
        number=row.number,
        made_at=to_ms(row.made_at),
        first=row.first,
        last=row.last,
        root=bytes(row.root).hex(),
        prev=bytes(row.prev).hex(),
        hash=bytes(row.hash).hex(),
    )


def _store(tx: Transaction, before: Head | None, first: int, last: int, root: bytes) -> bool:
    known = tx.connection.execute(select(func.max(checkpoints.c.number))).scalar() or 0
    if known != (before.number if before is not None else 0):
        return False
    prev = before.hash if before is not None else NOTHING.hex()
    head = sealed(Head(number=known + 1, made_at=to_ms(tx.now), first=first, last=last, root=root.hex(), prev=prev))
    tx.connection.execute(
        checkpoints.insert().values(
            number=head.number,
            made_at=tx.now,
            first=first,
            last=last,
            root=root,
            prev=bytes.fromhex(prev),
            hash=bytes.fromhex(head.hash),
        )
    )
    return True
