"""A build of a site's folder: what has changed since the last one is made anew and published.

In: the folder, what was asked, and where the site goes. Out: what was published; what is wrong is
told on the way. A build looks first whether there is anything to do at all; what takes time to
load is loaded after that.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from linimasa.cache.namespace import own_namespace
from linimasa.cache.seen import Seen, key_of, read_seen, rest_of, write_seen
from linimasa.diagnostics import Diagnostic
from linimasa.model.files import Build, Options, Placed, Snapshot, Trace
from linimasa.pipeline.deadline import Overrun, within
from linimasa.read.project import read, reread
from linimasa.reporting.terminal import progress, tell_mistakes
from linimasa.write import Published, Stage

MANY_EVENTS = 400
"""From here on further processes save more time than they take to start."""
LONGEST = 20.0
"""Seconds that one event may take to load; the slowest known takes less than one."""


@dataclass(frozen=True, slots=True)
class How:
    """How a site is read, and how mistakes in it are shown."""

    form: str
    strict: bool
    now: int
    """The moment of the build, in seconds since 1970 (UTC)."""
    jobs: int | None
    no_cache: bool = False
    """Make everything anew, and remember nothing."""
    explain: bool = False
    """Say why each page was drawn."""


@dataclass(frozen=True, slots=True)
class Done:
    """A site that was built and published."""

    snapshot: Snapshot
    seen: Seen
    published: Published
    reasons: tuple[tuple[str, str], ...] = ()
    """Why each page was drawn, by path, where that was asked."""


def rebuilt(site: Path, options: Options, stage: Stage, how: How) -> Done | None:
    """Build what has changed, if anything has, and publish it; None where it has errors."""
    seen = Seen() if how.no_cache else read_seen(site)
    snapshot = read(site, how.now, seen.stamps)
    placed = [Placed(path, digest) for path, digest in seen.files.items()]
    rest = rest_of(snapshot, options, seen.embargoes, own_namespace())
    is_like_before = bool(rest) and rest == seen.rest
    is_like_before = is_like_before and all(stage.holds(one.path, one.digest) for one in placed)
    if is_like_before and key_of(snapshot, rest) == seen.key:
        _repeat(seen.warnings, snapshot, site, how)
        if how.strict and seen.warnings:
            return None
        return Done(snapshot, seen, stage.commit(placed))
    made = None
    if is_like_before and not (how.explain or how.strict):
        made = _amended(site, snapshot, options, stage, seen, how)
    made = made or _made(site, snapshot, options, stage, seen, how)
    placed = [one for one in made.outputs if isinstance(one, Placed)]
    if not placed:
        return None
    published = stage.commit(placed)
    now_seen = _seen(snapshot, options, made, placed)
    if not how.no_cache:
        write_seen(site, now_seen)
    return Done(snapshot, now_seen, published, made.reasons)


def _seen(snapshot: Snapshot, options: Options, made: Build, placed: Sequence[Placed]) -> Seen:
    rest = rest_of(snapshot, options, made.embargoes, own_namespace())
    events = {file.path: (file.stamp, file.digest) for file in snapshot.events}
    digests = snapshot.digests()
    return Seen(
        key=key_of(snapshot, rest),
        rest=rest,
        brief=made.brief,
        stamps=events,
        others={path: digests[path] for path in digests if path not in events},
        frames=made.frames,
        embargoes=made.embargoes,
        files={one.path: one.digest for one in placed},
        events=made.events,
        pages=made.pages,
        warnings=_written(made.diagnostics),
    )


def _amended(
    site: Path, snapshot: Snapshot, options: Options, stage: Stage, seen: Seen, how: How
) -> Build | None:
    """Make anew what an edit changed, where it shows on the edited events' own pages alone."""
    from linimasa.cache.store import opened  # noqa: PLC0415
    from linimasa.pipeline.amend import Before, amended  # noqa: PLC0415 - loads when there is something to do
    from linimasa.pipeline.encoders import encoders  # noqa: PLC0415
    from linimasa.pipeline.work import Work  # noqa: PLC0415
    from linimasa.render.packing import ENDINGS  # noqa: PLC0415

    digests = _digests(seen)
    if sum(digests.get(file.path) != file.digest for file in snapshot.events) < MANY_EVENTS:
        gc.set_threshold(0)  # there is too little to do to look for garbage
    warnings = _read(seen.warnings)
    before = Before(digests, bytes.fromhex(seen.brief), warnings)
    with opened(site, own_namespace(), stage.holds) as memo:
        work = Work(
            memo,
            reread=partial(reread, site),
            in_time=in_time,
            keep=stage.put,
            encoders=encoders(),
        )
        pages = amended(snapshot, options, before, work)
    if pages is None:
        return None
    tell_mistakes(warnings, snapshot, site, how.form)
    drawn = {one.path for one in pages}
    gone = {path + ending for path in drawn for ending in ENDINGS.values()} - drawn
    same = (Placed(path, digest) for path, digest in seen.files.items() if path not in gone)
    files = {one.path: one for one in (*same, *pages)}
    return Build(
        tuple(files.values()),
        warnings,
        seen.events,
        seen.pages,
        seen.embargoes,
        seen.frames,
        brief=seen.brief,
    )


