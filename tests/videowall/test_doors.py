"""What the window's process must never load."""

from __future__ import annotations

import subprocess
import sys


def test_the_window_never_loads_the_video_library() -> None:
    program = (
        "import sys, videowall.panel, videowall.recorded_panel, videowall.worker_player; "
        "print([name for name in ('av', 'vlc', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_a_worker_never_loads_qt() -> None:
    program = "import sys, videowall.worker; print([name for name in sys.modules if name.startswith('PySide6')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
