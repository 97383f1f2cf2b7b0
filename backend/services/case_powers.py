"""With whose powers an act is done: one's own posts, or those of the person on whose behalf it is entered (代录)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from backend.course import Course
from backend.outcome import SYSTEM, Actor
from backend.records import CaseRecord
from backend.transaction import Transaction
from contract.entities import Id, Person
from contract.errors import Code, Refused
from contract.lifecycle import PROXIES, Role, Step

_POSTS = frozenset(Role)
_ABROAD = frozenset({Role.DEPARTMENT, Role.DISTRICT})


@dataclass(frozen=True)
class Powers:
    """`roles`: all that count. `person_id`: whose act it is. `people`: everybody who had a hand in it."""

    roles: frozenset[Role]
    person_id: Id | None
    people: frozenset[Id]
    own: frozenset[Role]
    department_id: Id | None  # of who acts, None: no department bounds it
    proxied: Person | None = None
    params: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, tx: Transaction, on_behalf_of: Id | None, by: Actor) -> Powers:
        """Refused(not_found | wrong_role) for a person who is none, or for whom this post enters nothing."""
        if by is SYSTEM:
            return cls(_POSTS, None, frozenset(), _POSTS, None)
        own = by.roles_as_posts
        me = frozenset() if by.person_id is None else frozenset({by.person_id})
        if on_behalf_of is None:
            return cls(own, by.person_id, me, own, by.scope.department_id)
        person = tx.entity("person", on_behalf_of)
        if not isinstance(person, Person):
            raise Refused(Code.NOT_FOUND, field="$.command.on_behalf_of", reason="no such person")
        may = frozenset().union(*(PROXIES.get(role, frozenset()) for role in own))
        lent = may & frozenset(Role(one) for one in person.roles if one in _POSTS)
        if not lent:
            raise Refused(
                Code.WRONG_ROLE,
                field="$.command.on_behalf_of",
                reason="nothing may be entered for this person by your post",
                roles=",".join(sorted(role for role, others in PROXIES.items() if others & set(person.roles))),
            )
        return cls(
            lent,
            person.id,
            me | {person.id},
            own,
            by.scope.department_id,
            proxied=person,
            params={"on_behalf_of": person.id},
        )

    def check_department(self, step: Step, record: CaseRecord, course: Course) -> None:
        """Refused(wrong_role) where a department acts on a case of another one."""
        if (step.roles & self.roles) - _ABROAD:
            return
        mine = self.body_id
        if mine is None and self.proxied is None:
            return
        of_case = {record.department_id}
        if Role.DISTRICT in step.roles & self.roles:
            of_case.add(course.entrusted_id)
        if mine is None or mine not in of_case:
            raise Refused(
                Code.WRONG_ROLE,
                field="$.command.case_id",
                reason="the case is with another department",
                roles=",".join(sorted(step.roles)),
            )

    @property
    def body_id(self) -> Id | None:
        """The department of whose act it is."""
        return self.proxied.department_id if self.proxied is not None else self.department_id

    @property
    def bodies(self) -> frozenset[Id | None]:
        """The departments of all who have a hand in it."""
        entered_for = None if self.proxied is None else self.proxied.department_id
        return frozenset((self.department_id, entered_for))

    def of_district(self, course: Course) -> bool:
        """Whether who acts belongs to the district or street to which the case was entrusted."""
        return Role.DISTRICT in self.roles and self.body_id in (None, course.entrusted_id)

    def shared(self, others: Iterable[Id | None]) -> bool:
        """Whether who acts, or who enters it, is among these people."""
        return bool(self.people & frozenset(one for one in others if one is not None))
