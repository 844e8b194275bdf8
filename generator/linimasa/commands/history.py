"""A site as it was at a git revision, and what readers were not told since.

In: the site's folder and the name of a revision. Out: a `Snapshot` of `site.yaml` and the events,
read from git's own store, or what a comparison with it finds. Nothing is checked out or written,
no program that the settings of a repository name is run (filters, textconv, fsmonitor, a pager),
and nothing is fetched.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha1, sha256
from pathlib import Path

from linimasa.check.changes import uncorrected
from linimasa.diagnostics import Diagnostic
from linimasa.load import load, load_page, load_settings, overdue, overdue_page
from linimasa.model.files import ChangedMeanwhile, InputFile, Snapshot
from linimasa.model.site import Loaded, LoadedPage
from linimasa.pipeline.rebuild import in_time
from linimasa.read.folder import composed
from linimasa.read.project import TEXT_LIMIT, is_event, reread

AT_ONCE = 1_000
"""So many files are asked for and held at a time."""

_QUIET = {
    "GIT_ALLOW_PROTOCOL": "",  # what a partial clone lacks is not fetched: that may run programs
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C",
}

_INCOMPLETE = ("git cannot give the files of that revision", "fetch all of it: git fetch --refetch")
_ORDINARY = ("100644", "100755")
_SHA_256 = 64
"""Letters in a name by SHA-256; most repositories have names by SHA-1."""


class NoHistory(Exception):
    """There is no such revision to be had; `hint` says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        """Keep the message as the error's text and the hint beside it."""
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class _Stored:
    """A file of a revision: its path below the site folder, and what git has its content by."""

    path: str
    name: str


def uncorrected_since(
    revision: str, root: Path, snapshot: Snapshot
) -> tuple[Diagnostic, ...] | None:
    """What changed in published events without a correction; None where there was no site then.

    Raises `NoHistory`, and `ChangedMeanwhile` where a file is not what the snapshot has.
    """
    before = site_at(root, revision, snapshot)
    then = {file.path: file.digest for file in before.events}
    if _zone(before) != _zone(snapshot):
        before, then = site_at(root, revision, replace(snapshot, events=())), {}
    events = tuple(
        file if then.get(file.path) == file.digest else _with_content(root, file)
        for file in snapshot.events
    )
    return uncorrected(before, replace(snapshot, events=events), load_in_time)


def _zone(site: Snapshot) -> str:
    settings = load_settings(site.settings).settings
    return settings.timezone if settings else ""


def site_at(root: Path, revision: str, here: Snapshot) -> Snapshot:
    """The site as it was; there are no settings in it where there was no site yet.

    Of a file that is the same `here`, only its digest is held. What could not have been published
    is left out: links, and files that are too large. Raises `NoHistory` and `ChangedMeanwhile`.
    """
    commit = _commit(root, revision)
    files = {file.path: file for file in here.events}
    same, others = [], []
    for stored in _stored(root, commit):
        file = files.get(stored.path)
        if file and _git_name(_with_content(root, file).data, stored.name) == stored.name:
            same.append(InputFile(file.path, b"", file.digest))
        else:
            others.append(stored)
    read = [*same, *_contents(root, others)]
    settings = next((file for file in read if file.path == "site.yaml"), None)
    events = tuple(file for file in read if file.path != "site.yaml")
    return Snapshot(settings, events, None, (), (), (), here.now)


def _with_content(root: Path, file: InputFile) -> InputFile:
    try:
        return reread(root, file)
    except OSError as error:
        raise ChangedMeanwhile(file.path) from error


def load_in_time(file: InputFile, languages: Sequence[str], zone: str) -> Loaded:
    """Read an event file, however long its text would take."""
    loaded: Loaded = in_time(load, file, languages, zone) or overdue(file)
    return loaded


def load_text_in_time(file: InputFile, languages: Sequence[str]) -> LoadedPage:
    """Read a plain page, however long its text would take."""
    loaded: LoadedPage = in_time(load_page, file, languages) or overdue_page(file, languages)
    return loaded


