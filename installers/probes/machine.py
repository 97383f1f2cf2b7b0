"""Python, graphics, fonts, libVLC, the camera source, user namespaces and the clock."""

from __future__ import annotations

import ctypes.util
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from installers.findings import Finding, Level, Words
from installers.system_packages import GROUPS, missing, named


def _run(*words: str, timeout_s: float = 10.0) -> str | None:
    """Standard output, or None where the program is missing, fails or does not end."""
    if shutil.which(words[0]) is None:
        return None
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=timeout_s, check=False)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


def _apt(*groups: str) -> Words:
    """The line that brings these groups' missing packages."""
    packages = missing(named(package) for group in groups for package in GROUPS[group])
    line = f"sudo apt-get install {' '.join(packages)}"
    return Words(f"Type: {line}", f"请执行：{line}") if packages else Words("", "")


def python(_data: Path) -> Iterator[Finding]:
    """Version and the interpreter's place."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        Words("Python", "Python"), Level.GOOD, Words(f"{version} at {sys.executable}", f"{version}，{sys.executable}")
    )


def graphics(_data: Path) -> Iterator[Finding]:
    """A GPU is optional: the map and the tiles are made for machines without one."""
    subject = Words("GPU", "显卡")
    cards = _run("nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader")
    nodes = sorted(path.name for path in Path("/dev/dri").glob("renderD*")) if Path("/dev/dri").exists() else []
    if cards:
        name = cards.strip().splitlines()[0]
        yield Finding(subject, Level.GOOD, Words(name, name))
    elif nodes:
        yield Finding(subject, Level.GOOD, Words(f"render nodes {', '.join(nodes)}", f"渲染节点 {'、'.join(nodes)}"))
    else:
        yield Finding(
            subject,
            Level.LOOK,
            Words("none; drawing and decoding run on the processor", "没有；绘图与解码由处理器完成"),
            Words(
                "Enough for 16 to 36 sub streams per machine; more need a GPU",
                "每台可带 16 至 36 路子码流，更多需要显卡",
            ),
        )


def fonts(_data: Path) -> Iterator[Finding]:
    """Chinese glyphs."""
    subject = Words("Chinese font", "中文字体")
    listing = _run("fc-list", ":lang=zh-cn", "family")
    families = sorted({line.split(",")[0] for line in (listing or "").splitlines() if line.strip()})
    noto = [family for family in families if "Noto Sans CJK" in family]
    if noto:
        yield Finding(subject, Level.GOOD, Words(noto[0], noto[0]))
    elif families:
        yield Finding(
            subject,
            Level.LOOK,
            Words(f"{families[0]}; made for Noto Sans CJK SC", f"{families[0]}；界面按 Noto Sans CJK SC 设计"),
            _apt("fonts"),
        )
    else:
        yield Finding(
            subject, Level.BAD, Words("none: Chinese shows as boxes", "没有：中文会显示成方框"), _apt("fonts")
        )


def vlc(_data: Path) -> Iterator[Finding]:
    """libVLC plays recorded media; with its live555 plugin it could also play RTSP."""
    subject = Words("libVLC", "libVLC")
    if ctypes.util.find_library("vlc") is None:
        yield Finding(
            subject,
            Level.LOOK,
            Words("not found: recorded clips do not play", "未找到：录像无法播放"),
            _apt("vlc"),
        )
        return
    roots = [Path("/usr/lib"), Path("/usr/local/lib"), Path("/snap/vlc/current/usr/lib")]
    plugin = next(
        (path for root in roots if root.exists() for path in root.glob("**/vlc/plugins/**/liblive555_plugin.so")), None
    )
    if plugin is not None:
        yield Finding(subject, Level.GOOD, Words(f"found, with live555 ({plugin})", f"已找到，含 live555（{plugin}）"))
    else:
        yield Finding(
            subject,
            Level.GOOD,
            Words(
                "found, without live555 (Debian builds it so): recorded media only; live pictures do not need it",
                "已找到，不含 live555（Debian 如此编译）：只播录像；实时画面不依赖它",
            ),
        )


def rtsp_source(_data: Path) -> Iterator[Finding]:
    """GStreamer's RTSP server on the system's python3, for the demo cameras."""
    subject = Words("Demo camera source", "演示摄像机源")
    script = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
    if _run("/usr/bin/python3", "-c", script) is not None:
        yield Finding(subject, Level.GOOD, Words("GStreamer RTSP server found", "已找到 GStreamer RTSP 服务"))
    else:
        yield Finding(
            subject,
            Level.LOOK,
            Words("missing: the demo plays its clips directly", "缺失：演示直接播放片段"),
            _apt("rtsp"),
        )


def user_namespaces(_data: Path) -> Iterator[Finding]:
    """The browser's sandbox needs them."""
    subject = Words("User namespaces", "用户命名空间")
    if _run("unshare", "--user", "--map-root-user", "true") is not None:
        yield Finding(subject, Level.GOOD, Words("allowed: the map's sandbox works", "允许：地图沙箱可用"))
    else:
        yield Finding(
            subject,
            Level.BAD,
            Words("not allowed: the map would run without its sandbox", "不允许：地图将在没有沙箱的情况下运行"),
            Words(
                "Type: sudo sysctl -w kernel.unprivileged_userns_clone=1 (Ubuntu 24.04: "
                "kernel.apparmor_restrict_unprivileged_userns=0)",
                "请执行：sudo sysctl -w kernel.unprivileged_userns_clone=1（Ubuntu 24.04："
                "kernel.apparmor_restrict_unprivileged_userns=0）",
            ),
        )


def clock(_data: Path) -> Iterator[Finding]:
    """Deadlines and evidence depend on it."""
    subject = Words("Clock", "时钟")
    synchronised = _run("timedatectl", "show", "--property=NTPSynchronized", "--value")
    if synchronised is not None and synchronised.strip() == "yes":
        yield Finding(subject, Level.GOOD, Words("synchronised", "已校时"))
    else:
        yield Finding(
            subject,
            Level.LOOK,
            Words("nobody says that it is synchronised", "没有校时记录"),
            Words(
                "Run chrony or systemd-timesyncd: deadlines are computed by it",
                "请启用 chrony 或 systemd-timesyncd：时限按它计算",
            ),
        )
