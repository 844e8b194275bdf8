"""The pages of threads, actors, tags and status words, and the lists of all of those."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from linimasa.model.address import slug
from linimasa.model.pages import DirectoryEntry, DirectoryPage, TopicPage
from linimasa.model.period import Period
from linimasa.model.record import Id
from linimasa.model.settings import ExportFormat, StatusWord
from linimasa.model.site import Site
from linimasa.model.views import Badge, Link, Phrase
from linimasa.plan.cards import thread_link
from linimasa.plan.edition import Edition
from linimasa.plan.embeds import Embedded, embed_offer, embed_sheet
from linimasa.plan.gathering import Facts, Gathered, Group, facts
from linimasa.plan.lists import (
    Counts,
    Groups,
    counted,
    key_events,
    period_links,
    sections,
    span,
    split,
    tally,
)
from linimasa.plan.periods import group
from linimasa.plan.sheets import Known, Listed, Listing, Sheet, cards_of, pieces
from linimasa.wording import number, status_description

FOLDERS = {"thread": "threads", "actor": "actors", "tag": "tags", "status": "status"}
"""The address of each kind of topic."""
FOLLOWED = ("actor", "tag")
"""Topics that may have a feed."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that several events share."""

    kind: str
    name: str
    """Its part of the address."""
    link: Link
    intro: Phrase | None = None
    actor_kind: str = ""
    website: str = ""
    badge: Badge | None = None


Topics = Sequence[tuple[Topic, Group]]


def topics(edition: Edition, site: Site, groups: Gathered) -> Topics:
    """Every topic with its events."""
    return [
        *_threads(edition, site, groups),
        *_actors(edition, site, groups),
        *_tags(edition, site, groups),
        *_statuses(edition, groups),
    ]


# -- pages of topics ------------------------------------------------------------------------


def topic_sheets(
    edition: Edition, found: Topics, listed: Mapping[Id, Listed], known: Known
) -> Iterator[Sheet]:
    """A page for each topic; those with too many events have parts by year."""
    for topic, some in found:
        names = (FOLDERS[topic.kind], topic.name)
        if same := known.of_list(names, some.events):
            yield from same
            continue
        events = tuple([listed[name] for name in some.events])
        yield from embed_sheet(edition, _embedded(topic), topic.link.label, events)
        if some.facts is None:
            yield _full(topic, events)
        else:
            parts = split(events)
            yield _of_many(topic, some.facts, parts)
            for period, inside in parts:
                yield _full(topic, inside, within=period)


def _embedded(topic: Topic) -> Embedded:
    names = (FOLDERS[topic.kind], topic.name)
    return Embedded(topic.kind, names, topic.link.label.text)


def _full(topic: Topic, events: tuple[Listed, ...], within: Period | None = None) -> Sheet:
    """A page with all of its events on it.

    What it says of them is worked out when the page is drawn: few pages are.
    """
    names = (FOLDERS[topic.kind], topic.name, *((within.name,) if within else ()))
    listing = Listing(tuple([one.card for one in events]), events)
    arguments = (names, topic, listing, within)
    return Sheet(names, f"{topic.kind}.html", full_topic_page, arguments, listing.cards)


def _of_many(topic: Topic, told: Facts, parts: Groups) -> Sheet:
    """The first page of a topic with more events than fit on a page."""
    names = (FOLDERS[topic.kind], topic.name)
    shown = key_events(parts)
    arguments = (names, topic, told, shown, counted(parts), None)
    return Sheet(names, f"{topic.kind}.html", topic_page, arguments, cards_of(shown))


def full_topic_page(
    edition: Edition,
    names: tuple[str, ...],
    topic: Topic,
    listing: Listing,
    within: Period | None,
) -> TopicPage:
    """Lay out a page of a topic that has all of its events on it."""
    events = listing.events
    shown = ((within, events),) if within else group(events)
    told = facts([one.outline for one in events], edition.settings)
    return topic_page(edition, names, topic, told, shown, (), within)


def topic_page(
    edition: Edition,
    names: tuple[str, ...],
    topic: Topic,
    told: Facts,
    shown: Groups,
    parts: Counts,
    within: Period | None,
) -> TopicPage:
    """Lay out the page of a topic, or a part of it."""
    title = topic.link.label.text
    if within:
        title = f"{title} · {edition.period(within)}"
    return TopicPage(
        head=edition.head(
            f"{topic.kind}.html",
            names,
            title,
            topic.intro.text if topic.intro else "",
            embed=None if within else embed_offer(edition, _embedded(topic)),
        ),
        kind=topic.kind,
        heading=topic.link.label,
        intro=topic.intro,
        actor_kind=topic.actor_kind,
        website=topic.website,
        badge=topic.badge,
        count=told.count,
        sources=told.sources,
        span=span(edition, told.covered),
        tally=tally(edition, told.statuses),
        parts=period_links(edition, parts, FOLDERS[topic.kind], topic.name),
        sections=sections(edition, shown, (), newest_first=False),
        feed=_feed(edition, topic),
    )


