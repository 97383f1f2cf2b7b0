"""Three powers in three hands (三员分立): who keeps the system, who gives rights, who looks at what was done.

Habit of 等保 level 3. A hall of three people may set `accounts.single_admin`, and one account holds them all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from contract.lifecycle import Role

POWERS = frozenset({Role.ADMIN, Role.SECURITY, Role.AUDIT})


@dataclass(frozen=True)
class Grant:
    """A wish to change what an account may do. `before` is empty for a new account."""

    by: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    own: bool = False  # of who asks
    security_exists: bool = True  # an enabled account holds the security role


def at_odds(roles: Collection[str]) -> bool:
    """Whether these are two of the three powers or more."""
    return len(POWERS & frozenset(roles)) > 1


def refusal(grant: Grant, *, single_admin: bool) -> str | None:
    """Why this may not be, or None. Making an account needs the administrator, changing rights the security role."""
    if single_admin:
        return None if grant.by & {Role.ADMIN, Role.SECURITY} else "rights are given by admin or security"
    if at_odds(grant.after):
        return "one account holds one of admin, security, audit"
    if grant.own:
        return "nobody changes the own rights"
    powers_change = (grant.before ^ grant.after) & POWERS
    first_security = not grant.security_exists and powers_change == {Role.SECURITY} and Role.ADMIN in grant.by
    if first_security:
        return None
    if not grant.before:
        return "the security role gives admin, security and audit" if powers_change else None
    return None if Role.SECURITY in grant.by else "rights are given by the security role"


def may_reset(by: Collection[str], holder: Collection[str], *, single_admin: bool) -> bool:
    """Whether who holds `by` may set a one-time password for an account with the roles `holder`."""
    if single_admin or not POWERS & frozenset(holder):
        return bool(frozenset(by) & {Role.ADMIN, Role.SECURITY})
    return Role.SECURITY in by
