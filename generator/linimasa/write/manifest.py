"""The list of our files: `.linimasa.json` in the output folder.

It says which files are ours, and what each of them holds. The same site gives the same bytes.
The list alone is forced onto the disk (fsync): without it the other files would seem to be
somebody else's. They themselves are not, which would take minutes on a large site; should a
crash of the machine damage one, the next build sees a difference and writes it again.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from linimasa.write.refusals import MANIFEST, RESERVED, CannotPublish, path_problem, quoted
from linimasa.write.survey import is_file

COUNTS_AS_EMPTY = RESERVED | {".git", ".DS_Store"}
"""A folder with nothing but these is empty: a fresh work tree, or a folder once looked at."""

_VERSION = 2


def owned_files(target: Path, folder: Path) -> Mapping[str, str]:
    """Digests of our files in `target`, by path; none if the folder is empty."""
    if not os.path.lexists(target / MANIFEST):
        names = {place.name for place in target.iterdir()}
        if others := sorted(names - COUNTS_AS_EMPTY):
            message = f"“{folder}” is not empty and was not made by Linimasa: {quoted(others)}"
            raise CannotPublish(message, "choose another --output, or empty the folder yourself")
        return {}
    listed = listed_files(target)
    if listed is None:
        message = f"the list of our files, “{folder / MANIFEST}”, cannot be understood"
        raise CannotPublish(message, "choose another --output, or empty the folder")
    return listed


def listed_files(target: Path) -> dict[str, str] | None:
    """What the list in `target` names; None when there is none that can be understood.

    A list of version 1 has no digests: they are empty then.
    """
    place = target / MANIFEST
    try:
        listed = json.loads(place.read_bytes() if is_file(place) else b"")
        files = listed["files"]
        if listed["version"] == 1 and isinstance(files, list):
            files = dict.fromkeys(files, "")
        elif listed["version"] != _VERSION or not isinstance(files, dict):
            return None
        fine = all(
            isinstance(path, str) and isinstance(digest, str) and not path_problem(path)
            for path, digest in files.items()
        )
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return files if fine else None


def write_list(files: Mapping[str, str], target: Path, aside: Path) -> None:
    """Make the list in `target` name these files; `aside` is a new file on the same disk."""
    listed = {"version": _VERSION, "files": {path: files[path] for path in sorted(files)}}
    data = json.dumps(listed, ensure_ascii=False, separators=(",\n", ": ")).encode()
    with aside.open("wb") as file:
        file.write(data + b"\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(target / MANIFEST)
    _settle(target)


def _settle(folder: Path) -> None:
    """Have the system write down which files a folder holds; not every one can be asked to."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
