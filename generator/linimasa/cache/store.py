"""The memo on the disk: one SQLite file below `.linimasa/` in the folder of a site.

In: the folder, and what the output folder holds. Out: a memo for one build; what the build
learns is written in one transaction that ends with it. It may only ever make a build faster:
whatever is wrong with the file, the folder or the disk, the build goes on without it. It never
runs what it reads, never follows a link, and never touches anything but its own folder.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from linimasa.load import filed_from_json, filed_to_json
from linimasa.model.files import Placed
from linimasa.model.jsonform import Damaged, from_json, to_json
from linimasa.model.site import Filed, LoadedPage, Whole
from linimasa.render.drawing import Finished
from linimasa.render.page import Rendered
from linimasa.render.theme import Named

T = TypeVar("T")

FOLDER = ".linimasa"
_FILE = "memo.sqlite"
_BESIDE = ("memo.sqlite-journal", "memo.sqlite-wal", "memo.sqlite-shm")
"""What SQLite would read beside it. None of these is ever ours, and one that somebody made up
could have SQLite remove other files, so with one there the file counts as broken."""
_STAGES = (
    "reading", "wholes", "texts", "cards", "pages", "copies", "pieces", "briefs", "templates",
    "assets",
)  # fmt: skip
_FETCHED = ("cards", "pieces")
"""Stages whose results are fetched each when it is looked up."""
_LARGE = ("wholes", *_FETCHED)
"""Stages whose results would fill the memory."""
_FEW = 50
"""So few results are sooner fetched one by one than with all others."""
_LEFT_TO_BUILDS = 3
"""So many times as many results as a preview wants itself stay, as builds may want them: where
nobody builds, what earlier previews left would pile up."""
_SCHEMA = (
    "CREATE TABLE origin (namespace BLOB)",
    *(f"CREATE TABLE {stage} (key BLOB PRIMARY KEY, seal BLOB, result BLOB)" for stage in _STAGES),
)
_READ_SCHEMA = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"

Holds = Callable[[str, str], bool]
"""Whether the output folder has a file of this path and digest."""


@contextlib.contextmanager
def opened(
    site: Path, namespace: bytes, holds: Holds, *, for_preview: bool = False
) -> Iterator[DiskMemo]:
    """The memo of the site in this folder, for one build.

    Results of another `namespace` are as good as none. Nothing is kept if the build ends in an
    exception.
    """
    memo = DiskMemo(site / FOLDER, namespace, holds, for_preview)
    try:
        memo.connect()
        yield memo
        memo.commit()
    finally:
        memo.close()


@dataclass(slots=True)
class DiskMemo:
    """What earlier builds left on the disk, and what this one learns; see `opened`."""

    folder: Path
    namespace: bytes
    holds: Holds
    for_preview: bool = False
    """Whether events are recalled with their wholes, and builds are left what they remember."""
    connection: sqlite3.Connection | None = None
    """None where there is nothing to be had, or nothing can be kept."""
    stored: dict[str, set[bytes]] = field(default_factory=dict)
    """The keys on the disk, by stage."""

    # -- what a build asks for --------------------------------------------------------------

    def recall(self, stage: str, keys: Sequence[bytes]) -> Mapping[bytes, Any]:
        """What is known of these; what is large is fetched when it is looked up."""
        one_by_one = stage in _LARGE or len(keys) < _FEW
        rows = self._select(f"SELECT {'key' if one_by_one else 'key, seal, result'} FROM {stage}")
        self.stored[stage] = {row[0] for row in rows}
        if stage in _FETCHED:
            return _Fetched(self, stage, self.stored[stage].intersection(keys))
        wanted, known = self.stored[stage].intersection(keys), {}
        for key, *row in rows:
            if key not in wanted:
                continue
            text = self.fetch(stage, key) if one_by_one else _unsealed(key, *row)
            if text is not None:
                with contextlib.suppress(Damaged):
                    known[key] = _READ[stage](text)
        if stage == "reading" and self.for_preview:
            known = self._whole(known)
        return {key: one for key, one in known.items() if self._lasts(one)}

    def learn(self, stage: str, fresh: Mapping[bytes, Any]) -> Mapping[bytes, Any]:
        """Keep these results. What is large is left on the disk, and fetched when looked up."""
        texts = {key: _WRITE[stage](one) for key, one in fresh.items()}
        self._insert(stage, texts.items())
        if stage == "reading":
            wholes = ((key, one.whole.text) for key, one in fresh.items() if one.whole)
            if self._insert("wholes", wholes):
                # As the next build will have them: without the wholes, and each word once.
                return {key: _READ[stage](text) for key, text in texts.items()}
        if stage in _FETCHED and self.connection is not None:
            return _Fetched(self, stage, frozenset(fresh))
        return fresh

    def forget(self, stage: str, keys: Sequence[bytes]) -> None:
        """Forget all results of the stage but these."""
        stale = self.stored.get(stage, set()).difference(keys)
        if stale and not (self.for_preview and len(stale) < _LEFT_TO_BUILDS * len(keys)):
            self._delete(stage, stale)
            if stage == "reading":
                self._delete("wholes", stale)

    def fetch(self, stage: str, key: bytes) -> str | None:
        """One result as text, if it is there and undamaged."""
        rows = self._select(f"SELECT key, seal, result FROM {stage} WHERE key = ?", key)
        return _unsealed(*rows[0]) if rows else None

    def _whole(self, known: Mapping[bytes, Filed]) -> dict[bytes, Filed]:
        """The same files with the wholes of their events; without those whose whole is lost."""
        texts = self.recall("wholes", [key for key, one in known.items() if one.whole])
        return {
            key: replace(one, whole=Whole(one.whole.digest, texts[key])) if one.whole else one
            for key, one in known.items()
            if one.whole is None or key in texts
        }

    def _lasts(self, result: object) -> bool:
        """Whether a result holds still: a page does while its file is there."""
        if not isinstance(result, Finished):
            return True
        return all(
            isinstance(one, Placed) and self.holds(one.path, one.digest) for one in result.files
        )

    # -- the file ---------------------------------------------------------------------------

    def connect(self) -> None:
        """Open the file; one that is not just as we leave it is made anew."""
        with contextlib.suppress(OSError, sqlite3.Error):
            self.folder.mkdir(exist_ok=True)
            if _leads_away(self.folder):
                return
            ignored = self.folder / ".gitignore"
            if not ignored.exists():
                ignored.write_text("*\n", "ascii")
            if _has_company(self.folder):
                _clear(self.folder)
            self.connection = _connection(self.folder / _FILE)
        fits = self._do(lambda file: _fits(file, self.namespace), None)
        if fits is False or not (self.folder / _FILE).exists():
            self.close()
            with contextlib.suppress(OSError, sqlite3.Error):
                _clear(self.folder)
                self.connection = _connection(self.folder / _FILE)
                _prepare(self.connection, self.namespace)

    def commit(self) -> None:
        """Make what was learned last."""
        self._do(lambda file: file.execute("COMMIT") if file.in_transaction else None, None)

    def close(self) -> None:
        """Let go of the file; what was not committed is forgotten."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _select(self, query: str, *values: bytes) -> list[tuple[Any, ...]]:
        return self._do(lambda file: file.execute(query, values).fetchall(), [])

    def _insert(self, stage: str, fresh: Iterable[tuple[bytes, str]]) -> bool:
        """Whether these are on the disk now."""
        rows = ((key, text.encode("utf-8", "surrogatepass")) for key, text in fresh)
        sealed = ((key, _seal(key, result), result) for key, result in rows)
        return self._change(f"INSERT OR REPLACE INTO {stage} VALUES (?, ?, ?)", sealed)

    def _delete(self, stage: str, stale: Iterable[bytes]) -> None:
        self._change(f"DELETE FROM {stage} WHERE key = ?", ((key,) for key in stale))

    def _change(self, statement: str, rows: Iterable[tuple[bytes, ...]]) -> bool:
        def change(file: sqlite3.Connection) -> bool:
            if not file.in_transaction:
                file.execute("BEGIN IMMEDIATE")
            file.executemany(statement, rows)
            return True

        return self._do(change, False)

    def _do(self, action: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """Use the file; do without it as soon as anything is wrong, and remove a broken one."""
        if self.connection is None:
            return otherwise
        try:
            return action(self.connection)
        except sqlite3.Error as error:
            self.close()
            if _is_broken(error):
                with contextlib.suppress(OSError):
                    _clear(self.folder)
            return otherwise


@dataclass(frozen=True, slots=True)
class _Fetched(Mapping[bytes, Any]):
    """Results on the disk, each fetched when it is looked up."""

    memo: DiskMemo
    stage: str
    keys_there: Set[bytes]

    def __getitem__(self, key: bytes) -> Any:
        text = self.memo.fetch(self.stage, key) if key in self.keys_there else None
        if text is None:
            raise KeyError(key)
        return _READ[self.stage](text)

    def __contains__(self, key: object) -> bool:
        return key in self.keys_there

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.keys_there)

    def __len__(self) -> int:
        return len(self.keys_there)


