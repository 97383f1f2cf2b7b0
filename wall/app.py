"""The wall's composition root: builds everything and passes it down. The one table of panels is here."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any, Literal

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from caseforms.call_back_panel import CallBackPanel
from caseforms.report_panel import ReportPanel
from caseforms.task_panel import TaskPanel
from casequeue.case_panel import CasePanel
from casequeue.detail_panel import DetailPanel
from casequeue.queue_panel import QueuePanel
from contract.trust import Trust, TrustError, trust_of
from mapview.panel import MapPanel
from mapview.scheme import register_scheme
from panelkit.context import Context
from panelkit.theme import Mode
from panels.alarm_panel import AlarmPanel
from panels.attention_panel import AttentionPanel
from panels.broadcast_panel import BroadcastPanel
from panels.evaluation_panel import EvaluationPanel
from panels.figures_panel import FiguresPanel
from panels.kpi_panels import FlowPanel, HandlingPanel, KpiPanel, LoadPanel, RatePanel
from panels.outages_panel import OutagesPanel
from profileedit.profile_panel import ProfilePanel
from videowall.attached import AttachedPlayer
from videowall.budget_panel import BudgetPanel
from videowall.panel import VideoPanel
from videowall.patrol_panel import PatrolPanel
from videowall.recorded_panel import RecordedPanel
from videowall.steering import Steering
from wall import checks, keeping
from wall.check_by_video import CheckByVideo
from wall.clips import ClipHall, films
from wall.control import WAIT_SERVER, control_fd
from wall.cycles import Cycles
from wall.diagnostics import Faults, Heartbeat, set_up_log
from wall.languages import Languages
from wall.parent import watch_parent
from wall.pool import Parts, Registration
from wall.posts import POSTS
from wall.room import Room
from wall.seats import Seats
from wall.sentences import system_language
from wall.settings import SettingsError, WallSettings, load
from wall.sightings import Sightings
from wall.status import Status

log = logging.getLogger(__name__)
WAIT_SERVER_MS = 20_000


class VideoSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`columns` x `rows` tiles, leaving the first so many cameras to others."""

    columns: int = 3
    rows: int = 3
    first: int = 0


def _video(context: Context, parts: Parts, settings: VideoSettings) -> VideoPanel:
    columns, rows = settings.columns, settings.rows
    place = f"video{columns}x{rows}"
    panel = VideoPanel(
        context, parts.hall, columns=columns, rows=rows, place=place, wall=parts.wall, first=settings.first
    )
    panel.header.setVisible(context.display == "desk")  # on a wall each tile says its own age
    if context.display == "desk":
        Sightings(panel, context, parts.hall, parts.drafts)
        keeping.bind(panel, context, parts.hall, parts.evidence)
        Steering(panel)
    return panel


def _task(context: Context, parts: Parts, _settings: object) -> TaskPanel:
    panel = TaskPanel(context, parts.drafts)
    CheckByVideo(panel, context, parts.hall, parts.drafts)
    return panel


def _patrol(context: Context, parts: Parts, _settings: object) -> PatrolPanel:
    panel = PatrolPanel(context, parts.hall, parts.prints)
    sightings = Sightings(panel, context, parts.hall, parts.drafts)
    sightings.opened.connect(panel.pause)
    sightings.closed.connect(panel.resume)
    sightings.filed.connect(panel.found)
    return panel


def _recorded(context: Context, parts: Parts, _settings: object) -> RecordedPanel:
    return RecordedPanel(context, look=lambda: films(parts.recordings))


class KpiSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which of the four charts."""

    chart: Literal["flow", "on_time", "departments", "handling"] = "flow"


_CHARTS = {"flow": FlowPanel, "on_time": RatePanel, "departments": LoadPanel, "handling": HandlingPanel}


def _kpi(context: Context, parts: Parts, settings: KpiSettings) -> KpiPanel:
    return _CHARTS[settings.chart](context, parts.kpi(context))


def _detail(context: Context, parts: Parts, _settings: object) -> DetailPanel:
    return DetailPanel(
        context,
        lambda panel: AttachedPlayer(context.theme, panel),
        prints=parts.prints if context.display == "desk" else None,
    )


def _figures(context: Context, parts: Parts, _settings: object) -> FiguresPanel:
    panel = FiguresPanel(context, parts.kpi(context))
    # On a wall the bar right above says the same title and the age of the data, and is where one looks for them.
    panel.header.setVisible(context.display == "desk")
    return panel


PANELS: tuple[Registration, ...] = (
    Registration("map", lambda context, _parts, _settings: MapPanel(context)),
    Registration("queue", lambda context, parts, _settings: QueuePanel(context, parts.desk)),
    Registration("case", lambda context, _parts, _settings: CasePanel(context)),
    Registration("detail", _detail),
    Registration("video", _video, VideoSettings),
    Registration("kpi", _kpi, KpiSettings),
    Registration("figures", _figures),
    Registration("evaluation", lambda context, _parts, _settings: EvaluationPanel(context)),
    Registration("attention", lambda context, _parts, _settings: AttentionPanel(context)),
    Registration("recorded", _recorded),
    Registration("patrol", _patrol),
    Registration("outages", lambda context, _parts, _settings: OutagesPanel(context)),
    Registration("budget", lambda context, parts, _settings: BudgetPanel(context, parts.hall)),
    Registration("alarms", lambda context, _parts, _settings: AlarmPanel(context)),
    Registration("report", lambda context, parts, _settings: ReportPanel(context, parts.drafts)),
    Registration("hotline", lambda context, parts, _settings: ReportPanel(context, parts.drafts, hotline=True)),
    Registration("callbacks", lambda context, parts, _settings: CallBackPanel(context, parts.drafts)),
    Registration("task", _task),
    Registration("broadcast", lambda context, _parts, _settings: BroadcastPanel(context)),
    Registration("profile", lambda context, parts, _settings: ProfilePanel(context, parts.drafts)),
)
"""Every panel there is: kind, how it is made, the settings that a scene may give it."""


def main(argv: list[str]) -> int:
    """`python -m wall`: 0 after people closed it, 2 where its settings are wrong."""
    parser = argparse.ArgumentParser(prog="citywall wall", description="The wall of one seat.")
    parser.add_argument("--api", default="http://127.0.0.1:8800", help="address of the server")
    parser.add_argument("--gateway", default="http://127.0.0.1:8810", help="address of the broadcast gateway")
    parser.add_argument("--data", type=Path, default=None, help="data folder with the account of this seat")
    parser.add_argument("--kiosk", action="store_true", help="a screen without a password: shows a code to be paired")
    parser.add_argument("--seat", choices=tuple(POSTS), help="the seat of one post instead of the hall's wall")
    parser.add_argument("--user", default="", help="who logs in at that seat (asked for; else its account file)")
    parser.add_argument("--lang", choices=("zh", "en"))
    parser.add_argument("--theme", choices=("dark", "light"))
    parser.add_argument("--scene")
    parser.add_argument("--monitors", type=int)
    words = parser.parse_args(argv)
    set_up_log()
    data = words.data or checks.data_folder()
    flags = {key: getattr(words, key) for key in ("lang", "theme", "scene", "monitors")} | {"post": words.seat}
    try:
        settings = load(WallSettings, "wall", data, flags)
        trust = trust_of(data)
    except (SettingsError, TrustError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    code = _Program(settings, data, words.api, words.gateway, trust, kiosk=words.kiosk, username=words.user).run()
    sys.stdout.flush()
    logging.shutdown()
    # Everything of ours has ended. What is left is the order in which Python and Qt take Chromium apart, which crashes
    # now and then and would look like the end of a wall that must be started again.
    os._exit(code)


class _Program:
    """The running wall."""

    def __init__(
        self,
        settings: WallSettings,
        data: Path,
        api_url: str,
        gateway_url: str,
        trust: Trust,
        *,
        kiosk: bool = False,
        username: str = "",
    ) -> None:
        register_scheme()
        self._app = QApplication(["citywall"])
        self._app.setApplicationDisplayName("CityWall")
        self._app.setQuitOnLastWindowClosed(False)
        self._faults = Faults(self._broken)
        self._faults.install()
        self._cycles = Cycles(self._app)
        languages = Languages(self._app)
        languages.use(settings.lang or system_language())
        mode: Mode = "light" if settings.theme == "light" else "dark"
        post = POSTS.get(settings.post) if not kiosk else None
        self._seats = Seats(api_url, gateway_url, data, mode, trust=trust, kiosk=kiosk, post=post, username=username)
        self._hall = ClipHall(data / "recordings", self._app)
        minutes = 0.0 if kiosk else settings.replay_minutes  # nobody replays at a public screen
        self._ring = keeping.rules_of(data, settings.name, minutes, settings.replay_gib)
        self._hall.supervisor.keep(self._ring)
        parts = Parts(self._hall, settings.name, data / "recordings")
        self._room = Room(self._app, settings, self._seats, languages, PANELS, parts)
        self._room.told.connect(self._tell)
        self._said = ""
        self._status = Status(self._room, self._faults)
        self._beat: Heartbeat | None = None
        if (descriptor := control_fd()) is not None:
            self._beat = Heartbeat(descriptor, self._status.now, self._app)
            self._beat.wishes["server"] = lambda _value: self._room.enter()
            self._beat.wishes["quit"] = lambda _value: self._app.quit()
            self._beat.wishes["shoot"] = self._shoot
        watch_parent(self._app, self._app.quit)

    def run(self) -> int:
        """Show, and stay until closed."""
        # Python's signal handlers run between Qt events; the timer gives them a chance.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: self._app.quit())
        breath = QTimer()
        breath.start(200)
        breath.timeout.connect(lambda: None)
        self._room.start()
        # Told by the supervisor when the server serves; by ourselves where nobody does or forgets to.
        QTimer.singleShot(WAIT_SERVER_MS if os.environ.get(WAIT_SERVER) else 0, self._room.enter)
        sys.stdout.write("ready {}\n")
        sys.stdout.flush()
        code = self._app.exec()
        if self._beat is not None:
            self._beat.stop()
        self._room.stop()
        # Pages of WebEngine must be gone before their profile and the application are.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._hall.stop()
        keeping.forget(self._ring)
        self._seats.stop()
        return code

    def _broken(self, panel: QWidget | None, text: str) -> None:
        if panel is not None and self._room.pool.replace(panel, text):
            return
        self._room.say(text)

    def _tell(self, text: str) -> None:
        """What keeps the wall from its work is said on the terminal, once, and to the supervisor's."""
        if text == self._said:
            return
        self._said = text
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
        if self._beat is not None:
            self._beat.tell({"told": text})

    def _shoot(self, wish: Any) -> None:
        folder, tag = Path(wish["folder"]), str(wish["tag"])
        folder.mkdir(parents=True, exist_ok=True)
        shots: list[str] = []
        for screen in self._room.screens:
            path = folder / f"{tag}-{screen.window.monitor.number}.png"
            window = screen.window
            handle = window.windowHandle()
            picture = handle.screen().grabWindow(window.winId()) if handle is not None else window.grab()
            if (window.grab() if picture.isNull() else picture).save(str(path)):
                shots.append(str(path))
        if self._beat is not None:
            self._beat.tell({"shots": shots})
