"""What is known of a point: `GET /api/ground`, for the forms in which a case comes in or is dispatched."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from contract.entities import ClassCode, Id, Latitude, Longitude

OFFERED_MOST = 5
"""So many components are offered."""


class GroundQuery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where, and what lies there. `class_code` of a component (C...) asks for the components of that class around."""

    lon: Longitude
    lat: Latitude
    class_code: ClassCode | Literal[""] = ""
    component_code: Annotated[str, msgspec.Meta(pattern=r"^([0-9]{16})?$")] = ""  # where it is known: its owner counts
    radius_m: Annotated[float, msgspec.Meta(gt=0, le=500)] = 30.0


class NearComponent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A component that a case may be about."""

    code: str  # 16 digits
    class_code: str
    lon: float
    lat: float
    state: str  # intact | damaged | lost | occupied | abandoned
    distance_m: float
    department_id: Id | None = None


class Ground(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`GET /api/ground`. What is not known of a place is left out.

    `department_id` is the owner (权属单位): of the component that was named, of the nearest one of its class, or by the
    responsibility table of the profile. `owner_by` says which; a dispatcher may know better.
    """

    cell_code: str = ""  # 15 digits
    grade: str = ""  # A | B | C, of management
    grid_id: Id | None = None  # responsibility grid
    community_id: Id | None = None
    street_id: Id | None = None
    district_id: Id | None = None
    department_id: Id | None = None
    owner_by: Literal["", "component", "nearest", "table"] = ""
    components: tuple[NearComponent, ...] = ()  # of the class asked for, nearest first, at most OFFERED_MOST
