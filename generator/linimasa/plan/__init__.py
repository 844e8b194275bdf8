"""The site → its pages: which exist, where, and showing what, in each language.

In: the `Site` and the languages it is read in. Out: frozen pages and the small `SiteInfo`
of each language. Nothing here renders, and no page looks at another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from linimasa.model.pages import Page, SiteInfo
from linimasa.model.settings import Order
from linimasa.model.site import Site
from linimasa.plan.cards import card, step
from linimasa.plan.edition import Edition, site_url
from linimasa.plan.events import event_page, media_address
from linimasa.plan.overviews import corrections_page, period_pages, sources_page, timeline_page
from linimasa.plan.periods import calendar
from linimasa.plan.plain import navigation, not_found, redirects, text_pages
from linimasa.plan.topics import directories, topic_pages
from linimasa.wording import Language

__all__ = ["Plan", "media_copies", "plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """The pages of one language, and what their templates know of the site."""

    info: SiteInfo
    pages: tuple[Page, ...]


def plan(
    site: Site, languages: Mapping[str, Language], assets: Sequence[tuple[str, str]]
) -> tuple[Plan, ...]:
    """Lay out every page of the site, a `Plan` for each language in the site's order.

    `assets` maps the theme's static files to their published addresses.
    """
    editions = [Edition(site, language, languages) for language in languages.values()]
    return tuple(Plan(_info(one, assets), tuple(_pages(one))) for one in editions)


def media_copies(site: Site) -> Iterator[tuple[str, str]]:
    """The address of each picture, with the file of the site folder it is a copy of."""
    for entry in site.entries.values():
        yield from {
            media_address(entry, media): f"{entry.media_folder}/{media.file}"
            for media in entry.event.media
        }.items()


def _pages(edition: Edition) -> Iterator[Page]:
    site = edition.site
    cards = {name: card(edition, name) for name in site.entries}
    steps = {name: step(edition, name) for name in site.entries}
    axis = calendar(site)
    newest_first = site.settings.order is Order.NEWEST
    yield timeline_page(edition, cards, axis, newest_first, home=True)
    yield timeline_page(edition, cards, axis, not newest_first, home=False)
    yield from period_pages(edition, cards, axis)
    for name in site.entries:
        yield event_page(edition, name, cards[name], steps)
    yield from topic_pages(edition, cards)
    yield from directories(edition)
    yield sources_page(edition)
    yield corrections_page(edition)
    yield from text_pages(edition)
    yield from redirects(edition)
    if edition.language.code == edition.first:
        yield not_found(edition)


def _info(edition: Edition, assets: Sequence[tuple[str, str]]) -> SiteInfo:
    """What every template of this language may know of the site."""
    site = edition.site
    entries = site.entries.values()
    return SiteInfo(
        title=edition.needed(site.settings.title, ""),
        description=edition.phrase(site.settings.description),
        url=site_url(site),
        home=edition.root,
        languages=tuple(edition.languages),
        navigation=navigation(edition),
        has_threads=bool(site.threads),
        has_corrections=any(entry.event.corrections for entry in entries),
        has_tags=any(entry.event.tags for entry in entries),
        has_actors=any(entry.event.actors or entry.event.statements for entry in entries),
        feed=edition.root + "feed.xml",
        assets=tuple(assets),
    )
