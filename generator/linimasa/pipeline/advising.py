"""Advice with its places: what an editor is told besides what is wrong.

In: the linked site, its files and all that was found in them. Out: diagnostics. Only a file of
which something is to be said is read again, to find where that stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from linimasa.check.advice import (
    Remark,
    advise,
    page_translations,
    stale_translations,
    unnoted_translations,
)
from linimasa.check.silence import is_ignored, useless
from linimasa.diagnostics import Diagnostic, Related, Span, problem
from linimasa.load import spots
from linimasa.model.files import InputFile, Snapshot
from linimasa.model.record import Id
from linimasa.model.site import Reference, Site, Way
from linimasa.pipeline.contents import Content
from linimasa.pipeline.work import Work

Spots = Mapping[tuple[Id, Way], Span]


def advised(
    snapshot: Snapshot,
    content: Content,
    named_in_settings: Iterable[Reference],
    found: Sequence[Diagnostic],
    work: Work,
    *,
    unnoted: bool = False,
) -> list[Diagnostic]:
    """What an editor wants to look at; `found` is what is wrong, told or not.

    With `unnoted` that is also every translation of which nothing says what it was made from.

    Diagnostics: those of `advice`, `useless-ignore`. Raises `ChangedMeanwhile` where a file is not
    what it was.
    """
    site, ignored = content.site, content.ignored
    by_path = {file.path: file for file in snapshot.events}
    files = {name: by_path[content.paths[name]] for name in site.entries}
    remarks = [*advise(site), *stale_translations(content.stale)]
    if unnoted:
        remarks += unnoted_translations(content.unnoted)
    pages = [*page_translations(site.pages, site.settings.languages[0], unnoted=unnoted)]
    warned = {(one.span.path, one.code) for one in (*found, *pages)}
    warned |= {(files[one.event].path, one.code) for one in remarks}
    names = {file.path: name for name, file in files.items()}
    shown = {path: codes for path, codes in ignored.items() if path in names}
    vain = list(useless(warned, site.settings.ignore, shown))
    remarks += [
        Remark("useless-ignore", names[path], ("ignore", code), *_useless(code))
        for path, code in vain
        if path
    ]
    remarks = [
        one
        for one in remarks
        if not is_ignored(one.code, files[one.event].path, site.settings.ignore, ignored)
    ]
    at = _spots(remarks, site, files, work)
    # Who is nearly in the list of actors has been told so.
    known = {one.span for one in found if one.code == "unknown-actor"}
    advice = [_diagnostic(one, at) for one in remarks]
    codes = {code for path, code in vain if not path}
    return [
        *pages,
        *(one for one in advice if one.code != "actor-spelling" or one.span not in known),
        *(
            problem("useless-ignore", one.span, *_useless(one.word))
            for one in named_in_settings
            if one.kind == "warning" and one.word in codes
        ),
    ]


def _useless(code: str) -> tuple[str, str]:
    return f"there is no warning “{code}” here that could be ignored", "take it out of “ignore:”"


def _spots(
    remarks: Iterable[Remark], site: Site, files: Mapping[Id, InputFile], work: Work
) -> dict[tuple[Id, Way], Span]:
    """Where the parts stand that the remarks are about; every file is read once."""
    ways: dict[Id, dict[Way, None]] = {}
    for name, way in _parts(remarks):
        ways.setdefault(name, {})[way] = None
    codes, zone = site.settings.languages, site.settings.timezone
    calls = [(work.again(files[name]), tuple(some), codes, zone) for name, some in ways.items()]
    spans = work.spread(spots, calls)
    return {
        (name, way): span
        for (name, some), found in zip(ways.items(), spans, strict=True)
        for way, span in zip(some, found, strict=True)
    }


def _parts(remarks: Iterable[Remark]) -> Iterator[tuple[Id, Way]]:
    for one in remarks:
        yield one.event, one.way
        if one.other:
            yield one.other[0], one.other[1]


def _diagnostic(remark: Remark, at: Spots) -> Diagnostic:
    related: tuple[Related, ...] = ()
    if remark.other:
        name, way, note = remark.other
        related = (Related(at[name, way], note),)
    place = at[remark.event, remark.way]
    return problem(remark.code, place, remark.message, remark.hint, related)
