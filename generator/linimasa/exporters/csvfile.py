"""`events.csv`: all of the record as a table, an event a row (RFC 4180).

In: the site. Out: one file with all languages in it; its columns are told in `docs/exports.md`.
A cell that a spreadsheet could take for a formula begins with an apostrophe, as does one that
begins with an apostrophe anyway: who takes the first one away has what the record says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from linimasa.exporters.jsonfile import dump
from linimasa.exporters.published import Published, WholeEvent, hidden
from linimasa.exporters.written import record, written_event
from linimasa.model.files import Output
from linimasa.model.record import Event, Id, Text

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""What a cell must not begin with, and the sign that is put before it."""
_SPECIAL = re.compile('[",\r\n]')
_TEXTS = ("title", "summary", "body")
_LISTS = ("actors", "tags", "aliases")
_RELATIONS = (
    "follows", "confirms", "denies", "corrects", "supersedes", "responds-to", "see-also",
)  # fmt: skip
_GROUPS = ("statements", "sources", "media", "corrections", "translated", "ignore", "extra")
"""Fields that hold further fields: their cells are JSON."""


def columns(languages: Sequence[str]) -> list[str]:
    """The names of all columns of a site with these languages."""
    texts = [f"{name}.{code}" for name in _TEXTS for code in languages]
    place = [*(f"place.{code}" for code in languages), "place.lat", "place.lon"]
    relations = [f"relations.{name}" for name in _RELATIONS]
    return [
        *("id", "date", "time", "zone"),
        *texts,
        *("status", "importance", "publish"),
        *_LISTS,
        *place,
        *relations,
        *_GROUPS,
    ]


def export(published: Published) -> tuple[Output, ...]:
    """The file, with the names of its columns in the first row."""
    languages = tuple(published.site.settings.languages)

    def pieces() -> Iterator[bytes]:
        yield _row(columns(languages)).encode()
        for row in published.each(event_row, languages, hidden(published.site)):
            yield row.encode()

    return (Output("events.csv", pieces=pieces),)


def event_row(whole: WholeEvent, languages: tuple[str, ...], unnamed: Collection[Id] = ()) -> str:
    """An event as a row of the table, in which these others are not named."""
    event = whole.event
    written = written_event(event, languages[0], unnamed)
    place = record(event.place, languages[0]) if event.place else {}
    cells: dict[str, str] = {
        **{name: written[name] for name in ("id", "date", "time", "zone") if name in written},
        **_texts(event),
        "status": event.status,
        "importance": str(event.importance),
        "publish": event.publish,
        **{name: listed(written.get(name, ())) for name in _LISTS},
    }
    for code, words in event.place.name.entries if event.place else ():
        cells[f"place.{code}"] = words
    for name, some in written.get("relations", {}).items():
        cells[f"relations.{name}"] = listed(some)
    cells |= {name: dump(written[name]) for name in _GROUPS if name in written}
    numbers = {f"place.{name}": str(place[name]) for name in ("lat", "lon") if name in place}
    found = {name: neutral(cell) for name, cell in cells.items()} | numbers
    return _row([found.get(name, "") for name in columns(languages)])


def listed(words: Sequence[str]) -> str:
    """Words in one cell, with `; ` between them; one within a word stands after a backslash."""
    escaped = (word.replace("\\", "\\\\").replace(";", "\\;") for word in words)
    return "; ".join(escaped)


def neutral(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def _texts(event: Event) -> Mapping[str, Any]:
    texts: Mapping[str, Text] = {name: getattr(event, name) for name in _TEXTS}
    return {f"{name}.{code}": words for name, one in texts.items() for code, words in one.entries}


def _row(cells: Sequence[str]) -> str:
    line = ",".join(map(_quoted, cells))
    return f"{line}\r\n".encode("utf-8", "replace").decode()


def _quoted(cell: str) -> str:
    """A cell in quotes where it needs them (RFC 4180, 2.6 and 2.7)."""
    return '"' + cell.replace('"', '""') + '"' if _SPECIAL.search(cell) else cell
