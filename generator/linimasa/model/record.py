"""What an author writes: one event, its sources and statements, and the list of actors.

These dataclasses are the only description of the record. Reading (`decode`), the JSON
Schema and the field reference in the docs are all made from them, so each field has a
docstring that an editor can understand. Values here are as written; what follows from
them for the whole site is found by `link`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NewType

from linimasa.fuzzydate import FuzzyDate

Id = NewType("Id", str)
"""A short name used in addresses: letters, digits and hyphens, such as `baic-talks`."""
Url = NewType("Url", str)
"""A web address that begins with http:// or https://."""
LanguageCode = NewType("LanguageCode", str)
"""A language as BCP 47 writes it: `id`, `en`, `zh-Hant`."""
Zone = NewType("Zone", str)
"""A time zone of the IANA database, such as `Asia/Jakarta`."""
ClockTime = NewType("ClockTime", str)
"""A time of day, `19:30` or `19:30:15`."""
Moment = NewType("Moment", str)
"""A day, or a day with a time and offset: `2022-08-27T09:00+07:00`."""
Color = NewType("Color", str)
"""A color as `#rrggbb`, in small letters."""
Origin = NewType("Origin", str)
"""A whole site, as `https://news.example`: scheme, host and port, without a path."""
FileName = NewType("FileName", str)
"""A file beside the event file, such as `plant.jpg`; no folder above it."""
WarningCode = NewType("WarningCode", str)
"""The code of a warning, as messages have it in brackets: `tag-used-once`."""
Reason = NewType("Reason", str)
"""Why something is as it is, for those who edit it after you."""
SiteLanguage = NewType("SiteLanguage", str)
"""One of the site's own languages."""
Fingerprint = NewType("Fingerprint", str)
"""What tells one wording of a text from another: eight digits or letters from a to f."""
Markdown = NewType("Markdown", str)
"""Text in Markdown."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or more languages, in the order the author wrote them."""

    entries: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any text at all."""
        return bool(self.entries)

    def get(self, language: str) -> str | None:
        """The text in just this language, if the author wrote it."""
        return dict(self.entries).get(language)

    def best(self, language: str, first: str) -> tuple[str, str]:
        """The text for a reader of `language`, with the language it really is in.

        What is missing falls back to the site's `first` language, else to any there is.
        """
        texts = dict(self.entries)
        for wanted in (language, first, *texts):
            if wanted in texts:
                return texts[wanted], wanted
        return "", language


@dataclass(frozen=True, slots=True)
class MarkdownText(Text):
    """A `Text` whose entries are Markdown."""


class Stance(StrEnum):
    """What somebody does with a claim."""

    ASSERTS = "asserts"
    CONFIRMS = "confirms"
    DENIES = "denies"
    NO_COMMENT = "no-comment"
    RETRACTS = "retracts"
    RULES = "rules"


class Relation(StrEnum):
    """How a later event stands to an earlier one."""

    FOLLOWS = "follows"
    CONFIRMS = "confirms"
    DENIES = "denies"
    CORRECTS = "corrects"
    SUPERSEDES = "supersedes"
    RESPONDS_TO = "responds-to"
    SEE_ALSO = "see-also"


class ActorKind(StrEnum):
    """What sort of actor this is."""

    PERSON = "person"
    ORGANIZATION = "organization"
    GOVERNMENT = "government"
    MEDIA = "media"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a statement comes from. A book or a broadcast has no address, so none is needed."""

    key: Id = Id("")
    """A short handle for `[@key]` in the body and for `sources:` of a statement."""
    url: Url = Url("")
    """Its address. A source needs `url`, `title` or `publisher` at least."""
    title: str = ""
    """Its title as published, in its own language."""
    publisher: str = ""
    """Who published it."""
    author: str = ""
    """Who wrote it."""
    date: FuzzyDate | None = None
    """When it was published."""
    accessed: FuzzyDate | None = None
    """When it was last read for this timeline."""
    language: LanguageCode = LanguageCode("")
    """The language it is written in."""
    archived: Url = Url("")
    """A copy in a web archive, which outlives the original."""
    origin: str = ""
    """Whose reporting it carries, such as a news agency: copies of one story count once."""
    quote: Text = Text()
    """The words that matter, kept short."""
    supports: Text = Text()
    """What exactly it backs."""