# -- results as text ------------------------------------------------------------------------


def _finished(text: str) -> Finished:
    files = (line.partition(" ") for line in text.split("\n"))
    return Finished(tuple(Placed(path, digest) for digest, _, path in files))


def _filed(finished: Finished) -> str:
    """The digest and the path of the file and of each copy; no path has a line break in it."""
    return "\n".join(
        f"{one.digest} {one.path}" for one in finished.files if isinstance(one, Placed)
    )


_READ: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "reading": filed_from_json,
        "texts": lambda text: from_json(text, LoadedPage),
        "pages": _finished,
        "copies": _finished,
        "templates": lambda text: from_json(text, Named),
        "assets": str,
        "wholes": str,
        "cards": Rendered,
        "pieces": str,
        "briefs": str,
    }
)
_WRITE: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "reading": filed_to_json,
        "texts": lambda page: to_json(page, LoadedPage),
        "cards": lambda card: card.html,
        "pages": _filed,
        "copies": _filed,
        "pieces": str,
        "briefs": str,
        "templates": lambda named: to_json(named, Named),
        "assets": str,
    }
)


def _unsealed(key: bytes, seal: bytes, result: bytes) -> str | None:
    """A result as text, unless it is damaged."""
    return result.decode("utf-8", "surrogatepass") if seal == _seal(key, result) else None


