"""What an import has done so far: counted by its thread, read by anybody."""

from __future__ import annotations

import threading

from contract.figures import ImportProgress, RowFault

MOST_FAULTS = 1000
MOST_NOTES = 100


class Report:
    """Counts rows, keeps the first thousand faults. One thread writes, any thread reads `progress`."""

    def __init__(self, import_id: str, kind: str) -> None:
        self.id = import_id
        self.kind = kind
        self._lock = threading.Lock()
        self._state = "waiting"
        self._reason = ""
        self._read = self._accepted = self._unchanged = self._refused = 0
        self._total: int | None = None
        self._faults: list[tuple[int, RowFault]] = []
        self._part = 0
        self._notes: list[str] = []
        self._counted: dict[str, int] = {}
        self._file = ""
        self._cancelled = ""

    def cancel(self, by: str) -> None:
        """The import ends at its next chunk."""
        with self._lock:
            self._cancelled = self._cancelled or by or "somebody"

    @property
    def cancelled(self) -> str:
        """Who cancelled it; empty: nobody."""
        with self._lock:
            return self._cancelled

    def start(self) -> None:
        """The import runs now."""
        with self._lock:
            self._state = "running"

    def enter(self, file: str) -> None:
        """The following faults are of this file of a folder."""
        self._file = file
        self._part += 1

    def expect(self, rows: int) -> None:
        """So many rows are to come; the first word counts, so that a folder can speak for all its files."""
        with self._lock:
            if self._total is None:
                self._total = rows

    def count(self, *, read: int = 0, accepted: int = 0, unchanged: int = 0) -> None:
        """Rows that were read, and rows that are durable or were already there."""
        with self._lock:
            self._read += read
            self._accepted += accepted
            self._unchanged += unchanged

    def refuse(self, line: int, field: str, reason: str, *, rows: int = 1) -> None:
        """A row that is not taken, and why; 0 rows: a fault of the file that is no single row's."""
        with self._lock:
            self._refused += rows
            if len(self._faults) < MOST_FAULTS:
                where = ": ".join(part for part in (self._file, field) if part)
                self._faults.append((self._part, RowFault(line=line, field=where, reason=reason)))

    def hold_back(self, rows: int) -> None:
        """Rows that are right and not taken because others of their file are wrong."""
        with self._lock:
            self._refused += rows

    def note(self, text: str) -> None:
        """A sentence for the reader, once."""
        with self._lock:
            if text not in self._notes and len(self._notes) < MOST_NOTES:
                self._notes.append(text)

    def tally(self, text: str, count: int = 1) -> None:
        """A sentence about one of many; the notes say it once with its count."""
        with self._lock:
            self._counted[text] = self._counted.get(text, 0) + count

    def drain(self) -> tuple[list[tuple[int, str, str]], dict[str, int]]:
        """Faults (line, field, reason) and tallies since the last time, for a report kept elsewhere; they go."""
        with self._lock:
            faults = [(one.line, one.field, one.reason) for _, one in self._faults]
            counted, self._faults, self._counted = self._counted, [], {}
            return faults, counted

    def finish(self) -> None:
        """Everything that could be taken is durable."""
        with self._lock:
            self._state = "done"

    def fail(self, reason: str) -> None:
        """The import ended early; what was counted as accepted stays."""
        with self._lock:
            self._state, self._reason = "failed", reason

    @property
    def ended(self) -> bool:
        with self._lock:
            return self._state in ("done", "failed")

    def progress(self) -> ImportProgress:
        """The state of this moment."""
        with self._lock:
            faults = sorted(self._faults, key=lambda one: (one[0], one[1].line))
            counted = [f"{n:,} {text}" for text, n in self._counted.items()]
            return ImportProgress(
                id=self.id,
                kind=self.kind,
                state=self._state,
                read=self._read,
                accepted=self._accepted,
                unchanged=self._unchanged,
                refused=self._refused,
                total=self._total,
                part=self._file,
                faults=tuple(fault for _, fault in faults),
                notes=(*self._notes, *counted),
                reason=self._reason,
            )
