"""Which texts are not converted at all, as Python-Markdown would take too long for them.

In: a text. Out: why it is refused, if it is. The same text always gets the same answer.
"""

from __future__ import annotations

import re

from linimasa.markup.words import Finding, Place

MAX_CHARACTERS = 50_000
"""A body is refused above this: some 8,000 words, far beyond any event."""
MAX_DEPTH = 20
"""Levels of lists and quotations; Python-Markdown recurses once for each."""
MAX_TANGLE = 400_000
"""Python-Markdown takes quadratic time in the openers of a paragraph (5,000 brackets: 4 s), so
the squares of their numbers are summed and bounded; this many take about a fifth of a second."""

OPENERS = ("[", "<", "*", "_", "`", "](", "&", "\n#", "\n=")


def is_light(text: str) -> bool:
    """Whether a text is short and plain enough, even if it were one paragraph."""
    return len(text) <= MAX_CHARACTERS and _tangle(text) <= MAX_TANGLE


def refusal(text: str) -> Finding | None:
    """Why a text is not given to Python-Markdown at all, if so."""
    if len(text) > MAX_CHARACTERS:
        return Finding(
            "text-too-long",
            Place(1, 1, 1),
            f"this text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are allowed",
            "split it into several events, or link to the long version",
        )
    for number, line in enumerate(text.split("\n"), start=1):
        if _depth(line) > MAX_DEPTH:
            return tangled(Place(number, 1, max(len(line), 1)))
    tangle, footnotes, number = 0, 0, 1
    for block in re.split(r"(\n[ \t]*\n)", text):
        tangle += _tangle(block)
        footnotes += block.count("[^")  # each is numbered by counting those before it
        if tangle + footnotes**2 > MAX_TANGLE:
            return tangled(Place(number, 1, 1))
        number += block.count("\n")
    return None


def tangled(place: Place) -> Finding:
    """Say that a text is nested or unfinished beyond what can be converted."""
    return Finding(
        "text-too-tangled",
        place,
        "this text has more nested or unfinished marks than a text needs",
        "look for brackets that are never closed, or lists and quotations inside one another",
    )


def _tangle(block: str) -> int:
    return sum([block.count(opener) ** 2 for opener in OPENERS])


def _depth(line: str) -> int:
    """How many lists and quotations a line opens or continues, at the most."""
    opening = re.match(r"(?:[ \t]|>|[-*+](?=[ \t])|\d{1,9}\.(?=[ \t]))*", line)
    prefix = opening[0] if opening else ""
    marks = len(re.findall(r"[>*+-]|\d+\.", prefix))
    return marks + prefix.expandtabs(4).count(" " * 4)
