"""The case file (案卷) on one A4 page as PDF: facts, flow, photos, trail, and the hashes that prove them.

The same case gives the same bytes: no page says when it was printed, and the times and ids that the writer would put in
follow from the case. What does not fit is left out with words, never shrunk until nobody can read it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QMarginsF, QPoint, QRect, Qt
from PySide6.QtGui import QFont, QImage, QPageSize, QPainter, QPdfWriter, QPen

from casequeue import case_words
from casequeue.file_words import kind_name
from casequeue.flow import flow_of
from casequeue.flow_picture import FlowPicture
from casequeue.stages import photos_of
from casequeue.trail_words import line_of
from contract.attachments import Attachment
from contract.figures import CaseDetail, TrailEntry
from contract.seal import CaseSeal
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.theme import Theme

translate = QCoreApplication.translate
DPI = 150
WIDE, HIGH, EDGE = 1240, 1754, 84
"""A4 in dots, and the margin."""
LINE, SMALL = 26, 22
MOST_PHOTOS = 4
PHOTO_HIGH = 260
_LATIN = ["Liberation Sans", "Arial", "DejaVu Sans"]
_FIXED = ["Liberation Mono", "DejaVu Sans Mono", "Consolas", "monospace"]
"""Qt writes digits of the CJK font into a PDF without saying which they are: a number or a hash could not be copied out
of the page. Where there is no other font, they are only seen."""
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class CaseFile:
    """What a page is made of. `photos`: the pictures that came and are the ones that the case names."""

    detail: CaseDetail
    seal: CaseSeal
    photos: dict[str, QImage]


def chosen_photos(detail: CaseDetail) -> tuple[Attachment, ...]:
    """The first two and the last two: before and after."""
    every = photos_of(detail.attachments)
    return every if len(every) <= MOST_PHOTOS else (*every[:2], *every[-2:])


def pdf_of(context: Context, file: CaseFile) -> bytes:
    """The page as PDF."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(DPI)
    writer.setTitle(file.detail.case.number)
    writer.setCreator("CityWall")
    painter = QPainter(writer)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _Page(context, file, painter).draw()
    painter.end()
    buffer.close()
    return _settled(bytes(QByteArray(buffer.data()).data()), file)


def _settled(pdf: bytes, file: CaseFile) -> bytes:
    """The writer's clock and random ids replaced by the case's own, byte for byte: offsets stay right."""
    at = max((entry.recorded_at for entry in file.detail.trail), default=file.detail.case.reported_at).astimezone(UTC)
    seed = hashlib.sha256(f"{file.seal.case_id} {file.seal.head}".encode()).hexdigest()
    plain = f"{seed[:8]}-{seed[8:12]}-{seed[12:16]}-{seed[16:20]}-{seed[20:32]}"
    pdf = re.sub(rb"\(D:\d{14}", f"(D:{at:%Y%m%d%H%M%S}".encode(), pdf)
    pdf = re.sub(rb'Date="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d', f'Date="{at:%Y-%m-%dT%H:%M:%S}'.encode(), pdf)
    pdf = re.sub(rb"uuid:[0-9a-f-]{36}", f"uuid:{plain}".encode(), pdf)
    return re.sub(rb"<[0-9a-f]{72}>", f"<{plain.encode().hex()}>".encode(), pdf)


