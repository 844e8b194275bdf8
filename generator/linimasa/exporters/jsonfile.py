"""`events.json`: all of the record, for programs; what it says is in `docs/events.schema.json`.

In: the site. Out: one file with all languages in it. An event is what its file says, field by
field, so that it can be a file again; of the site there is what makes sense of its events.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from linimasa.exporters.published import Published, WholeEvent
from linimasa.exporters.written import record, text, written_event
from linimasa.model.files import Output
from linimasa.model.site import Site

NAME = "linimasa"
VERSION = 1
"""Goes up when a reader of the file would have to know of a change."""

_LONE = re.compile("[\ud800-\udfff]")
"""Halves of signs, which UTF-8 cannot hold."""


def export(published: Published) -> tuple[Output, ...]:
    """The file; an event a line."""

    def pieces() -> Iterator[bytes]:
        lines = published.each(event_line, published.site.settings.languages[0])
        return listing(dump(_head(published.site)), "events", lines)

    return (Output("events.json", pieces=pieces),)


def event_line(whole: WholeEvent, first: str) -> str:
    """An event as a line of JSON."""
    return dump(written_event(whole.event, first))


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
        "tags": {tag: text(label, first) for tag, label in settings.tags},
        "threads": {name: text(label, first) for name, label in settings.threads},
        "actors": {name: record(actor, first) for name, actor in site.actors.items()},
    }
