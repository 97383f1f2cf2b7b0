"""The case server: durable intake, requests, live stream, kills and power cuts, evidence, boards, and its peers.

Each line has its limit or its peers from the same run. `--quick` measures the same with fewer repetitions and a smaller
history, and leaves out boards and evidence, which have benches of their own (bench/kpi.py, bench/evidence.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from bench import server_http, server_intake, server_kills, server_live, server_peers

OTHERS = ("evidence", "kpi")


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """Every line of the server's table."""
    peers = server_peers.measured(quick)
    yield from server_intake.figures(quick)
    for figure in server_http.figures(quick):
        yield figure | {"peers": peers.get(_KIND.get(figure["figure"], ""), {})}
    yield from server_live.figures(quick)
    yield from server_kills.figures(quick)
    for name in () if quick else OTHERS:
        yield from import_module(f"bench.{name}").figures(quick)


_KIND = {"case intake over HTTP, one case a request": "create", "list of 50 cases, cold": "list"}
