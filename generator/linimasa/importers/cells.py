"""The cells of our own `events.csv`, as its exporter writes them.

In: a cell. Out: what it says. An apostrophe that keeps spreadsheets from taking a cell for a
formula is taken away, lists have `; ` between their words, and fields that hold further fields
are JSON.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

GROUPS = ("statements", "sources", "media", "corrections", "translated", "ignore", "extra")
"""Fields whose cells are JSON."""
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def is_own(headers: Collection[str]) -> bool:
    """Whether a table with these headers is one of ours; the first had no notes on translations."""
    return {"id", "date", "importance", *GROUPS} <= {"translated", *headers}


def unguarded(cell: str) -> str:
    """The cell without the apostrophe before a sign that a formula could begin with."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in _GUARDED else cell


def words_of(cell: str) -> list[str]:
    """The words of a list; a sign after a backslash is part of a word."""
    words, word, is_escaped = list[str](), "", False
    for sign in cell:
        if sign == ";" and not is_escaped:
            words.append(word)
            word = ""
        elif sign == "\\" and not is_escaped:
            is_escaped = True
            continue
        else:
            word += sign
        is_escaped = False
    return [one for one in (part.strip() for part in [*words, word]) if one]


def group_of(cell: str) -> Any:
    """The list or group that a cell holds as JSON; None where it holds none, as `[1]`."""
    if not cell.startswith(("[", "{")):
        return None
    try:
        value = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    is_group = isinstance(value, list) and all(isinstance(one, dict | str) for one in value)
    return value if is_group or isinstance(value, dict) else None
