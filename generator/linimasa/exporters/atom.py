"""The Atom feed of each language: the events that changed last.

In: the site and its plans. Out: `feed.xml` below the root of each language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from linimasa.exporters.feed import (
    Feed,
    FeedEntry,
    brief,
    feed_document,
    headline,
    newest,
    tag_labels,
)
from linimasa.exporters.published import Published, later
from linimasa.exporters.xmltext import element
from linimasa.load import listed_event
from linimasa.model.address import link
from linimasa.model.files import Output
from linimasa.model.site import Outline, Site
from linimasa.model.views import Card
from linimasa.plan import Edition, Plan
from linimasa.plan.cards import card


def export(published: Published) -> tuple[Output, ...]:
    """A feed for each language of the site, whether it has events or not."""
    return tuple(
        later(f"{plan.edition.root}feed.xml", _content, published.site, plan)
        for plan in published.plans
    )


def _content(site: Site, plan: Plan) -> bytes:
    feed = events_feed(plan.edition, f"{plan.edition.root}feed.xml")
    return feed_document(feed, entries(plan, newest(site)))


def events_feed(edition: Edition, address: str) -> Feed:
    """The feed of all events in a language, in a file at this address."""
    settings, code = edition.settings, edition.language.code
    return Feed(
        settings=settings,
        language=code,
        address=address,
        page=edition.root,
        title=settings.title.best(code, edition.first)[0],
        subtitle=settings.description.best(code, edition.first)[0],
    )


def entries(plan: Plan, chosen: Sequence[Outline]) -> list[FeedEntry]:
    """An entry for each of these events."""
    edition = plan.edition
    made = []
    for one in chosen:
        shown = card(edition, listed_event(one, edition.zone), plan.ties[one.id], ())
        made.append(_entry(edition, shown, tag_labels(edition, one.tags), one.changed))
    return made


def _entry(edition: Edition, card: Card, tags: Sequence[str], moment: int) -> FeedEntry:
    summary = card.summary
    return FeedEntry(
        name=link(card.id),
        title=headline(card),
        title_language=card.title.language,
        moment=moment,
        address=card.address,
        summary=brief(card),
        summary_language=summary.language if summary else edition.language.code,
        more=[*_sources(card), *(element("category", attributes={"term": tag}) for tag in tags)],
    )


def _sources(card: Card) -> Iterator[Element]:
    """Links of the relation `via` (RFC 4287, 4.2.7.2)."""
    for source in card.sources:
        if source.url:
            title = source.title or source.publisher
            yield element("link", attributes={"rel": "via", "href": source.url, "title": title})
