"""Codes of cells, components and classes, by the edition they follow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.class_editions import classes_of, standard_of, table
from contract import codes
from contract.editions import (
    Edition,
    EditionClass,
    class_fault,
    edition_of,
    extension_name,
    is_extension,
    matches,
    next_extension,
)

DIVISIONS = st.integers(100_000, 999_999).map(str)
SEQUENCES = st.integers(1, 999)
SPLITS: st.SearchStrategy[codes.Split] = st.sampled_from(["2+2+6", "2+3+5"])


@given(DIVISIONS, st.integers(0, 999), st.integers(0, 999), SEQUENCES)
def test_a_cell_code_taken_apart_is_the_same_put_together(
    division: str, street: int, community: int, sequence: int
) -> None:
    code = codes.cell_code(division, street, community, sequence)
    assert codes.cell_fault(code) is None
    assert "".join(codes.cell_parts(code)) == code
    assert codes.cell_parts(code).street_code == code[:9]
    assert codes.cell_parts(code).community_code == code[:12]


@given(st.text(max_size=20))
def test_any_text_is_a_cell_code_or_has_a_reason(text: str) -> None:
    legal = len(text) == 15 and text.isascii() and text.isdigit() and text[0] != "0" and text[12:] != "000"
    assert (codes.cell_fault(text) is None) == legal


@given(st.text(alphabet="0123456789", min_size=14, max_size=14))
def test_an_old_cell_code_gets_its_zero_before_the_last_two(old: str) -> None:
    if old[0] == "0" or old[12:] == "00":
        with pytest.raises(ValueError, match="start"):
            codes.cell_from_14(old)
        return
    new = codes.cell_from_14(old)
    assert codes.cell_fault(new) is None
    assert (new[:12], new[12], new[13:]) == (old[:12], "0", old[12:])


@given(DIVISIONS, SPLITS, st.integers(1, 99), st.integers(1, 99), st.integers(1, 99_999))
def test_a_component_code_taken_apart_is_the_same_put_together(
    division: str, split: codes.Split, major: int, minor: int, sequence: int
) -> None:
    digits = f"{major:02d}{minor:02d}" if split == "2+2+6" else f"{major:02d}{minor:03d}"
    code = codes.component_code(division, digits, sequence)
    parts = codes.component_parts(code, split=split)
    assert len(code) == 16
    assert ("".join(parts), parts.class_code, int(parts.sequence)) == (code, f"C{digits}", sequence)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "a unit grid code has 15 digits, not 0"),
        ("31010100200701", "a unit grid code has 15 digits, not 14"),
        ("31010100200701x", "a unit grid code has 15 digits, not 'x' at place 15"),
        ("010101002007014", "a unit grid code does not start with 0"),
        ("310101002007000", "the sequence (last three digits) starts at 001"),
        ("310102002007014", "there is no division 310102 (digits 1 to 6)"),
        ("310101002008014", "there is no community 310101002008 (digits 1 to 12)"),
    ],
)
def test_what_is_wrong_with_a_cell_code_is_said(code: str, reason: str) -> None:
    assert codes.cell_fault(code, divisions={"310101"}, communities={"310101002007"}) == reason


@pytest.mark.parametrize(
    ("code", "split", "reason"),
    [
        ("320582010204818", "2+2+6", "a component code has 16 digits, not 15"),
        ("3205820002048188", "2+2+6", "the major class (digits 7 and 8) starts at 01"),
        ("3205820100048188", "2+2+6", "the minor class (digits 9 to 10) starts at 01"),
        ("3205820102000000", "2+2+6", "the sequence (last six digits) starts at 000001"),
        ("3205820100000001", "2+3+5", "the minor class (digits 9 to 11) starts at 001"),
        ("3205820100200000", "2+3+5", "the sequence (last five digits) starts at 00001"),
        ("3305820102048188", "2+2+6", "there is no division 330582 (digits 1 to 6)"),
    ],
)
def test_what_is_wrong_with_a_component_code_is_said(code: str, split: codes.Split, reason: str) -> None:
    assert codes.component_fault(code, split=split, divisions={"320582"}) == reason


def test_a_number_that_does_not_fit_makes_no_code() -> None:
    with pytest.raises(ValueError, match="15 digits, not 16"):
        codes.cell_code("310101", 1, 1, 1000)
    with pytest.raises(ValueError, match="16 digits, not 17"):
        codes.component_code("310101", "01002", 100_000)
    with pytest.raises(ValueError, match="starts at 001"):
        codes.cell_code("310101", 1, 1, 0)


def test_the_number_of_a_cell_that_ended_is_not_given_again() -> None:
    community = "310101002007"
    assert codes.next_cell_code(community, []) == f"{community}001"
    assert codes.next_cell_code(community, [f"{community}014", f"{community}002"]) == f"{community}015"
    assert codes.next_cell_code(community, [f"{community}999"]) is None


@pytest.mark.parametrize("edition", [Edition.GB_2013, Edition.CJ_2007])
def test_every_class_of_the_tables_is_legal_in_its_edition(edition: Edition) -> None:
    assert [one for one in classes_of(edition) if class_fault(one.code, edition, standard_of(edition))] == []
    for one in classes_of(edition):
        assert is_extension(one.code, edition, standard_of(edition)) == (one.status == "extension"), one
    assert "?" not in "".join(one.name for one in classes_of(edition)), "a guessed name is no fact"


@pytest.mark.parametrize(
    ("code", "edition", "reason"),
    [
        ("X0102", Edition.GB_2013, "starts with C (component) or E (event)"),
        ("C01x2", Edition.GB_2013, "digits only"),
        ("C01002", Edition.GB_2013, "has 4 digits after its letter, not 5"),
        ("C0102", Edition.DRAFT, "has 5 digits after its letter, not 4"),
        ("C0002", Edition.GB_2013, "the major class (two digits) starts at 01"),
        ("C0100", Edition.CJ_2007, "the minor class (two digits) starts at 01"),
        ("C01000", Edition.DRAFT, "the minor class (three digits) starts at 001"),
        ("C0105", Edition.GB_2013, "a city's own classes count down from 99, above 57"),
        ("C01079", Edition.DRAFT, "a city's own classes are 080 to 999"),
    ],
)
def test_what_is_wrong_with_a_class_code_is_said(code: str, edition: Edition, reason: str) -> None:
    standard = standard_of(edition) - {"C0105"}
    assert reason in (class_fault(code, edition, standard) or "")


def test_a_citys_own_classes_count_down_from_the_end() -> None:
    standard = standard_of(Edition.GB_2013)
    assert next_extension("C01", Edition.GB_2013, [], standard) == "C0199"
    assert next_extension("C01", Edition.GB_2013, ["C0101", "C0199", "C0197"], standard) == "C0196"
    assert next_extension("C01", Edition.GB_2013, [f"C01{n}" for n in range(58, 100)], standard) is None
    assert next_extension("C01", Edition.DRAFT, []) == "C01999"
    assert next_extension("C01", Edition.DRAFT, ["C01080"]) is None
    assert extension_name("爱心驿站", Edition.DRAFT) == "爱心驿站（自定义）"
    assert extension_name("爱心驿站", Edition.GB_2013) == "爱心驿站"


@given(st.sampled_from(list(Edition)), st.sets(st.integers(90, 99)), st.sampled_from(["C01", "E04"]))
def test_the_next_own_class_is_legal_and_free(edition: Edition, taken: set[int], major: str) -> None:
    used = {f"{major}{n:0{edition.minor_digits}d}" for n in taken}
    fresh = next_extension(major, edition, used, standard_of(edition))
    if fresh is not None:
        assert fresh not in used
        assert class_fault(fresh, edition, standard_of(edition)) is None


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("GB/T 30428.2-2013", Edition.GB_2013),
        ("GB/T 30428.2-2013 + own", Edition.GB_2013),
        ("CJ/T 214-2007", Edition.CJ_2007),
        ("GB/T 30428.2 draft", Edition.DRAFT),
        ("GB/T 30428.2（征求意见稿）", Edition.DRAFT),
        ("test", None),
        ("", None),
    ],
)
def test_the_tag_of_a_profile_names_an_edition(text: str, edition: Edition | None) -> None:
    assert edition_of(text) is edition


def test_editions_stand_side_by_side_by_their_names() -> None:
    side = table(Edition.CJ_2007, Edition.GB_2013)
    found = {one.code: (one.other, one.basis) for one in side.matches}
    assert found["C0132"] == ("C0125", "name")
    assert found["E0105"] == ("E0125", "name")
    assert found["C0305"] == ("C0305", "name_without_brackets")  # 垃圾箱, 垃圾箱（果皮箱、桶）
    assert "C0113" not in found, "the same number of two editions is not the same class"
    back = table(Edition.GB_2013, Edition.CJ_2007)
    assert {(one.other, one.code) for one in back.matches if one.basis == "name"} == {
        (one.code, one.other) for one in side.matches if one.basis == "name"
    }
    assert table(Edition.DRAFT, Edition.GB_2013).classes == ()


def test_a_name_that_fits_two_classes_matches_none() -> None:
    old = [EditionClass(code="C0101", name="井盖")]
    twice = [EditionClass(code="C0201", name="井盖"), EditionClass(code="C0202", name="井盖")]
    assert matches(old, twice) == ()
    assert matches(old, [EditionClass(code="E0101", name="井盖")]) == ()
