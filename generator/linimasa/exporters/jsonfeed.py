"""The JSON Feed 1.1 of each language: the events that changed last, with their texts.

In: the site and its plans. Out: `feed.json` below the root of each language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linimasa.exporters.atom import events_feed
from linimasa.exporters.content import content
from linimasa.exporters.feed import author, brief, headline, newest, rfc_3339, tag_labels
from linimasa.exporters.jsonfile import dump, listing
from linimasa.exporters.published import Published, WholeEvent, alone, in_each_language
from linimasa.model.address import link, whole
from linimasa.model.files import Output
from linimasa.model.settings import ExportFormat
from linimasa.plan import Edition
from linimasa.plan.offers import address_of

VERSION = "https://jsonfeed.org/version/1.1"


def export(published: Published) -> tuple[Output, ...]:
    """A feed for each language of the site."""
    return in_each_language(published, ExportFormat.JSON_FEED, _pieces)


def _pieces(published: Published, edition: Edition) -> Iterator[bytes]:
    address = address_of(ExportFormat.JSON_FEED, edition)
    feed, url = events_feed(edition, address), edition.settings.url
    head = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": whole(url, edition.root),
        "feed_url": whole(url, address),
        "description": feed.subtitle,
        "language": feed.language,
        "authors": [{"name": author(feed)}],
    }
    names = [one.id for one in newest(published.site)]
    items = published.each(feed_item, edition, feed.name, of=names)
    yield from listing(dump(_told(head)), "items", items)


def feed_item(event: WholeEvent, edition: Edition, feed: str) -> str:
    """An event as an item; what changed last is named by `feed` and its id."""
    shown = alone(event, edition)
    html, language = content(event, edition)
    item: dict[str, Any] = {
        "id": f"{feed}/{link(shown.id)}",
        "url": whole(edition.settings.url, shown.address),
        "title": headline(shown),
        "content_html": html,
        "summary": brief(shown),
        "date_modified": rfc_3339(event.changed, edition.zone),
        "tags": tag_labels(edition, event.event.tags),
        "language": language or shown.title.language,
    }
    if not html:
        item["content_text"] = brief(shown)
    return dump(_told(item))


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
