"""What a published folder was made from, and whether it is just that.

In: the folder, the files that the site should consist of, and all that they were made from.
Out: a list of hashes for the archive, or what differs. Only reads; never follows a link inside
the folder.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from hashlib import blake2b, sha256
from pathlib import Path

from linimasa import __version__
from linimasa.model.files import (
    ChangedMeanwhile,
    InputFile,
    Options,
    Output,
    Placed,
    Snapshot,
    digest_of,
)
from linimasa.read.project import media_file, reread
from linimasa.write.manifest import COUNTS_AS_EMPTY
from linimasa.write.refusals import unreadable, vanished


def digested(site: Path, output: Output) -> Placed:
    """A finished file as its digest alone.

    Raises `CannotPublish` where a picture cannot be read.
    """
    if output.pieces:
        found = blake2b(digest_size=16)
        for piece in output.pieces():
            found.update(piece)
        return Placed(output.path, found.hexdigest())
    if not output.copy_of:
        return Placed(output.path, digest_of(output.content))
    return Placed(output.path, digest_of(_picture(site, output.copy_of)))


def differences(files: Iterable[Placed], folder: Path) -> Iterator[tuple[str, str]]:
    """What is wrong with a folder that should hold just these files: the word, and the path.

    `missing` files are not there, `changed` ones have another content or are no plain files,
    `unknown` ones were not made from the site.
    """
    expected = {file.path: file.digest for file in files}
    found = set(_files_below(folder))
    for path in sorted(expected.keys() | found):
        if path not in found:
            yield "missing", path
        elif path not in expected:
            yield "unknown", path
        elif not _is_plain(folder / path) or _digest_at(folder / path) != expected[path]:
            yield "changed", path


def manifest(
    site: Path, snapshot: Snapshot, options: Options, folder: Path, outputs: Iterable[str]
) -> str:
    """SHA-256 of every file that a site was made from, and of every file of the site, as JSON.

    `outputs` are the paths of the site's files. Raises OSError for one of these,
    `CannotPublish` for a picture that cannot be read, `ChangedMeanwhile` for a text that is gone
    or another one by now.
    """
    listed = {
        "linimasa": __version__,
        "options": asdict(options),
        "inputs": dict(sorted(_inputs(site, snapshot).items())),
        "outputs": {path: _sha256((folder / path).read_bytes()) for path in sorted(outputs)},
    }
    return json.dumps(listed, indent=1, ensure_ascii=False) + "\n"


def _inputs(site: Path, snapshot: Snapshot) -> Mapping[str, str]:
    """By path; files of the default theme stand below `linimasa/theme/`."""
    whole = (snapshot.settings, snapshot.actors, snapshot.extra)
    texts = filter(None, (*whole, *snapshot.events, *snapshot.pages))
    return {
        **{file.path: _sha256(_text(site, file)) for file in texts},
        **{path: _sha256(_picture(site, path)) for path in snapshot.media},
        **{file.path: _sha256(file.data) for file in snapshot.theme},
    }


def _text(site: Path, file: InputFile) -> bytes:
    try:
        return reread(site, file).data
    except OSError as error:
        raise ChangedMeanwhile(file.path) from error


def _picture(site: Path, path: str) -> bytes:
    place = media_file(site, path)
    if place is None:
        raise vanished(path)
    try:
        return place.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def _files_below(folder: Path) -> Iterator[str]:
    """The paths of everything in a folder but folders, and but what is there for us alone."""
    for above, folders, names in os.walk(folder):
        here = Path(above).relative_to(folder)
        links = [name for name in folders if Path(above, name).is_symlink()]
        at_top: Sequence[str] = sorted(COUNTS_AS_EMPTY) if here == Path() else ()
        folders[:] = [name for name in folders if name not in (*links, *at_top)]
        yield from ((here / name).as_posix() for name in (*names, *links) if name not in at_top)


def _is_plain(place: Path) -> bool:
    return stat.S_ISREG(place.lstat().st_mode)


def _digest_at(place: Path) -> str:
    try:
        return digest_of(place.read_bytes())
    except OSError:
        return ""


def _sha256(data: bytes) -> str:
    return sha256(data).hexdigest()
