"""The parts of the dashboard: an event in a list, and a list that is cut to a length.

In: the content of a site. Out: frozen values.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from linimasa.model.address import in_folder, language_root, link
from linimasa.model.record import Id, Text
from linimasa.model.views import Phrase
from linimasa.pipeline.contents import Content
from linimasa.wording import direction

SHOWN = 200
"""The most entries of one list, and the most diagnostics: nobody mends more in one sitting."""


@dataclass(frozen=True, slots=True)
class Item:
    """An event in a list, and why it is there."""

    title: Phrase
    direction: str
    """Which way the title runs, as HTML's `dir` has it."""
    address: str
    """Its page in the preview, from the root."""
    path: str
    """Its file."""
    note: str = ""
    """What is to be said of it here."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of events under a heading."""

    anchor: str
    heading: str
    """What these events have in common."""
    column: str
    """What the notes are about; empty where there are none."""
    count: int
    items: tuple[Item, ...]
    """The first of them."""
    language: str = ""
    """The language of the notes, where they are not in English."""

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.items)


def listing(
    anchor: str,
    heading: str,
    column: str,
    noted: Iterable[tuple[Id, str]],
    content: Content,
    *,
    notes_in: str = "",
    pages_in: str = "",
) -> Listing:
    """A list of events, each with a note; their pages are those in the language `pages_in`."""
    some = list(noted)
    items = tuple(item(name, content, note, pages_in) for name, note in some[:SHOWN])
    return Listing(anchor, heading, column, len(some), items, notes_in)


def item(name: Id, content: Content, note: str = "", page_in: str = "") -> Item:
    """An event as lists show it."""
    first = content.site.settings.languages[0]
    words, language = Text(content.site.entries[name].outline.title).best(first, first)
    root = language_root(page_in or first, first)
    address = "/" + link(in_folder(root, "events", name))
    title = Phrase(words or name, language)
    return Item(title, direction(language), address, content.paths[name], note)
