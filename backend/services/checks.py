"""Checks that several services share: each raises Refused with the field it is about."""

from __future__ import annotations

from backend.transaction import Transaction
from contract.errors import Code, Refused


def known_class(tx: Transaction, class_code: str) -> None:
    """The class is in the city profile; a city without a class table accepts any."""
    if (known := tx.classes) and class_code not in known:
        raise Refused(Code.UNKNOWN_CLASS, field="$.command.class_code", reason=f"no class {class_code} in the profile")


def known_condition(tx: Transaction, condition: str, class_code: str) -> None:
    """The filing condition is one of this class in the city profile."""
    if condition not in tx.conditions_of(class_code):
        raise Refused(
            Code.NOT_FOUND, field="$.command.condition", reason=f"no condition {condition[:40]} for class {class_code}"
        )


def missing(kind: str, field: str) -> Refused:
    """The refusal for an id that names nothing."""
    return Refused(Code.NOT_FOUND, field=field, reason=f"no such {kind}")
