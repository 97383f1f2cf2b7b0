"""A server's place among those that share one PostgreSQL: its id node, and whether it leads the jobs.

Both are advisory locks of one session that does nothing else, so a killed server gives them back at once, and the
database ends the session of one that stands still (`idle_session_timeout`). Whoever takes a lease raises its epoch in
`leases`; every write transaction checks the epoch it began with while it holds that row, so that a server that was
overtaken, wakes and writes on is refused, and one that takes its node waits for what is still being committed.
On SQLite there is one server, node 0, and it leads.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time

from sqlalchemy import Connection, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from backend.db import Database, is_outage
from backend.ids import NODE_BITS, IdSource
from backend.tables import leases
from backend.tables.columns import from_ms
from contract.errors import Code, Refused

log = logging.getLogger(__name__)
NODE_LOCK = 0x4357  # first key of the two-key lock of a node
JOBS_LOCK = 0x43575F4A
KEEP_S = 1.5
"""Seconds between two signs of life; `Database.lease_session` ends a session without one after four of them."""
JOBS = "jobs"


class Overtaken(Exception):
    """This server's lease is another's by now: nothing of the transaction may be committed."""


class Lease:
    """`take` before the first write, `keep` every `KEEP_S` from a worker thread, `close` at the end."""

    def __init__(self, db: Database, *, may_lead: bool = True) -> None:
        self._db, self._may_lead = db, may_lead
        self._lock = threading.Lock()
        self._session: Connection | None = None
        self._holder = secrets.token_hex(6)
        self._node, self._epoch, self._jobs_epoch = 0, 0, 0
        self._leads = db.is_sqlite and may_lead

    @property
    def node(self) -> int:
        """The id node of this server."""
        return self._node

    @property
    def epoch(self) -> int:
        """How often this node was given out; 0 on SQLite."""
        return self._epoch

    @property
    def leads(self) -> bool:
        """Whether this server does the jobs."""
        return self._leads

    def take(self) -> int:
        """A node that no other living server has. RuntimeError if all are taken."""
        with self._lock:
            if not self._db.is_sqlite:
                self._drop()
                self._take()
            return self._node

    def renew(self, ids: IdSource) -> None:
        """Take a node again after it was lost, and go on with ids after the newest known. SQLAlchemyError."""
        node = self.take()
        ids.move(node, after=self._db.newest_id())
        log.warning("this server writes as node %d, epoch %d from now on", node, self._epoch)

    def keep(self, ids: IdSource) -> None:
        """Give a sign of life, lead if nobody does; a lost lease is taken again as soon as the database answers."""
        if self._db.is_sqlite:
            return
        try:
            with self._lock:
                if self._session is not None:
                    self._session.execute(text("SELECT 1"))
                    self._lead()
                    return
        except SQLAlchemyError as fault:
            if not is_outage(fault):
                raise
            log.warning("the lease of node %d is lost: the database ended its session or is away", self._node)
            with self._lock:
                self._drop()
        try:
            self.renew(ids)
        except SQLAlchemyError as fault:
            if not is_outage(fault):
                raise

    def check(self, connection: Connection) -> None:
        """Before a commit: the node is still ours, and stays so until the transaction ends. Overtaken.

        One that never took a node has none to lose: a writer on its own, in a bench or a test.
        """
        if self._epoch and self._of(connection, f"node:{self._node}") != self._epoch:
            raise Overtaken(f"node {self._node} has another holder")

    def check_leading(self, connection: Connection) -> None:
        """In a transaction of a job: this server still leads, until the transaction ends. Refused(conflict)."""
        if self._db.is_sqlite:
            return
        if not self._leads or self._of(connection, JOBS) != self._jobs_epoch:
            raise Refused(Code.CONFLICT, reason="another server leads the jobs now")

    def close(self) -> None:
        """Give everything back."""
        with self._lock:
            self._drop()

    def _take(self) -> None:
        session = self._db.lease_session()
        try:
            for node in (self._node, *(one for one in range(1 << NODE_BITS) if one != self._node)):
                query = text("SELECT pg_try_advisory_lock(:a, :b)")
                if session.execute(query, {"a": NODE_LOCK, "b": node}).scalar():
                    self._epoch = self._raised(session, f"node:{node}")
                    self._node, self._session = node, session
                    self._lead()
                    return
        except BaseException:
            session.close()
            raise
        session.close()
        raise RuntimeError(f"all {1 << NODE_BITS} id nodes are leased")

    def _lead(self) -> None:
        if self._leads or not self._may_lead or self._session is None:
            return
        if self._session.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": JOBS_LOCK}).scalar():
            self._jobs_epoch = self._raised(self._session, JOBS)
            self._leads = True
            log.info("this server leads the jobs, epoch %d", self._jobs_epoch)

    def _raised(self, session: Connection, name: str) -> int:
        row = {"name": name, "epoch": 1, "holder": self._holder, "taken_at": from_ms(time.time_ns() // 1_000_000)}
        query = insert(leases).values(row)
        changed = {"epoch": leases.c.epoch + 1, "holder": query.excluded.holder, "taken_at": query.excluded.taken_at}
        found = query.on_conflict_do_update(index_elements=["name"], set_=changed).returning(leases.c.epoch)
        return int(session.execute(found).scalar_one())

    def _of(self, connection: Connection, name: str) -> int | None:
        query = select(leases.c.epoch).where(leases.c.name == name).with_for_update(read=True)
        return connection.execute(query).scalar()

    def _drop(self) -> None:
        self._leads = self._db.is_sqlite and self._may_lead
        session, self._session = self._session, None
        if session is not None:
            session.close()
