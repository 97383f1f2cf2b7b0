"""Sums of days and months that were read before, kept in memory for as long as they are true.

Every commit that changes the figures of a day or a month gives that period a new version (`backend.derived.versions`),
in the same transaction. What was read in one snapshot is right in every snapshot that holds the same version, so that a
table of 24 months reads the one or two that changed. Nothing is kept by time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backend.rules.figures import MEASURES

KEPT_BYTES = 24_000_000
Key = int | str
Counts = npt.NDArray[np.int64]
Columns = Sequence[Sequence[int | str]]
"""Periods, keys (ids or codes, 0 where all are together), then one column for each of `MEASURES`."""


@dataclass(frozen=True)
class Part:
    """One period: the sums of some of the keys."""

    version: int
    places: npt.NDArray[np.intp]  # of the keys in `Kept.keys`
    sums: Counts  # a row for each of these

    @property
    def bytes(self) -> int:
        """About what it takes."""
        return 200 + self.sums.nbytes + self.places.nbytes


@dataclass
class Kept:
    """What one view of the sums has shown so far: some areas, a department, a dimension."""

    places: dict[Key, int] = field(default_factory=dict)
    parts: dict[int, Part] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def place(self, key: Key) -> int:
        """The row of a key, a new one for a key never seen."""
        if (known := self.places.get(key)) is not None:
            return known
        with self.lock:
            return self.places.setdefault(key, len(self.places))

    def keys(self) -> list[Key]:
        """In the order of their places."""
        with self.lock:
            return list(self.places)


class KeptSums:
    """Safe from any thread; every answer is as of the snapshot that it was asked in."""

    def __init__(self, most_bytes: int = KEPT_BYTES) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._views: dict[Hashable, Kept] = {}
        self._bytes: dict[Hashable, int] = {}
        self.read = 0
        """How many periods were read, not repeated."""

    def parts(
        self,
        view: Hashable,
        versions: Mapping[int, int],
        read: Callable[[Collection[int]], Columns],
    ) -> tuple[Kept, dict[int, Part]]:
        """The periods of `versions`; `read` gives those that are not known."""
        with self._lock:
            kept = self._views.pop(view, None) or Kept()
            self._views[view] = kept  # the ones asked for last stay
        with kept.lock:
            known = {one: kept.parts.get(one) for one in versions}
        parts = {one: part for one, part in known.items() if part is not None and part.version == versions[one]}
        missing = [one for one in versions if one not in parts]
        if missing:
            fresh = _split(kept, versions, missing, read(missing))
            parts |= fresh
            self._keep(view, kept, fresh)
        return kept, parts

    def _keep(self, view: Hashable, kept: Kept, fresh: Mapping[int, Part]) -> None:
        with kept.lock:
            for one, part in fresh.items():
                there = kept.parts.get(one)
                # Another thread may have looked at a later moment.
                if there is None or there.version < part.version:
                    kept.parts[one] = part
            size = sum(part.bytes for part in kept.parts.values()) + 200 * len(kept.places)
        with self._lock:
            self.read += len(fresh)
            if self._views.get(view) is kept:
                self._bytes[view] = size
            while sum(self._bytes.values()) > self._most_bytes:
                oldest = next(iter(self._views))
                self._views.pop(oldest)
                self._bytes.pop(oldest, None)


def _split(kept: Kept, versions: Mapping[int, int], missing: Sequence[int], columns: Columns) -> dict[int, Part]:
    periods = np.array(columns[0], dtype=np.int64)
    places = np.array([kept.place(key) for key in columns[1]], dtype=np.intp)
    sums: Counts = np.array(columns[2:], dtype=np.int64).T
    order = np.argsort(periods, kind="stable")
    periods, places, sums = periods[order], places[order], np.ascontiguousarray(sums[order])
    first, last = (np.searchsorted(periods, missing, side=side) for side in ("left", "right"))
    return {
        one: Part(versions[one], places[low:high].copy(), sums[low:high].copy())
        for one, low, high in zip(missing, first, last, strict=True)
    }


def total(count: int, parts: Iterable[Part]) -> Counts:
    """The sums of these periods together, a row for each of the first `count` keys."""
    found: Counts = np.zeros((count, len(MEASURES)), dtype=np.int64)
    for part in parts:
        found[part.places] += part.sums  # no place twice in one part
    return found
