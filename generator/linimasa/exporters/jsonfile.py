"""`events.json`: all of the record, for programs; what it says is in `docs/events.schema.json`.

In: the site. Out: one file with all languages in it. An event is what its file says, field by
field, so that it can be a file again; of the site there is what makes sense of its events. Of
hidden ones it has nothing: no relation to a draft, say, and no actor, tag or thread of one alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from linimasa.exporters.published import Published, WholeEvent, hidden
from linimasa.exporters.written import record, text, written_event
from linimasa.model.address import slug
from linimasa.model.files import Output
from linimasa.model.record import Id
from linimasa.model.site import Site

NAME = "linimasa"
VERSION = 1
"""Goes up when a reader of the file would have to know of a change."""

_LONE = re.compile("[\ud800-\udfff]")
"""Halves of signs, which UTF-8 cannot hold."""


def export(published: Published) -> tuple[Output, ...]:
    """The file; an event a line."""

    def pieces() -> Iterator[bytes]:
        site = published.site
        lines = published.each(event_line, site.settings.languages[0], hidden(site))
        return listing(dump(_head(site)), "events", lines)

    return (Output("events.json", pieces=pieces),)


def event_line(whole: WholeEvent, first: str, unnamed: Collection[Id] = ()) -> str:
    """An event as a line of JSON, in which these others are not named."""
    return dump(written_event(whole.event, first, unnamed))


def listing(head: str, name: str, items: Iterable[str]) -> Iterator[bytes]:
    """An object of JSON with a list as its last field, an item a line."""
    opened = head.removesuffix("}")
    yield f'{opened}{"" if opened == "{" else ","}"{name}":['.encode()
    between = "\n"
    for item in items:
        yield (between + item).encode()
        between = ",\n"
    yield b"\n]}\n"


def dump(value: object) -> str:
    """A value as JSON on one line, which UTF-8 can hold."""
    made = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _LONE.sub(lambda sign: f"\\u{ord(sign.group()):04x}", made)


def _head(site: Site) -> dict[str, Any]:
    settings, first = site.settings, site.settings.languages[0]
    public = {name: entry.outline for name, entry in site.entries.items() if entry.public}
    tags = {slug(tag) for one in public.values() for tag in one.tags}
    actors = {word for one in public.values() for word in (*one.actors, *one.speakers)}
    return {
        "format": NAME,
        "version": VERSION,
        "title": text(settings.title, first),
        **({"description": text(settings.description, first)} if settings.description else {}),
        **({"url": settings.url} if settings.url else {}),
        **({"author": settings.author} if settings.author else {}),
        "languages": list(settings.languages),
        "timezone": settings.timezone,
        "statuses": {word: record(one, first) for word, one in settings.statuses},
        "tags": {tag: text(label, first) for tag, label in settings.tags if slug(tag) in tags},
        "threads": {name: text(label, first) for name, label in settings.threads if name in public},
        "actors": {
            name: record(actor, first) for name, actor in site.actors.items() if name in actors
        },
    }
