"""Slides with their places → events to be, and what of them has no field here.

What both the JSON and the sheet are made into first, and what becomes of it then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from linimasa import markup
from linimasa.decode.values import is_id
from linimasa.diagnostics import Diagnostic, Span, problem
from linimasa.fuzzydate import DateError, parse
from linimasa.importers.fitting import cut
from linimasa.model.imported import Draft, Imported, Loss, Wish
from linimasa.timelinejs.dates import PARTS, written_dates
from linimasa.timelinejs.kept import OTHER, as_json, kept, tidy, tidy_slide
from linimasa.timelinejs.slides import (
    Words,
    anchor_of,
    covers_text,
    escaped,
    group,
    is_web,
    picture_of,
    texts_in,
    unwrapped,
    words,
    words_of,
)

KEPT = "kept in extra.timelinejs"
WHOLE = "kept in content/_extra.yaml"
_SAID = ("start_date", "end_date", "text.headline", "text.text")
_OF_PICTURES = ("media.url", "media.caption", "media.credit", "media.alt")


@dataclass(frozen=True, slots=True)
class PlacedSlide:
    """A slide and where it and its parts stand."""

    slide: Mapping[str, Any]
    span: Span
    parts: Mapping[str, Span] = field(default_factory=dict)
    """By the ways to them: `start_date.month`."""

    def at(self, way: str) -> Span:
        """Where a part stands, or the nearest thing it is in."""
        while way and way not in self.parts:
            way = way.rpartition(".")[0]
        return self.parts.get(way, self.span)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole timeline as TimelineJS would read it, whatever it was written in."""

    path: str
    events: Sequence[PlacedSlide]
    rest: Mapping[str, Any]
    """All but the events: `title`, `eras`, `scale`, and what nobody documents."""
    places: Mapping[str, Span] = field(default_factory=dict)
    """Where the rest stands."""


def imported(
    timeline: Timeline, wish: Wish, losses: Sequence[Loss] = (), found: Sequence[Diagnostic] = ()
) -> Imported:
    """The events. Diagnostics: bad-date."""
    drafts: list[Draft] = []
    lost, wrong = [*losses], [*found]
    undated: list[dict[str, Any]] = []
    for order, placed in enumerate(timeline.events, 1):
        slide = tidy_slide(placed.slide)
        said = words_of(slide)
        wrong += (
            problem("bad-date", placed.at(way), message, hint)
            for way, message, hint in said.dated.problems
        )
        if said.dated.date:
            drafts.append(_draft(placed, slide, said, order, wish, lost))
        else:
            undated.append(kept(slide))
            title = words(group(slide, "text"), "headline") or said.title
            became = f"{WHOLE}: without a date it has no place on a timeline"
            lost.append(Loss(placed.span, "event", cut(title), became, is_kept=True))
    extra = _whole(timeline, lost)
    if undated:
        extra["undated"] = undated
    return Imported(tuple(drafts), extra, losses=tuple(lost), diagnostics=tuple(wrong))


def _draft(
    placed: PlacedSlide,
    slide: Mapping[str, Any],
    said: Words,
    order: int,
    wish: Wish,
    lost: list[Loss],
) -> Draft:
    rest = _rest(slide, said, wish.timezone)
    own: dict[str, Any] = {"order": order}
    if rest:
        own["slide"] = rest
    anchor = anchor_of(slide)
    name = anchor if is_id(anchor) else ""
    lost += _losses(placed, slide, said, name)
    fields = {
        "date": said.dated.date,
        "time": said.dated.time,
        "title": said.title,
        "body": said.body,
        "tags": list(said.tags),
        "media": list(said.pictures),
        "extra": {"timelinejs": own},
    }
    ways = {
        "date": "start_date", "title": "text.headline", "body": "text.text", "tags": "group",
        "media": "media.url",
    }  # fmt: skip
    return Draft(
        {key: value for key, value in fields.items() if value},
        placed.span,
        name,
        said.files,
        words(slide, "unique_id"),
        {key: placed.at(way) for key, way in ways.items()},
    )


# -- what is kept ---------------------------------------------------------------------------


