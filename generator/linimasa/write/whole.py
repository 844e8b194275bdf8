"""Write a single file so that nobody ever sees a half of it.

In: the place and the content. Out: nothing; raises OSError where it cannot be written, and leaves
what was there.
"""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(place: Path, data: bytes) -> None:
    """Write a file, or put it in place of another, in one step."""
    aside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        aside.write_bytes(data)
        aside.replace(place)
    finally:
        aside.unlink(missing_ok=True)
