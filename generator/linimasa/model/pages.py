"""What a template sees: each page a frozen value that carries exactly what it shows.

`plan` makes these in one language each; `render` hands them to the template that
`page.head.template` names, as `page`, beside a small `site` (`SiteInfo`). A template can
reach nothing else, which is why a page needs rendering anew just when its value, its
`SiteInfo` or its templates change. Addresses are relative to the root of the site; a
template writes `{{ page.head.root }}{{ address }}`. `theme/README.md` is the contract.
"""

from __future__ import annotations

from dataclasses import dataclass

from linimasa.model.views import (
    Badge,
    Card,
    CorrectionView,
    DateWords,
    EmbedOffer,
    FilterGroup,
    Link,
    MediaView,
    Overview,
    Phrase,
    RelatedEvent,
    Section,
    SourceView,
    StatementView,
    Step,
    Tally,
)


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language of the site."""

    language: str
    name: str
    """The name of the language in that language."""
    address: str
    translated: bool = True
    """False where the page falls back to another language: no `hreflang` then."""


@dataclass(frozen=True, slots=True)
class Head:
    """What every page has."""

    template: str
    """The template's file name, such as `event.html`."""
    address: str
    root: str
    """The way back to the root of the site: empty, `../`, `../../` …"""
    language: str
    direction: str
    """`ltr` or `rtl`."""
    title: str
    description: str
    alternates: tuple[Alternate, ...]
    """This page in every language, itself included, in the site's order."""
    canonical: str
    """The whole address for search engines; empty when the site has no `url`."""
    indexed: bool = True
    """False keeps it out of search engines and the sitemap."""
    json_ld: str = ""
    """schema.org data, safe inside a script element."""
    embed: EmbedOffer | None = None
    """How other sites show it in a frame, where the site's owner lets them."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file with the events in another format."""

    name: str
    """What the format is called."""
    address: str
    media_type: str
    is_feed: bool
    """Whether programs may follow it."""


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """What a template may know of the whole site, in the language of the page."""

    title: Phrase
    description: Phrase | None
    url: str
    """The published address with a closing slash, or empty."""
    home: str
    """The address of the timeline in this language."""
    languages: tuple[str, ...]
    navigation: tuple[Link, ...]
    """The plain pages."""
    has_threads: bool
    has_corrections: bool
    has_tags: bool
    has_actors: bool
    feed: str
    """The address of the Atom feed in this language."""
    downloads: tuple[Download, ...]
    """The events in other formats, in this language or in all."""
    assets: tuple[tuple[str, str], ...]
    """Static files of the theme: name → address with a hash of its content."""

    def asset(self, name: str) -> str:
        """The address of a static file of the theme; a KeyError for a name there is not."""
        return dict(self.assets)[name]


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """The home page, and the same in the other order."""

    head: Head
    total: int
    """How many events the site has."""
    shown: int
    """How many of them stand here: all, or the newest period and the key events."""
    sources: int
    span: DateWords | None
    """From the first to the last event."""
    periods: tuple[Link, ...]
    """Every period with its number of events: the overview."""
    sections: tuple[Section, ...]
    newest_first: bool
    other_order: str
    """The address of the timeline in the other order."""
    filters: tuple[FilterGroup, ...] = ()
    """How its events can be filtered; empty where there are few."""
    overview: Overview | None = None
    """All of it in true time; none where there are no events."""


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """The events of a year, a month, a decade or a century."""

    head: Head
    heading: str
    count: int
    within: Link | None
    """The longer period it is part of."""
    parts: tuple[Link, ...]
    """The shorter periods it consists of, where those have pages."""
    sections: tuple[Section, ...]
    earlier: Link | None
    later: Link | None


