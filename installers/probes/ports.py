"""Whether the ports that CityWall uses are free, or held by whom."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import tomllib
from collections.abc import Iterator
from pathlib import Path

import psutil

from installers.findings import Finding, Level, Words

_PORTS: tuple[tuple[str, int, int, str, str], ...] = (
    ("api_port", 8800, socket.SOCK_STREAM, "case server", "案件中心"),
    ("gateway_port", 8810, socket.SOCK_STREAM, "broadcast gateway", "喊话网关"),
    ("rtsp_port", 8554, socket.SOCK_STREAM, "demo cameras", "演示摄像机"),
    ("jt808_port", 6808, socket.SOCK_STREAM, "vehicles, JT/T 808", "车辆 JT/T 808"),
    ("poles_port", 15060, socket.SOCK_DGRAM, "demo poles, SIP", "演示音柱 SIP"),
)
"""Key in `[run]`, default, kind, use."""


def _set(data: Path) -> dict[str, object]:
    """`[run]` of citywall.toml and of the environment, as written; ValueError where the file cannot be read."""
    path = Path(os.environ.get("CITYWALL_CONFIG") or data / "citywall.toml")
    found: dict[str, object] = {}
    if path.is_file():
        section = tomllib.loads(path.read_text(encoding="utf-8")).get("run", {})
        found = dict(section) if isinstance(section, dict) else {}
    prefix = "CITYWALL_RUN__"
    return found | {key.removeprefix(prefix).lower(): os.environ[key] for key in os.environ if key.startswith(prefix)}


def _holder(port: int, kind: int) -> tuple[str, bool]:
    """(who holds it, whether that is CityWall itself); we may not see other users' programs."""
    with contextlib.suppress(psutil.Error):
        for connection in psutil.net_connections("inet"):
            listening = kind == socket.SOCK_DGRAM or connection.status == psutil.CONN_LISTEN
            if (
                connection.type == kind
                and connection.laddr
                and connection.laddr.port == port
                and listening
                and connection.pid
            ):
                with contextlib.suppress(psutil.Error):
                    process = psutil.Process(connection.pid)
                    return f"{process.name()} (pid {connection.pid})", _ours(process.cmdline())
    return "?", False


def _ours(words: list[str]) -> bool:
    """Whether a command line starts a program of CityWall. A folder of that name alone says nothing."""
    modules = [after for before, after in itertools.pairwise(words) if before == "-m"]
    if modules:
        return modules[0].split(".")[0] in ("backend", "simulator", "wall")
    return any(Path(word).name in ("rtsp_source.py", "citywall") for word in words[:3])


def ports(data: Path) -> Iterator[Finding]:
    """One finding a port, of those that `./citywall run` would take on this data folder."""
    try:
        chosen = _set(data)
    except (OSError, ValueError) as fault:
        yield Finding(
            Words("Settings", "设置"),
            Level.BAD,
            Words(f"citywall.toml cannot be read: {fault}", f"无法读取 citywall.toml：{fault}"),
        )
        chosen = {}
    for key, usual, kind, en, zh in _PORTS:
        text = str(chosen.get(key, usual))
        if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
            yield Finding(
                Words(f"run.{key}", f"run.{key}"), Level.BAD, Words(f"{text} is no port", f"{text} 不是端口号")
            )
            continue
        port = int(text)
        subject = Words(f"Port {port} ({en})", f"端口 {port}（{zh}）")
        with socket.socket(socket.AF_INET, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1 if kind == socket.SOCK_STREAM else 0)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                who, ours = _holder(port, kind)
                if ours:
                    yield Finding(subject, Level.GOOD, Words(f"in use by CityWall, {who}", f"CityWall 正在使用，{who}"))
                else:
                    yield Finding(
                        subject,
                        Level.BAD,
                        Words(f"in use by {who}", f"被 {who} 占用"),
                        Words(
                            "End that program or set another port in citywall.toml",
                            "请结束该程序，或在 citywall.toml 改端口",
                        ),
                    )
            else:
                yield Finding(subject, Level.GOOD, Words("free", "空闲"))
