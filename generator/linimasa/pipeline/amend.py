"""A build after an edit that few pages show: a changed body, say, or a title in the preview.

In: a snapshot, and what the build before noted or still has. Out: the pages that are to take the
place of those before, or nothing where more has changed: then it takes a whole build to find out
what. What a new title leaves alone is known only in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from linimasa.diagnostics import Diagnostic, has_errors
from linimasa.exporters import asked_for
from linimasa.link.threads import around_event, renamed
from linimasa.load import load_actors, load_settings, stale_of
from linimasa.model.files import InputFile, Options, Output, Placed, Snapshot
from linimasa.model.jsonform import Damaged
from linimasa.model.record import Id
from linimasa.model.settings import Settings
from linimasa.model.site import Filed, Outline, Site, Whole
from linimasa.pipeline.brief import Brief, around, part_of_site, read_brief
from linimasa.pipeline.contents import Content, load_event, reading_keys
from linimasa.pipeline.ground import Ground, ground
from linimasa.pipeline.layout import Layout, arranged
from linimasa.pipeline.work import Work, in_hand
from linimasa.plan import edition, event_sheets, ties
from linimasa.render.drawing import Desk, Finished, Job, desk, finish, jobs_of, page_keys, succeeded
from linimasa.render.packing import Keeper

MOST = 100
"""Of more edited files than these, one is likely to show elsewhere too."""

_WORDS = ("digest", "title", "listed")
"""What of an outline readers see and nothing else depends on."""
_PLACE = attrgetter(*(name for name in Outline.__dataclass_fields__ if name not in _WORDS))


@dataclass(frozen=True, slots=True)
class Before:
    """What the build before noted. All but the contents of events must be as it was then."""

    digests: Mapping[str, str]
    """Of the event files, by path."""
    brief: bytes
    """What the memo has the site in brief by."""
    diagnostics: Sequence[Diagnostic]


def amended(
    snapshot: Snapshot, options: Options, before: Before, work: Work
) -> tuple[Output | Placed, ...] | None:
    """The pages of the edited events with their copies, if nothing else has changed."""
    edited = [one for one in snapshot.events if one.digest != before.digests.get(one.path)]
    settings = load_settings(snapshot.settings).settings
    if settings is None or settings.exports or len(edited) > MOST:
        return None  # exports show what else only an event's own page does
    known = _known(edited, settings, before.digests, work)
    files = _reloaded(edited, settings, known, before.diagnostics, work) or []
    if not all(_for_others(file) == _for_others(known[file.path]) for file in files):
        return None
    brief = _recalled(before, work) if files else None
    if not brief:
        return None
    base, found = ground(snapshot, options, work)
    site = _part(files, brief, snapshot, base, work) if base else None
    if not base or not site or has_errors(found):
        return None
    jobs = _jobs(_desks(base, site, brief), site, _wholes(files, brief.places))
    drawn = {
        key: finish(job, Keeper(in_hand), {})
        for key, job in zip(page_keys(jobs), jobs, strict=True)
    }
    if not all(map(succeeded, drawn.values())):
        return None
    keep = work.keeper(settings.compress)
    pages = {
        key: Finished(keep(one.output))
        for key, one in drawn.items()
        if isinstance(one.output, Output)
    }
    work.memo.learn("pages", pages)
    return tuple(file for page in pages.values() for file in page.files)


def amended_layout(
    before: Layout, earlier: Snapshot, snapshot: Snapshot, work: Work
) -> Layout | None:
    """The layout of the site as it was in memory, with what shows the edited events made anew."""
    content = before.content
    if content is None or not before.jobs or not _alike(before, earlier, snapshot):
        return None
    pairs = zip(earlier.events, snapshot.events, strict=True)
    edited = [now for old, now in pairs if now.digest != old.digest]
    if len(edited) > MOST:
        return None
    settings = content.site.settings
    known = _known(edited, settings, {one.path: one.digest for one in earlier.events}, work)
    files = _reloaded(edited, settings, known, before.diagnostics, work)
    if files is None:
        return None
    now = replace(before, content=_with_files(content, files))
    if all(_for_others(file) == _for_others(known[file.path]) for file in files):
        return _with_pages(now, _wholes(files, content.site.entries))
    if all(_in_its_place(file) == _in_its_place(known[file.path]) for file in files):
        return _with_words(now, [one.outline for one in files if one.outline], work)
    return None


def _with_files(content: Content, files: Iterable[Filed]) -> Content:
    """The content with these files as they are now, as far as no other event is concerned."""
    shown = [one for one in files if one.id in content.site.entries]
    names = {one.id for one in shown}
    stale = {name: some for name, some in content.stale.items() if name not in names}
    unnoted = {name: some for name, some in content.unnoted.items() if name not in names}
    return replace(
        content,
        wholes={**content.wholes, **{one.id: one.whole for one in files if one.whole}},
        stale={**stale, **{one.id: stale_of(one) for one in shown if one.stale}},
        unnoted={**unnoted, **{one.id: one.unnoted for one in shown if one.unnoted}},
    )


def _with_pages(before: Layout, wholes: Mapping[Id, Whole]) -> Layout:
    """The layout with the pages of these events as they are now."""
    if before.content is None:
        return before
    fresh = {job.path: job for job in _jobs(before.desks, before.content.site, wholes)}
    return replace(
        _with_exports(before, wholes),
        jobs=tuple(fresh.get(job.path, job) for job in before.jobs),
    )


def _with_words(before: Layout, outlines: Sequence[Outline], work: Work) -> Layout | None:
    """The layout with events that are called or described otherwise, each in its old place."""
    if before.content is None or has_errors(before.diagnostics):
        return None
    site = renamed(before.content.site, outlines)
    shown = [one.id for one in outlines if one.id in site.entries]
    touched = {name for one in shown for name in (one, *around_event(site, one))}
    content = replace(before.content, site=site)
    return arranged(replace(before, content=content), before.diagnostics, work, touched)


def _with_exports(before: Layout, wholes: Mapping[Id, Whole]) -> Layout:
    """The layout with exports of these events as they are now, each made when it is asked for."""
    if not before.published or not before.pieces or not before.published.site.settings.exports:
        return before
    pieces = replace(before.pieces, wholes={**before.pieces.wholes, **wholes}, asked=[])
    published = replace(before.published, each=pieces)
    files = {one.path: one for one in (*before.files, *asked_for(published))}
    return replace(before, published=published, pieces=pieces, files=tuple(files.values()))


def _alike(before: Layout, earlier: Snapshot, now: Snapshot) -> bool:
    """Whether two snapshots differ in nothing but the contents of events."""
    if [one.path for one in earlier.events] != [one.path for one in now.events]:
        return False
    for moment in before.content.embargoes if before.content else ():
        if (moment <= earlier.now) != (moment <= now.now):
            return False
    return replace(earlier, events=(), now=0) == replace(now, events=(), now=0)


def _recalled(before: Before, work: Work) -> Brief | None:
    text = work.memo.recall("briefs", [before.brief]).get(before.brief)
    try:
        return read_brief(text) if text else None
    except Damaged:
        return None


def _known(
    edited: Sequence[InputFile], settings: Settings, digests: Mapping[str, str], work: Work
) -> Mapping[str, Filed]:
    """What was known of the edited files, by path, when event files had these digests."""
    paths = [one.path for one in edited if one.path in digests]
    keys = reading_keys([(path, digests[path]) for path in paths], settings)
    found = work.memo.recall("reading", keys)
    return {path: found[key] for path, key in zip(paths, keys, strict=True) if key in found}


def _reloaded(
    edited: Sequence[InputFile],
    settings: Settings,
    known: Mapping[str, Filed],
    found_before: Sequence[Diagnostic],
    work: Work,
) -> list[Filed] | None:
    """The edited files, if nothing is or was wrong with them."""
    warned = {one.span.path for one in found_before}
    warned |= {other.span.path for one in found_before for other in one.related}
    if any(one.path not in known or one.path in warned for one in edited):
        return None  # a warning may have moved with its line
    files = []
    for one in edited:
        file = load_event(work.again(one), settings.languages, settings.timezone, work.in_time)
        if file.diagnostics:
            return None
        files.append(file)
    keys = reading_keys([(one.path, one.digest) for one in edited], settings)
    work.memo.learn("reading", dict(zip(keys, files, strict=True)))
    return files


def _for_others(file: Filed) -> Filed:
    """What is known of an event beyond its own page.

    Where its words stand, and which translations are stale, matters to no page.
    """
    return replace(file, whole=None, places="", stale="", unnoted="")


def _in_its_place(file: Filed) -> tuple[object, ...]:
    """What decides where an event stands among the others, and what is said of it beside its words.

    Its titles count by their languages.
    """
    outline = file.outline
    codes = [code for code, _ in outline.title] if outline else None
    return replace(_for_others(file), outline=None), codes, outline and _PLACE(outline)


def _part(
    files: Sequence[Filed], brief: Brief, snapshot: Snapshot, base: Ground, work: Work
) -> Site | None:
    """As much of the site as the pages of these events show."""
    needed = around(brief, [one.id for one in files if one.id in brief.places])
    digests = {one.path: one.digest for one in snapshot.events}
    if not digests.keys() >= set(needed.values()):
        return None
    keys = reading_keys([(path, digests[path]) for path in needed.values()], base.settings)
    known = work.memo.recall("reading", keys)
    outlines: dict[Id, Outline] = {}
    for name, key in zip(needed, keys, strict=True):
        outline = known[key].outline if key in known else None
        if outline is None:
            return None
        outlines[name] = outline
    codes, zone = base.settings.languages, base.settings.timezone
    actors, _ = load_actors(snapshot.actors, codes, zone)
    return part_of_site(brief, outlines, base.settings, actors)


def _wholes(files: Iterable[Filed], shown: Iterable[Id]) -> dict[Id, Whole]:
    ids = set(shown)
    return {one.id: one.whole for one in files if one.whole and one.id in ids}


def _desks(base: Ground, site: Site, brief: Brief) -> list[Desk]:
    return [
        desk(edition(site, language, base.languages), info, base.theme)
        for language, info in zip(base.languages.values(), brief.infos, strict=True)
    ]


def _jobs(desks: Iterable[Desk], site: Site, wholes: Mapping[Id, Whole]) -> list[Job]:
    """The pages of these events, in each language."""
    jobs: list[Job] = []
    for at in desks:
        sheets = event_sheets(at.edition, site, ties(at.edition, site, wholes), wholes)
        jobs += jobs_of(at, sheets)
    return jobs
