"""The pipeline, on one screen: a snapshot of all files → the finished site, or what is wrong.

    read → load → link → plan → render (+ export) → write

Everything between `read` and `write` is here, and all of it maps values to values. What was
worked out before, which processes do the work and what becomes of a finished file is a matter
of `Work`, and of this composition alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from linimasa.diagnostics import has_errors, in_order
from linimasa.model.files import (
    Build,
    Options,
    Output,
    Snapshot,
    Trace,
    digest_of,
)
from linimasa.model.fingerprint import fingerprint, fingerprints
from linimasa.model.site import Whole
from linimasa.pipeline.brief import brief_of
from linimasa.pipeline.contents import Content, fetched
from linimasa.pipeline.explain import frames_of, reasons
from linimasa.pipeline.layout import Layout, lay_out
from linimasa.pipeline.work import Call, Work
from linimasa.render.drawing import (
    Finished,
    Job,
    cards_for,
    finish,
    once,
    page_keys,
    succeeded,
)
from linimasa.render.packing import Keeper, gains

ROWS_LIKE_A_PAGE = 3
"""To draw so many rows of a list touches about as much memory as to draw another page."""
MOST_HELD = 16 << 20
"""Bytes of files besides pages that are held at a time."""


# -- the whole of it ------------------------------------------------------------------------


def build(
    snapshot: Snapshot,
    options: Options | None = None,
    work: Work | None = None,
    before: Trace | None = None,
) -> Build:
    """Make the whole site, and say why each page was drawn if the build `before` is known.

    With an error anywhere there are no outputs, only diagnostics, all of them at once.
    """
    work = work or Work()
    layout = lay_out(snapshot, options, work)
    finished, made = _pages(layout, work)
    found = in_order((*layout.diagnostics, *once(finished)))
    if has_errors(found):
        return Build((), found, layout.events)
    outputs = [one for file in (*_kept(layout, work), *finished) for one in file.files]
    if layout.pieces:
        layout.pieces.forget_others()
    return Build(
        tuple(outputs),
        found,
        layout.events,
        layout.pages,
        layout.content.embargoes if layout.content else (),
        frames_of(layout.desks),
        tuple(_reasons(layout, made, before, snapshot)) if before else (),
        _noted(layout, work),
    )


def _noted(layout: Layout, work: Work) -> str:
    """Have the site in brief remembered, for edits that touch no list; what it is found by."""
    if layout.content is None:
        return ""
    infos = [one.info for one in layout.desks]
    text = brief_of(layout.content.site, layout.content.paths, infos)
    key = fingerprint(text)
    if key not in work.memo.recall("briefs", [key]):
        work.memo.learn("briefs", {key: text})
        work.memo.forget("briefs", [key])
    return key.hex()


# -- draw and keep --------------------------------------------------------------------------


def _pages(layout: Layout, work: Work) -> tuple[list[Finished], Collection[str]]:
    """Every page as a file; and the paths of those that were drawn now."""
    keys = page_keys(layout.jobs)
    keep = work.keeper(layout.compress)

    def calls(places: Sequence[int]) -> list[Call]:
        jobs = [layout.jobs[at] for at in places]
        if layout.content:
            jobs = _with_wholes(jobs, layout.content, work)
        cards = cards_for(jobs, layout.cards)
        return [(job, keep, cards) for job in jobs]

    def weigh(place: int) -> int:
        return 1 + layout.jobs[place].sheet.size // ROWS_LIKE_A_PAGE

    finished = work.results("pages", keys, finish, calls, succeeded, weigh)
    made = {job.path for job, key in zip(layout.jobs, keys, strict=True) if key in finished.made}
    return [finished[key] for key in keys], made


def _kept(layout: Layout, work: Work) -> Iterator[Finished]:
    """Every file that is no page, kept; its compressed copies are made when its content is new."""
    keep = work.keeper(layout.compress)
    asked: list[bytes] = []
    for files in _in_hand(layout.files):
        gaining = [one for one in files if keep.encoders and gains(one)]
        calls = [(one, keep) for one in gaining]
        keys = fingerprints(
            [(one.path, digest_of(one.content), layout.compress) for one in gaining]
        )
        copied = work.results("copies", keys, keep_file, partial(_at, calls), alone=False)
        asked += keys
        yield from (copied[key] for key in keys)
        done = {one.path for one in gaining}
        for one in files:
            if one.path not in done:
                # What comes in pieces is known only when it has come: its copies are made with it.
                yield Finished(keep(one.held()) if keep.encoders else (work.keep(one),))
    work.memo.forget("copies", asked)


def _in_hand(files: Iterable[Output]) -> Iterator[list[Output]]:
    """Files with their contents, but for those that are too much to hold, some at a time."""
    held: list[Output] = []
    size = 0
    for file in files:
        held.append(file.held() if file.make else file)
        size += len(held[-1].content)
        if size > MOST_HELD:
            yield held
            held, size = [], 0
    yield held


def _at(calls: Sequence[Call], places: Sequence[int]) -> list[Call]:
    return [calls[at] for at in places]


def keep_file(output: Output, keep: Keeper) -> Finished:
    """Keep a file with its copies."""
    return Finished(keep(output))


def _reasons(
    layout: Layout, made: Collection[str], before: Trace, snapshot: Snapshot
) -> Iterator[tuple[str, str]]:
    drawn = (job for job in layout.jobs if job.path in made)
    paths = layout.content.paths if layout.content else {}
    ids = {path: name for name, path in paths.items()}
    return reasons(drawn, before, snapshot.digests(), ids)


def _with_wholes(jobs: Sequence[Job], content: Content, work: Work) -> list[Job]:
    """The same jobs, each event that only its digest is known of fetched or loaded again."""
    shown = [one for job in jobs for one in job.sheet.arguments if isinstance(one, Whole)]
    wholes = fetched(content, work, shown)
    return [_with_whole(job, wholes) for job in jobs]


def _with_whole(job: Job, wholes: Mapping[str, Whole]) -> Job:
    arguments = tuple(
        wholes.get(one.digest, one) if isinstance(one, Whole) else one
        for one in job.sheet.arguments
    )
    return replace(job, sheet=replace(job.sheet, arguments=arguments))
