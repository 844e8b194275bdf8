"""All events together → the `Site`: their order, and what each is to the others.

In: what `load` made of each file, as outlines. Out: the published events in order of time,
with their neighbors, relations at both ends and threads, and a diagnostic for everything that
no single file can know: equal ids, words that name nothing, evidence that falls short,
translations that are missing. Nothing here knows a page or a language's wording.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import groupby
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from linimasa import fuzzydate
from linimasa.diagnostics import Diagnostic, Related, did_you_mean, has_errors, problem
from linimasa.diagnostics.slips import Finder, finder, spelled_alike
from linimasa.link.threads import tied_together
from linimasa.load import reference, span_of
from linimasa.model.address import folder_of, same_place, slug
from linimasa.model.record import Actor, Event, Id, Relation, Text
from linimasa.model.settings import Settings
from linimasa.model.site import Entry, Filed, LoadedPage, Outline, Reference, Site, Thread

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Linked:
    """The site, and what is wrong between its files."""

    site: Site
    diagnostics: tuple[Diagnostic, ...]


def link(
    settings: Settings,
    named_in_settings: Sequence[Reference],
    files: Sequence[Filed],
    actors: Mapping[str, Actor],
    pages: Sequence[LoadedPage],
    media: Collection[str],
    now: int,
    drafts: bool = False,
    extra: Mapping[str, Any] = NOTHING,
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
    unique, duplicates = _by_id(files)
    outlines = {name: one.outline for name, one in unique.items() if one.outline}
    public = {name for name, one in outlines.items() if is_public(one, settings.timezone, now)}
    shown = outlines if drafts else {name: outlines[name] for name in outlines if name in public}
    found = [
        *duplicates,
        *_dangling(unique, shown, settings, named_in_settings, actors, pages),
        *_missing_pictures(unique.values(), media),
        *_thin_evidence(unique, shown, settings),
        *_untranslated(unique, shown),
    ]
    folders = {name: folder_of(unique[name].path) for name in shown}
    entries, threads = _tie(_in_order(shown), shown, folders, public, settings)
    labels = _tag_labels(entries, settings)
    site = Site(settings, entries, threads, actors, tuple(pages), labels, extra)
    return Linked(site, tuple(found))


def is_public(event: Outline | Event, zone: str, now: int) -> bool:
    """Whether readers may see the event at the moment `now` (seconds since 1970, UTC).

    An embargo that names a day only ends with the beginning of that day in the site's `zone`.
    """
    if event.draft:
        return False
    lifted = embargo(event, zone)
    return lifted is None or lifted <= now


def embargo(event: Outline | Event, zone: str) -> int | None:
    """The moment from which an event is public, in seconds since 1970 (UTC), if it has one."""
    if not event.publish:
        return None
    moment = event.publish if "T" in event.publish else f"{event.publish}T00:00 {zone}"
    return fuzzydate.parse(moment, "UTC").earliest


def _by_id(files: Sequence[Filed]) -> tuple[dict[Id, Filed], list[Diagnostic]]:
    """Files by id, with a diagnostic for each id or alias that is taken.

    Ids that differ only in case or in composed letters would share one file on some disks.
    """
    taken: dict[str, Filed] = {}
    found = []
    unique: dict[Id, Filed] = {}
    claims = [(one, one.id, "id") for one in files]
    claims += [(one, old, "aliases") for one in files if one.outline for old in one.outline.aliases]
    for one, name, field in claims:
        first = taken.get(same_place(name))
        if first is None:
            taken[same_place(name)] = one
            if field == "id":
                unique[name] = one
        else:
            hint = "rename one of the two files, or give one of them another id:"
            if field == "aliases":
                hint = "take it out of aliases: here, or out of the other event"
            message = f"“{name}” is the address of another event already"
            related: tuple[Related, ...] = (Related(span_of(first, "id"), "the other event"),)
            if first is one:
                message, hint = f"“{name}” is a name of this event already", "take it out here"
                related = ()
            found.append(problem("duplicate-id", span_of(one, field), message, hint, related))
    return unique, found


def _dangling(
    unique: Mapping[Id, Filed],
    shown: Collection[Id],
    settings: Settings,
    named_in_settings: Sequence[Reference],
    actors: Mapping[str, Actor],
    pages: Sequence[LoadedPage],
) -> Iterator[Diagnostic]:
    """A diagnostic for each word that names nothing."""
    statuses = dict(settings.statuses)
    known: dict[str, Collection[str]] = {
        "status": statuses,
        "actor": actors,
        "page": {page.name for page in pages},
        "event": unique,
        "event-link": unique,
        "language": settings.languages,
        "warning": settings.ignore,
        "encoding": settings.compress,
    }
    near = {"actor": finder(actors), "event": finder(unique)}
    for one in (*named_in_settings, *(one for page in pages for one in page.references)):
        if one.word not in known[one.kind] or one.kind == "event-link":
            yield from _wrong(one, None, unique, shown, known, near)
    for name, file in unique.items():
        for number, (kind, word) in enumerate(file.words):
            # Most words are fine, and there are many: a place is looked up for the others only.
            if kind == "picture":
                continue  # which ones there are depends on the folder; see `_missing_pictures`
            if word not in known[kind] or kind == "event-link" or word == name:
                yield from _wrong(reference(file, number), name, unique, shown, known, near)
        if file.outline and file.outline.status not in statuses and not _has_status(file):
            yield _no_status(file, file.outline.status, list(statuses))


def _has_status(file: Filed) -> bool:
    return any(kind == "status" for kind, _ in file.words)


def _no_status(file: Filed, usual: str, statuses: Sequence[str]) -> Diagnostic:
    return problem(
        "unknown-status",
        span_of(file, "title"),
        f"this event has no status, and “{usual}”, which it would have, is none of this site's",
        "add a line `status:` with one of: " + ", ".join(statuses),
    )


def _wrong(
    one: Reference,
    name: Id | None,
    unique: Mapping[Id, Filed],
    shown: Collection[Id],
    known: Mapping[str, Collection[str]],
    near: Mapping[str, Finder],
) -> Iterator[Diagnostic]:
    """What is wrong with a word by which the event `name`, or something else, refers."""
    match one.kind:
        case "status" if one.word not in known["status"]:
            yield unknown_status(one, list(known["status"]))
        case "actor" if one.word not in known["actor"]:
            yield from _unknown_actor(one, known["actor"], near["actor"])
        case "page" if one.word not in known["page"]:
            yield problem(
                "unknown-page",
                one.span,
                f"there is no page “{one.word}” in content/pages",
                did_you_mean(one.word, known["page"]),
            )
        case "event" | "event-link":
            yield from _bad_target(one, name, unique, shown, near["event"])


def unknown_status(reference: Reference, statuses: Sequence[str]) -> Diagnostic:
    """What is said of a status that is none of the site's."""
    return problem(
        "unknown-status",
        reference.span,
        f"“{reference.word}” is not one of the status words of this site",
        did_you_mean(reference.word, statuses, "use one of: " + ", ".join(statuses)),
    )


