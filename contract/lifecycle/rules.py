"""The rules that a step may meet, by number: what must hold, and in words what they say.

R1 to R8 are the facts of practice (GB/T 30428, CJJ/T 106; docs/rules.md has their sources and how sure they are),
R9 and on are ours and follow from the same loop. Sentences for people are the client's; `TEXT` is for docs and logs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from contract.conduct import Conduct
from contract.lifecycle.standing import Standing

TEXT: Final[dict[str, str]] = {
    "R1": "a report of the public, a hotline or the media is verified on the spot before it is filed",
    "R2": "filing needs a class, a filing condition, a place inside a unit grid and evidence",
    "R3": "the limit comes from the filing condition",
    "R4": "a case is closed only after a check that it passed",
    "R5": "a check that contradicts the feedback sends the case back",
    "R6": "rework goes back to the same department and is counted",
    "R7": "a dispatch is correct when the case is never sent to another department",
    "R8": "a refused, declined, voided or returned case has a reason",
    "R9": "who dispatches neither files nor closes",
    "R10": "who handled a case neither checks nor closes it, and nobody of that department does",
    "R11": "one application at a time: an extension or a suspension waits for its decision",
    "R12": "there is no such application to decide",
    "R13": "extensions: so many times, so long, and not once the limit is over",
    "R14": "suspensions: so many times and so long",
    "R15": "a reply needs a supervision that waits for it",
    "R16": "departing and arriving are acts of an officer or vehicle that was sent directly",
    "R17": "what an inspector, or a department by its own check, handled on the spot is audited, not dispatched",
    "R18": "an appeal is against a limit that was missed, once, and within its days",
    "R19": "there is no appeal to decide",
    "R20": "a parent case is closed after its child cases",
    "R21": "there is no instruction that waits for this",
    "R22": "a verification that refuted the report bars filing",
    "R23": "a second or long extension is the leader's to grant",
    "R24": "the deadlines in a row are passed in their order, the last one by the feedback",
    "R25": "the case is with another loop: city or town",
    "R26": "who applies does not decide, neither by post nor by department",
    "R27": "a case whose limit was missed is voided or merged by the leader only, and no longer declined",
    "R28": "a case ends only in one that is confirmed and got as far as it did",
    "R29": "an act is entered soon after it was done",
    "R30": "an order of 12345 goes back once, while it is not signed for and within its time",
    "R31": "an order that is to go back to 12345, or went back, is not handled here",
}

Holds = Callable[[Standing, Conduct], bool]

HOLDS: Final[dict[str, Holds]] = {
    "R1": lambda s, c: not (s.public and c.verify_public and not s.verified),
    "R22": lambda s, _: s.verified != "no",
    "R2": lambda s, _: s.has_condition and s.placed and s.proved,
    "R11": lambda s, _: s.asked == "",
    "R12e": lambda s, _: s.asked == "extension",
    "R12s": lambda s, _: s.asked == "suspension",
    "R13": lambda s, _: not s.late,
    "R15": lambda s, _: s.supervised,
    "R30": lambda s, _: s.order == "held",
    "R30d": lambda s, _: s.order == "asked",
    "R16": lambda s, _: s.direct,
    "R17": lambda s, _: not s.self_handled,
    "R17a": lambda s, _: s.self_handled,
    "R18": lambda s, _: s.appeal == "",
    "R19": lambda s, _: s.appeal == "asked",
    "R20": lambda s, _: not s.children,
    "R24a": lambda s, _: s.staged,
    "R24b": lambda s, _: not s.staged,
    "R21": lambda s, _: s.instructed,
}
"""By key; letters after the number tell apart what is one rule to people."""


def number_of(key: str) -> str:
    """The rule's number as people know it: `R12e` is R12."""
    return key.rstrip("abcdefghijklmnopqrstuvwxyz")
