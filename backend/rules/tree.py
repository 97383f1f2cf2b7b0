"""Trees of organisations: city > district > street > community; a department and its sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Tree:
    """Who stands under whom. A parent that is not there is as good as none; a circle is walked once."""

    def __init__(self, parents: Mapping[str, str | None]) -> None:
        self._children: dict[str, list[str]] = {}
        for one, parent in parents.items():
            if parent is not None:
                self._children.setdefault(parent, []).append(one)

    def with_descendants(self, roots: Iterable[str]) -> tuple[str, ...]:
        """The roots and all that stand under them, sorted, each once; also of roots that the tree does not know."""
        found: set[str] = set()
        waiting = list(roots)
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self._children.get(one, ())
        return tuple(sorted(found, key=lambda one: (len(one), one)))
