"""Files of a finished site that would be one, on some disks or on all.

In: the paths of all files. Out: diagnostics.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from linimasa.diagnostics import Diagnostic, Related, Span, problem
from linimasa.model.address import same_place


def collisions(paths: Sequence[str], others: Sequence[str]) -> Iterator[Diagnostic]:
    """An error for each two files that would be one, on some disks or on all.

    Two pages that meet in one language meet in all: it is told once. `others` are the languages
    that have a folder of their own.
    """
    folders = [f"{same_place(code)}/" for code in others]
    taken: dict[str, str] = {}
    told: set[str] = set()
    for path in paths:
        place = same_place(path)
        first = taken.setdefault(place, path)
        if first is path:
            continue
        folder = next((one for one in folders if place.startswith(one)), "")
        inside = place[len(folder) :]
        if inside not in told:
            told.add(inside)
            yield problem(
                "address-collision",
                Span("site.yaml"),
                f"two pages would share the address /{_shown(path)}",
                "rename one: an event, a tag, an actor, or a page of content/pages",
                (Related(Span("site.yaml"), f"the other is /{_shown(first)}"),),
            )


def _shown(path: str) -> str:
    """The address of an output as a reader knows it."""
    return path.removesuffix("index.html")
