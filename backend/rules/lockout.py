"""How long a name waits after failed log-ins: not at all, then longer and longer, never for ever."""

from __future__ import annotations


def wait_s(failures: int, *, after: int, first_s: float, longest_s: float) -> float:
    """Seconds to wait after this many failures in a row; every `after` of them double the wait. 0: none.

    Between two waits `after` more tries are free: who mistypes is not punished for each key.
    """
    if failures == 0 or failures % after:
        return 0.0
    doublings = min(failures // after - 1, 40)
    return min(first_s * 2.0**doublings, longest_s)
