"""Pieces of text that remember which of them are times: templates in, `TimePart`s out.

A date in words is made of texts and of pieces with a value for `<time datetime>`; filling a
template or joining a list keeps them apart. Nothing here knows what a piece says.
"""

from __future__ import annotations

import re
from itertools import groupby

from linimasa.model.views import TimePart
from linimasa.wording.language import Language

Parts = tuple[TimePart, ...]

_NAMED = re.compile(r"%\((\w+)\)s")
_NUMBERED = re.compile(r"\{(\d)\}")


def plain(text: str) -> Parts:
    """A text that is no time by itself."""
    return (TimePart(text),) if text else ()


def text_of(parts: Parts) -> str:
    """The words alone."""
    return "".join(part.text for part in parts)


def fill(template: str, **values: Parts) -> Parts:
    """A message with its `%(name)s` filled in."""
    return _fill(_NAMED, template, values)


def pair(template: str, first: Parts, second: Parts) -> Parts:
    """A CLDR pattern of two things, `{0} – {1}`, filled in."""
    return _fill(_NUMBERED, template, {"0": first, "1": second})


def join(patterns: tuple[str, str, str, str], items: tuple[Parts, ...]) -> Parts:
    """A list of things by CLDR's patterns for two, start, middle and end (UTS 35 part 2)."""
    if len(items) < 2:
        return items[0] if items else ()
    two, start, middle, end = patterns
    if len(items) == 2:
        return pair(two, *items)
    joined = pair(end, items[-2], items[-1])
    for item in reversed(items[1:-2]):
        joined = pair(middle, item, joined)
    return pair(start, items[0], joined)


def list_words(items: tuple[str, ...], language: Language) -> str:
    """Several things as a list: “a, b, and c”."""
    return text_of(join(language.cldr.lists["and"], tuple(plain(item) for item in items)))


def merged(parts: Parts) -> Parts:
    """The same with neighbors that are no times put together."""
    result: list[TimePart] = []
    for is_text, neighbors in groupby(parts, key=lambda part: not part.datetime):
        group = tuple(neighbors)
        result.extend(plain(text_of(group)) if is_text else group)
    return tuple(result)


def _fill(names: re.Pattern[str], template: str, values: dict[str, Parts]) -> Parts:
    parts: list[TimePart] = []
    for place, piece in enumerate(names.split(template)):
        parts.extend(values[piece] if place % 2 else plain(piece.replace("%%", "%")))
    return tuple(parts)
