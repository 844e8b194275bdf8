"""A site in brief: how its events hang together, without what they say.

In: a linked site. Out: a line of JSON; and from that line the part of the site which the pages
of some events are made from. An edit that only these pages show needs no more than that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linimasa.model.address import folder_of, slug
from linimasa.model.jsonform import Damaged, dump, plain, value_of
from linimasa.model.pages import SiteInfo
from linimasa.model.record import Actor, Id, Relation, Text
from linimasa.model.settings import Settings
from linimasa.model.site import Entry, Outline, Site, Thread
from linimasa.plan import stretch


@dataclass(frozen=True, slots=True)
class Brief:
    """How the events of a site hang together; what concerns single events as JSON has it."""

    infos: tuple[SiteInfo, ...]
    """What templates know of the site, in each language."""
    tags: Mapping[str, Any]
    threads: Mapping[Id, Any]
    places: Mapping[Id, Sequence[Any]]
    """Of each published event the path of its file, then what its `Entry` holds after that."""


def brief_of(site: Site, paths: Mapping[Id, str], infos: Sequence[SiteInfo]) -> str:
    """A site as a line of JSON; `paths` are those of the events' files."""
    places = {
        name: (
            paths[name],
            entry.earlier,
            entry.later,
            [(kind.value, other) for kind, other in entry.relations],
            [(kind.value, other) for kind, other in entry.back],
            entry.thread,
            entry.public,
        )
        for name, entry in site.entries.items()
    }
    tags = {tag: plain(label, Text) for tag, label in site.tags.items()}
    threads = {name: plain(thread, Thread) for name, thread in site.threads.items()}
    return dump([plain(tuple(infos), tuple[SiteInfo, ...]), tags, threads, places])


def read_brief(text: str) -> Brief:
    """The brief again; raises `Damaged` for anything else."""
    try:
        infos, tags, threads, places = json.loads(text)
        return Brief(value_of(infos, tuple[SiteInfo, ...], "UTC"), tags, threads, places)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise Damaged("this is no site in brief") from error


def around(brief: Brief, names: Iterable[Id]) -> dict[Id, str]:
    """The events that the pages of these events name, they themselves included; their files."""
    needed: dict[Id, None] = {}
    for name in names:
        _, earlier, later, relations, back, thread, _ = brief.places[name]
        events = stretch(name, _thread(brief, thread).events) if thread else ()
        others = (other for _, other in (*relations, *back))
        needed |= dict.fromkeys((name, *filter(None, (earlier, later)), *others, *events))
    return {name: brief.places[name][0] for name in needed}


def part_of_site(
    brief: Brief,
    outlines: Mapping[Id, Outline],
    settings: Settings,
    actors: Mapping[str, Actor],
) -> Site:
    """The site with no more events than these, which hang together as they do in all of it."""
    entries = {name: _entry(brief.places[name], outline) for name, outline in outlines.items()}
    threads = {entry.thread for entry in entries.values() if entry.thread}
    tags = {slug(tag) for outline in outlines.values() for tag in outline.tags}
    return Site(
        settings,
        entries,
        {name: _thread(brief, name) for name in threads},
        actors,
        (),
        {tag: value_of(brief.tags[tag], Text, settings.timezone) for tag in tags},
    )


def _entry(place: Sequence[Any], outline: Outline) -> Entry:
    path, earlier, later, relations, back, thread, public = place
    return Entry(
        outline, folder_of(path), earlier, later, _pairs(relations), _pairs(back), thread, public
    )


def _pairs(pairs: Iterable[tuple[str, Id]]) -> tuple[tuple[Relation, Id], ...]:
    return tuple((Relation(kind), other) for kind, other in pairs)


def _thread(brief: Brief, name: Id) -> Thread:
    thread: Thread = value_of(brief.threads[name], Thread, "UTC")
    return thread
