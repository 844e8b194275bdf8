"""Stretches of the time axis: under which one a date is listed, and where it has its page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linimasa.fuzzydate import SECONDS_A_DAY, date_of, parse
from linimasa.model.period import Period, begins, period_of

LISTED = [
    ("2021-03-30", "2021"),
    ("late 2021-11", "2021"),
    ("2021-11-28/2022-02", "2021"),
    ("2021-21", "2021"),
    ("1990s", "1990s"),
    ("199X?", "1990s"),
    ("199X/2001", "1990s"),
    ("18th century", "1700-1799"),
    ("1950S2", "1900-1999"),
    ("1XXX", "1000-1999"),
    ("1st century", "1-99"),
    ("000X", "1-9"),
    ("0005", "0005"),
    ("1 BCE", "1-bce"),
    ("44 BCE", "44-bce"),
    ("-004X", "50-41-bce"),
    ("5th century BCE", "500-401-bce"),
    ("1st century BCE", "100-1-bce"),
    ("../2021", "2021"),
    ("/2021", "2021"),
    ("2021/..", "2021"),
    ("Y1000000000", "1000000000"),
    ("Y-1000000000", "1000000001-bce"),
    ("Y171010000S3", "171000000-171999999"),
    ("XXXX-12-25", "1-9999"),
]


@pytest.mark.parametrize(("written", "name"), LISTED, ids=[written for written, _ in LISTED])
def test_date_is_listed_under_the_period_of_its_beginning(written: str, name: str) -> None:
    assert period_of(parse(written)).name == name


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (Period(2022, 1, 8), "2022/08"),
        (Period(2022, 1), "2022"),
        (Period(794, 1), "0794"),
        (Period(1990, 10), "1990s"),
        (Period(1700, 100), "1700-1799"),
        (Period(-43, 1), "44-bce"),
        (Period(-43, 1, 3), "44-bce/03"),
        (Period(0, 10), "1-9"),
        (Period(-9, 10), "10-1-bce"),
    ],
)
def test_period_is_named_by_its_years(period: Period, name: str) -> None:
    assert period.name == name


def test_first_decade_and_the_last_before_it_meet_without_a_year_zero() -> None:
    before, after = Period(0, 1).within(10), Period(1, 1).within(10)
    assert (before.first, before.last, after.first, after.last) == (-9, 0, 1, 9)


def test_century_is_no_part_of_a_decade() -> None:
    assert Period(1700, 100).within(10) == Period(1700, 100)


def test_piece_of_a_period_is_below_it_and_sorts_after_it() -> None:
    month, year = Period(2022, 1, 8), Period(2022, 1)
    first, second, tenth = (Period(2022, 1, 8, piece) for piece in (1, 2, 10))
    assert (second.name, second.anchor) == ("2022/08/p2", "t2022-08-p2")
    assert Period(2022, 1, 0, 1).name == "2022/p1"
    assert second.date == month.date
    mixed = [tenth, second, month, first, year]
    assert sorted(mixed, key=lambda one: one.place) == [year, month, first, second, tenth]


@pytest.mark.parametrize(
    ("written", "year", "month"),
    [
        ("2021-03-30", 2021, 3),
        ("late 2021-11", 2021, 11),
        ("2021-11-28/2022-02", 2021, 11),
        ("2021", 2021, 0),
        ("2021-21", 2021, 0),
        ("199X", 1990, 0),
        ("../2021-05", 2021, 5),
        ("2021-05/..", 2021, 5),
        ("44 BCE", -43, 0),
    ],
)
def test_date_begins_in_the_month_that_it_names(written: str, year: int, month: int) -> None:
    assert begins(parse(written)) == (year, month)


years = st.integers(-(10**9), 10**9)
lengths = st.sampled_from([1, 10, 100, 1_000, 10_000, 10**8])


@given(years, lengths)
def test_year_lies_in_the_period_it_is_part_of(year: int, length: int) -> None:
    period = Period(year, 1).within(length)
    assert period.first <= year <= period.last


@given(years, lengths)
def test_heading_of_a_period_spans_just_its_years(year: int, length: int) -> None:
    period = Period(year, 1).within(length)
    earliest, latest = period.date.earliest, period.date.latest
    assert earliest is not None
    assert latest is not None
    # EDTF's own first century holds the year 0, which no reader sees.
    assert date_of(earliest // SECONDS_A_DAY)[0] in {period.first, period.start}
    assert date_of(latest // SECONDS_A_DAY)[0] == period.last


@given(years, years, lengths, lengths)
def test_different_periods_have_different_names_and_anchors(
    one: int, other: int, length: int, another: int
) -> None:
    left, right = Period(one, 1).within(length), Period(other, 1).within(another)
    assert (left == right) == (left.name == right.name) == (left.anchor == right.anchor)


@given(years, lengths)
def test_longer_period_holds_all_of_a_shorter_one(year: int, length: int) -> None:
    period = Period(year, 1).within(length)
    whole = period.within(length * 10)
    assert whole.first <= period.first <= period.last <= whole.last
