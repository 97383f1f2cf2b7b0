"""The wall's ring of video and its evidence: where they lie, and which panels have the keys for them."""

from __future__ import annotations

from pathlib import Path

from panelkit.context import Context
from videowall.evidence_desk import desk_of
from videowall.hall import VideoHall
from videowall.kept import Kept
from videowall.panel import VideoPanel
from videowall.ring_files import RingRules, empty

GIB = 1 << 30


def rules_of(data: Path, wall: str, minutes: float, gib: float) -> RingRules | None:
    """The ring of this wall; none where it is switched off."""
    if not minutes or not gib:
        return None
    return RingRules(folder=str(data / "ring" / wall), most_bytes=int(gib * GIB), keep_s=minutes * 60)


def forget(rules: RingRules | None) -> None:
    """Delete the ring at the orderly end; what a fall leaves goes by its age at the next start."""
    if rules is not None:
        empty(Path(rules.folder))


def bind(panel: VideoPanel, context: Context, hall: VideoHall, folder: Path) -> None:
    """Give a panel the keys of evidence and replay."""
    Kept(panel, context, hall, desk_of(context, hall, folder))
