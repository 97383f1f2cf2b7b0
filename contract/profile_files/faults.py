"""What is wrong in a profile folder, and where. Codes with parameters; a person's sentence is made of them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

SENTENCES: dict[str, str] = {
    "empty": "must not be empty",
    "too_long": "{length} letters; at most {most}",
    "not_number": "{value} is no number",
    "not_whole": "{value} is no whole number",
    "out_of_range": "{value} is not between {low} and {high}",
    "not_choice": "{value} is not one of {allowed}",
    "not_yes_no": "{value} is neither yes nor no",
    "not_date": "{value} is no day, as 2026-10-01",
    "not_clock": "{value} is no time of day, as 08:00",
    "not_hours": "{value} are no duty hours, as 08:00-12:00",
    "not_limit": "{value} is no limit, as 4 work_hour; units: {allowed}",
    "not_class": "{value} is no class code, as C0102 or E0110",
    "not_code": "{value} is no code: letters, digits, - and _ only",
    "not_colour": "{value} is no colour, as #2E7D32",
    "not_threshold": "{value} is no threshold, as damage_area_cm2 > 25 & depth_cm > 2 | radius_m <= 5",
    "not_steps": "{value} are no score steps, as 0=100; 2=90; 4=75; 0",
    "not_zone": "{value} is no time zone",
    "not_digits": "{value} has not six digits",
    "formula": "begins with {sign}: a spreadsheet would compute it",
    "control": "holds a character that is no text (line break, tab or zero byte)",
    "unknown": "{value} is in no row of {table}",
    "twice": "the same key as line {other}: {value}",
    "both": "a day cannot be in the calendar twice: {value}",
    "reserved": "{value} is a reserved code: no case can have it",
    "fields": "{count} fields, the head has {head}",
    "not_csv": "no row of a CSV file: {reason}",
    "missing_column": "the column {column} is missing; there are {there}",
    "unknown_column": "no such column; there are {allowed}",
    "double_column": "the column is there twice",
    "unknown_key": "no such setting",
    "missing_key": "the setting is missing",
    "unknown_file": "no table of a profile; there are {allowed}",
    "missing_file": "the file is missing",
    "unreadable": "cannot be read: {reason}",
    "encoding": "not {encoding} at byte {at}{hint}",
    "too_large": "more than {most}",
    "no_limit_line": "{value} has no limit to which a milestone could belong",
    "ring": "{value} is above itself",
    "rule": "{reason}",
    "gap": "the calendar names no day of {value}, in which cases may run",
}
"""By code; the words in braces are parameters. The wall translates them."""


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fault at a place. `line` counts from 1, the head of a table; 0: the whole file."""

    file: str  # conditions.csv
    code: str  # one of SENTENCES
    line: int = 0
    column: str = ""
    params: dict[str, str] = {}
    warning: bool = False  # can be taken as it is

    @property
    def sentence(self) -> str:
        """What is wrong, in English."""
        return worded(SENTENCES.get(self.code, self.code), self.params)

    @property
    def place(self) -> str:
        """`conditions.csv:17 limit`."""
        line = f":{self.line}" if self.line else ""
        return f"{self.file}{line}{' ' + self.column if self.column else ''}"


class CellFault(ValueError):
    """A cell that is not what its column holds."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(worded(SENTENCES[code], params))
        self.code, self.params = code, params


def worded(sentence: str, params: Mapping[str, str]) -> str:
    """A sentence with its parameters, each cut to what a line can show."""
    for name, value in params.items():
        sentence = sentence.replace("{" + name + "}", value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…")
    return sentence


_SHOWN = 200
