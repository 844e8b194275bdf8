"""A build's way to publish: put files aside, in any of its processes, then commit all at once.

In: outputs, one by one. What is live already is not written again; what is new is laid aside
where no reader comes. `commit` then makes the output folder hold exactly the wanted files:
as a whole generation in one step where that is possible, else file by file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from io import FileIO, RawIOBase
from pathlib import Path

from linimasa.model.files import Output, Placed, digest_of
from linimasa.read.project import media_file
from linimasa.write.change import Change, Outcome
from linimasa.write.generation import in_one_step
from linimasa.write.home import LOOSE, NEXT, loose_name, open_home
from linimasa.write.inplace import in_place
from linimasa.write.notes import Notes, settled, stamp, write_notes
from linimasa.write.refusals import (
    CannotPublish,
    check_lengths,
    check_path,
    check_paths,
    explaining,
    meeting,
    quoted,
    unreadable,
    vanished,
)
from linimasa.write.survey import foreign, obstacle_above

_CHUNK = 1 << 20
_MANY = 30
"""To read so few files again takes less time than to note the stamps of all."""
_SHORT = 60
"""No name of so few signs is too long for any system."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did, in numbers of files."""

    written: int
    unchanged: int
    removed: int


@dataclass(slots=True)
class Stage:
    """The next site, while it is made; forked processes may each put files of their own."""

    folder: Path
    """The output folder as it was asked for, for messages."""
    target: Path
    site_root: Path
    home: Path
    owned: Mapping[str, str]
    """Digests of our files in the live site, by path."""
    notes: Notes
    is_first: bool
    """Whether there is nothing in the output folder."""
    lock: Callable[[Path], None]
    """Keeps other builds out of a folder until this one is over."""
    sure: dict[str, str] = field(default_factory=dict)
    """Digest and stamp of the live files that were found to hold what they should."""
    young: set[str] = field(default_factory=set)
    """Those of them whose stamps say too little."""
    reread: int = 0
    """How many stamps did not tell enough."""
    made: set[str] = field(default_factory=set)
    """Folders that are there to put files in."""
    above: dict[str, str] = field(default_factory=lambda: {"": ""})
    """What stands in the way of files in each folder of the live site."""

    def put(self, output: Output) -> Placed:
        """Lay a file aside for the next site, unless the live one holds the same already.

        Each file may be put once.
        """
        check_path(output.path)
        with explaining(self.folder):
            if len(output.path) > _SHORT:
                check_lengths([output.path], self.target)
            if output.copy_of:
                return Placed(output.path, self._copy(output))
            if output.pieces:
                return Placed(output.path, self._pieced(output.path, output.pieces()))
            digest = digest_of(output.content)
            if not self._holds(output.path, digest, len(output.content)):
                handle = self._opened(output.path)
                try:
                    _write_all(handle, output.content)
                finally:
                    os.close(handle)
            return Placed(output.path, digest)

    def holds(self, path: str, digest: str) -> bool:
        """Whether the live site surely holds a file with this content."""
        return self._holds(path, digest, None)

    def commit(self, placed: Iterable[Placed]) -> Published:
        """Make the site consist of just these files, put now or held since before."""
        with explaining(self.folder):
            wanted = _by_path(placed)
            if wanted.keys() != self.owned.keys():
                check_paths(wanted)
            change = self._change(wanted)
            if change.fresh or change.ours != self.owned or self.is_first:
                outcome = self._carried_out(change)
            else:
                outcome = Outcome(0)
            if outcome.folders or len(change.fresh) + self.reread > _MANY:
                self._remember(change, outcome)
            written = len(change.fresh)
            return Published(written, len(wanted) - written, outcome.removed)

    def _holds(self, path: str, digest: str, size: int | None) -> bool:
        """Compare stamps, or the content if there is none; by the size first, if that is known."""
        if self.is_first or self.sure.get(path, "").startswith(digest):
            return not self.is_first
        place = f"{self.target}/{path}"
        try:
            about = os.lstat(place)
            now = f"{digest} {stamp(about)}"
            if now not in (self.notes.files.get(path), self.sure.get(path)):
                self.reread += 1
                if size not in (None, about.st_size) or not stat.S_ISREG(about.st_mode):
                    return False
                if obstacle_above(path, self.target, set(), self.above):
                    return False
                with open(place, "rb", 0) as file:  # noqa: PTH123 - quicker for many
                    if _digest(file, about.st_size) != digest:
                        return False
                if not settled(about):
                    self.young.add(path)
        except OSError:
            return False
        self.sure[path] = now
        return True

    def _copy(self, output: Output) -> str:
        """Put a copy of a picture aside; the digest of what it holds."""
        source = media_file(self.site_root, output.copy_of)
        if source is None:
            raise vanished(output.copy_of)
        try:
            with _opened_to_read(source, output.copy_of) as file:
                size = os.fstat(file.fileno()).st_size
                if not self.is_first and self._could_hold(output.path, size):
                    digest = _digest(file, size)
                    if self._holds(output.path, digest, size):
                        return digest
                    file.seek(0)
                handle = self._opened(output.path)
                try:
                    return _digest(file, size, handle)
                finally:
                    os.close(handle)
        except FileNotFoundError as error:
            message = f"“{output.copy_of}” disappeared during the build"
            raise CannotPublish(message, "build again") from error

    def _pieced(self, path: str, pieces: Iterable[bytes]) -> str:
        """Put aside what comes bit by bit, unless it turns out to be live; the digest of it."""
        found, size, handle = blake2b(digest_size=16), 0, self._opened(path)
        try:
            for piece in pieces:
                found.update(piece)
                size += len(piece)
                _write_all(handle, piece)
        finally:
            os.close(handle)
        digest = found.hexdigest()
        if self._holds(path, digest, size):
            os.unlink(self._place(path))  # noqa: PTH108 - as the rest here
        return digest

    def _could_hold(self, path: str, size: int) -> bool:
        try:
            return os.lstat(f"{self.target}/{path}").st_size == size
        except (FileNotFoundError, NotADirectoryError):
            return False

    def _opened(self, path: str) -> int:
        """Open a new file to put something in."""
        place = self._place(path)
        above = place.rpartition("/")[0]
        if above not in self.made:
            self._make(above)
        try:
            return os.open(place, _NEW, 0o666)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise meeting(path, path) from error

    def _make(self, folder: str) -> None:
        if not self.made:
            open_home(self.home)
            self.made.add(str(self.home))
        missing = []
        while folder not in self.made:
            missing.append(folder)
            folder = folder.rpartition("/")[0]
        for place in reversed(missing):
            with suppress(FileExistsError):  # another process was quicker
                os.mkdir(place)  # noqa: PTH102 - a path for each of many folders takes its time
            self.made.add(place)

    def _place(self, path: str) -> str:
        """Where a file lies until it is committed."""
        if self.is_first:
            return f"{self.home}/{NEXT}/{path}"
        return f"{self.home}/{LOOSE}/{loose_name(path)}"

    def _change(self, wanted: Mapping[str, str]) -> Change:
        """Find out which of the wanted files are new; refuse if one got lost on the way."""
        fresh, lost = {}, []
        loose = set() if self.is_first else _names_in(self.home / LOOSE)
        for path, digest in wanted.items():
            if self.is_first or (loose and loose_name(path) in loose):
                fresh[path] = self._place(path)
            elif not self.sure.get(path, "").startswith(digest) and not self.holds(path, digest):
                lost.append(path)
        if lost:
            message = f"something changed the published files during the build: {quoted(lost)}"
            raise CannotPublish(message, "build again")
        stale = self.owned.keys() - wanted.keys()
        unknown = wanted.keys() - self.owned.keys() - fresh.keys()
        others = foreign(unknown, self.target, stale)
        ours = {path: digest for path, digest in wanted.items() if path not in others}
        kept = {path: self.sure[path] for path in ours if path not in fresh}
        return Change(self.target, self.home, self.owned, ours, kept, fresh, self.is_first)

    def _carried_out(self, change: Change) -> Outcome:
        """Exchange generations if that is worth it and possible, else go file by file."""
        is_alone = len(change.fresh) <= 1 and not change.stale and not self.is_first
        if not is_alone and self.home.parent != self.target:
            change, outcome = in_one_step(change, self.notes, self.lock)
            if outcome:
                return outcome
        open_home(self.home)
        return in_place(change)

    def _remember(self, change: Change, outcome: Outcome) -> None:
        """Note what we saw, for the next build."""
        unsure = outcome.linked | self.young
        files = {path: seen for path, seen in change.kept.items() if path not in unsure}
        for path in change.fresh:
            with suppress(OSError):  # the site is public by now, whatever became of this file
                about = os.lstat(f"{self.target}/{path}")
                if settled(about):
                    files[path] = f"{change.ours[path]} {stamp(about)}"
        for path in outcome.linked - self.young:
            with suppress(OSError):
                about = os.lstat(f"{self.target}/{path}")
                now = f"{change.ours[path]} {stamp(about)}"
                if settled(about) and _but_ctime(now) == _but_ctime(change.kept[path]):
                    files[path] = now
        folders = outcome.folders or (self.notes.folders, self.notes.spare)
        write_notes(self.site_root, Notes(files, *folders))


