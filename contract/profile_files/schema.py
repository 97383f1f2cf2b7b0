"""What a table of a profile folder is: columns, what each holds, and what tells rows apart."""

from __future__ import annotations

from dataclasses import dataclass

from contract.profile_files.cells import Kind

Row = tuple[str, ...]
"""The cells of a row in the order of its table's columns, as `Kind.canon` keeps them."""


@dataclass(frozen=True)
class Field:
    """A column."""

    name: str
    kind: Kind
    title: str  # English; the wall translates it
    needed: bool = False
    refers: tuple[str, ...] = ()  # its value, or each entry of a list, is the key of a row of one of these tables
    help: str = ""


@dataclass(frozen=True)
class Table:
    """A table; `key` are the columns that tell its rows apart."""

    name: str
    title: str
    help: str
    fields: tuple[Field, ...]
    key: Row
    most: int = 20_000  # rows
    ordered: bool = False  # the order of its rows says something
    optional: bool = False  # a folder without its file leaves what is there as it is; of others an absent one is empty

    @property
    def file(self) -> str:
        """Its file in the folder."""
        return "profile.toml" if self.name == SETTINGS else f"{self.name}.csv"

    @property
    def columns(self) -> Row:
        """The names of its columns, in order."""
        return tuple(one.name for one in self.fields)

    def at(self, column: str) -> int:
        """The place of a column. ValueError where there is none."""
        return self.columns.index(column)

    def key_of(self, row: Row) -> Row:
        """What tells a row from the others."""
        return tuple(row[self.at(name)] for name in self.key)


SETTINGS = "settings"
"""The table of single values, which is a TOML file in the folder."""
