"""Where a case came from (来源): one of seven muted colours beside its shape (`icons.source`), never a colour alone."""

from __future__ import annotations

from typing import Final

from contract.entities import CaseSource

_TOKENS: Final[dict[CaseSource, str]] = {
    CaseSource.INSPECTOR: "s-own",
    CaseSource.DEPARTMENT: "s-own",
    CaseSource.HOTLINE: "s-public",
    CaseSource.CITIZEN: "s-public",
    CaseSource.VIDEO: "s-video",
    CaseSource.DEVICE: "s-device",
    CaseSource.CAMERA: "s-device",
    CaseSource.LEADER: "s-above",
    CaseSource.SUPERIOR: "s-above",
    CaseSource.MEDIA: "s-paper",
    CaseSource.PETITION: "s-paper",
    CaseSource.OTHER: "s-other",
    CaseSource.IMPORT: "s-other",
}


def color_of(source: CaseSource) -> str:
    """The token of a source's colour: own eyes, the public, cameras, devices, from above, papers, other systems."""
    return _TOKENS[source]
