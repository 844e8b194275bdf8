"""The overview: all of the timeline at once, in true time, as the measures of a small picture.

In: the events of a site and their periods. Out: a frozen `Overview`, all whole numbers: where
each bar stands and how long it is. It has a bounded number of bars however many events there
are, and it runs as its page does: from the oldest event, or from the newest. Nothing here is
SVG; the theme draws it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

from linimasa.fuzzydate import FuzzyDate, era_year, parse
from linimasa.model.period import NO_YEAR, Period, stretch
from linimasa.model.settings import Tone
from linimasa.model.site import Outline
from linimasa.model.views import Overview, OverviewBar, OverviewMark
from linimasa.plan.edition import Edition
from linimasa.plan.lists import Counts, counted, period_links
from linimasa.plan.periods import Calendar
from linimasa.plan.sheets import Listed

LENGTH = 10_000
"""How long the axis is, and the longest bar."""
MOST_BARS = 120
"""A bar is as short as it can be without there being room for more than these."""
THICKEST = LENGTH // 72
"""Bars are no thicker, so that a few events do not make a wall."""
SHORTEST = LENGTH // 14
"""Bars are no shorter, so that a lone event can be seen beside thousands."""
FULL_BAR = 4
"""So many events make a bar of full length at least, lest single ones shout."""
SKEWED = 6
"""When the longest bar stands for so many times the usual one, lengths go by the root."""
TALL_ROOM = LENGTH // 16
"""What a line of a label takes of an upright axis."""
LONG_LABEL = 8
"""A label of more letters than this may need another line on an upright axis."""
WIDE_ROOM, LETTER = 200, 250
"""What a label takes of a level axis on the smallest phone: so much, and this for each letter."""


_Shown = Mapping[tuple[int, int], Sequence[tuple[int, str]]]
"""The events on the page by year and month, each with its place on the page."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """A stretch of time that may have a bar: from its first second to before the next one's."""

    start: int
    end: int
    date: FuzzyDate


@dataclass(frozen=True, slots=True)
class _Axis:
    """From seconds to the length of the axis, forward or backward."""

    start: int
    end: int
    backward: bool

    def stretch(self, slot: _Slot) -> tuple[int, int]:
        """Where a stretch of time begins on the page's axis, and how much of it it takes."""
        first = self._place(max(slot.start, self.start))
        last = self._place(min(slot.end, self.end))
        return (LENGTH - last if self.backward else first), last - first

    def _place(self, moment: int) -> int:
        return (moment - self.start) * LENGTH // (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Tallied:
    """The events that are listed in one month, or in one longer stretch that is known no better."""

    year: int
    month: int
    """0 where they name none."""
    count: int
    doubtful: int
    """How many of them are unsure, disputed or planned."""
    denied: int


@dataclass(frozen=True, slots=True)
class Measures:
    """What the overview is made of: events by month, and the periods of the page."""

    months: tuple[Tallied, ...]
    periods: tuple[Period, ...]
    level: int
    chapters: Counts
    """The periods of the overview with their numbers of events."""
    shown: tuple[tuple[str, int, int], ...]
    """The events that stand on the page, each with its year and month."""


def measures(
    edition: Edition, events: Sequence[Listed], shown: Sequence[Listed], axis: Calendar
) -> Measures | None:
    """Count what the overview shows; None where there are no events.

    An event counts where it is listed: at the beginning of what is known of its date. One of which
    no year is known has no place on an axis, unless there are no others.
    """
    if not events:
        return None
    tones = {word: status.tone for word, status in edition.settings.statuses}
    counts: dict[tuple[int, int], list[int]] = {}
    placed = [one for one in events if one.outline.period[:2] != NO_YEAR]
    for one in placed or events:
        count = counts.setdefault(_place(one.outline), [0, 0, 0])
        tone = tones.get(one.outline.status, Tone.SURE)
        count[0] += 1
        count[1] += tone not in (Tone.SURE, Tone.DENIED)
        count[2] += tone is Tone.DENIED
    return Measures(
        tuple(Tallied(*place, *counts[place]) for place in sorted(counts)),
        tuple(period for period, _ in axis.periods),
        axis.level,
        counted(axis.overview),
        tuple((one.outline.id, *_place(one.outline)) for one in shown),
    )


