"""Walk a folder and read its files, whatever stands there.

In: a folder. Out: paths and bytes, and a diagnostic for whatever could not be read. It never
opens anything but ordinary files, never leaves the site, and never hangs or runs in a circle.
"""

from __future__ import annotations

import os
import stat
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

from linimasa.diagnostics import Diagnostic, Span, problem

# Not to hang on a pipe that took the place of a file after the folder was listed.
_READ_ONLY = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

Found = list[Diagnostic]
Role = Callable[[str], str]
"""What a path of the site is read as; an empty word for what is not read."""
ASTRAY = "astray"
"""The role of what is not read, and may have been meant to be: only listed, never opened."""


# -- walking a folder -----------------------------------------------------------------------


def walk(
    start: Path,
    shown: str,
    inside: str,
    role: Role,
    found: Found,
    skipped: tuple[str, ...] = (".",),
) -> list[tuple[str, str]]:
    """The files below `start` that have a role, by path: path as shown, place on the disk.

    What begins with one of `skipped` is left out.
    """
    real = folder_at(start, shown, inside, found)
    if not real:
        return []
    files: list[tuple[str, str]] = []
    waiting = [(shown, real, False)]
    while waiting:
        above, folder, linked = waiting.pop()
        for name, at, listed in _listed(above, folder, skipped, found):
            path = f"{above}/{composed(name)}"
            place, kind, trouble, meant = at, listed, None, role(path)
            if listed == "link":
                place, kind, trouble = _linked(path, at, folder, inside, linked)
            trouble = trouble or _misplaced(path, name, kind, meant)
            if kind != "folder" and (not meant or (trouble and meant == ASTRAY)):
                continue
            if trouble is not None:
                found.append(trouble)
            elif kind == "folder":
                waiting.append((path, place, linked or listed == "link"))
            else:
                files.append((path, place))
    return _told_apart(sorted(files), found)


def folder_at(start: Path, shown: str, inside: str, found: Found) -> str:
    """Where the folder `start` really is, or an empty text."""
    if not os.path.lexists(start):
        return ""
    real, kind, trouble = target(shown, str(start), inside)
    if trouble is None and kind != "folder":
        hint = "make it a folder, or give the file another name"
        trouble = problem("not-a-file", Span(shown), f"“{shown}” is not a folder", hint)
    if trouble is not None:
        found.append(trouble)
        return ""
    return real


def _listed(
    path: str, folder: str, skipped: tuple[str, ...], found: Found
) -> list[tuple[str, str, str]]:
    """Name, place and kind of all that is in a folder."""
    try:
        with os.scandir(folder) as entries:
            return [
                (entry.name, entry.path, _kind(entry))
                for entry in entries
                if not entry.name.startswith(skipped)
            ]
    except OSError as error:
        found.append(_unreadable(path, error))
        return []


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink() or (sys.version_info >= (3, 12) and entry.is_junction()):
        return "link"
    if entry.is_file(follow_symlinks=False):
        return "file"
    return "folder" if entry.is_dir(follow_symlinks=False) else "other"


def target(path: str, place: str, inside: str) -> tuple[str, str, Diagnostic | None]:
    """Where `place` is once links are followed, what is there, and what is wrong with that."""
    try:
        real = os.path.realpath(place, strict=True)
        mode = Path(real).stat().st_mode
    except OSError as error:
        return place, "", _unreadable(path, error)
    kind = "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other"
    if within(inside, real):
        return real, kind, None
    message = f"“{path}” is a link that leads out of the site’s folder"
    return real, kind, problem("link-outside", Span(path), message, "put the file itself there")


def _linked(
    path: str, place: str, folder: str, inside: str, linked: bool
) -> tuple[str, str, Diagnostic | None]:
    """Like `target`, for a link found in `folder`; `linked` if a link led there already.

    Refusing a link to a folder below another one is what keeps the walk finite.
    """
    real, kind, trouble = target(path, place, inside)
    if trouble is None and kind == "folder" and (linked or within(real, folder)):
        message = (
            f"“{path}” is a link to a folder, in a folder that a link led to"
            if linked
            else f"“{path}” is a link to a folder that it lies in itself"
        )
        trouble = problem("folder-link", Span(path), message, "remove the link")
    return real, kind, trouble


def _misplaced(path: str, name: str, kind: str, role: str) -> Diagnostic | None:
    """What is wrong with a file or folder before it is opened."""
    if "\\" in name or not (name.isprintable() or _fit(name)):
        return _bad_name(path)
    if kind == "other" or (kind == "folder" and role in ("event", "page")):
        return not_a_file(path, kind)
    return None


def _told_apart(files: list[tuple[str, str]], found: Found) -> list[tuple[str, str]]:
    """Without those whose paths are the same letters as another's, differently composed."""
    kept: dict[str, str] = {}
    for path, place in files:
        if path in kept:
            message = f"there are two files “{path}”, with letters such as é stored in two ways"
            found.append(problem("same-name", Span(path), message, "rename or remove one of them"))
        kept.setdefault(path, place)
    return list(kept.items())


def content(path: str, place: str, limit: int, found: Found) -> bytes | None:
    """What is in an ordinary file of at most `limit` bytes."""
    try:
        handle = os.open(place, _READ_ONLY)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                found.append(not_a_file(path, "other"))
                return None
            data = _at_most(limit, handle)
        finally:
            os.close(handle)
    except OSError as error:
        found.append(_unreadable(path, error))
        return None
    if data is None:
        message = f"“{path}” is larger than {limit >> 20} MB"
        found.append(
            problem("file-too-large", Span(path), message, "make it shorter, or split it up")
        )
    return data


def _at_most(limit: int, handle: int) -> bytes | None:
    """All that can be read, or None if it is more than `limit` bytes."""
    pieces = []
    size = 0
    while piece := os.read(handle, 1 << 16):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            return None
    return b"".join(pieces)


# -- names ----------------------------------------------------------------------------------


def composed(name: str) -> str:
    """A name with its letters composed (NFC); disks may store them in two ways."""
    return unicodedata.normalize("NFC", name)


def _fit(name: str) -> bool:
    """Whether a name can be written in an address and in a message (Unicode: Cc, Cs, Zl, Zp)."""
    return all(unicodedata.category(sign) not in ("Cc", "Cs", "Zl", "Zp") for sign in name)


def within(folder: str, place: str) -> bool:
    """Whether a real path is a folder, or lies in it."""
    return place == folder or place.startswith(folder.rstrip(os.sep) + os.sep)


# -- diagnostics ----------------------------------------------------------------------------


def _bad_name(path: str) -> Diagnostic:
    shown = "".join(
        sign if _fit(sign) else sign.encode("unicode_escape").decode("ascii") for sign in path
    )
    message = f"the name “{shown}” has a sign in it that no file name should have"
    hint = "rename it: letters, digits, spaces, hyphens and dots are fine"
    return problem("bad-name", Span(shown), message, hint)


def not_a_file(path: str, kind: str) -> Diagnostic:
    """What is wrong with something that should be an ordinary file."""
    if kind == "folder":
        message, hint = f"“{path}” is a folder, with the name of a file", "rename the folder"
    else:
        message, hint = f"“{path}” is not an ordinary file", "remove it, or give it another name"
    return problem("not-a-file", Span(path), message, hint)


def _unreadable(path: str, error: OSError) -> Diagnostic:
    why = (error.strerror or "it cannot be read").lower()
    hint = "see that it is there and that you may read it"
    shown = _bad_name(path).span.path
    return problem("unreadable", Span(shown), f"“{shown}” cannot be read: {why}", hint)
