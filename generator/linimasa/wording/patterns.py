"""CLDR date patterns: in goes pattern text, out come pieces that can be filled with any year.

Letters mean what UTS 35 part 4, "Date Field Symbol Table" says. Values may lie far outside
the standard library's years 1 to 9999. Nothing here knows a language or asks Babel.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Piece = tuple[str, str]
"""A field and its letters, such as ("M", "LLLL"), or an empty field and literal text.
Fields are the first letter of a pattern, with the stand-alone L and q as M and Q."""

Pattern = tuple[Piece, ...]

_TOKEN = re.compile(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)|([^A-Za-z']+)")
_FIELDS = {"L": "M", "q": "Q", "u": "y", "h": "H", "K": "H", "k": "H"}
_SHORT_MONTH = re.compile(r"(?<![ML])(MMM|LLL)(?![ML])")


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a pattern is filled with; 0 for what the pattern does not show."""

    year: int
    """Astronomical: 0 is 1 BCE."""
    month: int = 0
    day: int = 0
    hour: int = 0
    minute: int = 0
    second: int = 0


def read_pattern(text: str) -> Pattern:
    """Cut a CLDR pattern into fields and literal text (UTS 35 part 4, Date Format Patterns)."""
    pieces: list[Piece] = []
    for quoted, letters, letter, plain in _TOKEN.findall(text):
        if letters:
            pieces.append((_FIELDS.get(letter, letter), letters))
        else:
            pieces.append(("", plain or quoted.replace("''", "'") or "'"))
    return tuple(pieces)


def with_full_months(text: str) -> str:
    """The same pattern with month names in full, as CLDR has some patterns only in short."""
    return _SHORT_MONTH.sub(lambda match: match[1] + match[1][0], text)


def halves(pattern: Pattern) -> tuple[Pattern, str, Pattern] | None:
    """An interval pattern as first date, what stands between, second date.

    The second date begins where a field comes for the second time, L and M being the same
    field (UTS 35 part 4, intervalFormats). None when no field repeats.
    """
    seen: set[str] = set()
    for place, (field, _) in enumerate(pattern):
        if field and field in seen:
            first, between = pattern[:place], ""
            while first and not first[-1][0]:
                between = first[-1][1] + between
                first = first[:-1]
            attached, between = _attached(between)
            return (*first, *attached), between, pattern[place:]
        seen.add(field)
    return None


def _attached(between: str) -> tuple[Pattern, str]:
    """Literal text that belongs to the first date, as 年 and 月 do, and the rest of it.

    A pattern does not mark the border; a space, a dash or the words for “to” begin the rest.
    """
    border = re.search(r"[\s–—‑~～至-]", between)
    kept = between[: border.start()] if border else ""
    return ((("", kept),) if kept else ()), between[len(kept) :]


def greatest_difference(first: Numbers, second: Numbers) -> str:
    """The greatest field in which two dates differ: G, y, M or d; empty when they do not."""
    if (first.year > 0) != (second.year > 0):
        return "G"
    if first.year != second.year:
        return "y"
    if first.month != second.month:
        return "M"
    return "d" if first.day != second.day else ""
