"""Events that relations tie together, and what such a thread is called.

In: events in order of time, with their relations. Out: threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from linimasa.model.record import Id, Relation, Text
from linimasa.model.site import Outline, Site, Thread


def tied_together(
    order: Sequence[Id],
    forward: Mapping[Id, Sequence[tuple[Relation, Id]]],
    shown: Mapping[Id, Outline],
    names: Mapping[str, Text],
) -> dict[Id, Thread]:
    """The threads of some events, which are given in order of time, by their ids.

    `names` are what the site calls them, by any of their events. `see-also` does not tie.

    Union-find with the earliest event of each group as its root, so the thread is named by it.
    """
    place = {name: number for number, name in enumerate(order)}
    root = dict(zip(order, order, strict=True))

    def find(name: Id) -> Id:
        while root[name] != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    for name in order:
        for kind, target in forward[name]:
            if kind is not Relation.SEE_ALSO:
                one, other = sorted((find(name), find(target)), key=place.__getitem__)
                root[other] = one
    groups: dict[Id, list[Id]] = {}
    for name in order:
        groups.setdefault(find(name), []).append(name)
    return {
        first: Thread(first, tuple(group), _thread_name(group, names, shown[first]))
        for first, group in groups.items()
        if len(group) > 1
    }


def _thread_name(events: Sequence[Id], names: Mapping[str, Text], first: Outline) -> Text:
    return next((names[name] for name in events if name in names), Text(first.title))


def renamed(site: Site, outlines: Iterable[Outline]) -> Site:
    """The site with events that have other titles, and are in all else what they were."""
    entries, threads = dict(site.entries), dict(site.threads)
    names = dict(site.settings.threads)
    for one in outlines:
        if one.id in entries:
            entries[one.id] = replace(entries[one.id], outline=one)
        if one.id in threads:
            events = threads[one.id].events
            threads[one.id] = Thread(one.id, events, _thread_name(events, names, one))
    return replace(site, entries=entries, threads=threads)


def around_event(site: Site, name: Id) -> Iterator[Id]:
    """The events that have to do with an event: its neighbors, those tied to it, its thread."""
    entry = site.entries[name]
    yield from (one for one in (entry.earlier, entry.later) if one)
    yield from (other for _, other in (*entry.relations, *entry.back))
    yield from site.threads[entry.thread].events if entry.thread else ()
