"""The published sheet of a TimelineJS timeline, as CSV → events.

In: the bytes. Out: what `timelinejs_slides` makes of its rows, each read as the slide that
TimelineJS makes of it. Its ways with quotes, times and kinds of rows are those of its own source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linimasa.diagnostics import Diagnostic, Span, problem
from linimasa.importers.fitting import cut
from linimasa.importers.reading import Lines, bad_input, text_of
from linimasa.importers.timelinejs_slides import KEPT, PlacedSlide, Timeline, imported
from linimasa.model.imported import Imported, Loss, Wish
from linimasa.timelinejs.old import date_of_text

_WAYS: Mapping[str, str] = {
    "Year": "start_date.year", "Month": "start_date.month", "Day": "start_date.day",
    "Time": "start_date.hour", "End Year": "end_date.year", "End Month": "end_date.month",
    "End Day": "end_date.day", "End Time": "end_date.hour", "Display Date": "display_date",
    "Headline": "text.headline", "Text": "text.text", "Media": "media.url",
    "Media Credit": "media.credit", "Media Caption": "media.caption",
    "Media Thumbnail": "media.thumbnail", "Alt Text": "media.alt", "Type": "type",
    "Group": "group", "Tag": "group", "Background": "background", "Start Date": "start_date",
    "End Date": "end_date",
}  # fmt: skip
_DATES = ("Year", "Start Date")
_TIME = re.compile(
    r"([0-9]{1,2})(?:[:.]([0-9]{1,2}))?(?:[:.]([0-9]{1,2}))?(?:\.([0-9]+))?"
    r"\s*(?:([ap])\.?m\.?)?",
    re.I,
)
_DIGITS = re.compile(r"([0-9]{1,2})([0-9]{2})\s*(?:([ap])\.?m\.?)?", re.I)
_SIGN = re.compile(r'""|"|,|\r\n|\r|\n|[^",\r\n]+')
_ADDRESS = re.compile(r"(?:https?:)?//?")


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int
    end: int


@dataclass(slots=True)
class _Gathered:
    events: list[PlacedSlide]
    rest: dict[str, Any]
    places: dict[str, Span]
    losses: list[Loss]
    found: list[Diagnostic]


def parse(data: bytes, path: str, wish: Wish) -> Imported:
    """Read a sheet. Diagnostics: not-utf-8, bad-input, bad-date."""
    text, wrong = text_of(data, path)
    if text is None:
        return Imported((), diagnostics=wrong)
    lines = Lines(text, path)
    rows = _rows(text)
    header = [cell.text.strip() for cell in next(rows, ())]
    if not set(_DATES) & set(header):
        hint = "download the first sheet as CSV, with its row of headers: Year, Month, Day, …"
        message = "this is no sheet of TimelineJS: no column is “Year” or “Start Date”"
        found = bad_input(Span(path, 1, 1), message, hint)
        return Imported((), diagnostics=(found,))
    all_of = _Gathered([], {}, {}, [], [])
    for row in rows:
        if any(cell.text.strip() for cell in row):
            _gather(row, header, lines, all_of)
    timeline = Timeline(path, all_of.events, all_of.rest, all_of.places)
    return imported(timeline, wish, all_of.losses, all_of.found)


def _gather(row: Sequence[_Cell], header: Sequence[str], lines: Lines, into: _Gathered) -> None:
    """Put a row where its kind belongs: the first title, an era, or an event."""
    cells: dict[str, str] = {}
    parts: dict[str, Span] = {}
    for at, cell in enumerate(row):
        name = (header[at] if at < len(header) else "") or f"untitled{at}"
        if cell.text.strip():
            cells.setdefault(name, cell.text.strip())
            parts.setdefault(_WAYS.get(name, name), lines.span(cell.start, cell.end))
    slide = _slide(cells)
    span = lines.span(row[0].start)
    placed = PlacedSlide(slide, span, parts)
    for name, date in (("Time", "start_date"), ("End Time", "end_date")):
        if name in cells:
            into.found += _timed(placed, cells[name], slide, date, into.losses)
    kind = cells.get("Type", "")
    if kind == "title" and "title" not in into.rest:
        into.rest["title"], into.places["title"] = slide, span
    elif kind == "era":
        into.rest.setdefault("eras", []).append(slide)
        into.places.setdefault("eras", span)
    else:
        if kind:
            slide["type"] = kind
        into.events.append(placed)


def _slide(cells: Mapping[str, str]) -> dict[str, Any]:
    """The slide of a row but for its clock times; columns that are not known stay by name."""
    slide: dict[str, Any] = {}
    for name, value in cells.items():
        top, _, part = _WAYS.get(name, "").partition(".")
        if name == "Background":
            slide[top] = {"url" if _ADDRESS.match(value) else "color": value}
        elif name in ("Start Date", "End Date"):
            slide[top] = date_of_text(value)
        elif top in ("start_date", "end_date"):
            if part != "hour":
                slide.setdefault(top, {})[part] = re.sub(r"[\s,]+", "", value)
        elif part:
            slide.setdefault(top, {})[part] = value
        elif top == "group":
            slide[top] = cells.get("Group") or value
        elif name != "Type":
            slide[top or name] = value
    return slide


# -- times ----------------------------------------------------------------------------------


def _timed(
    placed: PlacedSlide, text: str, slide: dict[str, Any], date: str, losses: list[Loss]
) -> Iterator[Diagnostic]:
    """Put a clock time into a date, or say why there is none."""
    span = placed.at(f"{date}.hour")
    time = _time(text)
    if not isinstance(slide.get(date), dict):
        message = "a time stands here beside no date"
        yield problem("bad-date", span, message, "fill in the year, the month and the day, too")
        slide[f"{date} time"] = text
    elif time is None:
        message = f"“{text[:40]}” is no time"
        yield problem("bad-date", span, message, "write it as 13:30 or 1:30 PM")
        slide[f"{date} time"] = text
    else:
        slide[date].update(time)
        if time.get("millisecond"):
            became = f"read as {time['millisecond']} milliseconds, unlike TimelineJS; {KEPT}"
            losses.append(Loss(span, f"{date}.millisecond", cut(text), became, is_kept=True))


def _time(text: str) -> dict[str, int] | None:
    """`9`, `930`, `9:30`, `9.30.15`, `1:30:15.25 PM`."""
    short = _DIGITS.fullmatch(text)
    found = short or _TIME.fullmatch(text)
    if found is None:
        return None
    half = found[found.re.groups]
    time = {"hour": _of_24(int(found[1]), half)}
    if found[2]:
        time["minute"] = int(found[2])
    if not short and found[3]:
        time["second"] = int(found[3])
    if not short and found[4]:
        time["millisecond"] = int(found[4][:3].ljust(3, "0"))
    return time


def _of_24(hour: int, half: str | None) -> int:
    if half is None or not 1 <= hour <= 12:
        return hour
    return hour % 12 + 12 * (half.lower() == "p")


# -- cells ----------------------------------------------------------------------------------


def _rows(text: str) -> Iterator[list[_Cell]]:
    """The cells of each row, read as TimelineJS does: a quote may begin anywhere in a cell."""
    row: list[_Cell] = []
    said: list[str] = []
    start, at, quoted = 0, 0, False
    while found := _SIGN.match(text, at):
        sign = found[0]
        at = found.end()
        if sign.startswith('"') and not (quoted and len(sign) > 1):
            quoted = not quoted
            at = found.start() + 1  # what follows an opening quote may be a doubled one
        elif sign == '""':
            said.append('"')
        elif quoted or sign not in (",", "\r\n", "\r", "\n"):
            said.append("\n" if sign in ("\r\n", "\r") else sign)
        else:
            row.append(_Cell("".join(said), start, found.start()))
            said, start = [], at
            if sign != ",":
                yield row
                row = []
    if row or said:
        row.append(_Cell("".join(said), start, len(text)))
        yield row
