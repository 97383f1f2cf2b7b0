"""What the server can be told: flag > environment (CITYWALL_SECTION__KEY) > citywall.toml > default.

An unknown key, section or a value of the wrong type is an error that names the place it came from. docs/settings.md is
generated from these structs.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import msgspec

from contract.lifecycle import Role

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Count = Annotated[int, msgspec.Meta(ge=1)]
Seconds = Annotated[float, msgspec.Meta(gt=0)]


class SettingsError(Exception):
    """A setting that cannot be used; the text says which and where it came from."""


class Server(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    host: Annotated[str, msgspec.Meta(description="Address to listen on")] = "127.0.0.1"
    port: Annotated[Port, msgspec.Meta(description="Port of the API; 0 takes a free one")] = 8800
    roles: Annotated[str, msgspec.Meta(description="Parts to run: api, live, gateways, jobs")] = (
        "api,live,gateways,jobs"
    )
    max_body_bytes: Annotated[Count, msgspec.Meta(description="Largest body of a request, imports excepted")] = (
        1_048_576
    )
    max_import_bytes: Annotated[Count, msgspec.Meta(description="Largest file of an import")] = 2_147_483_648
    tls_cert: Annotated[
        str, msgspec.Meta(description="Certificate chain (PEM); with it the server speaks TLS only")
    ] = ""
    tls_key: Annotated[str, msgspec.Meta(description="Its private key (PEM); both are read again when they change")] = (
        ""
    )
    proxies: Annotated[
        str, msgspec.Meta(description="Addresses of reverse proxies whose X-Forwarded-For is believed")
    ] = ""
    origins: Annotated[str, msgspec.Meta(description="Further web origins that may call, separated by commas")] = ""


class Database(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    url: Annotated[str, msgspec.Meta(description="SQLAlchemy URL; empty: SQLite in the data folder")] = ""
    synchronous: Annotated[
        str, msgspec.Meta(pattern="^(FULL|NORMAL|OFF)$", description="SQLite only; NORMAL may lose acknowledged cases")
    ] = "FULL"
    outbox_days: Annotated[Count, msgspec.Meta(description="How long events can be resumed from")] = 7


class Writer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    queue: Annotated[Count, msgspec.Meta(description="Commands that may wait; beyond it 503 with Retry-After")] = 5000
    batch: Annotated[Count, msgspec.Meta(description="Most commands in one transaction")] = 1000


class LiveStream(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    queue_frames: Annotated[Count, msgspec.Meta(description="Frames a slow seat may be behind")] = 2000
    queue_bytes: Annotated[Count, msgspec.Meta(description="Bytes a slow seat may be behind")] = 8_388_608
    heartbeat_s: Annotated[Seconds, msgspec.Meta(description="Seconds between heartbeats")] = 2.0
    samples_s: Annotated[
        float, msgspec.Meta(ge=0.1, description="Seconds between frames of positions, at least 0.1")
    ] = 1.0
    resume_events: Annotated[
        Count, msgspec.Meta(description="Most events replayed to a seat; beyond it a snapshot")
    ] = 20_000


class Accounts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_hours: Annotated[Seconds, msgspec.Meta(description="Life of a log-in")] = 168.0
    min_password: Annotated[Count, msgspec.Meta(description="Shortest password")] = 8
    tries_per_minute: Annotated[Count, msgspec.Meta(description="Failed log-ins per username before 429")] = 5
    argon2_time: Annotated[Count, msgspec.Meta(description="argon2id passes")] = 3
    argon2_memory_kib: Annotated[int, msgspec.Meta(ge=8, description="argon2id memory")] = 65_536
    argon2_lanes: Annotated[Count, msgspec.Meta(description="argon2id parallelism")] = 1
    lock_after: Annotated[Count, msgspec.Meta(description="Failed log-ins in a row before a name has to wait")] = 10
    lock_first_s: Annotated[Seconds, msgspec.Meta(description="First wait; each further one is twice as long")] = 60.0
    lock_longest_s: Annotated[Seconds, msgspec.Meta(description="Longest wait; none is for ever")] = 3600.0
    single_admin: Annotated[
        bool, msgspec.Meta(description="One account may hold several of admin, security, audit; false: never two")
    ] = True
    second_factor_roles: Annotated[
        str, msgspec.Meta(description="Roles that need a second factor, separated by commas: admin,security,audit")
    ] = ""
    kiosk_days: Annotated[Seconds, msgspec.Meta(description="Life of a paired kiosk's token")] = 365.0

    @property
    def factor_roles(self) -> tuple[str, ...]:
        """Roles that need a second factor."""
        return tuple(part.strip() for part in self.second_factor_roles.split(",") if part.strip())


class Jt808(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    port: Annotated[
        Annotated[int, msgspec.Meta(ge=0, le=65535)] | None,
        msgspec.Meta(description="TCP port of the vehicle gateway; absent: off"),
    ] = None
    host: Annotated[str, msgspec.Meta(description="Address the vehicle gateway listens on")] = "127.0.0.1"


class Alarms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    period_s: Annotated[Seconds, msgspec.Meta(description="Seconds between looks for what the server alarms about")] = (
        15.0
    )
    disk_low_bytes: Annotated[
        int, msgspec.Meta(ge=0, description="Alarm when the data folder's disk has less room; 0: never")
    ] = 1_000_000_000
    camera_case_s: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=31_536_000, description="A camera without a true picture for so many seconds is a case; 0: never"
        ),
    ] = 1_800.0
    camera_case_class: Annotated[
        str, msgspec.Meta(pattern="^[A-Z]?[0-9]{4,8}$", description="Class of that case (GB/T 30428.2: 监控电子眼)")
    ] = "C0150"


class Due(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    period_s: Annotated[
        Seconds,
        msgspec.Meta(description="Seconds between looks for what is due: limits that end, cases to wake or to archive"),
    ] = 5.0
    at_once: Annotated[
        int, msgspec.Meta(ge=1, le=1000, description="Acts of the system in one look, the oldest first")
    ] = 100


class Metrics(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    readers: Annotated[
        str,
        msgspec.Meta(
            pattern="^(loopback|token|nobody)$",
            description="Who may read /metrics: this machine (not through a proxy), whoever bears the word in "
            "DATA/metrics-token, or nobody",
        ),
    ] = "loopback"


class Log(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Annotated[
        str, msgspec.Meta(pattern="^(text|json)$", description="Plain lines or one JSON object a line")
    ] = "text"
    level: Annotated[
        str, msgspec.Meta(pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least important level that is written")
    ] = "INFO"
    requests: Annotated[bool, msgspec.Meta(description="A line for every request: method, route, status, time")] = False


class Figures(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    cache_s: Annotated[
        float,
        msgspec.Meta(ge=0, description="How old a board may be that a second seat is given; 0: counted each time"),
    ] = 1.0
    audit_period_s: Annotated[
        Seconds, msgspec.Meta(description="Seconds between two stretches of the audit of sums")
    ] = 60.0
    audit_s: Annotated[Seconds, msgspec.Meta(description="About how long one stretch takes")] = 1.0
    count_period_s: Annotated[
        Seconds, msgspec.Meta(description="Seconds between two stretches of counting for the evaluation")
    ] = 5.0


MiB = 1024 * 1024


class Files(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_photo_bytes: Annotated[Count, msgspec.Meta(description="Largest photo attached to a case")] = 25 * MiB
    max_sound_bytes: Annotated[Count, msgspec.Meta(description="Largest sound attached to a case")] = 25 * MiB
    max_clip_bytes: Annotated[Count, msgspec.Meta(description="Largest film attached to a case")] = 250 * MiB
    max_document_bytes: Annotated[Count, msgspec.Meta(description="Largest document attached to a case")] = 50 * MiB
    max_pixels: Annotated[
        Count, msgspec.Meta(description="Most pixels of a photo; decoding takes up to four bytes for each")
    ] = 50_000_000
    export_rows: Annotated[Count, msgspec.Meta(description="Most rows of one export")] = 5_000_000
    export_hours: Annotated[Seconds, msgspec.Meta(description="How long the file of an export is kept")] = 24.0
    export_report_days: Annotated[
        Seconds, msgspec.Meta(description="How long it is told what became of an export after its file is gone, days")
    ] = 30.0


class Evidence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    checkpoint_s: Annotated[Seconds, msgspec.Meta(description="Seconds between checkpoints, while there are acts")] = (
        60.0
    )
    publish_file: Annotated[
        str,
        msgspec.Meta(
            description="File that gets the head of every checkpoint and of the security log; put it on another "
            "machine or on storage that is written once. Empty: evidence/heads.jsonl in the data folder"
        ),
    ] = ""
    publish_url: Annotated[str, msgspec.Meta(description="Where each head is also sent by POST; empty: nowhere")] = ""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    server: Server = Server()
    database: Database = Database()
    writer: Writer = Writer()
    live: LiveStream = LiveStream()
    accounts: Accounts = Accounts()
    jt808: Jt808 = Jt808()
    alarms: Alarms = Alarms()
    due: Due = Due()
    metrics: Metrics = Metrics()
    log: Log = Log()
    figures: Figures = Figures()
    files: Files = Files()
    evidence: Evidence = Evidence()
    data: str = ""

    @property
    def heads_file(self) -> Path:
        """Where the heads of checkpoints are published."""
        own = self.evidence.publish_file
        return Path(own) if own else self.data_dir / "evidence" / "heads.jsonl"

    @property
    def data_dir(self) -> Path:
        """The data folder."""
        return Path(self.data) if self.data else default_data_dir(os.environ)

    @property
    def database_url(self) -> str:
        """The URL in use: SQLite in the data folder where none is set."""
        return self.database.url or f"sqlite:///{self.data_dir / 'citywall.db'}"

    @property
    def roles(self) -> frozenset[str]:
        """Parts to run."""
        return frozenset(part.strip() for part in self.server.roles.split(",") if part.strip())


POSTS = frozenset(Role)
ROLES = frozenset({"api", "live", "gateways", "jobs"})
_PREFIX = "CITYWALL_"


def default_data_dir(environ: Mapping[str, str]) -> Path:
    """$CITYWALL_DATA, else $XDG_DATA_HOME/citywall, else ~/.local/share/citywall."""
    if own := environ.get("CITYWALL_DATA"):
        return Path(own)
    if shared := environ.get("XDG_DATA_HOME"):
        return Path(shared) / "citywall"
    return Path.home() / ".local" / "share" / "citywall"


def sections() -> dict[str, type[msgspec.Struct]]:
    """Section name -> its struct."""
    return {
        name: kind
        for name, kind in get_type_hints(Settings).items()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    }


def load(
    flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None, file: Path | None = None
) -> Settings:
    """Settings from all places. `flags` maps "section.key" to a value. SettingsError names the key and its place.

    The file is $CITYWALL_CONFIG, else citywall.toml in the data folder. Variables with one underscore (CITYWALL_DATA)
    belong to the launcher; sections of other programs in the same file ([wall]) are theirs.
    """
    environ = os.environ if environ is None else environ
    flags = dict(flags or {})
    data = str(flags.pop("data", None) or default_data_dir(environ))
    path = file or Path(environ.get("CITYWALL_CONFIG") or Path(data) / "citywall.toml")
    merged: dict[str, dict[str, Any]] = {name: {} for name in sections()}
    places: dict[str, str] = {}
    for place, section, key, value in (*_from_file(path), *_from_environ(environ), *_from_flags(flags)):
        struct = sections()[section]
        if key not in struct.__struct_fields__:
            raise SettingsError(f"unknown setting {section}.{key} in {place}")
        merged[section][key] = value
        places[f"{section}.{key}"] = place
    read: dict[str, Any] = {"data": data}
    for section, struct in sections().items():
        for key in merged[section]:
            try:
                msgspec.convert({key: merged[section][key]}, struct, strict=not _is_text(merged[section][key]))
            except msgspec.ValidationError as fault:
                raise SettingsError(f"{section}.{key} in {places[f'{section}.{key}']}: {fault}") from fault
        read[section] = msgspec.convert(merged[section], struct, strict=False)
    settings = Settings(**read)
    if unknown := settings.roles - ROLES:
        raise SettingsError(f"server.roles: unknown {', '.join(sorted(unknown))}; known: {', '.join(sorted(ROLES))}")
    if strangers := set(settings.accounts.factor_roles) - POSTS:
        raise SettingsError(f"accounts.second_factor_roles: unknown {', '.join(sorted(strangers))}")
    return settings


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _from_file(path: Path) -> list[tuple[str, str, str, Any]]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise SettingsError(f"{path}: {fault}") from fault
    found: list[tuple[str, str, str, Any]] = []
    for section, body in document.items():
        if section in _OF_OTHERS:
            continue
        if section not in sections() or not isinstance(body, dict):
            raise SettingsError(f"unknown section [{section}] in {path}")
        found += [(str(path), section, key, value) for key, value in body.items()]
    return found


_OF_OTHERS = frozenset({"wall", "voice", "simulator", "run", "client"})


def _from_environ(environ: Mapping[str, str]) -> list[tuple[str, str, str, Any]]:
    found: list[tuple[str, str, str, Any]] = []
    for name, value in environ.items():
        if not name.startswith(_PREFIX) or "__" not in name:
            continue
        section, _, key = name.removeprefix(_PREFIX).lower().partition("__")
        if section in _OF_OTHERS:
            continue
        if section not in sections():
            raise SettingsError(f"unknown section in the environment: {name}")
        found.append((f"the environment ({name})", section, key, value))
    return found


def _from_flags(flags: Mapping[str, Any]) -> list[tuple[str, str, str, Any]]:
    found: list[tuple[str, str, str, Any]] = []
    for name, value in flags.items():
        if value is not None:
            section, _, key = name.partition(".")
            found.append((f"the flag --{key}", section, key, value))
    return found
