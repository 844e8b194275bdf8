"""Write files that are not there yet: all of them, or none.

In: a folder and what to write below it. Out: nothing. Raises `NotWritten` where something stands
in the way, which is told before anything is written, or where the system refuses; then all that
was written is taken back.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

UNSEEN = frozenset({".git", ".DS_Store", ".localized", "Thumbs.db", "desktop.ini"})
"""Version control, and what file managers put into folders that look empty to their owners."""
SHOWN = 5
"""So many of the files that are in the way are named."""


class NotWritten(Exception):
    """Why nothing was written, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        """Keep the message as the error's text and the hint beside it."""
        super().__init__(message)
        self.hint = hint


def check_room(folder: Path) -> None:
    """Raise `NotWritten` unless the folder is not there, or empty to the eyes of its owner."""
    try:
        there = [folder / name for name in sorted(os.listdir(folder)) if name not in UNSEEN]  # noqa: PTH208
    except FileNotFoundError:
        there = []
    except NotADirectoryError:
        there = [folder]
    except OSError as error:
        raise _refused_by_system(folder, error) from error
    if there:
        raise _in_the_way(there, "name a folder that is empty, or not there yet")


def write_anew(root: Path, files: Mapping[str, bytes | Path]) -> None:
    """Write files by their paths below `root`, with all folders they need; change no other.

    What is given as a path is a copy of the file there.
    """
    found = [_blocking(root / path) for path in files]
    if there := [one for one in found if one]:
        raise _in_the_way(there, "move it away, or choose another name")
    with contextlib.ExitStack() as undo:
        for path, data in files.items():
            place = root / path
            try:
                _make_folders(place.parent, undo)
                # Fails where somebody was faster, and follows no link.
                with place.open("xb") as file:
                    undo.callback(place.unlink)
                    if isinstance(data, bytes):
                        file.write(data)
                    else:
                        with data.open("rb") as original:
                            shutil.copyfileobj(original, file)
            except OSError as error:
                raise _refused_by_system(place, error) from error
        undo.pop_all()


def _blocking(place: Path) -> Path | None:
    """What stands where a file, or a folder for it, is to be; None where there is room."""
    if os.path.lexists(place):
        return place
    above = next(one for one in place.parents if os.path.lexists(one))
    return None if above.is_dir() else above


def _make_folders(folder: Path, undo: contextlib.ExitStack) -> None:
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir()
        undo.callback(one.rmdir)


def _in_the_way(places: Sequence[Path], hint: str) -> NotWritten:
    unique = list(dict.fromkeys(map(str, places)))
    more = f" and {len(unique) - SHOWN} more" if len(unique) > SHOWN else ""
    return NotWritten(f"there already: {', '.join(unique[:SHOWN])}{more}", hint)


def _refused_by_system(place: Path, error: OSError) -> NotWritten:
    return NotWritten(f"cannot write {place}: {error.strerror}", "nothing was written")