@dataclass(frozen=True)
class _AsOf(Context):
    """A seat whose clock stands at the case's last line: what is of another day says its day whenever it is printed."""

    at: datetime = datetime(1, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """That moment."""
        return self.at


class _Page:
    def __init__(self, context: Context, file: CaseFile, painter: QPainter) -> None:
        self._file, self._painter = file, painter
        known = {one.name: getattr(context, one.name) for one in fields(Context)}
        self._context = _AsOf(**known, at=self._last_at())
        self._theme = Theme("light", "desk")
        for weight in (None, 500):
            caption = self._theme.font("caption", weight)  # of the flow
            caption.clearFeatures()
            caption.setFamilies([*_LATIN, *caption.families()])
        self._zone = ZoneInfo(context.profile.timezone)
        self._y = EDGE

    def draw(self) -> None:
        """From the head to the foot."""
        self._head()
        self._flow()
        self._facts()
        self._pictures()
        foot = self._foot_lines()
        self._trail(HIGH - EDGE - len(foot) * SMALL - 40)
        self._foot(foot)

    def _font(self, px: int, *, bold: bool = False, fixed: bool = False) -> QFont:
        font = QFont(self._theme.font("body", 700 if bold else 400))
        font.clearFeatures()
        font.setFamilies(_FIXED if fixed else [*_LATIN, *font.families()])
        font.setPixelSize(px)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def _say(
        self,
        x: int,
        y: int,
        wide: int,
        text: str,
        font: QFont,
        token: str = "tx-1",
        side: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        self._painter.setFont(font)
        self._painter.setPen(self._theme.color(token))
        cut = self._painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, wide)
        self._painter.drawText(QRect(x, y, wide, max(LINE + 6, font.pixelSize() + 16)), side | _MIDDLE, cut)

    def _rule(self) -> None:
        self._painter.setPen(QPen(self._theme.color("line-2"), 1))
        self._painter.drawLine(EDGE, self._y, WIDE - EDGE, self._y)
        self._y += 10

    def _title(self, text: str) -> None:
        self._rule()
        self._say(EDGE, self._y, WIDE - 2 * EDGE, text, self._font(21, bold=True))
        self._y += LINE + 8

    def _head(self) -> None:
        case, context = self._file.detail.case, self._context
        city = context.profile.name if context.lang.startswith("zh") else context.profile.name_en
        self._say(EDGE, self._y, 600, city, self._font(20), "tx-2")
        self._say(EDGE, self._y, WIDE - 2 * EDGE, case.number, self._font(20), "tx-2", _RIGHT)
        self._y += LINE + 4
        title = translate("case_sheet", "Case file {short} · {name}")
        words = title.format(short=fmt.short(case.short), name=context.class_name(case.class_code))
        self._say(EDGE, self._y, WIDE - 2 * EDGE, words, self._font(34, bold=True))
        self._y += 54

    def _flow(self) -> None:
        detail, painter = self._file.detail, self._painter
        picture = FlowPicture(self._theme)
        picture.resize(860, 40)
        picture.show_flow(flow_of(detail.case, detail.trail), self._last_at(), self._context.profile.timezone)
        painter.save()
        painter.translate(EDGE, self._y)
        factor = (WIDE - 2 * EDGE) / 860
        painter.scale(factor, factor)
        picture.draw(painter)
        painter.restore()
        self._y += round(40 * factor) + 10

    def _facts(self) -> None:
        self._rule()
        rows = case_words.fields(self._context, self._file.detail.case, self._file.detail)
        half = (WIDE - 2 * EDGE) // 2
        for at, (label, value) in enumerate(rows):
            x, y = EDGE + (at % 2) * half, self._y + (at // 2) * (LINE + 4)
            self._say(x, y, 120, label, self._font(18), "tx-3")
            self._say(x + 124, y, half - 136, value, self._font(19))
        self._y += ((len(rows) + 1) // 2) * (LINE + 4) + 8

    def _pictures(self) -> None:
        chosen = chosen_photos(self._file.detail)
        if not chosen:
            return
        self._title(translate("case_sheet", "Photos"))
        wide = (WIDE - 2 * EDGE - 3 * 12) // MOST_PHOTOS
        for at, one in enumerate(chosen):
            box = QRect(EDGE + at * (wide + 12), self._y, wide, PHOTO_HIGH - 48)
            image = self._file.photos.get(one.id)
            self._painter.setPen(QPen(self._theme.color("line-2"), 1))
            if image is None:
                self._painter.drawRect(box)
                missing = translate("case_sheet", "not as it was attached")
                self._say(box.x() + 8, box.center().y() - 16, wide - 16, missing, self._font(16), "tx-3")
            else:
                size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
                room = QRect(QPoint(box.x(), box.y()), size)
                self._painter.drawImage(room, image)
            words = f"{kind_name(one.kind)} · {self._clock(one.recorded_at)}"
            self._say(box.x(), box.bottom() + 2, wide, words, self._font(15), "tx-2")
            self._say(box.x(), box.bottom() + 22, wide, one.sha256[:24], self._font(13, fixed=True), "tx-3")
        self._y += PHOTO_HIGH + 8

    def _trail(self, until: int) -> None:
        self._title(translate("case_sheet", "Trail"))
        entries = sorted(self._file.detail.trail, key=lambda entry: entry.seq)
        room = max(2, (until - self._y) // (LINE - 1))
        hashes = {link.seq: link.hash for link in self._file.seal.links if link.seq}
        shown: list[TrailEntry | None] = list(entries)
        if len(entries) > room:
            first = (room - 1) // 2
            shown = [*entries[:first], None, *entries[len(entries) - (room - 1 - first) :]]
        for entry in shown:
            if entry is None:
                text = translate("case_sheet", "… {n} lines left out here; the hashes cover them too")
                self._say(
                    EDGE, self._y, WIDE - 2 * EDGE, text.format(n=len(entries) - room + 1), self._font(16), "tx-3"
                )
            else:
                self._say(EDGE, self._y, 170, self._clock(entry.happened_at), self._font(16), "tx-2")
                self._say(EDGE + 176, self._y, 720, line_of(self._context, entry).text, self._font(17))
                proof = hashes.get(entry.seq, "")[:16]
                self._say(EDGE, self._y, WIDE - 2 * EDGE, proof, self._font(13, fixed=True), "tx-3", _RIGHT)
            self._y += LINE - 1

    def _foot_lines(self) -> list[tuple[str, str]]:
        seal, detail = self._file.seal, self._file.detail
        last = translate("case_sheet", "as of event {seq}, {clock}")
        seq = max((entry.seq for entry in detail.trail), default=0)
        lines = [
            (translate("case_sheet", "State"), last.format(seq=seq, clock=self._clock(self._last_at()))),
            (translate("case_sheet", "Head of the chain"), seal.head or fmt.NO_VALUE),
        ]
        if seal.checkpoint and seal.checkpoint_at is not None:
            words = translate("case_sheet", "no. {number}, {clock}: {hash}")
            clock = self._clock(seal.checkpoint_at)
            said = words.format(number=seal.checkpoint, clock=clock, hash=seal.checkpoint_hash)
        else:
            said = translate("case_sheet", "none yet over the last line")
        lines.append((translate("case_sheet", "Checkpoint"), said))
        rest = [one for one in detail.attachments if one.id not in {photo.id for photo in chosen_photos(detail)}]
        lines += [(kind_name(one.kind), f"{one.name} · SHA-256 {one.sha256}") for one in rest[:4]]
        if len(rest) > 4:
            more = translate("case_sheet", "{n} more files; their hashes are in the chain")
            lines.append(("", more.format(n=len(rest) - 4)))
        return lines

    def _foot(self, lines: list[tuple[str, str]]) -> None:
        self._y = HIGH - EDGE - len(lines) * SMALL - 14
        self._rule()
        for label, text in lines:
            self._say(EDGE, self._y - 4, 190, label, self._font(15), "tx-3")
            self._say(EDGE + 196, self._y - 4, WIDE - 2 * EDGE - 196, text, self._font(14), "tx-2")
            self._y += SMALL

    def _last_at(self) -> datetime:
        return max((entry.recorded_at for entry in self._file.detail.trail), default=self._file.detail.case.reported_at)

    def _clock(self, at: datetime) -> str:
        return at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")
