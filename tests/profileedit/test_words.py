"""Every word of the schema is named for the translator."""

from __future__ import annotations

from contract.profile_files.faults import SENTENCES, Fault
from contract.profile_files.settings import ALL
from contract.profile_files.tables import TABLES
from profileedit.schema_words import SAID
from profileedit.words import fault_line


def test_the_translator_is_told_every_word_of_the_schema_and_no_other() -> None:
    words = {table.title for table in TABLES} | {table.help for table in TABLES} | set(SENTENCES.values())
    words |= {word for table in TABLES for one in table.fields for word in (one.title, one.help)}
    words |= {one.help for one in ALL}
    assert set(SAID) == words - {""}


def test_a_fault_of_a_newer_server_is_shown_in_its_own_words() -> None:
    assert fault_line(Fault(file="wonders.csv", line=7, column="x", code="odd")) == "wonders.csv · row 6 · x: odd"
    known = Fault(file="phrases.csv", line=3, column="text", code="empty")
    assert fault_line(known) == "Phrases · row 2 · Text: must not be empty"
