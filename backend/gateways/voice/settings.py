"""What the gateway can be told: flag > environment (CITYWALL_VOICE__KEY) > [voice] of citywall.toml > default."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

from backend.settings import Port, Seconds, SettingsError, default_data_dir

_PREFIX = "CITYWALL_VOICE__"


class Voice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Section [voice]."""

    host: Annotated[str, msgspec.Meta(description="Address of the gateway's HTTP")] = "127.0.0.1"
    port: Annotated[Port, msgspec.Meta(description="Port of the gateway's HTTP; 0 takes a free one")] = 8810
    api: Annotated[str, msgspec.Meta(description="URL of the case server")] = "http://127.0.0.1:8800"
    sip_host: Annotated[str, msgspec.Meta(description="Address that SIP and RTP are sent from")] = "0.0.0.0"
    sip_port: Annotated[Port, msgspec.Meta(description="UDP port of SIP; 0 takes a free one")] = 0
    direction: Annotated[
        str, msgspec.Meta(pattern="^(sendrecv|sendonly)$", description="Offered to poles; sendrecv proves life")
    ] = "sendrecv"
    first_answer_s: Annotated[Seconds, msgspec.Meta(description="A pole that says nothing for so long is offline")] = (
        2.0
    )
    taken_s: Annotated[Seconds, msgspec.Meta(description="A pole that rings for so long is given up")] = 8.0


def load(flags: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> tuple[Voice, Path]:
    """(settings, data folder). `flags` may name `data`. SettingsError names the key and where it came from."""
    environ = os.environ if environ is None else environ
    data = Path(flags.get("data") or default_data_dir(environ))
    path = Path(environ.get("CITYWALL_CONFIG") or data / "citywall.toml")
    merged: dict[str, Any] = {}
    for place, values, strict in (
        (str(path), _file(path), True),
        ("the environment", _environ(environ), False),
        ("a flag", {key: value for key, value in flags.items() if value is not None and key != "data"}, True),
    ):
        for key, value in values.items():
            try:
                merged[key] = getattr(msgspec.convert({key: value}, Voice, strict=strict), key)
            except msgspec.ValidationError as fault:
                raise SettingsError(f"voice.{key} in {place}: {fault}") from fault
            except AttributeError as fault:
                raise SettingsError(f"unknown setting voice.{key} in {place}") from fault
    return Voice(**merged), data


def _file(path: Path) -> dict[str, Any]:
    try:
        section = tomllib.loads(path.read_text(encoding="utf-8")).get("voice", {})
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise SettingsError(f"{path}: {fault}") from fault
    if not isinstance(section, dict):
        raise SettingsError(f"[voice] in {path} is no section")
    return section


def _environ(environ: Mapping[str, str]) -> dict[str, str]:
    return {key.removeprefix(_PREFIX).lower(): value for key, value in environ.items() if key.startswith(_PREFIX)}