def _feed(edition: Edition, topic: Topic) -> str:
    """The address of its feed, or nothing where it has none."""
    has_feed = topic.kind in FOLLOWED and ExportFormat.TOPIC_FEEDS in edition.settings.exports
    return topic_feed(edition, FOLDERS[topic.kind], topic.name) if has_feed else ""


def topic_feed(edition: Edition, folder: str, name: str) -> str:
    """The address of the feed of a topic."""
    return edition.address(folder, name) + "feed.xml"


# -- lists of topics ------------------------------------------------------------------------


def directory_sheets(edition: Edition, found: Topics) -> Iterator[Sheet]:
    """The list of all topics of each kind that the site has, on as many pages as it needs."""
    titles = {
        "thread": edition.say("Threads"),
        "actor": edition.say("Actors"),
        "tag": edition.say("Tags"),
        "status": edition.say("Status"),
    }
    for kind, title in titles.items():
        entries = tuple(
            DirectoryEntry(replace(topic.link, count=len(some.events)), topic.intro, topic.badge)
            for topic, some in found
            if topic.kind == kind
        )
        names = (FOLDERS[kind],)
        cut = pieces(entries)
        further = _further(edition, names, title, cut) if len(cut) > 1 else ()
        yield _directory(names, kind, title, tuple(cut[0]), further)
        for link, part in zip(further, cut[1:], strict=True):
            below = (*names, link.address.rstrip("/").rpartition("/")[2])
            yield _directory(below, kind, link.label.text, tuple(part), ())


def _further(
    edition: Edition, names: tuple[str, ...], title: str, cut: Sequence[Sequence[DirectoryEntry]]
) -> tuple[Link, ...]:
    """Links to the second page of a long list and those after it."""
    return tuple(
        Link(
            edition.own(f"{title} · {number(at, edition.language)}"),
            edition.address(*names, f"-{at}"),
        )
        for at in range(2, len(cut) + 1)
    )


def _directory(
    names: tuple[str, ...],
    kind: str,
    title: str,
    entries: tuple[DirectoryEntry, ...],
    further: tuple[Link, ...],
) -> Sheet:
    arguments = (names, kind, title, entries, further)
    return Sheet(names, "directory.html", directory_page, arguments, others=len(entries))


def directory_page(
    edition: Edition,
    names: tuple[str, ...],
    kind: str,
    title: str,
    entries: tuple[DirectoryEntry, ...],
    further: tuple[Link, ...],
) -> DirectoryPage:
    """Lay out the list of all topics of a kind."""
    return DirectoryPage(edition.head("directory.html", names, title), kind, entries, further)


# -- which topics there are -----------------------------------------------------------------


def _threads(edition: Edition, site: Site, groups: Gathered) -> Topics:
    return [
        (Topic("thread", name, thread_link(edition, site, name)), some)
        for name, some in groups.threads.items()
    ]


def _actors(edition: Edition, site: Site, groups: Gathered) -> Topics:
    found = []
    for name, some in groups.actors.items():
        actor = site.actors.get(some.word)
        topic = Topic(
            kind="actor",
            name=name,
            link=edition.actor(some.word),
            intro=edition.phrase(actor.description) if actor else None,
            actor_kind=actor.kind if actor else "",
            website=actor.url if actor else "",
        )
        found.append((topic, some))
    return found


def _tags(edition: Edition, site: Site, groups: Gathered) -> Topics:
    return [
        (Topic("tag", tag, edition.tag(tag, site.tags[tag])), some)
        for tag, some in groups.tags.items()
    ]


def _statuses(edition: Edition, groups: Gathered) -> Topics:
    statuses = dict(edition.settings.statuses)
    found = []
    for word, some in groups.statuses.items():
        badge = edition.badge(word)
        topic = Topic(
            kind="status",
            name=slug(word),
            link=Link(badge.label, badge.address),
            intro=_status_intro(edition, word, statuses[word]),
            badge=badge,
        )
        found.append((topic, some))
    return found


def _status_intro(edition: Edition, word: str, status: StatusWord) -> Phrase | None:
    words = status_description(word, edition.language)
    return edition.phrase(status.description) or (edition.own(words) if words else None)
