"""Where the events of a site stand on the time axis, and which stretches of it have pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linimasa.model.period import Period
from linimasa.plan.sheets import Listed

LONG_YEAR = 50
"""A year with more events than this has a page for each month."""
MOST_PERIODS = 60
"""The overview of the home page shows no more; longer spans are shown by decade or century."""

Grouped = tuple[tuple[Period, tuple[Listed, ...]], ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The events of a site by period, in order of time."""

    periods: Grouped
    """Every period that has events."""
    months: Grouped
    """The months of long years."""
    level: int
    """How many years each period of the overview has: 1, or more where years are too many."""
    overview: Grouped
    """What the home page lists."""


def group(events: Iterable[Listed]) -> Grouped:
    """Events by their periods, in order of time."""
    groups: defaultdict[tuple[int, int], list[Listed]] = defaultdict(list)
    for one in events:
        groups[one.outline.period[:2]].append(one)
    periods = sorted((Period(*where) for where in groups), key=lambda period: period.place)
    return tuple((one, tuple(groups[one.start, one.years])) for one in periods)


def by_month(year: Period, events: Sequence[Listed]) -> Grouped:
    """The events of one year by month; first, under the year itself, those that name no month."""
    groups: defaultdict[int, list[Listed]] = defaultdict(list)
    for one in events:
        groups[one.outline.period[2]].append(one)
    return tuple((Period(year.start, 1, month), tuple(groups[month])) for month in sorted(groups))


def calendar(events: Sequence[Listed]) -> Calendar:
    """Lay out the whole site on the time axis."""
    periods = group(events)
    months = tuple(
        (part, inside)
        for period, some in periods
        if period.years == 1 and len(some) > LONG_YEAR
        for part, inside in by_month(period, some)
        if part.month
    )
    level = 1
    while len({period.within(level) for period, _ in periods}) > MOST_PERIODS:
        level *= 10
    chapters: dict[Period, tuple[Listed, ...]] = {}
    for period, some in periods:
        chapter = period.within(level)
        chapters[chapter] = chapters.get(chapter, ()) + some
    return Calendar(periods, months, level, tuple(chapters.items()))
