"""`python -m installers.entry MODULE WORDS`: becomes the module of a verb; Ctrl-C is one word, not a traceback."""

from __future__ import annotations

import runpy
import sys


def main(argv: list[str]) -> int:
    """The module's exit status; 130 after Ctrl-C."""
    module, *words = argv
    sys.argv = [module, *words]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
