"""Publish file by file, in the live folder: where no generation can be exchanged.

That is so where the system cannot, and where the folder holds files that are not ours, which
are never moved; and one file alone needs no more. Each file goes to its place in one step: what
pages need, then pages, then what announces them; last, files that are no longer part of the
site go. Before the first move the manifest names old and new files alike, so that whatever stops
a build, even the power, the next one knows what is ours and ends as if nothing had happened. A
full disk shows before the first move.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Set
from itertools import takewhile
from pathlib import Path

from linimasa.model.address import same_place
from linimasa.write.change import Change, Outcome
from linimasa.write.home import LIST
from linimasa.write.manifest import write_list
from linimasa.write.refusals import check_lengths, parents
from linimasa.write.survey import check_free, is_file, is_folder


def in_place(change: Change) -> Outcome:
    """Carry out a change in the live folder; refuse before the first step if that cannot be."""
    target, stale = change.target, change.stale
    check_lengths(change.fresh, target)
    check_free(change.fresh, target, change.owned.keys())
    between = {**change.owned, **change.ours}
    if between.keys() != change.owned.keys():
        write_list(between, target, change.home / LIST)
    first = _in_the_way(stale, change.ours.keys())
    removed = remove(first, target)
    moves = [(change.fresh[path], target / path) for path in sorted(change.fresh, key=_turn)]
    for above in dict.fromkeys(to.parent for _, to in moves):
        above.mkdir(parents=True, exist_ok=True)
    for at, to in moves:
        os.replace(at, to)  # noqa: PTH105 - `at` is no Path
    removed += remove(stale - first, target)
    write_list(change.ours, target, change.home / LIST)
    return Outcome(removed)


def _turn(path: str) -> tuple[int, str]:
    """When a file goes to its place: what pages need, pages, what announces pages.

    Compressed copies go with their files: a server sends either.
    """
    ending = path.removesuffix(".gz").removesuffix(".br").rpartition(".")[2]
    return {"html": 1, "xml": 2}.get(ending, 0), path


def _in_the_way(stale: Set[str], wanted: Set[str]) -> frozenset[str]:
    """Those of the stale files that must go before the wanted ones can come.

    A page may have been a file where there is a folder now, or the other way round; and where
    case counts for nothing, a file keeps its old name unless it goes first.
    """
    if not stale:
        return frozenset()
    files = {same_place(path) for path in wanted}
    folders = {parent for place in files for parent in parents(place)}
    places = {path: same_place(path) for path in stale}
    return frozenset(
        path
        for path, place in places.items()
        if place in files or place in folders or not files.isdisjoint(parents(place))
    )


def remove(paths: Iterable[str], target: Path) -> int:
    """Remove files, and the folders that are empty then; how many files there were."""
    removed = 0
    for path in sorted(paths):
        above = [target / parent for parent in parents(path)]
        there = list(takewhile(is_folder, above))
        # Where somebody put a link in the place of a folder of ours, what is behind it stays.
        if len(there) == len(above) and is_file(target / path):
            (target / path).unlink()
            removed += 1
        with contextlib.suppress(OSError):
            for parent in reversed(there):
                parent.rmdir()
    return removed
