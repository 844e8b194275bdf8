"""An Atom feed as bytes (RFC 4287): what the feeds of a site have in common.

In: what a feed is called, where it lies, and its entries. Out: its document. What it calls
`updated` comes from the record alone, so that a build without changes changes no feed and
announces nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from linimasa.exporters.xmltext import document, element
from linimasa.fuzzydate import SECONDS_A_DAY, date_of
from linimasa.fuzzydate.zones import to_civil
from linimasa.model.address import link, slug, up, whole
from linimasa.model.record import Text
from linimasa.model.settings import Settings
from linimasa.model.site import Outline, Site
from linimasa.model.views import Badge, Card
from linimasa.plan.edition import Edition

NEWEST = 50
"""How many entries a feed holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What the entries of one feed share."""

    settings: Settings
    language: str
    address: str
    page: str
    """The address of the page that shows the same."""
    title: str
    subtitle: str = ""
    kind: str = ""
    """What tells its id from that of the feed of events; no language has such a code."""
    is_choice: bool = False
    """Whether its entries are some of those in the feed of events."""

    @property
    def name(self) -> str:
        """The feed's id: a tag URI (RFC 4151) that stays when the site moves elsewhere."""
        return self._name(self.kind)

    @property
    def entries(self) -> str:
        """What the ids of its entries begin with: an entry has one id in all feeds (4.2.6)."""
        return self._name("" if self.is_choice else self.kind)

    def _name(self, kind: str) -> str:
        first = self.settings.languages[0]
        title = slug(self.settings.title.best(first, first)[0]) or "timeline"
        folder = f"{kind}/" if kind else ""
        return f"tag:linimasa,2026:{link(title)}/{folder}{self.language}"

    def href(self, address: str) -> str:
        """The way to a page: its whole address, or from the feed while the site has none."""
        if self.settings.url:
            return whole(self.settings.url, address)
        return up(self.address) + link(address) or "./"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry of a feed."""

    name: str
    """What its id adds to that of the feed that has all such entries, percent-encoded."""
    title: str
    title_language: str
    moment: int
    """When the record says that it last changed, in seconds since 1970 (UTC)."""
    address: str
    summary: str
    summary_language: str
    more: Sequence[Element] = ()
    """Further links, and categories."""


def newest(site: Site) -> list[Outline]:
    """The public events that changed last, the newest first."""
    return newest_of([entry.outline for entry in site.entries.values() if entry.public])


def newest_of(outlines: Sequence[Outline]) -> list[Outline]:
    """Those of these events that changed last; of equal ones the later in time comes first."""
    order = sorted(range(len(outlines)), key=lambda at: (outlines[at].changed, at), reverse=True)
    return [outlines[at] for at in order[:NEWEST]]


def headline(card: Card) -> str:
    """The title with its word."""
    return worded(card.title.text, card.status)


def worded(title: str, status: Badge) -> str:
    """The title of an event; what is not sure never travels without its word."""
    return title if status.tone == "sure" else f"{title} ({status.label.text})"


def brief(card: Card) -> str:
    """When it was, and its summary."""
    return f"{card.date.words} — {card.summary.text}" if card.summary else card.date.words


def tag_labels(edition: Edition, tags: Sequence[str]) -> list[str]:
    """What these tags are called, each once."""
    known = {slug(tag): label for tag, label in edition.settings.tags}
    spelled = {slug(tag): Text(((edition.first, tag),)) for tag in reversed(tags)}
    names = dict.fromkeys(map(slug, tags))
    return [edition.tag(tag, known.get(tag) or spelled[tag]).label.text for tag in names]


def feed_document(feed: Feed, entries: Sequence[FeedEntry]) -> bytes:
    """The feed as a document (RFC 4287, 4.1.1)."""
    moment = max((one.moment for one in entries), default=0)
    zone = feed.settings.timezone
    children = [
        element("id", feed.name),
        element("title", feed.title),
        *([element("subtitle", feed.subtitle)] if feed.subtitle else []),
        element("updated", rfc_3339(moment, zone)),
        element("author", children=[element("name", author(feed))]),
        _link(feed, "self", feed.address, "application/atom+xml"),
        _link(feed, "alternate", feed.page, "text/html"),
        element("generator", "Linimasa"),
        *(_entry(feed, one, zone) for one in entries),
    ]
    attributes = {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language}
    root = element("feed", attributes=attributes, children=children)
    return document(root)


def _entry(feed: Feed, one: FeedEntry, zone: str) -> Element:
    """One entry (RFC 4287, 4.1.2), in the language of its title."""
    language = one.title_language
    children: Iterable[Element] = (
        element("id", f"{feed.entries}/{one.name}"),
        element("title", one.title),
        element("updated", rfc_3339(one.moment, zone)),
        _link(feed, "alternate", one.address, "text/html"),
        *one.more,
        element("summary", one.summary, _language(one.summary_language, language)),
    )
    return element("entry", attributes=_language(language, feed.language), children=children)


def _language(own: str, around: str) -> dict[str, str]:
    return {} if own == around else {"xml:lang": own}


def author(feed: Feed) -> str:
    """Who publishes it."""
    settings = feed.settings
    return settings.author or settings.title.best(feed.language, settings.languages[0])[0]


def _link(feed: Feed, relation: str, address: str, media_type: str) -> Element:
    return element(
        "link", attributes={"rel": relation, "type": media_type, "href": feed.href(address)}
    )


def rfc_3339(moment: int, zone: str) -> str:
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
