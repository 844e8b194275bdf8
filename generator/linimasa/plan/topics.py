"""The pages of threads, actors, tags and status words, and the lists of all of those."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from linimasa.model.address import slug
from linimasa.model.pages import DirectoryEntry, DirectoryPage, TopicPage
from linimasa.model.record import Id, Text
from linimasa.model.settings import StatusWord
from linimasa.model.views import Badge, Card, Link, Phrase
from linimasa.plan.cards import thread_link
from linimasa.plan.edition import Edition
from linimasa.plan.lists import (
    FULL_PAGE,
    key_events,
    period_links,
    sections,
    source_count,
    span,
    split,
    tally,
)
from linimasa.plan.periods import Period, group
from linimasa.wording import status_description

Cards = Mapping[Id, Card]

FOLDERS = {"thread": "threads", "actor": "actors", "tag": "tags", "status": "status"}
"""The address of each kind of topic."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that several events share."""

    kind: str
    name: str
    """Its part of the address."""
    link: Link
    events: tuple[Id, ...]
    intro: Phrase | None = None
    actor_kind: str = ""
    website: str = ""
    badge: Badge | None = None


def topic_pages(edition: Edition, cards: Cards) -> Iterator[TopicPage]:
    """A page for each topic; those with too many events have parts by year."""
    for topic in _topics(edition):
        yield from _pages(edition, cards, topic)


def directories(edition: Edition) -> Iterator[DirectoryPage]:
    """The list of all topics of each kind that the site has."""
    titles = {
        "thread": edition.say("Threads"),
        "actor": edition.say("Actors"),
        "tag": edition.say("Tags"),
        "status": edition.say("Status"),
    }
    topics = list(_topics(edition))
    for kind, title in titles.items():
        entries = tuple(
            DirectoryEntry(topic.link, topic.intro, topic.badge)
            for topic in topics
            if topic.kind == kind
        )
        head = edition.head("directory.html", (FOLDERS[kind],), title)
        yield DirectoryPage(head, kind, entries)


def _topics(edition: Edition) -> Iterator[Topic]:
    yield from _threads(edition)
    yield from _actors(edition)
    yield from _tags(edition)
    yield from _statuses(edition)


def _threads(edition: Edition) -> Iterator[Topic]:
    for thread in edition.site.threads.values():
        yield Topic("thread", thread.id, thread_link(edition, thread.id), thread.events)


def _actors(edition: Edition) -> Iterator[Topic]:
    """Everybody who takes part in an event or makes a statement, most events first."""
    events: dict[str, dict[Id, None]] = {}
    words: dict[str, str] = {}
    for name, entry in edition.site.entries.items():
        by = (statement.by for statement in entry.event.statements)
        for word in (*entry.event.actors, *by):
            words.setdefault(slug(word), word)
            events.setdefault(slug(word), {})[name] = None
    for actor_id in sorted(events, key=lambda one: (-len(events[one]), one)):
        actor = edition.site.actors.get(words[actor_id])
        link = edition.actor(words[actor_id])
        yield Topic(
            kind="actor",
            name=actor_id,
            link=Link(link.label, link.address, len(events[actor_id])),
            events=tuple(events[actor_id]),
            intro=edition.phrase(actor.description) if actor else None,
            actor_kind=actor.kind if actor else "",
            website=actor.url if actor else "",
        )


def _tags(edition: Edition) -> Iterator[Topic]:
    events: dict[str, dict[Id, None]] = {}
    for name, entry in edition.site.entries.items():
        for tag in entry.event.tags:
            events.setdefault(slug(tag), {})[name] = None
    for tag in sorted(events, key=lambda tag: (-len(events[tag]), tag)):
        link = edition.tag(tag)
        yield Topic(
            "tag", tag, Link(link.label, link.address, len(events[tag])), tuple(events[tag])
        )


def _statuses(edition: Edition) -> Iterator[Topic]:
    """Every status word in use, in the order of the site's vocabulary."""
    for word, status in edition.site.settings.statuses:
        events = tuple(
            name for name, entry in edition.site.entries.items() if entry.event.status == word
        )
        if events:
            badge = edition.badge(word)
            yield Topic(
                kind="status",
                name=slug(word),
                link=Link(badge.label, badge.address, len(events)),
                events=events,
                intro=_status_intro(edition, word, status),
                badge=badge,
            )


def _status_intro(edition: Edition, word: str, status: StatusWord) -> Phrase | None:
    description: Text = status.description
    words = status_description(word, edition.language)
    return edition.phrase(description) or (edition.own(words) if words else None)


def _pages(edition: Edition, cards: Cards, topic: Topic) -> Iterator[TopicPage]:
    if len(topic.events) <= FULL_PAGE:
        yield _page(edition, cards, topic, topic.events, group(edition.site, topic.events))
        return
    parts = split(edition, topic.events)
    key = key_events(edition, parts)
    yield _page(edition, cards, topic, topic.events, key, parts)
    for period, names in parts.items():
        yield _page(edition, cards, topic, names, {period: names}, within=period)


def _page(
    edition: Edition,
    cards: Cards,
    topic: Topic,
    names: Sequence[Id],
    groups: Mapping[Period, Sequence[Id]],
    parts: Mapping[Period, Sequence[Id]] | None = None,
    within: Period | None = None,
) -> TopicPage:
    below: tuple[str, ...] = (FOLDERS[topic.kind], topic.name)
    title = topic.link.label.text
    place = below
    if within:
        title = f"{title} · {edition.date(within.date).words}"
        place = (*below, within.name)
    return TopicPage(
        head=edition.head(
            f"{topic.kind}.html", place, title, topic.intro.text if topic.intro else ""
        ),
        kind=topic.kind,
        heading=topic.link.label,
        intro=topic.intro,
        actor_kind=topic.actor_kind,
        website=topic.website,
        badge=topic.badge,
        count=len(names),
        sources=source_count(edition, names),
        span=span(edition, names),
        tally=tally(cards, names, edition),
        parts=period_links(edition, parts or {}, *below),
        sections=sections(edition, cards, groups, {}, newest_first=False),
    )
