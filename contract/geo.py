"""Plane and sphere: distances, Web Mercator tiles, and the GCJ-02 and BD-09 offsets.

Formulas and test vectors: the publicly known GCJ-02 approximation (Krassovsky ellipsoid). Everything stored is
WGS-84/CGCS2000; conversion happens at the edges, once.
"""

from __future__ import annotations

import math

EARTH_M = 6378137.0
_A = 6378245.0
_EE = 0.00669342162296594323
_BD = math.pi * 3000.0 / 180.0


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance in metres (haversine on the WGS-84 equatorial radius)."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    a = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(a)))


def bearing_deg(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Initial course from the first point to the second, degrees clockwise from north, 0 <= x < 360."""
    p1, p2, d = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    y = math.sin(d) * math.cos(p2)
    x = math.cos(p1) * math.sin(p2) - math.sin(p1) * math.cos(p2) * math.cos(d)
    return math.degrees(math.atan2(y, x)) % 360.0


POLAR_DEG = 89.99
"""Web Mercator has no poles; what lies beyond is drawn here, far outside its square."""


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """Web Mercator as fractions of the world: x to the east, y to the south, both 0..1 within 85.05 degrees."""
    s = math.sin(math.radians(max(-POLAR_DEG, min(POLAR_DEG, lat))))
    return lon / 360.0 + 0.5, 0.5 - math.log((1 + s) / (1 - s)) / (4 * math.pi)


def unmercator(x: float, y: float) -> tuple[float, float]:
    """The inverse of `mercator`: (lon, lat)."""
    return (x - 0.5) * 360.0, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


def tile_of(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """The XYZ tile that holds the point."""
    x, y = mercator(lon, lat)
    n = 1 << zoom
    return min(max(int(x * n), 0), n - 1), min(max(int(y * n), 0), n - 1)


def _offset(lon: float, lat: float) -> tuple[float, float]:
    x, y = lon - 105.0, lat - 35.0
    root, pi = math.sqrt(abs(x)), math.pi
    wave = 20 * math.sin(6 * x * pi) + 20 * math.sin(2 * x * pi)
    d_lat = (
        -100
        + 2 * x
        + 3 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + 2 / 3 * (wave + 20 * math.sin(y * pi) + 40 * math.sin(y * pi / 3))
        + 2 / 3 * (160 * math.sin(y * pi / 12) + 320 * math.sin(y * pi / 30))
    )
    d_lon = (
        300
        + x
        + 2 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + 2 / 3 * (wave + 20 * math.sin(x * pi) + 40 * math.sin(x * pi / 3))
        + 2 / 3 * (150 * math.sin(x * pi / 12) + 300 * math.sin(x * pi / 30))
    )
    phi = math.radians(lat)
    m = 1 - _EE * math.sin(phi) ** 2
    return (
        math.degrees(d_lon / (_A / math.sqrt(m) * math.cos(phi))),
        math.degrees(d_lat / (_A * (1 - _EE) / (m * math.sqrt(m)))),
    )


def gcj_from_wgs(lon: float, lat: float) -> tuple[float, float]:
    """GCJ-02 of a WGS-84 point; identity outside the rough box of mainland China."""
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lon, lat
    d_lon, d_lat = _offset(lon, lat)
    return lon + d_lon, lat + d_lat


def wgs_from_gcj(lon: float, lat: float) -> tuple[float, float]:
    """WGS-84 of a GCJ-02 point by five rounds of iteration (error below 1e-9 degrees)."""
    w_lon, w_lat = lon, lat
    for _ in range(5):
        g_lon, g_lat = gcj_from_wgs(w_lon, w_lat)
        w_lon, w_lat = w_lon - (g_lon - lon), w_lat - (g_lat - lat)
    return w_lon, w_lat


def bd_from_gcj(lon: float, lat: float) -> tuple[float, float]:
    """BD-09 of a GCJ-02 point."""
    z = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _BD)
    t = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _BD)
    return z * math.cos(t) + 0.0065, z * math.sin(t) + 0.006


def gcj_from_bd(lon: float, lat: float) -> tuple[float, float]:
    """GCJ-02 of a BD-09 point (error about 1e-6 degrees)."""
    x, y = lon - 0.0065, lat - 0.006
    z = math.hypot(x, y) - 0.00002 * math.sin(y * _BD)
    t = math.atan2(y, x) - 0.000003 * math.cos(x * _BD)
    return z * math.cos(t), z * math.sin(t)


def moved(lon: float, lat: float, course_deg: float, metres: float) -> tuple[float, float]:
    """(lon, lat) so many metres on from a point, along a course in degrees clockwise from north (great circle)."""
    p1, l1, course, way = math.radians(lat), math.radians(lon), math.radians(course_deg), metres / EARTH_M
    p2 = math.asin(math.sin(p1) * math.cos(way) + math.cos(p1) * math.sin(way) * math.cos(course))
    l2 = l1 + math.atan2(math.sin(course) * math.sin(way) * math.cos(p1), math.cos(way) - math.sin(p1) * math.sin(p2))
    return (math.degrees(l2) + 540.0) % 360.0 - 180.0, math.degrees(p2)
