"""What `schema` does: tell text editors what can be written in the files of a site.

In: the folder of the site, and where the description goes. Out: an exit code; the preview has what
was described once described anew, and is told what could not be.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePath

import click

from linimasa.build import Content
from linimasa.commands import CONTENT_ERRORS, FINE, moment_of, refused, settings_of
from linimasa.load import load_actors
from linimasa.model.files import Snapshot
from linimasa.offering import words_of, words_of_site
from linimasa.project import held, media_file, read
from linimasa.schema import FOLDER, NAMES, beginning, modeline, schemas
from linimasa.terminal import count
from linimasa.write import CannotPublish
from linimasa.write.whole import write_whole


def run_schema(site: Path, folder: Path) -> int:
    """Write what text editors need to know of a site into `folder`; leave what is so already."""
    snapshot = read(site, moment_of(None))
    settings = settings_of(site, snapshot)
    if settings is None:
        return CONTENT_ERRORS
    actors, _ = load_actors(snapshot.actors, settings.languages, settings.timezone)
    words = words_of(settings, actors, held(site, snapshot), snapshot.pages)
    try:
        written = _write_changed(folder, schemas(words))
    except OSError as error:
        return refused(CannotPublish(f"cannot write {folder}: {error.strerror}", ""))
    click.echo(
        f"Described this site for text editors in {folder} ({count(written, 'file')} written)."
    )
    way = PurePath(os.path.relpath(folder, site)).as_posix()
    click.echo(f"Files in content/ begin with: {modeline('content/event.yaml', way)}")
    return FINE


def describe_again(site: Path, snapshot: Snapshot, content: Content) -> int:
    """Have the files of the folder `schema/` say what the site has now; how many were written.

    Only those that are there and are ours: where there are none, nobody has asked for any. Raises
    OSError where one cannot be written.
    """
    ours = [site / FOLDER / name for name in NAMES if _is_ours(site, f"{FOLDER}/{name}")]
    if not ours:
        return 0
    read_whole = {content.paths[name] for name in content.site.entries}
    others = replace(
        snapshot, events=tuple(one for one in snapshot.events if one.path not in read_whole)
    )
    described = schemas(words_of_site(content.site, held(site, others), snapshot.pages))
    return _write_changed(site / FOLDER, {place.name: described[place.name] for place in ours})


def _is_ours(site: Path, path: str) -> bool:
    """Whether a file is there, inside the site and not by a link, and begins as ours do."""
    place = media_file(site, path)
    if place is None or place != site.resolve() / path:
        return False
    try:
        return place.read_bytes().startswith(beginning(place.name).encode())
    except OSError:
        return False


def _write_changed(folder: Path, files: Mapping[str, str]) -> int:
    """Write these files, but for those that are so already; how many were written."""
    folder.mkdir(parents=True, exist_ok=True)
    places = {folder / name: text.encode() for name, text in files.items()}
    differing = {
        place: data
        for place, data in places.items()
        if not place.is_file() or place.read_bytes() != data
    }
    for place, data in differing.items():
        write_whole(place, data)
    return len(differing)
