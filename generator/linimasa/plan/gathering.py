"""Which events have a topic or a source in common, whatever they are called.

In: the `Site`. Out: `Gathered`, made of ids: the same in every language, and the same for as long
as events are only called or described otherwise.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from linimasa.model.address import slug
from linimasa.model.period import NO_YEAR, Period, stretch
from linimasa.model.record import Id
from linimasa.model.settings import Settings
from linimasa.model.site import Outline, Site
from linimasa.plan.sheets import FULL_PAGE


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be said of some events as a whole."""

    count: int
    sources: int
    """How many different ones."""
    covered: str
    """From the first to the last, as EDTF, in periods that say no more than is known."""
    statuses: tuple[tuple[str, int], ...]
    """How many bear each status, in the order of the site's vocabulary."""


@dataclass(frozen=True, slots=True)
class Group:
    """Events with something in common, in order of time."""

    word: str
    """What it is, as it was first written."""
    events: tuple[Id, ...]
    facts: Facts | None
    """Where they are more than fit on a page; of fewer, the page works it out if it is drawn."""


@dataclass(frozen=True, slots=True)
class Backed:
    """A source, by the events that it backs."""

    number: int
    """Its place in the first of these events."""
    events: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The events of each topic, and the sources of each publisher."""

    whole: Facts
    threads: Mapping[Id, Group]
    """By id."""
    actors: Mapping[str, Group]
    """Those who take part in an event or make a statement, by address, most events first."""
    tags: Mapping[str, Group]
    """By address, most events first."""
    statuses: Mapping[str, Group]
    """Those in use, by word, in the order of the site's vocabulary."""
    publishers: Mapping[str, tuple[Backed, ...]]
    """By name, those of nobody last."""


def gathered(site: Site) -> Gathered:
    """Gather the events of a site."""
    outlines = [entry.outline for entry in site.entries.values()]
    statuses = _groups(site, ((one.status, one.status, one.id) for one in outlines))
    vocabulary = [word for word, _ in site.settings.statuses if word in statuses]
    return Gathered(
        whole=facts(outlines, site.settings),
        threads={name: _group(site, name, one.events) for name, one in site.threads.items()},
        actors=_most_first(
            _groups(
                site,
                (
                    (slug(word), word, one.id)
                    for one in outlines
                    for word in (*one.actors, *one.speakers)
                ),
            )
        ),
        tags=_most_first(
            _groups(site, ((slug(tag), tag, one.id) for one in outlines for tag in one.tags))
        ),
        statuses={word: statuses[word] for word in vocabulary},
        publishers=_publishers(outlines),
    )


def facts(outlines: Collection[Outline], settings: Settings) -> Facts:
    """What can be said of some events as a whole."""
    counts = Counter([one.status for one in outlines])
    order = [word for word, _ in settings.statuses]
    return Facts(
        count=len(outlines),
        sources=len({place for one in outlines for _, _, place in one.sources}),
        covered=_covered(outlines),
        statuses=tuple(
            (word, counts[word])
            for word in sorted(counts, key=lambda word: order.index(word) if word in order else 99)
        ),
    )


def _covered(outlines: Iterable[Outline]) -> str:
    places = {one.period[:2] for one in outlines}
    periods = sorted(
        (Period(*place) for place in places - {NO_YEAR} or places),
        key=lambda one: one.place,
    )
    if len(periods) == 1:
        return periods[0].date.edtf
    return stretch(periods[0].first, max(one.last for one in periods)).edtf if periods else ""


def _groups(site: Site, members: Iterable[tuple[str, str, Id]]) -> Mapping[str, Group]:
    """Groups by name, of members given as a name, the word for it and an event."""
    words: dict[str, str] = {}
    events: defaultdict[str, dict[Id, None]] = defaultdict(dict)
    for name, word, event in members:
        words.setdefault(name, word)
        events[name][event] = None
    return {name: _group(site, words[name], tuple(some)) for name, some in events.items()}


def _group(site: Site, word: str, events: tuple[Id, ...]) -> Group:
    if len(events) <= FULL_PAGE:
        return Group(word, events, None)
    outlines = [site.entries[name].outline for name in events]
    return Group(word, events, facts(outlines, site.settings))


def _most_first(groups: Mapping[str, Group]) -> Mapping[str, Group]:
    order = sorted(groups, key=lambda name: (-len(groups[name].events), name))
    return {name: groups[name] for name in order}


def _publishers(outlines: Iterable[Outline]) -> Mapping[str, tuple[Backed, ...]]:
    """Every source once, by publisher."""
    found: dict[str, tuple[str, int, list[Id]]] = {}
    for one in outlines:
        for number, (publisher, _, place) in enumerate(one.sources):
            if place in found:
                found[place][2].append(one.id)
            else:
                found[place] = publisher, number, [one.id]
    publishers: dict[str, list[Backed]] = {}
    for publisher, number, events in found.values():
        publishers.setdefault(publisher, []).append(Backed(number, tuple(events)))
    order = sorted(publishers, key=lambda name: (not name, name.casefold(), name))
    return {name: tuple(publishers[name]) for name in order}
