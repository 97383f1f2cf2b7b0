"""Values, scores and grades; faults of a profile's evaluation and their places."""

from __future__ import annotations

import msgspec
import pytest

from backend.rules.scoring import Judge, faults, numbers_of
from contract.evaluation import Evaluation, Grade, Indicator, Scheme, ScoreStep
from contract.evaluation_counts import COUNTS, DUE, NAMES, OBJECTS, OF, PARTS, STORED
from contract.evaluation_sample import SAMPLE

AREA = SAMPLE.schemes[0]
TIANMEN = {
    "operate_num": 1054,
    "inst_num": 996,
    "intime_archive_num": 737,
    "overtime_archive_num": 174,
    "to_archive_num": 61,
}
"""Tianmen, December 2016, as published: 应结案 972, 结案 911 = 93.72 %, 按期结案 737 = 75.82 %."""


def test_the_published_month_of_tianmen_comes_out() -> None:
    numbers = numbers_of("area", TIANMEN)
    assert (numbers["need_archive_num"], numbers["archive_num"]) == (972, 911)
    found = dict(zip([one.code for one in AREA.indicators], Judge(AREA, ()).values(numbers), strict=True))
    assert f"{found['archive_rate']:.2f}" == "93.72"
    assert f"{found['intime_archive_rate']:.2f}" == "75.82"


def test_the_sample_is_sound_and_says_that_nobody_verified_it() -> None:
    assert list(faults(SAMPLE)) == []
    assert not SAMPLE.verified
    assert "unverified" in SAMPLE.edition
    assert [one.object for one in SAMPLE.schemes] == list(OBJECTS)


def test_steps_and_rates_become_a_score_and_a_grade() -> None:
    judge = Judge(AREA, SAMPLE.grades)
    found = judge.judge(numbers_of("area", {"inst_num": 4, "intime_archive_num": 4, "confirmed_public_num": 1}))
    assert found.scores[:4] == (75.0, 75.0, 100.0, 100.0)
    assert found.score == pytest.approx(0.1 * 75 + 0.2 * 75 + 0.3 * 100 + 0.4 * 100)
    assert (found.grade, found.whole) == ("A", True)
    assert set(found.scores[4:]) == {None}  # weight 0: shown, not scored


@pytest.mark.parametrize(
    ("count", "score"), [(0, 100), (1, 90), (2, 90), (3, 75), (5, 60), (6, 60), (8, 40), (9, 0), (999, 0)]
)
def test_the_steps_are_those_that_were_found(count: int, score: float) -> None:
    assert Judge(AREA, ()).judge(numbers_of("area", {"inst_num": count})).scores[1] == score


def test_what_has_no_base_is_not_scored_and_the_rest_is_weighted_alone() -> None:
    found = Judge(AREA, SAMPLE.grades).judge(numbers_of("area", {}))
    assert (found.values[0], found.scores[0], found.whole) == (None, None, False)
    assert found.score == 100  # no case at all: the step for 0


def test_a_score_may_be_a_formula_and_stays_within_0_and_100() -> None:
    one = Indicator(code="x", name="x", formula="立案数", weight=1, score="200 - 50 * x")
    judge = Judge(Scheme(object="area", indicators=(one,)), ())
    assert [judge.judge({"inst_num": n}).score for n in (0, 1, 3, 9)] == [100, 100, 50, 0]


def test_each_fault_is_told_with_its_place() -> None:
    wrong = Evaluation(
        schemes=(
            Scheme(
                object="area",
                counts=("inst_num", "shuffel_num"),
                indicators=(
                    Indicator(code="a", name="a", formula="结案数 / 应结数", unit="percent", weight=0.5),
                    Indicator(code="a", name="a", formula="立案数", weight=0.4),
                    Indicator(
                        code="b",
                        name="b",
                        formula="立案数 *",
                        score="100 - y",
                        steps=(ScoreStep(score=101, up_to=3), ScoreStep(score=5, up_to=3)),
                    ),
                ),
            ),
            Scheme(object="area"),
        ),
        grades=(
            Grade(code="A", from_score=50, colour="#000000"),
            Grade(code="A", from_score=60, colour="#000000"),
        ),
    )
    assert {(one.place, one.reason, one.at, one.name) for one in faults(wrong)} == {
        ("$.schemes[0].counts[1]", "unknown_name", 0, "shuffel_num"),
        ("$.schemes[0].indicators[0].formula", "unknown_name", 7, "应结数"),
        ("$.schemes[0].indicators[1].code", "twice", 0, "a"),
        ("$.schemes[0].indicators[1]", "no_score", 0, "a"),
        ("$.schemes[0].indicators[2].formula", "syntax", 6, ""),
        ("$.schemes[0].indicators[2].score", "unknown_name", 7, "y"),
        ("$.schemes[0].indicators[2].steps[0].score", "out_of_range", 0, "b"),
        ("$.schemes[0].indicators[2].steps[1].up_to", "order", 0, "b"),
        ("$.schemes[0].indicators", "weights", 0, "0.9"),
        ("$.schemes[1].object", "twice", 0, "area"),
        ("$.grades[1].code", "twice", 0, "A"),
        ("$.grades[1].from_score", "order", 0, "A"),
    }


def test_an_unreadable_formula_has_no_value_and_breaks_nothing_else() -> None:
    good, bad = AREA.indicators[2], msgspec.structs.replace(AREA.indicators[3], formula="1 +")
    found = Judge(Scheme(object="area", indicators=(good, bad)), ()).judge(numbers_of("area", TIANMEN))
    assert found.values[0] == pytest.approx(93.7242798)
    assert found.values[1] is None


def test_every_count_is_defined_once_and_named_in_both_languages() -> None:
    assert len({(one.code, of) for one in COUNTS for of in one.objects}) == sum(len(one.objects) for one in COUNTS)
    for of in OBJECTS:
        assert len(NAMES[of]) == 2 * len(OF[of])
        assert len(STORED[of]) <= 62  # bits of a mark
        for code, parts in PARTS[of].items():
            assert len(set(parts)) == len(parts), code
            assert set(parts) <= set(STORED[of])
        assert all(one.name and one.name_en and one.definition for one in OF[of].values())
    assert set(STORED["department"]) >= DUE
