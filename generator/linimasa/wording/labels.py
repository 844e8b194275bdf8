"""What the words of the record are called: a word and a language in, a label out."""

from __future__ import annotations

from collections.abc import Mapping

from linimasa.wording import messages as m
from linimasa.wording.language import Language, gettext

_TABLES: dict[tuple[str, bool], Mapping[str, str]] = {
    ("status", False): m.STATUSES,
    ("stance", False): m.STANCES,
    ("relation", False): m.RELATIONS,
    ("relation", True): m.RELATIONS_BACK,
    ("actor", False): m.ACTOR_KINDS,
}


def label(kind: str, word: str, language: Language, *, back: bool = False) -> str:
    """What a `status`, `stance`, `relation` or `actor` kind is called.

    `back` names a relation from the other end: “Denied by”. A word there is no label for,
    such as a status of the site's own, is its own label.
    """
    english = _TABLES[kind, back].get(word)
    return gettext(language, english) if english else word


def status_label(word: str, language: Language) -> str:
    """The label of a default status; of any other, the word itself."""
    return label("status", word, language)


def status_description(word: str, language: Language) -> str:
    """What a default status means; empty for any other."""
    english = m.STATUS_DESCRIPTIONS.get(word)
    return gettext(language, english) if english else ""
