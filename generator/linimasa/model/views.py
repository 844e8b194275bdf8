"""The parts of pages: what a template shows of an event, a source, a date.

Frozen values, made by `plan` in one language. `theme/README.md` explains them to authors of
themes; their docstrings are its words.
"""

from __future__ import annotations

from dataclasses import dataclass


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
class EmbedOffer:
    """Where it is told how other sites show a page in a frame."""

    address: str
    """The page for frames; opened by itself it shows the code at `#code`."""
    oembed: str
    """The whole address of the same for programs (oEmbed)."""


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
    at_least: bool = False
    """The dates around it are too vague to say more."""


@dataclass(frozen=True, slots=True)
class Item:
    """An event in a list, with the silence before it."""

    id: str
    importance: int
    card: str
    """Stands for the event as `card.html` draws it: `{{ drawn(item.card) }}`."""
    gap: Gap | None
    month: str
    """The month in words, on the first event of a month in a full year; else empty."""
    options: tuple[int, ...] = ()
    """The numbers of the filter's options that hold for it."""


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
class OverviewBar:
    """The events of a stretch of time in the overview; lengths and places are of 10,000."""

    date: str
    """The stretch in words: “August 2022”."""
    count: int
    """How many events it has, shown on the page or not."""
    place: int
    """Where on the axis the bar begins."""
    size: int
    """How thick it is, along the axis."""
    sure: int
    """The length of its part that is sure, next to the axis."""
    unsure: int
    """The length of the next part: what is unsure, disputed or planned."""
    denied: int
    """The length of the last part: what is denied."""
    events: tuple[str, ...]
    """The ids of its events that are on the page, in its order."""


@dataclass(frozen=True, slots=True)
class OverviewMark:
    """A period with its place on the axis of the overview: a link, and a label where it fits."""

    link: Link
    anchor: str
    """The id of its first heading on the page."""
    place: int
    """Where on the axis it begins, of 10,000."""
    tall: bool
    """Whether its label has room beside an upright axis."""
    wide: bool
    """Whether its label has room below a level axis."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole timeline in true time, the way its page runs."""

    scale: str
    """How bars grow: `linear`, or by the square `root` of events where few of them have most."""
    bars: tuple[OverviewBar, ...]
    """At most 120 or so; stretches without events have none."""
    marks: tuple[OverviewMark, ...]


@dataclass(frozen=True, slots=True)
class FilterOption:
    """Something by which the events of a page can be chosen."""

    number: int
    """Its place among all options of the page, from 0; items name it by this."""
    value: str
    """What stands for it in the address of the page: `?tag=law`."""
    label: Phrase
    count: int
    """For how many events of the page it holds."""


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """The options of one kind: an event fits that has any of those chosen, in every group."""

    kind: str
    """`tag`, `status`, `actor`, `period`, `language` (of its sources) or `importance`."""
    label: str
    options: tuple[FilterOption, ...]


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
