"""A `Survey` → HTML.

In: the survey, our own template as text, the files that it speaks of, and what opens a place in a
text editor. Out: a whole page. Everything an author wrote is escaped; places and lines look as
they do in the terminal.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from linimasa.diagnostics import Span
from linimasa.preview.dashboard.survey import Faulty, Survey
from linimasa.reporting import report

FOLDED = 10
"""Lists with more entries than these are folded at first."""


def draw(
    view: Survey, template: str, sources: Mapping[str, bytes], opening: Callable[[Span], str]
) -> bytes:
    """The whole page."""

    def listed(file: Faulty) -> Markup:
        # `report` escapes what it shows.
        return Markup(report.html(file.diagnostics, sources, opening))

    text = _template(template).render(
        view=view,
        folded=FOLDED,
        summary=report.summary(view.told),
        listed=listed,
        opens=lambda path: opening(Span(path)),
        visible=report.visible,
    )
    return text.encode("utf-8", "replace")


@functools.lru_cache(maxsize=4)
def _template(text: str) -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(text)
