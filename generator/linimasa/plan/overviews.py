"""The pages of the whole time axis: the timeline in both orders, and every period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from linimasa.model.pages import PeriodPage, TimelinePage
from linimasa.model.period import Period
from linimasa.model.record import Text
from linimasa.model.settings import Order
from linimasa.model.views import Link
from linimasa.plan.edition import Edition
from linimasa.plan.embeds import Embedded, embed_offer, embed_sheet
from linimasa.plan.filters import Choices, choices, filtering
from linimasa.plan.gathering import Facts
from linimasa.plan.lists import (
    Counts,
    Groups,
    counted,
    in_pieces,
    key_events,
    period_links,
    sections,
    span,
)
from linimasa.plan.overview import Measures, measures, overview
from linimasa.plan.periods import Calendar, by_month
from linimasa.plan.sheets import FULL_PAGE, Listed, Sheet, cards_of
from linimasa.plan.structured import timeline_json_ld

OTHER_ORDER = {True: "newest", False: "oldest"}
"""The address of the timeline in the order that the home page does not have."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What the home page says of the whole timeline."""

    total: int
    sources: int
    covered: str
    periods: Counts
    """Those of the overview."""
    pages: Counts
    """Those with pages."""


# -- the timeline ---------------------------------------------------------------------------


def timeline_sheets(
    edition: Edition,
    tags: Mapping[str, Text],
    events: Sequence[Listed],
    axis: Calendar,
    facts: Facts,
) -> Iterator[Sheet]:
    """The home page, and the timeline in the other order.

    A short timeline stands there in full; of a long one its newest period and its key events.
    """
    groups = axis.periods if len(events) <= FULL_PAGE else _newest_and_key(axis)
    whole = Whole(
        facts.count,
        facts.sources,
        facts.covered,
        counted(axis.overview),
        counted(axis.periods),
    )
    shown = [one for _, some in groups for one in some]
    offered = choices(edition, tags, shown)
    measured = measures(edition, events, shown, axis)
    newest_first = edition.settings.order is Order.NEWEST
    for home, newest in ((True, newest_first), (False, not newest_first)):
        arguments = (whole, groups, offered, measured, newest, home)
        names = () if home else (OTHER_ORDER[newest],)
        drawn = tuple(one.card for one in shown)
        yield Sheet(names, "timeline.html", timeline_page, arguments, drawn, indexed=home)
    yield from embed_sheet(
        edition, _embedded(edition), edition.needed(edition.settings.title, ""), events
    )


def _embedded(edition: Edition) -> Embedded:
    return Embedded("timeline", (), edition.needed(edition.settings.title, "").text)


def timeline_page(
    edition: Edition,
    whole: Whole,
    groups: Groups,
    offered: tuple[Choices, ...],
    measured: Measures | None,
    newest_first: bool,
    home: bool,
) -> TimelinePage:
    """Lay out the timeline."""
    title = edition.needed(edition.settings.title, "").text
    description = edition.phrase(edition.settings.description)
    listed = sections(edition, groups, whole.pages, newest_first)
    filters, listed = filtering(edition, offered, listed)
    page = TimelinePage(
        head=edition.head(
            "timeline.html",
            () if home else (OTHER_ORDER[newest_first],),
            title,
            description.text if description else "",
            indexed=home,
            embed=embed_offer(edition, _embedded(edition)),
        ),
        total=whole.total,
        shown=sum(len(some) for _, some in groups),
        sources=whole.sources,
        span=span(edition, whole.covered),
        periods=period_links(edition, whole.periods),
        sections=listed,
        newest_first=newest_first,
        other_order=edition.address(OTHER_ORDER[not newest_first]) if home else edition.address(),
        filters=filters,
        overview=overview(
            edition,
            measured,
            [item.id for section in listed for item in section.items],
            newest_first,
        ),
    )
    return replace(page, head=replace(page.head, json_ld=timeline_json_ld(page, title)))


