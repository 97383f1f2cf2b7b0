"""Whether a step may be taken, from the table and the rules: pure, for the server and for buttons alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from contract.conduct import Conduct
from contract.entities import CaseState
from contract.lifecycle.posts import Role
from contract.lifecycle.rules import HOLDS, number_of
from contract.lifecycle.standing import Standing
from contract.lifecycle.table import BY_PLACE, COMMANDS, TABLE, Step

USUAL = Conduct()
_GO_BACK = "decide_order_return"


@dataclass(frozen=True)
class Refusal:
    """Why a move is not permitted.

    `code`: `wrong_state` (`allowed_states` say where it is), `wrong_role` (`roles` say who), or `against_rule`, and
    then `rule` says which (`contract.lifecycle.rules.TEXT`).
    """

    code: str
    allowed_states: tuple[CaseState, ...] = ()
    roles: tuple[Role, ...] = ()
    rule: str = ""


def decide(
    standing: Standing | CaseState, command: str, roles: frozenset[Role], *, conduct: Conduct = USUAL
) -> Step | Refusal:
    """The step that this command takes from here, or why not. The first thing that bars it is told."""
    if not isinstance(standing, Standing):
        standing = Standing(standing)
    if standing.order == "granted":
        return Refusal("against_rule", rule="R31")
    here = BY_PLACE.get((standing.state, command))
    if here is None:
        return Refusal("wrong_state", allowed_states=tuple(step.state for step in TABLE if step.command == command))
    if not here.roles & roles:
        return Refusal("wrong_role", roles=tuple(sorted(here.roles)))
    barred = _barred(here, standing, conduct)
    return here if barred is None else Refusal("against_rule", rule=number_of(barred))


def _barred(step: Step, standing: Standing, conduct: Conduct) -> str | None:
    """The first rule that bars a step."""
    if standing.order == "granted" or (standing.order == "asked" and step.moves and step.command != _GO_BACK):
        return "R31"
    for key in step.rules:
        holds = HOLDS.get(key)
        if holds is not None and not holds(standing, conduct):
            return key
    return None


def target(step: Step, *, answer: bool, back: CaseState) -> CaseState:
    """The state after a step. `back`: where the case came from, for steps that lead there."""
    found = step.next_state if answer or not step.answers else step.no_state
    return back if found is None else found


@lru_cache(maxsize=4096)
def allowed(standing: Standing, roles: frozenset[Role], conduct: Conduct = USUAL) -> tuple[str, ...]:
    """Every command that these posts may give now, in the order of a case's life."""
    return tuple(
        step.command
        for step in _FROM[standing.state]
        if step.roles & roles and _barred(step, standing, conduct) is None
    )


_FROM: dict[CaseState, tuple[Step, ...]] = {
    state: tuple(step for one in COMMANDS if (step := BY_PLACE.get((state, one))) is not None) for state in CaseState
}


def open_commands(state: CaseState) -> tuple[Step, ...]:
    """Every step that leaves `state`, for the buttons of a case."""
    return tuple(step for step in TABLE if step.state == state)
