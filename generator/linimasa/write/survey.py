"""What there is to do: the wanted files against the ones that are there.

In: the outputs, and the output folder. Out: what differs and what is ours. It reads, never
writes, and follows no link.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from linimasa.model.address import same_place
from linimasa.model.files import Output
from linimasa.project import media_file
from linimasa.write.refusals import (
    ELSEWHERE,
    MANIFEST,
    RESERVED,
    CannotPublish,
    parents,
    path_problem,
    quoted,
    same,
)

COUNTS_AS_EMPTY = RESERVED | {".git", ".DS_Store"}
"""A folder with nothing but these is empty: a fresh work tree, or a folder once looked at."""

_CHUNK = 1 << 20


def owned_files(target: Path, folder: Path) -> frozenset[str]:
    """The files that the manifest says are ours; none if the folder is empty."""
    manifest = target / MANIFEST
    if not os.path.lexists(manifest):
        if others := sorted({place.name for place in target.iterdir()} - COUNTS_AS_EMPTY):
            message = f"“{folder}” is not empty and was not made by Linimasa: {quoted(others)}"
            raise CannotPublish(message, "choose another --output, or empty the folder yourself")
        return frozenset()
    try:
        listed = json.loads(manifest.read_bytes() if is_file(manifest) else b"")
        files = frozenset(path for path in listed["files"] if not path_problem(path))
        if listed["version"] != 1 or len(files) != len(listed["files"]):
            raise ValueError
        return files
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        message = f"the list of our files, “{folder / MANIFEST}”, cannot be understood"
        raise CannotPublish(message, "choose another --output, or empty the folder") from error


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to do."""

    changed: tuple[Output, ...]
    sources: dict[str, Path]
    """Where the files lie that are copied, by the path of the output."""
    ours: frozenset[str]
    """All outputs but those that somebody else put there already, just the same."""


def survey(outputs: Sequence[Output], target: Path, owned: Set[str], site_root: Path) -> Survey:
    """Compare what is wanted with what is there; refuse if anything foreign is in the way."""
    sources = {one.path: _source(one, site_root) for one in outputs if one.copy_of}
    stale = owned - {output.path for output in outputs}
    twins = {same_place(path): path for path in stale}
    above: dict[str, str] = {"": ""}
    obstacles, changed, foreign = set(), [], set()
    for output in outputs:
        path, place = output.path, target / output.path
        obstacle = _obstacle_above(path, target, owned, above)
        mode = None if obstacle else mode_of(place)
        if mode is None or stat.S_ISREG(mode):
            equal = mode is not None and _equal(output, sources.get(path), place)
            twin = twins.get(same_place(path), "")
            ours = mode is None or path in owned or (twin and same(target / twin, place))
            if not equal:
                changed.append(output)
                obstacle = obstacle or ("" if ours else path)
            elif not ours:
                foreign.add(path)
        else:
            changed.append(output)
            obstacle = _foreign_in(path, target, owned) if stat.S_ISDIR(mode) else path
        if obstacle:
            obstacles.add(obstacle)
    if obstacles:
        message = f"there is something in the way that is not ours: {quoted(sorted(obstacles))}"
        raise CannotPublish(message, ELSEWHERE)
    ours_now = frozenset(output.path for output in outputs) - foreign
    return Survey(tuple(changed), sources, ours_now)


def _source(output: Output, site_root: Path) -> Path:
    source = media_file(site_root, output.copy_of)
    if source is None:
        message = f"“{output.copy_of}” is not there any more, or is no ordinary file of the site"
        raise CannotPublish(message, "build again")
    return source


def _obstacle_above(path: str, target: Path, owned: Set[str], known: dict[str, str]) -> str:
    """What stands where a folder above `path` must be, or an empty text."""
    above = path.rpartition("/")[0]
    if above not in known:
        found = _obstacle_above(above, target, owned, known)
        mode = None if found else mode_of(target / above)
        fine = mode is None or stat.S_ISDIR(mode) or (stat.S_ISREG(mode) and above in owned)
        known[above] = found or ("" if fine else above)
    return known[above]


def _foreign_in(path: str, target: Path, owned: Set[str]) -> str:
    """Something in the folder at `path` that is not ours, or an empty text."""
    folders = {parent for file in owned for parent in parents(file)}
    waiting = [path]
    while waiting:
        one = waiting.pop()
        mode = mode_of(target / one)
        if mode is not None and stat.S_ISDIR(mode) and one in folders:
            waiting += [f"{one}/{below.name}" for below in (target / one).iterdir()]
        elif mode is None or not stat.S_ISREG(mode) or one not in owned:
            return one
    return ""


def _equal(output: Output, source: Path | None, place: Path) -> bool:
    """Whether the file at `place` is what is wanted, byte for byte."""
    if source is None:
        return place.stat().st_size == len(output.content) and place.read_bytes() == output.content
    if place.stat().st_size != source.stat().st_size:
        return False
    with place.open("rb") as one, source.open("rb") as other:
        while piece := one.read(_CHUNK):
            if piece != other.read(_CHUNK):
                return False
    return True


def mode_of(place: Path) -> int | None:
    """What is there, links not followed."""
    try:
        return place.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_file(place: Path) -> bool:
    """Whether there is an ordinary file, links not followed."""
    mode = mode_of(place)
    return mode is not None and stat.S_ISREG(mode)


def is_folder(place: Path) -> bool:
    """Whether there is a folder, links not followed."""
    mode = mode_of(place)
    return mode is not None and stat.S_ISDIR(mode)
