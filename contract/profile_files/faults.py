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
    "not_name": "{value} is no name of a count: small letters, digits and _, a letter first",
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
    "workday_is_no_weekend": "{day} is no day of a weekend",
    "day_outside_years": "{day} is in a year that time.years does not name",
    "duty_longer_than_a_day": "the parts of duty overlap or are longer than a day",
    "line_twice": "two rows hold for the same cases: {value}",
    "order": "{name} is not in its order: it must fall, or rise, from row to row",
    "weights": "the weights of an object sum to {name}, not to 1",
    "unknown_name": "{name} is no count of this object",
    "no_score": "{name} has a weight, but no steps and no score formula",
    "formula_fault": "the formula cannot be read at letter {at}: {reason}",
    "rule": "{reason}",
    "orphans": "{value} would go, but {cases} open cases have it",
    "in_use": "{value} would go, but {uses} use it",
    "account": "{value} has an account: the security officer changes who that is",
    "year_missing": "the calendar names no day of {year}, in which cases run: it would count as without holidays",
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