def _opened_to_read(source: Path, picture: str) -> FileIO:
    """Open a picture; raises FileNotFoundError where it is gone."""
    try:
        return source.open("rb", 0)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise unreadable(picture, error) from error


def _but_ctime(seen: str) -> list[str]:
    """What is known of a file but for the time that another link to it changes."""
    digest, size, mtime, _, inode = seen.split(" ")
    return [digest, size, mtime, inode]


def _by_path(placed: Iterable[Placed]) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for one in placed:
        if one.path in wanted:
            raise meeting(one.path, one.path)
        wanted[one.path] = one.digest
    return wanted


def _names_in(folder: Path) -> set[str]:
    with suppress(FileNotFoundError):
        return set(os.listdir(folder))  # noqa: PTH208 - names are all that is needed
    return set()


def _digest(file: RawIOBase, size: int, copy: int | None = None) -> str:
    """Read a file to its end, and copy what is read to an open file if there is one."""
    found = blake2b(digest_size=16)
    while piece := file.read(min(size + 1, _CHUNK)):
        found.update(piece)
        if copy is not None:
            _write_all(copy, piece)
    return found.hexdigest()


def _write_all(handle: int, data: bytes) -> None:
    """Write all of it: the system may take a piece and report the full disk at the next."""
    written = os.write(handle, data)
    while written < len(data):
        written += os.write(handle, data[written:])
