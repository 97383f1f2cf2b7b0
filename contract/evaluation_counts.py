"""The base counts (基础统计量) of an evaluation, each defined here and nowhere else.

Names follow a statistics schema in use and evaluation_indicators facts after GB/T 30428.4 and CJ/T 292, of which the
texts were not at hand; `confidence` says how sure a definition is. A count belongs to the day of its moment in the
city's zone. `due` counts have the moment when the handling limit ends (置期届满自动评价); before, they count 0.
How they are found in the trail of a case: `backend.rules.case_counts`.
"""

from __future__ import annotations

from dataclasses import dataclass

from contract.evaluation import Confidence, Object

AREA: Object = "area"
DEPARTMENT: Object = "department"
_BOTH = (AREA, DEPARTMENT)


@dataclass(frozen=True)
class Count:
    """One base count. `sums`: the formula of a count that is made of others. `adds`: a sum of amounts, no cases."""

    code: str
    name: str
    name_en: str
    objects: tuple[Object, ...]
    definition: str
    confidence: Confidence = "F"
    due: bool = False
    sums: str = ""
    adds: bool = False


def _area(code: str, name: str, name_en: str, definition: str, confidence: Confidence = "F") -> Count:
    return Count(code, name, name_en, (AREA,), definition, confidence)


def _both(
    code: str, name: str, name_en: str, definition: str, confidence: Confidence = "F", *, due: bool = False,
    sums: str = "", adds: bool = False,
) -> Count:  # fmt: skip
    return Count(code, name, name_en, _BOTH, definition, confidence, due, sums, adds)


def _of(post: Object, code: str, name: str, name_en: str, definition: str, sums: str = "") -> Count:
    return Count(code, name, name_en, (post,), definition, sums=sums)


