"""Stretches of the time axis: which one a date is listed under, and what that is called.

A period's address depends on the period alone, so an added event changes its own period
only. Periods are months, years and powers of ten of years; those longer than a year are
there for events that are known no better (a decade, a century) and for long spans.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

from linimasa.fuzzydate import SECONDS_A_DAY, FuzzyDate, Point, Precision, date_of, parse

MASKED = {10: 1, 100: 2, 1_000: 3}
"""How many digits of a year are unknown in a decade, a century and a millennium."""

NO_YEAR = (0, 10_000)
"""Start and years of the period of a date that tells no year: XXXX-12-25."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month (`month` 1 to 12) or `years` years from `start` (astronomical: 0 is 1 BCE).

    The first decade, century … of the common era starts at year 1, but has 0 as its `start`.
    """

    start: int
    years: int
    month: int = 0
    piece: int = 0
    """A part of its events, counted from 1, where there are too many for a page."""

    @property
    def first(self) -> int:
        """Its first year."""
        return 1 if self.start == 0 and self.years > 1 else self.start

    @property
    def last(self) -> int:
        """Its last year."""
        return self.start + self.years - 1

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Sorts by time; a longer period stands before those it consists of."""
        return self.first, -self.years, self.month, self.piece

    @property
    def name(self) -> str:
        """Its part of an address: `2022/08`, `2022`, `1990s`, `1700-1799`, `44-bce`."""
        if self.piece:
            return f"{replace(self, piece=0).name}/p{self.piece}"
        if self.month:
            return f"{Period(self.start, 1).name}/{self.month:02}"
        if self.last <= 0:
            numbers = (
                f"{1 - self.first}" if self.years == 1 else f"{1 - self.first}-{1 - self.last}"
            )
            return f"{numbers}-bce"
        if self.years == 1:
            return f"{self.start:04}"
        return f"{self.start}s" if self.years == 10 and self.start else f"{self.first}-{self.last}"

    @property
    def anchor(self) -> str:
        """Its id in a list."""
        return "t" + self.name.replace("/", "-")

    @property
    def date(self) -> FuzzyDate:
        """The period itself as a date, for its heading in each language."""
        return _date_of(self)

    def within(self, years: int) -> Period:
        """The period of `years` years it is part of; itself where it is longer."""
        return self if years <= self.years else Period(_floor(self.first, years), years)


@functools.lru_cache(maxsize=1024)
def _date_of(period: Period) -> FuzzyDate:
    """A period as a date; remembered, as every list of every language asks for it."""
    if period.month:
        return parse(f"{_edtf_year(period.start)}-{period.month:02}")
    masked = MASKED.get(period.years, 0)
    # “1900s” may mean a decade or a century, and BCE decades have no short name at all.
    decade = period.years == 10 and (period.start <= 0 or period.start % 100 == 0)
    if masked and not decade and max(-period.start, period.last) <= 9999:
        sign, known = ("", period.start) if period.last > 0 else ("-", -period.last)
        return parse(f"{sign}{known:04}"[:-masked] + "X" * masked)
    return stretch(period.first, period.last)


@functools.lru_cache(maxsize=1024)
def stretch(first: int, last: int) -> FuzzyDate:
    """The time from the beginning of one year to the end of another."""
    if first == last:
        return parse(_edtf_year(first))
    return parse(f"{_edtf_year(first)}/{_edtf_year(last)}")


def _edtf_year(year: int) -> str:
    """A year as EDTF writes it: four digits, or `Y` and more (Level 1, Letter-prefixed)."""
    if abs(year) > 9999:
        return f"Y{year}"
    return f"-{-year:04}" if year < 0 else f"{year:04}"


def _floor(year: int, years: int) -> int:
    """Where the stretch that holds `year` starts.

    Before the common era stretches mirror those after it, as in 500 to 401 BCE, the fifth
    century BCE.
    """
    return year // years * years if year > 0 else -(-year // years * years) - years + 1


def begins(date: FuzzyDate) -> tuple[int, int]:
    """The year in which a date is listed, and its month or 0 where it names none.

    Both are those of its beginning. A date whose beginning is open or unknown is listed where
    it ends; one without any bound at the beginning of the common era.
    """
    moment = date.earliest if date.earliest is not None else date.latest
    if moment is None:
        return 1, 0
    year, month, _ = date_of(moment // SECONDS_A_DAY)
    point = _listed(date)
    return year, month if point is None or point.month is not None else 0


def _listed(date: FuzzyDate) -> Point | None:
    """The point by which a date is listed, if any limits it."""
    return date.points[0 if date.earliest is not None else -1] if date.points else None


def period_of(date: FuzzyDate) -> Period:
    """The period an event is listed under, as exactly as its beginning is known."""
    point = _listed(date)
    years = _length(point) if point else 1
    # Of a century or decade the last year tells which one: the first century holds a year 0.
    year = date_of(point.latest // SECONDS_A_DAY)[0] if point and years > 1 else begins(date)[0]
    return Period(year, 1).within(years)


def _length(point: Point) -> int:
    """How many years a period must have not to say more than is known of a point."""
    if point.precision not in (
        Precision.DECADE,
        Precision.CENTURY,
        Precision.MILLENNIUM,
        Precision.AGE,
    ):
        return 1
    first, last = (date_of(moment // SECONDS_A_DAY)[0] for moment in (point.earliest, point.latest))
    years = 10
    while years < last - first + 1:
        years *= 10
    return years
