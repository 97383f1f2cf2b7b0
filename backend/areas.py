"""The tree of areas as the whole server knows it: which streets and communities stand under a district."""

from __future__ import annotations

import threading

import msgspec
from sqlalchemy import Connection, select

from backend.rules.tree import Tree
from backend.tables import entities
from contract.entities import Id, Kind


class Areas:
    """Read once and kept until `forget`. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tree: Tree | None = None
        self.forgotten = 0
        """How often."""

    def forget(self) -> None:
        """Read again at the next use: an area came or moved."""
        with self._lock:
            self._tree = None
            self.forgotten += 1

    def tree(self, connection: Connection, forgotten: int) -> Tree:
        """Who stands under whom. `forgotten` as it was before the transaction of `connection` began to read.

        What that sees may be older than what was forgotten since: then it is not kept for others.
        """
        with self._lock:
            if self._tree is not None:
                return self._tree
            tree = tree_of(connection, "area")
            if forgotten == self.forgotten:
                self._tree = tree
            return tree


def tree_of(connection: Connection, kind: Kind) -> Tree:
    """The tree of live areas or departments."""
    query = select(entities.c.body).where(entities.c.kind == kind, entities.c.ended.is_(False))
    found = [msgspec.json.decode(body, type=_Placed) for (body,) in connection.execute(query)]
    return Tree({one.id: one.parent_id for one in found})


class _Placed(msgspec.Struct):
    id: Id
    parent_id: Id | None = None
