"""A sample of an evaluation, used where a city's profile has none: NOT VERIFIED, and marked so everywhere.

Names, formulas and the steps of 立案数 are facts after GB/T 30428.4 as one implementation has them; the weights of
areas come from there too, less its errors (rates scored with the wrong sign, weights that sum to 0.70; 0.40 for
按期结案率 would make them 1). Weights of departments and posts, and all grades, are ours: none were found.
"""

from __future__ import annotations

from contract.evaluation import Confidence, Evaluation, Grade, Indicator, Object, Scheme, ScoreStep

UNVERIFIED = "sample-unverified"


def _rate(
    code: str,
    name: str,
    name_en: str,
    formula: str,
    weight: float = 0.0,
    *,
    lower: bool = False,
    confidence: Confidence = "G",
    note: str = "",
) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        name_en=name_en,
        formula=formula,
        unit="percent",
        better="lower" if lower else "higher",
        weight=weight,
        confidence=confidence,
        note=note,
    )


_TIME = Indicator(
    code="mean_handling_min",
    name="平均处置时长",
    name_en="Mean handling time",
    formula="处置毫秒数 / 计时处置数 / 60000",
    unit="minute",
    better="lower",
    confidence="own",
)
_TIMES = Indicator(
    code="limit_times",
    name="处置超时倍数",
    name_en="Handling time / limit",
    formula="时限千分数 / 限时处置数 / 1000",
    unit="times",
    better="lower",
    confidence="F",
    note="mean of the cases handled in the period; by the clock: ours",
)
_HANDLING = (
    _rate("dispose_rate", "处置率", "Handling rate", "处置数 / 应处置数"),
    _rate("overtime_rate", "超期率", "Overdue rate", "(超期处置数 + 超期未处置数) / 应处置数", lower=True),
)
_AREA = Scheme(
    object="area",
    indicators=(
        _rate(
            "public_rate",
            "监督举报率",
            "Public report rate",
            "监督举报核实数 / 立案数",
            0.10,
            lower=True,
            confidence="F",
        ),
        Indicator(
            code="inst",
            name="立案数",
            name_en="Cases filed",
            formula="立案数",
            better="lower",
            weight=0.20,
            confidence="F",
            note="steps of one implementation, for small areas",
            steps=tuple(
                ScoreStep(score=score, up_to=up_to)
                for score, up_to in ((100, 0), (90, 2), (75, 4), (60, 6), (40, 8), (0, None))
            ),
        ),
        _rate("archive_rate", "结案率", "Closing rate", "结案数 / 应结案数", 0.30, confidence="F"),
        _rate(
            "intime_archive_rate", "按期结案率", "Timely closing rate", "按期结案数 / 应结案数", 0.40, confidence="F"
        ),
        _rate("inst_rate", "立案率", "Filing rate", "立案数 / 上报数"),
        *_HANDLING,
        _rate("intime_dispose_rate", "按期处置率", "Timely handling rate", "按期处置数 / 应处置数"),
        _rate(
            "rework_rate", "返工率", "Rework rate", "返工数 / 应处置数", lower=True, confidence="U", note="or / 处置数"
        ),
        _TIME,
    ),
)
_DEPARTMENT = Scheme(
    object="department",
    indicators=(
        _rate("intime_dispose_rate", "按期处置率", "Timely handling rate", "按期处置数 / 应处置数", 0.40),
        _rate(
            "rework_rate",
            "返工率",
            "Rework rate",
            "返工数 / 应处置数",
            0.20,
            lower=True,
            confidence="U",
            note="or / 处置数",
        ),
        _rate("archive_rate", "结案率", "Closing rate", "结案数 / 应结案数", 0.20, confidence="F"),
        _rate(
            "intime_archive_rate", "按期结案率", "Timely closing rate", "按期结案数 / 应结案数", 0.20, confidence="F"
        ),
        *_HANDLING,
        _TIMES,
        _TIME,
    ),
)


def _post(post: Object, *rates: Indicator) -> Scheme:
    return Scheme(object=post, indicators=rates)


SAMPLE = Evaluation(
    edition=UNVERIFIED,
    verified=False,
    note="sample; weights of departments and posts and all grades are made up",
    schemes=(
        _AREA,
        _DEPARTMENT,
        _post(
            "supervisor",
            _rate("valid_rate", "有效上报率", "Valid report rate", "有效上报数 / 上报数", 0.4),
            _rate("intime_verify_rate", "按时核实率", "Timely verification rate", "按时核实数 / 应核实数", 0.3),
            _rate("intime_check_rate", "按时核查率", "Timely check rate", "按时核查数 / 应核查数", 0.3),
        ),
        _post(
            "acceptor",
            _rate("intime_operate_rate", "按时受理率", "Timely acceptance rate", "按时受理数 / 受理数", 0.5),
            _rate("accurate_operate_rate", "准确受理率", "Right acceptance rate", "准确受理数 / 受理数", 0.5),
        ),
        _post(
            "shift_leader",
            _rate("intime_inst_rate", "按时立案率", "Timely filing rate", "按时立案数 / 立案数", 0.5),
            _rate("accurate_inst_rate", "准确立案率", "Right filing rate", "准确立案数 / 立案数", 0.5),
        ),
        _post(
            "dispatcher",
            _rate("intime_dispatch_rate", "按时派遣率", "Timely dispatch rate", "按时派遣数 / 应派遣数", 0.5),
            _rate("accurate_dispatch_rate", "准确派遣率", "Right dispatch rate", "准确派遣数 / 派遣数", 0.5),
        ),
    ),
    grades=(
        Grade(code="A", from_score=90, colour="#2F7F86", name="优秀", name_en="excellent"),
        Grade(code="B", from_score=80, colour="#5FA38F", name="良好", name_en="good"),
        Grade(code="C", from_score=70, colour="#A9A86B", name="一般", name_en="fair"),
        Grade(code="D", from_score=60, colour="#B98A5E", name="较差", name_en="poor"),
        Grade(code="E", from_score=0, colour="#A0627A", name="差", name_en="bad"),
    ),
)
"""Never claim that it follows the standard."""
