"""TimelineJS JSON → events: version 3, and the older form of versions 1 and 2.

In: the bytes of a file. Out: what `timelinejs_slides` makes of its slides. An old file is read
as the version 3 that says the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from linimasa.diagnostics import Diagnostic, Span
from linimasa.importers.reading import Lines, bad_input, json_of
from linimasa.importers.timelinejs_slides import PlacedSlide, Timeline, imported
from linimasa.model.imported import Imported, Wish
from linimasa.timelinejs.old import modern, modern_rest, modern_way

_SPACE = re.compile(r"[\s,:]*")
_SCRIPT = re.compile(rb"(\s*(?:var\s+)?[A-Za-z_$][\w$.]*\s*[=(]\s*)(\{.*\})(\s*\)?\s*;?\s*)", re.S)
"""`storyjs_jsonp_data = {…}` and `callback({…});`."""
_DECODER = json.JSONDecoder()


def parse(data: bytes, path: str, wish: Wish) -> Imported:
    """Read TimelineJS JSON. Diagnostics: not-utf-8, bad-input, bad-date."""
    value, text, wrong = json_of(_without_script(data), path)
    if wrong:
        return Imported((), diagnostics=wrong)
    lines, root = Lines(text, path), _SPACE.match(text)
    start = root.end() if root else 0
    old = value.get("timeline") if isinstance(value, Mapping) else None
    is_old = isinstance(old, Mapping)
    if isinstance(old, Mapping):
        value, start = old, dict(_members(text, start))["timeline"][0]
    name = "date" if is_old else "events"
    events = value.get(name) if isinstance(value, Mapping) else None
    if not isinstance(events, list):
        message = "this is no timeline of TimelineJS: it has no list “events”"
        hint = "download it again, or open it in TimelineJS to see whether it is whole"
        return Imported((), diagnostics=(bad_input(Span(path, 1, 1), message, hint),))
    offsets = dict(_members(text, start))
    found: list[Diagnostic] = []
    slides = []
    for event, at in zip(events, _items(text, offsets[name][0]), strict=True):
        if isinstance(event, Mapping):
            slides.append(_placed(event, text, at, lines, is_old))
        else:
            message = "an event is a group of fields, but this is not"
            found.append(bad_input(lines.span(at), message))
    rest = {key: one for key, one in value.items() if key != name}
    places = {key: lines.span(*offsets[key]) for key in rest}
    if is_old:
        rest = modern_rest(rest)
    return imported(Timeline(path, slides, rest, places), wish, (), found)


def _without_script(data: bytes) -> bytes:
    """JSON in a line of JavaScript, as version 1 liked it, with spaces for all but the JSON."""
    found = _SCRIPT.fullmatch(data)
    if found is None:
        return data
    return b" " * len(found[1]) + found[2] + b" " * len(found[3])


def _placed(
    event: Mapping[str, Any], text: str, at: int, lines: Lines, is_old: bool
) -> PlacedSlide:
    """A slide, and where it and its fields stand, down to the parts of its groups."""
    parts: dict[str, Span] = {}
    for name, (start, end) in _members(text, at):
        parts[name] = lines.span(start, _line_end(text, start, end))
        for inner, (begin, close) in _members(text, start):
            parts[f"{name}.{inner}"] = lines.span(begin, _line_end(text, begin, close))
    if not is_old:
        return PlacedSlide(event, lines.span(at), parts)
    ways = {modern_way(way): span for way, span in parts.items()}
    return PlacedSlide(modern(event), lines.span(at), ways)


def _line_end(text: str, start: int, end: int) -> int:
    found = text.find("\n", start, end)
    return end if found < 0 else found


def _members(text: str, at: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The names in an object that begins at an offset, and where the value of each stands.

    The text was read as JSON before, so it has no mistake.
    """
    if text[at] != "{":
        return
    at = _next(text, at + 1)
    while text[at] == '"':
        name, at = scanstring(text, at + 1, False)
        at = _next(text, at)
        _, end = _DECODER.raw_decode(text, at)
        yield name, (at, end)
        at = _next(text, end)


def _items(text: str, at: int) -> Iterator[int]:
    """Where each item of a list begins."""
    at = _next(text, at + 1)
    while text[at] != "]":
        yield at
        _, end = _DECODER.raw_decode(text, at)
        at = _next(text, end)


def _next(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
