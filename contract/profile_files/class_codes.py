"""Whether the classes of a profile are codes that their edition can have: warnings, as cities have their own ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from contract.editions import EXTENSION_SUFFIX, Edition, class_fault, edition_of, is_extension
from contract.profile_files.faults import Fault
from contract.profile_files.schema import SETTINGS, Row
from contract.profile_files.tables import BY_NAME


def class_warnings(tables: Mapping[str, Sequence[Row]], lines: Mapping[str, Sequence[int]]) -> Iterator[Fault]:
    """What is unusual in the codes of the classes. An edition that is not known here says nothing of its codes."""
    table = BY_NAME["classes"]
    at = {name: table.at(name) for name in ("code", "name", "edition", "status")}
    whole = next((text for name, text in tables[SETTINGS] if name == "edition"), "")
    rows = [(line, row, edition_of(row[at["edition"]] or whole)) for line, row in _numbered(tables, lines)]
    standard: dict[Edition, set[str]] = {}
    for _, row, edition in rows:
        if edition is not None and row[at["status"]] != "extension":
            standard.setdefault(edition, set()).add(row[at["code"]])
    for line, row, edition in rows:
        if edition is not None:
            reason = _unusual(
                row[at["code"]], row[at["name"]], row[at["status"]], edition, standard.get(edition, set())
            )
            if reason:
                params = {"reason": reason}
                yield Fault(file=table.file, line=line, column="code", code="rule", params=params, warning=True)


def _numbered(tables: Mapping[str, Sequence[Row]], lines: Mapping[str, Sequence[int]]) -> Iterator[tuple[int, Row]]:
    return zip(lines["classes"], tables["classes"], strict=True)


def _unusual(code: str, name: str, status: str, edition: Edition, standard: set[str]) -> str | None:
    fault = class_fault(code, edition)
    if fault or status != "extension":
        return fault
    others = {one for one in standard if class_fault(one, edition) is None}
    if not is_extension(code, edition, others):
        return class_fault(code, edition, others) or f"{code} is a class of {edition}, and no city's own"
    if edition is Edition.DRAFT and not name.endswith(EXTENSION_SUFFIX):
        return f"a city's own class of {edition} has {EXTENSION_SUFFIX} behind its name"
    return None
