"""What `schema` does: tell text editors what can be written in the files of a site.

In: the folder of the site, and where the description goes. Out: an exit code.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePath

import click

from linimasa.commands import CONTENT_ERRORS, FINE, moment_of, refused
from linimasa.commands.opening import settings_of
from linimasa.load import load_actors
from linimasa.preview.editors import write_changed
from linimasa.read.project import held, read
from linimasa.reporting.terminal import count
from linimasa.schema import modeline, schemas
from linimasa.schema.offering import words_of
from linimasa.write import CannotPublish


def run_schema(site: Path, folder: Path) -> int:
    """Write what text editors need to know of a site into `folder`; leave what is so already."""
    snapshot = read(site, moment_of(None))
    settings = settings_of(site, snapshot)
    if settings is None:
        return CONTENT_ERRORS
    actors, _ = load_actors(snapshot.actors, settings.languages, settings.timezone)
    words = words_of(settings, actors, held(site, snapshot), snapshot.pages)
    try:
        written = write_changed(folder, schemas(words))
    except OSError as error:
        return refused(CannotPublish(f"cannot write {folder}: {error.strerror}", ""))
    click.echo(
        f"Described this site for text editors in {folder} ({count(written, 'file')} written)."
    )
    way = PurePath(os.path.relpath(folder, site)).as_posix()
    click.echo(f"Files in content/ begin with: {modeline('content/event.yaml', way)}")
    return FINE
