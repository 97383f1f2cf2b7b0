"""Settings of the wall: flag > environment (CITYWALL_WALL__KEY, CITYWALL_RUN__KEY) > citywall.toml > default."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec

from wall.ports import Ports


class SettingsError(Exception):
    """A setting that cannot be used; the text says which and where it came from."""


class WallSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[wall]`: what one seat's wall is."""

    name: Annotated[str, msgspec.Meta(description="Name of this wall on the server", min_length=1)] = "main"
    lang: Annotated[str, msgspec.Meta(description="zh or en; empty: by the locale", pattern="^(zh|en|)$")] = ""
    theme: Annotated[str, msgspec.Meta(description="dark or light", pattern="^(dark|light)$")] = "dark"
    scene: Annotated[str, msgspec.Meta(description="Scene at the start; empty: what the wall showed last")] = ""
    monitors: Annotated[int, msgspec.Meta(description="Monitors to use; 0: all there are", ge=0, le=16)] = 0
    replay_minutes: Annotated[
        float,
        msgspec.Meta(description="Minutes of shown cameras kept on disk for replay and clips; 0: none", ge=0, le=1440),
    ] = 15.0
    replay_gib: Annotated[
        float, msgspec.Meta(description="Most room of all of them together, GiB; the oldest go first", ge=0, le=4096)
    ] = 4.0
    seat: Annotated[str, msgspec.Meta(description="Name of the seat in the top bar")] = ""
    post: Annotated[
        str,
        msgspec.Meta(
            description="Whose seat this is: intake, leader, dispatch, department, district or inspector; empty: the "
            "hall's wall",
            pattern="^(intake|leader|dispatch|department|district|inspector|admin|)$",
        ),
    ] = ""
    shift: Annotated[str, msgspec.Meta(description="Name of the shift in the top bar; empty: its hours only")] = ""


class RunSettings(Ports, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[run]`: ports of the demo set-up and the speed of the simulated city."""

    scale: Annotated[float, msgspec.Meta(description="Size of the demo city that is generated", ge=0.02, le=1)] = 1.0
    picture_limit_s: Annotated[float, msgspec.Meta(description="How long a complete picture is waited for", gt=0)] = (
        120.0
    )
    leave: Annotated[
        str,
        msgspec.Meta(
            description="Posts whose acts the simulated city leaves to people, e.g. intake,dispatcher",
            pattern="^([a-z_]+(,[a-z_]+)*)?$",
        ),
    ] = ""
    speed: Annotated[
        float, msgspec.Meta(description="How much faster than a real centre the city works", gt=0, le=1000)
    ] = 20.0


S = TypeVar("S", WallSettings, RunSettings)


def load(
    kind: type[S],
    section: str,
    data: Path,
    flags: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
) -> S:
    """The section's settings from all places. SettingsError names the key and its place."""
    environ = os.environ if environ is None else environ
    path = Path(environ.get("CITYWALL_CONFIG") or data / "citywall.toml")
    merged: dict[str, Any] = {}
    prefix = f"CITYWALL_{section.upper()}__"
    named = {key.removeprefix(prefix).lower(): value for key, value in environ.items() if key.startswith(prefix)}
    given = {key: value for key, value in (flags or {}).items() if value is not None}
    for place, values in ((str(path), _of_file(path, section)), ("the environment", named), ("the flags", given)):
        for key, value in values.items():
            if key not in kind.__struct_fields__:
                raise SettingsError(f"unknown setting {section}.{key} in {place}")
            try:
                msgspec.convert({key: value}, kind, strict=not isinstance(value, str))
            except msgspec.ValidationError as fault:
                raise SettingsError(f"{section}.{key} in {place}: {fault}") from fault
            merged[key] = value
    return msgspec.convert(merged, kind, strict=False)


def _of_file(path: Path, section: str) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get(section, {})
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise SettingsError(f"{path}: {fault}") from fault
    if not isinstance(found, dict):
        raise SettingsError(f"{path}: [{section}] is no table")
    return found
