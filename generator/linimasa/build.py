"""The pipeline, on one screen: a snapshot of all files → the finished site, or what is wrong.

    read → load → link → plan → render (+ export) → write

Everything between `read` and `write` is here, and all of it maps values to values. What was
worked out before, which processes do the work and what becomes of a finished file is a matter
of `Work`, and of this composition alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from linimasa.advising import advised
from linimasa.brief import brief_of
from linimasa.collisions import collisions
from linimasa.contents import Content, contents
from linimasa.diagnostics import Diagnostic, has_errors, in_order
from linimasa.drawing import (
    Desk,
    Finished,
    Job,
    cards_for,
    desk,
    draw,
    finish,
    jobs_of,
    keys_of,
    once,
    succeeded,
)
from linimasa.explain import frames_of, reasons
from linimasa.exporters import always, asked_for
from linimasa.exporters.published import Published
from linimasa.exporting import Pieces
from linimasa.fingerprint import fingerprint, fingerprints
from linimasa.ground import Ground, ground
from linimasa.memo import Results
from linimasa.model.files import (
    Build,
    Options,
    Output,
    Snapshot,
    Trace,
    digest_of,
)
from linimasa.model.settings import Encoding
from linimasa.model.site import Site, Whole
from linimasa.packing import Keeper, gains
from linimasa.plan import Plan, card_sheet, edition, info, media_copies, pages, ties
from linimasa.render import Rendered
from linimasa.silence import told
from linimasa.theme import Theme
from linimasa.work import Call, Work

ROWS_LIKE_A_PAGE = 3
"""To draw so many rows of a list touches about as much memory as to draw another page."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A site before its pages are drawn: what each is made of, and what is wrong so far."""

    diagnostics: tuple[Diagnostic, ...]
    events: int
    content: Content | None = None
    """None where the settings cannot be read."""
    desks: tuple[Desk, ...] = ()
    """One of each language."""
    files: tuple[Output, ...] = ()
    """What there is besides pages: static files, pictures, exports."""
    jobs: tuple[Job, ...] = ()
    """A page each."""
    published: Published | None = None
    """What exporters are given."""
    pieces: Pieces | None = None
    """What they make of single events."""
    cards: Mapping[bytes, Rendered] = field(default_factory=dict)
    found: tuple[Diagnostic, ...] = ()
    """What is wrong with the files of the content and the settings, whether it is told or not."""

    @property
    def compress(self) -> tuple[Encoding, ...]:
        """What compressed copies the site asks for."""
        return self.content.site.settings.compress if self.content else ()

    @property
    def pages(self) -> int:
        """How many pages it has, without those that only lead to another."""
        return sum(job.sheet.template != "redirect.html" for job in self.jobs)


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


