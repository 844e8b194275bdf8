"""The pipeline, on one screen: a snapshot of all files → the finished site, or what is wrong.

    read → load → link → plan → render (+ export) → write

Everything between `read` and `write` is here, and all of it maps values to values. Parallel
work is a matter of this composition alone: it hands whole stages to an executor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from itertools import starmap
from typing import TypeVar

from linimasa.diagnostics import Diagnostic, Related, Span, has_errors, in_order, problem
from linimasa.exporters import EXPORTERS
from linimasa.link import link
from linimasa.load import load, load_actors, load_page, load_settings
from linimasa.memo import Arguments, Memo, remembered
from linimasa.model.address import same_place
from linimasa.model.files import Build, Options, Output, Snapshot
from linimasa.model.pages import RedirectPage
from linimasa.model.record import Url
from linimasa.model.settings import Settings
from linimasa.model.site import Reference, Site
from linimasa.plan import Plan, media_copies, plan
from linimasa.render import render
from linimasa.theme import Theme, read_theme
from linimasa.wording import Language, language

T = TypeVar("T")

CHUNK = 32
"""Files or pages handed to a worker at once; fewer are not worth the way there."""

SOURCE_LANGUAGE = "en"
"""The language that the templates are written in; it needs no catalog."""

Tell = Callable[[str, int, int], None]
"""Told of progress: the stage, how many more of its steps are done, how many it has in all."""


@dataclass(frozen=True, slots=True)
class Work:
    """How the calls of a stage are made; none of it changes their results."""

    executor: Executor | None
    memo: Memo | None
    tell: Tell

    def results(
        self, stage: str, function: Callable[..., T], calls: Sequence[Arguments]
    ) -> Iterator[T]:
        """The result of each call, in order; what is remembered is not run."""
        run = partial(_run, self.executor)
        made = (
            run(function, calls)
            if self.memo is None
            else remembered(self.memo, function, calls, run)
        )
        for result in made:
            self.tell(stage, 1, len(calls))
            yield result


def build(
    snapshot: Snapshot,
    options: Options | None = None,
    executor: Executor | None = None,
    tell: Tell = lambda stage, done, total: None,
    memo: Memo | None = None,
) -> Build:
    """Make the whole site; a memo makes it faster and changes nothing else.

    With an error anywhere there are no outputs, only diagnostics, all of them at once.
    """
    options = options or Options()
    work = Work(executor, memo, tell)
    read = load_settings(snapshot.settings)
    accent = read.settings.accent if read.settings else None
    theme = read_theme(snapshot.theme, accent)
    found = [*snapshot.diagnostics, *theme.diagnostics, *read.diagnostics]
    if read.settings is None:
        return Build((), in_order(found))
    settings = read.settings
    if options.base_url:
        settings = replace(settings, url=Url(options.base_url))
    languages, wrong = _languages(settings, read.references, theme)
    site, wrong_content = _site(snapshot, settings, read.references, options.drafts, work)
    found += [*wrong, *wrong_content]
    if has_errors(found):
        return Build((), in_order(found), len(snapshot.events))

    plans = plan(site, languages, theme.assets)
    pages = [page for one in plans for page in one.pages]
    drawn, wrong_templates = _drawn(plans, theme, languages, work)
    outputs = [
        *theme.outputs,
        *(Output(address, copy_of=path) for address, path in media_copies(site)),
        *drawn,
        *(output for export in EXPORTERS.values() for output in export(site, pages)),
    ]
    found += [*wrong_templates, *_collisions(outputs, settings.languages[1:])]
    count = sum(not isinstance(page, RedirectPage) for page in pages)
    done = () if has_errors(found) else tuple(outputs)
    return Build(done, in_order(found), len(site.entries), count)


def _site(
    snapshot: Snapshot,
    settings: Settings,
    named_in_settings: Sequence[Reference],
    drafts: bool,
    work: Work,
) -> tuple[Site, list[Diagnostic]]:
    """Load every file of the content and link them."""
    codes, zone = settings.languages, settings.timezone
    events = [(file, codes, zone) for file in snapshot.events]
    loaded = list(work.results("reading", load, events))
    actors, found_in_actors = load_actors(snapshot.actors, codes, zone)
    texts = [(file, codes) for file in snapshot.pages]
    pages = list(work.results("reading pages", load_page, texts))
    media, now = snapshot.media, snapshot.now
    linked = link(settings, named_in_settings, loaded, actors, pages, media, now, drafts)
    in_events = [found for event in loaded for found in event.diagnostics]
    in_pages = [found for page in pages for found in page.diagnostics]
    return linked.site, [*in_events, *in_pages, *found_in_actors, *linked.diagnostics]


def _drawn(
    plans: Sequence[Plan], theme: Theme, languages: Mapping[str, Language], work: Work
) -> tuple[list[Output], list[Diagnostic]]:
    """Render every page; a template that fails for many pages is one mistake."""
    jobs = [
        (page, one.info, theme.templates[page.head.template], languages[page.head.language])
        for one in plans
        for page in one.pages
    ]
    outputs: list[Output] = []
    failed: dict[tuple[Span, str], Diagnostic] = {}
    for one in work.results("drawing", render, jobs):
        outputs += [one.output] if one.output else []
        for failure in one.diagnostics:
            failed.setdefault((failure.span, failure.message), failure)
    return outputs, list(failed.values())


def _run(
    executor: Executor | None, function: Callable[..., T], calls: Sequence[Arguments]
) -> Iterator[T]:
    """Make the calls, in this process or in the executor's."""
    if executor is None or len(calls) < CHUNK:
        return starmap(function, calls)
    return executor.map(function, *zip(*calls, strict=True), chunksize=CHUNK)


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


def _collisions(outputs: Sequence[Output], others: Sequence[str]) -> Iterator[Diagnostic]:
    """An error for each two files that would be one, on some disks or on all.

    Two pages that meet in one language meet in all: it is told once. `others` are the languages
    that have a folder of their own.
    """
    folders = [f"{same_place(code)}/" for code in others]
    taken: dict[str, str] = {}
    told: set[str] = set()
    for output in outputs:
        place = same_place(output.path)
        first = taken.setdefault(place, output.path)
        folder = next((one for one in folders if place.startswith(one)), "")
        inside = place[len(folder) :]
        if first is not output.path and inside not in told:
            told.add(inside)
            yield problem(
                "address-collision",
                Span("site.yaml"),
                f"two pages would share the address /{_shown(output.path)}",
                "rename one: an event, a tag, an actor, or a page of content/pages",
                (Related(Span("site.yaml"), f"the other is /{_shown(first)}"),),
            )


def _shown(path: str) -> str:
    """The address of an output as a reader knows it."""
    return path.removesuffix("index.html")
