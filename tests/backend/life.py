"""The whole life cycle for tests: every post of a small centre, a way to every state, a command of every kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import get_args

from contract import commands as c
from contract.entities import CaseSource, CaseState, Id, Point
from contract.scope import Scope, View
from tests.backend.city import Hall
from tests.backend.server import Caller

S = CaseState
WHERE = Point(121.47, 31.23)


def soon(**span: float) -> datetime:
    return datetime.now(UTC) + timedelta(**span)


@dataclass
class Centre(Hall):
    """A centre with every post, each with an account of its own."""

    @cached_property
    def leader(self) -> Caller:
        return self.backend.account("leader")

    @cached_property
    def duty(self) -> Caller:
        return self.backend.account("duty")

    @cached_property
    def district_id(self) -> Id:
        return self.new_department()

    @cached_property
    def district(self) -> Caller:
        scope = Scope(view=View.FULL, department_id=self.district_id)
        return self.backend.account("district", scope=scope)

    @cached_property
    def other_department_id(self) -> Id:
        return self.new_department()

    @cached_property
    def seats(self) -> dict[str, Caller]:
        """By role."""
        return {
            "admin": self.backend.account("admin"),
            "inspector": self.inspector,
            "intake": self.intake,
            "shift_leader": self.shift_leader,
            "dispatcher": self.dispatcher,
            "district": self.district,
            "department": self.department,
            "duty": self.duty,
            "leader": self.leader,
            "kiosk": self.backend.account("kiosk"),
            "broadcaster": self.backend.account("broadcaster"),
            "device": self.backend.account("device"),
        }

    def at(self, goal: CaseState) -> Id:
        """A new case in this state."""
        source = CaseSource.DEVICE if goal is S.UNCONFIRMED else CaseSource.INSPECTOR
        seat = self.seats["device"] if goal is S.UNCONFIRMED else self.inspector
        case_id = seat.send(c.ReportCase(class_code="E0110", source=source, place="长兴路 86 号", point=WHERE)).ids[0]
        for role, make in self.way(goal):
            self.seats[role].send(make(case_id))
        return case_id

    def take_to_closed(self, case_id: Id) -> None:
        """A filed case walks on to its end."""
        for role, make in self.way(S.CLOSED)[2:]:
            self.seats[role].send(make(case_id))

    def way(self, goal: CaseState) -> list[tuple[str, Callable[[Id], c.OnCase]]]:
        """Who does what to bring a reported case to `goal`."""
        to_department: list[tuple[str, Callable[[Id], c.OnCase]]] = [
            ("intake", lambda i: c.AcceptCase(case_id=i)),
            ("shift_leader", lambda i: c.FileCase(case_id=i)),
            ("dispatcher", lambda i: c.DispatchCase(case_id=i, department_id=self.department_id)),
        ]
        sign = [("department", lambda i: c.SignCase(case_id=i))]
        handle = [*sign, ("department", lambda i: c.StartHandling(case_id=i))]
        feed = [*handle, ("department", lambda i: c.FeedBack(case_id=i, opinion="清理完毕"))]
        check = [*feed, ("inspector", lambda i: c.CheckCase(case_id=i, passed=True))]
        close = [*check, ("shift_leader", lambda i: c.CloseCase(case_id=i))]
        ways: dict[CaseState, list[tuple[str, Callable[[Id], c.OnCase]]]] = {
            S.UNCONFIRMED: [],
            S.REPORTED: [],
            S.ACCEPTED: to_department[:1],
            S.VERIFYING: [*to_department[:1], ("intake", lambda i: c.RequestVerification(case_id=i))],
            S.FILED: to_department[:2],
            S.ENTRUSTED: [
                *to_department[:2],
                ("dispatcher", lambda i: c.EntrustCase(case_id=i, department_id=self.district_id)),
            ],
            S.DISPATCHED: to_department,
            S.SIGNED: [*to_department, *sign],
            S.HANDLING: [*to_department, *handle],
            S.RETURNED: [*to_department, *sign, ("department", lambda i: c.AskReturn(case_id=i, opinion="非本部门"))],
            S.SUSPENDED: [
                *to_department,
                *sign,
                ("department", lambda i: c.AskSuspension(case_id=i, opinion="冬季不能施工", until_at=soon(days=60))),
                ("shift_leader", lambda i: c.DecideSuspension(case_id=i, approved=True)),
            ],
            S.FEEDBACK: [*to_department, *feed],
            S.CHECKING: [*to_department, *feed, ("intake", lambda i: c.RequestCheck(case_id=i))],
            S.CHECKED: [*to_department, *check],
            S.CLOSED: [*to_department, *close],
            S.ARCHIVED: [*to_department, *close, ("shift_leader", lambda i: c.ArchiveCase(case_id=i))],
            S.REFUSED: [("intake", lambda i: c.RefuseCase(case_id=i, opinion="不在范围"))],
            S.NOT_FILED: [*to_department[:1], ("shift_leader", lambda i: c.DeclineCase(case_id=i, opinion="不足"))],
            S.VOID: [("intake", lambda i: c.VoidCase(case_id=i, opinion="误报"))],
        }
        return ways[goal]

    def command(self, name: str, case_id: Id) -> c.OnCase:
        """A well-formed command of this name, with the reason that some need."""
        kind = KINDS[name]
        given: dict[str, object] = {"case_id": case_id, "opinion": "说明"}
        fields = set(kind.__struct_fields__)
        given |= {one: True for one in ("approved", "confirmed", "passed") if one in fields}
        if name in ("dispatch_case", "redispatch_case", "entrust_case"):
            given["department_id"] = self.other_department_id if name == "redispatch_case" else self.department_id
        if name == "instruct":
            given["department_id"] = self.department_id
        if name in ("ask_extension", "ask_suspension"):
            given["until_at"] = soon(days=3)
        if name == "dispatch_unit":
            given |= {"unit_kind": "unit", "unit_id": "1"}
        given |= {"name": "责令停止"} if name == "pass_milestone" else {}
        given |= {"into_id": "1"} if name == "merge_case" else {}
        given |= {"satisfaction": 5} if name == "revisit_caller" else {}
        return kind(**given)  # type: ignore[arg-type]


KINDS: dict[str, type[c.OnCase]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(c.AnyCaseCommand) if kind is not c.ReportCase
}
