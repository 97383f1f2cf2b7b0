"""What tests put into a city: departments, posts, a case taken to any state."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cached_property

from contract import commands as c
from contract.entities import CaseSource, CaseState, Id, Point
from contract.scope import Scope, View
from tests.backend.server import Backend, Caller

PATH = (
    CaseState.REPORTED,
    CaseState.ACCEPTED,
    CaseState.FILED,
    CaseState.DISPATCHED,
    CaseState.SIGNED,
    CaseState.HANDLING,
    CaseState.FEEDBACK,
    CaseState.CHECKED,
    CaseState.CLOSED,
)


@dataclass
class Hall:
    """The people of a small centre, each with a session of their own."""

    backend: Backend

    @cached_property
    def admin(self) -> Caller:
        return self.backend.admin()

    @cached_property
    def inspector(self) -> Caller:
        return self.backend.account("inspector")

    @cached_property
    def intake(self) -> Caller:
        return self.backend.account("intake")

    @cached_property
    def shift_leader(self) -> Caller:
        return self.backend.account("shift_leader")

    @cached_property
    def dispatcher(self) -> Caller:
        return self.backend.account("dispatcher")

    @cached_property
    def department_id(self) -> Id:
        return self.new_department()

    @cached_property
    def department(self) -> Caller:
        scope = Scope(view=View.DEPARTMENT, department_id=self.department_id)
        return self.backend.account("department", scope=scope)

    def new_department(self) -> Id:
        code = f"D-{uuid.uuid4().hex[:8]}"
        return self.admin.send(c.SaveDepartment(code=code, name="环卫处")).ids[0]

    def report(self, **details: object) -> Id:
        given = {"class_code": "E0110", "source": CaseSource.INSPECTOR, "place": "长兴路 86 号"} | details
        return self.inspector.send(c.ReportCase(**given)).ids[0]  # type: ignore[arg-type]

    def step(self, case_id: Id, state: CaseState) -> c.OnCase:
        """The command that leaves `state` on the plain path."""
        plain = {
            CaseState.REPORTED: c.AcceptCase(case_id=case_id),
            CaseState.ACCEPTED: c.FileCase(case_id=case_id),
            CaseState.FILED: c.DispatchCase(case_id=case_id, department_id=self.department_id),
            CaseState.DISPATCHED: c.SignCase(case_id=case_id),
            CaseState.SIGNED: c.StartHandling(case_id=case_id),
            CaseState.HANDLING: c.FeedBack(case_id=case_id, opinion="清理完毕"),
            CaseState.FEEDBACK: c.CheckCase(case_id=case_id, passed=True),
            CaseState.CHECKED: c.CloseCase(case_id=case_id),
        }
        return plain[state]

    def who(self, state: CaseState) -> Caller:
        """Who does it."""
        return {
            CaseState.REPORTED: self.intake,
            CaseState.ACCEPTED: self.shift_leader,
            CaseState.FILED: self.dispatcher,
            CaseState.DISPATCHED: self.department,
            CaseState.SIGNED: self.department,
            CaseState.HANDLING: self.department,
            CaseState.FEEDBACK: self.inspector,
            CaseState.CHECKED: self.shift_leader,
        }[state]

    def take_to(self, case_id: Id, goal: CaseState) -> None:
        """Walk the plain path up to `goal`."""
        for state in PATH[: PATH.index(goal)]:
            self.who(state).send(self.step(case_id, state))

    def case_at(self, goal: CaseState) -> Id:
        case_id = self.report(point=Point(121.47, 31.23))
        self.take_to(case_id, goal)
        return case_id
