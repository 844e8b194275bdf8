"""What other sites show in a frame: the timeline, a topic or an event, and the code for it.

In: the settings, and the events of a list. Out: sheets of small pages with a bounded number of
cards, and the HTML that puts one into a page elsewhere. That HTML needs whole addresses, so a
site without one has none of this.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from types import MappingProxyType

from linimasa.model.address import whole
from linimasa.model.pages import EmbedPage
from linimasa.model.record import Text
from linimasa.model.settings import Embeddable, Order
from linimasa.model.views import EmbedOffer, Link, Phrase
from linimasa.plan.cards import headline
from linimasa.plan.edition import Edition
from linimasa.plan.lists import sections
from linimasa.plan.periods import group
from linimasa.plan.sheets import Listed, Listing, Sheet

FOLDER = "embed"
"""Where these pages are, below the root of each language."""
SCRIPT = "embed.js"
"""The address of the script for other sites: it stays, as they keep the code that names it."""
MOST = 10
"""So many events stand in a frame, at most."""
WIDTH = 640
"""Pixels for programs that ask; frames are as wide as the text they stand in."""
HEIGHTS: Mapping[bool, int] = MappingProxyType({False: 600, True: 380})
"""Pixels that a list and a single event have until a script knows better."""
OFFERED: Mapping[str, Embeddable] = MappingProxyType(
    {
        "timeline": Embeddable.TIMELINE,
        "thread": Embeddable.TOPICS,
        "actor": Embeddable.TOPICS,
        "tag": Embeddable.TOPICS,
        "event": Embeddable.EVENTS,
    }
)
"""What lets each kind of page be shown elsewhere."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """What is shown in a frame."""

    kind: str
    names: tuple[str, ...]
    """The address of the page in full, below the root of its language."""
    title: str

    @property
    def height(self) -> int:
        """The height of the frame in pixels, where no script runs."""
        return HEIGHTS[self.kind == "event"]


def is_offered(edition: Edition, kind: str) -> bool:
    """Whether other sites can show pages of this kind."""
    return bool(edition.settings.url) and OFFERED.get(kind) in edition.settings.embeds


def embed_address(edition: Edition, shown: Embedded) -> str:
    """The address of its page for frames."""
    return edition.address(FOLDER, *shown.names)


def embed_offer(edition: Edition, shown: Embedded) -> EmbedOffer | None:
    """What the page in full says of it, if other sites can show it."""
    if not is_offered(edition, shown.kind):
        return None
    address = embed_address(edition, shown)
    return EmbedOffer(address, whole(edition.settings.url, f"{address}oembed.json"))


def embed_code(edition: Edition, shown: Embedded) -> str:
    """The code for other sites: a frame, and the script that makes it as high as what is in it."""
    url = edition.settings.url
    return (
        f'<iframe src="{escape(whole(url, embed_address(edition, shown)))}"'
        f' title="{escape(shown.title)}"'
        f' width="100%" height="{shown.height}" style="border: 0" loading="lazy"></iframe>\n'
        f'<script async src="{escape(whole(url, SCRIPT))}"></script>'
    )


def embed_sheet(
    edition: Edition, shown: Embedded, label: Phrase, events: Sequence[Listed]
) -> Iterator[Sheet]:
    """The page of a list for frames, if other sites can show it."""
    if is_offered(edition, shown.kind):
        heading = Link(label, edition.address(*shown.names), len(events))
        yield _sheet(shown, heading, chosen(events), ())


def embed_event_sheets(edition: Edition, events: Sequence[Listed]) -> Iterator[Sheet]:
    """A page for frames for each event, if other sites can show events."""
    if not is_offered(edition, "event"):
        return
    # Without the number of its events: each further one would change all of these pages.
    home = Link(edition.needed(edition.settings.title, ""), edition.root)
    for one in events:
        outline = one.outline
        title = edition.needed(Text(outline.title), outline.id).text
        shown = Embedded(
            "event", ("events", outline.id), headline(title, edition.badge(outline.status))
        )
        yield _sheet(shown, home, (one,), tuple(code for code, _ in outline.title))


def _sheet(
    shown: Embedded, heading: Link, events: tuple[Listed, ...], written: tuple[str, ...]
) -> Sheet:
    listing = Listing(tuple([one.card for one in events]), events)
    names = (FOLDER, *shown.names)
    arguments = (shown, heading, listing, written)
    return Sheet(names, "embed.html", embed_page, arguments, listing.cards, indexed=False)


def chosen(events: Sequence[Listed]) -> tuple[Listed, ...]:
    """The events for a frame: all, or of many the most important ones and of these the newest."""
    best = heapq.nsmallest(
        MOST, range(len(events)), key=lambda at: (events[at].outline.importance, -at)
    )
    return tuple(events[at] for at in sorted(best))


def embed_page(
    edition: Edition, shown: Embedded, heading: Link, listing: Listing, written: tuple[str, ...]
) -> EmbedPage:
    """Lay out a page for frames; `written` are the languages that it is really written in."""
    head = edition.head("embed.html", (FOLDER, *shown.names), shown.title, indexed=False)
    full = edition.head(
        "", shown.names, "", in_language=written.__contains__ if written else lambda code: True
    )
    newest_first = shown.kind == "timeline" and edition.settings.order is Order.NEWEST
    return EmbedPage(
        head=replace(head, canonical=full.canonical),
        kind=shown.kind,
        heading=heading,
        sections=sections(edition, group(listing.events), (), newest_first),
        more=max(heading.count - len(listing.events), 0),
        newest_first=newest_first,
        code=embed_code(edition, shown),
    )
