"""How a city works where the rules leave it free: switches and measures of its profile, never code. Clocks: `limits`.

The defaults are a sample that nobody verified: values of single cities, or ours (../standards case_lifecycle,
special_states and phase_limits).
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Count = Annotated[int, msgspec.Meta(ge=0, le=1000)]
Pair = Literal["dispatch+file", "dispatch+close", "handle+check", "ask+decide"]


class Conduct(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A city's habits."""

    verify_public: bool = True  # R1
    evidence_to_file: bool = False  # R2: photos or a verification on the spot before filing
    condition_to_file: bool = False  # R2: a filing condition, where the profile has one for the class
    place_to_file: bool = False  # R2: a unit grid cell, where the city has cells
    double_posts: tuple[Pair, ...] = ()  # what one person may do on one case; each such act is traced
    rejected_returns_shirk: Count = 1  # a return rejected so many times counts as 推诿; 0: never by itself
    extension_leader_from: Count = 2  # the n-th extension is the leader's to grant; 0: never
    urge_again_min: Annotated[int, msgspec.Meta(ge=0, le=525600)] = 240  # 0: once
    late_entry_min: Annotated[int, msgspec.Meta(ge=0, le=525600)] = 0  # 补录: so long after it was done; 0: 30 days
    archive_days: Annotated[int, msgspec.Meta(ge=0, le=3660)] = 30  # 0: by hand only
    same_place_m: Annotated[int, msgspec.Meta(ge=1, le=5000)] = 50  # 重复案件
    same_place_days: Annotated[int, msgspec.Meta(ge=1, le=3660)] = 30  # "closed but not fixed"
