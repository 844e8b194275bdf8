"""Read the folder of a site: everything a build depends on, as values.

In: the folder, and the moment of the build. Out: a `Snapshot` with the bytes of all text and
theme files, the paths of the pictures, and a diagnostic for whatever could not be read. It
never raises over what it finds, never opens anything but ordinary files, never reads what
lies outside the site (except the default theme), and never writes.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from linimasa.diagnostics import Diagnostic, Span, in_order, problem
from linimasa.model.files import (
    PICTURE_ENDINGS,
    ChangedMeanwhile,
    InputFile,
    Snapshot,
    ThemeFile,
    digest_of,
)
from linimasa.read.folder import (
    ASTRAY,
    Found,
    composed,
    content,
    folder_at,
    not_a_file,
    target,
    walk,
    within,
)

TEXT_LIMIT = 1 << 20
"""The most bytes of a YAML or Markdown file, a template or a catalog."""

NOTHING: Mapping[str, tuple[str, str]] = MappingProxyType({})

SETTLED = 2_000_000_000
"""A file that changed less than these nanoseconds ago could change again and keep its times: no
file system tells them more coarsely apart."""

MOST_HELD = 1_000
"""The contents of more files than these are read again when they are needed, rather than held."""

STATIC_LIMIT = 32 << 20
"""The most bytes of a static file of the theme: they are kept in memory."""

EXTRA = ("content/_extra.yaml", "content/_extra.yml")
"""Where what imports keep of a whole timeline may lie."""

_YAML = ("yaml", "yml")
_TEXTS = ("doc", "docx", "htm", "html", "json", "markdown", "md", "odt", "rtf", "txt")
"""What a file that somebody wrote may end in, besides: `first.yaml.txt` is what Notepad makes."""
_SKIPPED = (".", "_")
"""Files and folders below `content/` whose names begin so are no events, and no pages."""
_MARKER = "templates/base.html"


# -- the whole site -------------------------------------------------------------------------


def read(root: Path, now: int, known: Mapping[str, tuple[str, str]] = NOTHING) -> Snapshot:
    """Read the site in `root`; `now` is in seconds since 1970.

    `known` has the stamp and the digest of event files that were read before: one whose stamp
    is the same is not read again.

    Diagnostics: no-site, no-events, no-theme, and on single files bad-name, file-too-large,
    folder-link, link-outside, not-a-file, not-read, same-name, unreadable.
    """
    found: Found = []
    inside = os.path.realpath(root)
    settings = _single(root, "site.yaml", inside, found)
    if settings is None and not found:
        # Likely the wrong folder, and perhaps a huge one: look no further.
        return Snapshot(None, (), None, (), (), (), now, (_no_site(root),))
    files = walk(root / "content", "content", inside, _content_role, found, _SKIPPED)
    by_role: dict[str, list[tuple[str, str]]] = {
        "event": [], "page": [], "picture": [], ASTRAY: []
    }  # fmt: skip
    for path, place in files:
        by_role[_content_role(path)].append((path, place))
    found += [_not_read(path) for path, _ in by_role[ASTRAY]]
    events = _contents(by_role["event"], found, known, len(by_role["event"]) <= MOST_HELD)
    pages = _contents(by_role["page"], found)
    actors_at = ("content/_actors.yaml", "content/_actors.yml")
    actors = next(filter(None, (_single(root, path, inside, found) for path in actors_at)), None)
    extras = (_single(root, path, inside, found) for path in EXTRA)
    extra = next(filter(None, extras), None)
    media = tuple(path for path, _ in by_role["picture"])
    stamps = tuple(_stamp(place) for _, place in by_role["picture"])
    if not events and not found:
        found.append(_no_events())
    theme, theme_problems = theme_files(root, default_theme())
    diagnostics = in_order((*found, *theme_problems))
    return Snapshot(settings, events, actors, pages, media, theme, now, diagnostics, stamps, extra)


def read_again(root: Path, now: int, before: Snapshot) -> Snapshot:
    """Read a site once more; files of events that are surely as they were are not read again."""
    files = {file.path: file for file in before.events}
    known = {file.path: (file.stamp, file.digest) for file in before.events}
    snapshot = read(root, now, known)
    events = tuple(_with_content(file, files.get(file.path)) for file in snapshot.events)
    return replace(snapshot, events=events)


def _with_content(file: InputFile, before: InputFile | None) -> InputFile:
    """The file with its content, if that has not changed and was held before."""
    if before is None or not before.data or before.digest != file.known:
        return file
    return before if before.known else replace(before, known=file.known)


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
    return Path(real) if ordinary and within(os.path.realpath(root), real) else None


def _as_spelled(root: Path, path: str) -> Path:
    """The place of `path` with each name as the disk spells it."""
    place = root
    for part in path.split("/"):
        same = sorted(one.name for one in place.iterdir() if composed(one.name) == part)
        place = place / (same[0] if same else part)
    return place


def _content_role(path: str) -> str:
    ending = path.rpartition(".")[2].lower()
    if ending in _YAML:
        return "event"
    if ending in PICTURE_ENDINGS:
        return "picture"
    if ending == "md" and path.rpartition("/")[0] == "content/pages":
        return "page"
    return ASTRAY if ending in _TEXTS or "." not in path else ""


def is_event(path: str) -> bool:
    """Whether a file of the site, by its path, is an event."""
    folder, *names = path.split("/")
    return (
        folder == "content"
        and not any(name.startswith(_SKIPPED) for name in names)
        and _content_role(path) == "event"
    )


def _contents(
    files: list[tuple[str, str]],
    found: Found,
    known: Mapping[str, tuple[str, str]] = NOTHING,
    are_held: bool = True,
) -> tuple[InputFile, ...]:
    """Read these files, but for those that are known to be as they were."""
    contents = []
    for path, place in files:
        # The stamp is taken first: a change while the file is read shows the next time.
        stamp = _stamp(place)
        stamp_before, digest = known.get(path, ("", ""))
        if stamp and stamp == stamp_before:
            contents.append(InputFile(path, b"", digest, stamp))
            continue
        data = content(path, place, TEXT_LIMIT, found)
        if data is not None:
            file = InputFile(path, data, stamp=stamp)
            contents.append(file if are_held else InputFile(path, b"", file.digest, stamp))
    return tuple(contents)


def reread(root: Path, file: InputFile) -> InputFile:
    """A file of the site with its content, if only its digest is held.

    Raises OSError if it is not to be had, and `ChangedMeanwhile` if it is another one by now.
    """
    if file.data or not file.known:
        return file
    place = root / file.path
    if not os.path.lexists(place):
        place = _as_spelled(root, file.path)
    data = content(file.path, str(place), TEXT_LIMIT, [])
    if data is None:
        raise FileNotFoundError(file.path)
    if digest_of(data) != file.known:
        raise ChangedMeanwhile(file.path)
    return replace(file, data=data)


def held(root: Path, snapshot: Snapshot) -> Iterator[InputFile]:
    """The event files with their content, but for those that are being changed just now."""
    for file in snapshot.events:
        with contextlib.suppress(OSError, ChangedMeanwhile):
            yield reread(root, file)


def sources(root: Path, snapshot: Snapshot, found: Iterable[Diagnostic]) -> dict[str, bytes]:
    """The files that diagnostics speak of, by path; those that are not to be had are left out."""
    spans = [(one.span, *(other.span for other in one.related)) for one in found]
    named = {span.path for some in spans for span in some}
    texts = (
        snapshot.settings, snapshot.actors, snapshot.extra, *snapshot.events, *snapshot.pages
    )  # fmt: skip
    contents = {file.path: file.data for file in snapshot.theme if file.path in named}
    for file in texts:
        if file and file.path in named:
            with contextlib.suppress(OSError, ChangedMeanwhile):
                contents[file.path] = reread(root, file).data
    return contents


def _stamp(place: str) -> str:
    """What changes whenever the file does; empty where it just did, and could again unseen."""
    try:
        about = os.stat(place)  # noqa: PTH116 - in no time, as every file is asked each time
    except OSError:
        return ""
    if max(about.st_mtime_ns, about.st_ctime_ns) > time.time_ns() - SETTLED:
        return ""
    return f"{about.st_size} {about.st_mtime_ns} {about.st_ctime_ns} {about.st_ino}"


def _single(root: Path, path: str, inside: str, found: Found) -> InputFile | None:
    """Read one file of the site, or nothing if there is none."""
    place = str(root / path)
    if not os.path.lexists(place):
        return None
    real, kind, trouble = target(path, place, inside)
    if trouble is None and kind != "file":
        trouble = not_a_file(path, kind)
    if trouble is not None:
        found.append(trouble)
        return None
    data = content(path, real, TEXT_LIMIT, found)
    return None if data is None else InputFile(path, data)


# -- the theme ------------------------------------------------------------------------------


def default_theme() -> Path | None:
    """The default theme: inside an installed package, else beside it in a working copy."""
    package = Path(__file__).resolve().parents[1]
    places = (package / "theme", package.parent.parent / "theme")
    return next((place for place in places if (place / _MARKER).is_file()), None)


def theme_files(
    root: Path, default: Path | None
) -> tuple[tuple[ThemeFile, ...], tuple[Diagnostic, ...]]:
    """The theme of the site in `root`: its own folder `theme/` over the `default` one.

    Each default file is there a second time below `base/`, whether or not the site has one
    of that name. Diagnostics: no-theme and those on single files, as for `read`.
    """
    found: Found = []
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


def _theme_layer(folder: Path, shown: str, root: Path, found: Found) -> list[ThemeFile]:
    """All files of one theme folder; `shown` stands for the folder in diagnostics."""
    inside = os.path.realpath(root)
    theme: list[ThemeFile] = []
    if not folder_at(folder, shown, inside, found):
        return theme
    for part, role in (("locale", _catalog_role), ("static", _any_role), ("templates", _any_role)):
        limit = STATIC_LIMIT if part == "static" else TEXT_LIMIT
        for path, place in walk(folder / part, f"{shown}/{part}", inside, role, found):
            data = content(path, place, limit, found)
            if data is not None:
                theme.append(ThemeFile(path.removeprefix(shown + "/"), path, data))
    return theme


def _catalog_role(path: str) -> str:
    return "catalog" if path.endswith(".po") else ""


def _any_role(path: str) -> str:
    # Many editors keep the version before the last one under such a name.
    return "" if path.endswith("~") else "theme file"


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


def _not_read(path: str) -> Diagnostic:
    """What to say of a file that may have been meant as an event, or as a page."""
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    is_page = path.startswith("content/pages/") or name.endswith((".md", ".markdown"))
    meant = f"content/pages/{stem}.md" if is_page else f"{folder}/{stem}.yaml"
    message = f"“{path}” is passed over: no event and no page is called so"
    hint = f"save it as “{meant}”, or call it “_{name}” if it is a note of your own"
    return problem("not-read", Span(path), message, hint)


def _no_theme() -> Diagnostic:
    message = "the default theme is missing from this installation"
    return problem("no-theme", Span("theme"), message, "install linimasa again")
