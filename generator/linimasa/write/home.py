"""The folder for what is not live: beside the output folder, or inside where that cannot be.

    .gitignore   no business of version control
    loose/       files that a build made, before they go to their places
    next/        the generation that is being made: unfinished by its name
    spare/       the generation that was live before, which the next build brings up to date
    list         the next list of our files

Everything but the spare is thrown away by the next build, whatever ended the last one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path

from linimasa.model.files import digest_of
from linimasa.write.refusals import STAGE
from linimasa.write.survey import is_folder

LOOSE, NEXT, SPARE, LIST = "loose", "next", "spare", "list"


def home_of(target: Path, folder: Path) -> Path:
    """Where it is for this output folder.

    Inside, where a generation could not be exchanged or nobody would expect a folder beside: on
    Windows; for a link or a mount point; and where we may not write beside.
    """
    beside = target.with_name(f".{target.name}.linimasa")
    is_taken = os.path.lexists(beside) and not is_folder(beside)
    is_elsewhere = folder.is_symlink() or os.path.ismount(target)
    if sys.platform == "win32" or is_taken or is_elsewhere:
        return target / STAGE
    is_open = os.access(target.parent, os.W_OK | os.X_OK)
    return beside if is_open else target / STAGE


def open_home(home: Path) -> None:
    """Make it, unless it is there."""
    home.mkdir(exist_ok=True)
    with contextlib.suppress(FileExistsError), (home / ".gitignore").open("x") as file:
        file.write("*\n")


def tidy(home: Path, target: Path) -> None:
    """Leave nothing behind but the spare, as far as the system lets us."""
    for place in (home / LOOSE, home / NEXT, home / LIST, target / STAGE):
        with contextlib.suppress(OSError):
            discard(place)
    if is_folder(home) and not is_folder(home / SPARE):
        with contextlib.suppress(OSError):
            (home / ".gitignore").unlink(missing_ok=True)
            home.rmdir()


def discard(place: Path) -> None:
    """Remove whatever is there, links not followed."""
    if is_folder(place):
        shutil.rmtree(place)
    elif os.path.lexists(place):
        place.unlink()


def loose_name(path: str) -> str:
    """What a file with this path is called while it is loose: all lie in one folder."""
    return digest_of(path.encode())
