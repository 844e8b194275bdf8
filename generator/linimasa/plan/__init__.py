"""The site → its pages: which exist, where, and showing what, in each language.

In: the `Site` and the languages it is read in. Out: the small `SiteInfo` of each language, and
a sheet for every page: the call that lays it out as a frozen value. Events are drawn as cards
first, once each; lists then hold the keys of these. Nothing here renders, and no page looks at
another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from linimasa.model.pages import SiteInfo
from linimasa.model.record import Id
from linimasa.model.site import Site, Whole
from linimasa.plan.cards import Ties, card_page, ties
from linimasa.plan.edition import Edition, edition, site_url
from linimasa.plan.embeds import embed_event_sheets
from linimasa.plan.events import event_sheets, media_address, stretch
from linimasa.plan.gathering import Gathered, gathered
from linimasa.plan.offers import downloads
from linimasa.plan.overviews import period_sheets, timeline_sheets
from linimasa.plan.periods import calendar
from linimasa.plan.plain import navigation, not_found_sheet, redirect_sheets, text_sheets
from linimasa.plan.sheets import NOTHING_KNOWN, Known, Listed, Sheet
from linimasa.plan.sources import correction_sheets, source_sheets
from linimasa.plan.topics import directory_sheets, topic_sheets, topics

__all__ = [
    "Edition",
    "Gathered",
    "Known",
    "Listed",
    "Plan",
    "Sheet",
    "Ties",
    "card_sheet",
    "edition",
    "event_sheets",
    "gathered",
    "info",
    "media_copies",
    "pages",
    "stretch",
    "ties",
]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned in one language."""

    edition: Edition
    ties: Mapping[Id, Ties]
    cards: Mapping[Id, bytes]
    """The keys of the cards of all events."""
    sheets: tuple[Sheet, ...]


def card_sheet(site: Site, tied: Mapping[Id, Ties], event: Id) -> Sheet:
    """An event as lists show it; this is not a page yet."""
    return Sheet((), "card.html", card_page, (site.entries[event].outline, tied[event]))


def pages(
    edition: Edition,
    site: Site,
    tied: Mapping[Id, Ties],
    wholes: Mapping[Id, Whole],
    cards: Mapping[Id, bytes],
    groups: Gathered,
    known: Known = NOTHING_KNOWN,
) -> Iterator[Sheet]:
    """Every page of one language; `cards` are the keys of the events' cards.

    What is `known` already is not planned again.
    """
    listed = {
        name: Listed(cards[name].hex(), entry.outline) for name, entry in site.entries.items()
    }
    events = tuple(listed.values())
    axis = calendar(events)
    found = topics(edition, site, groups)
    yield from timeline_sheets(edition, site.tags, events, axis, groups.whole)
    yield from period_sheets(axis)
    same = {name: known.of_event(name) for name in site.entries}
    unknown = {name: wholes[name] for name, sheets in same.items() if not sheets}
    made = event_sheets(edition, site, tied, unknown)
    for sheets in same.values():
        yield from sheets or [next(made)]
    yield from embed_event_sheets(edition, events)
    yield from topic_sheets(edition, found, listed, known)
    yield from directory_sheets(edition, found)
    yield from source_sheets(edition, site, groups, known)
    yield from correction_sheets(edition, site)
    yield from text_sheets(edition, site)
    yield from redirect_sheets(edition, site)
    if edition.language.code == edition.first:
        yield not_found_sheet()


def media_copies(site: Site) -> Iterator[tuple[str, str]]:
    """The address of each picture, with the file of the site folder it is a copy of."""
    for name, entry in site.entries.items():
        for file in dict.fromkeys(entry.outline.media):
            yield media_address(name, file), f"{entry.folder}/{file}"


def info(edition: Edition, site: Site, assets: Sequence[tuple[str, str]]) -> SiteInfo:
    """What every template of this language may know of the site.

    `assets` maps the theme's static files to their published addresses.
    """
    outlines = [entry.outline for entry in site.entries.values()]
    return SiteInfo(
        title=edition.needed(edition.settings.title, ""),
        description=edition.phrase(edition.settings.description),
        url=site_url(edition.settings),
        home=edition.root,
        languages=tuple(edition.languages),
        navigation=navigation(edition, site),
        has_threads=bool(site.threads),
        has_corrections=any(one.corrected for one in outlines),
        has_tags=any(one.tags for one in outlines),
        has_actors=any(one.actors or one.speakers for one in outlines),
        feed=edition.root + "feed.xml",
        downloads=tuple(downloads(edition)),
        assets=tuple(assets),
    )
