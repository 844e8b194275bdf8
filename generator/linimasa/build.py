"""The pipeline, on one screen: a snapshot of all files → the finished site, or what is wrong.

    read → load → link → plan → render (+ export) → write

Everything between `read` and `write` is here, and all of it maps values to values. Parallel
work is a matter of this composition alone: it hands whole stages to an executor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from itertools import repeat
from typing import TypeVar

from linimasa.diagnostics import Diagnostic, Related, Span, has_errors, in_order, problem
from linimasa.exporters import EXPORTERS
from linimasa.link import link
from linimasa.load import load, load_actors, load_settings
from linimasa.loadpage import load_page
from linimasa.model.address import same_place
from linimasa.model.files import Build, Options, Output, Snapshot
from linimasa.model.pages import RedirectPage
from linimasa.model.settings import Settings
from linimasa.plan import media_copies, plan
from linimasa.render import render
from linimasa.theme import Theme, read_theme
from linimasa.wording import Language, language

T = TypeVar("T")

CHUNK = 32
"""Files or pages handed to a worker at once."""

Tell = Callable[[str, int, int], None]
"""Told of progress: the stage, how many more of its steps are done, how many it has in all."""


def build(
    snapshot: Snapshot,
    options: Options | None = None,
    executor: Executor | None = None,
    tell: Tell = lambda stage, done, total: None,
) -> Build:
    """Make the whole site.

    With an error anywhere there are no outputs, only diagnostics, all of them at once.
    """
    options = options or Options()
    found = list(snapshot.diagnostics)
    theme = read_theme(snapshot.theme)
    found += theme.diagnostics
    settings, wrong = load_settings(snapshot.settings)
    found += wrong
    if settings is None:
        return Build((), in_order(found))
    if options.base_url:
        settings = replace(settings, url=options.base_url)
    languages, wrong = _languages(settings, theme)
    found += wrong

    codes, zone = settings.languages, settings.timezone
    loaded = list(
        _each(executor, tell, "reading", load, snapshot.events, repeat(codes), repeat(zone))
    )
    actors, wrong = load_actors(snapshot.actors, codes, zone)
    pages = [load_page(file, codes) for file in snapshot.pages]
    linked = link(settings, loaded, actors, pages, snapshot.media, snapshot.now, options.drafts)
    for part in (*loaded, *pages, linked):
        found += part.diagnostics
    found += wrong
    if has_errors(found):
        return Build((), in_order(found), len(loaded))

    plans = plan(linked.site, languages, theme.assets)
    jobs = [(page, one.info) for one in plans for page in one.pages]
    rendered = _each(
        executor,
        tell,
        "drawing",
        render,
        [page for page, _ in jobs],
        [info for _, info in jobs],
        [theme.templates[page.head.template] for page, _ in jobs],
        [languages[page.head.language] for page, _ in jobs],
    )
    outputs = [*theme.outputs]
    outputs += [Output(address, copy_of=path) for address, path in media_copies(linked.site)]
    for one in rendered:
        outputs += [one.output] if one.output else []
        found += one.diagnostics
    for export in EXPORTERS.values():
        outputs += export(linked.site, [page for page, _ in jobs])
    found += _collisions(outputs)
    count = sum(not isinstance(page, RedirectPage) for page, _ in jobs)
    done = () if has_errors(found) else tuple(outputs)
    return Build(done, in_order(found), len(linked.site.entries), count)


def _each(
    executor: Executor | None,
    tell: Tell,
    stage: str,
    function: Callable[..., T],
    items: Sequence[object],
    *columns: Iterable[object],
) -> Iterator[T]:
    """`map`, in this process or in the executor's, with a word on each result."""
    if executor is None:
        results: Iterator[T] = map(function, items, *columns)
    else:
        results = executor.map(function, items, *columns, chunksize=CHUNK)
    for result in results:
        tell(stage, 1, len(items))
        yield result


def _languages(settings: Settings, theme: Theme) -> tuple[dict[str, Language], list[Diagnostic]]:
    """What is known of each language of the site: CLDR data and interface strings."""
    languages, found = {}, []
    for code in settings.languages:
        one, wrong = language(code, theme.catalogs.get(code, ()))
        found += wrong
        if one:
            languages[code] = one
    return languages, found


def _collisions(outputs: Sequence[Output]) -> Iterator[Diagnostic]:
    """An error for each two files that would be one, on some disks or on all."""
    taken: dict[str, str] = {}
    for output in outputs:
        first = taken.setdefault(same_place(output.path), output.path)
        if first is not output.path:
            yield problem(
                "address-collision",
                Span("site.yaml"),
                f"two pages would share the address /{output.path}",
                "rename one: an event, a tag, an actor, or a page of content/pages",
                (Related(Span("site.yaml"), f"the other is /{first}"),),
            )
