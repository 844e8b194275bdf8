"""The Atom feed of each language (RFC 4287): the events that changed last.

In: the site and its event pages. Out: `feed.xml` below the root of each language. What it
calls `updated` comes from the record alone, so that a build without changes changes no feed
and announces nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from linimasa.exporters.xmltext import document, element
from linimasa.fuzzydate import SECONDS_A_DAY, FuzzyDate, date_of, first_second, last_second
from linimasa.fuzzydate.zones import offset_at, to_civil
from linimasa.model.address import language_root, link, slug, up, whole
from linimasa.model.files import Output
from linimasa.model.pages import EventPage, Page
from linimasa.model.record import Event
from linimasa.model.settings import Settings
from linimasa.model.site import Site

NEWEST = 50
"""How many events a feed holds."""

_FIRST_MOMENT, _LAST_MOMENT = first_second(1), last_second(9999)  # what RFC 3339 can write


@dataclass(frozen=True, slots=True, order=True)
class _Update:
    """When an event last changed; events that changed together keep the order of time."""

    moment: int
    place: int


@dataclass(frozen=True, slots=True)
class _Feed:
    """What the entries of one feed share."""

    settings: Settings
    language: str
    address: str

    @property
    def name(self) -> str:
        """The feed's id: a tag URI (RFC 4151) that stays when the site moves elsewhere."""
        first = self.settings.languages[0]
        title = slug(self.settings.title.best(first, first)[0]) or "timeline"
        return f"tag:linimasa,2026:{link(title)}/{self.language}"

    def href(self, address: str) -> str:
        """The way to a page: its whole address, or from the feed while the site has none."""
        if self.settings.url:
            return whole(self.settings.url, address)
        return up(self.address) + link(address) or "./"


def export(site: Site, pages: Sequence[Page]) -> tuple[Output, ...]:
    """A feed for each language of the site, whether it has events or not."""
    updates = {
        str(name): _Update(last_change(entry.event, site.settings.timezone), place)
        for place, (name, entry) in enumerate(site.entries.items())
    }
    events = [page for page in pages if isinstance(page, EventPage) and not page.card.draft]
    events.sort(key=lambda page: updates[page.card.id], reverse=True)
    outputs = []
    for language in site.settings.languages:
        root = language_root(language, site.settings.languages[0])
        feed = _Feed(site.settings, language, root + "feed.xml")
        newest = [page for page in events if page.head.language == language][:NEWEST]
        moments = [updates[page.card.id].moment for page in newest]
        outputs.append(Output(feed.address, _document(feed, root, newest, moments)))
    return tuple(outputs)


def last_change(event: Event, zone: str) -> int:
    """When the record says that an event last changed: seconds since 1970 (UTC).

    That is its last correction or the moment it was published; without either, its own date,
    whose start says when the news can first have been there. Years are held within 1 to 9999.
    """
    known = [_first_moment(correction.date, zone) for correction in event.corrections]
    if event.publish:
        known.append(_published(event.publish, zone))
    moment = max(known) if known else _first_moment(event.date, zone)
    return min(max(moment, _FIRST_MOMENT), _LAST_MOMENT)


def _first_moment(date: FuzzyDate, zone: str) -> int:
    if date.earliest is not None:
        return _utc(date.earliest, zone)
    return _utc(date.latest, zone) if date.latest is not None else _FIRST_MOMENT


def _published(moment: str, zone: str) -> int:
    written = datetime.fromisoformat(moment)
    if written.tzinfo is not None:
        return int(written.timestamp())
    return _utc(int(written.replace(tzinfo=UTC).timestamp()), zone)


def _utc(civil: int, zone: str) -> int:
    year = date_of(civil // SECONDS_A_DAY)[0]
    return civil - 60 * (offset_at(zone, civil, year) or 0)


def _rfc_3339(moment: int, zone: str) -> str:
    """Write it as the clocks of the site show it, so that a day stays the day that is meant."""
    civil = to_civil(moment, zone)
    days, seconds = divmod(moment if civil is None else civil, SECONDS_A_DAY)
    year, month, day = date_of(days)
    hours, minutes = divmod(seconds // 60, 60)
    offset = _offset(0 if civil is None else (civil - moment) // 60)
    return f"{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds % 60:02}{offset}"


def _offset(minutes: int) -> str:
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}" if minutes else "Z"


def _document(feed: _Feed, home: str, newest: Sequence[EventPage], moments: Sequence[int]) -> bytes:
    """The feed as a file (RFC 4287, 4.1.1)."""
    settings, first = feed.settings, feed.settings.languages[0]
    title = settings.title.best(feed.language, first)[0]
    description = settings.description.best(feed.language, first)[0]
    children = [
        element("id", feed.name),
        element("title", title),
        *([element("subtitle", description)] if description else []),
        element("updated", _rfc_3339(max(moments, default=0), settings.timezone)),
        element("author", children=[element("name", settings.author or title)]),
        _link(feed, "self", feed.address, "application/atom+xml"),
        _link(feed, "alternate", home, "text/html"),
        element("generator", "Linimasa"),
        *(_entry(feed, page, moment) for page, moment in zip(newest, moments, strict=True)),
    ]
    attributes = {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language}
    return document(element("feed", attributes=attributes, children=children))


def _link(feed: _Feed, relation: str, address: str, media_type: str) -> Element:
    return element(
        "link", attributes={"rel": relation, "type": media_type, "href": feed.href(address)}
    )


def _entry(feed: _Feed, page: EventPage, moment: int) -> Element:
    """One event (RFC 4287, 4.1.2); its sources are links of the relation `via` (4.2.7.2)."""
    card = page.card
    title = card.title.text
    if card.status.tone != "sure":
        title = f"{title} ({card.status.label.text})"
    summary = card.date.words
    if card.summary:
        summary = f"{summary} — {card.summary.text}"
    sources = [
        {"rel": "via", "href": source.url, "title": source.title or source.publisher}
        for source in card.sources
        if source.url
    ]
    children = [
        element("id", f"{feed.name}/{link(card.id)}"),
        element("title", title),
        element("updated", _rfc_3339(moment, feed.settings.timezone)),
        _link(feed, "alternate", page.head.address, "text/html"),
        *(element("link", attributes=source) for source in sources),
        *(element("category", attributes={"term": tag.label.text}) for tag in page.tags),
        element("summary", summary),
    ]
    attributes = {} if card.title.language == feed.language else {"xml:lang": card.title.language}
    return element("entry", attributes=attributes, children=children)
