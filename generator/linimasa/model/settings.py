"""What `site.yaml` says: the settings of a whole site, described once like the record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linimasa.model.record import (
    Color,
    Id,
    LanguageCode,
    Origin,
    Text,
    Url,
    WarningCode,
    Zone,
)


class Tone(StrEnum):
    """How sure a status sounds; decides marker and border, which never rely on color alone."""

    SURE = "sure"
    UNSURE = "unsure"
    DENIED = "denied"
    DISPUTED = "disputed"
    PLANNED = "planned"


class Order(StrEnum):
    """Which event the timeline begins with."""

    OLDEST = "oldest"
    NEWEST = "newest"


class Embeddable(StrEnum):
    """What other sites can show in a frame."""

    TIMELINE = "timeline"
    TOPICS = "topics"
    EVENTS = "events"


class Encoding(StrEnum):
    """How a file is compressed, by its name among the content codings of HTTP (RFC 9110, 8.4.1)."""

    GZIP = "gzip"
    BR = "br"


class ExtraCheck(StrEnum):
    """What `check` looks at only where a site asks for it."""

    MISSING_ARCHIVE = "missing-archive"


class ExportFormat(StrEnum):
    """What a site offers besides its pages only where it asks for it."""

    JSON = "json"
    CSV = "csv"
    JSON_FEED = "json-feed"
    RSS = "rss"
    TOPIC_FEEDS = "topic-feeds"
    ICS = "ics"
    JSON_LD = "json-ld"
    GEOJSON = "geojson"
    MARKDOWN = "markdown"
    TIMELINEJS = "timelinejs"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusWord:
    """One word of the vocabulary for `status:`."""

    label: Text = Text()
    """What readers see, in each language; the theme's catalogs know the default words."""
    symbol: str = ""
    """A sign shown beside the label."""
    tone: Tone = Tone.SURE
    """How sure it is."""
    description: Text = Text()
    """What the word means, for the page of that status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What an event of a status needs; `check` lists what falls short."""

    sources: int = 0
    """How many sources at least."""
    independent_sources: int = 0
    """How many at least, sources of one `origin` counted once."""


DEFAULT_STATUSES: tuple[tuple[str, StatusWord], ...] = (
    ("planned", StatusWord(symbol="→", tone=Tone.PLANNED)),
    ("rumor", StatusWord(symbol="?", tone=Tone.UNSURE)),
    ("reported", StatusWord(symbol="¶", tone=Tone.UNSURE)),
    ("announced", StatusWord(symbol="!", tone=Tone.SURE)),
    ("record", StatusWord(symbol="§", tone=Tone.SURE)),
    ("confirmed", StatusWord(symbol="✓", tone=Tone.SURE)),
    ("denied", StatusWord(symbol="✕", tone=Tone.DENIED)),
    ("disputed", StatusWord(symbol="≠", tone=Tone.DISPUTED)),
    ("retracted", StatusWord(symbol="⌫", tone=Tone.DENIED)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The file `site.yaml`."""

    title: Text
    """The name of the timeline."""
    description: Text = Text()
    """A sentence or two on what it is about."""
    url: Url = Url("")
    """The address it is published at, with its sub-path: `https://example.org/timeline/`."""
    languages: tuple[LanguageCode, ...] = (LanguageCode("en"),)
    """Its languages; the first is at the root, the others under `/en/` and so on."""
    timezone: Zone = Zone("UTC")
    """The zone of clock times that name none."""
    author: str = ""
    """Who publishes it; named in feeds."""
    accent: Color = Color("")
    """Its color, for the focus ring, “later” notes and “you are here”: `"#a33b16"`."""
    order: Order = Order.OLDEST
    """Which event the home page begins with; the other order has a page of its own."""
    embeds: tuple[Embeddable, ...] = (Embeddable.TIMELINE,)
    """What other sites can show in a frame: `timeline`, `topics` (threads, actors and tags) and
    `events`, each of these a page more; none while there is no `url`."""
    embedders: tuple[Origin, ...] = ()
    """The sites that may show it, such as `https://news.example`; all, where none is named."""
    pages: tuple[Id, ...] = ()
    """Plain pages of `content/pages/`, in the order of the navigation."""
    tags: tuple[tuple[str, Text], ...] = ()
    """Labels for tags, in each language."""
    threads: tuple[tuple[str, Text], ...] = ()
    """Names of threads, by the id of any event in it; else the title of its first event."""
    statuses: tuple[tuple[str, StatusWord], ...] = DEFAULT_STATUSES
    """The vocabulary for `status:`; replaces the default one."""
    evidence: tuple[tuple[str, Evidence], ...] = ()
    """What an event needs, per status."""
    exports: tuple[ExportFormat, ...] = ()
    """What readers may take with them besides the feed: `json`, `csv`, `ics` and so on."""
    checks: tuple[ExtraCheck, ...] = ()
    """What `linimasa check` looks at besides: `missing-archive`, sources without a copy."""
    compress: tuple[Encoding, ...] = ()
    """Compressed copies that lie beside pages and other texts, for a web server that sends these
    instead of compressing anew each time: `gzip`, and `br` for Brotli."""
    ignore: tuple[WarningCode, ...] = ()
    """Warnings that are not to be told anywhere, by their codes."""