def newsrooms(sources: Iterable[Source]) -> int:
    """How many independent origins there are: copies of one story count once.

    A source's origin is `origin`, else its publisher, author, or address; of one that names only
    an address it is that of another source with this address. Case and spaces make no difference.
    """
    listed = [(one, one.origin or one.publisher or one.author) for one in sources]
    by_address = {one.url: name for one, name in listed if one.url and name}
    names = (name or by_address.get(one.url) or one.url or one.title for one, name in listed)
    return len({" ".join(unicodedata.normalize("NFC", name).casefold().split()) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Who says what about it."""

    by: str
    """Who says it: an id from `_actors.yaml`, or a plain name."""
    stance: Stance
    """What they do with the claim."""
    text: Text = Text()
    """What they say, in the timeline's own words."""
    date: FuzzyDate | None = None
    """When they said it, where that differs from the event's date."""
    sources: tuple[Id, ...] = ()
    """Keys of the sources that carry it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it happened."""

    name: Text
    """The place in words."""
    lat: float | None = None
    """Latitude in degrees, north positive (WGS 84)."""
    lon: float | None = None
    """Longitude in degrees, east positive (WGS 84)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture that lies beside the event file."""

    file: FileName
    """The picture's file name."""
    alt: Text = Text()
    """What the picture shows, for readers who do not see it."""
    caption: Text = Text()
    """The line under the picture."""
    credit: str = ""
    """Who made it."""
    license: str = ""
    """Under which license it is used."""
    url: Url = Url("")
    """Where it comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """How this event stands to earlier ones; each is shown at both ends."""

    follows: tuple[Id, ...] = ()
    """Events this one continues."""
    confirms: tuple[Id, ...] = ()
    """Events this one shows to be true."""
    denies: tuple[Id, ...] = ()
    """Events this one says are untrue."""
    corrects: tuple[Id, ...] = ()
    """Events this one puts right."""
    supersedes: tuple[Id, ...] = ()
    """Events this one takes the place of."""
    responds_to: tuple[Id, ...] = ()
    """Events this one answers."""
    see_also: tuple[Id, ...] = ()
    """Events worth reading beside this one; they do not make a thread."""

    def pairs(self) -> tuple[tuple[Relation, Id], ...]:
        """Every relation with the id it points to, in the order of `Relation`."""
        return tuple(
            (kind, target) for kind in Relation for target in getattr(self, kind.name.lower())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was changed in a published event, and when."""

    date: FuzzyDate
    """The day of the correction."""
    text: Text
    """What was wrong and what is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Originals:
    """The texts that a translation was made from, by their fingerprints."""

    title: tuple[Fingerprint, ...] = ()
    """Of the title in its own language."""
    summary: tuple[Fingerprint, ...] = ()
    """Of the summary."""
    body: tuple[Fingerprint, ...] = ()
    """Of the body."""
    statements: tuple[Fingerprint, ...] = ()
    """Of what is said, a fingerprint for each statement that is translated."""
    media: tuple[Fingerprint, ...] = ()
    """Of the descriptions of pictures and the lines under them, one for each that is translated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of the timeline: one YAML file below `content/`."""

    id: Id = Id("")
    """Its name in addresses; the file's name unless given here."""
    date: FuzzyDate
    """When it happened: `2021-03-30`, `2021-11`, `late 2021-11`, `2021-11-28/2021-12-06` (EDTF)."""
    time: ClockTime = ClockTime("")
    """The time of day, where it matters and is known; the date must then be a day."""
    zone: Zone = Zone("")
    """The zone of that time; the site's own unless given."""
    title: Text
    """The headline."""
    summary: Text = Text()
    """A sentence or two, for lists, feeds and search engines; plain text."""
    body: MarkdownText = MarkdownText()
    """The full text in Markdown; `[@key]` cites a source, `[words](event:id)` links an event."""
    status: str = "reported"
    """What kind of knowledge this is: a word of the site's `statuses`."""
    statements: tuple[Statement, ...] = ()
    """Who says what."""
    actors: tuple[str, ...] = ()
    """Who takes part: ids from `_actors.yaml`, or plain names."""
    tags: tuple[str, ...] = ()
    """Topics, in lower case."""
    place: Place | None = None
    """Where it happened: words, or `name`, `lat` and `lon`."""
    sources: tuple[Source, ...] = ()
    """Where all this comes from."""
    media: tuple[Media, ...] = ()
    """Pictures."""
    relations: Relations = Relations()
    """How it stands to earlier events."""
    corrections: tuple[Correction, ...] = ()
    """What was changed after publication."""
    importance: int = 2
    """1 key, 2 ordinary, 3 minor; long lists show the key events first."""
    publish: Moment = Moment("")
    """Not before this moment (embargo)."""
    draft: bool = False
    """Keeps the event out of the site altogether."""
    aliases: tuple[Id, ...] = ()
    """Earlier ids; their addresses lead here."""
    translated: tuple[tuple[SiteLanguage, Originals], ...] = ()
    """What each translation was made from; written by `linimasa check --stale --fix`."""
    ignore: tuple[tuple[WarningCode, Reason], ...] = ()
    """Warnings that are not to be told of this event, each with the reason why."""
    extra: tuple[tuple[str, Any], ...] = field(default=(), hash=False)
    """Anything else; templates see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person or an organization: one entry of `content/_actors.yaml`."""

    name: Text
    """The name as it is shown."""
    kind: ActorKind = ActorKind.ORGANIZATION
    """What sort of actor it is."""
    description: Text = Text()
    """A line on who they are."""
    url: Url = Url("")
    """Their own site."""