def _newest_and_key(axis: Calendar) -> Groups:
    """The key events of a long timeline, and every event of its newest period if they fit."""
    groups = dict(key_events(axis.periods))
    newest, events = max(axis.periods, key=lambda part: part[0].place)
    others = sum(len(some) for period, some in groups.items() if period != newest)
    if len(events) + others <= FULL_PAGE:
        groups[newest] = events
    return tuple(groups.items())


# -- periods --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Around:
    """The other periods that the page of a period leads to."""

    within: Period | None
    """The longer one that it is part of."""
    parts: Counts
    """The shorter ones that it consists of, where those have pages."""
    earlier: Period | None
    later: Period | None


def period_sheets(axis: Calendar) -> Iterator[Sheet]:
    """A page for every year, for the months of long years, and for longer periods in use."""
    overview = dict(axis.overview)
    periods = {period for period, _ in axis.periods}
    whole = tuple((one, overview.get(one, some)) for one, some in axis.periods)
    chapters = tuple((one, some) for one, some in axis.overview if one not in periods)
    for level in (whole, axis.months, chapters):
        order: list[Period | None] = [None, *(period for period, _ in level), None]
        for (period, events), earlier, later in zip(level, order, order[2:], strict=False):
            yield from _period_sheets(axis, period, events, earlier, later)


def _period_sheets(
    axis: Calendar,
    period: Period,
    events: tuple[Listed, ...],
    earlier: Period | None,
    later: Period | None,
) -> Iterator[Sheet]:
    """The page of a period; one that no shorter period divides has several if it is long."""
    parts = _parts(axis, period, events)
    shown: Groups = ((period, events),)
    if len(events) > FULL_PAGE:
        elsewhere = {one.card for _, some in parts for one in some}
        loose = tuple(one for one in events if one.card not in elsewhere)
        if not parts or len(loose) > FULL_PAGE:
            cut = in_pieces(period, loose)
            parts = (*cut, *parts)
            yield from _piece_sheets(period, cut)
            loose = ()
        shown = (*(((period, loose),) if loose else ()), *key_events(parts))
    around = Around(_within(axis, period), counted(parts), earlier, later)
    yield _sheet(period, len(events), shown, around)


def _piece_sheets(period: Period, cut: Groups) -> Iterator[Sheet]:
    order: list[Period | None] = [None, *(piece for piece, _ in cut), None]
    for (piece, events), earlier, later in zip(cut, order, order[2:], strict=False):
        yield _sheet(piece, len(events), ((piece, events),), Around(period, (), earlier, later))


def _sheet(period: Period, count: int, shown: Groups, around: Around) -> Sheet:
    arguments = (period, count, shown, around)
    return Sheet((period.name,), "period.html", period_page, arguments, cards_of(shown))


def period_page(
    edition: Edition, period: Period, count: int, shown: Groups, around: Around
) -> PeriodPage:
    """Lay out the page of a period."""
    heading = edition.period(period)
    return PeriodPage(
        head=edition.head("period.html", (period.name,), heading),
        heading=heading,
        count=count,
        within=_period_link(edition, around.within),
        parts=period_links(edition, around.parts),
        sections=sections(edition, shown, around.parts, newest_first=False),
        earlier=_period_link(edition, around.earlier),
        later=_period_link(edition, around.later),
    )


def _parts(axis: Calendar, period: Period, events: Sequence[Listed]) -> Groups:
    """The shorter periods with pages that a period consists of."""
    if period.month:
        return ()
    if period.years == 1:
        months = {month for month, _ in axis.months}
        return tuple(part for part in by_month(period, events) if part[0] in months)
    return tuple(
        (one, some)
        for one, some in axis.periods
        if one != period and one.within(period.years) == period
    )


def _within(axis: Calendar, period: Period) -> Period | None:
    """The longer period with a page that a period is part of."""
    whole = Period(period.start, 1) if period.month else period.within(axis.level)
    return None if whole == period else whole


def _period_link(edition: Edition, period: Period | None) -> Link | None:
    if period is None:
        return None
    return Link(edition.own(edition.period(period)), edition.address(period.name))
