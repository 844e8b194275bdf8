"""What readers can take with them: the files of the formats that a site offers.

In: a format, and the language of a page. Out: the address of its file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from linimasa.model.pages import Download
from linimasa.model.settings import ExportFormat
from linimasa.plan.edition import Edition


@dataclass(frozen=True, slots=True)
class Offer:
    """The file of a format."""

    name: str
    """What it is called wherever one speaks of it; the same in all languages."""
    file: str
    media_type: str
    is_feed: bool = False
    in_all_languages: bool = False
    """Whether one file at the root of the site has them all, rather than each its own."""
    needs_address: bool = False
    """Whether there is none while the site has no address of its own."""


OFFERS: Mapping[ExportFormat, Offer] = MappingProxyType(
    {
        ExportFormat.JSON: Offer("JSON", "events.json", "application/json", in_all_languages=True),
        ExportFormat.CSV: Offer("CSV", "events.csv", "text/csv", in_all_languages=True),
        ExportFormat.JSON_FEED: Offer(
            "JSON Feed", "feed.json", "application/feed+json", is_feed=True
        ),
        ExportFormat.RSS: Offer(
            "RSS", "rss.xml", "application/rss+xml", is_feed=True, needs_address=True
        ),
        ExportFormat.ICS: Offer("iCalendar", "calendar.ics", "text/calendar"),
        ExportFormat.JSON_LD: Offer("JSON-LD", "events.jsonld", "application/ld+json"),
        ExportFormat.GEOJSON: Offer("GeoJSON", "events.geojson", "application/geo+json"),
        ExportFormat.TIMELINEJS: Offer("TimelineJS", "timelinejs.json", "application/json"),
        ExportFormat.MARKDOWN: Offer("Markdown", "events.md", "text/markdown"),
    }
)
"""Formats with a file for the whole site."""


def address_of(form: ExportFormat, edition: Edition) -> str:
    """Where the file of a format is, for readers of a language."""
    offer = OFFERS[form]
    return offer.file if offer.in_all_languages else edition.root + offer.file


def downloads(edition: Edition) -> Iterator[Download]:
    """The files that the site offers readers of a language."""
    for form in dict.fromkeys(edition.settings.exports):
        offer = OFFERS.get(form)
        if offer and (edition.settings.url or not offer.needs_address):
            address = address_of(form, edition)
            yield Download(offer.name, address, offer.media_type, offer.is_feed)
