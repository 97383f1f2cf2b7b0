"""A loop that is encoded anew is known by what moves; streets, beats and advertisements are believed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

import pytest

from videowall.again import GLANCE_S, KEPT, TINY, Again
from videowall.stream import Doubt
from videowall.witness import Sample, Witness

WIDE, HIGH = TINY


def street(seconds: float, chance: Random) -> Iterator[bytes]:
    """Passers of random size and speed, a sensor's noise."""
    passers: list[list[float]] = []
    for _ in range(round(seconds / GLANCE_S)):
        if chance.random() < 0.6:
            passers.append([0.0, chance.randrange(HIGH), chance.uniform(0.2, 1.5), chance.randrange(20, 200)])
        tiny = bytearray([100] * (WIDE * HIGH))
        for one in passers:
            one[0] += one[2]
            if 0 <= one[0] < WIDE:
                tiny[int(one[1]) * WIDE + int(one[0])] = int(one[3])
        passers = [one for one in passers if one[0] < WIDE]
        yield noisy(bytes(tiny), chance)


def noisy(tiny: bytes, chance: Random) -> bytes:
    """As encoded anew: each part a little off."""
    return bytes(min(255, max(0, value + chance.randrange(-2, 3))) for value in tiny)


def told(pictures: Iterable[bytes]) -> list[tuple[float, float | None]]:
    """When what it says changed, and to what."""
    one, said = Again(), [(0.0, None)]
    found: list[tuple[float, float | None]] = list(said)
    for number, tiny in enumerate(pictures):
        round_s = one.glance(number * GLANCE_S, tiny)
        if (round_s is None) != (found[-1][1] is None):
            found.append((number * GLANCE_S, round_s))
    return found[1:]


def test_a_street_is_believed_for_an_hour() -> None:
    assert told(street(3600, Random(3))) == []


@pytest.mark.parametrize("length_s", [12.0, 17.25, 40.0])
def test_a_loop_encoded_anew_is_found_within_a_minute_of_its_first_repetition(length_s: float) -> None:
    chance = Random(5)
    once = list(street(length_s, chance))
    before = list(street(60, chance))
    again = [noisy(once[n % len(once)], chance) for n in range(round(80 / GLANCE_S) + len(once))]
    found = told([*before, *again])
    assert [(round(value or 0, 2) % length_s, at - 60 - length_s <= 60) for at, value in found] == [(0.0, True)]


def test_a_loop_that_ends_is_believed_again() -> None:
    chance = Random(6)
    once = list(street(15, chance))
    found = told([*(once * 6), *street(120, chance)])
    assert [value is None for _, value in found] == [False, True]


def test_a_flashing_light_a_still_street_and_a_screen_with_advertisements_are_believed() -> None:
    chance = Random(7)
    count = round(600 / GLANCE_S)
    still = bytes([90] * (WIDE * HIGH))
    assert told(noisy(still, chance) for _ in range(count)) == []
    flash = bytes([200 if n % 3 else 20 for n in range(WIDE * HIGH)])
    assert told(noisy(flash if n % 8 < 4 else still, chance) for n in range(count)) == []
    spots = [bytes(chance.randrange(20, 220) for _ in range(9)) for _ in range(80)]
    assert told(noisy(still[:-9] + spots[n % 80], chance) for n in range(count)) == []


def test_it_forgets_and_takes_no_other_size() -> None:
    one, chance = Again(), Random(8)
    for number, tiny in enumerate(street(2 * KEPT * GLANCE_S, chance)):
        one.glance(number * GLANCE_S, tiny)
    assert len(one._masks) == KEPT * WIDE * HIGH // 8
    with pytest.raises(ValueError, match="grey values"):
        one.glance(0.0, b"short")


def test_the_witness_says_it() -> None:
    chance = Random(9)
    once = list(street(15, chance))
    one = Witness(0.0)
    small = bytes(40 + n % 150 for n in range(576))
    for number, tiny in enumerate(once * 6):
        at = number * GLANCE_S
        one.glance(at, tiny)
        if number % 4 == 0:
            one.see(Sample(at, at, number % 8 == 0, number, small, None, 0.2 if number % 8 == 0 else None))
    assert one.finding.doubt is Doubt.LOOP
    assert round(one.finding.value) == 15
