"""The Atom feed of each language (RFC 4287): the events that changed last.

In: the site and its plans. Out: `feed.xml` below the root of each language. What it
calls `updated` comes from the record alone, so that a build without changes changes no feed
and announces nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from linimasa.exporters.xmltext import document, element
from linimasa.fuzzydate import SECONDS_A_DAY, date_of
from linimasa.fuzzydate.zones import to_civil
from linimasa.load import listed_event
from linimasa.model.address import link, slug, up, whole
from linimasa.model.files import Output
from linimasa.model.settings import Settings
from linimasa.model.site import Outline, Site
from linimasa.model.views import Card
from linimasa.plan import Plan
from linimasa.plan.cards import card

NEWEST = 50
"""How many events a feed holds."""


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


def export(site: Site, plans: Sequence[Plan]) -> tuple[Output, ...]:
    """A feed for each language of the site, whether it has events or not."""
    public = [entry.outline for entry in site.entries.values() if entry.public]
    # Events that changed together keep the order of time.
    order = sorted(range(len(public)), key=lambda at: (public[at].changed, at), reverse=True)
    newest = [public[at] for at in order[:NEWEST]]
    return tuple(_of_language(plan, site, newest) for plan in plans)


def _of_language(plan: Plan, site: Site, newest: Sequence[Outline]) -> Output:
    edition = plan.edition
    feed = _Feed(edition.settings, edition.language.code, edition.root + "feed.xml")
    entries = []
    for one in newest:
        shown = card(edition, listed_event(one, edition.zone), plan.ties[one.id], ())
        slugs = dict.fromkeys(map(slug, one.tags))
        tags = [edition.tag(tag, site.tags[tag]).label.text for tag in slugs]
        entries.append(_entry(feed, shown, tags, one.changed))
    moment = max((one.changed for one in newest), default=0)
    return Output(feed.address, _document(feed, edition.root, entries, moment))


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


def _document(feed: _Feed, home: str, entries: Sequence[Element], moment: int) -> bytes:
    """The feed as a file (RFC 4287, 4.1.1)."""
    settings, first = feed.settings, feed.settings.languages[0]
    title = settings.title.best(feed.language, first)[0]
    description = settings.description.best(feed.language, first)[0]
    children = [
        element("id", feed.name),
        element("title", title),
        *([element("subtitle", description)] if description else []),
        element("updated", _rfc_3339(moment, settings.timezone)),
        element("author", children=[element("name", settings.author or title)]),
        _link(feed, "self", feed.address, "application/atom+xml"),
        _link(feed, "alternate", home, "text/html"),
        element("generator", "Linimasa"),
        *entries,
    ]
    attributes = {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language}
    return document(element("feed", attributes=attributes, children=children))


def _link(feed: _Feed, relation: str, address: str, media_type: str) -> Element:
    return element(
        "link", attributes={"rel": relation, "type": media_type, "href": feed.href(address)}
    )


def _entry(feed: _Feed, card: Card, tags: Sequence[str], moment: int) -> Element:
    """One event (RFC 4287, 4.1.2); its sources are links of the relation `via` (4.2.7.2)."""
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
        _link(feed, "alternate", card.address, "text/html"),
        *(element("link", attributes=source) for source in sources),
        *(element("category", attributes={"term": tag}) for tag in tags),
        element("summary", summary),
    ]
    attributes = {} if card.title.language == feed.language else {"xml:lang": card.title.language}
    return element("entry", attributes=attributes, children=children)
