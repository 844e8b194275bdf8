"""What two finished sites consist of, to see that the work is the same."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

APART = 0.1
"""From here on pages of a kind are no longer of like size."""
KINDS = {
    "newest": "timeline",
    "years": "periods",
    "months": "periods",
    "sitemap.xml": "feed, sitemap",
}
OWN = ("events", "tags", "actors", "status", "threads", "sources", "corrections")
YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Size:
    """The files of a kind."""

    files: int
    bytes: int


def sizes(folder: Path) -> Mapping[str, Size]:
    """The files of a finished site by kind, but for what a generator keeps there for itself."""
    files: dict[str, list[int]] = defaultdict(list)
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            kind = kind_of(PurePosixPath(path.relative_to(folder).as_posix()))
            files[kind].append(path.stat().st_size)
    return {kind: Size(len(all_), sum(all_)) for kind, all_ in files.items()}


def kind_of(path: PurePosixPath) -> str:
    """What sort of page a file is, by the addresses of either generator."""
    first = path.parts[0]
    if first == "index.html":
        return "timeline"
    if first == "parts":
        return path.parts[1].partition("--")[0]
    if YEAR.fullmatch(first):
        return "periods"
    if path.name == "feed.xml" or re.fullmatch(r"sitemap(-\d+)?\.xml", first):
        return "feed, sitemap"
    return KINDS.get(first, first if first in OWN else "other")


def compared(ours: Mapping[str, Size], theirs: Mapping[str, Size]) -> Iterator[str]:
    """A Markdown table of both, and a warning where pages are not of like size."""
    yield "| pages | Linimasa: files | Hugo: files | Linimasa: kB | Hugo: kB | bytes, ratio |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    nothing = Size(0, 0)
    rows = [(one, ours.get(one, nothing), theirs.get(one, nothing)) for one in sorted(ours)]
    for kind, our, their in [*rows, ("all", _all(ours), _all(theirs))]:
        ratio = our.bytes / their.bytes if their.bytes else 0
        warning = "" if 1 - APART <= ratio <= 1 + APART else " (!)"
        yield (
            f"| {kind} | {our.files:,} | {their.files:,} | {our.bytes / 1000:,.0f}"
            f" | {their.bytes / 1000:,.0f} | {ratio:.2f}{warning} |"
        )


def _all(sizes: Mapping[str, Size]) -> Size:
    return Size(sum(one.files for one in sizes.values()), sum(one.bytes for one in sizes.values()))
