"""Parts of walls: changed by themselves, kept by number, brought back. The last writer of a wall is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from msgspec.structs import replace

from backend.outcome import Actor, Outcome
from backend.services.checks import missing
from backend.services.scenes import PRESET
from backend.transaction import Transaction
from contract import wall_commands as c
from contract.entities import Scene, WallState
from contract.errors import Code, Refused
from contract.events import Gone
from contract.walls import TileLayout, Tour, fault_of_layout, fault_of_tour

MOST_KEPT = 4096
T = TypeVar("T")


def arrange_wall(tx: Transaction, command: c.ArrangeWall, by: Actor, at: datetime) -> Outcome:
    """Change only the parts that are named."""
    _check(command.layouts, command.tours)
    state = _wall(tx, command.wall)
    if command.version not in (None, state.version):
        raise Refused(
            Code.CONFLICT, field="$.command.version", reason="the wall was changed", version=str(state.version)
        )
    return _arranged(state, command.layouts, command.tiles, command.tours, by, at)


def save_preset(tx: Transaction, command: c.SavePreset, _by: Actor, at: datetime) -> Outcome:
    """Keep a part of a wall under a number."""
    _check(command.layouts, command.tours)
    if not (command.layouts or command.tiles or command.tours):
        raise Refused(Code.OUT_OF_RANGE, field="$.command", reason="a preset of nothing")
    name = preset_name(command.number)
    before = tx.find("scene", name)
    if isinstance(before, Scene) and before.title != command.title and not command.replace:
        raise Refused(
            Code.DUPLICATE, field="$.command.number", reason="this number has another title", id=before.id,
            title=before.title,
        )  # fmt: skip
    preset = Scene(
        id=before.id if before else tx.new_id(),
        version=before.version + 1 if before else 1,
        name=name,
        title=command.title,
        preset=command.number,
        layouts=command.layouts,
        tiles=command.tiles,
        tours={place: _at_rest(tour) for place, tour in command.tours.items()},
    )
    return Outcome("scene.saved", upsert=(preset,), ids=(preset.id,), happened_at=at)


def call_preset(tx: Transaction, command: c.CallPreset, by: Actor, at: datetime) -> Outcome:
    """Bring a preset back: its tours begin now."""
    preset = _preset(tx, command.preset_id)
    tours = {place: replace(tour, since=at) for place, tour in preset.tours.items()}
    return _arranged(_wall(tx, command.wall), preset.layouts, preset.tiles, tours, by, at)


def remove_preset(tx: Transaction, command: c.RemovePreset, _by: Actor, at: datetime) -> Outcome:
    """Forget a preset."""
    preset = _preset(tx, command.preset_id)
    return Outcome("scene.removed", remove=(Gone("scene", preset.id),), ids=(preset.id,), happened_at=at)


def preset_name(number: int) -> str:
    """What a preset is called among the scenes."""
    return f"{PRESET}{number}"


def _at_rest(tour: Tour) -> Tour:
    return replace(tour, step=0, elapsed_s=0.0, since=None, guests=())


def _wall(tx: Transaction, name: str) -> WallState:
    state = tx.find("wall_state", name)
    if not isinstance(state, WallState):
        raise missing("wall_state", "$.command.wall")
    return state


def _preset(tx: Transaction, preset_id: str) -> Scene:
    preset = tx.entity("scene", preset_id)
    if not isinstance(preset, Scene) or not preset.preset:
        raise missing("scene", "$.command.preset_id")
    return preset


def _check(layouts: Mapping[str, TileLayout | None], tours: Mapping[str, Tour | None]) -> None:
    for place, layout in layouts.items():
        if layout is not None and (reason := fault_of_layout(layout)):
            raise Refused(Code.OUT_OF_RANGE, field=f"$.command.layouts[{place}]", reason=reason)
    for place, tour in tours.items():
        if tour is not None and (reason := fault_of_tour(tour)):
            raise Refused(Code.OUT_OF_RANGE, field=f"$.command.tours[{place}]", reason=reason)


def _merged(before: Mapping[str, T], change: Mapping[str, T | None]) -> dict[str, T]:
    merged = dict(before)
    for key, value in change.items():
        if value is None or value == "":
            merged.pop(key, None)
        else:
            merged[key] = value
    return merged


def _arranged(
    state: WallState,
    layouts: Mapping[str, TileLayout | None],
    tiles: Mapping[str, str],
    tours: Mapping[str, Tour | None],
    by: Actor,
    at: datetime,
) -> Outcome:
    after = replace(
        state,
        version=state.version + 1,
        layouts=_merged(state.layouts, layouts),
        tiles=_merged(state.tiles, tiles),
        tours=_merged(state.tours, tours),
        changed_by=by.person_id,
        changed_at=at,
    )
    if max(len(after.layouts), len(after.tiles), len(after.tours)) > MOST_KEPT:
        raise Refused(Code.TOO_LARGE, field="$.command", reason=f"more than {MOST_KEPT} parts on one wall")
    return Outcome("wall_state.changed", upsert=(after,), ids=(after.id,), happened_at=at)
