"""Words that are probably one word, written in two ways.

In: how often each word is used. Out: for each that is probably a slip, the word that was meant.
Two words are one when only case, hyphens, spaces and accents tell them apart; and a rare long
word is a slip for a frequent one when a single letter does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from linimasa.model.address import slug

RARE = 2
"""A word in so many events or fewer may be a slip of the pen; more often it is meant."""
TIMES = 4
"""So many times as often a word must be used to be what a rare one was meant to be."""


def folded(word: str) -> str:
    """A word by its letters and digits alone, without case and accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(sign for sign in apart if unicodedata.category(sign)[0] in "LN")
    # In some scripts vowels are such marks, too: what is not Latin keeps them.
    is_latin = all(sign < "\u0370" for sign in kept)
    return kept if kept and is_latin else slug(word).replace("-", "")


def meant(
    uses: Mapping[str, int],
    settled: Mapping[str, str],
    long: int,
    fold: Callable[[str], str] = folded,
) -> dict[str, str]:
    """For each word that is probably a slip, the one that was meant.

    `uses` says how often each word is used; `settled` are those that the site has decided on, by
    what `fold` makes of them: they are right however rare they are. Words of fewer letters than
    `long` differ in one letter from too many others.
    """
    better = dict(settled)
    counts = dict.fromkeys(settled, 0)
    found = {}
    for word in _most_used(uses):
        key = fold(word)
        counts[key] = counts.get(key, 0) + uses[word]
        kept = better.setdefault(key, word)
        if kept != word:
            found[word] = kept
    order = [*settled, *(key for key in _most_used(counts) if key not in settled)]
    slips = {
        rare: common
        for rare, common in _nearly_alike([key for key in order if len(key) >= long])
        if rare not in settled and counts[rare] <= RARE
        if common in settled or counts[rare] * TIMES <= counts[common]
    }
    for word in uses:
        if word not in found and fold(word) in slips:
            found[word] = better[slips[fold(word)]]
    return found


def _most_used(uses: Mapping[str, int]) -> list[str]:
    return sorted(uses, key=lambda word: (-uses[word], word))


def _nearly_alike(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of words that a single letter tells apart, the one that comes earlier second.

    Words that differ in one letter are equal when each lacks a certain letter of its own; so
    each is filed under all it can become by losing one. The first word under a label is compared
    with the others there: the time grows with the letters of all words.
    """
    firsts: dict[str, str] = {}
    for word in words:
        labels = [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]
        near = (firsts.setdefault(label, word) for label in labels)
        alike = [one for one in near if one != word and _numbers(one) == _numbers(word)]
        if alike:
            yield word, alike[0]


def _numbers(word: str) -> list[str]:
    """What tells `model-1` from `model-2`, which are no slips."""
    return re.findall("[0-9]+", word)
