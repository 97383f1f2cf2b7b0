"""The windows of a wall, one per monitor, with what stands around their panels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt

from backend_client.entry import Entry
from contract.entities import Cell
from panelkit.cards import Card
from panelkit.theme import Theme
from wall.command_words import Intent
from wall.commandline import CommandLine
from wall.entryform import EntryForm
from wall.keyhelp import KeyHelp
from wall.kiosk import KioskDoor
from wall.modeframe import ModeFrame
from wall.monitors import Monitor
from wall.pairing import PairingScreen
from wall.posts import Post
from wall.statusline import StatusLine
from wall.topbar import TopBar
from wall.wallbar import WallBar
from wall.window import WallWindow
from wall.wording import post_title

_WHOLE = Cell(monitor=1, x=0, y=0, w=24, h=24, panel="waiting")


@dataclass(eq=False)
class Screen:
    """One monitor's window and its furniture for both profiles."""

    window: WallWindow
    top: TopBar
    wide: WallBar
    status: StatusLine
    command: CommandLine | None
    frame: ModeFrame
    keys: KeyHelp
    waiting: Card
    pairing: PairingScreen | None = None
    form: EntryForm | None = None

    @classmethod
    def make(
        cls,
        monitor: Monitor,
        desk: Theme,
        wall: Theme,
        preview: Callable[[Intent], str],
        more: Callable[[str], list[str]],
        *,
        command: bool,
    ) -> Screen:
        """A window for `monitor`; the one with the command line has it below its panels."""
        window = WallWindow(monitor)
        return cls(
            window=window,
            top=TopBar(desk, window),
            wide=WallBar(wall, window),
            status=StatusLine(desk, window),
            command=CommandLine(desk, preview, window, more) if command else None,
            frame=ModeFrame(desk, window),
            keys=KeyHelp(desk, window),
            waiting=Card(window),
        )

    def furnish(self, profile: str, theme: Theme, *, alone: bool) -> None:
        """Stand the furniture of a profile around the panels: none to operate on a wall or kiosk."""
        self.frame.hang_below(self.top.height() if profile == "desk" else 0)
        if profile == "desk":
            feet = [self.command, *([self.status] if alone else [])] if self.command is not None else [self.status]
            for idle in (self.wide, *([] if self.status in feet else [self.status])):
                idle.hide()
            self.window.furnish(self.top, [foot for foot in feet if foot is not None], [self.frame], theme.gap_px)
        else:
            for idle in (self.top, self.status, *([self.command] if self.command is not None else [])):
                idle.hide()
            self.window.furnish(self.wide, [], [self.frame], theme.gap_px)
        self.window.setCursor(Qt.CursorShape.ArrowCursor if profile == "desk" else Qt.CursorShape.BlankCursor)
        colour = theme.color("bg-0").name()
        self.window.setStyleSheet(f"#wallWindow {{ background: {colour} }}" + theme.stylesheet())

    def wait(self, reason: str, headline: str = "") -> None:
        """Nothing to show yet: say what is awaited."""
        self.waiting.show_text(headline or QCoreApplication.translate("Room", "Connecting to the server"), reason)
        self.window.show_panels([(_WHOLE, self.waiting)])

    def pair(self, door: KioskDoor, theme: Theme, server: str) -> None:
        """Cover everything with the code of a kiosk that is not paired."""
        if self.pairing is None:
            self.pairing = PairingScreen(theme, door, server, self.window)
        self.pairing.setGeometry(self.window.rect())
        self.pairing.show()
        self.pairing.raise_()

    def paired(self) -> None:
        """The code's place is free."""
        if self.pairing is not None:
            self.pairing.deleteLater()
            self.pairing = None

    def ask(self, entry: Entry, step: str, factor: object, problem: object, *, post: Post | None = None) -> None:
        """Let a person log in, or finish the log-in, here."""
        if self.form is None:
            self.form = EntryForm(entry, self.window)
        self.form.post_title = post_title(post.name) if post is not None else ""
        self.window.show_panels([(_WHOLE, self.form)])
        self.form.ask(step, factor, problem)


def command_monitor(count: int) -> int:
    """The monitor that has the command line: the second, where the queue is, or the only one."""
    return 2 if count > 1 else 1