def overview(
    edition: Edition, measured: Measures | None, order: Sequence[str], backward: bool
) -> Overview | None:
    """Draw up the overview of a timeline; None where there are no events.

    `order` has the events that stand on the page; `backward` puts the newest first.
    """
    if measured is None:
        return None
    groups = _slots(measured.months)
    years = [one.year for one in measured.months]
    first, last = (_dated(Period(find(years), 1).date) for find in (min, max))
    axis = _Axis(
        min(first.start, *(slot.start for slot in groups)),
        max(last.end, *(slot.end for slot in groups)),
        backward,
    )
    counts = [sum(one.count for one in months) for months in groups.values()]
    root = max(counts) > FULL_BAR and max(counts) >= SKEWED * median_low(counts)
    bars = _bars(edition, axis, groups, _by_month(measured, order), root)
    return Overview(
        scale="root" if root else "linear",
        bars=tuple(bars)[:: -1 if backward else 1],
        marks=_marks(edition, measured, axis),
    )


def _by_month(measured: Measures, order: Sequence[str]) -> _Shown:
    places = {name: (year, month) for name, year, month in measured.shown}
    found: dict[tuple[int, int], list[tuple[int, str]]] = {}
    for at, name in enumerate(order):
        found.setdefault(places[name], []).append((at, name))
    return found


# --- bars ------------------------------------------------------------------------------------


def _place(outline: Outline) -> tuple[int, int]:
    """The year and the month in which an event is listed; month 0 where it names none."""
    start, years, month = outline.period
    return (Period(start, years).first, 0) if years > 1 else (start, month)


def _slots(months: Sequence[Tallied]) -> dict[_Slot, list[Tallied]]:
    """The events by the shortest stretches of which the whole axis has few enough."""
    unit = _unit(months)
    groups: dict[_Slot, list[Tallied]] = {}
    for one in months:
        groups.setdefault(_slot_of(one.year, one.month, unit), []).append(one)
    return {slot: groups[slot] for slot in sorted(groups, key=lambda slot: slot.start)}


