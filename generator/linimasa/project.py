"""Read the folder of a site: everything a build depends on, as values.

In: the folder, and the moment of the build. Out: a `Snapshot` with the bytes of all text and
theme files, the paths of the pictures, and a diagnostic for whatever could not be read. It
never raises over what it finds, never opens anything but ordinary files, never reads what
lies outside the site (except the default theme), and never writes.
"""

from __future__ import annotations

import os
import stat
import sys
import time
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from linimasa.diagnostics import Diagnostic, Span, in_order, problem
from linimasa.model.files import PICTURE_ENDINGS, InputFile, Snapshot, ThemeFile

TEXT_LIMIT = 1 << 20
"""The most bytes of a YAML or Markdown file, a template or a catalog."""

NOTHING: Mapping[str, tuple[str, str]] = MappingProxyType({})

SETTLED = 2_000_000_000
"""A file that changed less than these nanoseconds ago could change again and keep its times: no
file system tells them more coarsely apart."""

STATIC_LIMIT = 32 << 20
"""The most bytes of a static file of the theme: they are kept in memory."""

_YAML = ("yaml", "yml")
_MARKER = "templates/base.html"

# Not to hang on a pipe that took the place of a file after the folder was listed.
_READ_ONLY = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_Found = list[Diagnostic]
_Role = Callable[[str], str]
"""What a path of the site is read as; an empty word for what is not read."""


# -- the whole site -------------------------------------------------------------------------


def read(root: Path, now: int, known: Mapping[str, tuple[str, str]] = NOTHING) -> Snapshot:
    """Read the site in `root`; `now` is in seconds since 1970.

    `known` has the stamp and the digest of event files that were read before: one whose stamp
    is the same is not read again.

    Diagnostics: no-site, no-events, no-theme, and on single files bad-name, file-too-large,
    folder-link, link-outside, not-a-file, same-name, unreadable.
    """
    found: _Found = []
    inside = os.path.realpath(root)
    settings = _single(root, "site.yaml", inside, found)
    if settings is None and not found:
        # Likely the wrong folder, and perhaps a huge one: look no further.
        return Snapshot(None, (), None, (), (), (), now, (_no_site(root),))
    files = _walk(root / "content", "content", inside, _content_role, found)
    events = _contents(files, "event", found, known)
    pages = _contents(files, "page", found)
    actors_at = ("content/_actors.yaml", "content/_actors.yml")
    actors = next(filter(None, (_single(root, path, inside, found) for path in actors_at)), None)
    pictures = [(path, place) for path, place in files if _content_role(path) == "picture"]
    media = tuple(path for path, _ in pictures)
    stamps = tuple(_stamp(place) for _, place in pictures)
    if not events and not found:
        found.append(_no_events())
    theme, theme_problems = theme_files(root, default_theme())
    diagnostics = in_order((*found, *theme_problems))
    return Snapshot(settings, events, actors, pages, media, theme, now, diagnostics, stamps)


def media_file(root: Path, path: str) -> Path | None:
    """Where the file with this path of a `Snapshot` really is, if it may be copied or served.

    None when it is gone, is no ordinary file, or lies outside the site. The paths of a
    snapshot are composed (NFC); on the disk their letters may be decomposed.
    """
    place = root / path
    try:
        if not os.path.lexists(place):
            place = _as_spelled(root, path)
        real = os.path.realpath(place, strict=True)
        ordinary = stat.S_ISREG(Path(real).stat().st_mode)
    except (OSError, ValueError):
        return None
    return Path(real) if ordinary and _within(os.path.realpath(root), real) else None


def _as_spelled(root: Path, path: str) -> Path:
    """The place of `path` with each name as the disk spells it."""
    place = root
    for part in path.split("/"):
        same = sorted(one.name for one in place.iterdir() if _composed(one.name) == part)
        place = place / (same[0] if same else part)
    return place


def _content_role(path: str) -> str:
    ending = path.rpartition(".")[2].lower()
    if ending in _YAML:
        return "event"
    if ending in PICTURE_ENDINGS:
        return "picture"
    return "page" if ending == "md" and path.rpartition("/")[0] == "content/pages" else ""


