"""The page of one event: everything about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from linimasa.model.address import slug
from linimasa.model.pages import EventPage
from linimasa.model.record import Event, Id, Media, Statement
from linimasa.model.site import Entry
from linimasa.model.views import (
    Card,
    CorrectionView,
    Link,
    MediaView,
    Phrase,
    RelatedEvent,
    StatementView,
    Step,
)
from linimasa.plan.edition import Edition
from linimasa.plan.periods import period_of
from linimasa.structured import event_json_ld
from linimasa.wording import language_name

Steps = Mapping[Id, Step]

SURE = ("sure", "planned")


def event_page(edition: Edition, name: Id, card: Card, steps: Steps) -> EventPage:
    """Lay out the page of one event; `steps` are the lines of all events."""
    entry = edition.site.entries[name]
    event = entry.event
    period = period_of(event.date)
    body = _body(edition, entry)
    page = EventPage(
        head=edition.head(
            "event.html",
            ("events", name),
            _headline(card),
            card.summary.text if card.summary else "",
            in_language=lambda code: event.title.get(code) is not None,
        ),
        card=card,
        body=body,
        shown_in=_shown_in(edition, card.title, body),
        statements=tuple(_statement(edition, event, one) for one in event.statements),
        actors=tuple(edition.actor(word) for word in dict.fromkeys(event.actors)),
        tags=tuple(edition.tag(word) for word in dict.fromkeys(map(slug, event.tags))),
        media=tuple(_media(edition, entry, one) for one in event.media),
        corrections=tuple(
            CorrectionView(edition.date(one.date), edition.needed(one.text, ""))
            for one in event.corrections
        ),
        thread=_thread(edition, name, entry, steps),
        related=_related(entry, steps),
        earlier=steps[entry.earlier] if entry.earlier else None,
        later=steps[entry.later] if entry.later else None,
        period=Link(edition.own(edition.date(period.date).words), edition.address(period.name)),
        extra=json.dumps(_plain(event.extra), ensure_ascii=False, sort_keys=True),
    )
    title, _ = edition.site.settings.title.best(edition.language.code, edition.first)
    return replace(page, head=replace(page.head, json_ld=event_json_ld(page, title)))


def media_address(entry: Entry, media: Media) -> str:
    """Where a picture of an event is published: below the event's own name, in no language."""
    return f"media/{entry.event.id}/{media.file}"


def _headline(card: Card) -> str:
    """The title for the browser's tab: a rumor never travels without its word."""
    title = card.title.text
    return title if card.status.tone in SURE else f"{title} ({card.status.label.text})"


def _body(edition: Edition, entry: Entry) -> Phrase | None:
    """The body in the language of the page, else in the first, else in any there is."""
    bodies = {body.language: body.html for body in entry.body}
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


def _media(edition: Edition, entry: Entry, media: Media) -> MediaView:
    return MediaView(
        address=media_address(entry, media),
        alt=edition.phrase(media.alt),
        caption=edition.phrase(media.caption),
        credit=media.credit,
        license=media.license,
        url=media.url,
    )


def _thread(edition: Edition, name: Id, entry: Entry, steps: Steps) -> tuple[Step, ...]:
    if entry.thread is None:
        return ()
    events = edition.site.threads[entry.thread].events
    return tuple(replace(steps[other], here=other == name) for other in events)


def _related(entry: Entry, steps: Steps) -> tuple[RelatedEvent, ...]:
    """Every relation of the event, its own first."""
    return tuple(
        RelatedEvent(kind, back, steps[other])
        for back, pairs in ((False, entry.relations), (True, entry.back))
        for kind, other in pairs
    )


def _plain(value: object) -> object:
    """The author's `extra` as JSON has it: pairs become objects, tuples become lists."""
    if isinstance(value, tuple):
        if value and all(isinstance(one, tuple) and len(one) == 2 for one in value):
            return {str(key): _plain(inside) for key, inside in value}
        return [_plain(one) for one in value] if value else {}
    return value
