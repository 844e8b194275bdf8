"""What all pages stand on, whatever the events are: settings, theme and languages.

In: a snapshot of all files, of which the events and their pictures do not matter here. Out: one
frozen value, or what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from linimasa.diagnostics import Diagnostic, Span, problem
from linimasa.load import load_settings
from linimasa.model.files import Options, Snapshot
from linimasa.model.record import Url
from linimasa.model.settings import Settings
from linimasa.model.site import Reference
from linimasa.pipeline.work import Work
from linimasa.render.packing import missing
from linimasa.render.theme import Theme, read_theme
from linimasa.wording import Language, language

SOURCE_LANGUAGE = "en"
"""The language that the templates are written in; it needs no catalog."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What all pages stand on; made by `ground`."""

    settings: Settings
    references: Sequence[Reference]
    """What the settings name."""
    theme: Theme
    languages: Mapping[str, Language]
    """Those of the site that are known, in its order."""


def ground(
    snapshot: Snapshot, options: Options, work: Work
) -> tuple[Ground | None, list[Diagnostic]]:
    """What all pages stand on, if the settings can be read at all; and what is wrong."""
    read = load_settings(snapshot.settings)
    accent = read.settings.accent if read.settings else None
    theme = read_theme(snapshot.theme, accent, work.each)
    found = [*snapshot.diagnostics, *theme.diagnostics, *read.diagnostics]
    if read.settings is None:
        return None, found
    settings = read.settings
    if options.base_url:
        settings = replace(settings, url=Url(options.base_url))
    if work.encoders is not None:
        found += missing(read.references, work.encoders)
    languages, wrong = _languages(settings, read.references, theme)
    return Ground(settings, read.references, theme, languages), [*found, *wrong]


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
