"""`python -m wall`: the wall itself; `run` starts the whole room around it, `cover` is its cover."""

from __future__ import annotations

import multiprocessing
import sys


def main(argv: list[str]) -> int:
    """Each verb loads only what it needs: `run` says its first line before Qt is there."""
    verb = argv[0] if argv else ""
    if verb == "run":
        from wall.run import main as run

        return run(argv[1:])
    if verb == "cover":
        from wall.cover import main as cover

        return cover(argv[1:])
    from wall.app import main as app

    return app(argv)


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]))
