"""The memo on the disk: one SQLite file below `.linimasa/` in the folder of a site.

In: the folder. Out: a memo for one build; what the build learned is written when it is over,
in one transaction. It may only ever make a build faster: whatever is wrong with the file, the
folder or the disk, the build goes on without it. It never runs what it reads, never follows a
link, and never touches anything but its own folder.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import platform
import sqlite3
import typing
import zoneinfo
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from linimasa.memo import codec, name_of
from linimasa.memo.codec import Damaged

T = TypeVar("T")

FOLDER = ".linimasa"
_FILE = "memo.sqlite"
_BESIDE = ("memo.sqlite-journal", "memo.sqlite-wal", "memo.sqlite-shm")
"""What SQLite would read beside it. None of these is ever ours, and one that somebody made up
could have SQLite remove other files, so with one there the file counts as broken."""
_LIBRARIES = ("babel", "jinja2", "markdown", "markupsafe", "nh3", "pyyaml", "tzdata")
"""Whose version decides what a result looks like."""
_SCHEMA = (
    "CREATE TABLE origin (namespace BLOB)",
    "CREATE TABLE results (key BLOB PRIMARY KEY, function TEXT, result BLOB)",
)
_READ_SCHEMA = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"


@contextlib.contextmanager
def opened(site: Path, namespace: bytes | None = None) -> Iterator[DiskMemo]:
    """The memo of the site in this folder, for one build.

    Results of another `namespace` are as good as none; it is `own_namespace()` unless given.
    Nothing is written if the build ends in an exception.
    """
    memo = DiskMemo(site / FOLDER, own_namespace() if namespace is None else namespace)
    yield memo
    if memo.changes:
        with contextlib.suppress(OSError, sqlite3.Error):
            _save(memo)


@dataclass(frozen=True, slots=True)
class _Change:
    """What one stage of a build learned, and what it had no more use for."""

    function: str
    shape: Any
    fresh: Mapping[bytes, object]
    stale: frozenset[bytes]


@dataclass(slots=True)
class DiskMemo:
    """What earlier builds left on the disk, and what this one learns."""

    folder: Path
    namespace: bytes
    stored: dict[str, frozenset[bytes]] = field(default_factory=dict)
    """The keys on the disk, by the name of their function."""
    changes: list[_Change] = field(default_factory=list)
    broken: bool = False
    """Whether the file could not be read to its end."""

    def recall(self, function: Callable[..., T], keys: Sequence[bytes]) -> Mapping[bytes, T]:
        """What is known of these calls of a function."""
        try:
            rows = _rows(self.folder, self.namespace, name_of(function))
        except (OSError, sqlite3.Error) as error:
            self.broken = self.broken or _is_broken(error)
            rows = []
        self.stored[name_of(function)] = frozenset(key for key, _ in rows)
        wanted, shape, known = frozenset(keys), _result_type(function), {}
        for key, data in rows:
            if key in wanted:
                with contextlib.suppress(Damaged):
                    known[key] = codec.decode(data, shape, key)
        return known

    def keep(
        self, function: Callable[..., T], keys: Sequence[bytes], fresh: Mapping[bytes, T]
    ) -> None:
        """Learn the fresh ones of these calls, and forget all other calls of the function."""
        name = name_of(function)
        stale = self.stored.get(name, frozenset()).difference(keys)
        if fresh or stale:
            self.changes.append(_Change(name, _result_type(function), fresh, stale))


def _result_type(function: Callable[..., object]) -> Any:
    return typing.get_type_hints(function)["return"]


# -- the file -------------------------------------------------------------------------------


class _Foreign(Exception):
    """The file is of another version, or not ours at all."""


def _rows(folder: Path, namespace: bytes, function: str) -> list[tuple[bytes, bytes]]:
    """Keys and results of a function; none when the file is not just as `_save` leaves it."""
    file = folder / _FILE
    if _leads_away(folder) or not file.exists() or _has_company(folder):
        return []
    with _connected(file) as connection:
        if not _fits(connection, namespace):
            return []
        query = "SELECT key, result FROM results WHERE function = ? ORDER BY rowid"
        return [(key, data) for key, data in connection.execute(query, (function,))]


def _save(memo: DiskMemo) -> None:
    """Write what a build learned; a file that does not fit is made anew."""
    memo.folder.mkdir(exist_ok=True)
    if _leads_away(memo.folder):
        return
    ignored = memo.folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n", "ascii")
    if memo.broken or _has_company(memo.folder):
        _clear(memo.folder)
    try:
        _write(memo.folder / _FILE, memo)
    except (_Foreign, sqlite3.DatabaseError) as error:
        if _is_broken(error):
            _clear(memo.folder)
            _write(memo.folder / _FILE, memo)


def _write(file: Path, memo: DiskMemo) -> None:
    is_new = not file.exists()
    with _connected(file) as connection:
        connection.execute("BEGIN IMMEDIATE")
        if is_new:
            for statement in _SCHEMA:
                connection.execute(statement)
            connection.execute("INSERT INTO origin VALUES (?)", (memo.namespace,))
        elif not _fits(connection, memo.namespace):
            raise _Foreign
        for change in memo.changes:
            stale = [(key,) for key in change.stale]
            connection.executemany("DELETE FROM results WHERE key = ?", stale)
            rows = (
                (key, change.function, codec.encode(result, change.shape, key))
                for key, result in change.fresh.items()
            )
            connection.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", rows)
        connection.execute("COMMIT")


@contextlib.contextmanager
def _connected(file: Path) -> Iterator[sqlite3.Connection]:
    # Another build may be writing: then this one does without, rather than wait.
    with contextlib.closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        connection.text_factory = bytes
        # A crash amid writing may break the file, which is noticed: every result has a checksum.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection


def _fits(connection: sqlite3.Connection, namespace: bytes) -> bool:
    """Whether the file holds our tables, nothing else, and results of just this namespace."""
    found = [sql for (sql,) in connection.execute(_READ_SCHEMA)]
    if found != [statement.encode() for statement in _SCHEMA]:
        return False
    return connection.execute("SELECT namespace FROM origin").fetchall() == [(namespace,)]


def _clear(folder: Path) -> None:
    for name in (_FILE, *_BESIDE):
        (folder / name).unlink(missing_ok=True)


def _leads_away(folder: Path) -> bool:
    """Whether a link stands for the folder or a file in it: it could lead anywhere."""
    return any(path.is_symlink() for path in (folder, folder / _FILE, folder / ".gitignore"))


def _has_company(folder: Path) -> bool:
    return any(os.path.lexists(folder / name) for name in _BESIDE)


def _is_broken(error: Exception) -> bool:
    """Whether the file has to be made anew, rather than let alone until the next time."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, _Foreign) or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


