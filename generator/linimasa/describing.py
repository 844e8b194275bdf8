"""What `schema` does: tell text editors what can be written in the files of a site.

In: the folder of the site, and where the description goes. Out: an exit code.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PurePath

import click

from linimasa.commands import CONTENT_ERRORS, FINE, moment_of, refused
from linimasa.load import load_actors
from linimasa.offering import words_of
from linimasa.opening import settings_of
from linimasa.project import held, read
from linimasa.schema import modeline, schemas
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
