"""`wall run`: the whole room with one command."""

from __future__ import annotations

import asyncio
import sys

from wall import options as run_options


def main(argv: list[str]) -> int:
    """Exit 0 after a good run, 1 after a failure, 2 where something must be put right before."""
    chosen = run_options.parse(argv)
    # After the options: `run --help` must answer on a machine that has only Python yet.
    from wall.progress import Progress
    from wall.sentences import Words, system_language
    from wall.settings import RunSettings, SettingsError, load
    from wall.supervisor import Run

    progress = Progress(Words(chosen.lang or system_language()))
    try:
        settings = load(RunSettings, "run", chosen.data, {"speed": chosen.speed, "leave": chosen.leave})
    except SettingsError as error:
        progress.error(str(error))
        return 2
    return asyncio.run(Run(chosen, settings, progress).execute())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
