"""The one token table: every colour of the product, dark and light. A theme changes values, never names.

Use and measured contrast of each: docs/look.md. Red, amber and yellow at full strength (`p1`..`p3`) are words that only
alarms speak; `acc` means selected or focused; `air` means that sound is going out.
"""

from __future__ import annotations

from typing import Final

DARK: Final[dict[str, str]] = {
    "bg-0": "#10161B",
    "bg-1": "#182027",
    "bg-2": "#202A33",
    "bg-3": "#2A3641",
    "bg-4": "#344350",
    "line-1": "#2B3741",
    "line-2": "#5C6E7C",
    "tx-1": "#E6ECF1",
    "tx-2": "#B7C3CD",
    "tx-3": "#93A2AE",
    "tx-off": "#8593A0",
    "acc": "#7FB0DC",
    "acc-fill": "#24425C",
    "acc-tx": "#EAF3FB",
    "p1": "#D63A3F",
    "p1-on": "#FFFFFF",
    "p2": "#F0912E",
    "p2-on": "#17110A",
    "p3": "#F2D13D",
    "p3-on": "#17150A",
    "sla-ok": "#7C9C8C",
    "sla-near": "#CDB56A",
    "sla-near-fill": "#3A3728",
    "sla-near-tx": "#EBD9A0",
    "sla-late": "#D98A86",
    "sla-late-fill": "#4A2C2E",
    "sla-late-tx": "#F7CFCB",
    "air": "#B44A92",
    "air-on": "#FFFFFF",
    "air-tx": "#E3A0CC",
    "veil": "#3C4751",
    "drill": "#5F8F8B",
    "drill-tx": "#9CC9C4",
    "stop": "#F2F5F7",
    "stop-on": "#10161B",
    "d1": "#7F97AC",
    "d2": "#A8B8C6",
    "d3": "#5D7388",
    "d4": "#475867",
    "grid": "#2A353F",
    "m-land": "#141B21",
    "m-block": "#182129",
    "m-bldg": "#1F2932",
    "m-bldg-l": "#2A3640",
    "m-road1": "#323F4B",
    "m-road2": "#28343E",
    "m-road3": "#212C35",
    "m-water": "#17303F",
    "m-green": "#1A2A26",
    "m-cell": "#3B4A57",
    "m-label": "#A3B1BC",
    "m-halo": "#12181D",
    "c1": "#6C8499",
    "c2": "#8C8373",
    "c3": "#7C7794",
    "c4": "#66897A",
    "c5": "#7A858E",
}

LIGHT: Final[dict[str, str]] = {
    "bg-0": "#CDD4DA",
    "bg-1": "#EEF1F4",
    "bg-2": "#E1E7EC",
    "bg-3": "#D3DBE2",
    "bg-4": "#C4CED7",
    "line-1": "#C9D2DA",
    "line-2": "#7C8B98",
    "tx-1": "#17212A",
    "tx-2": "#36454F",
    "tx-3": "#485763",
    "tx-off": "#586671",
    "acc": "#24618F",
    "acc-fill": "#C3D9EB",
    "acc-tx": "#0F2B42",
    "p1": "#C4282E",
    "p1-on": "#FFFFFF",
    "p2": "#E07F14",
    "p2-on": "#17110A",
    "p3": "#F0CB2A",
    "p3-on": "#17150A",
    "sla-ok": "#557A67",
    "sla-near": "#8A6F16",
    "sla-near-fill": "#F1E7C4",
    "sla-near-tx": "#5E4A08",
    "sla-late": "#A3423E",
    "sla-late-fill": "#F2D5D2",
    "sla-late-tx": "#7A1F1C",
    "air": "#A03B80",
    "air-on": "#FFFFFF",
    "air-tx": "#8A2A6B",
    "veil": "#3C4751",
    "drill": "#2F6E69",
    "drill-tx": "#1F5A55",
    "stop": "#17212A",
    "stop-on": "#FFFFFF",
    "d1": "#5C788F",
    "d2": "#3E5567",
    "d3": "#728A9D",
    "d4": "#B4C1CC",
    "grid": "#D3DBE2",
    "m-land": "#E4E8EB",
    "m-block": "#DDE3E7",
    "m-bldg": "#CFD7DD",
    "m-bldg-l": "#BCC7D0",
    "m-road1": "#FBFCFD",
    "m-road2": "#F6F8F9",
    "m-road3": "#F1F4F6",
    "m-water": "#B9D0DD",
    "m-green": "#CEDDD2",
    "m-cell": "#A9B6C1",
    "m-label": "#43525E",
    "m-halo": "#F3F6F8",
    "c1": "#6C8499",
    "c2": "#8C8373",
    "c3": "#7C7794",
    "c4": "#5E8271",
    "c5": "#7A858E",
}

# Video is always on a dark tile, in both themes.
TILE: Final[dict[str, str]] = {
    "tile-strip": "#0D1317",
    "tile-empty": "#141B21",
    "tile-tx": "#E6ECF1",
    "tile-age": "#B7C3CD",
    "tile-tx2": "#D5DDE3",
    "veil-tx": "#FFFFFF",
}

# Type: role -> (size px, line px, weight), for the desk and for the wall (4 m from a 55-inch 1080p screen).
DESK: Final[dict[str, tuple[int, int, int]]] = {
    "caption": (12, 16, 400),
    "label": (13, 18, 400),
    "body": (14, 20, 400),
    "title": (15, 20, 500),
    "strong": (18, 26, 500),
    "figure": (32, 38, 500),
    "clock": (26, 32, 500),
    "incident": (60, 62, 500),
}
WALL: Final[dict[str, tuple[int, int, int]]] = {
    "caption": (22, 28, 400),
    "label": (24, 30, 400),
    "body": (28, 36, 400),
    "title": (28, 36, 500),
    "strong": (30, 38, 500),
    "figure": (84, 90, 500),
    "clock": (56, 64, 500),
    "incident": (96, 104, 500),
}

# Space and shape, px on the desk.
GAP: Final = 8
RADIUS: Final = 3
HEADER_H: Final = 36
TOP_BAR_H: Final = 48
STATUS_H: Final = 32
COMMAND_H: Final = 44
ROW_H: Final = 32
TILE_STRIP_H: Final = 24
