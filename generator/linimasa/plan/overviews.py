"""The pages of the whole site: the timeline, its periods, all sources, all corrections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from linimasa.model.address import slug
from linimasa.model.pages import (
    CitedSource,
    CorrectedEvent,
    CorrectionsPage,
    PeriodPage,
    Publisher,
    SourcesPage,
    TimelinePage,
)
from linimasa.model.record import Id, Source
from linimasa.model.views import Card, CorrectionView, Link
from linimasa.plan.cards import source_view
from linimasa.plan.edition import Edition
from linimasa.plan.filters import filtering
from linimasa.plan.lists import (
    FULL_PAGE,
    Groups,
    key_events,
    period_links,
    sections,
    source_count,
    span,
)
from linimasa.plan.overview import overview
from linimasa.plan.periods import Calendar, Period, by_month
from linimasa.structured import timeline_json_ld

Cards = Mapping[Id, Card]

OTHER_ORDER = {True: "newest", False: "oldest"}
"""The address of the timeline in the order that the home page does not have."""


def timeline_page(
    edition: Edition, cards: Cards, axis: Calendar, newest_first: bool, home: bool
) -> TimelinePage:
    """The home page, or the timeline in the other order.

    A short timeline stands there in full; of a long one its newest period and its key events.
    """
    groups: Groups = axis.periods
    total = len(edition.site.entries)
    if total > FULL_PAGE:
        groups = _newest_and_key(edition, axis)
    names = list(edition.site.entries)
    title = edition.needed(edition.site.settings.title, "").text
    description = edition.phrase(edition.site.settings.description)
    listed = sections(edition, cards, groups, axis.periods, newest_first)
    filters, listed = filtering(edition, listed)
    page = TimelinePage(
        head=edition.head(
            "timeline.html",
            () if home else (OTHER_ORDER[newest_first],),
            title,
            description.text if description else "",
            indexed=home,
        ),
        total=total,
        shown=sum(map(len, groups.values())),
        sources=source_count(edition, names),
        span=span(edition, names),
        periods=period_links(edition, axis.overview),
        sections=listed,
        newest_first=newest_first,
        other_order=edition.address(OTHER_ORDER[not newest_first]) if home else edition.address(),
        filters=filters,
        overview=overview(
            edition,
            axis,
            [item.card.id for section in listed for item in section.items],
            newest_first,
        ),
    )
    return replace(page, head=replace(page.head, json_ld=timeline_json_ld(page, title)))


def _newest_and_key(edition: Edition, axis: Calendar) -> Groups:
    """The key events of a long timeline, and every event of its newest period if they fit."""
    groups = key_events(edition, axis.periods)
    newest = max(axis.periods, key=lambda period: period.place)
    everything = len(axis.periods[newest]) + sum(
        len(names) for period, names in groups.items() if period != newest
    )
    return groups | {newest: axis.periods[newest]} if everything <= FULL_PAGE else groups


def period_pages(edition: Edition, cards: Cards, axis: Calendar) -> Iterator[PeriodPage]:
    """A page for every year, for the months of long years, and for longer periods in use."""
    whole = {period: axis.overview.get(period, names) for period, names in axis.periods.items()}
    for level in (whole, axis.months, _chapters(axis)):
        order: list[Period | None] = [None, *level, None]
        for number, period in enumerate(level, start=1):
            yield _period_page(
                edition, cards, axis, period, level[period], order[number - 1], order[number + 1]
            )


def _chapters(axis: Calendar) -> Groups:
    """The periods of the overview that are no pages yet."""
    return {one: names for one, names in axis.overview.items() if one not in axis.periods}


def _period_page(
    edition: Edition,
    cards: Cards,
    axis: Calendar,
    period: Period,
    names: Sequence[Id],
    earlier: Period | None,
    later: Period | None,
) -> PeriodPage:
    parts = _parts(edition, axis, period, names)
    groups: Groups = {period: names}
    if len(names) > FULL_PAGE and parts:
        groups = _without_parts(period, names, parts) | key_events(edition, parts)
    heading = edition.date(period.date).words
    return PeriodPage(
        head=edition.head("period.html", (period.name,), heading),
        heading=heading,
        count=len(names),
        within=_within(edition, axis, period),
        parts=period_links(edition, parts),
        sections=sections(edition, cards, groups, parts, newest_first=False),
        earlier=_period_link(edition, earlier) if earlier else None,
        later=_period_link(edition, later) if later else None,
    )


def _parts(edition: Edition, axis: Calendar, period: Period, names: Sequence[Id]) -> Groups:
    """The shorter periods with pages that a period consists of."""
    if period.month:
        return {}
    if period.years == 1:
        months = by_month(edition.site, period, names)
        return {month: names for month, names in months.items() if month in axis.months}
    return {
        one: axis.periods[one]
        for one in axis.periods
        if one != period and one.within(period.years) == period
    }


def _without_parts(
    period: Period, names: Sequence[Id], parts: Groups
) -> dict[Period, Sequence[Id]]:
    """The events of a period that none of its parts has: those that are known no better."""
    elsewhere = {name for inside in parts.values() for name in inside}
    loose = [name for name in names if name not in elsewhere]
    return {period: loose} if loose else {}


def _within(edition: Edition, axis: Calendar, period: Period) -> Link | None:
    """The longer period with a page that a period is part of."""
    whole = Period(period.start, 1) if period.month else period.within(axis.level)
    return None if whole == period else _period_link(edition, whole)


def _period_link(edition: Edition, period: Period) -> Link:
    return Link(edition.own(edition.date(period.date).words), edition.address(period.name))


def sources_page(edition: Edition) -> SourcesPage:
    """Every source once, by publisher, with the events it backs."""
    backed: dict[Source, list[Id]] = {}
    by_place: dict[object, Source] = {}
    for name, entry in edition.site.entries.items():
        for source in entry.event.sources:
            place = source.url or (source.title, source.publisher, source.date)
            backed.setdefault(by_place.setdefault(place, source), []).append(name)
    publishers: dict[str, list[Source]] = {}
    for source in backed:
        publishers.setdefault(source.publisher, []).append(source)
    return SourcesPage(
        head=edition.head("sources.html", ("sources",), edition.say("Sources")),
        count=len(backed),
        publishers=tuple(
            Publisher(
                name=publisher,
                anchor="p-" + slug(publisher),
                sources=tuple(
                    CitedSource(
                        source_view(edition, source, number, 0),
                        tuple(edition.event(name) for name in dict.fromkeys(backed[source])),
                    )
                    for number, source in enumerate(publishers[publisher], start=1)
                ),
            )
            for publisher in sorted(publishers, key=lambda name: (not name, name.casefold(), name))
        ),
    )


def corrections_page(edition: Edition) -> CorrectionsPage:
    """Every correction, newest first."""
    corrections = [
        (correction, name)
        for name, entry in edition.site.entries.items()
        for correction in entry.event.corrections
    ]
    corrections.sort(key=lambda pair: (pair[0].date.sort_key, pair[1]), reverse=True)
    return CorrectionsPage(
        head=edition.head("corrections.html", ("corrections",), edition.say("Corrections")),
        corrections=tuple(
            CorrectedEvent(
                CorrectionView(edition.date(one.date), edition.needed(one.text, "")),
                edition.event(name),
            )
            for one, name in corrections
        ),
    )
