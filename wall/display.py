"""A screen where there is none: Xvfb, as wide as its monitors side by side, open to our own user only."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

from wall.children import Child, Launch
from wall.identity import Identity
from wall.progress import Progress, Stop

WIDTH, HEIGHT = 1920, 1080


@dataclass(frozen=True)
class Display:
    """Where the wall draws. `frame` is the file of the virtual screen's pixels, None on a real display."""

    env: dict[str, str]
    name: str
    frame: Path | None = None
    monitors: tuple[tuple[int, int, int, int], ...] = ()


def wanted(*, headless: bool) -> bool:
    """Whether a virtual screen is needed."""
    return headless or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def without_gpu() -> dict[str, str]:
    """What Qt must be told where there is no GPU: its scene graph painted in software.

    Chromium on a software OpenGL costs five times the time per frame, and it crashed under Xvfb (design: MAP).
    """
    return {"QT_QUICK_BACKEND": "software"}


def cookie_for(identity: Identity, run: Path) -> dict[str, str]:
    """The key of the real display for children of another user, who could not read ours: copied into the folder `run`,
    for that user alone. Nothing where the children are we, or there is no key."""
    if identity.uid is None or not os.environ.get("DISPLAY"):
        return {}
    known = os.environ.get("XAUTHORITY") or str(Path.home() / ".Xauthority")
    try:
        key = Path(known).read_bytes()
    except OSError:
        return {}
    run.mkdir(exist_ok=True)
    copy = run / "xauthority"
    copy.unlink(missing_ok=True)
    descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
    identity.own(run)
    return {"XAUTHORITY": str(copy)}


def has_gpu() -> bool:
    """Whether the kernel offers a render device."""
    return any(Path("/dev/dri").glob("renderD*"))


def side_by_side(count: int) -> tuple[tuple[int, int, int, int], ...]:
    """`count` monitors of the virtual screen: x, y, w, h."""
    return tuple((index * WIDTH, 0, WIDTH, HEIGHT) for index in range(count))


def geometry_text(monitors: tuple[tuple[int, int, int, int], ...]) -> str:
    """The monitors as CITYWALL_MONITORS says them: `0,0,1920,1080;1920,0,1920,1080`."""
    return ";".join(",".join(map(str, rect)) for rect in monitors)


async def start(run: Path, count: int, identity: Identity, launch: Launch, progress: Progress) -> tuple[Display, Child]:
    """Start Xvfb with `count` monitors; its cookie and pixels lie in the folder `run`. Stop where it is missing."""
    binary = shutil.which("Xvfb")
    if binary is None:
        raise Stop(progress.words("no_xvfb"))
    cookie_file = run / "xauthority"
    cookie_file.write_bytes(_authority(secrets.token_bytes(16)))
    cookie_file.chmod(0o600)
    identity.own(run)
    read_end, write_end = os.pipe()
    size = f"{WIDTH * count}x{HEIGHT}x24"
    argv = [binary, "-displayfd", str(write_end), "-screen", "0", size, "-fbdir", str(run), "-auth", str(cookie_file)]
    argv += ["-nolisten", "tcp", "-noreset", "-dpi", "96", "+extension", "RANDR"]
    child = await launch("xvfb", argv, pass_fds=(write_end,), die_hard=True)
    os.close(write_end)
    try:
        async with asyncio.timeout(15):
            number = await asyncio.to_thread(_read_line, read_end)
    except TimeoutError:
        number = ""
    finally:
        os.close(read_end)
    if not number:
        raise Stop(progress.words("xvfb_failed", reason=child.last_words() or "no display number"), 1)
    name = f":{number}"
    monitors = side_by_side(count)
    env = {
        "DISPLAY": name,
        "XAUTHORITY": str(cookie_file),
        "QT_QPA_PLATFORM": "xcb",
        **without_gpu(),
        "CITYWALL_MONITORS": geometry_text(monitors),
    }
    return Display(env, name, run / "Xvfb_screen0", monitors), child


def _read_line(fd: int) -> str:
    text = b""
    while not text.endswith(b"\n"):
        part = os.read(fd, 32)
        if not part:
            return ""
        text += part
    return text.decode("ascii").strip()


def _authority(cookie: bytes) -> bytes:
    """One Xauthority entry for any display (Xau: u16 family, then counted address, number, name, data)."""
    parts = (b"", b"", b"MIT-MAGIC-COOKIE-1", cookie)
    return struct.pack(">H", 0xFFFF) + b"".join(struct.pack(">H", len(part)) + part for part in parts)