# -- the namespace --------------------------------------------------------------------------


@functools.cache
def own_namespace() -> bytes:
    """A digest of all that shapes a result and is no argument: our code, and what it runs on."""
    versions = {name: _version(name) for name in _LIBRARIES}
    versions["python"] = platform.python_version()
    versions["zones"] = _zone_tables()
    return namespace_of(_sources(resources.files("linimasa"), ""), versions)


def namespace_of(sources: Mapping[str, bytes], versions: Mapping[str, str]) -> bytes:
    """A digest of source files, by name, and of versions, by name."""
    digest = hashlib.blake2b(digest_size=16)
    for name, source in sorted(sources.items()):
        digest.update(f"{name}\0{len(source)}\0".encode() + source)
    digest.update(repr(sorted(versions.items())).encode())
    return digest.digest()


def _sources(folder: Traversable, above: str) -> dict[str, bytes]:
    """The Python files of our own package, wherever it is installed."""
    found: dict[str, bytes] = {}
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.name.startswith(("__", ".")):
            found |= _sources(entry, f"{above}{entry.name}/")
        elif entry.name.endswith(".py"):
            found[above + entry.name] = entry.read_bytes()
    return found


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""


def _zone_tables() -> str:
    """The version of the system's time zones, which decide what a clock time means."""
    for folder in zoneinfo.TZPATH:
        with contextlib.suppress(OSError), (Path(folder) / "tzdata.zi").open("rb") as file:
            return file.readline(100).decode("latin-1")
    return ""
