"""The Atom feed of each language: the events that changed last.

In: the site and its plans. Out: `feed.xml` below the root of each language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from linimasa.exporters.feed import NEWEST, Feed, FeedEntry, feed_file
from linimasa.exporters.published import Published
from linimasa.exporters.xmltext import element
from linimasa.load import listed_event
from linimasa.model.address import link, slug
from linimasa.model.files import Output
from linimasa.model.site import Outline, Site
from linimasa.model.views import Card
from linimasa.plan import Plan
from linimasa.plan.cards import card


def export(published: Published) -> tuple[Output, ...]:
    """A feed for each language of the site, whether it has events or not."""
    site, plans = published.site, published.plans
    public = [entry.outline for entry in site.entries.values() if entry.public]
    # Events that changed together keep the order of time.
    order = sorted(range(len(public)), key=lambda at: (public[at].changed, at), reverse=True)
    newest = [public[at] for at in order[:NEWEST]]
    return tuple(_of_language(plan, site, newest) for plan in plans)


def _of_language(plan: Plan, site: Site, newest: Sequence[Outline]) -> Output:
    edition = plan.edition
    settings, code = edition.settings, edition.language.code
    feed = Feed(
        settings=settings,
        language=code,
        address=edition.root + "feed.xml",
        page=edition.root,
        title=settings.title.best(code, edition.first)[0],
        subtitle=settings.description.best(code, edition.first)[0],
    )
    entries = []
    for one in newest:
        shown = card(edition, listed_event(one, edition.zone), plan.ties[one.id], ())
        slugs = dict.fromkeys(map(slug, one.tags))
        tags = [edition.tag(tag, site.tags[tag]).label.text for tag in slugs]
        entries.append(_entry(shown, tags, one.changed))
    return feed_file(feed, entries)


def _entry(card: Card, tags: Sequence[str], moment: int) -> FeedEntry:
    title = card.title.text
    if card.status.tone != "sure":
        title = f"{title} ({card.status.label.text})"
    summary = card.date.words
    if card.summary:
        summary = f"{summary} — {card.summary.text}"
    return FeedEntry(
        name=link(card.id),
        title=title,
        title_language=card.title.language,
        moment=moment,
        address=card.address,
        summary=summary,
        summary_language=card.title.language,
        more=[*_sources(card), *(element("category", attributes={"term": tag}) for tag in tags)],
    )


def _sources(card: Card) -> Iterator[Element]:
    """Links of the relation `via` (RFC 4287, 4.2.7.2)."""
    for source in card.sources:
        if source.url:
            title = source.title or source.publisher
            yield element("link", attributes={"rel": "via", "href": source.url, "title": title})