def _contents(
    files: list[tuple[str, str]],
    role: str,
    found: _Found,
    known: Mapping[str, tuple[str, str]] = NOTHING,
) -> tuple[InputFile, ...]:
    """Read those files that have this role, but for those that are known to be as they were."""
    contents = []
    for path, place in files:
        if _content_role(path) == role:
            # The stamp is taken first: a change while the file is read shows the next time.
            stamp = _stamp(place)
            stamp_before, digest = known.get(path, ("", ""))
            if stamp and stamp == stamp_before:
                contents.append(InputFile(path, b"", digest, stamp))
                continue
            data = _bytes(path, place, TEXT_LIMIT, found)
            if data is not None:
                contents.append(InputFile(path, data, stamp=stamp))
    return tuple(contents)


def reread(root: Path, file: InputFile) -> InputFile:
    """A file of the site that was not read before; raises OSError if it is not to be had."""
    if not file.known:
        return file
    place = media_file(root, file.path)
    if place is None:
        raise FileNotFoundError(file.path)
    return InputFile(file.path, place.read_bytes())


def _stamp(place: str) -> str:
    """What changes whenever the file does; empty where it just did, and could again unseen."""
    try:
        about = Path(place).stat()
    except OSError:
        return ""
    if max(about.st_mtime_ns, about.st_ctime_ns) > time.time_ns() - SETTLED:
        return ""
    return f"{about.st_size} {about.st_mtime_ns} {about.st_ctime_ns} {about.st_ino}"


def _single(root: Path, path: str, inside: str, found: _Found) -> InputFile | None:
    """Read one file of the site, or nothing if there is none."""
    place = str(root / path)
    if not os.path.lexists(place):
        return None
    real, kind, trouble = _target(path, place, inside)
    if trouble is None and kind != "file":
        trouble = _not_a_file(path, kind)
    if trouble is not None:
        found.append(trouble)
        return None
    data = _bytes(path, real, TEXT_LIMIT, found)
    return None if data is None else InputFile(path, data)


# -- the theme ------------------------------------------------------------------------------


def default_theme() -> Path | None:
    """The default theme: inside an installed package, else beside it in a working copy."""
    package = Path(__file__).resolve().parent
    places = (package / "theme", package.parent.parent / "theme")
    return next((place for place in places if (place / _MARKER).is_file()), None)


def theme_files(
    root: Path, default: Path | None
) -> tuple[tuple[ThemeFile, ...], tuple[Diagnostic, ...]]:
    """The theme of the site in `root`: its own folder `theme/` over the `default` one.

    Each default file is there a second time below `base/`, whether or not the site has one
    of that name. Diagnostics: no-theme and those on single files, as for `read`.
    """
    found: _Found = []
    own = root / "theme"
    if default is None:
        return (), (_no_theme(),)
    if own.exists() and own.samefile(default):
        base = _theme_layer(own, "theme", root, found)
        over = []
    else:
        base = _theme_layer(default, "linimasa/theme", default, found)
        over = _theme_layer(own, "theme", root, found)
    again = [ThemeFile("base/" + file.name, file.path, file.data) for file in base]
    merged = {file.name: file for file in (*base, *over, *again)}
    return tuple(merged[name] for name in sorted(merged)), in_order(found)


def _theme_layer(folder: Path, shown: str, root: Path, found: _Found) -> list[ThemeFile]:
    """All files of one theme folder; `shown` stands for the folder in diagnostics."""
    inside = os.path.realpath(root)
    theme: list[ThemeFile] = []
    if not _folder(folder, shown, inside, found):
        return theme
    for part, role in (("locale", _catalog_role), ("static", _any_role), ("templates", _any_role)):
        limit = STATIC_LIMIT if part == "static" else TEXT_LIMIT
        for path, place in _walk(folder / part, f"{shown}/{part}", inside, role, found):
            data = _bytes(path, place, limit, found)
            if data is not None:
                theme.append(ThemeFile(path.removeprefix(shown + "/"), path, data))
    return theme


def _catalog_role(path: str) -> str:
    return "catalog" if path.endswith(".po") else ""


def _any_role(path: str) -> str:
    # Many editors keep the version before the last one under such a name.
    return "" if path.endswith("~") else "theme file"


# -- walking a folder -----------------------------------------------------------------------


def _walk(
    start: Path, shown: str, inside: str, role: _Role, found: _Found
) -> list[tuple[str, str]]:
    """The files below `start` that have a role, by path: path as shown, place on the disk.

    What begins with `.` is left out, and in `content` what begins with `_`.
    """
    real = _folder(start, shown, inside, found)
    if not real:
        return []
    skipped = (".", "_") if role is _content_role else (".",)
    files: list[tuple[str, str]] = []
    waiting = [(shown, real, False)]
    while waiting:
        above, folder, linked = waiting.pop()
        for name, at, listed in _listed(above, folder, skipped, found):
            path = f"{above}/{_composed(name)}"
            place, kind, trouble = at, listed, None
            if listed == "link":
                place, kind, trouble = _linked(path, at, folder, inside, linked)
            trouble = trouble or _misplaced(path, name, kind, role(path))
            if kind != "folder" and not role(path):
                continue
            if trouble is not None:
                found.append(trouble)
            elif kind == "folder":
                waiting.append((path, place, linked or listed == "link"))
            else:
                files.append((path, place))
    return _told_apart(sorted(files), found)


