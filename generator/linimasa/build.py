"""The pipeline, on one screen: a snapshot of all files → the finished site, or what is wrong.

    read → load → link → plan → render (+ export) → write

Everything between `read` and `write` is here, and all of it maps values to values. What was
worked out before, which processes do the work and what becomes of a finished file is a matter
of `Work`, and of this composition alone.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import starmap
from typing import Any, TypeVar

from linimasa.diagnostics import Diagnostic, Related, Span, has_errors, in_order, problem
from linimasa.exporters import EXPORTERS
from linimasa.fingerprint import fingerprint, fingerprints, name_of
from linimasa.link import link
from linimasa.load import filed, load, load_actors, load_page, load_settings
from linimasa.memo import Forgetful, Memo, remembered
from linimasa.model.address import in_folder, output_path, same_place
from linimasa.model.files import Build, InputFile, Options, Output, Snapshot
from linimasa.model.pages import SiteInfo
from linimasa.model.record import Id, Url
from linimasa.model.settings import Settings
from linimasa.model.site import Filed, Reference, Site, Whole
from linimasa.plan import (
    Edition,
    Plan,
    Sheet,
    card_sheets,
    edition,
    info,
    media_copies,
    pages,
    ties,
)
from linimasa.render import Rendered, render
from linimasa.theme import Templates, Theme, read_theme
from linimasa.wording import Language, language

T = TypeVar("T")
Call = tuple[Any, ...]

SOURCE_LANGUAGE = "en"
"""The language that the templates are written in; it needs no catalog."""


# -- how the work is done -------------------------------------------------------------------


def at_once(function: Callable[..., T], calls: Sequence[Call]) -> Iterator[T]:
    """Make calls in this process, one after the other."""
    return starmap(function, calls)


def in_hand(output: Output) -> Output:
    """Keep a finished file as it is."""
    return output


@dataclass(frozen=True, slots=True)
class Work:
    """How a build is done; none of it changes a result."""

    memo: Memo = field(default_factory=Forgetful)
    spread: Callable[[Callable[..., Any], Sequence[Call]], Iterator[Any]] = at_once
    """Makes the calls of a function, here or in other processes; results in their order."""
    keep: Callable[[Output], Output] = in_hand
    """Given each finished file, in the process that made it; gives back what shall be kept."""
    tell: Callable[[str, int, int], None] = lambda stage, done, total: None
    """Told of progress: the stage, how many more of its steps are done, how many it has."""

    def results(
        self,
        stage: str,
        keys: Sequence[bytes],
        function: Callable[..., T],
        calls: Callable[[Sequence[int]], Sequence[Call]],
        lasting: Callable[[T], bool] = lambda result: True,
    ) -> ChainMap[bytes, T]:
        """The results of a stage; `calls` are asked for those that are not known."""

        def make(places: Sequence[int]) -> Iterator[T]:
            for result in self.spread(function, calls(places)):
                self.tell(stage, 1, len(places))
                yield result

        return remembered(self.memo, stage, keys, make, lasting)


# -- the whole of it ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Layout:
    """A site before its pages are drawn: what each is made of, and what is wrong so far."""

    diagnostics: tuple[Diagnostic, ...]
    events: int
    files: tuple[Output, ...] = ()
    """What there is besides pages: static files, pictures, exports."""
    jobs: tuple[Job, ...] = ()
    """A page each."""
    cards: Mapping[bytes, Rendered] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages it has, without those that only lead to another."""
        return sum(job.sheet.template != "redirect.html" for job in self.jobs)


def build(snapshot: Snapshot, options: Options | None = None, work: Work | None = None) -> Build:
    """Make the whole site.

    With an error anywhere there are no outputs, only diagnostics, all of them at once.
    """
    work = work or Work()
    layout = lay_out(snapshot, options, work)
    finished = _pages(layout, work)
    found = in_order((*layout.diagnostics, *once(finished)))
    if has_errors(found):
        return Build((), found, layout.events)
    outputs = [*map(work.keep, layout.files), *(page.output for page in finished if page.output)]
    return Build(tuple(outputs), found, layout.events, layout.pages)


