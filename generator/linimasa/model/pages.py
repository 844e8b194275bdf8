"""What a template sees: each page a frozen value that carries exactly what it shows.

`plan` makes these in one language each; `render` hands them to the template that
`page.head.template` names, as `page`, beside a small `site` (`SiteInfo`). A template can
reach nothing else, which is why a page needs rendering anew just when its value, its
`SiteInfo` or its templates change. Addresses are relative to the root of the site; a
template writes `{{ page.head.root }}{{ address }}`. `theme/README.md` is the contract.
"""

from __future__ import annotations

from dataclasses import dataclass

# -- small parts ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text and the language it really is in, which may not be the page's."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a page of the site."""

    label: Phrase
    address: str
    count: int = 0
    """How many events are there, where that is shown."""


@dataclass(frozen=True, slots=True)
class TimePart:
    """A piece of a date in words."""

    text: str
    datetime: str = ""
    """The value for HTML's `<time datetime>`; empty where HTML has none that is as vague."""


@dataclass(frozen=True, slots=True)
class DateWords:
    """A date as readers of one language see it; says no more than is known."""

    parts: tuple[TimePart, ...]
    edtf: str
    shape: str
    """How exact: `day` (a day or less), `span` (a month, a year, a range), `about` or `open`."""
    qualifier: str = ""
    """`approximate`, `uncertain` or both; the words say it too."""

    @property
    def words(self) -> str:
        """The whole date as one text."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Badge:
    """A status as it is shown: always words, never color alone."""

    id: str
    label: Phrase
    symbol: str
    tone: str
    """`sure`, `unsure`, `denied`, `disputed` or `planned`."""
    address: str


@dataclass(frozen=True, slots=True)
class LaterNote:
    """What a later event did to this one: it is shown at the top."""

    relation: str
    """`confirms`, `denies`, `corrects` or `supersedes`."""
    title: Phrase
    address: str
    date: DateWords


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source of one event."""

    number: int
    url: str
    title: str
    publisher: str
    author: str
    date: DateWords | None
    accessed: DateWords | None
    language: str
    """Its language code, where it differs from the page's, else empty."""
    language_name: str
    """The name of that language, in the language of the page."""
    archived: str
    origin: str
    quote: Phrase | None
    supports: Phrase | None
    cited: int
    """How often the body cites it; the citations bear the ids `cite-<number>-1`, `-2`, …"""


@dataclass(frozen=True, slots=True)
class StatementView:
    """Who says what."""

    by: Link
    """Its address is empty for somebody who has no page."""
    stance: str
    text: Phrase | None
    date: DateWords | None
    sources: tuple[int, ...]
    """Numbers of the sources that carry it."""


@dataclass(frozen=True, slots=True)
class MediaView:
    """A picture."""

    address: str
    alt: Phrase | None
    caption: Phrase | None
    credit: str
    license: str
    url: str


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """What was changed, and when."""

    date: DateWords
    text: Phrase


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of an event."""

    id: str
    address: str
    title: Phrase
    summary: Phrase | None
    date: DateWords
    status: Badge
    importance: int
    place: Phrase | None
    sources: tuple[SourceView, ...]
    newsrooms: int
    """How many sources there are when copies of one story count once."""
    statements: int
    thread: Link | None
    """Its thread, with the number of events in it."""
    place_in_thread: int
    """1 for the first event of the thread, 0 without a thread."""
    later: tuple[LaterNote, ...]
    draft: bool
    """Shown in a preview only."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The silence before an event, when it is long enough to be told."""

    unit: str
    """`days`, `months` or `years`."""
    count: int
    step: int
    """1 to 4, growing with the logarithm of the silence."""


@dataclass(frozen=True, slots=True)
class Item:
    """An event in a list, with the silence before it."""

    card: Card
    gap: Gap | None
    month: str
    """The month in words, on the first event of a month in a full year; else empty."""


@dataclass(frozen=True, slots=True)
class Section:
    """The events of one period in a list."""

    heading: str
    anchor: str
    address: str
    """The page of the period; empty where there is none."""
    count: int
    """How many events the period has in all, shown here or not."""
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """An event of a thread, as a line."""

    title: Phrase
    address: str
    date: DateWords
    status: Badge
    here: bool
    """Whether it is the event of this page."""


@dataclass(frozen=True, slots=True)
class RelatedEvent:
    """An event tied to this one."""

    relation: str
    """A word of `Relation`."""
    back: bool
    """Whether the other event points here, rather than this one there."""
    event: Step


@dataclass(frozen=True, slots=True)
class Tally:
    """How many events bear a status."""

    status: Badge
    count: int


# -- heads and the site ---------------------------------------------------------------------


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
    assets: tuple[tuple[str, str], ...]
    """Static files of the theme: name → address with a hash of its content."""

    def asset(self, name: str) -> str:
        """The address of a static file of the theme; a KeyError for a name there is not."""
        return dict(self.assets)[name]


# -- pages ----------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """All threads, actors, tags or status words."""

    head: Head
    kind: str
    """As in `TopicPage`."""
    links: tuple[Link, ...]


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
    publishers: tuple[Publisher, ...]


@dataclass(frozen=True, slots=True)
class CorrectedEvent:
    """A correction on the page of all corrections."""

    correction: CorrectionView
    event: Link


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """Every correction, newest first."""

    head: Head
    corrections: tuple[CorrectedEvent, ...]


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
    | SourcesPage
    | CorrectionsPage
    | TextPage
    | RedirectPage
    | NotFoundPage
)
