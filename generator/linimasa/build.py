"""The pipeline, on one screen: a snapshot of all files → the finished site, or what is wrong.

    read → load → link → plan → render (+ export) → write

Everything between `read` and `write` is here, and all of it maps values to values. What was
worked out before, which processes do the work and what becomes of a finished file is a matter
of `Work`, and of this composition alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from linimasa.advising import advised
from linimasa.brief import brief_of
from linimasa.diagnostics import Diagnostic, Related, Span, has_errors, in_order, problem
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
from linimasa.link import embargo, link
from linimasa.load import (
    TOO_SLOW,
    filed,
    load,
    load_actors,
    load_extra,
    load_page,
    overdue,
    overdue_page,
)
from linimasa.memo import Results
from linimasa.model.address import same_place
from linimasa.model.files import (
    Build,
    ChangedMeanwhile,
    InputFile,
    Options,
    Output,
    Snapshot,
    Trace,
)
from linimasa.model.record import Id
from linimasa.model.settings import Settings
from linimasa.model.site import Filed, Loaded, LoadedPage, Site, Whole
from linimasa.plan import Plan, card_sheet, edition, info, media_copies, pages, ties
from linimasa.render import Rendered
from linimasa.silence import told
from linimasa.theme import Theme
from linimasa.work import Call, Work

ROWS_LIKE_A_PAGE = 3
"""To draw so many rows of a list touches about as much memory as to draw another page."""


@dataclass(frozen=True, slots=True)
class Content:
    """What the files of the content are, linked; of each file no more than is still needed."""

    site: Site
    paths: Mapping[Id, str]
    """The file of each event, published or not."""
    wholes: Mapping[Id, Whole]
    embargoes: tuple[int, ...]
    """The moments at which events become public, past ones too."""
    diagnostics: tuple[Diagnostic, ...]
    ignored: Mapping[str, tuple[str, ...]]
    """Codes of the warnings that are not to be told, by the path of the event."""
    origins: Mapping[str, int]
    """The place of the file each whole was loaded from, by its digest."""
    keys: Sequence[bytes]
    """What the files of events are remembered by, in their order."""
    again: Callable[[int, str], Whole]
    """Loads the whole of the event at a place again, which must have this digest."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A site before its pages are drawn: what each is made of, and what is wrong so far."""

    diagnostics: tuple[Diagnostic, ...]
    events: int
    content: Content | None = None
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
    outputs = [*map(work.keep, layout.files), *(page.output for page in finished if page.output)]
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
    content = _content(snapshot, base, options.drafts, work)
    found += content.diagnostics
    if options.advice and not has_errors(found):
        found += _advice(snapshot, base, content, found, work)
    found = told(found, base.settings.ignore, content.ignored)
    if has_errors(found):
        return Layout(in_order(found), len(snapshot.events))

    site = content.site
    desks = tuple(_desks(base, site))
    plans, cards = _planned(desks, content, work)
    pieces = Pieces(site, content.wholes, partial(_fetched, content, work), work)
    published = Published(site, plans, pieces)
    files = _files(published, base.theme)
    jobs = [job for at, plan in zip(desks, plans, strict=True) for job in jobs_of(at, plan.sheets)]
    paths = [*(one.path for one in files), *(job.path for job in jobs)]
    colliding = list(_collisions(paths, base.settings.languages[1:]))
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
    )


# -- load and link --------------------------------------------------------------------------


