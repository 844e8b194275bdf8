"""Words that were nearly written: for many words at once, as a large site has them.

In: the words that are known. Out: a function that finds the one which another word was meant to
be. To compare every unknown word with every known one takes the product of both; here each known
word is filed once under what is left of it when a letter or a part between hyphens is lost, and
an unknown one is compared with those alone that it meets there.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterator, Mapping

from linimasa.diagnostics import nearest

FEW = 40
"""With so many words or fewer each one is compared."""
LONG = 24
"""Words of more letters are filed by their parts alone: their letters would take much room."""
MOST = 20
"""So many words under one label are compared; a label of more says nothing of any of them."""

Finder = Callable[[str], str]
"""The known word that another one was meant to be, or an empty text."""


def finder(known: Collection[str]) -> Finder:
    """`nearest` for many words; among many known ones only what differs in little is found.

    That is a letter, or a part between hyphens. Nothing is worked out before the first word.
    """
    filed = functools.cache(lambda: _filed(known))

    def find(word: str) -> str:
        if len(known) <= FEW:
            return nearest(word, known)
        met = {one for label in _labels(word) for one in filed().get(label, ())}
        return nearest(word, met)

    return functools.cache(find)


def spelled_alike(word: str, other: str) -> bool:
    """Whether a single letter tells two words apart, or less: case, hyphens and spaces."""
    one, two = _letters(word), _letters(other)
    if abs(len(one) - len(two)) > 1:
        return False
    return not _lacking(one).isdisjoint(_lacking(two))


def _filed(known: Collection[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(known):
        for label in set(_labels(word)):
            under = found.setdefault(label, [])
            if len(under) < MOST:
                under.append(word)
    return found


def _labels(word: str) -> Iterator[str]:
    letters = _letters(word)
    yield from _lacking(letters) if len(letters) <= LONG else (letters,)
    parts = word.casefold().replace("_", "-").replace(" ", "-").split("-")
    if len(parts) > 1:
        yield "-".join(parts)
        for at in range(len(parts)):
            yield "-".join([*parts[:at], "", *parts[at + 1 :]])
            yield "-".join(parts[:at] + parts[at + 1 :])


def _letters(word: str) -> str:
    return word.casefold().replace("_", "").replace("-", "").replace(" ", "")


def _lacking(word: str) -> set[str]:
    """The word, and all it becomes by losing one letter."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
