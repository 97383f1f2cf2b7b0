"""Rows sent ahead: while the database takes in what is made already, the writer does the next acts and makes theirs.

Only in a transaction of many cases. A thread of its own gives the rows to the connection, in the order in which they
were sent; every other statement of the transaction waits until all of them are in (`Sender` listens on the connection),
so whoever reads finds what was written before. What goes wrong there is raised at the next statement, at the latest
where the sending ends, which is before the commit.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

from sqlalchemy import Connection, event

SENT_AFTER = (380, 680, 880)
"""The rows of a batch are sent when so many of its acts are done: ever fewer, for the writer has nothing to do while
the database takes in the last."""
_SWITCH_S = 0.0005
"""How long the writer may think until the sending thread, which needs it for microseconds, has its turn. With ten times
as much, as the language comes, the database would wait for most of a batch."""
_SENDER = "citywall: who sends ahead in this transaction"


class Sender:
    """The thread of one transaction; it begins with the first rows."""

    def __init__(self, connection: Connection) -> None:
        self._queue: SimpleQueue[Callable[[], object] | threading.Event | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._waits = False  # whether anything was sent since somebody waited
        self._fault: BaseException | None = None
        self._switch_s = 0.0
        event.listen(connection, "before_cursor_execute", self._before_statement)

    def send(self, work: Callable[[], object]) -> None:
        """Do it after all that was sent before; nothing is done any more once something failed."""
        if self._thread is None:
            self._switch_s = sys.getswitchinterval()
            sys.setswitchinterval(_SWITCH_S)
            self._thread = threading.Thread(target=self._run, name="citywall-ahead", daemon=True)
            self._thread.start()
        self._waits = True
        self._queue.put(work)

    def wait(self) -> None:
        """Until all that was sent is in; raises what went wrong."""
        if self._waits:
            done = threading.Event()
            self._queue.put(done)
            done.wait()
            self._waits = False
        if self._fault is not None:
            raise self._fault

    def end(self, *, in_vain: bool = False) -> None:
        """The same, and end. `in_vain`: the transaction failed; begin nothing more, raise nothing."""
        if in_vain and self._fault is None:
            self._fault = RuntimeError("the transaction failed")
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            sys.setswitchinterval(self._switch_s)
        if self._fault is not None and not in_vain:
            raise self._fault

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            if isinstance(work, threading.Event):
                work.set()
            elif self._fault is None:
                try:
                    work()
                except BaseException as fault:  # noqa: BLE001 - it is raised where somebody waits
                    self._fault = fault

    def _before_statement(self, *_: Any) -> None:
        if threading.current_thread() is not self._thread:
            self.wait()


@contextmanager
def ahead(connection: Connection) -> Iterator[None]:
    """Let `bulk` send many rows ahead on this connection. At the end all of them are in, or it raises."""
    sender = Sender(connection)
    connection.info[_SENDER] = sender
    try:
        yield
    except BaseException:
        sender.end(in_vain=True)
        raise
    finally:
        del connection.info[_SENDER]
    sender.end()


def sender_of(connection: Connection) -> Sender | None:
    """Who sends ahead on this connection now."""
    sender: Sender | None = connection.info.get(_SENDER)
    return sender
