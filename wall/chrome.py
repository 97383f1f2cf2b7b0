"""What stands around the panels of one monitor, and how it is filled from the live state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from backend_client.link import LinkState
from backend_client.session import SeatSession
from contract.entities import Alarm, Broadcast, BroadcastState, Person
from contract.samples import VEHICLES
from panelkit import format as fmt
from wall.settings import WallSettings
from wall.statusline import Pairs
from wall.topbar import BarState, Tab
from wall.wording import post_title, scene_title, weekday

_SAYING = frozenset({BroadcastState.CONNECTING, BroadcastState.LIVE, BroadcastState.DRAINING})
_LOOK_BACK = timedelta(minutes=10)


def bar_state(seat: SeatSession, settings: WallSettings, tabs: Sequence[Tab], scene: str, monitor: str) -> BarState:
    """Everything the top bar shows now."""
    profile = seat.profile
    now = seat.link.server_now()
    local = now.astimezone(ZoneInfo(profile.timezone)) if profile is not None else now.astimezone()
    alarms = seat.store.each(Alarm)
    counts = tuple(sum(alarm.priority == priority for alarm in alarms) for priority in (1, 2, 3))
    recent = sum(now - alarm.raised_at <= _LOOK_BACK for alarm in alarms)
    return BarState(
        hall=QCoreApplication.translate("Room", "City Management Command Centre"),
        tabs=tuple(tabs),
        scene=scene,
        alarms=(counts[0], counts[1], counts[2]),
        alarms_per_10_min=recent,
        link_title=QCoreApplication.translate("Room", "Centre"),
        link_text=link_text(seat),
        link_late=seat.link.state is not LinkState.CURRENT,
        duty_title=_shift(seat, settings),
        duty_text=_who(seat, settings),
        date=fmt.long_day(now, profile.timezone) if profile is not None else f"{local:%m-%d}",
        weekday=weekday(local),
        clock=f"{local:%H:%M:%S}",
        monitor=monitor,
        words={
            "rate_title": QCoreApplication.translate("Room", "Alarm rate"),
            "rate": QCoreApplication.translate("Room", "{n} in 10 min"),
            "calm": QCoreApplication.translate("Room", "1 calm"),
            "flood": QCoreApplication.translate("Room", "10 flood"),
        },
    )


def link_text(seat: SeatSession) -> str:
    """已连接 · 0.4 秒前, or what is wrong and since when."""
    link = seat.link
    words = {
        LinkState.CONNECTING: QCoreApplication.translate("Room", "connecting"),
        LinkState.CURRENT: QCoreApplication.translate("Room", "connected"),
        LinkState.STALE: QCoreApplication.translate("Room", "late"),
        LinkState.OFFLINE: QCoreApplication.translate("Room", "offline"),
    }[link.state]
    return f"{words} · {fmt.age(link.age_s())}"


def _shift(seat: SeatSession, settings: WallSettings) -> str:
    hours = f"{seat.profile.duty_from}–{seat.profile.duty_to}" if seat.profile is not None else ""
    return f"{settings.shift} {hours}".strip()


def _who(seat: SeatSession, settings: WallSettings) -> str:
    name = seat.api.session.name if seat.api.session is not None else ""
    seat_name = settings.seat or (post_title(settings.post) if settings.post else "")
    return " · ".join(part for part in (name, seat_name) if part)


def mode(seat: SeatSession) -> tuple[str, str]:
    """The mode frame of every monitor and its words: server lost, ON AIR, or none."""
    link = seat.link
    if link.state in (LinkState.STALE, LinkState.OFFLINE):
        zone = seat.profile.timezone if seat.profile is not None else "UTC"
        since = fmt.clock(link.server_now() - timedelta(seconds=link.age_s()), zone)
        text = QCoreApplication.translate("Room", "Server lost · data as of {clock} · {age}")
        return "lost", text.format(clock=since, age=fmt.span(link.age_s()))
    for said in seat.store.each(Broadcast):
        if said.state in _SAYING:
            return "air", _on_air(seat, said)
    return "", ""


def _on_air(seat: SeatSession, said: Broadcast) -> str:
    person = seat.store.of(Person, said.by_person_id)
    began = said.started_at or datetime.now(UTC)
    spent = max(0, int((seat.link.server_now() - began).total_seconds()))
    text = QCoreApplication.translate("Room", "ON AIR  {person} → {n} poles  {minutes}:{seconds}")
    return text.format(
        person=person.name if person is not None else "",
        n=len(said.pole_ids),
        minutes=spent // 60,
        seconds=f"{spent % 60:02d}",
    )


def status_pairs(seat: SeatSession, cameras: str, base_map: str) -> tuple[Pairs, Pairs]:
    """How old each kind of data is, and where this wall is connected."""
    link = seat.link
    facts = fmt.age(link.age_s())
    positions_at = link.positions_at_ms[VEHICLES]
    moved = "—"
    if positions_at:
        moved = fmt.age(link.server_now().timestamp() - positions_at / 1000)
    left = [
        (QCoreApplication.translate("Room", "Cases"), facts),
        (QCoreApplication.translate("Room", "Vehicles"), moved),
        (QCoreApplication.translate("Room", "Poles"), facts),
    ]
    if cameras:
        left.append((QCoreApplication.translate("Room", "Cameras"), cameras))
    if base_map:
        left.append((QCoreApplication.translate("Room", "Base map"), base_map))
    right = [
        (QCoreApplication.translate("Room", "Event"), f"{seat.store.seq:,}"),
        (QCoreApplication.translate("Room", "Server"), seat.api.base_url.partition("://")[2]),
    ]
    return tuple(left), tuple(right)


def tabs(names: Sequence[str], titles: dict[str, str], keys: dict[str, int]) -> list[Tab]:
    """Tabs of the scenes that have a key."""
    return [Tab(name, scene_title(name, titles.get(name, "")), f"F{keys[name]}") for name in names if name in keys]


def data_text(seat: SeatSession) -> str:
    """数据 2 秒前, for screens that show no connection."""
    return QCoreApplication.translate("Room", "data {age}").format(age=fmt.age(seat.link.age_s()))


def monitor_word(kinds: Sequence[str]) -> str:
    """What a monitor is for, by its panels."""
    if "queue" in kinds and "map" not in kinds:
        return QCoreApplication.translate("Room", "cases and video")
    if "broadcast" in kinds:
        return QCoreApplication.translate("Room", "broadcast")
    if "map" in kinds:
        return QCoreApplication.translate("Room", "map")
    if "video" in kinds:
        return QCoreApplication.translate("Room", "video")
    if "kpi" in kinds:
        return QCoreApplication.translate("Room", "figures")
    return ""