COUNTS: tuple[Count, ...] = (
    _area("report_num", "上报数", "Reports", "reports received; the report"),
    _area("patrol_report_num", "监督员上报数", "Inspectors' reports", "of these, by inspectors; the report"),
    _area(
        "public_report_num", "公众举报数", "Public reports",
        "of these, by hotline, citizen, media, petition; missed reports (漏报) to some; the report",
    ),
    _area("valid_report_num", "有效上报数", "Valid reports", "of these, filed and not voided by now; the report"),
    _area("operate_num", "受理数", "Accepted", "accepted; the last acceptance, of imported cases the report"),
    _area("not_operate_num", "不受理数", "Not accepted", "refused before filing was asked; the refusal"),
    _area("inst_num", "立案数", "Filed", "filed, not voided or merged; the filing. Suspended ones count"),
    _area("not_inst_num", "不立案数", "Not filed", "accepted and not filed; that decision"),
    _area("confirmed_public_num", "监督举报核实数", "Public reports confirmed", "public reports filed; the filing"),
    _area("void_num", "作废数", "Voided", "voided; the voiding", "own"),
    _area("merged_num", "并案数", "Merged", "merged into another case and not split off again; the merging", "own"),
    _area("self_handled_num", "自处置数", "Handled on the spot", "closed after 自处置; the closing"),
    _both("dispatch_num", "派遣数", "Dispatched", "dispatched, not voided or merged; the last dispatch"),
    _both(
        "need_dispose_num", "应处置数", "Handling due", "the limit ended in the period", "G",
        sums="按期处置数 + 超期处置数 + 超期未处置数",
    ),
    _both(
        "dispose_num", "处置数", "Handled", "of these, fed back by now; the end of the limit",
        sums="按期处置数 + 超期处置数",
    ),
    _both(
        "intime_dispose_num", "按期处置数", "Handled in time",
        "fed back not after the limit, or late and excused by a granted appeal; the end of the limit", due=True,
    ),
    _both("overtime_dispose_num", "超期处置数", "Handled late", "fed back after the limit; its end", due=True),
    _both("overtime_to_dispose_num", "超期未处置数", "Overdue", "not fed back by now; the end of the limit", due=True),
    _both("excused_num", "申诉成立数", "Excused", "handled late and excused by a granted appeal; the limit", due=True),
    _both(
        "need_archive_num", "应结案数", "Closing due", "closed, or due and not closed",
        sums="结案数 + 到期未结案数",
    ),
    _both("archive_num", "结案数", "Closed", "closed; the closing", sums="按期结案数 + 超期结案数"),
    _both(
        "intime_archive_num", "按期结案数", "Closed, handled in time",
        "closed by the overall limit (总时限); without one: handled in time as above or without a limit; the closing",
    ),
    _both("overtime_archive_num", "超期结案数", "Closed, handled late", "the other closed ones; the closing"),
    _both("to_archive_num", "到期未结案数", "Due, not closed", "not closed by now; the end of the limit", due=True),
    _both("rework_num", "返工数", "Reworked cases", "sent back by a check at least once; the last time"),
    _both("multi_rework_num", "返工次数", "Reworks", "each time a check sends back; that check"),
    _both("hang_num", "挂账数", "Suspended", "suspended at least once; the last time"),
    _both("postpone_num", "延期数", "Extended", "extended at least once; the last time"),
    _both("shuffle_num", "推诿数", "Shirked", "shirking marked; each time"),
    _both(
        "public_late_num", "公众投诉超期结案量", "Public reports closed late",
        "public reports among those closed late; the closing",
    ),
    _both("timed_num", "计时处置数", "Handled and timed", "fed back after signing for; the feedback", "own"),
    _both(
        "handling_ms", "处置毫秒数", "Handling, ms",
        "of these, from signing for to feedback, clock time; the feedback", "own", adds=True,
    ),
    _both("limited_num", "限时处置数", "Handled with a limit", "fed back and limited; the feedback", "own"),
    _both(
        "limit_milli", "时限千分数", "Limit used, 1/1000",
        "of these, dispatch to feedback by dispatch to limit, clock time; the feedback", "own", adds=True,
    ),
    _of("supervisor", "report_num", "上报数", "Reports", "reported by him as an inspector; the report"),
    _of("supervisor", "valid_report_num", "有效上报数", "Valid reports", "of these, filed by now; the report"),
    _of("supervisor", "invalid_report_num", "无效上报数", "Invalid reports", "refused, declined, voided; the report"),
    _of("supervisor", "need_verify_num", "应核实数", "Verifications asked", "done or open", "核实数 + 待核实数"),
    _of("supervisor", "verify_num", "核实数", "Verifications", "done; then", "按时核实数 + 超时核实数"),
    _of("supervisor", "intime_verify_num", "按时核实数", "Verified in time", "done within the step's limit; then"),
    _of("supervisor", "overtime_verify_num", "超时核实数", "Verified late", "done after the step's limit; then"),
    _of("supervisor", "to_verify_num", "待核实数", "Verifications open", "open now; the request"),
    _of("supervisor", "need_check_num", "应核查数", "Checks asked", "done or open", "核查数 + 待核查数"),
    _of("supervisor", "check_num", "核查数", "Checks", "done; then", "按时核查数 + 超时核查数"),
    _of("supervisor", "intime_check_num", "按时核查数", "Checked in time", "done within the step's limit; then"),
    _of("supervisor", "overtime_check_num", "超时核查数", "Checked late", "done after the step's limit; then"),
    _of("supervisor", "to_check_num", "待核查数", "Checks open", "open now; the request"),
    _of("supervisor", "invalid_check_num", "无效核查数", "Invalid checks", "passed, then reopened; the reopening"),
    _of("acceptor", "operate_num", "受理数", "Accepted", "accepted; each time", "按时受理数 + 超时受理数"),
    _of("acceptor", "intime_operate_num", "按时受理数", "Accepted in time", "within the step's limit; then"),
    _of("acceptor", "overtime_operate_num", "超时受理数", "Accepted late", "after the step's limit; then"),
    _of("acceptor", "not_operate_num", "不受理数", "Not accepted", "refused; the refusal"),
    _of("acceptor", "to_operate_num", "待受理数", "To be accepted", "waiting now; since then"),
    _of(
        "acceptor", "accurate_operate_num", "准确受理数", "Accepted rightly",
        "accepted and not sent back, not filed or voided afterwards; the acceptance",
    ),
    _of("acceptor", "send_verify_num", "发核实数", "Verifications sent", "sent; then"),
    _of("acceptor", "intime_send_verify_num", "按时发核实数", "Sent in time", "within the step's limit; then"),
    _of("acceptor", "send_check_num", "发核查数", "Checks sent", "sent; then"),
    _of("acceptor", "intime_send_check_num", "按时发核查数", "Sent in time", "within the step's limit; then"),
    _of("acceptor", "self_handled_num", "自处置办结数", "Handled on the spot", "audited and closed; the closing"),
    _of("shift_leader", "inst_num", "立案数", "Filed", "filed; each time", "按时立案数 + 超时立案数"),
    _of("shift_leader", "intime_inst_num", "按时立案数", "Filed in time", "within the step's limit; then"),
    _of("shift_leader", "overtime_inst_num", "超时立案数", "Filed late", "after the step's limit; then"),
    _of("shift_leader", "not_inst_num", "不立案数", "Not filed", "declined; then"),
    _of(
        "shift_leader", "accurate_inst_num", "准确立案数", "Filed rightly",
        "filed and not sent back, voided or merged afterwards; the filing",
    ),
    _of("shift_leader", "to_inst_num", "待立案数", "To be filed", "waiting now; since then"),
    _of("shift_leader", "archive_num", "结案数", "Closed", "closed; each time", "按时结案数 + 超时结案数"),
    _of("shift_leader", "intime_archive_num", "按时结案数", "Closed in time", "within the step's limit; then"),
    _of("shift_leader", "overtime_archive_num", "超时结案数", "Closed late", "after the step's limit; then"),
    _of("shift_leader", "to_archive_num", "待结案数", "To be closed", "waiting now; since then"),
    _of("dispatcher", "need_dispatch_num", "应派遣数", "To dispatch", "done or open", "派遣数 + 待派遣数"),
    _of("dispatcher", "dispatch_num", "派遣数", "Dispatches", "each time", "按时派遣数 + 超时派遣数"),
    _of("dispatcher", "intime_dispatch_num", "按时派遣数", "Dispatched in time", "within the step's limit; then"),
    _of("dispatcher", "overtime_dispatch_num", "超时派遣数", "Dispatched late", "after the step's limit; then"),
    _of(
        "dispatcher", "accurate_dispatch_num", "准确派遣数", "Dispatched rightly",
        "not sent to another department afterwards (R7); the dispatch",
    ),
    _of("dispatcher", "wrong_dispatch_num", "错误派遣数", "Dispatched wrongly", "sent elsewhere later; the dispatch"),
    _of("dispatcher", "to_dispatch_num", "待派遣数", "To be dispatched", "waiting now; since then"),
)  # fmt: skip
OBJECTS: tuple[Object, ...] = ("area", "department", "supervisor", "acceptor", "shift_leader", "dispatcher")
OF: dict[Object, dict[str, Count]] = {
    one: {count.code: count for count in COUNTS if one in count.objects} for one in OBJECTS
}
"""By object and code."""
STORED: dict[Object, tuple[str, ...]] = {
    one: tuple(code for code, count in counts.items() if not count.sums) for one, counts in OF.items()
}
"""Codes that are kept; the place is the number of the count. The others are sums of these."""
DUE = frozenset(count.code for count in COUNTS if count.due)


def _parts(of: dict[str, Count], count: Count) -> tuple[str, ...]:
    if not count.sums:
        return (count.code,)
    named = {one.name: one for one in of.values()}
    return tuple(part for name in count.sums.split(" + ") for part in _parts(of, named[name]))


PARTS: dict[Object, dict[str, tuple[str, ...]]] = {
    one: {code: _parts(counts, count) for code, count in counts.items()} for one, counts in OF.items()
}
"""By object and code: the kept counts that it is the sum of; no case is in two of them at the same moment."""
NAMES: dict[Object, dict[str, str]] = {
    one: {name: count.code for count in counts.values() for name in (count.code, count.name)}
    for one, counts in OF.items()
}
"""By object: what a formula may call a count -> its code."""
