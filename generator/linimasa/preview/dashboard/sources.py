"""How good the sources of a site are: which events lack some, and which sources may be lost.

In: the content of a site, and what is told of it. Out: lists of events, and publishers by the
number of their sources.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from linimasa.check.advice.remark import Remark
from linimasa.check.advice.sources import home_pages, without_archive
from linimasa.diagnostics import Diagnostic
from linimasa.model.record import Id
from linimasa.model.settings import ExtraCheck
from linimasa.model.site import Site
from linimasa.pipeline.contents import Content
from linimasa.preview.dashboard.parts import Listing, listing


def source_lists(content: Content, found: Iterable[Diagnostic]) -> tuple[Listing, ...]:
    """What editors want to know of sources; empty lists are good news, and are given, too."""
    site = content.site
    asked = replace(site, settings=replace(site.settings, checks=(ExtraCheck.MISSING_ARCHIVE,)))
    names = {path: name for name, path in content.paths.items() if name in site.entries}
    thin = [
        (names[one.span.path], one.message)
        for one in found
        if one.code == "thin-evidence" and one.span.path in names
    ]
    return (
        listing("sourceless", "Events without a source", "", _sourceless(site), content),
        listing(
            "thin", "Events with too little evidence for their status", "Evidence", thin, content
        ),
        listing(
            "offline", "Events with sources without an address", "Sources", _offline(site), content
        ),
        listing(
            "unarchived",
            "Events with sources without an archived copy",
            "Copies",
            _told(without_archive(asked)),
            content,
        ),
        listing(
            "home-pages",
            "Sources that lead to the front page of a site",
            "Source",
            _told(home_pages(site)),
            content,
        ),
    )


def publishers(content: Content) -> tuple[tuple[str, int], ...]:
    """Who published the sources, those with most of them first; sources without one as ``""``."""
    counts = Counter(
        publisher
        for entry in content.site.entries.values()
        for publisher, _, _ in entry.outline.sources
    )
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _sourceless(site: Site) -> Iterator[tuple[Id, str]]:
    for name, entry in site.entries.items():
        if not entry.outline.sources:
            yield name, ""


def _offline(site: Site) -> Iterator[tuple[Id, str]]:
    for name, entry in site.entries.items():
        # What stands for a source without an address is its title, publisher and date.
        keys = [key.partition("\0") for _, _, key in entry.outline.sources]
        titles = [title or rest.partition("\0")[0] for title, between, rest in keys if between]
        if titles:
            yield name, "; ".join(titles)


def _told(remarks: Iterable[Remark]) -> Iterator[tuple[Id, str]]:
    # What follows a semicolon is about the place in the file.
    return ((one.event, one.message.partition(";")[0]) for one in remarks)
