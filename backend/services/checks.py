"""Checks that several services share: each raises Refused with the field it is about."""

from __future__ import annotations

from backend.transaction import Transaction
from contract.codes import component_fault, component_parts
from contract.editions import edition_of
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


def legal_component(tx: Transaction, code: str, class_code: str) -> None:
    """The component code is one of the profile's edition, and of the class of a component case; empty is none."""
    if not code:
        return
    field = "$.command.component_code"
    edition = edition_of(tx.profile.edition)
    split = edition.component_split if edition is not None else "2+2+6"
    fault = component_fault(code, split=split)
    if fault:
        raise Refused(Code.OUT_OF_RANGE, field=field, reason=fault)
    named = component_parts(code, split=split).class_code
    if class_code[0] == "C" and class_code[: len(named)] != named:
        raise Refused(Code.OUT_OF_RANGE, field=field, reason=f"it is a component of class {named}, not {class_code}")


def missing(kind: str, field: str) -> Refused:
    """The refusal for an id that names nothing."""
    return Refused(Code.NOT_FOUND, field=field, reason=f"no such {kind}")
