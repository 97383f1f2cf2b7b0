"""`python -m backend serve | backup FILE | restore FILE | check | verify | docs DIR`.

`serve` prints one line `ready {json}` when it serves. Exit codes: 2 settings, 3 port in use, 4 data folder in use.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import uvicorn
from sqlalchemy.exc import SQLAlchemyError

from backend import journal, reference, wire
from backend.app import Server, build
from backend.backups import back_up, bring_back
from backend.db import is_disk_full
from backend.frames import LiveSocket
from backend.passphrase import VARIABLE
from backend.pauses import settle
from backend.seats import SHUTTING_DOWN
from backend.serving import QuietServer, watch_parent
from backend.settings import Settings, SettingsError, load
from backend.upkeep import (
    DATA_IN_USE,
    NO_DATABASE,
    cure,
    lock_of,
    look,
    masked,
    recover_admin,
    rotate_keys,
    say,
    verify,
)

log = logging.getLogger(__name__)
BAD_SETTINGS, PORT_IN_USE = 2, 3
_FULL = "the disk of the data folder {} is full; make room there and start again"
GRACE_S = 3
SEND_BUFFER = 262_144
KEEP_ALIVE_S = 75
CERTIFICATE_S = 5.0
"""Longer than the pauses of whoever polls: a connection closed at the moment of its reuse is an error there."""


def main(argv: list[str] | None = None) -> int:
    """Run one verb."""
    parser = argparse.ArgumentParser(prog="citywall", description="CityWall's case and dispatch server")
    verbs = parser.add_subparsers(dest="verb", required=True)
    serve_verb = verbs.add_parser(
        "serve",
        help="serve the API, the live stream and the gateways",
        epilog="Also: citywall serve backup FILE, serve restore FILE, serve check, serve verify, serve rotate-keys.",
    )
    serve_verb.add_argument("--host")
    serve_verb.add_argument("--port", type=int)
    serve_verb.add_argument("--roles", help="parts to run, separated by commas: api, live, gateways, jobs")
    backup_verb = verbs.add_parser(
        "backup", prog="citywall serve backup", help="write everything into one file; the server may be running"
    )
    backup_verb.add_argument("file", type=Path)
    restore_verb = verbs.add_parser(
        "restore", prog="citywall serve restore", help="fill an empty data folder or database from a backup"
    )
    restore_verb.add_argument("file", type=Path)
    for verb, what in ((backup_verb, "also write the keys, sealed, into this file"), (restore_verb, "the sealed keys")):
        verb.add_argument("--keys", type=Path, metavar="KEYFILE", help=what)
        verb.add_argument(
            "--passphrase-file",
            type=Path,
            metavar="FILE",
            help=f"its first line is the passphrase of KEYFILE; default: ${VARIABLE}, else it is asked for",
        )
    recover_verb = verbs.add_parser(
        "recover-admin",
        prog="citywall serve recover-admin",
        help="print a one-time token that gives an administrator a new password; the server may be running",
    )
    check_verb = verbs.add_parser(
        "check", prog="citywall serve check", help="is the database whole? The server may be running"
    )
    verify_verb = verbs.add_parser(
        "verify", prog="citywall serve verify", help="recompute the whole evidence; the server may be running"
    )
    verify_verb.add_argument("--heads", type=Path, metavar="FILE", help="published heads; default: where they are sent")
    verify_verb.add_argument("--jobs", type=int, metavar="N", help="processes; default: one for each core")
    rotate_verb = verbs.add_parser(
        "rotate-keys",
        prog="citywall serve rotate-keys",
        help="seal every password and every person's key with a new key; no server may be running",
    )
    rotate_verb.add_argument(
        "--drop", action="store_true", help="remove the old keys: backups from before need a copy of them"
    )
    for verb in (serve_verb, backup_verb, restore_verb, check_verb, verify_verb, recover_verb, rotate_verb):
        verb.add_argument("--data", help="data folder")
        verb.add_argument("--database", metavar="URL", help="SQLAlchemy URL; default: SQLite in the data folder")
    docs_verb = verbs.add_parser("docs", help="write the generated reference pages")
    docs_verb.add_argument("folder", type=Path)
    args = parser.parse_args(argv)
    journal.begin()
    if args.verb == "docs":
        reference.write(args.folder)
        return 0
    os.umask(0o077)  # cases and people are nobody else's on this machine
    try:
        settings = load(
            {
                "data": args.data,
                "database.url": args.database,
                "server.host": getattr(args, "host", None),
                "server.port": getattr(args, "port", None),
                "server.roles": getattr(args, "roles", None),
            }
        )
    except SettingsError as fault:
        say(f"settings: {fault}")
        return BAD_SETTINGS
    journal.begin(settings.log.level, as_json=settings.log.format == "json")
    if args.verb == "serve":
        return serve(settings)
    if args.verb == "recover-admin":
        return recover_admin(settings)
    if args.verb == "check":
        return look(settings)
    if args.verb == "verify":
        return verify(settings, args.heads, args.jobs)
    if args.verb == "rotate-keys":
        return rotate_keys(settings, drop=args.drop)
    work = back_up if args.verb == "backup" else bring_back
    return work(settings, args.file, args.keys, args.passphrase_file)


def serve(settings: Settings) -> int:
    """Serve until told to stop."""
    try:
        lock = lock_of(settings.data_dir)
    except BlockingIOError:
        say(f"another server uses the data folder {settings.data_dir}; stop it or choose another with --data")
        return DATA_IN_USE
    except OSError as fault:
        unusable = f"the data folder {settings.data_dir} cannot be used: {fault.strerror}"
        say(_FULL.format(settings.data_dir) if is_disk_full(fault) else unusable)
        return DATA_IN_USE
    with lock:
        try:
            listener = _listen(settings.server.host, settings.server.port)
        except OSError as fault:
            where = f"{settings.server.host}:{settings.server.port}"
            if fault.errno == errno.EADDRINUSE:
                say(f"port {where} is in use; stop the program that has it or choose another with --port")
            else:
                say(f"cannot listen on {where}: {fault.strerror or fault}")
            return PORT_IN_USE
        with listener:
            try:
                server = Server(settings)
            except (SQLAlchemyError, OSError) as fault:
                if is_disk_full(fault):
                    say(_FULL.format(settings.data_dir))
                else:
                    say(f"the database {masked(settings)} cannot be opened: {str(fault).splitlines()[0]}{cure(fault)}")
                return NO_DATABASE
            with asyncio.Runner(loop_factory=wire.new_loop) as runner:
                runner.run(_serve(server, listener))
    return 0


async def _serve(server: Server, listener: socket.socket) -> None:
    settings = server.settings.server
    web = QuietServer(
        uvicorn.Config(
            build(server),
            log_config=None,
            access_log=False,
            http=wire.Http,
            ws=LiveSocket,
            ws_max_size=65_536,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=GRACE_S,
            timeout_keep_alive=KEEP_ALIVE_S,
            server_header=False,
            proxy_headers=bool(settings.proxies),
            forwarded_allow_ips=settings.proxies or None,
            ssl_certfile=settings.tls_cert or None,
            ssl_keyfile=settings.tls_key or None,
            lifespan="on",
        )
    )
    loop = asyncio.get_running_loop()

    def stop() -> None:
        server.hub.closing = True
        server.hub.drop(SHUTTING_DOWN)
        web.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    watch_parent(loop, stop)
    tasks = [asyncio.create_task(_announce(web, server, listener)), asyncio.create_task(_renew_certificate(web))]
    try:
        await web.serve([listener])
    finally:
        for task in tasks:
            task.cancel()


async def _announce(web: QuietServer, server: Server, listener: socket.socket) -> None:
    await web.serving.wait()
    await asyncio.to_thread(server.warm)
    settle()  # before anybody is served: it takes a tenth of a second
    server.pauses.begin()
    token = await asyncio.to_thread(server.parts.accounts.setup_token)
    host, port = listener.getsockname()[:2]
    scheme = "https" if server.settings.server.tls_cert else "http"
    if token is not None:
        say(f"No account yet. One-time set-up token: {token}\n(also in {server.data_dir / 'setup-token'})")
    ready = {
        "host": host,
        "port": port,
        "url": f"{scheme}://{host}:{port}",
        "pid": os.getpid(),
        "setup": token is not None,
    }
    print(f"ready {msgspec.json.encode(ready).decode()}", flush=True)


async def _renew_certificate(web: QuietServer) -> None:
    """New connections get the new certificate; a damaged one is told and the old one goes on."""
    config = web.config
    if not config.ssl_certfile or not config.ssl_keyfile:
        return
    files = (Path(config.ssl_certfile), Path(config.ssl_keyfile))
    seen = await asyncio.to_thread(_changed_at, files)
    while True:
        await asyncio.sleep(CERTIFICATE_S)
        now = await asyncio.to_thread(_changed_at, files)
        if now == seen or config.ssl is None:
            continue
        seen = now
        try:
            await asyncio.to_thread(config.ssl.load_cert_chain, files[0], files[1])
            log.info("the certificate was read again")
        except (OSError, ssl.SSLError) as fault:
            log.error("the new certificate cannot be used, the old one goes on: %s", fault)


def _changed_at(files: Sequence[Path]) -> tuple[float, ...]:
    with contextlib.suppress(OSError):
        return tuple(one.stat().st_mtime for one in files)
    return ()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Naming the protocol lets asyncio turn Nagle off; without it every answer waits 40 ms for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # A seat that does not read may hold this much in the kernel, and the bounded queue in the hub.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        listener.bind((host, port))
        listener.listen(2048)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


if __name__ == "__main__":
    sys.exit(main())
