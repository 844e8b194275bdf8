"""What cannot be published, and where nothing can be.

In: the paths and the folder that was asked for. Out: the real folder, locked; or a
`CannotPublish` that says in plain words what to do. Apart from the lock it changes nothing.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from linimasa.model.address import same_place

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

MANIFEST = ".linimasa.json"
"""The list of our files in the output folder."""

STAGE = ".linimasa.new"
"""The folder in the output folder where new files are written."""

LOCK = ".linimasa.lock"
"""The file that is locked where folders cannot be."""

RESERVED = frozenset({MANIFEST, STAGE, LOCK})

ELSEWHERE = "move it away, or choose another folder with --output"

_PLAIN = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*", re.ASCII)
"""Paths that need no closer look, as nearly all."""

_PORTS = tuple(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))


class CannotPublish(Exception):
    """The site could not be published; the message says why, the hint what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def path_problem(path: str, *, windows: bool = sys.platform == "win32") -> str:
    """Why `path` cannot be a file of the site, or an empty text.

    Windows has reserved names and signs of its own (Microsoft, "Naming Files, Paths, and
    Namespaces"); it would not refuse some of them, but write somewhere else.
    """
    if not windows and _PLAIN.fullmatch(path):
        return ""
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts) or "\\" in path:
        return "it does not stay inside the folder"
    if not path.isprintable() and any(unicodedata.category(sign) in ("Cc", "Cs") for sign in path):
        return "it has a sign in it that no name can have"
    if parts[0].casefold() in RESERVED:
        return "Linimasa keeps notes of its own there"
    if windows and any(map(_unfit_for_windows, parts)):
        return "Windows does not allow that name"
    return ""


def _unfit_for_windows(part: str) -> bool:
    stem = part.partition(".")[0].rstrip().casefold()
    device = stem in ("con", "prn", "aux", "nul") or stem in _PORTS
    return device or part[-1] in ". " or any(sign in part for sign in '<>:"|?*')


def check_path(path: str) -> None:
    """Refuse a path that leads out of the folder."""
    if why := path_problem(path):
        raise CannotPublish(f"{quoted([path])} cannot be a file of the site: {why}")


def check_paths(paths: Iterable[str]) -> None:
    """Refuse paths that lead out of the folder, and two that are one on some file system."""
    places: dict[str, str] = {}
    for path in paths:
        check_path(path)
        place = same_place(path)
        if place in places:
            raise meeting(places[place], path)
        places[place] = path
    for place, path in places.items():
        for parent in parents(place):
            if parent in places:
                raise meeting(places[parent], path)


def meeting(one: str, other: str) -> CannotPublish:
    """Say that only one of two files can be there."""
    message = f"two files of the site cannot stand side by side: {quoted([one, other])}"
    return CannotPublish(message, "give one of the events, pages or pictures another name")


def vanished(picture: str) -> CannotPublish:
    """Say that a picture of the site is not to be had."""
    what = "is not there any more, or is no ordinary file of the site"
    return CannotPublish(f"“{picture}” {what}", "build again")


def unreadable(picture: str, error: OSError) -> CannotPublish:
    """Say that a picture of the site cannot be read."""
    why = (error.strerror or "it is not possible").lower()
    return CannotPublish(f"“{picture}” cannot be read: {why}", "see that you may read it")


def check_lengths(paths: Iterable[str], target: Path) -> None:
    """Refuse names and paths that the file system of `target` cannot hold."""
    longest_name, longest_path = 255, 32_000
    if sys.platform != "win32":
        longest_name = os.pathconf(target, "PC_NAME_MAX")
        longest_path = os.pathconf(target, "PC_PATH_MAX")
    for path in paths:
        whole = os.fsencode(f"{target}/{path}")
        if len(whole) >= longest_path or max(map(len, whole.split(b"/"))) > longest_name:
            message = f"the name {quoted([path])} is too long for this system"
            raise CannotPublish(message, "give the event, page or picture a shorter name")


def allowed(folder: Path, site_root: Path) -> Path:
    """The real place of `folder`, if a site may be published there."""
    target, site = Path(os.path.realpath(folder)), Path(os.path.realpath(site_root))
    try:
        home = Path(os.path.realpath(Path.home()))
    except RuntimeError:  # some users of a system have none
        home = site
    if os.path.lexists(target) and not target.is_dir():
        raise CannotPublish(f"“{folder}” is not a folder", ELSEWHERE)
    what = ""
    if any(same(target, place) for place in (home, *home.parents, Path(target.anchor))):
        what = "your home folder, or one that it is in"
    if any(same(target, place) for place in (site, *site.parents)):
        what = "the folder of the site itself, or one that it is in"
    for name in ("content", "theme"):
        if any(same(place, site / name) for place in (target, *target.parents)):
            what = f"part of the site’s own folder “{name}”"
    if what:
        hint = "choose a folder of its own, such as --output _site"
        raise CannotPublish(f"“{folder}” is {what}; nothing is published there", hint)
    return target


def same(one: Path, other: Path) -> bool:
    """Whether two paths are one folder, whatever their case or the links in them."""
    try:
        return one == other or one.samefile(other)
    except OSError:
        return False


@contextlib.contextmanager
def alone(target: Path, folder: Path) -> Iterator[None]:
    """Keep other builds out of the folder meanwhile; the system lets go if we are killed."""
    if sys.platform == "win32":
        handle = os.open(target / LOCK, os.O_RDWR | os.O_CREAT)
    else:
        handle = os.open(target, os.O_RDONLY)
    try:
        if not _locked(handle, target):
            message = f"another build is publishing into “{folder}” just now"
            raise CannotPublish(message, "wait until it is done, then build again")
        yield
    finally:
        os.close(handle)


def _locked(handle: int, target: Path) -> bool:
    """Lock an open folder; whether no other build has it, or exchanged it meanwhile."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Any other error means that this (network) file system has no locks.
        if error.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            return False
    return sys.platform == "win32" or os.path.samestat(os.fstat(handle), target.stat())


def quoted(names: Sequence[str]) -> str:
    """Up to three names, and how many more there are."""
    shown = ", ".join(
        f"“{ascii(name)[1:-1] if not name.isprintable() else name}”" for name in names[:3]
    )
    return shown + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def parents(path: str) -> list[str]:
    """List the folders above a path, the highest first."""
    return [path[:at] for at, sign in enumerate(path) if sign == "/"]


def explained(error: OSError, folder: Path) -> CannotPublish:
    """Say in plain words what the system reported."""
    where = error.filename if isinstance(error.filename, str) else str(folder)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        message = f"the disk is full: the site could not be written to “{folder}”"
        hint = "make room, then build again; a disk can be full of files, too, as df -i shows"
        return CannotPublish(message, hint)
    if error.errno == errno.EFBIG:
        message = f"a file of the site is larger than this system allows in “{folder}”"
        return CannotPublish(message, "raise the limit, or leave the largest picture out")
    why = (error.strerror or "it is not possible").lower()
    message = f"“{where}” cannot be read or written: {why}"
    return CannotPublish(message, "see that you may write there, or choose another --output")


@contextlib.contextmanager
def explaining(folder: Path) -> Iterator[None]:
    """Have what the system reports meanwhile said in plain words."""
    try:
        yield
    except OSError as error:
        raise explained(error, folder) from error
