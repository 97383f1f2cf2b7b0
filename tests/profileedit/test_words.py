"""Every word of the schema is named for the translator."""

from __future__ import annotations

from contract.limits import GRADES, UNITS
from contract.profile_files.cells import Listed
from contract.profile_files.faults import SENTENCES, Fault
from contract.profile_files.settings import ALL
from contract.profile_files.tables import BY_NAME, TABLES
from profileedit.schema_words import SAID
from profileedit.values import chosen, offered, shown, value_word
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


def test_codes_are_shown_in_words_and_kept_as_codes() -> None:
    limit, status = BY_NAME["classes"].fields[8].kind, BY_NAME["classes"].fields[7].kind
    assert shown(limit, "4 work_hour") == "4 working hours"
    assert shown(limit, "soon") == "soon"
    assert shown(status, "extension") == "city's own"
    assert shown(BY_NAME["people"].fields[2].kind, "duty; leader") == "duty officer; leader"
    assert all(chosen(offered(one)) == one for one in status.choices)


def test_every_code_that_a_cell_can_hold_has_words() -> None:
    kinds = [one.kind for table in TABLES for one in table.fields] + [one.kind for one in ALL]
    codes = {code for kind in kinds for code in (kind.of if isinstance(kind, Listed) else kind).choices}
    assert sorted(code for code in codes | set(UNITS) if code not in GRADES and not value_word(code)) == []
    assert sorted(code for code in codes | set(UNITS) if "_" in code and value_word(code) == code) == []
