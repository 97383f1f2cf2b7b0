"""Times of rows, read by halves that are kept: the same as `mapping.moment` gives, for every text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.imports.mapping import EXCEL, RFC3339, moment
from backend.imports.times import Times
from backend.tables import to_ms

ZONES = ("Asia/Shanghai", "America/Los_Angeles", "Europe/Berlin", "Pacific/Apia", "UTC")
_times = st.datetimes(datetime(1900, 1, 2), datetime(2250, 1, 1))  # noqa: DTZ001 - of the source
_offsets = st.one_of(st.none(), st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))))


@given(
    st.sampled_from(ZONES),
    st.lists(st.tuples(_times, _offsets, st.sampled_from(["seconds", "minutes", "milliseconds"])), max_size=30),
)
def test_halves_that_were_seen_before_give_the_same_time(
    zone: str, given_times: list[tuple[datetime, timezone | None, str]]
) -> None:
    own = ZoneInfo(zone)
    times = Times((RFC3339, EXCEL), own)
    texts = [one.replace(tzinfo=offset).isoformat(timespec=spec) for one, offset, spec in given_times]
    days, clocks = [one[:10] for one in texts], [one[10:] for one in texts]
    crossed = [day + clock for day in days for clock in ("", *clocks)]
    for text in (*texts, *crossed, *crossed):
        assert times.ms(text) == to_ms(moment(text, (RFC3339,), own)), text


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/Berlin", "Asia/Shanghai"])
def test_a_day_on_which_the_clock_is_changed_is_read_whole(zone: str) -> None:
    own = ZoneInfo(zone)
    times = Times((RFC3339,), own)
    first = datetime(1991, 1, 1)  # noqa: DTZ001 - of the source
    for hour in range(366 * 24):
        text = (first + timedelta(hours=hour, minutes=30)).isoformat()
        assert times.ms(text) == to_ms(moment(text, (RFC3339,), own)), text


def test_a_year_without_its_century_is_no_time() -> None:
    times = Times((RFC3339,), ZoneInfo("Asia/Shanghai"))
    for text in ("0068-05-04T10:00:00+08:00", "1899-12-30T00:00:00"):
        with pytest.raises(ValueError, match="before the year 1900"):
            times.ms(text)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-02-28T24:00:00", "2026-02-28T08:00:00+25:00", "soon", "44000.5"])
def test_what_is_no_time_stays_none(text: str) -> None:
    times = Times((RFC3339,), ZoneInfo("UTC"))
    assert times.ms("2026-02-28T08:00:00Z") == to_ms(datetime(2026, 2, 28, 8, tzinfo=UTC))
    for _ in range(2):
        with pytest.raises(ValueError, match="is no time of the form"):
            times.ms(text)
