"""What the last build saw: so that one with nothing to do is over before anything is loaded.

In: the folder of a site. A file below `.linimasa/` there holds stamps of the event files, a
digest of all that the build was made from, and what came of it. It can only make a build
faster; one that is damaged, or of another version, is as good as none. Imports nothing that
takes time.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from linimasa.model.files import Options, Snapshot, digest_of
from linimasa.write.whole import write_whole

_FILE = Path(".linimasa") / "seen.json"
_SEAL = 32
"""Length of the digest that stands before the rest."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The last build of a site."""

    key: str = ""
    """A digest of all that it was made from; see `key_of`."""
    rest: str = ""
    """A digest of all of that but the contents of event files; see `rest_of`."""
    brief: str = ""
    """What the memo has the site in brief by."""
    stamps: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Stamp and digest of each event file; the stamp is empty where it says too little."""
    others: Mapping[str, str] = field(default_factory=dict)
    """Digests of the other files that were read."""
    frames: Mapping[str, str] = field(default_factory=dict)
    """Keys of what all pages of a language and template share, by both names."""
    embargoes: tuple[int, ...] = ()
    """The moments at which events become public."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The files of the finished site: path and digest."""
    events: int = 0
    pages: int = 0
    warnings: str = ""
    """What was wrong with it all the same, as `jsonform` writes it."""


def key_of(snapshot: Snapshot, rest: str) -> str:
    """A digest of all that a build is made from: of the event files, and of the `rest`.

    Empty where there is none of the rest.
    """
    return _digest([rest, [file.digest for file in snapshot.events]]) if rest else ""


def rest_of(
    snapshot: Snapshot, options: Options, embargoes: tuple[int, ...], namespace: bytes
) -> str:
    """A digest of all that a build is made from but the contents of the event files.

    Empty where a stamp is missing.
    """
    if not all(snapshot.media_stamps):
        return ""
    files = [*snapshot.pages, snapshot.settings, snapshot.actors, snapshot.extra]
    parts = [
        namespace.hex(),
        asdict(options),
        [file.path for file in snapshot.events],
        [(file.path, file.digest) for file in files if file],
        list(zip(snapshot.media, snapshot.media_stamps, strict=True)),
        [(file.name, file.path, digest_of(file.data)) for file in snapshot.theme],
        sum(moment <= snapshot.now for moment in embargoes),
        [(one.span.path, one.code) for one in snapshot.diagnostics],
    ]
    return _digest(parts)


def _digest(parts: list[object]) -> str:
    return digest_of(json.dumps(parts).encode())


def read_seen(site: Path) -> Seen:
    """What the last build of this site saw."""
    try:
        data = b"" if (site / _FILE.parent).is_symlink() else (site / _FILE).read_bytes()
        payload = data[_SEAL:]
        if data[:_SEAL] != _seal(payload):
            return Seen()
        found: dict[str, Any] = json.loads(payload)
        stamps = {path: (stamp, digest) for path, (stamp, digest) in found["stamps"].items()}
        found |= {"stamps": stamps, "embargoes": tuple(found["embargoes"])}
        return Seen(**found)
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return Seen()


def write_seen(site: Path, seen: Seen) -> None:
    """Note it, if that is possible."""
    known = {name: getattr(seen, name) for name in Seen.__dataclass_fields__}
    payload = json.dumps(known, separators=(",", ":")).encode()
    with contextlib.suppress(OSError):
        if (site / _FILE.parent).is_symlink() or not (site / _FILE.parent).is_dir():
            return
        write_whole(site / _FILE, _seal(payload) + payload)


def _seal(payload: bytes) -> bytes:
    return digest_of(payload).encode()