def lay_out(snapshot: Snapshot, options: Options | None = None, work: Work | None = None) -> Layout:
    """Everything but the pages themselves; with an error there are none to draw."""
    options, work = options or Options(), work or Work()
    read = load_settings(snapshot.settings)
    theme = read_theme(snapshot.theme, read.settings.accent if read.settings else None)
    found = [*snapshot.diagnostics, *theme.diagnostics, *read.diagnostics]
    if read.settings is None:
        return Layout(in_order(found), 0)
    settings = read.settings
    if options.base_url:
        settings = replace(settings, url=Url(options.base_url))
    languages, wrong = _languages(settings, read.references, theme)
    site, wholes, wrong_content = _site(snapshot, settings, read.references, options.drafts, work)
    found += [*wrong, *wrong_content]
    if has_errors(found):
        return Layout(in_order(found), len(snapshot.events))

    desks = [_desk(edition(site, one, languages), site, theme) for one in languages.values()]
    plans, cards = _planned(desks, site, wholes, work)
    files = _files(site, plans, theme)
    jobs = [job for desk, plan in zip(desks, plans, strict=True) for job in _jobs(desk, plan)]
    paths = [*(one.path for one in files), *(job.path for job in jobs)]
    found += [
        *once(cards.maps[0].values()),
        *_collisions(paths, settings.languages[1:]),
    ]
    if any(one.code == "address-collision" for one in found):
        jobs = []
    return Layout(in_order(found), len(site.entries), tuple(files), tuple(jobs), cards)


# -- load and link --------------------------------------------------------------------------


def _site(
    snapshot: Snapshot,
    settings: Settings,
    named_in_settings: Sequence[Reference],
    drafts: bool,
    work: Work,
) -> tuple[Site, dict[Id, Whole], list[Diagnostic]]:
    """Load every file of the content and link them."""
    codes, zone, events = settings.languages, settings.timezone, snapshot.events
    keys = fingerprints([(file.path, file.digest, codes, zone) for file in events])
    loaded = work.results(
        "reading", keys, load_event, lambda places: [(events[at], codes, zone) for at in places]
    )
    files = [loaded[key] for key in keys]
    actors, found_in_actors = load_actors(snapshot.actors, codes, zone)
    pages = snapshot.pages
    text_keys = fingerprints([(file.path, file.digest, codes) for file in pages])
    loaded_texts = work.results(
        "texts", text_keys, load_page, lambda places: [(pages[at], codes) for at in places]
    )
    texts = [loaded_texts[key] for key in text_keys]
    media, now = snapshot.media, snapshot.now
    linked = link(settings, named_in_settings, files, actors, texts, media, now, drafts)
    found = [one for file in files for one in file.diagnostics]
    found += [one for page in texts for one in page.diagnostics]
    wholes = {file.id: file.whole for file in files if file.whole}
    return linked.site, wholes, [*found, *found_in_actors, *linked.diagnostics]


def load_event(file: InputFile, languages: Sequence[str], zone: str) -> Filed:
    """Read one event file, and keep of it what the site needs."""
    return filed(load(file, languages, zone), languages, zone)


# -- plan and draw --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Desk:
    """All that drawing in one language depends on, beside the sheet itself."""

    edition: Edition
    info: SiteInfo
    templates: Mapping[str, Templates]
    frames: Mapping[str, bytes]
    """For each template a key of all this."""

    def keys(self, sheets: Iterable[Sheet]) -> list[bytes]:
        """A key for each drawing."""
        return fingerprints(
            [
                (self.frames[one.template], name_of(one.layout), one.names, one.arguments)
                for one in sheets
            ]
        )


@dataclass(frozen=True, slots=True)
class Job:
    """A page that is to be drawn, and a key for all that it depends on."""

    key: bytes
    path: str
    sheet: Sheet
    desk: Desk


@dataclass(frozen=True, slots=True)
class Finished:
    """A page as a file that is kept, or what is wrong with its template."""

    output: Output | None
    diagnostics: tuple[Diagnostic, ...] = ()


def _desk(edition: Edition, site: Site, theme: Theme) -> Desk:
    told = info(edition, site, theme.assets)
    frames = {name: fingerprint(edition, told, one) for name, one in theme.templates.items()}
    return Desk(edition, told, theme.templates, frames)


def draw(sheet: Sheet, desk: Desk, cards: Mapping[str, str]) -> Rendered:
    """Lay out a page, or a card, and render it."""
    page = sheet.layout(desk.edition, *sheet.arguments)
    templates = desk.templates[sheet.template]
    return render(page, desk.info, templates, desk.edition.language, cards)


