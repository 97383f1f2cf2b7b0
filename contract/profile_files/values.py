"""Settings as plain values (yes is True, a list is a list) for TOML and for `CityProfile`, and back to cells."""

from __future__ import annotations

from typing import Any

import msgspec

from contract.limits import DutyHours, Limit
from contract.profile import LimitRule
from contract.profile_files.cells import Kind, Listed, Number, YesNo, numeral, parts


def plain_value(kind: Kind, text: str) -> Any:
    """The value of a cell that `kind` accepted."""
    match kind:
        case YesNo():
            return text == "yes"
        case Number():
            return int(text) if kind.whole or float(text) == int(float(text)) else float(text)
        case Listed():
            return [plain_value(kind.of, one) for one in parts(text)]
        case _:
            return text


def cell_of(value: Any) -> str:
    """The cell of a value of `CityProfile` or of a TOML file; a value that no cell can have comes as it prints."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return numeral(value) if value == value and abs(value) < _ENDLESS else str(value)
        case Limit() | LimitRule():
            return f"{numeral(value.value)} {value.unit}"
        case DutyHours():
            return f"{value.opens}-{value.closes}"
        case list() | tuple():
            return "; ".join(cell_of(one) for one in value)
        case _:
            return str(value)


_ENDLESS = 1e300


def value_at(struct: Any, path: tuple[str, ...]) -> Any:
    """The value of a field of nested structs."""
    for step in path:
        struct = struct.get(step) if isinstance(struct, dict) else getattr(struct, step)
    return msgspec.UNSET if struct is None else struct
