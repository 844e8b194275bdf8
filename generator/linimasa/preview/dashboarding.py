"""The dashboard of the preview: advice is worked out, files are read, and the page is drawn.

In: the folder of the site and what the newest build left. Out: HTML. It may take seconds on a
large site, and so it is done when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path

from linimasa.diagnostics import Diagnostic, Span
from linimasa.model.files import ChangedMeanwhile
from linimasa.pipeline.work import Work
from linimasa.preview.dashboard import advice_on, draw, survey
from linimasa.preview.shelf import Shelf
from linimasa.read.project import reread, sources


def dashboard_page(
    site: Path, pages: Shelf, found: Sequence[Diagnostic], opening: Callable[[Span], str]
) -> bytes:
    """How the site stands; `found` is what is wrong with it."""
    advice: Sequence[Diagnostic] | None
    try:
        # Its memory is its own: the next build may be on its way in another thread.
        advice = advice_on(pages.snapshot, pages.layout, Work(reread=partial(reread, site)))
    except ChangedMeanwhile:
        advice = None  # the build of that save follows, and has the page reloaded
    view = survey(pages.layout, found, advice)
    shown = [one for file in view.files for one in file.diagnostics]
    template = (files("linimasa.preview") / "assets" / "dashboard.html").read_text("utf-8")
    return draw(view, template, sources(site, pages.snapshot, shown), opening)
