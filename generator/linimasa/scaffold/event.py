"""A new event: what it must say, and as comments all else that it may say.

In: a title, a date and a status. Out: the text of its file. What each field means is what the
docstring in `model.record` says.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from linimasa.fuzzydate import FuzzyDate
from linimasa.model.record import Event
from linimasa.scaffold.scalars import scalar
from linimasa.schema.reference import field_docs

WIDTH = 100

EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "id": "id: another-name",
        "time": "time: 19:30",
        "zone": "zone: Asia/Jakarta",
        "summary": "summary: What happened, in a sentence or two.",
        "body": "body: |\n  The whole of it, in as many paragraphs as it takes.",
        "statements": "statements:\n  - {by: A name, stance: asserts, text: What they say}",
        "actors": "actors: [A name, Another name]",
        "tags": "tags: [a topic, another topic]",
        "place": "place: Jakarta",
        "sources": (
            "sources:\n  - key: a-handle\n    url: https://example.org/article\n"
            "    title: Its title as published\n    publisher: Who published it\n"
            "    date: 2026-08-27"
        ),
        "media": "media:\n  - {file: picture.jpg, alt: What it shows, credit: Who made it}",
        "relations": "relations:\n  follows: [id-of-an-earlier-event]",
        "corrections": (
            "corrections:\n  - {date: 2026-08-27, text: What was wrong and what is right.}"
        ),
        "importance": "importance: 2",
        "publish": "publish: 2026-08-27T09:00+07:00",
        "draft": "draft: true",
        "aliases": "aliases: [an-earlier-name]",
        "ignore": "ignore:\n  home-page: Why this is right as it is.",
        "extra": "extra: {anything: you like}",
    }
)
"""How each field is written that an event may do without."""

# EDTF has signs of its own, most of which YAML leaves alone.
_PLAIN_DATE = re.compile(r"[0-9A-Za-z][0-9A-Za-z /.~?%+-]*(?<! )")


def event_file(
    title: str,
    date: FuzzyDate,
    status: str,
    statuses: Sequence[str],
    languages: Sequence[str],
    language: str,
    schema: str = "",
) -> str:
    """The text of a new event, whose title is in `language`, one of the site's `languages`.

    `schema` is the line that tells text editors about its fields, if what it names is there.
    """
    when = date.text if _PLAIN_DATE.fullmatch(date.text) else scalar(date.text)
    lines = [
        *([schema] if schema else []),
        f"date: {when}",
        *_title(title, languages, language),
        *_comment("One of: " + ", ".join(statuses)),
        f"status: {scalar(status)}",
        "",
        *_comment("What else an event may say. Take the # away from a field to use it."),
        *_optional_fields(),
    ]
    return "\n".join(lines) + "\n"


def _title(title: str, languages: Sequence[str], language: str) -> Iterator[str]:
    """The title in its language, with a place for each other language."""
    if len(languages) == 1:
        yield f"title: {scalar(title)}"
        return
    yield "title:"
    for one in languages:
        yield f"  {scalar(one)}: {scalar(title)}" if one == language else f"  # {scalar(one)}: …"


def _optional_fields() -> Iterator[str]:
    docs = field_docs(Event)
    for name in (name for name in docs if name in EXAMPLES):
        yield ""
        yield from _comment(docs[name])
        yield from (f"# {line}" for line in EXAMPLES[name].split("\n"))


def _comment(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="# ",
        subsequent_indent="# ",
        break_long_words=False,
        break_on_hyphens=False,
    )
