"""Events in order: sections by period, the silences between events, and lists that are too long."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from linimasa.fuzzydate import SECONDS_A_DAY, FuzzyDate, Kind
from linimasa.model.jsonform import dated
from linimasa.model.period import Period
from linimasa.model.record import Id
from linimasa.model.site import Outline
from linimasa.model.views import DateWords, Gap, Item, Link, Section, Tally
from linimasa.plan.edition import Edition
from linimasa.plan.periods import by_month, group
from linimasa.plan.sheets import FULL_PAGE, Listed, pieces

BUSY_YEAR = 12
"""A year with more events than this names its months."""
SILENCE = 75
"""Days without an event that are worth telling."""
MONTH, YEAR = 30.44, 365.2425
"""How many days they have, on average."""

Groups = tuple[tuple[Period, tuple[Listed, ...]], ...]
"""Events by period, in order of time."""
Counts = tuple[tuple[Period, int], ...]
"""Periods with a page of their own, and how many events each has there."""


def sections(
    edition: Edition, groups: Groups, pages: Counts, newest_first: bool
) -> tuple[Section, ...]:
    """One section for each period of `groups`.

    Those in `pages` lead to a page of their own and are counted as that page has them.
    """
    counts = dict(pages)
    gaps = _gaps([one for _, events in groups for one in events], newest_first)
    made = [
        Section(
            heading=edition.period(period),
            anchor=period.anchor,
            address=edition.address(period.name) if period in counts else "",
            count=counts.get(period, len(events)),
            items=tuple(_items(edition, period, events, gaps, newest_first)),
        )
        for period, events in groups
    ]
    return tuple(reversed(made) if newest_first else made)


def _items(
    edition: Edition,
    period: Period,
    events: Sequence[Listed],
    gaps: Mapping[Id, Gap],
    newest_first: bool,
) -> Iterator[Item]:
    """The events of a section, the first of each month marked where a year is busy."""
    busy = len(events) > BUSY_YEAR and not period.month
    month_before = ""
    for one in reversed(events) if newest_first else events:
        month = _month(edition, *one.outline.period) if busy else ""
        yield Item(
            id=one.outline.id,
            importance=one.outline.importance,
            card=one.card,
            gap=gaps.get(one.outline.id),
            month=month if month != month_before else "",
        )
        month_before = month


def _month(edition: Edition, start: int, years: int, month: int) -> str:
    """The month an event is listed in, in words; empty for a date that names no month."""
    return edition.period(Period(start, years, month)) if month and years == 1 else ""


def _gaps(events: Sequence[Listed], newest_first: bool) -> dict[Id, Gap]:
    """The silences worth telling, each at the event that is read after it."""
    gaps = {}
    for before, after in pairwise(one.outline for one in events):
        silence = _silence(before, after)
        if silence:
            gaps[(before if newest_first else after).id] = silence
    return gaps


def _silence(before: Outline, after: Outline) -> Gap | None:
    """The time between the end of one event and the beginning of the next, in rounded units.

    From the middle of a month or year that is all that is known to the middle of the other, as
    people count. What is known worse than by that unit says only how long it was at least.
    """
    latest, earliest = before.bounds[1], after.bounds[0]
    if latest is None or earliest is None:
        return None
    days = (earliest - latest) // SECONDS_A_DAY
    if days < SILENCE:
        return None
    step = min(4, 1 + int(math.log(days / SILENCE, 4)))
    doubts = _doubt(dated(before.date), at_end=True), _doubt(dated(after.date), at_end=False)
    between = days + sum(doubts) / 2
    if max(doubts) <= MONTH + 1 and round(between / MONTH) < 24:
        return Gap("months", round(between / MONTH), step)
    if max(doubts) <= (YEAR if days + 1 >= YEAR else MONTH) + 1:
        return Gap("years", round(between / YEAR), step)
    unit, length = ("years", YEAR) if days + 1 >= YEAR else ("months", MONTH)
    return Gap(unit, int((days + 1) / length), step, at_least=True)


def _doubt(date: FuzzyDate, at_end: bool) -> float:
    """In how many days its end, or its beginning, may lie."""
    if date.kind is Kind.ONE_OF:
        if date.earliest is None or date.latest is None:
            return math.inf
        return (date.latest - date.earliest) / SECONDS_A_DAY
    found = [
        point.latest - point.earliest
        for point in date.points
        if (point.latest == date.latest if at_end else point.earliest == date.earliest)
    ]
    return max(found, default=math.inf) / SECONDS_A_DAY


def key_events(groups: Groups) -> Groups:
    """The same periods with their key events only, at most a full page in all.

    Periods come out empty rather than missing: their headings lead to their pages.
    """
    key = tuple(
        (period, tuple(one for one in events if one.outline.importance == 1))
        for period, events in groups
    )
    if sum(len(events) for _, events in key) > FULL_PAGE:
        return tuple((period, ()) for period, _ in groups)
    return key


def counted(groups: Groups) -> Counts:
    """How many events each period has."""
    return tuple((period, len(events)) for period, events in groups)


def period_links(edition: Edition, counts: Counts, *below: str) -> tuple[Link, ...]:
    """A link for each period, with its number of events."""
    return tuple(
        Link(edition.own(edition.period(period)), edition.address(*below, period.name), count)
        for period, count in counts
    )


def split(events: Sequence[Listed]) -> Groups:
    """A list that is too long for a page by years, by months where a year is too long.

    Where even that leaves too many, by so many as fit on a page.
    """
    return tuple(
        part
        for period, inside in group(events)
        for shorter, some in _by_month(period, inside)
        for part in in_pieces(shorter, some)
    )


def _by_month(period: Period, events: tuple[Listed, ...]) -> Groups:
    long = len(events) > FULL_PAGE and period.years == 1
    return by_month(period, events) if long else ((period, events),)


def in_pieces(period: Period, events: tuple[Listed, ...]) -> Groups:
    """The events of a period in parts that fit on a page; the whole if it fits."""
    if len(events) <= FULL_PAGE:
        return ((period, events),)
    parts = enumerate(pieces(events), 1)
    return tuple(
        (Period(period.start, period.years, period.month, number), tuple(part))
        for number, part in parts
    )


def tally(edition: Edition, words: Sequence[tuple[str, int]]) -> tuple[Tally, ...]:
    """How many of some events bear each status, in the order of the site's vocabulary."""
    return tuple(Tally(edition.badge(word), count) for word, count in words)


def span(edition: Edition, edtf: str) -> DateWords | None:
    """What is covered, in words."""
    return edition.date(dated(edtf)) if edtf else None
