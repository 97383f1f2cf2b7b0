"""Takes the pictures of a run: from the virtual screen's own pixels, or by the wall where the screen is real."""

from __future__ import annotations

import asyncio
from pathlib import Path

from wall import framebuffer
from wall.display import Display
from wall.guard import Guard
from wall.progress import Progress


class Photographer:
    """`shots` are all pictures taken so far. Real screens are only photographed where the caller named a folder."""

    def __init__(self, display: Display, guard: Guard, folder: Path, progress: Progress, *, asked: bool) -> None:
        self._display, self._guard, self._folder, self._progress = display, guard, folder, progress
        self._asked = asked
        self.shots: list[str] = []

    async def take(self, tag: str) -> None:
        """One picture per monitor, named by `tag`. What cannot be written is an error of the run, not its end."""
        screen = self._display
        try:
            if screen.frame is not None:
                taken = await asyncio.to_thread(
                    framebuffer.photograph, screen.frame, self._folder, tag, list(screen.monitors)
                )
                shots = [str(path) for path in taken]
            else:
                shots = await self._guard.shots(str(self._folder), tag) if self._asked else []
        except (OSError, ValueError) as error:
            self._progress.error(f"{self._folder}: {error}")
            return
        for shot in shots:
            self._progress.mark("shots", path=shot)
        self.shots += [shot for shot in shots if shot not in self.shots]
