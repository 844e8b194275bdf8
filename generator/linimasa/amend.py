"""A build after an edit that shows on the edited events' own pages alone: a changed body, say.

In: a snapshot, and what the build before noted. Out: the pages that are to take the place of
those before, or nothing where more has changed: then it takes a whole build to find out what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from linimasa.brief import Brief, around, part_of_site, read_brief
from linimasa.build import load_event, reading_keys, reread
from linimasa.diagnostics import Diagnostic, has_errors
from linimasa.drawing import Finished, Job, desk, finish, jobs_of, succeeded
from linimasa.ground import Ground, ground
from linimasa.jsonform import Damaged
from linimasa.load import load_actors
from linimasa.model.files import InputFile, Options, Output, Placed, Snapshot
from linimasa.model.record import Id
from linimasa.model.site import Filed, Outline, Site, Whole
from linimasa.plan import edition, event_sheets, ties
from linimasa.work import Work, in_hand

MOST = 100
"""Of more edited files than these, one is likely to show elsewhere too."""


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
    """The pages of the edited events, if nothing else has changed."""
    edited = [one for one in snapshot.events if one.digest != before.digests.get(one.path)]
    base, found = ground(snapshot, options, work)
    brief = _recalled(before, work)
    if not base or has_errors(found) or not brief or len(edited) > MOST:
        return None
    files = _reloaded(edited, base, before, work)
    site = _part(files, brief, snapshot, base, work) if files else None
    if not files or not site:
        return None
    wholes = {one.id: one.whole for one in files if one.whole and one.id in brief.places}
    drawn = {job.key: finish(job, in_hand, {}) for job in _jobs(base, site, brief, wholes)}
    if not all(map(succeeded, drawn.values())):
        return None
    pages = {
        key: work.keep(one.output) for key, one in drawn.items() if isinstance(one.output, Output)
    }
    work.memo.learn("reading", dict(zip(_keys(edited, base), files, strict=True)))
    work.memo.learn("pages", {key: Finished(page) for key, page in pages.items()})
    return tuple(pages.values())


def _recalled(before: Before, work: Work) -> Brief | None:
    text = work.memo.recall("briefs", [before.brief]).get(before.brief)
    try:
        return read_brief(text) if text else None
    except Damaged:
        return None


def _keys(files: Sequence[InputFile], base: Ground) -> list[bytes]:
    return reading_keys([(one.path, one.digest) for one in files], base.settings)


def _reloaded(
    edited: Sequence[InputFile], base: Ground, before: Before, work: Work
) -> list[Filed] | None:
    """The edited files, if each is for all others what it was."""
    codes, zone = base.settings.languages, base.settings.timezone
    warned = {one.span.path for one in before.diagnostics}
    warned |= {other.span.path for one in before.diagnostics for other in one.related}
    if any(one.path not in before.digests or one.path in warned for one in edited):
        return None  # a warning may have moved with its line
    digests = [(one.path, before.digests[one.path]) for one in edited]
    keys = reading_keys(digests, base.settings)
    known = work.memo.recall("reading", keys)
    files = []
    for key, one in zip(keys, edited, strict=True):
        file = load_event(reread(one, work), codes, zone, work.in_time)
        if key not in known or file.diagnostics or _for_others(file) != _for_others(known[key]):
            return None
        files.append(file)
    return files


def _for_others(file: Filed) -> Filed:
    """What is known of an event beyond its own page; where its words stand matters to no page."""
    return replace(file, whole=None, places="")


def _part(
    files: Sequence[Filed], brief: Brief, snapshot: Snapshot, base: Ground, work: Work
) -> Site | None:
    """As much of the site as the pages of these events show."""
    needed = around(brief, [one.id for one in files if one.id in brief.places])
    by_path = {one.path: one for one in snapshot.events}
    if not by_path.keys() >= set(needed.values()):
        return None
    keys = _keys([by_path[path] for path in needed.values()], base)
    known = work.memo.recall("reading", keys)
    fresh = {one.id: one.outline for one in files}
    outlines: dict[Id, Outline] = {}
    for name, key in zip(needed, keys, strict=True):
        outline = fresh.get(name) or (known[key].outline if key in known else None)
        if outline is None:
            return None
        outlines[name] = outline
    codes, zone = base.settings.languages, base.settings.timezone
    actors, _ = load_actors(snapshot.actors, codes, zone)
    return part_of_site(brief, outlines, base.settings, actors)


def _jobs(base: Ground, site: Site, brief: Brief, wholes: Mapping[Id, Whole]) -> list[Job]:
    jobs: list[Job] = []
    for language, info in zip(base.languages.values(), brief.infos, strict=True):
        own = edition(site, language, base.languages)
        sheets = event_sheets(own, site, ties(own, site, wholes), wholes)
        jobs += jobs_of(desk(own, info, base.theme), tuple(sheets))
    return jobs
