"""Actors that are named in two ways.

What is nearly an id of `content/_actors.yaml` is found by `link`; here are plain names that are
nearly each other, or the name of somebody in that list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from linimasa.check.advice.remark import Remark
from linimasa.check.advice.spelling import folded, meant
from linimasa.load import listed_event
from linimasa.model.address import slug
from linimasa.model.site import Entry, Site, Way

LEGAL_FORMS = frozenset(
    {
        "ab", "ag", "bhd", "bv", "co", "company", "corp", "corporation", "gmbh", "inc",
        "incorporated", "limited", "llc", "llp", "ltd", "nv", "oy", "plc", "pte", "pty", "sa",
        "sas", "spa", "srl", "tbk",
    }
)  # fmt: skip
"""What stands behind the names of companies, and is left out as often."""
FORMS_IN_FRONT = frozenset({"cv", "pt"})
OLD_LETTERS = {"oe": "u", "dj": "j", "tj": "c"}
"""How Indonesian names were written before the spellings of 1947 and 1972, and many still are."""
LONG_WITH_OLD = 7
"""In names of fewer letters they are as likely those of another language: not Poe and Pu."""
LONG = 10
"""Names of so many letters that differ in one are likely the same: not Wang Wei and Wang Fei."""


def misspelled_actors(site: Site) -> Iterator[Remark]:
    """A remark on each name that is probably another one, written in another way."""
    named = (name for entry in site.entries.values() for name in _named(entry))
    uses = Counter(name for name in named if name not in site.actors)
    listed = {
        _without_form(word): name
        for name, actor in reversed(list(site.actors.items()))
        for word in (*(text for _, text in actor.name.entries), name)
    }
    right = meant(uses, listed, LONG, _without_form)
    for entry in site.entries.values():
        if not right.keys().isdisjoint(_named(entry)):
            yield from _misnamed(entry, right, site)


def _named(entry: Entry) -> set[str]:
    return {*entry.outline.actors, *entry.outline.speakers}


def _misnamed(entry: Entry, right: dict[str, str], site: Site) -> Iterator[Remark]:
    said = listed_event(entry.outline, site.settings.timezone).statements
    places: list[tuple[Way, str]] = [
        *((("actors", at), name) for at, name in enumerate(entry.outline.actors)),
        *((("statements", at, "by"), one.by) for at, one in enumerate(said)),
    ]
    for way, name in places:
        if name in right:
            known = right[name]
            where = "of content/_actors.yaml" if known in site.actors else "of other events"
            yield Remark(
                "actor-spelling",
                entry.outline.id,
                way,
                f"“{name}” seems to be “{known}” {where}",
                f"write “{known}” if that is the same",
            )


def _without_form(name: str) -> str:
    """A name folded, without the legal form of a company."""
    words = slug(name).split("-")
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    if len(words) > 1 and words[0] in FORMS_IN_FRONT:
        words = words[1:]
    key = folded("-".join(words))
    if len(key) >= LONG_WITH_OLD:
        for old, new in OLD_LETTERS.items():
            key = key.replace(old, new)
    return key
