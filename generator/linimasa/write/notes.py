"""What we saw of the published files, so that the next build need not read them again.

In: the folder of the site. Notes are private, below `.linimasa/` there, and can only make a
build faster: a stamp that matches means that a file still is the very one that was read; what
does not match is read. Damaged notes are as good as none, and no link is followed.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from linimasa.model.files import digest_of
from linimasa.write.whole import write_whole

_FOLDER = ".linimasa"
_FILE = "published.json"
_TAIL = b"}\n"
_SETTLED = 2_000_000_000
"""A file that changed less than these nanoseconds ago could change again and keep its times: no
file system tells them more coarsely apart."""
_FINELY_SETTLED = 50_000_000
"""The same where times are not whole milliseconds: then the clock ticks a hundred times a second
or more (Linux, `CONFIG_HZ`)."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Stamps by path."""

    files: Mapping[str, str] = field(default_factory=dict)
    """Digest and stamp of each file of the live site."""
    folders: Mapping[str, str] = field(default_factory=dict)
    """Stamps of its folders in which nothing was but our files."""
    spare: Mapping[str, str] = field(default_factory=dict)
    """The same of the folders of the spare generation."""


def stamp(about: os.stat_result) -> str:
    """What changes whenever a file or a folder does."""
    return f"{about.st_size} {about.st_mtime_ns} {about.st_ctime_ns} {about.st_ino}"


def settled(about: os.stat_result) -> bool:
    """Whether the next change is sure to show in the stamp."""
    newest = max(about.st_mtime_ns, about.st_ctime_ns)
    wait = min(_SETTLED, _FINELY_SETTLED) if newest % 1_000_000 else _SETTLED
    return newest < time.time_ns() - wait


def read_notes(site_root: Path) -> Notes:
    """Read the notes of the build before; empty ones if that cannot be."""
    place = site_root / _FOLDER / _FILE
    try:
        data = b"" if _leads_away(site_root) else place.read_bytes()
        payload = data[len(_with_checksum(b"")) - len(_TAIL) : -len(_TAIL)]
        if data != _with_checksum(payload):
            return Notes()
        found = json.loads(payload)
        return Notes(found["files"], found["folders"], found["spare"])
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return Notes()


def write_notes(site_root: Path, notes: Notes) -> None:
    """Keep the notes for the next build, if possible."""
    known = {"files": notes.files, "folders": notes.folders, "spare": notes.spare}
    payload = json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode()
    folder = site_root / _FOLDER
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
        if _leads_away(site_root):
            return
        ignored = folder / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", "ascii")
        write_whole(folder / _FILE, _with_checksum(payload))


def _with_checksum(payload: bytes) -> bytes:
    return f'{{"checksum":"{digest_of(payload)}","notes":'.encode() + payload + _TAIL


def _leads_away(site_root: Path) -> bool:
    """Whether a link stands for the folder or the file: it could lead anywhere."""
    folder = site_root / _FOLDER
    return folder.is_symlink() or (folder / _FILE).is_symlink()
