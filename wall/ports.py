"""The ports a run needs: whether they are free, and who has them if not."""

from __future__ import annotations

import socket

import msgspec
import psutil

from wall.progress import Stop
from wall.sentences import Words


class Ports(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Port of each service; `[run]` of citywall.toml or CITYWALL_RUN__API_PORT and so on."""

    api_port: int = 8800
    gateway_port: int = 8810
    rtsp_port: int = 8554
    jt808_port: int = 6808
    poles_port: int = 15060


USES: dict[str, str] = {
    "api_port": "API",
    "gateway_port": "broadcast",
    "rtsp_port": "RTSP",
    "jt808_port": "JT/T 808",
    "poles_port": "SIP/UDP",
}


def busy(port: int, *, udp: bool = False) -> bool:
    """Whether a service could not bind this port on 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if udp else socket.SOCK_STREAM) as probe:
        if not udp:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def owner(port: int) -> tuple[int, str] | None:
    """(pid, program) that holds a port, None where this user may not see it."""
    try:
        for link in psutil.net_connections("inet"):
            if link.laddr and link.laddr.port == port and link.pid and link.status in ("LISTEN", "NONE"):
                return link.pid, psutil.Process(link.pid).name()
    except psutil.Error:
        return None
    return None


def free_port(near: int) -> int:
    """A port that is free now, at or above `near`."""
    return next(port for port in range(near, 65536) if not busy(port))


def require(ports: Ports, words: Words) -> None:
    """Stop with a sentence about the first port that is taken."""
    for name, use in USES.items():
        port = getattr(ports, name)
        if not busy(port, udp=name == "poles_port"):
            continue
        held = owner(port)
        who = words("owner", program=held[1], pid=held[0]) if held else words("owner_unknown")
        sentence = words(
            "port_busy",
            port=port,
            use=use,
            owner=who,
            env=f"CITYWALL_RUN__{name.upper()}",
            other=free_port(port + 1),
        )
        raise Stop(sentence)
