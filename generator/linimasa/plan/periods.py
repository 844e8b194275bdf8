"""Stretches of the time axis: which period an event belongs to, and where that has its page.

A period's address depends on the period alone, so an added event changes its own period
only. Periods are months, years and powers of ten of years; those longer than a year are
there for events that are known no better (a decade, a century) and for long spans.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linimasa.fuzzydate import SECONDS_A_DAY, FuzzyDate, Precision, date_of, parse
from linimasa.model.record import Id
from linimasa.model.site import Site

LONG_YEAR = 50
"""A year with more events than this has a page for each month."""
MOST_PERIODS = 60
"""The overview of the home page shows no more; longer spans are shown by decade or century."""

COARSE = {
    Precision.DECADE: 10,
    Precision.CENTURY: 100,
    Precision.MILLENNIUM: 1_000,
    Precision.AGE: 1_000,
}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month (`month` 1 to 12) or `years` years from `start` (astronomical: 0 is 1 BCE)."""

    start: int
    years: int
    month: int = 0

    @property
    def place(self) -> tuple[int, int, int]:
        """Sorts by time; a longer period stands before those it consists of."""
        return self.start, -self.years, self.month

    @property
    def name(self) -> str:
        """Its part of an address: `2022/08`, `2022`, `1990s`, `1700-1799`, `44-bce`."""
        last = self.start + self.years - 1
        if self.month:
            return f"{Period(self.start, 1).name}/{self.month:02}"
        if self.start <= 0:
            numbers = f"{1 - self.start}" if self.years == 1 else f"{1 - self.start}-{1 - last}"
            return f"{numbers}-bce"
        if self.years == 1:
            return f"{self.start:04}"
        return f"{self.start}s" if self.years == 10 else f"{self.start}-{last}"

    @property
    def anchor(self) -> str:
        """Its id in a list."""
        return "t" + self.name.replace("/", "-")

    @property
    def date(self) -> FuzzyDate:
        """The period itself as a date, for its heading in each language."""
        if self.month:
            return parse(f"{_edtf_year(self.start)}-{self.month:02}")
        masked = {10: 1, 100: 2, 1_000: 3}.get(self.years)
        if masked and 0 < self.start <= 9999 and self.start % self.years == 0:
            return parse(f"{self.start:04}"[: 4 - masked] + "X" * masked)
        if self.years == 1:
            return parse(_edtf_year(self.start))
        return parse(f"{_edtf_year(self.start)}/{_edtf_year(self.start + self.years - 1)}")

    def within(self, years: int) -> Period:
        """The period of `years` years it is part of."""
        return Period(_floor(self.start, years), max(years, self.years))


def _edtf_year(year: int) -> str:
    """A year as EDTF writes it: four digits, or `Y` and more (Level 1, Letter-prefixed)."""
    if abs(year) > 9999:
        return f"Y{year}"
    return f"-{-year:04}" if year < 0 else f"{year:04}"


def _floor(year: int, years: int) -> int:
    """The first year of the stretch that holds `year`; there is none that begins at year 0."""
    return max(year // years * years, 1) if year > 0 else year // years * years


def _begins(date: FuzzyDate) -> tuple[int, int]:
    """The year and month in which a date is listed: those of its beginning.

    A date whose beginning is open or unknown is listed where it ends; one without any bound
    at the beginning of the common era.
    """
    moment = date.earliest if date.earliest is not None else date.latest
    year, month, _ = date_of(moment // SECONDS_A_DAY) if moment is not None else (1, 1, 1)
    return year, month


def period_of(date: FuzzyDate) -> Period:
    """The period an event is listed under, as exactly as its beginning is known."""
    point = date.points[0 if date.earliest is not None else -1] if date.points else None
    years = COARSE.get(point.precision, 1) if point else 1
    return Period(_begins(date)[0], 1).within(years)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The events of a site by period, in order of time."""

    periods: Mapping[Period, tuple[Id, ...]]
    """Every period that has events."""
    months: Mapping[Period, tuple[Id, ...]]
    """The months of long years."""
    level: int
    """How many years each period of the overview has: 1, or more where years are too many."""
    overview: Mapping[Period, tuple[Id, ...]]
    """What the home page lists."""


def group(site: Site, names: Iterable[Id]) -> dict[Period, tuple[Id, ...]]:
    """Events by their periods, in order of time."""
    groups: dict[Period, list[Id]] = {}
    for name in names:
        groups.setdefault(period_of(site.entries[name].event.date), []).append(name)
    return {period: tuple(groups[period]) for period in sorted(groups, key=lambda p: p.place)}


def by_month(site: Site, year: Period, names: Iterable[Id]) -> dict[Period, tuple[Id, ...]]:
    """The events of one year by month."""
    groups: dict[int, list[Id]] = {}
    for name in names:
        groups.setdefault(_begins(site.entries[name].event.date)[1], []).append(name)
    return {Period(year.start, 1, month): tuple(groups[month]) for month in sorted(groups)}


def calendar(site: Site) -> Calendar:
    """Lay out the whole site on the time axis."""
    periods = group(site, site.entries)
    months: dict[Period, tuple[Id, ...]] = {}
    for period, names in periods.items():
        if period.years == 1 and len(names) > LONG_YEAR:
            months |= by_month(site, period, names)
    level = 1
    while len({period.within(level) for period in periods}) > MOST_PERIODS:
        level *= 10
    overview: dict[Period, tuple[Id, ...]] = {}
    for period, names in periods.items():
        chapter = period.within(level)
        overview[chapter] = overview.get(chapter, ()) + names
    return Calendar(periods, months, level, overview)
