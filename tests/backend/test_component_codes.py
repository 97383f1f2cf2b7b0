"""The component that a case is about: a legal code, and of the class of the case."""

from __future__ import annotations

import pytest

from contract import commands as c
from contract.errors import Code, Refused
from contract.figures import CaseDetail
from tests.backend.city import Hall
from tests.backend.server import Backend


@pytest.fixture(scope="module")
def hall(server: Backend) -> Hall:
    return Hall(server)


@pytest.mark.parametrize(
    ("code", "class_code", "reason"),
    [
        ("0205820102048188", "C0102", "a component code does not start with 0"),
        ("3205820102000000", "C0102", "the sequence (last six digits) starts at 000001"),
        ("3205820100048188", "C0102", "the minor class (digits 9 to 10) starts at 01"),
        ("3205820102048188", "C0101", "it is a component of class C0102, not C0101"),
    ],
)
def test_a_code_that_is_none_or_of_another_class_is_refused_with_the_reason(
    hall: Hall, code: str, class_code: str, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        hall.report(component_code=code, class_code=class_code)
    problem = refused.value.problem
    assert (problem.code, problem.field, problem.reason) == (Code.OUT_OF_RANGE, "$.command.component_code", reason)


@pytest.mark.parametrize("class_code", ["C0102", "C01021", "E0110"])
def test_an_event_may_lie_at_any_component_and_a_finer_class_is_of_its_class(hall: Hall, class_code: str) -> None:
    case_id = hall.report(component_code="3205820102048188", class_code=class_code)
    assert hall.admin.get(f"/api/cases/{case_id}", CaseDetail).component_code == "3205820102048188"


def test_a_case_is_not_amended_to_a_class_that_its_component_is_not(hall: Hall) -> None:
    case_id = hall.report(component_code="3205820102048188", class_code="C0102")
    with pytest.raises(Refused) as refused:
        hall.intake.send(c.AmendCase(case_id=case_id, class_code="C0101"))
    assert refused.value.problem.field == "$.command.component_code"
    hall.intake.send(c.AmendCase(case_id=case_id, class_code="C0101", component_code=""))
