"""The whole timeline after `link`: events in order, and what each is to the others.

Nothing here depends on a language or on a page; `plan` turns it into pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from linimasa.diagnostics import Diagnostic, Span
from linimasa.model.files import InputFile
from linimasa.model.record import Actor, Event, Fingerprint, Id, Relation, Text
from linimasa.model.settings import Settings

Way: TypeAlias = tuple[str | int, ...]
"""The way to a part of an event: `("tags", 2)`, `("sources", 0, "url")`."""

Stale: TypeAlias = tuple[Way, str, str]
"""A translated text whose original was changed: the way to it, the language of the original, and
the fingerprint that this has now."""


@dataclass(frozen=True, slots=True)
class Prose:
    """One Markdown text, made into safe HTML."""

    language: str
    html: str
    cited: tuple[tuple[int, int], ...] = ()
    """For each source that is cited: its number, and how often."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A word in a file that names something elsewhere, kept so that `link` can check it."""

    kind: str
    """What it names: `event` (a relation), `event-link` (in the body), `status`, `actor`,
    `page`, `picture`, `language`, `warning` or `encoding`."""
    word: str
    span: Span


@dataclass(frozen=True, slots=True)
class Loaded:
    """One event file after `load`: the event, or what is wrong with it, often both."""

    path: str
    id: Id
    """Its id even when the rest is broken, so that others may refer to it."""
    event: Event | None
    body: tuple[Prose, ...] = ()
    """The body in each language it is written in."""
    references: tuple[Reference, ...] = ()
    spans: tuple[tuple[str, Span], ...] = ()
    """Where the fields stand that checks of the whole site speak of: `id`, `title`, `date`, …"""
    unread: frozenset[str] = frozenset()
    """Fields of which something could not be read: its absence means nothing."""
    diagnostics: tuple[Diagnostic, ...] = ()

    def span(self, field: str) -> Span:
        """Where `field` stands, else the file as a whole."""
        return dict(self.spans).get(field, Span(self.path))


Load: TypeAlias = Callable[[InputFile, Sequence[str], str], Loaded]
"""Reads an event file, given the languages and the zone of its site; as `load` does."""


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """`site.yaml` after `load`."""

    settings: Settings | None
    """None when it is not there, or when what must be in it cannot be read."""
    references: tuple[Reference, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedPage:
    """One plain page of `content/pages/` in one language."""

    path: str
    name: Id
    language: str
    title: str
    summary: str
    html: str
    references: tuple[Reference, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    wording: Fingerprint = Fingerprint("")
    """Of its title, summary and text."""
    translated: Fingerprint = Fingerprint("")
    """Of the page that it was translated from, as it says itself."""
    noted: Span | None = None
    """Where it says so."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What the rest of the site knows of an event: all that lists, links and checks need.

    Plain texts and numbers, so that 100,000 of them are cheap to keep and to read again. Two
    are equal when their digests are.
    """

    digest: str
    """Of everything here."""
    id: Id = field(compare=False)
    date: str = field(compare=False)
    """As `fuzzydate.parse` takes it, with the time of day."""
    bounds: tuple[int | None, int | None] = field(compare=False)
    """`earliest` and `latest` of the date."""
    period: tuple[int, int, int] = field(compare=False)
    """Where it is listed: the first year, how many years, and the month or 0."""
    title: tuple[tuple[str, str], ...] = field(compare=False)
    status: str = field(compare=False)
    importance: int = field(compare=False)
    tags: tuple[str, ...] = field(compare=False)
    actors: tuple[str, ...] = field(compare=False)
    speakers: tuple[str, ...] = field(compare=False)
    """Who makes a statement, once for each."""
    sources: tuple[tuple[str, str, str], ...] = field(compare=False)
    """Publisher and language of each, and what tells it from others."""
    newsrooms: int = field(compare=False)
    """How many independent origins the sources have."""
    relations: tuple[tuple[str, Id], ...] = field(compare=False)
    aliases: tuple[Id, ...] = field(compare=False)
    publish: str = field(compare=False)
    draft: bool = field(compare=False)
    media: tuple[str, ...] = field(compare=False)
    """Its pictures."""
    undescribed: tuple[int, ...] = field(compare=False)
    """The places of those without a text for readers who do not see them."""
    missing: tuple[tuple[str, str], ...] = field(compare=False)
    """For each language of the site that lacks something, which texts."""
    corrected: tuple[str, ...] = field(compare=False)
    """The date of each correction, as its author wrote it."""
    changed: int = field(compare=False)
    """When the record says that it last changed, in seconds since 1970 (UTC)."""
    ignore: tuple[str, ...] = field(compare=False)
    """Codes of the warnings that are not to be told of it."""
    listed: str = field(compare=False)
    """The event as lists show it, as JSON: without its body and what else only its page has."""


@dataclass(frozen=True, slots=True)
class Whole:
    """All of an event, for its own page; equal when the digests are."""

    digest: str
    text: str = field(compare=False)
    """The event and its body as JSON."""


@dataclass(frozen=True, slots=True)
class Filed:
    """One event file as the site keeps it: the outline, or what is wrong with it, often both."""

    path: str
    id: Id
    """Its id even when the rest is broken, so that others may refer to it."""
    outline: Outline | None
    whole: Whole | None
    words: tuple[tuple[str, str], ...]
    """What its references name: kind and word of each."""
    places: str
    """Where these words stand, and the fields that `link` speaks of, as JSON."""
    diagnostics: tuple[Diagnostic, ...]
    stale: str = ""
    """Translations whose originals were changed, as JSON; empty where there are none."""
    unnoted: str = ""
    """Translations of which nothing says what they were made from: `en: title, body; ar: body`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in its place: what comes before and after it, and what became of it."""

    outline: Outline
    folder: str
    """The folder of its file, where its pictures lie."""
    earlier: Id | None
    later: Id | None
    relations: tuple[tuple[Relation, Id], ...]
    """How it stands to other events."""
    back: tuple[tuple[Relation, Id], ...]
    """How other events stand to it, in order of time."""
    thread: Id | None
    """The thread it belongs to, named by the id of its first event."""
    public: bool
    """False for a draft or an embargoed event, which only a preview shows."""


@dataclass(frozen=True, slots=True)
class Thread:
    """Events tied by relations, in order of time; its id is that of its first event."""

    id: Id
    events: tuple[Id, ...]
    name: Text
    """What the site calls it; the title of its first event unless `site.yaml` names it."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything the pages are made from."""

    settings: Settings
    entries: Mapping[Id, Entry]
    """Every published event, in order of time."""
    threads: Mapping[Id, Thread]
    actors: Mapping[str, Actor]
    pages: tuple[LoadedPage, ...]
    tags: Mapping[str, Text]
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What `content/_extra.yaml` says: of the timeline as a whole, by the format it came in."""
