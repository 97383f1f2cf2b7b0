"""The evaluation panel on a real server: periods, objects, the cases behind a number, the report."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from contract.entities import CaseState
from contract.errors import Code, Problem
from contract.evaluation_counts import OBJECTS
from panelkit.refusal import words_for
from panels.evaluation_model import FIXED
from panels.evaluation_panel import EvaluationPanel
from panels.evaluation_source import Question
from tests.backend.city import Hall
from tests.panels.photo_desk import Desk

Show = Callable[[QWidget, tuple[int, int]], QWidget]


@pytest.fixture
def panel(desk: Desk, hall: Hall, shown: Show, qtbot: QtBot, tmp_path: Path) -> EvaluationPanel:
    hall.case_at(CaseState.CLOSED)
    hall.case_at(CaseState.HANDLING)
    one = EvaluationPanel(desk.context, into=tmp_path)
    shown(one, (1150, 620))
    qtbot.waitUntil(lambda: one.model.rowCount() > 0, timeout=15_000)
    return one


def press(qtbot: QtBot, panel: EvaluationPanel, *keys: str | Qt.Key) -> None:
    for key in keys:
        if isinstance(key, str):
            qtbot.keyClicks(panel.focusWidget() or panel.table, key)
        else:
            qtbot.keyClick(panel.cases.table if panel.looks_into else panel.table, key)


def choose(panel: EvaluationPanel, row: int, code: str) -> None:
    columns = [one.code for one in panel.model.columns]
    panel.table.setCurrentIndex(panel.model.index(row, FIXED + columns.index(code)))


def test_a_number_leads_to_its_cases_and_back_by_keys_alone(panel: EvaluationPanel, qtbot: QtBot) -> None:
    assert panel.model.table is not None
    assert not panel.mark.isHidden()  # nobody verified the sample
    press(qtbot, panel, "n")
    assert panel.model.by_counts
    last = panel.model.rowCount() - 1
    choose(panel, last, "archive_num")
    number = int(panel.model.index(last, panel.table.currentIndex().column()).data())
    assert number >= 1
    press(qtbot, panel, Qt.Key.Key_Return)
    assert panel.looks_into
    qtbot.waitUntil(lambda: sum(one.amount for one in panel.cases.model.rows()) == number, timeout=15_000)
    qtbot.waitUntil(lambda: f"{number} lines" in panel.cases.words.text(), timeout=5000)
    assert "Esc back" in panel.cases.words.text()
    opened: list[object] = []
    panel.context.selection.case_opened.connect(opened.append)
    press(qtbot, panel, Qt.Key.Key_Return)
    assert opened == [panel.cases.model.rows()[0].case.id]
    press(qtbot, panel, Qt.Key.Key_Escape)
    assert not panel.looks_into


def test_names_stay_in_sight_where_one_scrolls_to_the_side(panel: EvaluationPanel, qtbot: QtBot) -> None:
    press(qtbot, panel, "n")
    last = panel.model.columnCount() - 1
    panel.table.setCurrentIndex(panel.model.index(0, last))
    panel.table.scrollTo(panel.table.currentIndex())
    assert panel.table.horizontalScrollBar().value() > 0
    assert panel.table.isColumnHidden(0)
    assert panel.table.verticalHeader().isVisible()
    names = [panel.model.headerData(row, Qt.Orientation.Vertical) for row in range(panel.model.rowCount())]
    assert names == [panel.model.name_at(row) for row in range(panel.model.rowCount())]


def test_a_server_that_is_away_is_said_where_the_cases_would_stand(panel: EvaluationPanel, qtbot: QtBot) -> None:
    choose(panel, panel.model.rowCount() - 1, "archive_rate")
    press(qtbot, panel, Qt.Key.Key_Return)
    assert panel.looks_into
    panel.source.look_into("all", "archive_num")
    into = panel.source._into
    assert into is not None
    panel.source._no_page(into, Problem(code=Code.UNAVAILABLE))
    assert words_for(Problem(code=Code.UNAVAILABLE)) in panel.cases.words.text()
    press(qtbot, panel, Qt.Key.Key_Escape)
    assert not panel.looks_into


def test_a_rate_leads_to_the_cases_of_its_numerator(panel: EvaluationPanel) -> None:
    columns = [one.code for one in panel.model.columns]
    assert panel.model.count_at(FIXED + columns.index("archive_rate")) == "archive_num"
    assert panel.model.count_at(FIXED + columns.index("overtime_rate")) == "overtime_dispose_num"
    assert panel.model.count_at(0) is None


def test_keys_step_through_periods_objects_and_levels(panel: EvaluationPanel, qtbot: QtBot) -> None:
    month = panel.source.question.period
    press(qtbot, panel, "[")
    assert panel.source.question.period < month
    press(qtbot, panel, "]")
    assert panel.source.question.period == month
    kinds = []
    for _ in range(5):
        kinds.append(len(panel.source.question.period))
        press(qtbot, panel, "p")
    assert sorted(kinds) == [4, 7, 7, 8, 10]
    seen = []
    for _ in OBJECTS:
        seen.append(panel.source.question.object)
        press(qtbot, panel, "o")
        asked = panel.source.question.object
        qtbot.waitUntil(
            lambda asked=asked: panel.model.table is not None and panel.model.table.object == asked, timeout=15_000
        )
    assert tuple(seen) == OBJECTS
    press(qtbot, panel, "l")
    assert panel.source.question.level == "district"
    press(qtbot, panel, "o", "l")
    assert panel.source.question.level == "district"  # departments have none


def test_the_chart_follows_the_chosen_column(panel: EvaluationPanel, qtbot: QtBot) -> None:
    press(qtbot, panel, "n")
    choose(panel, 0, "report_num")
    assert "Reports" in panel.chart_words.text()
    table = panel.model.table
    assert table is not None
    assert len(panel.chart.hover) == len(table.spans) > 0


def test_the_report_is_saved_and_said(panel: EvaluationPanel, qtbot: QtBot, tmp_path: Path) -> None:
    press(qtbot, panel, "e")
    qtbot.waitUntil(lambda: panel.banner.isVisible(), timeout=15_000)
    (path,) = tmp_path.glob("evaluation-area-*.xlsx")
    assert zipfile.is_zipfile(path)


def test_grades_colour_the_map_and_leave_it_again(panel: EvaluationPanel, qtbot: QtBot) -> None:
    press(qtbot, panel, "l", "l")
    assert panel.source.question.level == "city"
    selection = panel.context.selection
    press(qtbot, panel, "c")
    table = panel.model.table
    assert table is not None
    known = {one.key for one in table.rows if one.key and one.grade}
    assert set(selection.shading) == known
    assert all(QColor(one).isValid() for one in selection.shading.values())
    press(qtbot, panel, "c")
    assert selection.shading == {}


@pytest.mark.parametrize("kind", ["2026-11-21", "2026-W47", "2026-11", "2026-Q4", "2026"])
def test_a_question_moves_by_its_own_kind(kind: str) -> None:
    asked = Question(period=kind)
    assert asked.moved(1).moved(-1) == asked
    assert asked.moved(-1).period < kind
    assert Question(period="1970").moved(-1).period == "1970"
