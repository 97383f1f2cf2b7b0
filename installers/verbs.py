"""The verbs of `./citywall` as one table: what each needs and what it starts. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verb:
    """A word after `./citywall`, the parts of the set-up that it needs, and the module that carries it out."""

    name: str
    help: str
    module: tuple[str, ...]  # argv of `python -m`
    lock: str = "run"  # run | dev
    system: tuple[str, ...] = ()  # groups of installers.system_packages
    page: bool = False  # the map page's packages
    parts: tuple[str, ...] = ()  # first words that the module takes instead of the default part, the module's last word

    def argv(self, words: list[str]) -> list[str]:
        """What follows `python -m` for the words after the verb."""
        module = self.module[:-1] if words and words[0] in self.parts else self.module
        return [*module, *words]


VERBS: tuple[Verb, ...] = (
    Verb(
        "run",
        "start everything on this machine: server, simulated city, cameras, poles and the wall",
        ("wall", "run"),
        system=("qt", "screen", "fonts", "sound", "vlc", "rtsp"),
        page=True,
    ),
    Verb(
        "serve",
        "start only the case and dispatch server (also: serve backup|restore FILE, serve check|verify|rotate-keys)",
        ("backend", "serve"),
        parts=("backup", "restore", "check", "verify", "rotate-keys", "recover-admin"),
    ),
    Verb(
        "wall",
        "start only the wall, for a server that runs elsewhere",
        ("wall",),
        system=("qt", "screen", "fonts", "sound", "vlc"),
        page=True,
    ),
    Verb(
        "simulate",
        "generate a city, or let one live: simulate generate|live|cameras|poles",
        ("simulator",),
        system=("qt", "fonts", "rtsp"),
    ),
    Verb(
        "import",
        "load a file into the running server: import city|osm|cases|components|cameras FILE [--profile NAME]",
        ("backend_client.importing",),
    ),
    Verb(
        "profile",
        "the city profile as a folder of tables: profile check|diff|import|export|versions|restore|template",
        ("backend_client.profile_folder",),
    ),
    Verb("gateway", "start only the broadcast gateway", ("backend.gateways.voice",)),
    Verb(
        "package",
        "freeze the programs with PyInstaller; --selftest starts the frozen ones and takes a picture",
        ("installers.package",),
        lock="dev",
        system=("qt", "screen", "fonts", "sound", "vlc", "freeze"),
        page=True,
    ),
    Verb("doctor", "look at this machine and say what is missing and what to do", ("installers.doctor",)),
    Verb(
        "bench",
        "measure: bench NAME [--quick]; without a name it lists them",
        ("bench",),
        lock="dev",
        system=("qt", "screen", "fonts", "sound", "vlc", "rtsp", "test"),
        page=True,
    ),
    Verb(
        "test",
        "all its own set-up, then lint, types, import contracts and all tests (--fast, --long)",
        ("installers.testing",),
        lock="dev",
        system=("qt", "screen", "fonts", "sound", "vlc", "rtsp", "test", "freeze"),
        page=True,
    ),
    Verb(
        "setup",
        "only set up: system packages, .venv, map page, translations",
        (),
        system=("qt", "screen", "fonts", "sound", "vlc", "rtsp"),
        page=True,
    ),
)


def verb_named(name: str) -> Verb | None:
    """The verb of that name, if there is one."""
    return next((verb for verb in VERBS if verb.name == name), None)
