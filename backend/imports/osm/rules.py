"""Which OpenStreetMap tags become which feature of the base map (docs/basemap.md). Tags in, layer and attributes out.

Meanings of the tags: the OpenStreetMap wiki's key pages (highway, waterway, natural, landuse, leisure, place, railway).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MIN_ZOOM = 10
MAX_ZOOM = 16

_ROAD_RANK: dict[str, int] = {
    **dict.fromkeys(("motorway", "trunk", "primary"), 1),
    **dict.fromkeys(("motorway_link", "trunk_link", "primary_link"), 2),
    **dict.fromkeys(("secondary", "tertiary"), 2),
    **dict.fromkeys(("secondary_link", "tertiary_link", "unclassified", "residential", "living_street", "road"), 3),
    **dict.fromkeys(("service", "busway", "pedestrian"), 3),
    **dict.fromkeys(("footway", "path", "cycleway", "steps", "track", "bridleway", "corridor"), 4),
}
_ROAD_ZOOM = {1: 10, 2: 11, 3: 13, 4: 14}
_SMALL_SERVICE = ("driveway", "parking_aisle", "drive-through", "emergency_access")
_RAIL = {
    "rail": "rail",
    "light_rail": "rail",
    "monorail": "rail",
    "narrow_gauge": "rail",
    "subway": "subway",
    "tram": "tram",
}
_GREEN_BY_TAG: dict[tuple[str, str], str] = {
    ("leisure", "park"): "park",
    ("leisure", "garden"): "park",
    ("leisure", "nature_reserve"): "wood",
    ("leisure", "golf_course"): "grass",
    ("leisure", "pitch"): "pitch",
    ("leisure", "playground"): "pitch",
    ("leisure", "track"): "pitch",
    ("landuse", "forest"): "wood",
    ("landuse", "grass"): "grass",
    ("landuse", "meadow"): "grass",
    ("landuse", "village_green"): "grass",
    ("landuse", "recreation_ground"): "park",
    ("landuse", "cemetery"): "grass",
    ("landuse", "orchard"): "wood",
    ("natural", "wood"): "wood",
    ("natural", "scrub"): "wood",
    ("natural", "grassland"): "grass",
    ("natural", "heath"): "grass",
}
_WATER_BY_TAG: dict[tuple[str, str], str] = {
    ("natural", "water"): "lake",
    ("natural", "bay"): "lake",
    ("waterway", "riverbank"): "river",
    ("waterway", "dock"): "lake",
    ("landuse", "reservoir"): "lake",
    ("landuse", "basin"): "lake",
    ("leisure", "swimming_pool"): "lake",
}
_STREAMS = {"river": "river", "canal": "river", "stream": "stream", "ditch": "stream", "drain": "stream"}
_PLACES: dict[str, tuple[str, int]] = {
    "city": ("city", 1),
    "town": ("town", 1),
    "suburb": ("suburb", 2),
    "borough": ("suburb", 2),
    "quarter": ("quarter", 3),
    "village": ("village", 3),
    "neighbourhood": ("neighbourhood", 4),
    "hamlet": ("village", 4),
    "locality": ("locality", 4),
    "square": ("square", 4),
}
_LANDMARKS: dict[tuple[str, str], tuple[str, int]] = {
    ("railway", "station"): ("station", 3),
    ("railway", "halt"): ("station", 4),
    ("station", "subway"): ("station", 3),
    ("amenity", "hospital"): ("hospital", 4),
    ("amenity", "university"): ("school", 4),
    ("amenity", "college"): ("school", 4),
    ("amenity", "school"): ("school", 5),
    ("amenity", "townhall"): ("government", 4),
    ("office", "government"): ("government", 5),
    ("tourism", "attraction"): ("landmark", 5),
    ("tourism", "museum"): ("landmark", 5),
    ("amenity", "marketplace"): ("landmark", 5),
    ("amenity", "arts_centre"): ("landmark", 5),
    ("amenity", "police"): ("government", 5),
    ("amenity", "bus_station"): ("station", 4),
    ("leisure", "sports_centre"): ("landmark", 5),
    ("shop", "mall"): ("landmark", 5),
}
PLACE_ZOOM = {1: 10, 2: 11, 3: 13, 4: 14, 5: 15}
LABELLED_GREEN = "park"

KEYS = (
    "highway",
    "railway",
    "waterway",
    "natural",
    "landuse",
    "leisure",
    "building",
    "place",
    "amenity",
    "office",
    "shop",
    "tourism",
    "station",
)
"""Objects without one of these keys are never looked at."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a feature is on the map: its layer, attributes and the zoom from which it shows."""

    layer: str
    from_zoom: int
    attributes: dict[str, str | int] = field(default_factory=dict)


