"""The page of one event: everything about it."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from linimasa.load import whole_event
from linimasa.model.address import slug
from linimasa.model.freeform import Pairs, thawed
from linimasa.model.pages import EventPage
from linimasa.model.period import Period
from linimasa.model.record import Event, Id, Media, Relation, Statement
from linimasa.model.site import Entry, Prose, Site, Whole
from linimasa.model.views import (
    CorrectionView,
    Link,
    MediaView,
    Phrase,
    RelatedEvent,
    StatementView,
)
from linimasa.plan.cards import Line, Ties, card, cited_in, headline, line, step
from linimasa.plan.edition import Edition
from linimasa.plan.embeds import Embedded, embed_offer
from linimasa.plan.sheets import Sheet
from linimasa.plan.structured import event_json_ld
from linimasa.wording import language_name

AROUND = 12
"""Of a long thread the page of an event shows so many events before it and after it."""


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """The other events that the page of an event names."""

    thread: tuple[Line, ...]
    """Those of its thread, itself included; of a long one those around it."""
    related: tuple[tuple[Relation, bool, Line], ...]
    """Its relations, its own first; true where the other event points here."""
    earlier: Line | None
    later: Line | None


def event_sheets(
    edition: Edition, site: Site, tied: Mapping[Id, Ties], wholes: Mapping[Id, Whole]
) -> Iterator[Sheet]:
    """The pages of the events whose wholes are given."""
    tags = {tag: edition.tag(tag, label) for tag, label in site.tags.items()}
    line_of = functools.cache(lambda name: line(site.entries[name].outline))
    for name, whole in wholes.items():
        entry = site.entries[name]
        outline = entry.outline
        own_tags = tuple(tags[tag] for tag in dict.fromkeys(map(slug, outline.tags)))
        written = tuple(code for code, _ in outline.title)
        yield Sheet(
            ("events", name),
            "event.html",
            event_page,
            (
                whole,
                tied[name],
                _neighborhood(entry, site, line_of),
                own_tags,
                outline.period[:2],
            ),
            written=written,
        )


def event_page(
    edition: Edition,
    whole: Whole,
    tied: Ties,
    around: Neighborhood,
    tags: tuple[Link, ...],
    period: tuple[int, int],
) -> EventPage:
    """Lay out the page of one event."""
    event, prose = whole_event(whole, edition.zone)
    shown = card(edition, event, tied, cited_in(edition, prose))
    body = _body(edition, prose)
    within = Period(*period)
    title = headline(shown.title.text, shown.status)
    page = EventPage(
        head=edition.head(
            "event.html",
            ("events", event.id),
            title,
            shown.summary.text if shown.summary else "",
            in_language=lambda code: event.title.get(code) is not None,
            embed=embed_offer(edition, Embedded("event", ("events", event.id), title)),
        ),
        card=shown,
        body=body,
        shown_in=_shown_in(edition, shown.title, body),
        statements=tuple(_statement(edition, event, one) for one in event.statements),
        actors=tuple(edition.actor(word) for word in dict.fromkeys(event.actors)),
        tags=tags,
        media=tuple(_media(edition, event, one) for one in event.media),
        corrections=tuple(
            CorrectionView(edition.date(one.date), edition.needed(one.text, ""))
            for one in event.corrections
        ),
        thread=tuple(step(edition, one, event.id) for one in around.thread),
        related=tuple(
            RelatedEvent(kind, back, step(edition, other)) for kind, back, other in around.related
        ),
        earlier=step(edition, around.earlier) if around.earlier else None,
        later=step(edition, around.later) if around.later else None,
        period=Link(edition.own(edition.period(within)), edition.address(within.name)),
        extra=json.dumps(thawed(Pairs(event.extra)), ensure_ascii=False, sort_keys=True),
    )
    whole_title, _ = edition.settings.title.best(edition.language.code, edition.first)
    return replace(page, head=replace(page.head, json_ld=event_json_ld(page, whole_title)))


def media_address(event: Id, file: str) -> str:
    """Where a picture of an event is published: below the event's own name, in no language."""
    return f"media/{event}/{file}"


def _neighborhood(entry: Entry, site: Site, line_of: Callable[[Id], Line]) -> Neighborhood:
    thread = stretch(entry.outline.id, site.threads[entry.thread].events) if entry.thread else ()
    return Neighborhood(
        thread=tuple(map(line_of, thread)),
        related=tuple(
            (kind, back, line_of(other))
            for back, pairs in ((False, entry.relations), (True, entry.back))
            for kind, other in pairs
        ),
        earlier=line_of(entry.earlier) if entry.earlier else None,
        later=line_of(entry.later) if entry.later else None,
    )


def stretch(event: Id, events: Sequence[Id]) -> Sequence[Id]:
    """The part of its thread that the page of an event shows; `events` are all of the thread."""
    if len(events) <= 2 * AROUND:
        return events
    here = events.index(event)
    return events[max(here - AROUND, 0) : here + AROUND + 1]


def _body(edition: Edition, prose: Sequence[Prose]) -> Phrase | None:
    """The body in the language of the page, else in the first, else in any there is."""
    bodies = {body.language: body.html for body in prose}
    for code in (edition.language.code, edition.first, *bodies):
        if code in bodies:
            return Phrase(bodies[code], code)
    return None


def _shown_in(edition: Edition, title: Phrase, body: Phrase | None) -> str:
    """The language a reader gets instead of the page's, if it is another one."""
    for phrase in (body, title):
        if phrase and phrase.language != edition.language.code:
            return language_name(phrase.language, edition.language)
    return ""


def _statement(edition: Edition, event: Event, statement: Statement) -> StatementView:
    numbers = {source.key: number for number, source in enumerate(event.sources, 1) if source.key}
    return StatementView(
        by=edition.actor(statement.by),
        stance=statement.stance,
        text=edition.phrase(statement.text),
        date=edition.maybe_date(statement.date),
        sources=tuple(numbers[key] for key in statement.sources if key in numbers),
    )


def _media(edition: Edition, event: Event, media: Media) -> MediaView:
    return MediaView(
        address=media_address(event.id, media.file),
        alt=edition.phrase(media.alt),
        caption=edition.phrase(media.caption),
        credit=media.credit,
        license=media.license,
        url=media.url,
    )
