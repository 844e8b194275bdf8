"""The reference of every field, made from the dataclasses that describe the record.

In: the classes of `model.record` and `model.settings`. Out: Markdown. The docstring under
each field is what an editor reads, so code and docs cannot drift apart.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
import typing
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from itertools import pairwise
from types import NoneType, UnionType
from typing import Any

from linimasa.model.record import (
    Actor,
    Correction,
    Event,
    Media,
    Originals,
    Place,
    Relations,
    Source,
    Statement,
)
from linimasa.model.settings import Evidence, Settings, StatusWord

CHAPTERS: tuple[tuple[str, str, type], ...] = (
    ("An event", "One file below `content/`; its name is the event's id.", Event),
    ("A source", "An item of `sources:`.", Source),
    ("A statement", "An item of `statements:`.", Statement),
    ("Relations", "The words under `relations:`; each takes ids of events.", Relations),
    ("A place", "`place:` takes words, or these.", Place),
    ("A picture", "An item of `media:`.", Media),
    ("A correction", "An item of `corrections:`.", Correction),
    ("Originals", "An entry of `translated:`, under a language.", Originals),
    ("An actor", "An entry of `content/_actors.yaml`, under its id.", Actor),
    ("The site", "The file `site.yaml`.", Settings),
    ("A status word", "An entry of `statuses:` in `site.yaml`, under its word.", StatusWord),
    ("Evidence", "An entry of `evidence:` in `site.yaml`, under a status word.", Evidence),
)

KINDS = {
    "Text": "text",
    "MarkdownText": "Markdown text",
    "FuzzyDate": "date",
    "Id": "id",
    "Url": "web address",
    "LanguageCode": "language code",
    "SiteLanguage": "language code",
    "Fingerprint": "fingerprint",
    "Zone": "time zone",
    "ClockTime": "time of day",
    "Moment": "day or moment",
    "FileName": "file name",
    "Color": "color",
    "Origin": "address of a site",
    "WarningCode": "code of a warning",
    "Reason": "reason",
    "str": "words",
    "int": "whole number",
    "float": "number",
    "bool": "true or false",
    "Any": "anything",
}


def field_docs(record: type) -> dict[str, str]:
    """The docstring under each field of a dataclass, on one line."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(record)))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    docs = {}
    for statement, following in pairwise(body):
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and isinstance(following, ast.Expr)
            and isinstance(following.value, ast.Constant)
        ):
            docs[statement.target.id] = " ".join(str(following.value.value).split())
    return docs


def reference() -> str:
    """The page `docs/fields.md`."""
    return "\n".join(
        [
            "# Every field",
            "",
            "*Text* is a plain text in the site's first language, or a map of languages:",
            "`{id: Rumor, en: Rumor}`. *Dates* are EDTF, see [Dates](dates.md). A list of one",
            "may be written without the list. In a name, `-` and `_` mean the same.",
            *(line for chapter in CHAPTERS for line in _chapter(*chapter)),
            "",
        ]
    )


def _chapter(title: str, intro: str, record: type) -> Iterator[str]:
    docs = field_docs(record)
    hints = typing.get_type_hints(record)
    yield from ("", f"## {title}", "", intro, "")
    yield from ("| field | takes | meaning |", "| --- | --- | --- |")
    for one in fields(record):
        must = " (required)" if _required(one) else ""
        key, kind = spelled_key(record, one), _kind(hints[one.name])
        yield f"| `{key}` | {kind}{must} | {docs[one.name]} |"


def spelled_key(record: type, one: Field[Any]) -> str:
    """As the key is usually written: relations bear hyphens, as the standards' terms do."""
    return one.name.replace("_", "-") if record is Relations else one.name


def _required(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _kind(hint: Any) -> str:
    """A type in the words of an editor."""
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        inside = [one for one in arguments if one is not Ellipsis]
        if typing.get_origin(inside[0]) is tuple:
            return f"map of {_kind(typing.get_args(inside[0])[1])}"
        return f"list of {_kind(inside[0])}"
    if isinstance(hint, UnionType) or typing.get_origin(hint) is typing.Union:
        return _kind(next(one for one in arguments if one is not NoneType))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return " · ".join(f"`{one.value}`" for one in hint)
    if is_dataclass(hint) and isinstance(hint, type) and hint.__name__ not in KINDS:
        return next(title.lower() for title, _, record in CHAPTERS if record is hint)
    return KINDS[getattr(hint, "__name__", "Any")]