def _git_name(data: bytes, like: str) -> str:
    """What git calls this content, in a repository whose names are of this length."""
    digest = sha256() if len(like) == _SHA_256 else sha1(usedforsecurity=False)
    digest.update(b"blob %d\0" % len(data))
    digest.update(data)
    return digest.hexdigest()


def _commit(root: Path, revision: str) -> str:
    """The full name of the commit; whatever `revision` is, git never takes it for an option."""
    inside = _git(root, "rev-parse", "--is-shallow-repository")
    if inside.returncode:
        message = f"“{root}” is not in a git repository that can be read"
        raise NoHistory(message, f"git says: {_first_line(inside.stderr)}")
    wanted = f"{revision}^{{commit}}"
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
    name = found.stdout.decode("ascii").strip()
    if found.returncode == 0 and name.isalnum():  # of “^main” it is no name
        return name
    hint = "name one such as HEAD, main, v1.2 or a commit; “git log” lists them"
    if inside.stdout.strip() == b"true":
        hint = "this clone holds only the newest commits; fetch the others: git fetch --unshallow"
    raise NoHistory(f"git knows no revision “{revision}” here", hint)


def _stored(root: Path, commit: str) -> Iterator[_Stored]:
    """`site.yaml` and the files of events below the site folder, wherever in the repository."""
    listed = _git(root, "ls-tree", "-r", "-z", commit, "--", "site.yaml", "content")
    if listed.returncode:
        raise _unreadable(listed)
    for line in filter(None, listed.stdout.split(b"\0")):
        about, _, raw = line.partition(b"\t")
        mode, _, name = about.decode("ascii").split()
        path = composed(raw.decode("utf-8", "surrogateescape"))
        if mode in _ORDINARY and (path == "site.yaml" or is_event(path)):
            yield _Stored(path, name)


def _contents(root: Path, stored: Sequence[_Stored]) -> Iterator[InputFile]:
    for first in range(0, len(stored), AT_ONCE):
        some = stored[first : first + AT_ONCE]
        sizes = [_size(line) for line in _batch(root, "--batch-check", some).splitlines()]
        some = [one for one, size in zip(some, sizes, strict=True) if size <= TEXT_LIMIT]
        told, start = _batch(root, "--batch", some), 0
        for one in some:
            # `<name> blob <size>`, that many bytes, and a line break
            end = told.index(b"\n", start)
            size = _size(told[start:end])
            start = end + 1 + size + 1
            yield InputFile(one.path, told[end + 1 : end + 1 + size])


def _batch(root: Path, form: str, some: Sequence[_Stored]) -> bytes:
    names = "".join(f"{one.name}\n" for one in some).encode("ascii")
    told = _git(root, "cat-file", form, given=names)
    if told.returncode:
        raise _unreadable(told)
    return told.stdout


def _size(about: bytes) -> int:
    """The size of a content from `<name> blob <size>`; it may also be `<name> missing`."""
    _, _, size = about.partition(b" blob ")
    if not size:
        raise NoHistory(*_INCOMPLETE)
    return int(size)


def _git(root: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", "--no-pager", *arguments],
            cwd=root,
            env=_surroundings(os.environ),
            input=given,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        hint = "install git, or leave out --since"
        raise NoHistory("git is not to be had here", hint) from error


def _surroundings(own: Mapping[str, str]) -> dict[str, str]:
    """What git is told by the environment.

    To a hook in a linked work tree git says where the repository is, but not where its files
    begin: it would take the site's folder for that, which may lie deeper.
    """
    told = {**own, **_QUIET}
    if "GIT_WORK_TREE" not in told:
        told.pop("GIT_DIR", None)
    return told


def _unreadable(told: subprocess.CompletedProcess[bytes]) -> NoHistory:
    return NoHistory(_INCOMPLETE[0], f"git says: {_first_line(told.stderr)}")


def _first_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[0] if lines else ""