def _folder(start: Path, shown: str, inside: str, found: _Found) -> str:
    """Where the folder `start` really is, or an empty text."""
    if not os.path.lexists(start):
        return ""
    real, kind, trouble = _target(shown, str(start), inside)
    if trouble is None and kind != "folder":
        hint = "make it a folder, or give the file another name"
        trouble = problem("not-a-file", Span(shown), f"“{shown}” is not a folder", hint)
    if trouble is not None:
        found.append(trouble)
        return ""
    return real


def _listed(
    path: str, folder: str, skipped: tuple[str, ...], found: _Found
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


def _target(path: str, place: str, inside: str) -> tuple[str, str, Diagnostic | None]:
    """Where `place` is once links are followed, what is there, and what is wrong with that."""
    try:
        real = os.path.realpath(place, strict=True)
        mode = Path(real).stat().st_mode
    except OSError as error:
        return place, "", _unreadable(path, error)
    kind = "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other"
    if _within(inside, real):
        return real, kind, None
    message = f"“{path}” is a link that leads out of the site’s folder"
    return real, kind, problem("link-outside", Span(path), message, "put the file itself there")


def _linked(
    path: str, place: str, folder: str, inside: str, linked: bool
) -> tuple[str, str, Diagnostic | None]:
    """Like `_target`, for a link found in `folder`; `linked` if a link led there already.

    Refusing a link to a folder below another one is what keeps the walk finite.
    """
    real, kind, trouble = _target(path, place, inside)
    if trouble is None and kind == "folder" and (linked or _within(real, folder)):
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
        return _not_a_file(path, kind)
    return None


def _told_apart(files: list[tuple[str, str]], found: _Found) -> list[tuple[str, str]]:
    """Without those whose paths are the same letters as another's, differently composed."""
    kept: dict[str, str] = {}
    for path, place in files:
        if path in kept:
            message = f"there are two files “{path}”, with letters such as é stored in two ways"
            found.append(problem("same-name", Span(path), message, "rename or remove one of them"))
        kept.setdefault(path, place)
    return list(kept.items())


def _bytes(path: str, place: str, limit: int, found: _Found) -> bytes | None:
    """What is in an ordinary file of at most `limit` bytes."""
    try:
        handle = os.open(place, _READ_ONLY)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                found.append(_not_a_file(path, "other"))
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


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _fit(name: str) -> bool:
    """Whether a name can be written in an address and in a message (Unicode: Cc, Cs, Zl, Zp)."""
    return all(unicodedata.category(sign) not in ("Cc", "Cs", "Zl", "Zp") for sign in name)


def _within(folder: str, place: str) -> bool:
    return place == folder or place.startswith(folder.rstrip(os.sep) + os.sep)


# -- diagnostics ----------------------------------------------------------------------------


def _no_site(root: Path) -> Diagnostic:
    hint = "run linimasa where a site.yaml is, or name that folder: linimasa serve SITE"
    if not root.is_dir():
        return problem("no-site", Span("site.yaml"), f"there is no folder “{root}”", hint)
    if (root / "site.yml").exists():
        hint = "rename “site.yml” to “site.yaml”"
    return problem("no-site", Span("site.yaml"), "there is no file “site.yaml” here", hint)


def _no_events() -> Diagnostic:
    message = "there are no events yet"
    return problem("no-events", Span("content"), message, "write one, such as content/first.yaml")


def _no_theme() -> Diagnostic:
    message = "the default theme is missing from this installation"
    return problem("no-theme", Span("theme"), message, "install linimasa again")


def _bad_name(path: str) -> Diagnostic:
    shown = "".join(
        sign if _fit(sign) else sign.encode("unicode_escape").decode("ascii") for sign in path
    )
    message = f"the name “{shown}” has a sign in it that no file name should have"
    hint = "rename it: letters, digits, spaces, hyphens and dots are fine"
    return problem("bad-name", Span(shown), message, hint)


def _not_a_file(path: str, kind: str) -> Diagnostic:
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
