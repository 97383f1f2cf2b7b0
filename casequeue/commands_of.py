"""From an act and its answers to the command that is sent: pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from casequeue.deeds import Deed
from contract.commands import AnyCommand
from contract.entities import Case

_YES_NO = frozenset({"approved", "confirmed", "passed"})


def command_for(deed: Deed, case: Case, answers: Mapping[str, str], behalf_of: str = "") -> AnyCommand:
    """The command. `answers`: field -> value as the choices give it; an empty value is left out.

    Raises `msgspec.ValidationError` where an answer is none: that is a defect of the choices, never of people.
    """
    fields: dict[str, Any] = {"type": deed.command, "case_id": case.id, "expected_version": case.version}
    for field, value in (*deed.fixed, *answers.items()):
        if value != "":
            fields.update(_of(field, value))
    if behalf_of:
        fields["on_behalf_of"] = behalf_of
    found: AnyCommand = msgspec.convert(fields, AnyCommand, strict=True)
    return found


def _of(field: str, value: str) -> dict[str, Any]:
    if field in _YES_NO:
        return {field: value == "yes"}
    if field == "satisfaction":
        return {field: int(value)}
    if field in ("unit", "recipient"):
        kind, _, thing = value.partition(":")
        return {"unit_kind": kind, "unit_id": thing} if field == "unit" else {f"{kind}_id": thing}
    if field == "amendment":
        name, _, meant = value.partition(":")
        return {name: meant}
    return {field: None if value == "none" else value}
