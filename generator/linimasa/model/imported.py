"""What an importer makes of a file in another format: events to be, and what could not be carried.

An event is held as its author would write it, so that what is written becomes an ordinary file
which the ordinary `load` reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from linimasa.diagnostics import Diagnostic, Span


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that will be a file of its own."""

    fields: Mapping[str, Any]
    """Fields of the record with values as YAML has them: texts, numbers, lists and maps."""
    place: Span
    """Where it stands in the file it came from."""
    name: str = ""
    """The id it had there, if that is fit to be one; else its name is made from its title."""
    pictures: tuple[str, ...] = ()
    """Files that lie beside the input, by their paths from there, and addresses of others in the
    web, which are fetched only where that is asked. `media` names each by its last part."""
    key: str = ""
    """What tells it from the others there for good, such as the UID of a calendar; else its name
    does."""
    places: Mapping[str, Span] = field(default_factory=dict)
    """Where single fields of it stand, by their first names: `date`, `sources`."""
    language: str = ""
    """The language of its plain texts, where that is another one than was asked for."""

    def span(self, name: str) -> Span:
        """Where a field stands, else the whole."""
        return self.places.get(name, self.place)


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that has no field of its own here."""

    place: Span
    field: str
    """What it is called there: `media.thumbnail`, the column `Background`."""
    value: str
    """What it said, cut to a line."""
    became: str
    """What became of it, in words: “kept in extra.timelinejs”, “left out: …”."""
    is_kept: bool
    """Whether an export to the same format gives it back."""


@dataclass(frozen=True, slots=True)
class Imported:
    """All that one file gives."""

    drafts: tuple[Draft, ...]
    """In the order of the file."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What the file says of the whole timeline and has no field here: for `_extra.yaml`."""
    actors: Mapping[str, Any] = field(default_factory=dict)
    """People and organizations by their ids, for `_actors.yaml`."""
    losses: tuple[Loss, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    """What is wrong in it; the rest is imported all the same."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line says of an import."""

    language: str
    """The language that texts are in where the file does not say."""
    timezone: str
    """The zone of clock times that name none."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """For tables: the field of each column, by its header."""
    date_format: str = ""
    """For tables: how dates are written, as `strptime` has it; EDTF unless given."""
    until: int = 0
    """How far repeated events are followed, in seconds since 1970 (UTC)."""
