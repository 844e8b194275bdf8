"""All events together → the `Site`: their order, and what each is to the others.

In: what `load` made of each file. Out: the published events in order of time, with their
neighbors, relations at both ends and threads, and a diagnostic for everything that no
single file can know: equal ids, words that name nothing, evidence that falls short,
translations that are missing. Nothing here knows a page or a language's wording.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import groupby
from pathlib import PurePosixPath

from linimasa import fuzzydate
from linimasa.diagnostics import Diagnostic, Related, did_you_mean, nearest, problem
from linimasa.model.address import same_place, slug
from linimasa.model.record import Actor, Event, Id, Relation, Source, Text
from linimasa.model.settings import Settings
from linimasa.model.site import (
    Entry,
    Loaded,
    LoadedPage,
    Reference,
    Site,
    Thread,
)


@dataclass(frozen=True, slots=True)
class Linked:
    """The site, and what is wrong between its files."""

    site: Site
    diagnostics: tuple[Diagnostic, ...]


def link(
    settings: Settings,
    named_in_settings: Sequence[Reference],
    loaded: Sequence[Loaded],
    actors: Mapping[str, Actor],
    pages: Sequence[LoadedPage],
    media: Collection[str],
    now: int,
    drafts: bool = False,
) -> Linked:
    """Put the events in order and tie them together.

    `named_in_settings` are the words of `site.yaml` that must name something. `media` are the
    paths of the pictures below the site folder. `now` is the moment of the build in seconds
    since 1970 (UTC): what is embargoed beyond it stays out, as drafts do, unless `drafts` asks
    for them.

    Diagnostics: `duplicate-id`, `unknown-event`, `hidden-event`, `self-relation`,
    `unknown-status`, `unknown-actor`, `unknown-page`, `missing-picture`, `thin-evidence`,
    `missing-translation`.
    """
    unique, duplicates = _by_id(loaded)
    public = {
        name
        for name, one in unique.items()
        if one.event and is_public(one.event, settings.timezone, now)
    }
    shown = {name: one for name, one in unique.items() if one.event and (drafts or name in public)}
    found = [
        *duplicates,
        *_dangling(unique, shown, settings, named_in_settings, actors, pages),
        *_missing_pictures(unique.values(), media),
        *_thin_evidence(shown.values(), settings),
        *_untranslated(shown.values(), settings),
    ]
    entries, threads = _tie(_in_order(shown), shown, public, settings)
    site = Site(settings, entries, threads, actors, tuple(pages), _tag_labels(entries, settings))
    return Linked(site, tuple(found))


def is_public(event: Event, zone: str, now: int) -> bool:
    """Whether readers may see the event at the moment `now` (seconds since 1970, UTC).

    An embargo that names a day only ends with the beginning of that day in the site's `zone`.
    """
    if event.draft:
        return False
    if not event.publish:
        return True
    moment = event.publish if "T" in event.publish else f"{event.publish}T00:00 {zone}"
    lifted = fuzzydate.parse(moment, "UTC").earliest
    return lifted is None or lifted <= now


def newsrooms(sources: Iterable[Source]) -> int:
    """How many independent origins there are: copies of one story count once.

    A source's origin is `origin`, else its publisher, author, or address.
    """
    return len({(s.origin or s.publisher or s.author or s.url or s.title) for s in sources})


def _event(loaded: Loaded) -> Event:
    """The event of a file that is known to have one."""
    assert loaded.event is not None
    return loaded.event


def _by_id(loaded: Sequence[Loaded]) -> tuple[dict[Id, Loaded], list[Diagnostic]]:
    """Files by id, with a diagnostic for each id or alias that is taken.

    Ids that differ only in case or in composed letters would share one file on some disks.
    """
    taken: dict[str, Loaded] = {}
    found = []
    unique: dict[Id, Loaded] = {}
    claims = [(one, one.id, "id") for one in loaded]
    claims += [(one, old, "aliases") for one in loaded if one.event for old in one.event.aliases]
    for one, name, field in claims:
        first = taken.get(same_place(name))
        if first is None:
            taken[same_place(name)] = one
            if field == "id":
                unique[name] = one
        else:
            found.append(
                problem(
                    "duplicate-id",
                    one.span(field),
                    f"“{name}” is the address of another event already",
                    "rename one of the two files, or give one of them another id:",
                    (Related(first.span("id"), "the other event"),),
                )
            )
    return unique, found


def _dangling(
    unique: Mapping[Id, Loaded],
    shown: Mapping[Id, Loaded],
    settings: Settings,
    named_in_settings: Sequence[Reference],
    actors: Mapping[str, Actor],
    pages: Sequence[LoadedPage],
) -> Iterator[Diagnostic]:
    """A diagnostic for each word that names nothing."""
    statuses = [word for word, _ in settings.statuses]
    page_names = {page.name for page in pages}
    naming: list[tuple[Id | None, Sequence[Reference]]] = [
        (None, named_in_settings),
        *((one.id, one.references) for one in unique.values()),
        *((None, page.references) for page in pages),
    ]
    for name, references in naming:
        for reference in references:
            word = reference.word
            match reference.kind:
                case "status" if word not in statuses:
                    yield _unknown_status(reference, statuses)
                case "actor" if word not in actors:
                    yield from _unknown_actor(reference, actors)
                case "page" if word not in page_names:
                    yield problem(
                        "unknown-page",
                        reference.span,
                        f"there is no page “{word}” in content/pages",
                        did_you_mean(word, page_names),
                    )
                case "event" | "event-link":
                    yield from _bad_target(reference, name, unique, shown)


def _unknown_status(reference: Reference, statuses: Sequence[str]) -> Diagnostic:
    return problem(
        "unknown-status",
        reference.span,
        f"“{reference.word}” is not one of the status words of this site",
        did_you_mean(reference.word, statuses, "use one of: " + ", ".join(statuses)),
    )


def _unknown_actor(reference: Reference, actors: Mapping[str, Actor]) -> Iterator[Diagnostic]:
    """A plain name is welcome; a word that looks like an id, or nearly is one, is a slip."""
    looks_like_id = slug(reference.word) == reference.word
    close = nearest(reference.word, actors)
    if actors and (looks_like_id or close):
        yield problem(
            "unknown-actor",
            reference.span,
            f"“{reference.word}” is not in content/_actors.yaml, so it is shown as written",
            f"did you mean “{close}”?" if close else "add it there, or write the name in full",
        )


def _bad_target(
    reference: Reference,
    name: Id | None,
    unique: Mapping[Id, Loaded],
    shown: Mapping[Id, Loaded],
) -> Iterator[Diagnostic]:
    """What is wrong with a relation or a link to another event, if anything.

    `name` is the event that names it; none for a plain page and for the settings.
    """
    word = Id(reference.word)
    public = name is None or name in shown
    if word not in unique:
        yield problem(
            "unknown-event",
            reference.span,
            f"there is no event “{word}”",
            did_you_mean(word, unique, "an event's id is the name of its file without .yaml"),
        )
    elif word == name and reference.kind == "event":
        yield problem("self-relation", reference.span, "an event cannot be tied to itself")
    elif reference.kind == "event-link" and public and word not in shown and unique[word].event:
        yield problem(
            "hidden-event",
            reference.span,
            f"the event “{word}” is not published yet, so this link would lead nowhere",
            "publish that event first, or take the link out",
        )


def _missing_pictures(loaded: Iterable[Loaded], media: Collection[str]) -> Iterator[Diagnostic]:
    """An error for each picture that does not lie beside its event."""
    beside: dict[PurePosixPath, list[str]] = {}
    for path in map(PurePosixPath, media):
        beside.setdefault(path.parent, []).append(path.name)
    for one in loaded:
        folder = PurePosixPath(one.path).parent
        there = beside.get(folder, [])
        for picture in one.event.media if one.event else ():
            if picture.file not in there:
                yield problem(
                    "missing-picture",
                    one.span("media"),
                    f"there is no picture “{picture.file}” beside this file",
                    did_you_mean(picture.file, there, f"put it into {folder}"),
                )


def _thin_evidence(shown: Iterable[Loaded], settings: Settings) -> Iterator[Diagnostic]:
    """A warning for each event with fewer sources than the site's policy asks of its status."""
    policies = dict(settings.evidence)
    for one in shown:
        event = _event(one)
        policy = policies.get(event.status)
        if not policy:
            continue
        independent = newsrooms(event.sources)
        if len(event.sources) < policy.sources or independent < policy.independent_sources:
            yield problem(
                "thin-evidence",
                one.span("status"),
                f"“{event.status}” asks for {policy.sources} sources,"
                f" {policy.independent_sources} of them independent;"
                f" here are {len(event.sources)}, {independent} independent",
                "add a source of another origin, or choose a more careful status",
            )