def _unit(months: Sequence[Tallied]) -> int:
    """How many months each bar stands for: no less than most events know of their date."""
    years = [one.year for one in months]
    vague = sum(one.count if one.month == 0 else -one.count for one in months) > 0
    finest = 12 if vague or max(map(abs, years)) > 9999 else 1
    length = max(years) - min(years) + 1
    return next(
        unit
        for unit in _units()
        if unit >= finest and -(-length * 12 // unit) + (unit > 12) <= MOST_BARS
    )


def _units() -> Iterator[int]:
    """Months, quarters, years; then two, five, ten, twenty … years."""
    yield from (1, 3)
    years = 12
    while True:
        yield from (years, 2 * years, 5 * years)
        years *= 10


def _slot_of(year: int, month: int, unit: int) -> _Slot:
    """The stretch of `unit` months that holds a month."""
    if unit >= 12:
        years = Period(year, 1).within(unit // 12)
        return _dated(stretch(years.first, years.last))
    if unit == 1:
        return _dated(Period(year, 1, month or 1).date)
    quarter = (max(month, 1) - 1) // 3
    return _dated(parse(f"{Period(year, 1).date.edtf}-{33 + quarter}"))


def _dated(date: FuzzyDate) -> _Slot:
    """A stretch by the date that names it."""
    assert date.earliest is not None
    assert date.latest is not None
    return _Slot(date.earliest, date.latest + 1, date)


def _bars(
    edition: Edition,
    axis: _Axis,
    groups: Mapping[_Slot, Sequence[Tallied]],
    shown: _Shown,
    root: bool,
) -> Iterator[OverviewBar]:
    """A bar for each stretch that has events."""
    totals = {slot: sum(one.count for one in months) for slot, months in groups.items()}
    most = max(FULL_BAR, *totals.values())
    for slot, months in groups.items():
        count = totals[slot]
        open_ = sum(one.doubtful for one in months)
        denied = sum(one.denied for one in months)
        place, size = axis.stretch(slot)
        thick = min(max(size * 4 // 5, 1), THICKEST)
        length = _length(count, most, root)
        sure = length - length * (open_ + denied) // count
        doubtful = length * open_ // count
        inside = [event for one in months for event in shown.get((one.year, one.month), ())]
        yield OverviewBar(
            date=edition.date(slot.date).words,
            count=count,
            place=place + (size - thick) // 2,
            size=thick,
            sure=sure if open_ + denied < count else 0,
            unsure=doubtful if denied else length - sure,
            denied=length - sure - doubtful if denied else 0,
            events=tuple(name for _, name in sorted(inside)),
        )


def _length(count: int, most: int, root: bool) -> int:
    """How long a bar is for so many events."""
    length = math.isqrt(count * LENGTH * LENGTH // most) if root else count * LENGTH // most
    return max(length, SHORTEST)


# --- years along the axis --------------------------------------------------------------------


def _marks(edition: Edition, measured: Measures, axis: _Axis) -> tuple[OverviewMark, ...]:
    """The periods with their places on the axis, in the order of the page."""
    anchors: dict[Period, str] = {}
    for period in measured.periods[:: -1 if axis.backward else 1]:
        anchors.setdefault(period.within(measured.level), period.anchor)
    chapters = [period for period, _ in measured.chapters]
    links = dict(zip(chapters, period_links(edition, measured.chapters), strict=True))
    starts = {period: axis.stretch(_dated(period.date))[0] for period in links}
    periods = sorted(links, key=starts.__getitem__)
    places = [starts[period] for period in periods]
    letters = [len(links[period].label.text) for period in periods]
    tall = _with_room(periods, places, [TALL_ROOM * -(-one // LONG_LABEL) for one in letters])
    wide = _with_room(periods, places, [WIDE_ROOM + LETTER * one for one in letters])
    return tuple(
        OverviewMark(
            link=links[period],
            anchor=anchors[period],
            place=place,
            tall=period in tall,
            wide=period in wide,
        )
        for period, place in zip(periods, places, strict=True)
    )


def _with_room(
    periods: Sequence[Period], places: Sequence[int], rooms: Sequence[int]
) -> frozenset[Period]:
    """The periods whose labels fit beside each other: round ones, and others where they can."""
    ends = [min(place + room, LENGTH) for place, room in zip(places, rooms, strict=True)]
    labels = [(end - room, end) for end, room in zip(ends, rooms, strict=True)]
    free = [number for number, (start, _) in enumerate(labels) if start == places[number]]
    every, kept = next(
        (every, kept)
        for every in _rounds()
        for kept in [[number for number in free if _turn(periods[number]) % every == 0]]
        if _fit(labels[number] for number in kept)
    )
    others = [number for number in range(len(labels)) if number not in kept]
    for number in sorted(others, key=lambda number: _turn(periods[number]) % every != 0):
        if _fit([labels[number], *(labels[other] for other in kept)]):
            kept.append(number)
    return frozenset(periods[number] for number in kept)


def _rounds() -> Iterator[int]:
    """Every period, every second, fifth, tenth … of them."""
    every = 1
    while True:
        yield from (every, 2 * every, 5 * every)
        every *= 10


def _turn(period: Period) -> int:
    """The number people count a period by: 1990 for that year, 199 for that decade."""
    return max(era_year(period.first)[0] // period.years, 1)


def _fit(labels: Iterable[tuple[int, int]]) -> bool:
    """Whether no label, from its beginning to its end, lies over another."""
    return all(before[1] <= after[0] for before, after in pairwise(sorted(labels)))
