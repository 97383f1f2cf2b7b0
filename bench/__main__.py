"""`./citywall bench NAME [--quick]`: one JSON object per figure on stdout, a readable table on stderr."""

from __future__ import annotations

import argparse
import importlib
import sys

from bench.record import BENCHES, Record, machine_facts, revision


def main(argv: list[str]) -> int:
    """0 when every figure with a target met it; 1 otherwise; 2 on an unknown name."""
    parser = argparse.ArgumentParser(prog="citywall bench", description=__doc__)
    parser.add_argument("name", nargs="?", help="which; without it the names are listed")
    parser.add_argument("--quick", action="store_true", help="end within five minutes")
    chosen = parser.parse_args(argv)
    if chosen.name is None:
        for name, (_, what) in BENCHES.items():
            print(f"{name:<10}{what}")
        return 0
    if chosen.name not in BENCHES:
        print(f"No bench {chosen.name!r}. There are: {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    module = importlib.import_module(f"bench.{BENCHES[chosen.name][0]}")
    commit, machine = revision(), machine_facts()
    missed = False
    for figure in module.figures(chosen.quick):
        record = Record.from_figure(chosen.name, figure, commit, machine)
        print(record.as_json(), flush=True)
        print(record.as_row(), file=sys.stderr, flush=True)
        missed = missed or record.met is False
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