def names_of(tags: Mapping[str, str]) -> dict[str, str | int]:
    """`name` and `name_en` where the tags have them; Chinese comes before the local name."""
    names: dict[str, str | int] = {}
    for key in ("name:zh-Hans", "name:zh", "name"):
        if tags.get(key):
            names["name"] = tags[key]
            break
    for key in ("name:en", "int_name"):
        if tags.get(key):
            names["name_en"] = tags[key]
            break
    return names


def of_line(tags: Mapping[str, str]) -> Style | None:
    """The style of a way that is drawn as a line, or None."""
    highway = tags.get("highway", "")
    if highway in _ROAD_RANK and tags.get("area") != "yes":
        rank = 4 if tags.get("service") in _SMALL_SERVICE else _ROAD_RANK[highway]
        return Style("road", _ROAD_ZOOM[rank], {"rank": rank, **names_of(tags), **_levels(tags)})
    railway = tags.get("railway", "")
    if railway in _RAIL and not tags.get("service"):
        return Style("rail", 11, {"kind": _RAIL[railway], **names_of(tags), **_tunnel(tags)})
    waterway = tags.get("waterway", "")
    if waterway in _STREAMS and not tags.get("tunnel"):
        kind = _STREAMS[waterway]
        return Style("water", 10 if kind == "river" else 13, {"kind": kind, **names_of(tags)})
    return None


def of_area(tags: Mapping[str, str]) -> Style | None:
    """The style of a closed way or multipolygon that is filled, or None."""
    if tags.get("building") not in (None, "no"):
        levels = tags.get("building:levels", "").split(".")[0]
        known: dict[str, str | int] = (
            {"levels": int(levels)} if levels.isascii() and levels.isdigit() and len(levels) < 4 else {}
        )
        return Style("building", 14, {**known, **names_of(tags)})
    for key, value in tags.items():
        water = _WATER_BY_TAG.get((key, value))
        if water is not None and tags.get("intermittent") != "yes":
            kind = "river" if tags.get("water") in ("river", "canal") else water
            return Style("water", 10, {"kind": kind, **names_of(tags)})
    for key, value in tags.items():
        green = _GREEN_BY_TAG.get((key, value))
        if green is not None:
            return Style("green", 11, {"kind": green, **names_of(tags)})
    return None


def of_point(tags: Mapping[str, str]) -> Style | None:
    """The style of a name on the map, or None. What has no name is not written on it."""
    names = names_of(tags)
    if "name" not in names:
        return None
    place = _PLACES.get(tags.get("place", ""))
    if place is None:
        place = next((_LANDMARKS[item] for item in tags.items() if item in _LANDMARKS), None)
    if place is None:
        return None
    kind, rank = place
    return Style("place", PLACE_ZOOM[rank], {"kind": kind, "rank": rank, **names})


def label_of_area(tags: Mapping[str, str]) -> Style | None:
    """The name written inside a filled area: parks, waters, and whatever `of_point` names."""
    named = of_point(tags)
    if named is not None:
        return named
    area = of_area(tags)
    if area is None or "name" not in area.attributes:
        return None
    if area.layer == "water" or area.attributes.get("kind") == LABELLED_GREEN:
        kind = "water" if area.layer == "water" else "park"
        return Style("place", PLACE_ZOOM[4], {"kind": kind, "rank": 4, **names_of(tags)})
    return None


def _levels(tags: Mapping[str, str]) -> dict[str, str | int]:
    if tags.get("bridge") not in (None, "no"):
        return {"bridge": 1}
    return _tunnel(tags)


def _tunnel(tags: Mapping[str, str]) -> dict[str, str | int]:
    return {"tunnel": 1} if tags.get("tunnel") not in (None, "no") else {}
