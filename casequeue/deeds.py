"""Every act on a case as people meet it: its key, the words it is typed by, and what it asks before it is sent. Pure.

One table for buttons and command line. A letter stands for one act in every state of a case (a test holds that): 回退,
退回 and 申请回退 are all `X`, since no case offers two of them. `⇧` before a letter is the shift key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Ask:
    """One thing to answer. `kind` decides the choices (casequeue.choices); `field` is the command's field."""

    kind: str
    field: str
    needed: bool = True


@dataclass(frozen=True)
class Deed:
    """One act. `name` is the command's tag, or `check_failed`, which is a command of its own to people.

    `words`: English, pinyin initials, Chinese; more may follow. `fixed` are fields that the key already answers.
    """

    name: str
    key: str
    words: tuple[str, ...]
    asks: tuple[Ask, ...] = ()
    fixed: tuple[tuple[str, str], ...] = ()

    @property
    def command(self) -> str:
        """The command's tag in the life cycle's table."""
        return "check_case" if self.name == "check_failed" else self.name


_REASON: Final = Ask("reason", "opinion")
_WORDS: Final = Ask("words", "opinion")
_UNTIL: Final = Ask("until", "until_at")
_BODY: Final = Ask("department", "department_id")
_DECISION: Final = (Ask("decision", "approved"), Ask("remark", "opinion", needed=False))


def _deed(name: str, key: str, words: str, *asks: Ask, **fixed: str) -> Deed:
    return Deed(name, key, tuple(words.split()), asks, tuple(fixed.items()))


DEEDS: Final[tuple[Deed, ...]] = (
    _deed("confirm_case", "A", "confirm rgqr 人工确认"),
    _deed("accept_case", "A", "accept sl 受理"),
    _deed("refuse_case", "N", "refuse bysl 不予受理", _REASON),
    _deed("audit_self_handled", "H", "audit sh 审核 自处置审核", *_DECISION),
    _deed("ask_order_return", "X", "orderback td 退单 申请退单", _REASON),
    _deed("decide_order_return", "Y", "orderdecision tdsp 退单审批", *_DECISION),
    _deed("amend_case", "E", "amend gz 更正", Ask("amendment", "amendment")),
    _deed("request_verification", "W", "verify fhs 发核实", Ask("inspector", "person_id", needed=False)),
    _deed(
        "answer_verification", "H", "verified hsfk 核实反馈",
        Ask("confirmation", "confirmed"), Ask("remark", "opinion", needed=False),
    ),
    _deed("file_case", "L", "file la 立案", Ask("condition", "condition", needed=False)),
    _deed("decline_case", "N", "decline byla 不予立案", _REASON),
    _deed("send_back", "X", "sendback th 退回", _REASON),
    _deed("dispatch_case", "Z", "dispatch pq 派遣", _BODY),
    _deed("entrust_case", "S", "entrust ecpq 二次派遣", _BODY),
    _deed("dispatch_unit", "I", "send zp 直派", Ask("unit", "unit")),
    _deed("redispatch_case", "G", "redispatch gp 改派", _BODY, _REASON),
    _deed("hand_over_case", "⇧H", "handover yj 移交", Ask("town", "town_id"), _REASON),
    _deed("sign_case", "Q", "sign qs 签收"),
    _deed("depart", "R", "depart cf 出发"),
    _deed("arrive", "R", "arrive dc 到场"),
    _deed("start_handling", "C", "handle kscz 开始处置 处置"),
    _deed("pass_milestone", "M", "stage jdwc 阶段完成", Ask("stage", "name")),
    _deed("feed_back", "F", "feedback fk 反馈"),
    _deed("ask_return", "X", "askreturn sqht 申请回退 ht 回退", _REASON),
    _deed("decide_return", "Y", "return htsp 回退审批", *_DECISION),
    _deed("ask_extension", "K", "askextension sqyq 申请延期 yq 延期", _UNTIL, _REASON),
    _deed("decide_extension", "Y", "extension yqsp 延期审批", *_DECISION),
    _deed("ask_suspension", "⇧K", "asksuspension sqgz 申请挂账 挂账", _UNTIL, _REASON),
    _deed("decide_suspension", "Y", "suspension gzsp 挂账审批", *_DECISION),
    _deed("resume_case", "R", "resume hfbl 恢复办理 恢复"),
    _deed("mark_shirking", "⇧T", "shirking jtw 记推诿 推诿", _REASON),
    _deed("request_check", "W", "havechecked fhc 发核查", Ask("inspector", "person_id", needed=False)),
    _deed("check_case", "H", "check hc 核查通过 核查", passed="yes"),
    _deed("check_failed", "T", "checkfailed hcbtg 核查不通过", _REASON, passed="no"),
    _deed("close_case", "J", "close ja 结案"),
    _deed("archive_case", "J", "archive gd 归档"),
    _deed("reopen_case", "⇧O", "reopen ck 重开", _REASON),
    _deed("appeal_case", "⇧U", "appeal ss 申诉", _REASON),
    _deed("decide_appeal", "Y", "appealdecision sssp 申诉审批", *_DECISION),
    _deed("void_case", "⇧V", "void zf 作废", _REASON),
    _deed("merge_case", "⇧M", "merge ba 并案", Ask("other_case", "into_id")),
    _deed("split_case", "⇧S", "split ca 拆案", _REASON),
    _deed("adopt_case", "⇧A", "child swza 设为子案 子案", Ask("parent_case", "parent_id")),
    _deed("urge_case", "U", "urge cb 催办"),
    _deed("supervise_case", "D", "supervise db 督办", _REASON, Ask("due", "due_at", needed=False)),
    _deed("reply_supervision", "⇧D", "replysupervision dbhf 督办回复", _WORDS),
    _deed(
        "instruct", "⇧L", "instruct ps 批示",
        Ask("recipient", "recipient"), _WORDS, Ask("due", "due_at", needed=False),
    ),
    _deed("sign_instruction", "⇧Q", "signnote psqs 批示签收"),
    _deed("answer_instruction", "⇧F", "answernote psfk 批示反馈", _WORDS),
    _deed("reply_caller", "⇧C", "reply hf 回复 回复诉求人", _WORDS),
    _deed(
        "revisit_caller", "⇧E", "callback hf 回访",
        Ask("satisfaction", "satisfaction"), Ask("remark", "opinion", needed=False),
    ),
)  # fmt: skip
BY_NAME: Final[dict[str, Deed]] = {deed.name: deed for deed in DEEDS}
TYPED: Final[dict[str, tuple[Deed, ...]]] = {
    word: tuple(deed for deed in DEEDS if word in deed.words) for deed in DEEDS for word in deed.words
}
"""Word -> the acts it may mean: `hf` is 回复 and 回访. Which of them a case allows decides."""
