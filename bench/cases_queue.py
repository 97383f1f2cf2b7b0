"""What the queue of 20,000 open cases costs the wall: filling it, one changed card, scrolling a page, a filter.

CPU of the whole process from the fact's arrival until the rows are painted, on a virtual screen of 1060 x 520. The
limit of each is the same picture painted once more with nothing changed, so that the ratio says what following costs
beside painting. The fill's limit sorts the same cards once by their limits.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from backend_client.api import Api
from backend_client.link import Link
from backend_client.store import Store
from bench.painted import Painted
from casequeue.queue_panel import QueuePanel
from contract.entities import Case, CaseSource, CaseState, Department, Point
from contract.events import Event
from contract.profile import CityProfile
from contract.protocol import Fact, Session
from contract.scope import Scope
from contract.snapshot import Snapshot
from panelkit.context import Context
from panelkit.limit import sort_key
from panelkit.selection import Selection
from panelkit.theme import Theme

CASES = 20_000
STATES = (CaseState.REPORTED, CaseState.ACCEPTED, CaseState.FILED, CaseState.DISPATCHED, CaseState.HANDLING)
SIZE = (1060, 520)


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """Yields CPU ms: the median, and the worst of a hundred where one hitch would be seen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    desk = _Desk(app, quick)
    try:
        yield from desk.figures()
    finally:
        desk.close()


class _Desk:
    def __init__(self, app: QApplication, quick: bool) -> None:
        self._app, self._rounds = app, 40 if quick else 200
        self._dice = random.Random(20)
        self._now = datetime.now(UTC)
        self._cards = [self._card(at) for at in range(CASES)]
        self._api, self._store = Api("http://127.0.0.1:9"), Store()
        session = Session(
            token="t",
            expires_at=self._now + timedelta(hours=8),
            person_id="90",
            name="bench",
            roles=("duty", "dispatcher", "shift_leader"),
            scope=Scope(),
        )
        self._api.adopt(session)
        theme = Theme("dark", "desk")
        theme.apply(app)
        profile = CityProfile(
            name="", name_en="", division="310101", edition="bench", timezone="Asia/Shanghai", bounds=(0, 0, 1, 1)
        )
        link = Link(self._api, self._store)
        self._context = Context(self._store, link, self._api, Selection(), profile, theme)
        self._panel = QueuePanel(self._context)
        self._panel.resize(*SIZE)
        self._panel.show()
        self._pictures = Painted(self._panel.table.viewport())
        self._idle(0.3)

    def figures(self) -> Iterator[dict[str, Any]]:
        """Each in turn, over the same panel."""
        bodies = [Department(id=str(at), code=f"d{at}", name=f"部门 {at}") for at in range(40)]
        filled = self._spent(lambda: self._store.load(Snapshot(seq=0, at=self._now, entities=(*self._cards, *bodies))))
        began = time.process_time()
        sorted(self._cards, key=sort_key)
        yield _figure("first fill of the queue", filled, (time.process_time() - began) * 1000)
        bare = statistics.median(self._spent(self._panel.table.viewport().update) for _ in range(self._rounds))
        kinds: tuple[tuple[str, Callable[[], None]], ...] = (
            ("one card changed in place", self._change_in_place),
            ("one card moves to another place", self._move),
            ("one case more", self._add),
            ("one case closed", self._close),
            ("a second passes", self._panel.second),
            ("one page scrolled", self._scroll),
        )
        for name, act in kinds:
            spent = [self._spent(act) for _ in range(self._rounds)]
            yield _figure(f"{name}, until painted", statistics.median(spent), bare)
            yield _figure(f"{name}, until painted, p99", statistics.quantiles(spent, n=100)[98], bare)
        self._panel.table.scrollToTop()
        hundred = [self._spent(self._hundred) for _ in range(max(self._rounds // 10, 3))]
        yield _figure("a hundred cards at once, until painted", statistics.median(hundred), bare)
        first = self._spent(lambda: self._panel.bar.text.setText("长兴路 77"))
        yield _figure("first letters of a filter, until painted", first, bare)
        again = self._spent(lambda: self._panel.bar.text.setText("长兴路 778"))
        yield _figure("next letter of a filter, until painted", again, bare)

    def close(self) -> None:
        """Leave nothing running."""
        self._panel.close()
        self._panel.deleteLater()
        self._api.close()
        self._app.processEvents()

    # What happens.

    def _change_in_place(self) -> None:
        at = self._dice.randrange(8)  # of those in sight
        shown = self._panel.model.at(at)
        assert shown is not None
        self._feed(msgspec.structs.replace(shown, version=shown.version + 1, photos=shown.photos + 1))

    def _move(self) -> None:
        shown = self._panel.model.at(self._dice.randrange(self._panel.model.rowCount()))
        assert shown is not None
        later = self._now + timedelta(minutes=self._dice.randrange(-100, 6000))
        self._feed(msgspec.structs.replace(shown, version=shown.version + 1, deadline_at=later))

    def _add(self) -> None:
        self._feed(msgspec.structs.replace(self._card(0), id=str(700_000 + self._store.seq)))

    def _close(self) -> None:
        shown = self._panel.model.at(self._dice.randrange(self._panel.model.rowCount()))
        assert shown is not None
        self._feed(msgspec.structs.replace(shown, version=shown.version + 1, state=CaseState.CLOSED))

    def _hundred(self) -> None:
        rows = self._panel.model.rows()
        for shown in self._dice.sample(rows, 100):
            later = self._now + timedelta(minutes=self._dice.randrange(-100, 6000))
            self._feed(msgspec.structs.replace(shown, version=shown.version + 1, deadline_at=later))

    def _scroll(self) -> None:
        bar = self._panel.table.verticalScrollBar()
        bar.setValue(bar.value() + bar.pageStep() if bar.value() < bar.maximum() else 0)

    def _feed(self, *cards: Case) -> None:
        seq = self._store.seq
        event = Event(seq=seq + 1, name="case.bench", happened_at=self._now, recorded_at=self._now, upsert=cards)
        self._store.feed(Fact(prev=seq, event=event))

    # Measuring.

    def _spent(self, act: Callable[[], object]) -> float:
        """CPU ms from the act until the next picture of the rows is painted."""
        self._idle(0.04)
        before, began = self._pictures.count, time.process_time()
        act()
        limit = time.monotonic() + 20
        while self._pictures.count == before and time.monotonic() < limit:
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
        return (time.process_time() - began) * 1000

    def _idle(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._app.processEvents()
            time.sleep(0.005)

    def _card(self, at: int) -> Case:
        dice = random.Random(at)
        reported = self._now - timedelta(minutes=dice.randrange(6000))
        return Case(
            id=str(1000 + at),
            number=f"20261121-{at:06d}",
            short=at,
            class_code=f"E01{at % 20 + 1:02d}",
            state=STATES[at % len(STATES)],
            source=CaseSource.INSPECTOR,
            reported_at=reported,
            place=f"长兴路 {at % 900 + 1} 号",
            point=Point(121.4 + dice.random() / 10, 31.2 + dice.random() / 10),
            cell_code=f"310101002{at % 1_000_000:06d}",
            department_id=str(at % 40),
            clock_started_at=reported,
            deadline_at=reported + timedelta(minutes=dice.randrange(60, 9000)),
        )


def _figure(name: str, value: float, limit: float) -> dict[str, Any]:
    return {
        "figure": f"queue of {CASES:,}: {name}",
        "value": round(value, 2),
        "unit": "ms CPU",
        "limit": round(limit, 2),
        "target": "",
    }
