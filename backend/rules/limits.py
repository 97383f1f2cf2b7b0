"""Which limit a case has, and its deadline: the class's rule of the city profile, else the profile's default."""

from __future__ import annotations

from datetime import datetime

from backend.rules.worktime import add, calendar_of, resume
from contract.profile import CityProfile, LimitRule


def limit_of(profile: CityProfile, class_code: str) -> LimitRule:
    """The handling limit of a class. A rule for `E0110` also holds for the finer `E01102`."""
    by_class = {rule.class_code: rule for rule in profile.limits}
    return by_class.get(class_code) or by_class.get(class_code[:5]) or profile.default_limit


def deadline(profile: CityProfile, class_code: str, dispatched_at: datetime) -> datetime:
    """When a case of this class that is dispatched now must be handled."""
    return add(calendar_of(profile), dispatched_at, limit_of(profile, class_code))


def deadline_after_rework(
    profile: CityProfile, class_code: str, deadline_at: datetime, handled_at: datetime, returned_at: datetime
) -> datetime:
    """The deadline after a failed check: the handling clock stood still while the case waited for it."""
    unit = limit_of(profile, class_code).unit
    return resume(calendar_of(profile), deadline_at, handled_at, returned_at, unit)