def _untranslated(shown: Iterable[Loaded], settings: Settings) -> Iterator[Diagnostic]:
    """One warning for each event and language that lacks something the event has in another."""
    for one in shown:
        event = _event(one)
        texts = (("title", event.title), ("summary", event.summary), ("body", event.body))
        for language in settings.languages:
            missing = [name for name, text in texts if text and text.get(language) is None]
            if missing:
                yield problem(
                    "missing-translation",
                    one.span(missing[0]),
                    f"not translated into “{language}”: {', '.join(missing)}",
                    "until it is, readers see the text in another language, marked as such",
                )


def _in_order(shown: Mapping[Id, Loaded]) -> list[Id]:
    """By beginning, then end; on equal dates a reply follows what it replies to; then by id."""
    dated = sorted(shown, key=lambda name: _event(shown[name]).date.sort_key)
    groups = groupby(dated, key=lambda name: _event(shown[name]).date.sort_key)
    return [name for _, group in groups for name in _told(list(group), shown)]


def _told(group: Sequence[Id], shown: Mapping[Id, Loaded]) -> list[Id]:
    """Events of one date, each after those its relations point to, as far as that goes."""
    if len(group) == 1:
        return list(group)
    inside = frozenset(group)
    pointing = {
        name: {target for _, target in _event(shown[name]).relations.pairs()} & inside - {name}
        for name in group
    }
    sorter = TopologicalSorter(pointing)
    try:
        sorter.prepare()
    except CycleError:
        return sorted(group)
    order: list[Id] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order += ready
        sorter.done(*ready)
    return order


