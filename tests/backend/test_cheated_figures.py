"""Figures, times and words that somebody would bend: what was late stays late, and no number of a person is kept."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec
import pytest

from backend.services.acts import job_of
from contract import commands as c
from contract.conduct import Conduct
from contract.entities import CaseSource, CaseState, Id
from contract.errors import Refused
from contract.evaluation_answers import CountedCases
from tests.backend.cheats import ago, late_and_closed, overdue, refused_by
from tests.backend.life import Centre, soon
from tests.backend.server import Backend
from tests.backend.sums import ALONE, EVERYBODY, PROFILE, Town

S = CaseState


@pytest.fixture(scope="module")
def centre(server: Backend) -> Centre:
    return Centre(server)


def late(centre: Centre, case_id: Id) -> list[str]:
    """The counts of the evaluation in which the department's case stands as late."""
    year = str(ago(days=20).astimezone(ZoneInfo("Asia/Shanghai")).year)
    found = []
    for code in ("overtime_to_dispose_num", "overtime_dispose_num"):
        page = centre.admin.get(
            "/api/evaluation/cases", CountedCases, object="department", period=year, count=code, limit=500
        )
        found += [code for one in page.cases if one.case.id == case_id]
    return found


def test_a_suspension_does_not_hide_a_limit_that_was_over_before(centre: Centre) -> None:
    case_id = overdue(centre, S.SIGNED)
    assert late(centre, case_id) == ["overtime_to_dispose_num"]
    centre.department.send(c.AskSuspension(case_id=case_id, opinion="冬季不能施工", until_at=soon(days=60)))
    centre.shift_leader.send(c.DecideSuspension(case_id=case_id, approved=True))
    assert late(centre, case_id) == ["overtime_to_dispose_num"]


def test_reopening_does_not_make_a_missed_limit_go(centre: Centre) -> None:
    case_id = late_and_closed(centre)
    assert late(centre, case_id) == ["overtime_dispose_num"]
    centre.shift_leader.send(c.ReopenCase(case_id=case_id, opinion="没修好"))
    assert late(centre, case_id) == ["overtime_dispose_num"]
    centre.take_to_closed(case_id)
    assert late(centre, case_id) == ["overtime_dispose_num"]


# Times that are told afterwards


def test_a_limit_is_not_met_by_saying_so_afterwards(place: Town) -> None:
    place.set_profile(
        msgspec.structs.replace(PROFILE, conduct=Conduct(double_posts=ALONE.double_posts, late_entry_min=120))
    )
    case_id = place.do(c.ReportCase(class_code="E0110", source=CaseSource.INSPECTOR))[0][0]
    place.do(c.AcceptCase(case_id=case_id))

    def late_by(minutes: float) -> str:
        said = c.Envelope(
            id=f"late-{minutes:08.0f}", command=c.FileCase(case_id=case_id), happened_at=ago(minutes=minutes)
        )
        try:
            place.writer.submit(job_of(said, EVERYBODY)).result()
        except Refused as refused:
            return refused.problem.params.get("rule") or refused.problem.code
        return ""

    assert late_by(121) == "R29"
    assert late_by(43_000) == "R29"
    assert late_by(0.5) == ""


# Personal data


@pytest.mark.parametrize(
    "words", ["已回复 13800138000", "已回复 138 0013 8000", "身份证 11010519491231002X", "+8613800138000"]
)
def test_no_number_of_a_person_gets_into_the_trail(centre: Centre, words: str) -> None:
    case_id = centre.at(S.REPORTED)
    assert refused_by(centre.intake, c.ReplyCaller(case_id=case_id, opinion=words)) == "out_of_range"
    assert refused_by(centre.intake, c.AmendCase(case_id=case_id, place=words)) == "out_of_range"
    told = c.ReportCase(class_code="E0110", source=CaseSource.INSPECTOR, description=words)
    assert refused_by(centre.inspector, told) == "out_of_range"
    centre.intake.send(
        c.ReplyCaller(case_id=case_id, opinion="已回复，工单 20261121000123456，案件 382681438236966912")
    )
