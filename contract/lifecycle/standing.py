"""What the table asks of a case: the few facts by which a step is allowed or refused. A card has them all."""

from __future__ import annotations

from typing import NamedTuple

from contract.entities import PUBLIC_SOURCES, Case, CaseState, Id


class Standing(NamedTuple):
    """Where a case stands. Hashable: what a standing allows is found once and kept."""

    state: CaseState
    public: bool = False  # somebody outside reported it: it is verified first (R1)
    verified: str = ""  # "", yes, no: what the verification (核实) found
    asked: str = ""  # extension, suspension: an application of the department that waits
    supervised: bool = False  # a 督办 waits for its reply
    direct: bool = False  # given to a named officer or vehicle (直派)
    self_handled: bool = False  # 自处置: done by the inspector on the spot
    has_condition: bool = True  # a filing condition is chosen; True where the city has none for the class
    placed: bool = True  # it lies in a unit grid cell; True in a city without cells
    proved: bool = True  # photos, or a verification on the spot
    appeal: str = ""  # asked, granted, rejected
    instructed: bool = False  # a leader's note (批示) waits to be signed for or answered
    children: bool = False  # child cases of it are open
    staged: bool = False  # of several deadlines in a row one is to be passed before the feedback
    order: str = ""  # held: it is an order of 12345; asked, granted, rejected: to send it back (退单)
    late: bool = False  # the handling limit is over, and that bars an extension here


def posts_on(card: Case, roles: frozenset[str], person_id: Id | None) -> frozenset[str]:
    """These posts as far as the case's next step is theirs: a verification or a check that a named inspector was given
    is no other inspector's. `person_id` None: nobody in particular."""
    if card.task_of_id is None or person_id is None or card.task_of_id == person_id:
        return roles
    return roles - {"inspector"}


def standing_of(card: Case) -> Standing:
    """The standing that a card shows. What a card does not know, the server still refuses."""
    return Standing(
        state=card.state,
        public=card.source in PUBLIC_SOURCES,
        verified=card.verified,
        asked=card.asked,
        supervised=card.supervised,
        direct=card.unit_id is not None,
        self_handled=card.self_handled,
        instructed=card.instructed,
        staged=bool(card.milestone),
        order=card.order,
    )
