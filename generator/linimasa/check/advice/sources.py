"""Sources by which readers will not find what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linimasa.check.advice.placeholders import is_placeholder
from linimasa.check.advice.remark import Remark
from linimasa.load import listed_sources
from linimasa.model.record import Source
from linimasa.model.settings import ExtraCheck
from linimasa.model.site import Site

ARCHIVES = re.compile(
    r"https?://(?:[\w-]+\.)*(?:archive\.(?:org|today|is|ph|md|li|vn|fo)|perma\.cc|webcitation\.org)"
    r"(?:[:/].*)?",
    re.I,
)
"""Addresses that are an archived copy themselves."""
_FRONT = re.compile(r"https?://[^/?#]+/?(?:index\.(?:html?|php))?[?#]?", re.I)


def home_pages(site: Site) -> Iterator[Remark]:
    """A remark on each source whose address is the front page of a site."""
    for name, entry in site.entries.items():
        for at, (_, _, address) in enumerate(entry.outline.sources):
            if _FRONT.fullmatch(address) and not is_placeholder(address):
                yield Remark(
                    "home-page",
                    name,
                    ("sources", at, "url"),
                    f"“{address}” is the front page of a site, which says something else tomorrow",
                    "give the address of the page itself; where it has none, leave “url” out",
                )


def without_archive(site: Site) -> Iterator[Remark]:
    """A remark on each event with sources of which no copy is kept, if the site asks for that."""
    if ExtraCheck.MISSING_ARCHIVE not in site.settings.checks:
        return
    for name, entry in site.entries.items():
        sources = listed_sources(entry.outline, site.settings.timezone)
        lacking = [at for at, source in enumerate(sources) if _may_vanish(source)]
        if lacking:
            yield Remark(
                "missing-archive",
                name,
                ("sources", lacking[0], "url"),
                _lacking(len(lacking), len(sources)),
                "save the page at web.archive.org and give the copy's address as “archived:”",
            )


def _may_vanish(source: Source) -> bool:
    """Whether no copy of a page is kept; the page itself, or an archive's front page, is none."""
    is_no_copy = source.archived in ("", source.url) or _FRONT.fullmatch(source.archived)
    return bool(source.url and is_no_copy and not ARCHIVES.fullmatch(source.url))


def _lacking(lacking: int, of: int) -> str:
    if of == 1:
        return "the source has no archived copy"
    verb = "has" if lacking == 1 else "have"
    return f"{lacking} of {of} sources {verb} no archived copy; this is the first"
