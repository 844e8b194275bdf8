"""Write a single file so that nobody ever sees a half of it.

In: the place and the content. Out: nothing; raises OSError where it cannot be written, and leaves
what was there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def write_whole(place: Path, data: bytes) -> None:
    """Write a file, or put it in place of another, in one step."""
    write_pieces(place, [data])


def write_pieces(place: Path, pieces: Iterable[bytes]) -> None:
    """Write a file of these pieces, or put it in place of another, in one step."""
    aside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with aside.open("wb") as file:
            file.writelines(pieces)
        aside.replace(place)
    finally:
        aside.unlink(missing_ok=True)
