"""The RSS 2.0 feed of each language: the events that changed last, with their texts.

In: the site and its plans. Out: `rss.xml` below the root of each language; nothing while the site
has no address of its own, as this format cannot do without.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from linimasa.exporters.atom import events_feed
from linimasa.exporters.content import content
from linimasa.exporters.feed import brief, headline, newest, tag_labels
from linimasa.exporters.published import Published, WholeEvent, alone, in_each_language
from linimasa.exporters.xmltext import clean
from linimasa.fuzzydate import SECONDS_A_DAY, date_of
from linimasa.model.address import link, whole
from linimasa.model.files import Output
from linimasa.model.settings import ExportFormat
from linimasa.plan import Edition
from linimasa.plan.offers import address_of

_DAYS = ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")  # 1970 began on a Thursday
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ROOT = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/">'
)


def export(published: Published) -> tuple[Output, ...]:
    """A feed for each language of the site."""
    if not published.site.settings.url:
        return ()
    return in_each_language(published, ExportFormat.RSS, _pieces)


def _pieces(published: Published, edition: Edition) -> Iterator[bytes]:
    address = address_of(ExportFormat.RSS, edition)
    feed, url = events_feed(edition, address), edition.settings.url
    chosen = newest(published.site)
    lines = [
        "<?xml version='1.0' encoding='utf-8'?>",
        _ROOT,
        "<channel>",
        _element("title", feed.title),
        _element("link", whole(url, edition.root)),
        _element("description", feed.subtitle or feed.title),
        _element("language", feed.language),
        *([_element("lastBuildDate", rfc_822(chosen[0].changed))] if chosen else []),
        _element("generator", "Linimasa"),
        f'<atom:link rel="self" type="application/rss+xml" href="{_text(whole(url, address))}"/>',
        "",
    ]
    yield "\n".join(lines).encode()
    names = [one.id for one in chosen]
    for item in published.each(item_element, edition, feed.name, of=names):
        yield item.encode()
    yield b"</channel>\n</rss>\n"


def item_element(event: WholeEvent, edition: Edition, feed: str) -> str:
    """An event as an item; its guid is no address, so that it stays when the site moves."""
    shown = alone(event, edition)
    html, _ = content(event, edition)
    guid = _text(f"{feed}/{link(shown.id)}")
    lines = [
        "<item>",
        _element("title", headline(shown)),
        _element("link", whole(edition.settings.url, shown.address)),
        f'<guid isPermaLink="false">{guid}</guid>',
        _element("pubDate", rfc_822(event.changed)),
        _element("description", _text(brief(shown))),  # readers take it for HTML
        *([_element("content:encoded", html)] if html else []),
        *(_element("category", tag) for tag in tag_labels(edition, event.event.tags)),
        "</item>",
        "",
    ]
    return "\n".join(lines)


def rfc_822(moment: int) -> str:
    """A moment, in seconds since 1970, as RSS has it (RFC 822 with years of four digits)."""
    days, seconds = divmod(moment, SECONDS_A_DAY)
    year, month, day = date_of(days)
    hours, minutes = divmod(seconds // 60, 60)
    clock = f"{hours:02}:{minutes:02}:{seconds % 60:02}"
    return f"{_DAYS[days % 7]}, {day:02} {_MONTHS[month - 1]} {year:04} {clock} +0000"


def _element(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>"


def _text(text: str) -> str:
    return escape(clean(text))
