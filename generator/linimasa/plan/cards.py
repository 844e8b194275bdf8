"""An event as readers of one language see it: in a list, as a line, and its sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linimasa.load import listed_event
from linimasa.model.jsonform import dated
from linimasa.model.pages import CardPage
from linimasa.model.record import Event, Id, Relation, Source, Text, newsrooms
from linimasa.model.site import Entry, Outline, Prose, Site
from linimasa.model.views import Badge, Card, LaterNote, Link, SourceView, Step
from linimasa.plan.edition import Edition
from linimasa.wording import language_name

DECISIVE = (Relation.DENIES, Relation.CONFIRMS, Relation.CORRECTS, Relation.SUPERSEDES)
"""What a reader of the earlier event must be told at its top."""


@dataclass(frozen=True, slots=True)
class Line:
    """As much of an event as a line about it shows."""

    id: Id
    title: Text
    date: str
    """As its author wrote it."""
    status: str


def line(outline: Outline) -> Line:
    """An event as other events speak of it."""
    return Line(outline.id, Text(outline.title), outline.date, outline.status)


@dataclass(frozen=True, slots=True)
class Ties:
    """What a card says of other events."""

    thread: Link | None
    """Its thread, with the number of events in it."""
    place_in_thread: int
    later: tuple[tuple[Relation, Line], ...]
    """What later events did to it, in order of time."""
    public: bool


def ties(edition: Edition, site: Site, names: Iterable[Id]) -> dict[Id, Ties]:
    """What the cards of these events say of other events."""
    threads: dict[Id, tuple[Link, int]] = {}
    for thread in site.threads.values():
        link = thread_link(edition, site, thread.id)
        threads |= {name: (link, place) for place, name in enumerate(thread.events, 1)}
    found = {}
    for name in names:
        entry = site.entries[name]
        link_or_none, place = threads.get(name, (None, 0))
        found[name] = Ties(link_or_none, place, _later(entry, site.entries), entry.public)
    return found


def card_page(edition: Edition, outline: Outline, tied: Ties) -> CardPage:
    """An event as each list shows it."""
    shown = card(edition, listed_event(outline, edition.zone), tied, ())
    return CardPage(edition.part_head("card.html"), shown)


def card(edition: Edition, event: Event, tied: Ties, cited: Iterable[tuple[int, int]]) -> Card:
    """What a list shows of an event; `cited` tells for numbers of sources how often they are."""
    return Card(
        id=event.id,
        address=edition.address("events", event.id),
        title=edition.needed(event.title, event.id),
        summary=edition.phrase(event.summary),
        date=edition.date(event.date),
        status=edition.badge(event.status),
        importance=event.importance,
        place=edition.phrase(event.place.name) if event.place else None,
        sources=_sources(edition, event, dict(cited)),
        newsrooms=newsrooms(event.sources),
        statements=len(event.statements),
        thread=tied.thread,
        place_in_thread=tied.place_in_thread,
        later=tuple(_later_note(edition, kind, other) for kind, other in tied.later),
        draft=not tied.public,
    )


def headline(title: str, status: Badge) -> str:
    """The title of an event with its word: what is not sure, or only planned, says so."""
    return title if status.tone == "sure" else f"{title} ({status.label.text})"


def step(edition: Edition, event: Line, here: str = "") -> Step:
    """An event as a line of a list; `here` is the id of the event whose page it is."""
    return Step(
        title=edition.needed(event.title, event.id),
        address=edition.address("events", event.id),
        date=edition.date(dated(event.date, edition.zone)),
        status=edition.badge(event.status),
        here=event.id == here,
    )


def thread_link(edition: Edition, site: Site, thread: Id) -> Link:
    """A thread, with the number of its events."""
    one = site.threads[thread]
    label = edition.needed(one.name, thread)
    return Link(label, edition.address("threads", thread), len(one.events))


def cited_in(edition: Edition, body: tuple[Prose, ...]) -> tuple[tuple[int, int], ...]:
    """How often the body that readers of this language get cites each source."""
    shown = (one for one in body if one.language == edition.language.code)
    best = next(shown, next(iter(body), None))
    return best.cited if best else ()


def _sources(edition: Edition, event: Event, cited: Mapping[int, int]) -> tuple[SourceView, ...]:
    """The sources of an event, numbered in the author's order."""
    return tuple(
        source_view(edition, source, number, cited.get(number, 0))
        for number, source in enumerate(event.sources, start=1)
    )


def source_view(edition: Edition, source: Source, number: int, cited: int) -> SourceView:
    """One source."""
    foreign = source.language if source.language != edition.language.code else ""
    return SourceView(
        number=number,
        url=source.url,
        title=source.title,
        publisher=source.publisher,
        author=source.author,
        date=edition.maybe_date(source.date),
        accessed=edition.maybe_date(source.accessed),
        language=foreign,
        language_name=language_name(foreign, edition.language) if foreign else "",
        archived=source.archived,
        origin=source.origin,
        quote=edition.phrase(source.quote),
        supports=edition.phrase(source.supports),
        cited=cited,
    )


def _later(entry: Entry, entries: Mapping[Id, Entry]) -> tuple[tuple[Relation, Line], ...]:
    decisive = ((kind, other) for kind, other in entry.back if kind in DECISIVE)
    return tuple((kind, line(entries[other].outline)) for kind, other in decisive)


def _later_note(edition: Edition, kind: Relation, other: Line) -> LaterNote:
    """What a later event did to this one."""
    return LaterNote(
        relation=kind,
        title=edition.needed(other.title, other.id),
        address=edition.address("events", other.id),
        date=edition.date(dated(other.date, edition.zone)),
    )
