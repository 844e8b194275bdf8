"""The pipeline, on one screen: a snapshot of all files → the finished site, or what is wrong.

    read → load → link → plan → render (+ export) → write

Everything between `read` and `write` is here, and all of it maps values to values. Parallel
work is a matter of this composition alone: it hands whole stages to an executor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
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
from linimasa.plan import media_copies, plan
from linimasa.render import render
from linimasa.theme import Theme, read_theme
from linimasa.wording import Language, language

T = TypeVar("T")

CHUNK = 32
"""Files or pages handed to a worker at once; fewer are not worth the way there."""

Tell = Callable[[str, int, int], None]
"""Told of progress: the stage, how many more of its steps are done, how many it has in all."""


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
    found = list(snapshot.diagnostics)
    theme = read_theme(snapshot.theme)
    found += theme.diagnostics
    settings, found_in_settings = load_settings(snapshot.settings)
    found += found_in_settings
    if settings is None:
        return Build((), in_order(found))
    if options.base_url:
        settings = replace(settings, url=Url(options.base_url))
    languages, without_data = _languages(settings, theme)
    found += without_data

    codes, zone = settings.languages, settings.timezone
    files = [(file, codes, zone) for file in snapshot.events]
    loaded = list(_each(executor, memo, partial(tell, "reading"), load, files))
    actors, wrong = load_actors(snapshot.actors, codes, zone)
    texts = [(file, codes) for file in snapshot.pages]
    pages = list(_each(None, memo, partial(tell, "reading"), load_page, texts))
    linked = link(settings, loaded, actors, pages, snapshot.media, snapshot.now, options.drafts)
    for event in loaded:
        found += event.diagnostics
    for page in pages:
        found += page.diagnostics
    found += [*wrong, *linked.diagnostics]
    if has_errors(found):
        return Build((), in_order(found), len(loaded))

    plans = plan(linked.site, languages, theme.assets)
    jobs = [
        (page, one.info, theme.templates[page.head.template], languages[page.head.language])
        for one in plans
        for page in one.pages
    ]
    rendered = _each(executor, memo, partial(tell, "drawing"), render, jobs)
    outputs = [*theme.outputs]
    outputs += [Output(address, copy_of=path) for address, path in media_copies(linked.site)]
    failed: dict[tuple[Span, str], Diagnostic] = {}
    for one in rendered:
        outputs += [one.output] if one.output else []
        for failure in one.diagnostics:
            failed.setdefault((failure.span, failure.message), failure)
    found += failed.values()
    for export in EXPORTERS.values():
        outputs += export(linked.site, [page for page, *_ in jobs])
    found += _collisions(outputs, [f"{code}/" for code in codes[1:]])
    count = sum(not isinstance(page, RedirectPage) for page, *_ in jobs)
    done = () if has_errors(found) else tuple(outputs)
    return Build(done, in_order(found), len(linked.site.entries), count)


def _each(
    executor: Executor | None,
    memo: Memo | None,
    tell: Callable[[int, int], None],
    function: Callable[..., T],
    calls: Sequence[Arguments],
) -> Iterator[T]:
    """The result of each call, in order, with a word on each; what is remembered is not run."""
    run = partial(_run, executor)
    results = run(function, calls) if memo is None else remembered(memo, function, calls, run)
    for result in results:
        tell(1, len(calls))
        yield result


def _run(
    executor: Executor | None, function: Callable[..., T], calls: Sequence[Arguments]
) -> Iterator[T]:
    """Make the calls, in this process or in the executor's."""
    if executor is None or len(calls) < CHUNK:
        return starmap(function, calls)
    return executor.map(function, *zip(*calls, strict=True), chunksize=CHUNK)


def _languages(settings: Settings, theme: Theme) -> tuple[dict[str, Language], list[Diagnostic]]:
    """What is known of each language of the site: CLDR data and interface strings."""
    languages: dict[str, Language] = {}
    found: list[Diagnostic] = []
    for code in settings.languages:
        one, wrong = language(code, theme.catalogs.get(code, ()), Span("site.yaml"))
        found += wrong
        if one:
            languages[code] = one
    return languages, found


def _collisions(outputs: Sequence[Output], folders: Sequence[str]) -> Iterator[Diagnostic]:
    """An error for each two files that would be one, on some disks or on all.

    Two pages that meet in one language meet in all: it is told once. `folders` are those of the
    other languages.
    """
    taken: dict[str, str] = {}
    told: set[str] = set()
    for output in outputs:
        place = same_place(output.path)
        first = taken.setdefault(place, output.path)
        folder = next((one for one in folders if place.startswith(same_place(one))), "")
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
