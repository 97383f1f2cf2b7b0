"""Which streams to open for the tiles people can see, how much of each to decode, and how large: pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from videowall.stream import Decode, Profile, stream_id

SUB_UP_TO_PX = 400
KEYS_AFTER_S = 2.0
CLOSED_AFTER_S = 60.0


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile on one monitor. `covered_s`: how long nobody could see it (0: it is seen)."""

    camera: str
    width: int
    height: int
    enlarged: bool = False
    covered_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Addresses:
    """A camera's streams; either may be missing (empty). `replayed`: known to be a recording that begins again.
    `screened`: somebody steers it by hand, which this screen does not show."""

    main: str = ""
    sub: str = ""
    number: int | None = None
    replayed: bool = False
    screened: bool = False


@dataclass(frozen=True, slots=True)
class Want:
    """One stream to run: its address, how much is decoded, and the box in pixels its pictures are scaled for."""

    camera: str
    profile: Profile
    url: str
    decode: Decode
    width: int
    height: int

    @property
    def id(self) -> str:
        """The stream's name."""
        return stream_id(self.camera, self.profile)


def profile_for(tile: Tile, addresses: Addresses) -> Profile:
    """Sub up to 400 px of height, main above or enlarged; the other one where the camera has only that."""
    if not addresses.sub:
        return Profile.MAIN
    if not addresses.main:
        return Profile.SUB
    return Profile.MAIN if tile.enlarged or tile.height > SUB_UP_TO_PX else Profile.SUB


def plan(
    tiles: Iterable[Tile],
    cameras: Mapping[str, Addresses],
    *,
    live: Collection[str] = (),
    demote: int = 0,
) -> dict[str, Want]:
    """Stream id -> want, each camera's stream once however many tiles on however many monitors show it.

    A stream is as large as its largest tile and decodes as much as its most demanding one. While a main stream has
    no picture yet (its id is not in `live`) the sub stream beside it stays open, so that enlarging never goes dark.
    `demote`: on overload, so many streams, the smallest first, decode key frames only. A camera with no address, or
    unknown, gets no stream.
    """
    wants: dict[str, Want] = {}
    for tile in tiles:
        addresses = cameras.get(tile.camera)
        if addresses is None or not (addresses.main or addresses.sub) or tile.covered_s >= CLOSED_AFTER_S:
            continue
        decode = Decode.KEYS if tile.covered_s >= KEYS_AFTER_S else Decode.FULL
        profile = profile_for(tile, addresses)
        _add(wants, tile, profile, addresses, decode)
        if profile is Profile.MAIN and addresses.sub and stream_id(tile.camera, Profile.MAIN) not in live:
            _add(wants, tile, Profile.SUB, addresses, decode)
    # One stream is enough for a camera whose main pictures flow: its small tiles are painted from them.
    for want in [want for want in wants.values() if want.profile is Profile.MAIN and want.id in live]:
        wants.pop(stream_id(want.camera, Profile.SUB), None)
    smallest = sorted(
        (want for want in wants.values() if want.decode is Decode.FULL),
        key=lambda want: (want.width * want.height, want.id),
    )
    for want in smallest[: max(demote, 0)]:
        wants[want.id] = replace(want, decode=Decode.KEYS)
    return wants


def _add(wants: dict[str, Want], tile: Tile, profile: Profile, addresses: Addresses, decode: Decode) -> None:
    url = addresses.main if profile is Profile.MAIN else addresses.sub
    new = Want(tile.camera, profile, url, decode, tile.width, tile.height)
    old = wants.get(new.id)
    if old is not None:
        larger = old if old.width * old.height >= new.width * new.height else new
        fuller = Decode.FULL if Decode.FULL in (old.decode, new.decode) else Decode.KEYS
        new = replace(larger, decode=fuller)
    wants[new.id] = new


def picture_from(tile: Tile, addresses: Addresses, live: Collection[str]) -> tuple[str, ...]:
    """The streams a tile may be painted from, best first. The first that has a picture is shown."""
    first = profile_for(tile, addresses)
    main, sub = stream_id(tile.camera, Profile.MAIN), stream_id(tile.camera, Profile.SUB)
    if first is Profile.MAIN:
        return (main, sub) if addresses.sub else (main,)
    return (sub, main) if main in live else (sub,)