def lay_out(snapshot: Snapshot, options: Options | None = None, work: Work | None = None) -> Layout:
    """Everything but the pages themselves; with an error there are none to draw."""
    options, work = options or Options(), work or Work()
    base, found = ground(snapshot, options, work)
    if base is None:
        return Layout(in_order(found), 0)
    content = contents(snapshot, base, options.drafts, work)
    found += content.diagnostics
    if options.advice and not has_errors(found):
        references, unnoted = base.references, options.unnoted
        found += advised(snapshot, content, references, found, work, unnoted=unnoted)
    every = tuple(found)
    found = told(found, base.settings.ignore, content.ignored)
    if has_errors(found):
        return Layout(in_order(found), len(snapshot.events), content, found=every)

    site = content.site
    desks = tuple(_desks(base, site))
    plans, cards = _planned(desks, content, work)
    pieces = Pieces(site, content.wholes, partial(_fetched, content, work), work)
    published = Published(site, plans, pieces)
    files = _files(published, base.theme)
    jobs = [job for at, plan in zip(desks, plans, strict=True) for job in jobs_of(at, plan.sheets)]
    paths = [*(one.path for one in files), *(job.path for job in jobs)]
    colliding = list(collisions(paths, base.settings.languages[1:]))
    parts = (one for at in desks for some in at.parts.values() for one in some.values())
    found += [*once([*parts, *cards.passing.values()]), *colliding]
    drawable = () if colliding else tuple(jobs)
    return Layout(
        in_order(found),
        len(site.entries),
        content,
        desks,
        tuple(files),
        drawable,
        published,
        pieces,
        cards,
        every,
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


# -- plan and draw --------------------------------------------------------------------------


def _planned(
    desks: Sequence[Desk], content: Content, work: Work
) -> tuple[list[Plan], Results[Rendered]]:
    """The plan of each language, and every event drawn as a card."""
    site = content.site
    events = tuple(site.entries)
    tied = [ties(at.edition, site, events) for at in desks]
    keys = [
        keys_of(at, [card_sheet(site, own, name) for name in events])
        for at, own in zip(desks, tied, strict=True)
    ]

    def calls(places: Sequence[int]) -> list[Call]:
        found = (divmod(place, len(events)) for place in places)
        return [(card_sheet(site, tied[at], events[name]), desks[at], {}) for at, name in found]

    every_key = [key for some in keys for key in some]
    drawn = work.results("cards", every_key, draw, calls, succeeded)
    plans = []
    for at, own_ties, own_keys in zip(desks, tied, keys, strict=True):
        names = [key.hex() for key in own_keys]
        planned = tuple(pages(at.edition, site, own_ties, content.wholes, names))
        plans.append(Plan(at.edition, own_ties, planned))
    return plans, drawn


def _desks(base: Ground, site: Site) -> Iterator[Desk]:
    for one in base.languages.values():
        own = edition(site, one, base.languages)
        yield desk(own, info(own, site, base.theme.assets), base.theme)


def _pages(layout: Layout, work: Work) -> tuple[list[Finished], Collection[bytes]]:
    """Every page as a file; and the keys of those that were drawn now."""
    keys = [job.key for job in layout.jobs]
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
    return [finished[key] for key in keys], finished.made


def _kept(layout: Layout, work: Work) -> Iterator[Finished]:
    """Every file that is no page, kept; its compressed copies are made when its content is new."""
    keep = work.keeper(layout.compress)
    gaining = [one for one in layout.files if keep.encoders and gains(one)]
    keys = fingerprints([(one.path, digest_of(one.content), layout.compress) for one in gaining])
    copied = work.results(
        "copies", keys, keep_file, lambda places: [(gaining[at], keep) for at in places]
    )
    yield from (copied[key] for key in keys)
    done = {one.path for one in gaining}
    for one in layout.files:
        if one.path not in done:
            # What is made in pieces is known only when it is: its copies are made with it.
            yield Finished(keep(one.held()) if keep.encoders else (work.keep(one),))


def keep_file(output: Output, keep: Keeper) -> Finished:
    """Keep a file with its copies."""
    return Finished(keep(output))


def _reasons(
    layout: Layout, made: Collection[bytes], before: Trace, snapshot: Snapshot
) -> Iterator[tuple[str, str]]:
    drawn = (job for job in layout.jobs if job.key in made)
    paths = layout.content.paths if layout.content else {}
    ids = {path: name for name, path in paths.items()}
    return reasons(drawn, before, snapshot.digests(), ids)


def _with_wholes(jobs: Sequence[Job], content: Content, work: Work) -> list[Job]:
    """The same jobs, each event that only its digest is known of fetched or loaded again."""
    shown = [one for job in jobs for one in job.sheet.arguments if isinstance(one, Whole)]
    wholes = _fetched(content, work, shown)
    return [_with_whole(job, wholes) for job in jobs]


def _fetched(content: Content, work: Work, wholes: Iterable[Whole]) -> dict[str, Whole]:
    """Whole events with their texts, by their digests."""
    found = {one.digest: one for one in wholes}
    keys = content.keys
    missing = {one.digest: content.origins[one.digest] for one in found.values() if not one.text}
    texts = work.memo.recall("wholes", [keys[at] for at in missing.values()]) if missing else {}
    for digest, at in missing.items():
        text = texts.get(keys[at])
        found[digest] = Whole(digest, text) if text else content.again(at, digest)
    return found


def _with_whole(job: Job, wholes: Mapping[str, Whole]) -> Job:
    arguments = tuple(
        wholes.get(one.digest, one) if isinstance(one, Whole) else one
        for one in job.sheet.arguments
    )
    return replace(job, sheet=replace(job.sheet, arguments=arguments))


def _files(published: Published, theme: Theme) -> list[Output]:
    """What there is besides pages."""
    return [
        *theme.outputs,
        *(Output(address, copy_of=path) for address, path in media_copies(published.site)),
        *always(published),
        *asked_for(published),
    ]
