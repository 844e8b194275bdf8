"""Cards in order: sections by period, the silences between events, and lists that are too long."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from linimasa.fuzzydate import SECONDS_A_DAY, FuzzyDate
from linimasa.model.record import Id
from linimasa.model.views import Card, DateWords, Gap, Item, Link, Section, Tally
from linimasa.plan.edition import Edition
from linimasa.plan.periods import Period, by_month, group, stretch

FULL_PAGE = 300
"""A page shows no more events than this; longer lists show key events and lead to parts."""
BUSY_YEAR = 12
"""A year with more events than this names its months."""
SILENCE = 75
"""Days without an event that are worth telling."""

Cards = Mapping[Id, Card]
Groups = Mapping[Period, Sequence[Id]]


def sections(
    edition: Edition, cards: Cards, groups: Groups, pages: Groups, newest_first: bool
) -> tuple[Section, ...]:
    """One section for each period of `groups`.

    Those in `pages` lead to a page of their own and are counted as that page has them.
    """
    gaps = _gaps(edition, [name for names in groups.values() for name in names], newest_first)
    made = [
        Section(
            heading=edition.date(period.date).words,
            anchor=period.anchor,
            address=edition.address(period.name) if period in pages else "",
            count=len(pages.get(period, names)),
            items=tuple(_items(edition, cards, names, gaps, newest_first)),
        )
        for period, names in groups.items()
    ]
    return tuple(reversed(made) if newest_first else made)


def _items(
    edition: Edition,
    cards: Cards,
    names: Sequence[Id],
    gaps: Mapping[Id, Gap],
    newest_first: bool,
) -> Iterator[Item]:
    """The events of a section, the first of each month marked where the section is busy."""
    busy = len(names) > BUSY_YEAR
    month_before = ""
    for name in reversed(names) if newest_first else names:
        month = _month(edition, edition.site.entries[name].event.date) if busy else ""
        yield Item(cards[name], gaps.get(name), month if month != month_before else "")
        month_before = month


def _month(edition: Edition, date: FuzzyDate) -> str:
    """The month an event is listed in, in words; empty for a date that names no month."""
    point = date.points[0] if date.points else None
    if point is None or point.year is None or point.month is None:
        return ""
    return edition.date(Period(point.year, 1, point.month).date).words


def _gaps(edition: Edition, order: Sequence[Id], newest_first: bool) -> dict[Id, Gap]:
    """The silences worth telling, each at the event that is read after it."""
    gaps = {}
    for before, after in pairwise(order):
        silence = _silence(
            edition.site.entries[before].event.date, edition.site.entries[after].event.date
        )
        if silence:
            gaps[before if newest_first else after] = silence
    return gaps


def _silence(before: FuzzyDate, after: FuzzyDate) -> Gap | None:
    """The time between the end of one event and the beginning of the next, in rounded units."""
    if before.latest is None or after.earliest is None:
        return None
    days = (after.earliest - before.latest) // SECONDS_A_DAY
    if days < SILENCE:
        return None
    step = min(4, 1 + int(math.log(days / SILENCE, 4)))
    months = round(days / 30.44)
    if months < 24:
        return Gap("months", months, step)
    return Gap("years", round(days / 365.2425), step)


def key_events(edition: Edition, groups: Groups) -> dict[Period, Sequence[Id]]:
    """The same periods with their key events only, at most a full page in all.

    Periods come out empty rather than missing: their headings lead to their pages.
    """
    entries = edition.site.entries
    key = {
        period: [name for name in names if entries[name].event.importance == 1]
        for period, names in groups.items()
    }
    if sum(map(len, key.values())) > FULL_PAGE:
        return dict.fromkeys(groups, ())
    return dict(key)


def period_links(edition: Edition, groups: Groups, *below: str) -> tuple[Link, ...]:
    """A link for each period, with its number of events."""
    return tuple(
        Link(
            edition.own(edition.date(period.date).words),
            edition.address(*below, period.name),
            len(names),
        )
        for period, names in groups.items()
    )


def split(edition: Edition, names: Sequence[Id]) -> Groups:
    """A list that is too long for a page, by years, and by months where a year is too long."""
    parts: dict[Period, Sequence[Id]] = {}
    for period, inside in group(edition.site, names).items():
        if len(inside) > FULL_PAGE and period.years == 1:
            parts |= by_month(edition.site, period, inside)
        else:
            parts[period] = inside
    return parts


def tally(cards: Cards, names: Iterable[Id], edition: Edition) -> tuple[Tally, ...]:
    """How many of the events bear each status, in the order of the site's vocabulary."""
    counts: dict[str, int] = {}
    for name in names:
        word = cards[name].status.id
        counts[word] = counts.get(word, 0) + 1
    order = [word for word, _ in edition.site.settings.statuses]
    return tuple(
        Tally(edition.badge(word), counts[word])
        for word in sorted(counts, key=lambda word: order.index(word) if word in order else 99)
    )


def span(edition: Edition, names: Sequence[Id]) -> DateWords | None:
    """From the first to the last of some events, in whole periods that say no more than known."""
    groups = list(group(edition.site, names))
    if not groups:
        return None
    if len(groups) == 1:
        return edition.date(groups[0].date)
    return edition.date(stretch(groups[0].first, max(period.last for period in groups)))


def source_count(edition: Edition, names: Iterable[Id]) -> int:
    """How many different sources some events have."""
    entries = edition.site.entries
    return len(
        {
            source.url or (source.title, source.publisher, str(source.date and source.date.edtf))
            for name in names
            for source in entries[name].event.sources
        }
    )
