"""What is looked up in a city profile again and again, by its key; made once for the profile in use."""

from __future__ import annotations

from contract.profile import CityProfile, ClassName, Condition


class ProfileIndex:
    """Dictionaries over one profile. Not to be changed."""

    def __init__(self, profile: CityProfile) -> None:
        self.classes: dict[str, ClassName] = {one.code: one for one in profile.classes}
        self.conditions: dict[str, Condition] = {one.id: one for one in profile.conditions}
        by_class: dict[str, list[Condition]] = {}
        for one in profile.conditions:
            by_class.setdefault(one.class_code, []).append(one)
        self._by_class = {code: tuple(found) for code, found in by_class.items()}

    def conditions_of(self, class_code: str) -> tuple[Condition, ...]:
        """The filing conditions of a class, in the order of the profile; those of `E0110` also hold for `E01102`."""
        return self._by_class.get(class_code) or self._by_class.get(class_code[:5], ())


def index_of(profile: CityProfile) -> ProfileIndex:
    """The index of a profile. Nearly every caller asks for the one in use, so the last one is kept."""
    known, index = _last[0]
    if known is not profile:
        index = ProfileIndex(profile)
        _last[0] = (profile, index)
    return index


_last: list[tuple[CityProfile | None, ProfileIndex]] = [
    (
        None,
        ProfileIndex(CityProfile(name="", name_en="", division="", edition="", timezone="UTC", bounds=(0, 0, 0, 0))),
    )
]
