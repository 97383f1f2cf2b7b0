"""`./citywall VERB`: finds out what is missing, brings it, and becomes the program. Standard library only."""

from __future__ import annotations

import io
import os
import subprocess
import sys

from installers import environment, system_packages
from installers.verbs import VERBS, Verb, verb_named

ROOTS_DATA = "/var/lib/citywall"
"""Root's own home is closed to the user that root's programs run as."""
_PAGE = (("mapview.setup_page", "the map page's packages (npm)"), ("installers.translations", "translations"))
_HEAD = """CityWall, the command-hall wall of a city (智慧城管指挥大厅)

usage: ./citywall VERB [options]

"""
_TAIL = """
./citywall VERB --help tells the options of a verb. Set-up happens by itself and only once.
CITYWALL_DATA names the data folder; without it root's is /var/lib/citywall, another user's below ~/.local/share.
CITYWALL_VENV names another place for the virtual environment.
CITYWALL_NO_INSTALL=1 never installs system packages and only says what is missing.
"""


def main(argv: list[str]) -> int:
    """Exit 0 done, 1 failed, 2 something is missing and nobody here may install it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal of another encoding
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(_HEAD + "\n".join(f"  {verb.name:<10}{verb.help}" for verb in VERBS) + "\n" + _TAIL, end="")
        return 0 if argv else 2
    verb = verb_named(argv[0])
    if verb is None:
        print(f"Unknown verb {argv[0]!r}. There are: {', '.join(verb.name for verb in VERBS)}.", file=sys.stderr)
        return 2
    if {"-h", "--help"} & set(argv[1:]) and (not verb.module or not environment.ready(verb.lock)):
        return _help_before_set_up(verb, argv[1:])
    if not verb.module and argv[1:]:
        print(f"{verb.name} takes no options; {argv[1]!r} is not known.", file=sys.stderr)
        return 2
    say = system_packages.Say()
    try:
        code = set_up(verb, say)
    except OSError as error:
        say.error(f"Set-up stopped: {error.strerror or error} {error.filename or ''}\n{_advice(error)}")
        return 1
    except KeyboardInterrupt:
        say.error("Stopped. Type the same again to go on.")
        return 130
    if code != 0 or not verb.module:
        return code
    python = str(environment.venv_python())
    os.environ["PYTHONPATH"] = os.pathsep.join(
        part for part in (str(environment.ROOT), os.environ.get("PYTHONPATH", "")) if part
    )
    os.environ.setdefault("PYTHONUTF8", "1")
    if os.geteuid() == 0 and not os.environ.get("CITYWALL_DATA"):
        # One place for every verb: `import` must find what `run` made.
        os.environ["CITYWALL_DATA"] = ROOTS_DATA
    sys.stdout.flush()
    sys.stderr.flush()
    return os.execv(python, [python, "-m", "installers.entry", *verb.argv(argv[1:])])


def _help_before_set_up(verb: Verb, words: list[str]) -> int:
    """The options of a verb without bringing anything, where its program can tell them with Python alone."""
    if verb.module:
        asked = [sys.executable, "-m", *verb.argv(words)]
        told = subprocess.run(asked, cwd=environment.ROOT, capture_output=True, text=True, check=False)
        if told.returncode == 0:
            print(told.stdout, end="")
            return 0
    print(f"usage: ./citywall {verb.name}\n\n{verb.help}")
    if verb.module:
        print("\nThis program tells its options once it is set up: type ./citywall setup, then this again.")
    return 0


def set_up(verb: Verb, say: system_packages.Say) -> int:
    """Bring what the verb needs; 0 when it is all there."""
    python = environment.base_python()
    lacking = system_packages.missing(system_packages.wanted(verb.system, python))
    if lacking and os.environ.get("CITYWALL_NO_INSTALL") == "1":
        say.error(f"System packages are missing: {' '.join(lacking)}")
        return 2
    if lacking and not system_packages.install(lacking, say):
        return 2
    if not environment.ready(verb.lock) or (verb.page and not _page_ready()):
        with environment.alone(say):
            return _bring(verb, say)
    return 0


def _bring(verb: Verb, say: system_packages.Say) -> int:
    if not environment.ready(verb.lock) and not environment.make(verb.lock, say):
        return 1
    return 0 if all(_run(module, say, title) for module, title in (_PAGE if verb.page else ())) else 1


def _page_ready() -> bool:
    return all(_checked(module) for module, _ in _PAGE)


def _checked(module: str) -> bool:
    words = [str(environment.venv_python()), "-m", module, "--check"]
    return subprocess.run(words, cwd=environment.ROOT, capture_output=True, check=False).returncode == 0


def _run(module: str, say: system_packages.Say, title: str) -> bool:
    if _checked(module):
        return True
    say.step(title)
    words = [str(environment.venv_python()), "-m", module]
    done = subprocess.run(words, cwd=environment.ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        say.error(
            f"{title}: {(done.stderr or done.stdout).strip()[-600:]}\nTry again; NPM_CONFIG_REGISTRY names a mirror."
        )
    return done.returncode == 0


def _advice(error: OSError) -> str:
    if error.errno == 28:
        return "The disk is full: free 2 GB and try again."
    if error.errno in (13, 30):
        place = error.filename or environment.ROOT
        return f"This user may not write to {place}: change its owner, or copy {environment.ROOT} to your home."
    return "Try again; what is done is kept."
