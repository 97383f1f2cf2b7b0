"""From the key of an act to the repainted queue: a seat with 20,000 open cases and its server, on one machine.

The seat's own panels, wire and live link; the server in a process of its own with SQLite. The span is wall time on the
seat's clock from the key to the first picture of the queue that no longer shows the case where it was. The limit is the
same key's command sent over the same wire and answered, without a queue that follows.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from backend.db import Database
from backend_client.api import Api
from backend_client.link import Link
from backend_client.store import Store
from bench.painted import Painted
from bench.server_city import lay_cells, open_cases
from casequeue.case_panel import CasePanel
from casequeue.queue_panel import QueuePanel
from contract import commands as c
from contract.entities import Case, CaseState
from contract.profile import CityProfile
from panelkit.context import Context
from panelkit.selection import Selection
from panelkit.theme import Theme

if TYPE_CHECKING:
    from tests.backend.server import Backend

CASES = 20_000


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """Yields milliseconds: p95 and median of so many acts."""
    from tests.backend.server import running

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    acts = 60 if quick else 300
    with tempfile.TemporaryDirectory(prefix="citywall-bench-") as folder:
        db = Database(f"sqlite:///{Path(folder) / 'citywall.db'}")
        db.migrate()
        lay_cells(db)
        open_cases(db, CASES)
        db.close()
        with running(Path(folder)) as server:
            seat = _Seat(app, server)
            try:
                spans, bare = seat.act(acts), seat.bare(acts)
            finally:
                seat.close()
    limit = round(_p95(bare), 1)
    name = f"key of an act to the repainted queue, {CASES:,} open cases"
    p95 = round(_p95(spans), 1)
    yield {"figure": f"{name}, p95", "value": p95, "unit": "ms", "limit": limit, "target": "value <= 150"}
    yield {"figure": f"{name}, median", "value": round(statistics.median(spans), 1), "unit": "ms", "limit": limit}


def _p95(spans: list[float]) -> float:
    return sorted(spans)[int(len(spans) * 0.95)]


class _Seat:
    """An intake operator's queue and case panel."""

    def __init__(self, app: QApplication, server: Backend) -> None:
        self._app = app
        self._caller = server.account("intake")
        self._api, self._store = Api(server.url), Store()
        self._api.adopt(self._caller.session)
        self._link = Link(self._api, self._store)
        theme = Theme("dark", "desk")
        theme.apply(app)
        profile = CityProfile(
            name="", name_en="", division="310101", edition="bench", timezone="Asia/Shanghai", bounds=(0, 0, 1, 1)
        )
        self._selection = Selection()
        context = Context(self._store, self._link, self._api, self._selection, profile, theme)
        self._queue, self._case = QueuePanel(context), CasePanel(context)
        for panel, size in ((self._queue, (1060, 520)), (self._case, (480, 900))):
            panel.resize(*size)
            panel.show()
        self._wanted, self._shown = "", False
        self._pictures = Painted(self._queue.table.viewport(), self._look)
        self._link.start()
        self._until(lambda: len(list(self._store.each(Case))) >= CASES, 60)

    def act(self, count: int) -> list[float]:
        """Milliseconds of each: the case waits, its key is pressed, the queue shows it done."""
        spans: list[float] = []
        waiting = [one for one in self._store.each(Case) if one.state is CaseState.REPORTED]
        for case in waiting[:count]:
            self._selection.select_case(case.id)
            self._settle()
            self._wanted, self._shown = case.id, False
            assert self._queue.model.row_of(case.id) >= 0
            began = time.perf_counter()
            self._case.pad.press("A")
            self._until(lambda: self._shown, 20)
            spans.append((time.perf_counter() - began) * 1000)
        return spans

    def bare(self, count: int) -> list[float]:
        """Milliseconds of the same command and its answer alone."""
        spans: list[float] = []
        waiting = [one for one in self._store.each(Case) if one.state is CaseState.REPORTED]
        for case in waiting[:count]:
            began = time.perf_counter()
            self._caller.send(c.AcceptCase(case_id=case.id), command_id=uuid.uuid4().hex)
            spans.append((time.perf_counter() - began) * 1000)
        return spans

    def close(self) -> None:
        self._link.stop()
        for panel in (self._queue, self._case):
            panel.close()
            panel.deleteLater()
        self._api.close()
        self._app.processEvents()

    def _look(self) -> None:
        """What is painted now: the case done, or no longer among those that wait."""
        model = self._queue.model
        case = model.at(model.row_of(self._wanted)) if self._wanted else None
        self._shown = self._shown or (bool(self._wanted) and (case is None or case.state is CaseState.ACCEPTED))

    def _settle(self) -> None:
        until = time.monotonic() + 0.05
        while time.monotonic() < until:
            self._turn(QEventLoop.ProcessEventsFlag.AllEvents)

    def _until(self, holds: Callable[[], bool], limit_s: float) -> None:
        ends = time.monotonic() + limit_s
        while not holds():
            if time.monotonic() > ends:
                raise AssertionError(f"not within {limit_s} s")
            self._turn(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def _turn(self, how: QEventLoop.ProcessEventsFlag) -> None:
        self._app.processEvents(how, 5)
        # Outside of `exec` nobody else buries what is deleted later: it would be painted for ever.
        self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
