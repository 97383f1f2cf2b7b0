"""视频巡查: a report of what somebody saw in a live picture. The picture, the place and the source are filled in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from caseforms.draft import KEPT_S, Draft, Photo
from caseforms.place import words_of
from caseforms.report_panel import ReportPanel
from contract.entities import Camera, CaseSource, Point
from contract.geo import moved
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.panel import guarded


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was seen: the camera, the photo on this machine's disk, when its picture was decoded (server time), and what
    speaks against the picture, in words; empty for nothing."""

    camera: Camera
    photo: Path
    at: datetime
    doubt: str = ""


def aimed_at(camera: Camera) -> Point | None:
    """Where the camera looks: half its range along its view direction. A suggestion, for a person to move.

    The camera's own point where it has no range, None where it has no point.
    """
    if camera.point is None or camera.range_m <= 0:
        return camera.point
    lon, lat = moved(camera.point.lon, camera.point.lat, camera.azimuth_deg, camera.range_m / 2)
    return Point(round(lon, 6), round(lat, 6))


def sweep_pictures(folder: Path, now_s: float) -> None:
    """Forget photos whose drafts are forgotten by now, too."""
    for path in folder.glob("*.jpg"):
        with suppress(OSError):
            if now_s - path.stat().st_mtime > KEPT_S:
                path.unlink()


class SightingPanel(ReportPanel):
    """`filed(case_id, words)` once the case and its photo are there; `words` say what was not taken, else nothing.

    One draft for each camera: who leaves the form and comes back to the tile goes on where he was, with one more photo.
    `map_there`: whether a map is shown that a place can be picked on.
    """

    filed = Signal(str, str)

    def __init__(
        self,
        context: Context,
        drafts: Path,
        sighting: Sighting,
        map_there: Callable[[], bool] = lambda: True,
        parent: QWidget | None = None,
    ) -> None:
        self._sighting, self._map_there = sighting, map_there
        super().__init__(context, drafts, name=f"video-{sighting.camera.id}", parent=parent)
        self.form.retranslate()  # the choices must be there before one of them is chosen
        self._sent: tuple[Photo, ...] = ()
        left = self.box.load()
        self._show(self._filled(left))
        self._first = self.draft() if left is None else None
        self._save()

    @property
    def untouched(self) -> bool:
        """Whether nothing was typed, now or before: what is here was filled in."""
        return self._first is not None and self.draft() == self._first

    def leave(self) -> None:
        """Nobody wants this form now. What was typed stays as a draft; what was only filled in does not."""
        if self.untouched and not self.sending.busy:
            self.box.forget()
            self._forget_photos(self.form.photos.photos)
        else:
            self._save()

    def retranslate(self) -> None:
        """Words."""
        super().retranslate()
        camera, at = self._sighting.camera, self._sighting.at
        self.set_title(self.tr("Report from a camera"))
        clock = fmt.clock(at, self.context.profile.timezone)
        words = self.tr("{n} {name} · picture of {clock}")
        self.set_subtitle(words.format(n=camera.number, name=camera.name, clock=clock))

    @guarded
    def pick(self) -> None:
        """Ask for a place on the map, where there is one."""
        if self._map_there():
            super().pick()
        else:
            self.say(self.tr("No map is shown here: type the coordinates, or leave the point as suggested."))

    @guarded
    def throw_away(self) -> None:
        """Empty what was typed; the picture and the place stay, since they are what this form is about."""
        if not self.sending.busy:
            self._show(self._filled(None))
            self._save()

    @guarded
    def _finished(self, case_id: str) -> None:
        made, faults = self._made or case_id, " ".join(self._photo_faults)
        photos = self._sent
        super()._finished(case_id)
        if not faults:
            self._forget_photos(photos)
        self.filed.emit(made, faults)

    @guarded
    def send(self) -> None:
        """As any report."""
        self._sent = self.form.photos.photos
        super().send()

    def _filled(self, left: Draft | None) -> Draft:
        """The draft that was left at this camera, or a new one, with this photo."""
        seen, photo = self._sighting, Photo(str(self._sighting.photo))
        if left is not None:
            photos = (*(one for one in left.photos if one.path != photo.path), photo)
            return msgspec.structs.replace(left, photos=photos, command_id="")
        point = aimed_at(seen.camera)
        return Draft(
            place=seen.camera.name[:200],
            coordinates=words_of(point) if point is not None else "",
            source=CaseSource.VIDEO.value,
            description=self._said(),
            photos=(photo,),
        )

    def _said(self) -> str:
        seen = self._sighting
        zone = self.context.profile.timezone
        when = f"{fmt.day(seen.at, zone)} {fmt.clock(seen.at, zone)}"
        words = self.tr("Seen on camera {n} {name}, picture of {when}.")
        said = words.format(n=seen.camera.number, name=seen.camera.name, when=when)
        return f"{said} {seen.doubt}".strip()

    def _forget_photos(self, photos: tuple[Photo, ...]) -> None:
        """Of those that this form made: what somebody chose elsewhere is not ours to remove."""
        for one in photos:
            path = Path(one.path)
            if path.parent == self._sighting.photo.parent:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
