"""What every test inherits: an offscreen Qt, and leftovers that are named."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator

import psutil
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
if os.geteuid() == 0:
    # Chromium refuses its sandbox to root; tests are the only place where that is accepted.
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")


def _threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.is_alive()}


def _children() -> dict[int, str]:
    named: dict[int, str] = {}
    for child in psutil.Process().children(recursive=True):
        try:
            line = " ".join(child.cmdline())[:200]  # a process that is just ending has no line any more
            if line and child.status() != psutil.STATUS_ZOMBIE:
                named[child.pid] = line
        except psutil.Error:
            continue
    return named


@pytest.fixture(autouse=True)
def _cycles(request: pytest.FixtureRequest) -> Iterator[None]:
    """Objects of Qt are taken apart in the thread that they belong to: their cycles are looked for here and not, as
    Python does wherever it is, in a worker thread, where a timer of theirs ends the process."""
    if "qapp" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.enable()
    gc.collect()


@pytest.fixture(autouse=True)
def leftovers() -> Iterator[None]:
    """A test that leaves a thread or a process behind fails, and says which."""
    threads, children = _threads(), _children()
    yield
    left = [thread for thread in _threads() - threads if not thread.daemon or thread.name.startswith("citywall")]
    for thread in left:
        thread.join(2.0)
    alive = [thread.name for thread in left if thread.is_alive()]
    assert not alive, f"threads left running: {alive}"
    # WebEngine and multiprocessing keep their own helpers until the process ends.
    orphans = {
        pid: line
        for pid, line in _children().items()
        if pid not in children and "QtWebEngineProcess" not in line and "resource_tracker" not in line
    }
    assert not orphans, f"processes left running: {orphans}"
