"""A digest of all that shapes a result and is no argument: our own code, and what it runs on.

Results of another namespace are as good as none, so that no upgrade shows an old page.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import platform
import sys
import zlib
import zoneinfo
from collections.abc import Mapping
from pathlib import Path

_LIBRARIES = (
    "babel", "brotli", "icalendar", "jinja2", "markdown", "markupsafe", "nh3", "pyyaml", "rjsmin",
    "tinycss2", "tzdata",
)  # fmt: skip
"""Whose version decides what a result looks like."""


@functools.cache
def own_namespace() -> bytes:
    """A digest of all that shapes a result and is no argument: our code, and what it runs on."""
    versions = _versions()
    versions["python"] = platform.python_version()
    versions["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    versions["zones"] = _zone_tables()
    return namespace_of(_sources(Path(__file__).parents[1], ""), versions)


def namespace_of(sources: Mapping[str, bytes], versions: Mapping[str, str]) -> bytes:
    """A digest of source files, by name, and of versions, by name."""
    digest = hashlib.blake2b(digest_size=16)
    for name, source in sorted(sources.items()):
        digest.update(f"{name}\0{len(source)}\0".encode() + source)
    digest.update(repr(sorted(versions.items())).encode())
    return digest.digest()


def _sources(folder: Path, above: str) -> dict[str, bytes]:
    """The Python files of our own package, wherever it is installed."""
    found: dict[str, bytes] = {}
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.name.startswith(("__", ".")):
            found |= _sources(entry, f"{above}{entry.name}/")
        elif entry.name.endswith(".py"):
            found[above + entry.name] = entry.read_bytes()
    return found


def _versions() -> dict[str, str]:
    """The version of each library, as the folder beside it says that tells of it.

    (“Recording installed projects”, Python Packaging User Guide.) Only its name is looked at:
    `importlib.metadata` takes longer to load than a build without changes has time for.
    """
    found = dict.fromkeys(_LIBRARIES, "")
    for folder in reversed(sys.path):
        with contextlib.suppress(OSError):
            for name in os.listdir(folder or "."):  # noqa: PTH208 - names are all that is needed
                library, _, version = name.partition("-")
                if name.endswith((".dist-info", ".egg-info")) and library.lower() in found:
                    found[library.lower()] = version
    return found


def _zone_tables() -> str:
    """The version of the system's time zones, which decide what a clock time means."""
    for folder in zoneinfo.TZPATH:
        with contextlib.suppress(OSError), (Path(folder) / "tzdata.zi").open("rb") as file:
            return file.readline(100).decode("latin-1")
    return ""