def _digests(seen: Seen) -> dict[str, str]:
    return {path: digest for path, (_, digest) in seen.stamps.items()}


def _made(
    site: Path, snapshot: Snapshot, options: Options, stage: Stage, seen: Seen, how: How
) -> Build:
    """Build a site, with what earlier builds remember of it, and report what is wrong."""
    from linimasa.cache.memo import Forgetful  # noqa: PLC0415
    from linimasa.cache.store import opened  # noqa: PLC0415
    from linimasa.pipeline.encoders import encoders  # noqa: PLC0415 - loads when there is something to do

    inputs = {**seen.others, **_digests(seen)}
    before = Trace(inputs, seen.frames, seen.files, stage.holds) if how.explain else None
    remembering = (
        contextlib.nullcontext(Forgetful())
        if how.no_cache or snapshot.settings is None
        else opened(site, own_namespace(), stage.holds)
    )
    with remembering as memo:
        return make_site(
            site,
            snapshot,
            options,
            how,
            before,
            memo=memo,
            keep=stage.put,
            encoders=encoders(),
        )


def make_site(
    site: Path,
    snapshot: Snapshot,
    options: Options,
    how: How,
    before: Trace | None = None,
    **work: Any,
) -> Build:
    """Build a site and report what is wrong; no outputs mean that it failed."""
    from linimasa.pipeline.build import build  # noqa: PLC0415 - loads when there is something to do
    from linimasa.pipeline.forks import spread  # noqa: PLC0415
    from linimasa.pipeline.work import Work  # noqa: PLC0415

    workers = how.jobs or (os.cpu_count() or 1 if len(snapshot.events) >= MANY_EVENTS else 1)
    with progress() as tell:
        made = build(
            snapshot,
            options,
            Work(
                spread=partial(spread, workers),
                reread=partial(reread, site),
                in_time=in_time,
                tell=tell,
                **work,
            ),
            before,
        )
    tell_mistakes(made.diagnostics, snapshot, site, how.form)
    if how.strict and made.diagnostics:
        return replace(made, outputs=())
    return made


def in_time(function: Callable[..., Any], *arguments: object) -> Any:
    """Call a function; None if it computes longer than any text should take."""
    try:
        return within(LONGEST, function, *arguments)
    except Overrun:
        return None


def _repeat(warnings: str, snapshot: Snapshot, site: Path, how: How) -> None:
    """Say again what was wrong with a site that has not changed."""
    found = _read(warnings)
    if found or how.form != "text":
        tell_mistakes(found, snapshot, site, how.form)


def _read(warnings: str) -> tuple[Diagnostic, ...]:
    if not warnings:
        return ()
    from linimasa.model.jsonform import from_json  # noqa: PLC0415 - loads with what needs it

    found: tuple[Diagnostic, ...] = from_json(warnings, tuple[Diagnostic, ...])
    return found


def _written(diagnostics: Sequence[Diagnostic]) -> str:
    from linimasa.model.jsonform import to_json  # noqa: PLC0415 - loads with what needs it

    return to_json(tuple(diagnostics), tuple[Diagnostic, ...]) if diagnostics else ""
