"""What translations were made from, as far as their own notes say so.

In: an event, or the plain pages. Out: which of the translated texts have another original now than
their note says, and which have no note. What the notes of an event hold are fingerprints of
originals, under the field that the text belongs to; so a list may be put in another order. A plain
page is in one language, and has one note.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from linimasa.model.files import digest_of
from linimasa.model.record import Event, Fingerprint, Text
from linimasa.model.site import LoadedPage, Stale, Way

DIGITS = 8
"""Of a fingerprint: that a change gives the same by chance happens once in four billion."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A text in another language than its original."""

    way: Way
    """Where it stands; it begins with the name of its field and ends with its language."""
    original: str
    """The language of the original: the site's first one, else the first that is written."""
    fingerprint: Fingerprint
    """Of the original as it is now."""

    @property
    def place(self) -> tuple[str, str]:
        """Under which language and field its note stands."""
        return str(self.way[-1]), str(self.way[0])


def fingerprint_of(text: str) -> Fingerprint:
    """What changes when the words do, not when only lines break elsewhere."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return Fingerprint(digest_of(plain.encode("utf-8", "surrogatepass"))[:DIGITS])


def stale(event: Event, first: str) -> tuple[Stale, ...]:
    """Each translated text whose original is another now than when it was translated.

    `first` is the site's first language. The original was changed where the note of the field
    names a text that is there no more; in a list it may be one that came in its place.
    """
    notes, there = _notes(event), _there(event, first)
    return tuple(
        (one.way, one.original, one.fingerprint)
        for one in translations(event, first)
        if one.fingerprint not in notes.get(one.place, ())
        if not notes.get(one.place, set()) <= there[one.place]
    )


def unnoted(event: Event, first: str) -> Iterator[Translation]:
    """Each translated text of which nothing says what it was made from."""
    notes, there = _notes(event), _there(event, first)
    for one in translations(event, first):
        noted = notes.get(one.place, set())
        if one.fingerprint not in noted and noted <= there[one.place]:
            yield one


def translations(event: Event, first: str) -> Iterator[Translation]:
    """Every translated text whose original can be noted."""
    for way, text in _texts(event):
        written = dict(text.entries)
        original = first if first in written else next(iter(written), "")
        for language in written:
            if language != original:
                mark = fingerprint_of(written[original])
                yield Translation((*way, language), original, mark)


def translated_pages(
    pages: Iterable[LoadedPage], first: str
) -> Iterator[tuple[LoadedPage, LoadedPage]]:
    """Each plain page that has an original in the site's first language, with that original."""
    versions = {(page.name, page.language): page for page in pages}
    for (name, language), page in versions.items():
        if language != first and (original := versions.get((name, first))):
            yield page, original


def _texts(event: Event) -> Iterator[tuple[Way, Text]]:
    yield ("title",), event.title
    yield ("summary",), event.summary
    yield ("body",), event.body
    for at, statement in enumerate(event.statements):
        yield ("statements", at, "text"), statement.text
    for at, picture in enumerate(event.media):
        yield ("media", at, "alt"), picture.alt
        yield ("media", at, "caption"), picture.caption


def _notes(event: Event) -> Mapping[tuple[str, str], set[Fingerprint]]:
    return {
        (language, field): set(getattr(originals, field))
        for language, originals in event.translated
        for field in originals.__dataclass_fields__
    }


def _there(event: Event, first: str) -> Mapping[tuple[str, str], set[Fingerprint]]:
    found: dict[tuple[str, str], set[Fingerprint]] = {}
    for one in translations(event, first):
        found.setdefault(one.place, set()).add(one.fingerprint)
    return found
