"""What is in the output folder that is not ours.

In: a folder, and which files in it are ours. It reads, never writes, and follows no link.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Mapping, Set
from pathlib import Path

from linimasa.model.address import same_place
from linimasa.write.notes import settled, stamp
from linimasa.write.refusals import ELSEWHERE, RESERVED, CannotPublish, parents, quoted, same


def strangers(
    root: Path, files: Collection[str], known: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """What is below `root` beside these files; and stamps of the folders without such things.

    A folder whose stamp is `known` needs no second look.
    """
    folders, strange, stamps = folders_of(files), [], {}
    for folder in folders:
        place = f"{root}/{folder}"
        try:
            about = os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        now = stamp(about)
        if not stat.S_ISDIR(about.st_mode):
            strange.append(folder)
            continue
        if known.get(folder) != now:
            found = _strangers_in(place, f"{folder}/" if folder else "", files, folders)
            strange += found
            if found or not settled(about):
                continue
        stamps[folder] = now
    return strange, stamps


def folders_of(files: Iterable[str]) -> dict[str, None]:
    """The root and every folder that these files are in."""
    folders: dict[str, None] = {"": None}
    for path in files:
        above = path.rpartition("/")[0]
        while above not in folders:
            folders[above] = None
            above = above.rpartition("/")[0]
    return folders


def _strangers_in(
    place: str, above: str, files: Collection[str], folders: Collection[str]
) -> list[str]:
    with os.scandir(place) as entries:
        return [
            above + entry.name
            for entry in entries
            if not (
                (above + entry.name in files and entry.is_file(follow_symlinks=False))
                or (above + entry.name in folders and entry.is_dir(follow_symlinks=False))
                or (not above and entry.name in RESERVED)
            )
        ]


def foreign(paths: Iterable[str], target: Path, stale: Set[str]) -> frozenset[str]:
    """Those files of the site that somebody else put there already, just the same.

    Not those that only their case tells from a stale file of ours: that is the same file, where
    case counts for nothing.
    """
    twins = {same_place(path): path for path in stale}
    return frozenset(
        path
        for path in paths
        if not (twin := twins.get(same_place(path))) or not same(target / twin, target / path)
    )


def check_free(paths: Iterable[str], target: Path, owned: Set[str]) -> None:
    """Refuse if anything foreign is in the way of these files."""
    stale = {same_place(path): path for path in owned}
    above: dict[str, str] = {"": ""}
    obstacles = set()
    for path in paths:
        obstacle = obstacle_above(path, target, owned, above)
        mode = None if obstacle else mode_of(target / path)
        if mode is not None and stat.S_ISREG(mode):
            twin = stale.get(same_place(path))
            ours = path in owned or (twin and same(target / twin, target / path))
            obstacle = "" if ours else path
        elif mode is not None:
            obstacle = _foreign_in(path, target, owned) if stat.S_ISDIR(mode) else path
        if obstacle:
            obstacles.add(obstacle)
    if obstacles:
        message = f"there is something in the way that is not ours: {quoted(sorted(obstacles))}"
        raise CannotPublish(message, ELSEWHERE)


def obstacle_above(path: str, target: Path, owned: Set[str], known: dict[str, str]) -> str:
    """What stands where a folder above `path` must be, or an empty text.

    What is found out is `known` the next time.
    """
    if (above := path.rpartition("/")[0]) in known:
        return known[above]
    found = ""
    for folder in parents(path):
        if folder not in known:
            mode = None if found else mode_of(f"{target}/{folder}")
            fine = mode is None or stat.S_ISDIR(mode) or (stat.S_ISREG(mode) and folder in owned)
            known[folder] = found or ("" if fine else folder)
        found = known[folder]
    return found


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


def mode_of(place: Path | str) -> int | None:
    """What is there, links not followed."""
    try:
        return os.lstat(place).st_mode
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