@dataclass(frozen=True, slots=True)
class TopicPage:
    """The events of one thread, actor, tag or status."""

    head: Head
    kind: str
    """`thread`, `actor`, `tag` or `status`."""
    heading: Phrase
    intro: Phrase | None
    actor_kind: str
    """For an actor: `person`, `organization`, `government` or `media`; else empty."""
    website: str
    badge: Badge | None
    """For a status."""
    count: int
    sources: int
    span: DateWords | None
    tally: tuple[Tally, ...]
    parts: tuple[Link, ...]
    """When there are too many events for one page: the pages by year or month; else empty."""
    sections: tuple[Section, ...]
    feed: str
    """The address of the Atom feed of this actor or tag, where the site has such feeds."""


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One thread, actor, tag or status on the page of all of them."""

    link: Link
    intro: Phrase | None
    """A line on what or who it is."""
    badge: Badge | None
    """For a status."""


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """All threads, actors, tags or status words."""

    head: Head
    kind: str
    """As in `TopicPage`."""
    entries: tuple[DirectoryEntry, ...]
    parts: tuple[Link, ...]
    """Where there are too many for one page: the further pages; else empty."""


@dataclass(frozen=True, slots=True)
class EventPage:
    """Everything about one event."""

    head: Head
    card: Card
    body: Phrase | None
    """Safe HTML; the ids and links in it belong to this page."""
    shown_in: str
    """The name of the language it is shown in, when it has not been translated; else empty."""
    statements: tuple[StatementView, ...]
    actors: tuple[Link, ...]
    tags: tuple[Link, ...]
    media: tuple[MediaView, ...]
    corrections: tuple[CorrectionView, ...]
    thread: tuple[Step, ...]
    related: tuple[RelatedEvent, ...]
    """Relations to events outside the thread, `see-also` above all, and how they tie."""
    earlier: Step | None
    later: Step | None
    period: Link
    """The period it belongs to."""
    extra: str
    """The author's `extra`, as JSON; `{}` without."""


CARD_ROOT = "\x02"
"""Stands for the way to the root of the site in a card, which is drawn once for pages at every
depth. No content can hold this sign."""


@dataclass(frozen=True, slots=True)
class CardPage:
    """An event as every list shows it: no page of its own, but a part of many."""

    head: Head
    """Only its `language`, `direction` and `root` say something."""
    card: Card


@dataclass(frozen=True, slots=True)
class PartPage:
    """What all pages of a language share, the menu and the foot: drawn once, as cards are."""

    head: Head
    """Only its `language`, `direction` and `root` say something."""
    current: str
    """The address of the page it stands on, where the menu leads there; else empty."""


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """The timeline, a topic or an event for a frame in a page of another site."""

    head: Head
    """It is `canonical` that leads to the page in full."""
    kind: str
    """`timeline`, `thread`, `actor`, `tag` or `event`."""
    heading: Link
    """The page in full, with the number of all its events; for an event the timeline, uncounted."""
    sections: tuple[Section, ...]
    more: int
    """How many events are not shown."""
    newest_first: bool
    code: str
    """HTML that puts this page into one of another site."""


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source on the page of all sources, with the events it backs."""

    source: SourceView
    events: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Publisher:
    """Everything from one publisher."""

    name: str
    """Empty for sources without a publisher."""
    anchor: str
    sources: tuple[CitedSource, ...]


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Every source, by publisher."""

    head: Head
    count: int
    publisher_count: int
    parts: tuple[Link, ...]
    """Where there are too many for one page: the pages of the publishers; else empty."""
    publishers: tuple[Publisher, ...]


@dataclass(frozen=True, slots=True)
class CorrectedEvent:
    """A correction on the page of all corrections."""

    correction: CorrectionView
    event: Link


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """Every correction, newest first, or a part of them."""

    head: Head
    feed: str
    """The address of the Atom feed of corrections in this language."""
    corrections: tuple[CorrectedEvent, ...]
    parts: tuple[Link, ...]
    """Where there are too many for one page: the further pages; else empty."""


@dataclass(frozen=True, slots=True)
class TextPage:
    """A plain page: about, method, corrections policy."""

    head: Head
    body: Phrase
    shown_in: str
    """As in `EventPage`."""


@dataclass(frozen=True, slots=True)
class RedirectPage:
    """An old address that leads to a new one."""

    head: Head
    target: str
    """The address it leads to."""


@dataclass(frozen=True, slots=True)
class NotFoundPage:
    """What a server shows for an address that is not there."""

    head: Head


Page = (
    TimelinePage
    | PeriodPage
    | TopicPage
    | DirectoryPage
    | EventPage
    | CardPage
    | PartPage
    | EmbedPage
    | SourcesPage
    | CorrectionsPage
    | TextPage
    | RedirectPage
    | NotFoundPage
)
