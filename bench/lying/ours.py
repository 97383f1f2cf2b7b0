"""This wall under the kit: its tiles are shown without a screen and photographed twice a second.

python -m bench.lying.ours FOLDER [--seconds 130] [--onset 60] [--healthy 12]
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

from bench.lying.kinds import LIES
from bench.lying.kit import CLIPS, Kit
from bench.lying.score import judge, summary

SHOT_EACH_S = 0.5


def photograph(
    folder: Path, *, seconds: float, onset_s: float, healthy: int, lies: tuple[str, ...] = tuple(LIES)
) -> tuple[int, list[tuple[float, str, str]]]:
    """Show the kit's streams and keep pictures in `folder/shots`.

    Returns the raster's side, and what each tile said and when (seconds after the onset), which the score ignores.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from panelkit.theme import Theme
    from videowall import grid
    from videowall.hall import VideoHall
    from videowall.planner import Addresses
    from videowall.surface import Slot, TileSurface

    app = QApplication.instance() or QApplication([])
    shots = folder / "shots"
    shots.mkdir(parents=True, exist_ok=True)
    said: list[tuple[float, str, str]] = []
    with Kit(folder, healthy, onset_s, CLIPS, lies) as kit:
        names = kit.names
        side = next(n for n in range(1, 9) if n * n >= len(names))
        hall = VideoHall()
        hall.set_cameras({str(n): Addresses(sub=url) for n, url in enumerate(kit.urls().values(), 1)})
        surface = TileSurface(hall, Theme(), lambda age_s: f"{age_s:.0f}")
        surface.resize(320 * side, 180 * side)
        surface.set_slots(grid.raster(side, side), [Slot(str(n), n, name) for n, name in enumerate(names, 1)])
        hall.start()
        surface.show()
        began, shot_at, last = time.time(), 0.0, dict.fromkeys(names, "")
        try:
            while time.time() - began < seconds:
                app.processEvents()
                now = time.time()
                if now - shot_at >= SHOT_EACH_S and all(fact.pictures for fact in surface.facts()):
                    shot_at = now
                    picture = surface.grab().toImage().scaled(240 * side, 135 * side)
                    picture.save(str(shots / f"{now:.2f}.jpg"), quality=85)
                    for name, status in _statuses(hall, names).items():
                        if status != last[name]:
                            last[name] = status
                            said.append((round(now - began - onset_s, 1), name, status))
                time.sleep(0.005)
        finally:
            surface.leave_hall()
            hall.stop()
    return side, said


def _statuses(hall: object, names: list[str]) -> dict[str, str]:
    found = dict.fromkeys(names, "")
    for stream in hall.supervisor.streams().values():  # type: ignore[attr-defined]
        status = stream.status
        if status is not None:
            twin = " twin" if hall.twin(stream.want.camera) is not None else ""  # type: ignore[attr-defined]
            found[names[int(stream.want.camera) - 1]] = f"{status.state.value} {status.doubt.value}{twin}"
    return found


def main() -> None:
    """Show, photograph, judge, print."""
    parser = argparse.ArgumentParser(prog="bench.lying.ours", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=130.0)
    parser.add_argument("--onset", type=float, default=60.0)
    parser.add_argument("--healthy", type=int, default=12)
    options = parser.parse_args()
    side, said = photograph(options.folder, seconds=options.seconds, onset_s=options.onset, healthy=options.healthy)
    for at, name, words in said:
        print(f"{at:8.1f} {name:<12}{words}")
    verdicts = judge(options.folder, options.folder / "shots", side, side)
    for one in verdicts:
        when = "not marked" if one.after_s is None else f"marked after {one.after_s:.1f} s"
        print(f"{'ok ' if one.right else 'BAD'} {one.name:<12}{'lies' if one.lie else 'healthy':<9}{when}")
    real = json.loads((options.folder / "kit.json").read_text(encoding="utf-8"))["real_clips"]
    print(json.dumps({**summary(verdicts), "real_clips": real}))


if __name__ == "__main__":
    main()
