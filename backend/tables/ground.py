"""Geometry and census: areas, unit grid cells, components."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, Index, LargeBinary, Table, Text

from backend.tables.columns import IdText, Moment, metadata

areas = Table(
    "areas",
    metadata,
    Column("id", IdText, primary_key=True, autoincrement=False),  # of the Area entity
    Column("level", Text, nullable=False),
    Column("code", Text, nullable=False, unique=True),
    Column("geometry", LargeBinary, nullable=False),  # WKB, degrees
)

cells = Table(
    "cells",
    metadata,
    Column("code", Text, primary_key=True),
    Column("area_id", IdText),  # its responsibility grid
    Column("grade", Text, nullable=False, server_default=""),  # A, B, C
    Column("geometry", LargeBinary, nullable=False),  # WKB, degrees
    Column("west", Float, nullable=False),
    Column("south", Float, nullable=False),
    Column("east", Float, nullable=False),
    Column("north", Float, nullable=False),
)

components = Table(
    "components",
    metadata,
    Column("code", Text, primary_key=True),  # 16 digits
    Column("class_code", Text, nullable=False),  # C0101
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("cell_code", Text),
    Column("department_id", IdText),
    Column("state", Text, nullable=False),  # intact | damaged | lost | occupied | abandoned
    Column("edition_at", Moment, nullable=False),  # when this row last changed
    Column("import_key", Text, unique=True),  # "PROFILE:its own code": a foreign census whose codes are not legal ones
    CheckConstraint("lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90", name="degrees"),
)
Index("ix_components_class_code", components.c.class_code)
