"""The schema files of a site on the disk, for text editors.

In: the folder of the site, and what they are to hold. Out: how many were written; raises OSError
where one cannot be. A file that is so already is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from linimasa.model.files import Snapshot
from linimasa.pipeline.contents import Content
from linimasa.read.project import held, media_file
from linimasa.schema import FOLDER, NAMES, beginning, schemas
from linimasa.schema.offering import words_of_site
from linimasa.write.whole import write_whole


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
    return write_changed(site / FOLDER, {place.name: described[place.name] for place in ours})


def _is_ours(site: Path, path: str) -> bool:
    """Whether a file is there, inside the site and not by a link, and begins as ours do."""
    place = media_file(site, path)
    if place is None or place != site.resolve() / path:
        return False
    try:
        return place.read_bytes().startswith(beginning(place.name).encode())
    except OSError:
        return False


def write_changed(folder: Path, files: Mapping[str, str]) -> int:
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