def _unknown_actor(
    reference: Reference, actors: Collection[str], near: Finder
) -> Iterator[Diagnostic]:
    """A plain name is welcome; a word that looks like an id, or is one but for a letter, a slip."""
    looks_like_id = slug(reference.word) == reference.word
    close = near(reference.word) if actors else ""
    if actors and (looks_like_id or (close and spelled_alike(reference.word, close))):
        yield problem(
            "unknown-actor",
            reference.span,
            f"“{reference.word}” is not in content/_actors.yaml, so it is shown as written",
            f"did you mean “{close}”?" if close else "add it there, or write the name in full",
        )


def _bad_target(
    reference: Reference,
    name: Id | None,
    unique: Mapping[Id, Filed],
    shown: Collection[Id],
    near: Finder,
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
            f"did you mean “{close}”?"
            if (close := near(word))
            else "an event's id is the name of its file without .yaml",
        )
    elif word == name and reference.kind == "event":
        yield problem("self-relation", reference.span, "an event cannot be tied to itself")
    elif reference.kind == "event-link" and public and word not in shown and unique[word].outline:
        yield problem(
            "hidden-event",
            reference.span,
            f"the event “{word}” is not published yet, so this link would lead nowhere",
            "publish that event first, or take the link out",
        )


def _missing_pictures(files: Iterable[Filed], media: Collection[str]) -> Iterator[Diagnostic]:
    """An error for each picture that does not lie beside its event."""
    beside: dict[PurePosixPath, set[str]] = {}
    for path in map(PurePosixPath, media):
        beside.setdefault(path.parent, set()).add(path.name)
    near = {folder: finder(names) for folder, names in beside.items()}
    for one in files:
        pictures = one.words if one.outline and one.outline.media else ()
        for number, (kind, picture) in enumerate(pictures):
            folder = PurePosixPath(one.path).parent
            if kind == "picture" and picture not in beside.get(folder, ()):
                close = near[folder](picture) if folder in near else ""
                yield problem(
                    "missing-picture",
                    reference(one, number).span,
                    f"there is no picture “{picture}” beside this file",
                    f"did you mean “{close}”?" if close else f"put it into {folder}",
                )