def _planned(
    desks: Sequence[Desk], site: Site, wholes: Mapping[Id, Whole], work: Work
) -> tuple[list[Plan], ChainMap[bytes, Rendered]]:
    """The plan of each language, and every event drawn as a card."""
    tied = [ties(desk.edition, site) for desk in desks]
    sheets = [card_sheets(site, one) for one in tied]
    keys = [desk.keys(some) for desk, some in zip(desks, sheets, strict=True)]
    jobs = [(one, desk) for desk, some in zip(desks, sheets, strict=True) for one in some]
    drawn = work.results(
        "cards",
        [key for some in keys for key in some],
        draw,
        lambda places: [(*jobs[at], {}) for at in places],
        _succeeded,
    )
    plans = []
    for desk, own_ties, own_keys in zip(desks, tied, keys, strict=True):
        names = [key.hex() for key in own_keys]
        planned = tuple(pages(desk.edition, site, own_ties, wholes, names))
        plans.append(Plan(desk.edition, own_ties, planned))
    return plans, drawn


def _jobs(desk: Desk, plan: Plan) -> Iterator[Job]:
    for key, sheet in zip(desk.keys(plan.sheets), plan.sheets, strict=True):
        yield Job(key, _path(sheet, desk.edition), sheet, desk)


def finish(job: Job, keep: Callable[[Output], Output], cards: Mapping[str, str]) -> Finished:
    """Draw a page and have it kept as a file."""
    drawn = draw(job.sheet, job.desk, cards)
    if drawn.html is None:
        return Finished(None, drawn.diagnostics)
    return Finished(keep(Output(job.path, drawn.html.encode("utf-8", "replace"))))


def cards_for(jobs: Iterable[Job], drawn: Mapping[bytes, Rendered]) -> dict[str, str]:
    """The cards that stand on some pages; one that could not be drawn is empty."""
    needed = {card for job in jobs for card in job.sheet.cards}
    return {card: drawn[bytes.fromhex(card)].html or "" for card in needed}


def _pages(layout: Layout, work: Work) -> list[Finished]:
    """Every page as a file."""
    keys = [job.key for job in layout.jobs]

    def calls(places: Sequence[int]) -> list[Call]:
        jobs = [layout.jobs[at] for at in places]
        cards = cards_for(jobs, layout.cards)
        return [(job, work.keep, cards) for job in jobs]

    finished = work.results("pages", keys, finish, calls, _succeeded)
    return [finished[key] for key in keys]


def _succeeded(made: Rendered | Finished) -> bool:
    return not made.diagnostics


def _path(sheet: Sheet, edition: Edition) -> str:
    """The file of a page."""
    address = in_folder(edition.root, *sheet.names)
    return address + "404.html" if sheet.template == "404.html" else output_path(address)


def _files(site: Site, plans: Sequence[Plan], theme: Theme) -> list[Output]:
    """What there is besides pages."""
    return [
        *theme.outputs,
        *(Output(address, copy_of=path) for address, path in media_copies(site)),
        *(output for export in EXPORTERS.values() for output in export(site, plans)),
    ]


def once(made: Iterable[Rendered | Finished]) -> list[Diagnostic]:
    """What failed; a template that fails for many pages is one mistake."""
    failed: dict[tuple[Span, str], Diagnostic] = {}
    for one in made:
        for failure in one.diagnostics:
            failed.setdefault((failure.span, failure.message), failure)
    return list(failed.values())


def _languages(
    settings: Settings, named_in_settings: Sequence[Reference], theme: Theme
) -> tuple[dict[str, Language], list[Diagnostic]]:
    """What is known of each language of the site: CLDR data and interface strings."""
    spans = {one.word: one.span for one in named_in_settings if one.kind == "language"}
    languages: dict[str, Language] = {}
    found: list[Diagnostic] = []
    for code in settings.languages:
        span = spans.get(code, Span("site.yaml"))
        plain = code.partition("-")[0]
        catalogs = theme.catalogs.get(plain, ())
        if code != plain:
            catalogs += theme.catalogs.get(code, ())
        one, wrong = language(code, catalogs, span)
        found += wrong
        if one:
            languages[code] = one
        if one and not catalogs and plain != SOURCE_LANGUAGE:
            message = f"the theme has no words in “{code}”, so buttons and labels are in English"
            hint = f"translate them in theme/locale/{plain}.po; theme/README.md says how"
            found.append(problem("missing-catalog", span, message, hint))
    return languages, found


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
