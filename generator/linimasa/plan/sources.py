"""The pages of all sources and all corrections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from linimasa.fuzzydate import FuzzyDate
from linimasa.load import listed_event, listed_source
from linimasa.model.address import slug
from linimasa.model.jsonform import dated
from linimasa.model.pages import (
    CitedSource,
    CorrectedEvent,
    CorrectionsPage,
    Publisher,
    SourcesPage,
)
from linimasa.model.site import Outline, Site
from linimasa.model.views import CorrectionView, Link
from linimasa.plan.cards import source_view
from linimasa.plan.edition import Edition
from linimasa.plan.gathering import Backed, Gathered
from linimasa.plan.sheets import FULL_PAGE, Known, Sheet, pieces
from linimasa.wording import number as number_words

# -- sources --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cited:
    """A source, with the events it backs."""

    number: int
    """Its place in the first of these events."""
    events: tuple[Outline, ...]


ByPublisher = tuple[tuple[str, tuple[Cited, ...]], ...]


def source_sheets(edition: Edition, site: Site, groups: Gathered, known: Known) -> Iterator[Sheet]:
    """Every source once, by publisher.

    Where there are too many for a page, that lists the publishers, and each has its own.
    """
    publishers, total = groups.publishers, groups.whole.sources
    title = edition.say("Sources")
    if total <= FULL_PAGE:
        shown = _cited_by(site, publishers, publishers)
        yield _sheet(("sources",), title, total, len(publishers), shown, ())
        return
    places: dict[str, list[str]] = {}
    for publisher in publishers:
        places.setdefault(slug(publisher) if publisher else "", []).append(publisher)
    links = []
    for place, same in places.items():
        backed = [one for publisher in same for one in publishers[publisher]]
        name = same[0] or edition.say("Without a publisher")
        names = ("sources", place or "-")
        links.append(Link(edition.own(name), edition.address(*names), len(backed)))
        events = chain.from_iterable([one.events for one in backed])
        yield from known.of_list(names, events) or _publisher_sheets(
            edition, names, name, _cited_by(site, publishers, same), len(backed)
        )
    yield from _in_parts(edition, ("sources",), title, total, len(publishers), links)


def _cited_by(
    site: Site, publishers: Mapping[str, Sequence[Backed]], names: Iterable[str]
) -> ByPublisher:
    """The sources of these publishers, with the events that they back."""
    return tuple(
        (
            name,
            tuple(
                Cited(one.number, tuple([site.entries[event].outline for event in one.events]))
                for one in publishers[name]
            ),
        )
        for name in names
    )


def _publisher_sheets(
    edition: Edition, names: tuple[str, ...], name: str, same: ByPublisher, count: int
) -> Iterator[Sheet]:
    """The sources of one publisher, on as many pages as they need."""
    if count <= FULL_PAGE:
        yield _sheet(names, name, count, 1, same, ())
        return
    cut = pieces([(publisher, cited) for publisher, all_of in same for cited in all_of])
    links = []
    for number, part in enumerate(cut, 1):
        below = (*names, f"-{number}")
        links.append(Link(edition.own(f"{name} · {number}"), edition.address(*below), len(part)))
        shown = tuple((publisher, (cited,)) for publisher, cited in part)
        yield _sheet(below, f"{name} · {number}", len(part), 1, _joined(shown), ())
    yield _sheet(names, name, count, 1, (), tuple(links))


def _in_parts(
    edition: Edition,
    names: tuple[str, ...],
    title: str,
    total: int,
    publishers: int,
    links: Sequence[Link],
) -> Iterator[Sheet]:
    """The list of all publishers, on as many pages as it needs."""
    cut = pieces(links)
    if len(cut) == 1:
        yield _sheet(names, title, total, publishers, (), tuple(links))
        return
    further = []
    for number, part in enumerate(cut, 1):
        below = (*names, f"-{number}")
        heading = f"{title} · {number}"
        count = sum(link.count for link in part)
        further.append(Link(edition.own(heading), edition.address(*below), count))
        yield _sheet(below, heading, count, len(part), (), tuple(part))
    yield _sheet(names, title, total, publishers, (), tuple(further))


def _joined(parts: ByPublisher) -> ByPublisher:
    """Neighbors of one publisher put together."""
    joined: dict[str, tuple[Cited, ...]] = {}
    for publisher, cited in parts:
        joined[publisher] = joined.get(publisher, ()) + cited
    return tuple(joined.items())


def _sheet(
    names: tuple[str, ...],
    title: str,
    count: int,
    publishers: int,
    shown: ByPublisher,
    parts: tuple[Link, ...],
) -> Sheet:
    arguments = (names, title, count, publishers, shown, parts)
    on_it = len(parts) + sum(len(cited) for _, cited in shown)
    return Sheet(names, "sources.html", sources_page, arguments, others=on_it)


def sources_page(
    edition: Edition,
    names: tuple[str, ...],
    title: str,
    count: int,
    publishers: int,
    shown: ByPublisher,
    parts: tuple[Link, ...],
) -> SourcesPage:
    """Lay out a page of sources."""
    return SourcesPage(
        head=edition.head("sources.html", names, title),
        count=count,
        publisher_count=publishers,
        parts=parts,
        publishers=tuple(
            Publisher(
                name=publisher,
                anchor=anchor,
                sources=tuple(_cited(edition, one, at) for at, one in enumerate(cited, start=1)),
            )
            for anchor, (publisher, cited) in zip(_anchors(shown), shown, strict=True)
        ),
    )


def _anchors(shown: ByPublisher) -> Iterator[str]:
    """An id for each publisher; names may differ and still have the same slug."""
    seen: dict[str, int] = {}
    for publisher, _ in shown:
        anchor = "p-" + slug(publisher)
        seen[anchor] = seen.get(anchor, 0) + 1
        yield anchor if seen[anchor] == 1 else f"{anchor}.{seen[anchor]}"


def _cited(edition: Edition, cited: Cited, at: int) -> CitedSource:
    source = listed_source(cited.events[0], cited.number, edition.zone)
    events = tuple(edition.event(outline) for outline in dict.fromkeys(cited.events))
    return CitedSource(source_view(edition, source, at, 0), events)


# -- corrections ----------------------------------------------------------------------------


def corrections_feed(edition: Edition) -> str:
    """The address of the feed of corrections."""
    return edition.address("corrections") + "feed.xml"


def newest_corrections(
    events: Iterable[Outline], zone: str
) -> list[tuple[FuzzyDate, Outline, int]]:
    """The date of every correction of these events, the newest first, and its place in its event.

    Those of one event and date come in the order of their file.
    """
    found = [
        (dated(date, zone), outline, number)
        for outline in events
        for number, date in enumerate(outline.corrected)
    ]
    return sorted(found, key=lambda one: (one[0].sort_key, one[1].id), reverse=True)


def correction_sheets(edition: Edition, site: Site) -> Iterator[Sheet]:
    """Every correction, newest first, on as many pages as they need."""
    events = (entry.outline for entry in site.entries.values())
    found = newest_corrections(events, edition.zone)
    cut = pieces([(outline, place) for _, outline, place in found])
    further = [f"-{at}" for at in range(2, len(cut) + 1)]
    names = [("corrections",), *(("corrections", one) for one in further)]
    title = edition.say("Corrections")
    numbers = (number_words(at, edition.language) for at in range(2, len(cut) + 1))
    titles = [title, *(f"{title} · {one}" for one in numbers)]
    links = tuple(
        Link(edition.own(words), edition.address(*below), len(part))
        for words, below, part in zip(titles[1:], names[1:], cut[1:], strict=True)
    )
    for at, part in enumerate(cut):
        arguments = (names[at], titles[at], tuple(part), () if at else links)
        yield Sheet(names[at], "corrections.html", corrections_page, arguments, others=len(part))


def corrections_page(
    edition: Edition,
    names: tuple[str, ...],
    title: str,
    corrected: tuple[tuple[Outline, int], ...],
    parts: tuple[Link, ...],
) -> CorrectionsPage:
    """Lay out a page of corrections: of each event, the one at this place."""
    return CorrectionsPage(
        head=edition.head("corrections.html", names, title),
        feed=corrections_feed(edition),
        corrections=tuple(_corrected(edition, outline, place) for outline, place in corrected),
        parts=parts,
    )


def _corrected(edition: Edition, outline: Outline, place: int) -> CorrectedEvent:
    one = listed_event(outline, edition.zone).corrections[place]
    shown = CorrectionView(edition.date(one.date), edition.needed(one.text, ""))
    return CorrectedEvent(shown, edition.event(outline))
