"""The bytes of an input as text, and JSON with its places: what several importers share.

In: bytes of any kind. Out: text or values, or a diagnostic; nothing here raises.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from linimasa.diagnostics import Diagnostic, Span, problem

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAVE_AS = "save it as UTF-8"
_LINE = re.compile(r"\r\n|\r|\n")


def text_of(data: bytes, path: str) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The text without its byte order mark; UTF-8, or what the mark says.

    Diagnostics: not-utf-8.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, errors="replace")
        span = Lines(before, path).span(len(before))
        name = "UTF-8" if encoding.startswith("utf-8") else encoding.upper()
        message = f"the byte {data[error.start]:02X} here is not {name}"
        return None, (problem("not-utf-8", span, message, _SAVE_AS),)


class Lines:
    """Finds lines and columns of offsets in a text."""

    def __init__(self, text: str, path: str) -> None:
        """Note where each line begins."""
        self.path = path
        self.starts = [0, *(found.end() for found in _LINE.finditer(text))]

    def span(self, start: int, end: int | None = None) -> Span:
        """The stretch between two offsets on one line; one sign unless its end is given."""
        line = bisect_right(self.starts, start)
        column = start - self.starts[line - 1] + 1
        width = 1 if end is None else max(end - start, 1)
        return Span(self.path, line, column, line, column + width)


def bad_input(span: Span, message: str, hint: str = "") -> Diagnostic:
    """Why a file cannot be read as what it should be."""
    return problem("bad-input", span, message, hint)


def json_of(data: bytes, path: str) -> tuple[Any, str, tuple[Diagnostic, ...]]:
    """The value of a JSON text and the text; None where there is none.

    Diagnostics: not-utf-8, bad-input.
    """
    text, wrong = text_of(data, path)
    if text is None:
        return None, "", wrong
    try:
        return json.loads(text), text, ()
    except json.JSONDecodeError as error:
        span = Lines(text, path).span(min(error.pos, len(text)))
        return None, text, (bad_input(span, f"this is no JSON from here on: {error.msg.lower()}"),)
    except RecursionError:
        return None, text, (bad_input(Span(path), "this JSON is nested too deep"),)
    except ValueError:
        return None, text, (bad_input(Span(path), "this JSON has a number that is too long"),)


def places_of(text: str, name: str, items: Sequence[Any], path: str) -> list[Span]:
    """Where each item of the list called `name` begins in a JSON text that was read.

    The list may be all there is, and then has no name.
    """
    lines, decoder = Lines(text, path), json.JSONDecoder()
    for found in re.finditer(rf'(?:"{name}"\s*:|\A)\s*\[', text):
        spans, at = [], found.end()
        for item in items:
            at = _next(text, at)
            try:
                value, end = decoder.raw_decode(text, at)
            except (ValueError, RecursionError):
                break
            if value != item:
                break
            spans.append(lines.span(at))
            at = end
        if len(spans) == len(items):
            return spans
    return [Span(path)] * len(items)


def groups_of(
    text: str, name: str, items: Sequence[Any], path: str
) -> tuple[list[tuple[Mapping[str, Any], Span]], tuple[Diagnostic, ...]]:
    """Each item of such a list that is a group of fields, with its place.

    Diagnostics: bad-input, for each that is something else.
    """
    groups, found = [], []
    for item, span in zip(items, places_of(text, name, items, path), strict=True):
        if isinstance(item, Mapping):
            groups.append((item, span))
        else:
            message = f"each of “{name}” is a group of fields, but this is not"
            found.append(bad_input(span, message))
    return groups, tuple(found)


def _next(text: str, at: int) -> int:
    found = re.compile(r"[\s,]*").match(text, at)
    return found.end() if found else at
