"""`python -m simulator generate|live|cameras|poles|replay|clips`: the parts of a living city, each a program."""

from __future__ import annotations

import importlib
import sys

_PARTS: dict[str, tuple[str, str]] = {
    "generate": ("simulator.generator.__main__", "write a generated city into a folder"),
    "live": ("simulator.live", "people and vehicles that act through the public protocols"),
    "cameras": ("simulator.cameras", "an RTSP source with a stream for every camera of a city"),
    "poles": ("simulator.poles", "SIP loudspeaker poles that answer and play"),
    "replay": ("simulator.replay", "serve recorded .mp4 files as cameras over RTSP"),
    "clips": ("simulator.clips", "render the approved texts into voice clips"),
}


def main(argv: list[str]) -> int:
    """The part's own exit status; 2 for a word that names no part."""
    if not argv or argv[0] in ("-h", "--help"):
        print("usage: simulate PART [options]\n")
        for name, (_, what) in _PARTS.items():
            print(f"  {name:<10}{what}")
        return 0 if argv else 2
    if argv[0] not in _PARTS:
        print(f"There is no part {argv[0]!r}. There are: {', '.join(_PARTS)}.", file=sys.stderr)
        return 2
    module = importlib.import_module(_PARTS[argv[0]][0])
    code: int = module.main(argv[1:])
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