def _rest(slide: Mapping[str, Any], said: Words, zone: str) -> dict[str, Any]:
    """What an export could not make of the event alone."""
    dated = {name: slide[name] for name in ("start_date", "end_date") if name in slide}
    parts = {name: one for name, one in slide.items() if name not in (*dated, "text")}
    if not said.is_named or "display_date" in slide or not _says_it_all(dated, said, zone):
        parts = {**dated, **parts}
    plain = {"headline": escaped(said.title), "text": html_of(said.body)}
    if "text" in slide and (slide["text"] != tidy(plain) or covers_text(parts)):
        parts["text"] = slide["text"]
    made = kept(parts)
    if "text" not in slide:
        made["text"] = {"headline": ""}
    return made


def html_of(body: str) -> str:
    """Markdown of ours as TimelineJS is given it."""
    return unwrapped(markup.to_html(body, {}, "").html) if body else ""


def _says_it_all(dated: Mapping[str, Any], said: Words, zone: str) -> bool:
    """Whether the date of the event gives the very dates of the slide again."""
    try:
        time = f"T{said.dated.time} {zone}" if said.dated.time else ""
        start, end, exact = written_dates(parse(f"{said.dated.date}{time}", zone))
    except DateError:
        return False
    made = {"start_date": start, **({"end_date": end} if end else {})}
    return exact and made == {name: kept({name: one}).get(name) for name, one in dated.items()}


def _whole(timeline: Timeline, lost: list[Loss]) -> dict[str, Any]:
    """What is said of the whole timeline, for `_extra.yaml`."""
    rest = tidy(timeline.rest)
    extra: dict[str, Any] = {}
    other: dict[str, Any] = {}
    for name, value in rest.items():
        if name == "title" and isinstance(value, Mapping):
            extra[name] = kept(value)
        elif name == "scale" and isinstance(value, str):
            extra |= kept({name: value})
        elif name == "eras" and isinstance(value, list) and all(
            isinstance(era, Mapping) for era in value
        ):  # fmt: skip
            extra[name] = [kept(era) for era in value]
        else:
            other[name] = value
        span = timeline.places.get(name, Span(timeline.path))
        for shown, one in _named(name, value):
            lost.append(Loss(span, shown, cut(one), WHOLE, is_kept=True))
    if other:
        extra[OTHER] = as_json(other)
    extra.setdefault("title", {})  # else an export would make one of the title of the site
    return extra


def _named(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The title and each era by its headline, anything else as it is."""
    for number, one in enumerate(value if isinstance(value, list) else [value], 1):
        shown = f"{name} {number}" if isinstance(value, list) else name
        headline = words(group(one, "text"), "headline") if isinstance(one, Mapping) else one
        yield shown, headline or one


# -- what is told ---------------------------------------------------------------------------


def _losses(
    placed: PlacedSlide, slide: Mapping[str, Any], said: Words, name: str
) -> Iterator[Loss]:
    problems = {way for way, _, _ in said.dated.problems}
    is_range = "/" in said.dated.date
    has_clock = bool(said.dated.time)
    for way, value in texts_in(slide):
        top, _, part = way.partition(".")
        became = KEPT
        if top in ("start_date", "end_date") and part in PARTS and way not in problems:
            clock = part not in PARTS[:3]
            said_here = top == "start_date" and has_clock and part != PARTS[6]
            if (not clock and (top == "start_date" or is_range)) or (clock and said_here):
                continue
        elif way in _SAID or (way in _OF_PICTURES and said.files and not is_web(said.files[0])):
            continue
        elif way in ("media.caption", "media.credit"):
            became = f"shown in the text; {KEPT}"
        elif way == "media.url" and not picture_of(group(slide, "media")):
            address = is_web(str(value)) or "<" in str(value)
            became = f"linked in the text; {KEPT}" if address else KEPT
        elif way == "media.url":
            became = f"linked in the text; {KEPT}; --download-media makes it a picture"
        elif (way == "group" and said.tags) or (way == "unique_id" and value == name):
            continue
        yield Loss(placed.at(way), way, cut(value), became, is_kept=True)
    if not said.is_named:
        became = "its title is made from what else it says"
        yield Loss(placed.span, "text.headline", "", became, is_kept=True)
    for way, lost in said.lost:
        became = f"not in the text; {KEPT}" if way != "media" else KEPT
        yield Loss(placed.at(way), way, cut(lost), became, is_kept=True)
