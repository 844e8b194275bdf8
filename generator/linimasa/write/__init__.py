"""Publish the files of a finished site into a folder.

In: the outputs, the folder, and the folder of the site (for pictures, which are copied, and for
private notes). Out: how many files were written, left as they were, and removed. It never
touches a file it did not make itself, never follows a link inside the folder, and never leaves
half a file. A reader sees the whole old site or the whole new one, where the system can
exchange two folders in one step.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from linimasa.model.files import Output, Placed
from linimasa.write.home import home_of, tidy
from linimasa.write.manifest import owned_files
from linimasa.write.notes import read_notes
from linimasa.write.refusals import (
    CannotPublish,
    allowed,
    alone,
    check_paths,
    explaining,
    path_problem,
)
from linimasa.write.stage import Published, Stage

__all__ = [
    "CannotPublish",
    "Placed",
    "Published",
    "Stage",
    "path_problem",
    "publish",
    "publishing",
]


@contextlib.contextmanager
def publishing(folder: Path, site_root: Path) -> Iterator[Stage]:
    """Begin the next site of `folder`, with other builds kept out of it until the end.

    Whatever was not committed by then is as if it had never been. Raises `CannotPublish`, as
    all of `Stage` does, and nothing else. Processes that put files must be done before the end;
    forked ones hold the lock as long as they live.
    """
    with contextlib.ExitStack() as held:

        def lock(place: Path) -> None:
            held.enter_context(alone(place, folder))

        with explaining(folder):
            target = allowed(folder, site_root)
            is_new = not target.exists()
            target.mkdir(parents=True, exist_ok=True)
            lock(target)
            home = home_of(target, folder)
            owned = owned_files(target, folder)
            tidy(home, target)
            is_first = home.parent != target and not os.listdir(target)  # noqa: PTH208
            notes = read_notes(site_root)
        try:
            yield Stage(folder, target, site_root, home, owned, notes, is_first, lock)
        finally:
            tidy(home, target)
            if is_new:
                with contextlib.suppress(OSError):
                    target.rmdir()  # if nothing came into it


def publish(outputs: Sequence[Output], folder: Path, site_root: Path) -> Published:
    """Make `folder` hold exactly `outputs`, beside files that are not ours."""
    check_paths(output.path for output in outputs)
    with publishing(folder, site_root) as stage:
        return stage.commit([stage.put(output) for output in outputs])