def _content(snapshot: Snapshot, base: Ground, drafts: bool, work: Work) -> Content:
    """Load every file of the content and link them."""
    settings, events, texts = base.settings, snapshot.events, snapshot.pages
    codes, zone = settings.languages, settings.timezone
    keys = reading_keys(((file.path, file.digest) for file in events), settings)

    def call(place: int) -> Call:
        return work.again(events[place]), codes, zone, work.in_time

    def again(place: int, digest: str) -> Whole:
        whole = load_event(*call(place)).whole
        if whole is None or whole.digest != digest:
            raise ChangedMeanwhile(events[place].path)
        return whole

    loaded = work.results(
        "reading", keys, load_event, lambda places: [*map(call, places)], _in_time
    )
    files = tuple(loaded[key] for key in keys)
    text_keys = fingerprints([(file.path, file.digest, codes) for file in texts])
    loaded_texts = work.results(
        "texts",
        text_keys,
        load_text,
        lambda places: [(texts[at], codes, work.in_time) for at in places],
        _in_time,
    )
    plain = [loaded_texts[key] for key in text_keys]
    actors, found_in_actors = load_actors(snapshot.actors, codes, zone)
    media, now = snapshot.media, snapshot.now
    extra, found_in_extra = load_extra(snapshot.extra)
    linked = link(settings, base.references, files, actors, plain, media, now, drafts, extra)
    found = [one for file in files for one in file.diagnostics]
    found += [one for page in plain for one in page.diagnostics]
    return Content(
        linked.site,
        {file.id: file.path for file in files},
        {file.id: file.whole for file in files if file.whole},
        _embargoes(files, zone),
        (*found, *found_in_actors, *found_in_extra, *linked.diagnostics),
        {file.path: file.outline.ignore for file in files if file.outline and file.outline.ignore},
        {file.whole.digest: at for at, file in enumerate(files) if file.whole},
        keys,
        again,
    )


def reading_keys(digests: Iterable[tuple[str, str]], settings: Settings) -> list[bytes]:
    """What event files are remembered by: a key for each path and digest."""
    codes, zone = settings.languages, settings.timezone
    return fingerprints([(path, digest, codes, zone) for path, digest in digests])


def load_event(
    file: InputFile, languages: Sequence[str], zone: str, in_time: Callable[..., Any]
) -> Filed:
    """Read one event file, and keep of it what the site needs."""
    loaded: Loaded = in_time(load, file, languages, zone) or overdue(file)
    return filed(loaded, languages, zone)


def load_text(file: InputFile, languages: Sequence[str], in_time: Callable[..., Any]) -> LoadedPage:
    """Read one plain page."""
    loaded: LoadedPage = in_time(load_page, file, languages) or overdue_page(file, languages)
    return loaded


def _in_time(loaded: Filed | LoadedPage) -> bool:
    """Whether reading it will come out the same the next time: a busy machine takes longer."""
    return all(one.code != TOO_SLOW for one in loaded.diagnostics)


def _embargoes(files: Iterable[Filed], zone: str) -> tuple[int, ...]:
    moments = (embargo(one.outline, zone) for one in files if one.outline)
    return tuple(sorted(moment for moment in moments if moment is not None))


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


def _advice(
    snapshot: Snapshot, base: Ground, content: Content, found: Sequence[Diagnostic], work: Work
) -> list[Diagnostic]:
    """What an editor wants to look at besides."""
    files = {file.path: file for file in snapshot.events}
    shown = {name: files[content.paths[name]] for name in content.site.entries}
    return advised(content.site, shown, base.references, content.ignored, found, work)


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

    def calls(places: Sequence[int]) -> list[Call]:
        jobs = [layout.jobs[at] for at in places]
        if layout.content:
            jobs = _with_wholes(jobs, layout.content, work)
        cards = cards_for(jobs, layout.cards)
        return [(job, work.keep, cards) for job in jobs]

    def weigh(place: int) -> int:
        return 1 + layout.jobs[place].sheet.size // ROWS_LIKE_A_PAGE

    finished = work.results("pages", keys, finish, calls, succeeded, weigh)
    return [finished[key] for key in keys], finished.made


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


def _collisions(paths: Sequence[str], others: Sequence[str]) -> Iterator[Diagnostic]:
    """An error for each two files that would be one, on some disks or on all.

    Two pages that meet in one language meet in all: it is told once. `others` are the languages
    that have a folder of their own.
    """
    folders = [f"{same_place(code)}/" for code in others]
    taken: dict[str, str] = {}
    told: set[str] = set()
    for path in paths:
        place = same_place(path)
        first = taken.setdefault(place, path)
        folder = next((one for one in folders if place.startswith(one)), "")
        inside = place[len(folder) :]
        if first is not path and inside not in told:
            told.add(inside)
            yield problem(
                "address-collision",
                Span("site.yaml"),
                f"two pages would share the address /{_shown(path)}",
                "rename one: an event, a tag, an actor, or a page of content/pages",
                (Related(Span("site.yaml"), f"the other is /{_shown(first)}"),),
            )


def _shown(path: str) -> str:
    """The address of an output as a reader knows it."""
    return path.removesuffix("index.html")
