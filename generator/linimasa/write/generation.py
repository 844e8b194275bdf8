"""Publish a whole generation of the site, exchanged with the live one in a single step.

The next generation is made beside the live folder, of new files and of hard links for what
stays. The one that was live before is kept as a spare, so that the next build has only to bring
it up to date. A file is never written where it lies, as both generations may share it.

A spare is called `next` from before it is touched until it is a spare again: a build that was
killed leaves either the whole old site and an unfinished generation, or the whole new site and
an old one that counts as unfinished. Unfinished ones are thrown away.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

from linimasa.write.change import Change, Outcome
from linimasa.write.exchange import exchange
from linimasa.write.home import LIST, NEXT, SPARE, discard, open_home
from linimasa.write.inplace import remove
from linimasa.write.manifest import listed_files, write_list
from linimasa.write.notes import Notes, stamp
from linimasa.write.survey import folders_of, is_folder, strangers

_IMPOSSIBLE = frozenset(
    {
        errno.EBUSY,  # a mount point
        errno.EEXIST, errno.ENOTEMPTY,  # somebody put a file into the empty folder
        errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP,  # no such step here
        errno.EMLINK,  # too many links to one file
        errno.EACCES, errno.EPERM,  # no hard links here, or no such owner
        errno.EXDEV,  # layers of a file system
    }
)  # fmt: skip
"""Errors after which files can still be published one by one."""


def in_one_step(
    change: Change, notes: Notes, lock: Callable[[Path], None]
) -> tuple[Change, Outcome | None]:
    """Carry out a change by exchanging generations; `lock` the one that becomes live.

    Gives the change, with where its files lie by now, and no outcome where this is not possible:
    then the live folder is as it was.
    """
    try:
        outcome = _first(change, lock) if change.is_first else _next(change, notes, lock)
    except OSError as error:
        if error.errno not in _IMPOSSIBLE:
            raise
        outcome = None
    if outcome:
        return change, outcome
    places = {
        path: place if os.path.lexists(place) else f"{change.home / NEXT}/{path}"
        for path, place in change.fresh.items()
    }
    return replace(change, fresh=places), None


def _first(change: Change, lock: Callable[[Path], None]) -> Outcome | None:
    """Give the folder that all files were put in the name of the empty one."""
    generation = change.home / NEXT
    open_home(change.home)
    generation.mkdir(exist_ok=True)
    unwanted, folders = strangers(generation, change.ours, {})
    if unwanted:
        return None
    _complete(change, generation, lock)
    generation.rename(change.target)
    return Outcome(0, folders=(folders, {}))


def _next(change: Change, notes: Notes, lock: Callable[[Path], None]) -> Outcome | None:
    """Bring the spare up to date, or make a generation anew, and exchange it."""
    target, generation = change.target, change.home / NEXT
    open_home(change.home)
    strange, seen = strangers(target, change.owned, notes.folders)
    if strange:
        return None
    removed = sum(os.path.lexists(target / path) for path in change.stale)
    there, folders = _begun(change.home, notes)
    remove(there.keys() - change.ours.keys(), generation)
    linked = _link(change, str(generation), there)
    for path, place in change.fresh.items():
        _free(f"{generation}/{path}")  # some file systems write at once what replaces a file
        _with_folder(os.rename, place, f"{generation}/{path}")
    _complete(change, generation, lock)
    exchange(str(generation), str(target))
    return Outcome(removed, linked, (folders, _retired(change, seen)))


def _begun(home: Path, notes: Notes) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Begin the next generation: the files in it, and stamps of its folders.

    It is the spare, if nothing but what it lists is in there; else a new, empty folder.
    """
    spare, generation = home / SPARE, home / NEXT
    there = listed_files(spare) if is_folder(spare) else None
    if there is not None:
        strange, folders = strangers(spare, there, notes.spare)
        if not strange:
            spare.rename(generation)
            return there, folders
    discard(spare)
    generation.mkdir()
    # Where the system cannot exchange folders, this says so before there is much to undo.
    spare.mkdir()
    exchange(str(generation), str(spare))
    spare.rmdir()
    return {}, {}


def _link(change: Change, generation: str, there: Collection[str]) -> frozenset[str]:
    """Have the next generation share what stays with the live one; which files it had not."""
    linked = []
    if not there:
        # To be told for each of many files that its folder is missing takes longer than its link.
        for folder in sorted(folders_of(change.kept).keys() - {""}):
            with contextlib.suppress(FileExistsError):
                os.mkdir(f"{generation}/{folder}")  # noqa: PTH102 - as the links below
    for path, seen in change.kept.items():
        place = f"{generation}/{path}"
        if path in there:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                if f"{change.ours[path]} {stamp(os.lstat(place))}" == seen:
                    continue
            _free(place)
        _with_folder(os.link, f"{change.target}/{path}", place)
        linked.append(path)
    return frozenset(linked)


def _free(place: str) -> None:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        os.unlink(place)  # noqa: PTH108 - a path for each of many files takes its time


def _with_folder(step: Callable[[str, str], None], source: str, place: str) -> None:
    """Link or move a file, making the folder it goes to if that is missing."""
    try:
        step(source, place)
    except FileNotFoundError:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        step(source, place)


def _complete(change: Change, generation: Path, lock: Callable[[Path], None]) -> None:
    """Make the next generation ready to be live: its list, its rights, and our lock on it."""
    about = change.target.stat()
    os.chown(generation, about.st_uid, about.st_gid)
    generation.chmod(stat.S_IMODE(about.st_mode))
    write_list(change.ours, generation, change.home / LIST)
    lock(generation)


def _retired(change: Change, seen: Mapping[str, str]) -> Mapping[str, str]:
    """Keep the generation that was live as the spare; stamps of its folders.

    What somebody put into it just before the exchange goes back to the live folder. The new site
    is public by now: what goes wrong here costs the next build some time, no more.
    """
    generation, target = change.home / NEXT, change.target
    stamps: Mapping[str, str] = {}
    with contextlib.suppress(OSError):
        strange, stamps = strangers(generation, change.owned, seen)
        for path in strange:
            if not os.path.lexists(target / path):
                _with_folder(os.rename, f"{generation}/{path}", f"{target}/{path}")
        generation.rename(change.home / SPARE)
    return stamps
