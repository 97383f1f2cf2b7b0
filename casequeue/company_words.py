"""Who else is at a case, in words."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from contract.presence import Present
from panelkit import format as fmt
from panelkit.context import Context

TAKE_KEY = "!"
MOST_NAMED = 3
translate = QCoreApplication.translate


def company_words(people: Iterable[Present]) -> str:
    """`张伟 正在办理 · 李敏、王芳 正在查看`; empty for nobody. Whoever has two seats is named once."""
    everybody = tuple(people)
    acting = dict.fromkeys(one.name for one in everybody if one.acting)
    looking = dict.fromkeys(one.name for one in everybody if not one.acting and one.name not in acting)
    parts = []
    if acting:
        parts.append(translate("company_words", "{names} acts on it").format(names=_names(tuple(acting))))
    if looking:
        parts.append(translate("company_words", "{names} looks at it").format(names=_names(tuple(looking))))
    return " · ".join(parts)


def held_words(context: Context, holder: Present) -> str:
    """Why nothing is begun now, and what helps."""
    clock = fmt.moment(holder.since_at, context.now(), context.profile.timezone)
    text = translate(
        "company_words", "{name} is acting on this case (there since {clock}). {key} takes over, for a higher rank."
    )
    return text.format(name=holder.name, clock=clock, key=TAKE_KEY)


def _names(names: tuple[str, ...]) -> str:
    more = f" +{len(names) - MOST_NAMED}" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + more
