"""A preview of the site in a folder: how it is built again and again, and what comes of each build.

In: the folder, where to listen, what opens files. Out: a preview until Ctrl-C. Puts together what
`serve` runs: the shelf of pages, the dashboard, the terminal, the schemas for text editors.
"""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from linimasa.cache.memo import Backed, Memory
from linimasa.cache.namespace import own_namespace
from linimasa.cache.store import opened
from linimasa.diagnostics import in_order
from linimasa.model.files import Build, ChangedMeanwhile, Options, Snapshot
from linimasa.model.site import Site
from linimasa.pipeline.work import Work
from linimasa.preview.answers import Made, opened_by, opening_below
from linimasa.preview.dashboarding import dashboard_page
from linimasa.preview.editors import describe_again
from linimasa.preview.serve import LivePreview, Telling
from linimasa.preview.shelf import Shelf, shelf
from linimasa.preview.terminal import (
    NobodyListens,
    tell_built,
    tell_described,
    tell_end,
    tell_failed,
    tell_ready,
)
from linimasa.preview.watching import changes
from linimasa.read.project import read, read_again, reread, sources


def preview(
    site: Path, host: str, port: int, open_browser: bool, now: Callable[[], int], editor: str = ""
) -> None:
    """Preview the site in this folder until Ctrl-C or the end of the terminal, drafts included.

    `now` is asked for the moment of each build, in seconds since 1970. `editor` is the address
    that opens a file, with `{path}`, `{line}` and `{column}` in it. Raises `CannotServe` if nothing
    can be served there.
    """
    opening = opening_below(site.resolve().as_posix(), editor, host)
    work = Work(Memory(), reread=partial(reread, site), tell=lambda *_: live.go_on())
    newest: list[Shelf] = []

    def filled(before: Shelf | None) -> Shelf:
        # Full addresses in pages lead to the preview, not to the published site.
        options = Options(base_url=live.address, drafts=True)
        if before:
            return shelf(read_again(site, now(), before.snapshot), options, work, before)
        return first_shelf(site, read(site, now()), options, work)

    def make() -> Made:
        before = newest.pop() if newest else None
        while not newest:
            try:
                newest.append(filled(before))
            except ChangedMeanwhile:
                live.go_on()  # a file was saved while others were read: all is read once more
        pages = newest[0]
        snapshot = pages.snapshot
        layout = pages.layout
        found = in_order((*layout.diagnostics, *pages.failures()))
        build = Build((), found, layout.events, layout.pages)
        # Once for each build, however often the page is asked for.
        drawn = cache(partial(dashboard_page, site, pages, found, partial(opened_by, opening)))
        return Made(build, sources(site, snapshot, found), pages, opening, drawn)

    described: list[Site | None] = [None]

    def built(made: Made, seconds: float) -> None:
        tell_built(site, made, seconds)
        # After the page is shown: text editors may wait for their words a moment longer.
        content = newest[0].layout.content if newest else None
        if content and content.site is not described[0]:
            described[0] = content.site
            _describe(site, newest[0])

    telling = Telling(
        ready=lambda url: tell_ready(url, host, live.preview.port),
        built=built,
        failed=tell_failed,
        first=webbrowser.open if open_browser else None,
    )
    live = LivePreview(site, make, lambda stop: changes(site, stop), telling)
    # Without a terminal nothing could end it, and it would keep its port.
    with suppress(NobodyListens):
        live.run(host, port)
        tell_end()


def first_shelf(site: Path, snapshot: Snapshot, options: Options, work: Work) -> Shelf:
    """The files of a site, with all that is remembered of it on the disk.

    The memo of `work` knows by then what later shelves want; the disk is not asked again.
    """
    with opened(site, own_namespace(), _has_no_output, for_preview=True) as stored:
        return shelf(snapshot, options, replace(work, memo=Backed(work.memo, stored)), None)


def _has_no_output(_path: str, _digest: str) -> bool:
    return False


def _describe(site: Path, pages: Shelf) -> None:
    """Keep what text editors know of the site true, where they were told once."""
    if pages.layout.content is None:
        return
    try:
        tell_described(describe_again(site, pages.snapshot, pages.layout.content), None)
    except OSError as error:
        tell_described(0, error)
