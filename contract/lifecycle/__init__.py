"""The life cycle of a case (案件办理流程): posts, standing, rules, table and decision."""

from contract.lifecycle.decide import Refusal, allowed, decide, open_commands, target
from contract.lifecycle.posts import PROXIES, Role
from contract.lifecycle.rules import TEXT
from contract.lifecycle.standing import Standing, posts_on, standing_of
from contract.lifecycle.table import COMMANDS, TABLE, Step

__all__ = [
    "COMMANDS",
    "PROXIES",
    "TABLE",
    "TEXT",
    "Refusal",
    "Role",
    "Standing",
    "Step",
    "allowed",
    "decide",
    "open_commands",
    "posts_on",
    "standing_of",
    "target",
]
