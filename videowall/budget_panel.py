"""Video: health and budget. Per worker its processor time, per stream what it costs and why it runs as it does."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QWidget

from contract.entities import Camera
from panelkit.columns import FittedTable
from panelkit.context import Context
from panelkit.controls import rule
from panelkit.panel import Panel, guarded
from panelkit.table_model import Column, TableModel
from videowall.budget import Line, Rates, cpu_s, why
from videowall.hall import VideoHall
from videowall.planner import Addresses
from videowall.stream import Decode, Profile


class BudgetPanel(Panel):
    """A second's sums, each second. Up and down choose a stream; its sentence stands in full under the table."""

    def __init__(self, context: Context, hall: VideoHall, parent: QWidget | None = None) -> None:
        super().__init__(context, sources=("video",), name="budget", parent=parent)
        theme = context.theme
        self._hall = hall
        self._pictures, self._cpu = Rates(), Rates()
        columns = (
            Column[Line]("camera", lambda: self.tr("Camera"), lambda one: one.camera),
            Column[Line]("worker", lambda: self.tr("Worker"), lambda one: str(one.worker + 1), right=True),
            Column[Line]("stream", lambda: self.tr("Stream"), self._stream),
            Column[Line]("rate", lambda: self.tr("Pictures/s"), lambda one: f"{one.rate:.1f}", right=True),
            Column[Line]("kbit", lambda: "kbit/s", lambda one: f"{one.kbit_s:.0f}", right=True),
            Column[Line]("lag", lambda: self.tr("Behind"), self._lag, right=True),
            Column[Line]("dropped", lambda: self.tr("Dropped"), lambda one: str(one.dropped), right=True),
            Column[Line]("why", lambda: self.tr("Why"), lambda one: one.why),
        )
        self.model: TableModel[Line] = TableModel(columns, lambda one: one.id, self)
        self.table = FittedTable(theme, self)
        self.table.setModel(self.model)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.verticalHeader().setDefaultSectionSize(theme.size(30))
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.fit_columns((170, 64, 120, 88, 72, 80, 80, 320), (0, 7), {1: 460, 4: 520, 6: 600, 7: 760})
        self.workers, self.sentence = QLabel(self), QLabel(self)
        for label in (self.workers, self.sentence):
            label.setContentsMargins(theme.size(12), theme.size(8), theme.size(12), theme.size(8))
            label.setWordWrap(True)
        self.body.addWidget(self.workers)
        self.body.addWidget(rule(self))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(rule(self))
        self.body.addWidget(self.sentence)
        self.setFocusProxy(self.table)
        self.table.selectionModel().currentRowChanged.connect(self._explain)

    def retranslate(self) -> None:
        """Words."""
        self.set_title(self.tr("Video: health and budget"))
        self.model.retranslate()
        self.refresh()

    def second(self) -> None:
        """The sums of the last second."""
        self.refresh()

    @guarded
    def refresh(self) -> None:
        """Count anew."""
        lines = self._lines()
        self.model.set_rows(lines)
        pids = self._hall.supervisor.pids()
        used = {str(pid): seconds for pid in pids if (seconds := cpu_s(pid)) is not None}
        cpu = self._cpu.look(time.monotonic(), used)
        words = []
        for number, pid in enumerate(pids):
            own = [one for one in lines if one.worker == number]
            share = f"{cpu[str(pid)] * 100:.0f} %" if str(pid) in cpu else "–"
            text = self.tr("Worker {n}: {cpu} CPU, {streams} streams, {rate} pictures/s, {mbit} Mbit/s")
            rate, mbit = sum(one.rate for one in own), sum(one.kbit_s for one in own) / 1000
            words.append(text.format(n=number + 1, cpu=share, streams=len(own), rate=f"{rate:.0f}", mbit=f"{mbit:.1f}"))
        words.append(self.tr("Decoding in software; no GPU is used"))
        if self._hall.demoted:
            words.append(self.tr("{n} streams step back to key frames").format(n=self._hall.demoted))
        self.workers.setText("\n".join(words))
        if lines:
            self.show_body()
        else:
            self.show_empty(self.tr("No stream is open"), self.tr("Streams open where a tile shows a camera."))
        self._explain()

    def _lines(self) -> list[Line]:
        now = time.monotonic()
        streams = self._hall.supervisor.streams()
        rates = self._pictures.look(
            now, {name: float(stream.status.pictures) for name, stream in streams.items() if stream.status is not None}
        )
        stepping = sorted(
            (one for one in streams.values() if one.want.decode is Decode.KEYS),
            key=lambda one: (one.want.width * one.want.height, one.want.id),
        )
        demoted = {one.want.id for one in stepping[: self._hall.demoted]}
        found = []
        for name, stream in streams.items():
            picture, status = stream.channel.latest(), stream.status
            found.append(
                Line(
                    id=name,
                    camera=self._name(stream.want.camera),
                    worker=stream.worker,
                    want=stream.want,
                    rate=rates.get(name, 0.0),
                    kbit_s=status.kbit_s if status is not None else 0.0,
                    lag_s=picture.lag_s if picture is not None and now - picture.decoded_s < 2.0 else None,
                    dropped=status.faulty_packets if status is not None else 0,
                    why=why(
                        stream.want,
                        self._hall.addresses(stream.want.camera) or Addresses(),
                        status,
                        demoted=name in demoted,
                    ),
                )
            )
        return sorted(found, key=lambda one: (-one.rate * one.want.width * one.want.height, one.id))

    def _name(self, camera_id: str) -> str:
        camera = self.context.store.of(Camera, camera_id)
        return f"{camera.number} {camera.name}" if camera is not None else camera_id

    def _stream(self, one: Line) -> str:
        profile = self.tr("main") if one.want.profile is Profile.MAIN else self.tr("sub")
        return f"{profile} {one.want.width}x{one.want.height}"

    def _lag(self, one: Line) -> str:
        return "–" if one.lag_s is None else f"{one.lag_s * 1000:.0f} ms"

    def _explain(self, *_indices: object) -> None:
        one = self.model.at(self.table.currentIndex().row())
        self.sentence.setText(f"{one.camera}: {one.why}" if one is not None else "")
        self.sentence.setVisible(one is not None)
