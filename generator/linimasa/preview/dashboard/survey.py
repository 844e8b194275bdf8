"""The site as it was laid out → a `Survey`: all that the dashboard shows, and no more.

In: the snapshot, its layout, and what is told of it. Out: one frozen value. Long lists are cut to
what a person looks through, and say how much longer they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linimasa.check.silence import told
from linimasa.diagnostics import CODES, Diagnostic, Severity, has_errors, in_order
from linimasa.load import load_settings
from linimasa.model.files import Snapshot
from linimasa.model.views import Phrase
from linimasa.pipeline.advising import advised
from linimasa.pipeline.contents import Content
from linimasa.pipeline.layout import Layout
from linimasa.pipeline.work import Work
from linimasa.preview.dashboard.parts import SHOWN, Item, Listing, item
from linimasa.preview.dashboard.sources import publishers, source_lists
from linimasa.preview.dashboard.waiting import drafts, embargoed, untranslated
from linimasa.wording import language

LARGEST = 20
"""The most publishers that are shown."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A file, and what is told of it."""

    path: str
    event: Item | None
    """The event in it, if it could be read."""
    count: int
    """How much is told of it, shown or not."""
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is told with one code."""

    code: str
    severity: Severity
    meaning: str
    count: int


@dataclass(frozen=True, slots=True)
class Survey:
    """How a site stands; made by `survey`."""

    title: Phrase | None
    """The name of the site, if its settings can be read."""
    totals: tuple[tuple[str, int], ...]
    """What there is, and how much of it; empty if the settings cannot be read."""
    told: tuple[Diagnostic, ...]
    """All that is told."""
    kinds: tuple[Kind, ...]
    files: tuple[Faulty, ...]
    """By file what is told, errors first; not more than is shown."""
    advice: str
    """Why there is no advice yet; empty where it is among what is told."""
    waiting: tuple[Listing, ...] = ()
    """Drafts, and events under embargo."""
    untranslated: tuple[Listing, ...] = ()
    """By language what lacks in it; empty for a site in one language."""
    sources: tuple[Listing, ...] = ()
    publishers: tuple[tuple[str, int], ...] = ()
    """Those with most sources, and how many each has."""
    publisher_count: int = 0

    @property
    def unshown(self) -> int:
        """How much is told that is not shown."""
        return len(self.told) - sum(len(file.diagnostics) for file in self.files)


def advice_on(snapshot: Snapshot, layout: Layout, work: Work) -> tuple[Diagnostic, ...]:
    """What `check` would tell of a site besides; nothing as long as there are errors.

    Raises `ChangedMeanwhile` where a file is not what it was. Diagnostics: those of `advised`.
    """
    content = layout.content
    if content is None or has_errors(layout.diagnostics):
        return ()
    references = load_settings(snapshot.settings).references
    found = advised(snapshot, content, references, layout.found, work)
    return in_order(told(found, content.site.settings.ignore, content.ignored))


def survey(
    layout: Layout, found: Sequence[Diagnostic], advice: Sequence[Diagnostic] | None
) -> Survey:
    """How a site stands; `found` is what is wrong, `advice` None where there was no time for it."""
    every = in_order((*found, *(advice or ())))
    content = layout.content
    why = ""
    if has_errors(found):
        why = "Advice follows when the errors are mended."
    elif advice is None:
        why = "A file is being saved just now. Advice follows in a moment."
    names = {path: name for name, path in content.paths.items()} if content else {}
    events = {
        path: name for path, name in names.items() if content and name in content.site.entries
    }

    def event_of(path: str) -> Item | None:
        return item(events[path], content) if content and path in events else None

    whole = Survey(
        title=None,
        totals=(),
        told=every,
        kinds=_kinds(every),
        files=tuple(
            Faulty(path, event_of(path), count, some) for path, count, some in _by_file(every)
        ),
        advice=why,
    )
    return _with_content(whole, content, layout) if content else whole


def _with_content(bare: Survey, content: Content, layout: Layout) -> Survey:
    settings = content.site.settings
    first = settings.languages[0]
    speaking = next((one.edition.language for one in layout.desks), None) or language(first)[0]
    known = publishers(content)
    drafted = drafts(content)
    later = embargoed(content, speaking) if speaking else None
    return Survey(
        title=Phrase(*settings.title.best(first, first)),
        totals=_totals(content, layout),
        told=bare.told,
        kinds=bare.kinds,
        files=bare.files,
        advice=bare.advice,
        waiting=(drafted, later) if later else (drafted,),
        untranslated=untranslated(content),
        sources=source_lists(content, layout.diagnostics),
        publishers=known[:LARGEST],
        publisher_count=len(known),
    )


def _totals(content: Content, layout: Layout) -> tuple[tuple[str, int], ...]:
    entries = content.site.entries.values()
    counts = [
        ("events", len(entries)),
        ("public", sum(entry.public for entry in entries)),
        ("sources", sum(len(entry.outline.sources) for entry in entries)),
        ("languages", len(content.site.settings.languages)),
    ]
    # With errors there are no pages, which is no news.
    return (*counts, *([("pages", layout.pages)] if layout.jobs else []))


def _kinds(found: Iterable[Diagnostic]) -> tuple[Kind, ...]:
    counts = Counter((one.code, one.severity) for one in found)
    kinds = (
        Kind(code, severity, CODES[code][1] if code in CODES else "", count)
        for (code, severity), count in counts.items()
    )
    return tuple(
        sorted(kinds, key=lambda one: (one.severity is not Severity.ERROR, -one.count, one.code))
    )


def _by_file(
    found: Sequence[Diagnostic],
) -> list[tuple[str, int, tuple[Diagnostic, ...]]]:
    """By path how much is told and the first of it, errors and files with errors first."""
    groups: dict[str, list[Diagnostic]] = {}
    for one in sorted(found, key=lambda one: one.severity is not Severity.ERROR):
        groups.setdefault(one.span.path, []).append(one)
    shown = []
    room = SHOWN
    for path, some in groups.items():
        if room <= 0:
            break
        shown.append((path, len(some), tuple(some[:room])))
        room -= len(some)
    return shown
