"""What `citywall run` says on the terminal, in Chinese and English. The Qt side has its own translations.

A sentence names what happened and what to do. The terminal speaks before Qt is there, hence a table.
"""

from __future__ import annotations

import os
from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # steps
    "checks": ("检查端口、磁盘和数据目录", "checking ports, disk and data folder"),
    "display": ("启动虚拟屏幕", "starting a virtual screen"),
    "city": ("生成示范城市（只做一次）", "generating the demo city (only once)"),
    "city_kept": ("示范城市已在数据目录", "the demo city is in the data folder"),
    "backend": ("启动中心服务器", "starting the server"),
    "accounts": ("建立席位、会议室屏和设备的账号", "making the accounts of seat, kiosk and devices"),
    "import": ("导入城市", "importing the city"),
    "devices": ("启动摄像机、音柱、车辆和人员", "starting cameras, poles, vehicles and people"),
    "wall": ("打开大屏", "opening the wall"),
    "picture_at": ("首个完整画面：启动后 {s} 秒", "first complete picture {s} s after the start"),
    "stopping": ("正在停止全部进程", "stopping every process"),
    "stopped": ("已全部停止", "everything has stopped"),
    "done": ("完成", "done"),
    "seconds": ("{s} 秒", "{s} s"),
    # remarks
    "virtual": (
        "没有显示器：已启动虚拟屏幕 {display}，{n} 个 1920×1080；截图写到 {shots}",
        "No display: started the virtual screen {display} with {n} monitors of 1920x1080; screenshots in {shots}",
    ),
    "no_xvfb": (
        "没有显示器，也没有 Xvfb。请安装：apt install xvfb",
        "There is no display and no Xvfb. Install it: apt install xvfb",
    ),
    "xvfb_failed": ("虚拟屏幕没有启动：{reason}", "The virtual screen did not start: {reason}"),
    "shots": ("截图：{path}", "screenshot: {path}"),
    "wall_says": ("大屏：{text}", "the wall: {text}"),
    "report": ("报告：{path}", "report: {path}"),
    "waiting": ("还在等：{missing}", "still waiting for: {missing}"),
    "seats": (
        "可在大屏旁打开席位：./citywall wall --seat intake --data {data} --api {url}（另有 leader、dispatch、"
        "department、district、inspector）",
        "Seats beside the wall: ./citywall wall --seat intake --data {data} --api {url} (also leader, dispatch, "
        "department, district, inspector)",
    ),
    "child_ended": (
        "{name} 意外结束（{code}），{delay} 秒后第 {n} 次重启；日志 {log}",
        "{name} ended unexpectedly ({code}); restart no. {n} in {delay} s; log {log}",
    ),
    "child_back": ("{name} 已恢复，中断 {s} 秒", "{name} is back after {s} s"),
    "child_hangs": (
        "{name} 已 {s} 秒没有应答，强制结束后重启；日志 {log}",
        "{name} runs but has not answered for {s} s; it is ended and started again; log {log}",
    ),
    "child_hangs_still": (
        "{name} 又有 {s} 秒没有应答；多次重启无效，请查看日志 {log}，再重新启动城市墙",
        "{name} has not answered for {s} s again; restarts do not cure it. See the log {log}, then start CityWall anew",
    ),
    "no_child": (
        "{name} 无法启动（{reason}），{delay} 秒后再试；请释放内存或结束其他程序",
        "{name} cannot be started ({reason}); next try in {delay} s. Free memory or end other programs",
    ),
    "child_failed": (
        "{name} 起不来：{reason}（日志 {log}）",
        "{name} does not start: {reason} (log {log})",
    ),
    "frozen": (
        "大屏界面 {s} 秒没有响应，已遮盖全部屏幕",
        "The wall has not answered for {s} s; all screens are covered",
    ),
    "hung": (
        "大屏界面 {s} 秒没有响应，强制结束后重启",
        "The wall has not answered for {s} s; it is ended and started again",
    ),
    "thawed": ("大屏界面恢复响应，遮盖已撤", "The wall answers again; the cover is gone"),
    "no_gi": (
        "没有 GStreamer RTSP 服务器（系统 python3 的 gi）：摄像机画面改为直接播放片段",
        "There is no GStreamer RTSP server (gi of the system's python3): cameras play their clips directly",
    ),
    # failures: what happened, what to do
    "port_busy": (
        "端口 {port}（{use}）已被{owner}占用。请先结束它，或用 {env}={other} 换一个端口再启动。",
        "Port {port} ({use}) is in use by {owner}. End that program, or start with {env}={other} to use another port.",
    ),
    "owner": ("程序 {program}（进程 {pid}）", "{program} (process {pid})"),
    "owner_unknown": ("别的程序", "another program"),
    "second": (
        "数据目录 {data} 正被另一个城市墙使用（进程 {pid}）。请先关闭它，或用 --data 另选目录。",
        "Another CityWall (process {pid}) uses the data folder {data}. Close it, or choose another with --data.",
    ),
    "disk": (
        "{data} 所在的磁盘只剩 {free} MB，需要 {need} MB。请清理磁盘，或用 --data 换到别的盘。",
        "The disk of {data} has {free} MB left; {need} MB are needed. Free some, or use another disk with --data.",
    ),
    "unwritable": (
        "不能写数据目录 {data}：{reason}。请改它的属主，或用 --data 另选目录。",
        "The data folder {data} cannot be written: {reason}. Change its owner, or choose another with --data.",
    ),
    "broken_city": (
        "{path} 读不出来（{reason}），已移到 {aside}，重新生成",
        "{path} cannot be read ({reason}); it was moved to {aside} and is made anew",
    ),
    "no_city": (
        "{path} 不是城市文件夹：{reason}。请给出含 city.json 的文件夹或 tar。",
        "{path} is no city folder: {reason}. Name a folder or tar with a city.json.",
    ),
    "other_city": (
        "数据目录里已是另一座城市（{held}）。请用 --data 为 {asked} 另选目录。",
        "The data folder already holds another city ({held}). Choose another folder with --data for {asked}.",
    ),
    "lost_keys": (
        "服务器已有账号，但 {path} 不见了或不对。请恢复该文件，或用 --data 另选目录重新开始。",
        "The server has accounts but {path} is missing or wrong. Restore it, or start afresh with another --data.",
    ),
    "import_failed": ("城市没有导入：{reason}", "The city was not imported: {reason}"),
    "generate_failed": ("示范城市没有生成：{reason}", "The demo city was not generated: {reason}"),
    "no_picture": (
        "{s} 秒内没有得到完整画面；还缺：{missing}",
        "No complete picture within {s} s; missing: {missing}",
    ),
    # privilege
    "as_user": ("子进程以用户 {user} 运行，浏览器沙箱开启", "Children run as {user}, with the browser sandbox on"),
    "sandbox_off": (
        "浏览器沙箱已关闭：{reason}",
        "THE BROWSER SANDBOX IS OFF: {reason}",
    ),
    "unreadable": (
        "用户 {user} 读不了 {path}；请把项目放到其他用户可读的目录（例如 /opt/citywall），或以普通用户运行",
        "user {user} cannot read {path}; put the project into /opt/citywall, say, or run as a plain user",
    ),
    "no_namespaces": (
        "系统不允许非特权用户命名空间；见 ./citywall doctor",
        "the system does not allow unprivileged user namespaces; see ./citywall doctor",
    ),
    "no_user": ("不能建立用户 citywall：{reason}", "the user citywall could not be made: {reason}"),
}


def system_language(environ: dict[str, str] | None = None) -> str:
    """`zh` or `en` by the locale: Chinese is the default, English where the locale names another language."""
    env = dict(os.environ) if environ is None else environ
    name = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    plain = name in ("", "C", "POSIX") or name.startswith("C.")
    return "zh" if plain or name.lower().startswith("zh") else "en"


class Words:
    """Sentences of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, key: str, **params: object) -> str:
        zh, en = SENTENCES[key]
        return (en if self.lang == "en" else zh).format(**params)