def _tie(
    order: Sequence[Id], shown: Mapping[Id, Loaded], public: Collection[Id], settings: Settings
) -> tuple[dict[Id, Entry], dict[Id, Thread]]:
    """Entries in order, each with its neighbors and relations, and the threads they form."""
    forward = {
        name: tuple(
            (kind, target)
            for kind, target in _event(shown[name]).relations.pairs()
            if target in shown and target != name
        )
        for name in order
    }
    back: dict[Id, list[tuple[Relation, Id]]] = {name: [] for name in order}
    for name in order:
        for kind, target in forward[name]:
            back[target].append((kind, name))
    titles = {name: _event(shown[name]).title for name in order}
    threads = _threads(order, forward, titles, dict(settings.threads))
    thread_of = {name: thread.id for thread in threads.values() for name in thread.events}
    entries = {
        name: Entry(
            _event(shown[name]),
            shown[name].body,
            str(PurePosixPath(shown[name].path).parent),
            order[place - 1] if place else None,
            order[place + 1] if place + 1 < len(order) else None,
            forward[name],
            tuple(back[name]),
            thread_of.get(name),
            name in public,
        )
        for place, name in enumerate(order)
    }
    return entries, threads


def _threads(
    order: Sequence[Id],
    forward: Mapping[Id, Sequence[tuple[Relation, Id]]],
    titles: Mapping[Id, Text],
    names: Mapping[str, Text],
) -> dict[Id, Thread]:
    """Groups of events that relations tie together; `see-also` does not tie.

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
        first: Thread(
            first, tuple(group), next((names[n] for n in group if n in names), titles[first])
        )
        for first, group in groups.items()
        if len(group) > 1
    }


def _tag_labels(entries: Mapping[Id, Entry], settings: Settings) -> dict[str, Text]:
    """Every tag in use, by its slug; labels from the settings, else as first written."""
    labels = {slug(tag): text for tag, text in settings.tags}
    written = {
        slug(tag): Text(((settings.languages[0], tag),))
        for entry in reversed(list(entries.values()))
        for tag in entry.event.tags
    }
    return {tag: labels.get(tag, written[tag]) for tag in sorted(written)}
