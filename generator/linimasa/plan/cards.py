"""An event as readers of one language see it: in a list, as a line, and its sources."""

from __future__ import annotations

from linimasa.link import newsrooms
from linimasa.model.record import Id, Relation, Source
from linimasa.model.site import Entry
from linimasa.model.views import Card, LaterNote, Link, SourceView, Step
from linimasa.plan.edition import Edition
from linimasa.wording import language_name

DECISIVE = (Relation.DENIES, Relation.CONFIRMS, Relation.CORRECTS, Relation.SUPERSEDES)
"""What a reader of the earlier event must be told at its top."""


def card(edition: Edition, name: Id) -> Card:
    """What a list shows of an event."""
    entry = edition.site.entries[name]
    event = entry.event
    thread, place_in_thread = _thread(edition, name, entry)
    return Card(
        id=name,
        address=edition.address("events", name),
        title=edition.needed(event.title, name),
        summary=edition.phrase(event.summary),
        date=edition.date(event.date),
        status=edition.badge(event.status),
        importance=event.importance,
        place=edition.phrase(event.place.name) if event.place else None,
        sources=sources(edition, entry),
        newsrooms=newsrooms(event.sources),
        statements=len(event.statements),
        thread=thread,
        place_in_thread=place_in_thread,
        later=_later(edition, entry),
        draft=not entry.public,
    )


def step(edition: Edition, name: Id) -> Step:
    """An event as a line."""
    event = edition.site.entries[name].event
    return Step(
        title=edition.needed(event.title, name),
        address=edition.address("events", name),
        date=edition.date(event.date),
        status=edition.badge(event.status),
        here=False,
    )


def thread_link(edition: Edition, thread: Id) -> Link:
    """A thread, with the number of its events."""
    one = edition.site.threads[thread]
    label = edition.needed(one.name, thread)
    return Link(label, edition.address("threads", thread), len(one.events))


def sources(edition: Edition, entry: Entry) -> tuple[SourceView, ...]:
    """The sources of an event, numbered in the author's order."""
    shown = next(
        (body for body in entry.body if body.language == edition.language.code),
        next(iter(entry.body), None),
    )
    cited = dict(shown.cited) if shown else {}
    return tuple(
        source_view(edition, source, number, cited.get(number, 0))
        for number, source in enumerate(entry.event.sources, start=1)
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


def _thread(edition: Edition, name: Id, entry: Entry) -> tuple[Link | None, int]:
    if entry.thread is None:
        return None, 0
    events = edition.site.threads[entry.thread].events
    return thread_link(edition, entry.thread), events.index(name) + 1


def _later(edition: Edition, entry: Entry) -> tuple[LaterNote, ...]:
    """What later events did to this one, in order of time."""
    notes = []
    for kind, other in entry.back:
        if kind in DECISIVE:
            event = edition.site.entries[other].event
            notes.append(
                LaterNote(
                    relation=kind,
                    title=edition.needed(event.title, other),
                    address=edition.address("events", other),
                    date=edition.date(event.date),
                )
            )
    return tuple(notes)