def _thin_evidence(
    unique: Mapping[Id, Filed], shown: Mapping[Id, Outline], settings: Settings
) -> Iterator[Diagnostic]:
    """A warning for each event with fewer sources than the site's policy asks of its status.

    Nothing is said of a file with errors in it: a source may be there and could not be read.
    """
    policies = dict(settings.evidence)
    for name, event in shown.items():
        policy = policies.get(event.status)
        if not policy or has_errors(unique[name].diagnostics):
            continue
        addresses = [address for _, _, address in event.sources]
        count = len(set(filter(None, addresses))) + addresses.count("")
        independent = event.newsrooms
        wanted = max(policy.sources, policy.independent_sources)
        if count < wanted or independent < policy.independent_sources:
            asked, there = f"{wanted} source{'' if wanted == 1 else 's'}", str(count)
            if policy.independent_sources:
                asked += f", {policy.independent_sources} of them independent"
                there += f", {independent} independent"
            yield problem(
                "thin-evidence",
                span_of(unique[name], "status"),
                f"“{event.status}” asks for {asked}; here {'is' if count == 1 else 'are'} {there}",
                "add a source of another origin, or choose a more careful status",
            )


def _untranslated(unique: Mapping[Id, Filed], shown: Mapping[Id, Outline]) -> Iterator[Diagnostic]:
    """One warning for each event and language that lacks something the event has in another."""
    for name, event in shown.items():
        for language, missing in event.missing:
            yield problem(
                "missing-translation",
                span_of(unique[name], missing.partition(",")[0]),
                f"not translated into “{language}”: {missing}",
                "until it is, readers see the text in another language, marked as such",
            )


def _in_order(shown: Mapping[Id, Outline]) -> list[Id]:
    """By beginning, then end; on equal dates a reply follows what it replies to; then by id."""
    keys = {name: _sort_key(*one.bounds) for name, one in shown.items()}
    groups = groupby(sorted(shown, key=keys.__getitem__), key=keys.__getitem__)
    return [name for _, group in groups for name in _told(list(group), shown)]


def _sort_key(earliest: int | None, latest: int | None) -> tuple[bool, int, bool, int]:
    """No start sorts first, no end last."""
    return earliest is not None, earliest or 0, latest is None, latest or 0


def _told(group: Sequence[Id], shown: Mapping[Id, Outline]) -> list[Id]:
    """Events of one date, each after those its relations point to, as far as that goes."""
    if len(group) == 1:
        return list(group)
    inside = frozenset(group)
    pointing = {
        name: {target for _, target in shown[name].relations} & inside - {name} for name in group
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
    order: Sequence[Id],
    shown: Mapping[Id, Outline],
    folders: Mapping[Id, str],
    public: Collection[Id],
    settings: Settings,
) -> tuple[dict[Id, Entry], dict[Id, Thread]]:
    """Entries in order, each with its neighbors and relations, and the threads they form."""
    forward = {
        name: tuple(
            (Relation(kind), target)
            for kind, target in shown[name].relations
            if target in shown and target != name
        )
        for name in order
    }
    back: dict[Id, list[tuple[Relation, Id]]] = {name: [] for name in order}
    for name in order:
        for kind, target in forward[name]:
            back[target].append((kind, name))
    threads = tied_together(order, forward, shown, dict(settings.threads))
    thread_of = {name: thread.id for thread in threads.values() for name in thread.events}
    entries = {
        name: Entry(
            shown[name],
            folders[name],
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


def _tag_labels(entries: Mapping[Id, Entry], settings: Settings) -> dict[str, Text]:
    """Every tag in use, by its slug; labels from the settings, else as first written."""
    labels = {slug(tag): text for tag, text in settings.tags}
    written = {
        slug(tag): Text(((settings.languages[0], tag),))
        for entry in reversed(list(entries.values()))
        for tag in entry.outline.tags
    }
    return {tag: labels.get(tag, written[tag]) for tag in sorted(written)}
