"""`python -m backend.gateways.voice`: serve until told to stop. One line `ready {json}` on stdout when it does.

Exit codes: 2 settings, 3 port in use, 4 another gateway uses the data folder.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
from pathlib import Path

import msgspec
import uvicorn

from backend.gateways.voice.poles import lock_of
from backend.gateways.voice.settings import Voice, load
from backend.gateways.voice.station import Station
from backend.serving import QuietServer, watch_parent
from backend.settings import SettingsError
from contract.trust import Trust, TrustError, trust_of

BAD_SETTINGS, PORT_IN_USE, DATA_IN_USE = 2, 3, 4
log = logging.getLogger("voice")


def main(argv: list[str] | None = None) -> int:
    """Read the words, take lock and ports, serve."""
    parser = argparse.ArgumentParser(prog="citywall gateway", description="CityWall's broadcast gateway")
    parser.add_argument("--api", help="URL of the case server")
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--sip-host", dest="sip_host")
    parser.add_argument("--sip-port", dest="sip_port", type=int)
    parser.add_argument("--data", help="data folder")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    try:
        settings, data = load(vars(parser.parse_args(argv)))
        trust = trust_of(data)
    except (SettingsError, TrustError) as fault:
        print(f"settings: {fault}", file=sys.stderr)
        return BAD_SETTINGS
    try:
        lock = lock_of(data / "gateway")
    except OSError as fault:
        print(f"the data folder {data} is used by another gateway, or cannot be used: {fault}", file=sys.stderr)
        return DATA_IN_USE
    with lock:
        return asyncio.run(_serve(settings, data, trust))


async def _serve(settings: Voice, data: Path, trust: Trust) -> int:
    station = Station(settings, data, trust)
    try:
        with socket.create_server((settings.host, settings.port), backlog=128) as listener:
            listener.setblocking(False)
            await station.open()
            web = QuietServer(
                uvicorn.Config(
                    station.app(),
                    log_config=None,
                    access_log=False,
                    ws="none",
                    server_header=False,
                    timeout_graceful_shutdown=1,
                )
            )
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, web.stop)
            watch_parent(loop, web.stop)
            announcement = asyncio.create_task(_announce(web, listener, station))
            try:
                await web.serve([listener])
            finally:
                announcement.cancel()
                await station.close()
    except OSError as fault:
        print(
            f"a port cannot be used ({settings.host}:{settings.port} TCP or {settings.sip_port} UDP): {fault.strerror}",
            file=sys.stderr,
        )
        return PORT_IN_USE
    return 0


async def _announce(web: QuietServer, listener: socket.socket, station: Station) -> None:
    await web.serving.wait()
    host, port = listener.getsockname()[:2]
    ready = {
        "host": host,
        "port": port,
        "url": f"http://{host}:{port}",
        "sip_port": station.agent.port,
        "pid": os.getpid(),
    }
    print(f"ready {msgspec.json.encode(ready).decode()}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
