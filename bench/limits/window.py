"""Opens one Qt window with an empty WebEngine page, writes how long that took and its PSS, and ends."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

_BEGAN = time.monotonic()

import psutil  # noqa: E402 - the clock starts before the imports, which are part of what is measured
from PySide6.QtCore import QTimer  # noqa: E402
from PySide6.QtWebEngineWidgets import QWebEngineView  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402


def main(told: Path) -> int:
    """Write {"seconds", "pss_mb"} to `told`."""
    app = QApplication(sys.argv[:1])
    view = QWebEngineView()
    view.resize(1920, 1080)

    def loaded() -> None:
        seconds = time.monotonic() - _BEGAN
        root = psutil.Process()
        pss = sum(process.memory_full_info().pss for process in (root, *root.children(recursive=True)))
        told.write_text(json.dumps({"seconds": round(seconds, 2), "pss_mb": round(pss / 1e6)}), encoding="utf-8")
        app.quit()

    view.loadFinished.connect(lambda _ok: QTimer.singleShot(0, loaded))
    view.setHtml("<html></html>")
    view.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