def _seal(key: bytes, result: bytes) -> bytes:
    """A checksum; the key is in it, so that a result in another one's place is noticed too."""
    return blake2b(result, digest_size=16, key=key).digest()


# -- the file -------------------------------------------------------------------------------


def _connection(file: Path) -> sqlite3.Connection:
    # Another build may be writing: then this one does without, rather than wait.
    connection = sqlite3.connect(file, timeout=0, isolation_level=None)
    connection.text_factory = bytes
    # A crash amid writing may break the file, which is noticed: every result has a checksum.
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA journal_mode = MEMORY")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _fits(connection: sqlite3.Connection, namespace: bytes) -> bool:
    """Whether the file holds our tables, nothing else, and results of just this namespace."""
    found = [sql for (sql,) in connection.execute(_READ_SCHEMA)]
    if found != [statement.encode() for statement in _SCHEMA]:
        return False
    return connection.execute("SELECT namespace FROM origin").fetchall() == [(namespace,)]


def _prepare(connection: sqlite3.Connection, namespace: bytes) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for statement in _SCHEMA:
        connection.execute(statement)
    connection.execute("INSERT INTO origin VALUES (?)", (namespace,))


def _clear(folder: Path) -> None:
    for name in (_FILE, *_BESIDE):
        (folder / name).unlink(missing_ok=True)


def _leads_away(folder: Path) -> bool:
    """Whether a link stands for the folder or a file in it: it could lead anywhere."""
    return any(path.is_symlink() for path in (folder, folder / _FILE, folder / ".gitignore"))


def _has_company(folder: Path) -> bool:
    return any(os.path.lexists(folder / name) for name in _BESIDE)


def _is_broken(error: sqlite3.Error) -> bool:
    """Whether the file has to be made anew, rather than let alone until the next time."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
