"""Scenes and what each wall shows; the last writer is named."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from backend.outcome import Actor, Outcome
from backend.services.checks import missing
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import Scene, WallState
from contract.errors import Code, Refused

RASTER = 24
PRESET = "preset/"


def save_scene(tx: Transaction, command: c.SaveScene, _by: Actor, at: datetime) -> Outcome:
    """Add a scene, or change the one with this id or, without an id, this name."""
    for index, cell in enumerate(command.cells):
        inside = (
            0 <= cell.x < RASTER and 0 <= cell.y < RASTER and cell.w >= 1 and cell.h >= 1 and 0 <= cell.monitor < 64
        )
        if not inside or cell.x + cell.w > RASTER or cell.y + cell.h > RASTER:
            raise Refused(
                Code.OUT_OF_RANGE, field=f"$.command.cells[{index}]", reason=f"outside the {RASTER} x {RASTER} raster"
            )
    if command.name.startswith(PRESET):
        raise Refused(Code.OUT_OF_RANGE, field="$.command.name", reason=f"{PRESET} begins the names of presets")
    named = tx.find("scene", command.name)
    if command.scene_id is not None:
        before = tx.entity("scene", command.scene_id)
        if not isinstance(before, Scene) or before.preset:
            raise missing("scene", "$.command.scene_id")
        if named is not None and named.id != before.id:
            raise Refused(Code.DUPLICATE, field="$.command.name", reason="another scene has this name", id=named.id)
    else:
        before = named
    scene = Scene(
        id=before.id if before else tx.new_id(),
        version=before.version + 1 if before else 1,
        name=command.name,
        title=command.title,
        profile=command.profile,
        cells=command.cells,
    )
    return Outcome("scene.saved", upsert=(scene,), ids=(scene.id,), happened_at=at)


def show_scene(tx: Transaction, command: c.ShowScene, by: Actor, at: datetime) -> Outcome:
    """Put a scene, and optionally tiles, on a wall; tiles that are not named stay."""
    scene = tx.entity("scene", command.scene_id)
    if not isinstance(scene, Scene) or scene.preset:
        raise missing("scene", "$.command.scene_id")
    state = tx.find("wall_state", command.wall)
    if isinstance(state, WallState):
        after = replace(
            state,
            version=state.version + 1,
            scene_id=command.scene_id,
            tiles=state.tiles if command.tiles is None else command.tiles,
            changed_by=by.person_id,
            changed_at=at,
        )
    else:
        after = WallState(
            id=tx.new_id(),
            name=command.wall,
            scene_id=command.scene_id,
            tiles=command.tiles or {},
            changed_by=by.person_id,
            changed_at=at,
        )
    return Outcome("wall_state.changed", upsert=(after,), ids=(after.id,), happened_at=at)
