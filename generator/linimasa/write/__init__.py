"""Publish the files of a finished site into a folder.

In: the outputs, the folder, and the folder of the site (for pictures, which are copied). Out:
how many files were written, left as they were, and removed. It never touches a file it did
not make itself, never follows a link inside the folder, and never leaves half a file.

How: a hidden list in the folder, the manifest, says which files are ours. Everything new is
first written to a hidden folder inside it; only when that has worked do files move to their
places, each in one step: what pages need, then pages, then what announces them. Last, files
that are no longer part of the site go. Before the first move the manifest names old and new
files alike, so that whatever stops a build, even the power, the next one knows what is ours
and ends as if nothing had happened. A full disk shows before the first move.

The manifest alone is forced onto the disk (fsync): without it the other files would seem to
be somebody else's. They themselves are not, which would take minutes on a large site; should
a crash of the machine damage one, the next build sees a difference and writes it again.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from linimasa.model.address import same_place
from linimasa.model.files import Output
from linimasa.write.refusals import (
    MANIFEST,
    STAGE,
    CannotPublish,
    allowed,
    alone,
    check_lengths,
    check_paths,
    explained,
    parents,
    path_problem,
)
from linimasa.write.survey import Survey, is_file, is_folder, owned_files, survey

__all__ = ["CannotPublish", "Published", "path_problem", "publish"]


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did, in numbers of files."""

    written: int
    unchanged: int
    removed: int


def publish(outputs: Sequence[Output], folder: Path, site_root: Path) -> Published:
    """Make `folder` hold exactly `outputs`, beside files that are not ours.

    Raises `CannotPublish` and nothing else. All that can be known beforehand is looked at
    before anything is written.
    """
    check_paths(outputs)
    try:
        target = allowed(folder, site_root)
        target.mkdir(parents=True, exist_ok=True)
        with alone(target, folder):
            check_lengths(outputs, target)
            owned = owned_files(target, folder)
            if (target / STAGE).exists():
                shutil.rmtree(target / STAGE)
            plan = survey(outputs, target, owned, site_root)
            removed = _carry_out(plan, owned, target)
    except OSError as error:
        raise explained(error, folder) from error
    written = len(plan.changed)
    return Published(written, len(outputs) - written, removed)


def _carry_out(plan: Survey, owned: Set[str], target: Path) -> int:
    """Write, move and remove; how many files were removed."""
    stale = owned - plan.ours
    manifest, stage = target / MANIFEST, target / STAGE
    now = manifest.read_bytes() if manifest.exists() else b""
    between, after = _listing(owned | plan.ours), _listing(plan.ours)
    if not plan.changed and now == after:
        return 0
    stage.mkdir()
    try:
        moves = _staged(plan, target)
        _write_through(stage / "between", between)
        _write_through(stage / "after", after)
        if now != between:
            (stage / "between").replace(manifest)
            _settle(target)
        first = _in_the_way(stale, plan.ours)
        removed = _remove(first, target)
        for above in dict.fromkeys(to.parent for _, to in moves):
            above.mkdir(parents=True, exist_ok=True)
        for at, to in moves:
            at.replace(to)
        removed += _remove(stale - first, target)
        if between != after:
            (stage / "after").replace(manifest)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return removed


def _staged(plan: Survey, target: Path) -> list[tuple[Path, Path]]:
    """Write all that changed to the side: where each file is, and where it shall go, in order."""
    moves = []
    for number, output in enumerate(sorted(plan.changed, key=_turn)):
        place = target / STAGE / str(number)
        if output.copy_of:
            try:
                shutil.copyfile(plan.sources[output.path], place)
            except FileNotFoundError as error:
                message = f"“{output.copy_of}” disappeared during the build"
                raise CannotPublish(message, "build again") from error
        else:
            place.write_bytes(output.content)
        moves.append((place, target / output.path))
    return moves


def _turn(output: Output) -> tuple[int, str]:
    """When a file goes to its place: what pages need, pages, what announces pages."""
    ending = output.path.rpartition(".")[2]
    return {"html": 1, "xml": 2}.get(ending, 0), output.path


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


def _remove(paths: Iterable[str], target: Path) -> int:
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


def _listing(paths: Set[str]) -> bytes:
    listed = {"version": 1, "files": sorted(paths)}
    return json.dumps(listed, ensure_ascii=False, indent=0).encode() + b"\n"


def _write_through(place: Path, data: bytes) -> None:
    with place.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Have the system write down which files a folder holds; not every one can be asked to."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
