"""Personal data of callers on the wire: only ever in these shapes, never in an entity, an event or a snapshot."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from contract.entities import CaseState, Id

Field = Literal["name", "phone", "address"]
Purpose = Annotated[str, msgspec.Meta(min_length=4, max_length=500)]


class Caller(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who called (诉求人), as intake takes it down. Its text form shows nothing, so that no log can."""

    name: Annotated[str, msgspec.Meta(max_length=100)] = ""
    phone: Annotated[str, msgspec.Meta(pattern=r"^([+0-9][0-9 ()-]{4,31})?$")] = ""
    address: Annotated[str, msgspec.Meta(max_length=200)] = ""

    def __repr__(self) -> str:
        return "Caller(***)"


class CallerShown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A caller in a case's detail: that there is one, and as much of him as this post may see (138****5678, 张*)."""

    subject_id: Id
    fields: tuple[Field, ...] = ()  # what is known, shown or not
    name: str = ""
    phone: str = ""
    address: str = ""
    erased: bool = False
    unreadable: bool = False  # the key is not on this server


class Reveal(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/cases/{id}/reveal`. The purpose is written into the case's evidence before the answer is given."""

    fields: Annotated[tuple[Field, ...], msgspec.Meta(min_length=1, max_length=3)]
    purpose: Purpose


class Revealed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The plain values that were asked for and are known. Erased: there are none any more."""

    subject_id: Id
    name: str = ""
    phone: str = ""
    address: str = ""
    erased: bool = False

    def __repr__(self) -> str:
        return "Revealed(***)"


class SubjectQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/subjects/search`: the whole phone or the whole name, not a part; a body, for addresses are logged."""

    phone: Annotated[str, msgspec.Meta(max_length=32)] = ""
    name: Annotated[str, msgspec.Meta(max_length=100)] = ""

    def __repr__(self) -> str:
        return "SubjectQuery(***)"


class SubjectCase(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of somebody's cases: what an intake operator asks the caller about."""

    case_id: Id
    number: str
    state: CaseState
    reported_at: datetime
    class_code: str = ""
    place: str = ""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who called, without what he is called."""

    subject_id: Id
    cases: tuple[SubjectCase, ...]  # that this session sees, newest first, at most 100


class Subjects(msgspec.Struct, frozen=True, kw_only=True):
    subjects: tuple[Subject, ...] = ()


class ExportQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /api/subjects/{id}/export?purpose=`."""

    purpose: Purpose


class ExportedCase(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A case of a subject, and what was taken down of him in it."""

    case_id: Id
    number: str
    state: CaseState
    reported_at: datetime
    class_code: str
    place: str = ""
    description: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""

    def __repr__(self) -> str:
        return "ExportedCase(***)"


class SubjectExport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that is kept of a subject (个人信息保护法, article 45)."""

    subject_id: Id
    created_at: datetime
    erased_at: datetime | None = None
    cases: tuple[ExportedCase, ...] = ()


class Erase(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/subjects/{id}/erase`: destroys the subject's key; cannot be taken back."""

    reason: Purpose


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    subject_id: Id
    erased_at: datetime
