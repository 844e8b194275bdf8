"""A Markwhen document → events, as its public documentation has it (docs.markwhen.com/syntax).

In: its text. Out: a draft for each event. Groups and sections become tags and, with what else has
no field, stay under `extra.markwhen`; a line that is not understood is a mistake with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from linimasa.decode.values import is_id
from linimasa.diagnostics import Diagnostic, Span, problem
from linimasa.importers.fitting import cut
from linimasa.importers.markwhen_dates import NotUnderstood, Stretch, stretch_of
from linimasa.importers.reading import bad_input, text_of
from linimasa.model.imported import Draft, Imported, Loss, Wish

_COMMENT = re.compile(r"\s*//")
_GROUP = re.compile(r"\s*(group|section)\b\s*(.*)", re.I)
_GROUP_END = re.compile(r"\s*end(?:group|section)\b", re.I)
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_PAGE = re.compile(r"_-_-_break_-_-_\s*")
_PROPERTY = re.compile(r"([A-Za-z_][\w-]*):\s+(.*)")
_HEADER = re.compile(r"(#?[\w.-]+):\s*(.*)")
_DATED = re.compile(r"\s*(?:[0-9!+.]|after\b|before\b|by\b|now\b|plus\b|[a-z]{3,9}\s+[0-9])", re.I)
_TAG = re.compile(r"(?:^|(?<=\s))#(?![0-9]+(?:\s|$))(\w+)")
_ID = re.compile(r"(?:^|(?<=\s))!(\w+)")
_PICTURE = re.compile(r"!\[([^\[\]\n]{0,500})\]\(([^()\s]{1,2000})\)")
_PLACE = re.compile(
    r"\[([^\[\]\n]{1,500})\]\((?:location|map)\)|\(([^()\n]{1,500})\)\[(?:location|map)\]", re.I
)
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\((https?://[^()\s]{1,2000})\)")
_EVERY = re.compile(r"\s+every\b.*\Z", re.I)
_LIKE_DATE = re.compile(r"\s*(?:[0-9]{4}\b|[0-9]{1,2}/|[a-z]{3,9}\.?\s+[0-9]{4}\b)", re.I)
_DONE = re.compile(r"\s*(\[[xX ]?\])(?!\()\s*")
_OFFSET = re.compile(r"([+-]?)([0-9]{1,2})(?::?([0-9]{2}))?")
_LONGEST_DATE = 150


@dataclass(slots=True)
class _Event:
    """An event while its lines are gathered."""

    line: int
    raw: str
    when: Stretch
    every: str
    head: str
    groups: tuple[str, ...]
    properties: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """What is known at a line."""

    path: str
    day_first: bool = False
    zone: str = ""
    """That of clock times whose event names none."""
    in_header: bool = True
    event: _Event | None = None
    groups: list[tuple[int, str]] = field(default_factory=list)
    ids: dict[str, Stretch] = field(default_factory=dict)
    last: Stretch | None = None
    events: list[_Event] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)

    def span(self, line: int, text: str) -> Span:
        """A line without the spaces before it."""
        column = len(text) - len(text.lstrip()) + 1
        return Span(self.path, line, column, line, max(len(text.rstrip()) + 1, column + 1))


def parse(data: bytes, path: str, wish: Wish) -> Imported:
    """Read a document, all its pages.

    Diagnostics: not-utf-8, bad-date, bad-input.
    """
    text, wrong = text_of(data, path)
    if text is None:
        return Imported((), diagnostics=wrong)
    reading = _Reading(path)
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        _read_line(reading, number, line)
    if not reading.events and not reading.found:
        message = "there is no event in this document"
        reading.found.append(bad_input(Span(path, 1, 1), message, "write one: “2021-03: A flood”"))
    drafts = tuple(_draft(event, reading, wish) for event in reading.events)
    return Imported(
        drafts, reading.extra, losses=tuple(reading.losses), diagnostics=tuple(reading.found)
    )


# -- lines ----------------------------------------------------------------------------------


def _read_line(reading: _Reading, number: int, line: str) -> None:
    span = reading.span(number, line)
    if _COMMENT.match(line):
        loss = Loss(span, "comment", cut(line), "left out: a comment", is_kept=False)
        reading.losses.append(loss)
    elif _PAGE.fullmatch(line):
        reading.in_header, reading.event, reading.groups = True, None, []
    elif group := _GROUP.fullmatch(line):
        reading.in_header, reading.event = False, None
        reading.groups.append((0, _without_comment(reading, span, group[2])))
    elif _GROUP_END.match(line):
        reading.event = None
        # Headings in a group end with it.
        while reading.groups and reading.groups.pop()[0]:
            pass
    elif heading := _HEADING.fullmatch(line):
        reading.in_header, reading.event = False, None
        level = len(heading[1])
        while reading.groups and reading.groups[-1][0] >= level:
            reading.groups.pop()
        reading.groups.append((level, _without_comment(reading, span, heading[2])))
    elif _DATED.match(line) and _begins(reading, number, line):
        reading.in_header = False
    elif reading.in_header:
        _read_header(reading, span, line)
    elif reading.event is not None:
        _go_on(reading, reading.event, line)
    elif line.strip():
        loss = Loss(span, "text", cut(line), "left out: it belongs to no event", is_kept=False)
        reading.losses.append(loss)


def _without_comment(reading: _Reading, span: Span, text: str) -> str:
    if comment := re.search(r"(?:^|\s)(//.*)", text):
        text = text[: comment.start()]
        loss = Loss(span, "comment", cut(comment[1]), "left out: a comment", is_kept=False)
        reading.losses.append(loss)
    return text.strip()


def _begins(reading: _Reading, number: int, line: str) -> bool:
    """Whether an event begins here; a date that is not understood is reported."""
    trouble: NotUnderstood | None = None
    colons = [found.start() for found in re.finditer(r":(?=\s|\Z)|:(?![0-9])", line)]
    for colon in (one for one in colons if one <= _LONGEST_DATE):
        raw = line[:colon].strip()
        every = _EVERY.search(raw)
        date = raw[: every.start()] if every else raw
        try:
            when = stretch_of(date, reading.day_first, reading.ids, reading.last)
        except NotUnderstood as error:
            trouble = trouble or error
            continue
        groups = tuple(name for _, name in reading.groups)
        head = line[colon + 1 :].strip()
        reading.event = _Event(number, raw, when, every[0].strip() if every else "", head, groups)
        reading.events.append(reading.event)
        reading.last = when
        if name := _ID.search(head):
            reading.ids.setdefault(name[1], when)
        return True
    if trouble and (trouble.is_date or (reading.event is None and not reading.in_header)):
        hint = "write it as EDTF, such as 2021-03-30 or 2021-03-30/2021-04-02"
        span = reading.span(number, line[: colons[0]])
        reading.found.append(problem("bad-date", span, str(trouble), hint))
        reading.event = None
        return True
    if trouble and _LIKE_DATE.match(line):
        became = "taken for text of the event before: it is not understood as a date"
        loss = Loss(reading.span(number, line), "text", cut(line), became, is_kept=True)
        reading.losses += [loss] if reading.event else []
    return False


def _read_header(reading: _Reading, span: Span, line: str) -> None:
    entry = _HEADER.fullmatch(line.strip())
    if entry and entry[1].lower() == "dateformat":
        reading.day_first = entry[2].replace(" ", "").strip("\"'") == "d/M/y"
    if entry and entry[1].lower() in {"timezone", "tz"}:
        reading.zone = entry[2].strip("\"'")
    name = entry[1] if entry else "header"
    value = entry[2] if entry else line.strip()
    if not value or value == "---":
        return
    reading.extra[name] = f"{reading.extra[name]}\n{value}" if name in reading.extra else value
    became = "kept in content/_extra.yaml"
    reading.losses.append(Loss(span, name, cut(value), became, is_kept=True))


def _go_on(reading: _Reading, event: _Event, line: str) -> None:
    entry = _PROPERTY.fullmatch(line.strip())
    if entry and not event.lines:
        name, value = entry[1], entry[2]
        before = event.properties.get(name)
        event.properties[name] = f"{before}\n{value}" if before else value
        if name == "id":
            reading.ids.setdefault(value, event.when)
    else:
        event.lines.append(line)


# -- events ---------------------------------------------------------------------------------


def _draft(event: _Event, reading: _Reading, wish: Wish) -> Draft:
    span = Span(reading.path, event.line, 1, event.line, 2)
    extra: dict[str, Any] = {}
    text = "\n".join([event.head, *event.lines])
    fields: dict[str, Any] = {"date": event.when.edtf}
    properties = dict(event.properties)
    zone = properties.pop("timezone", "") or properties.pop("tz", "")
    fields |= _clock(event.when, zone or reading.zone, wish)
    if zone and fields.get("zone") != zone:
        extra["timezone"] = zone
    name, *names = [*filter(None, [properties.pop("id", ""), *_ID.findall(event.head)]), ""]
    others = [one for one in names if one and one != name]
    others += [name] if name and not is_id(name) else []
    properties |= {"ids": ", ".join(others)} if others else {}
    if done := _DONE.match(event.head):
        properties["checkbox"] = done[1]
    media, pictures = _media(text)
    text = _PICTURE.sub("", text)
    places = [one or other for one, other in _PLACE.findall(text)]
    fields["place"] = places[0] if places else ""
    properties |= {"places": ", ".join(places[1:])} if places[1:] else {}
    text = _PLACE.sub(lambda found: found[1] or found[2], text)
    fields["sources"] = [
        {"url": address, "title": words} for words, address in dict.fromkeys(_LINK.findall(text))
    ]
    tags = [*_TAG.findall(text), *(tag for name in event.groups for tag in _group_tags(name))]
    fields["tags"] = list(dict.fromkeys(tag.casefold() for tag in tags))
    fields["media"] = media
    _title_and_body(fields, text)
    extra |= properties
    if event.groups:
        extra["groups"] = list(event.groups)
    if event.when.is_worked_out or event.every or event.raw != event.when.edtf:
        extra["date"] = event.raw
    reading.losses += _losses(event, properties, extra, span)
    fields["extra"] = {"markwhen": extra} if extra else {}
    return Draft(fields, span, name, pictures, name)


def _clock(when: Stretch, zone: str, wish: Wish) -> dict[str, str]:
    """The time of day and its zone, or that of the site for what is so far from UTC."""
    if not when.clock:
        return {}
    offset = _OFFSET.fullmatch(zone)
    if when.is_utc or not offset:
        utc = "UTC" if wish.timezone != "UTC" else ""
        return {"time": when.clock, "zone": utc if when.is_utc else zone}
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    away = timedelta(minutes=-minutes if offset[1] == "-" else minutes)
    try:
        moment = when.first.replace(tzinfo=timezone(away)).astimezone(ZoneInfo(wish.timezone))
    except (ValueError, OverflowError):  # no zone is a day away, and no year is before 1
        return {"time": when.clock, "zone": zone}
    return {"date": str(moment.date()), "time": moment.strftime("%H:%M")}


def _title_and_body(fields: dict[str, Any], text: str) -> None:
    first, _, rest = text.partition("\n")
    title = _LINK.sub(lambda found: found[1], _TAG.sub("", _ID.sub("", first)))
    title = _DONE.sub("", " ".join(title.split()), count=1)
    body = _TAG.sub(lambda found: found[1], rest)
    lines = [line.strip() if not line.startswith("    ") else line.rstrip() for line in
             body.split("\n")]  # fmt: skip
    body = "\n".join(lines).strip("\n")
    if not title:
        title, _, body = body.partition("\n")
    fields["title"] = title.strip()
    fields["body"] = f"{body.strip()}\n" if body.strip() else ""


def _group_tags(name: str) -> Iterator[str]:
    """A group is a topic, and may have tags of its own."""
    words = " ".join(_TAG.sub("", name).split())
    if words:
        yield words
    yield from _TAG.findall(name)


def _media(text: str) -> tuple[list[dict[str, str]], tuple[str, ...]]:
    media, paths = [], []
    for alt, path in _PICTURE.findall(text):
        file = path.partition("?")[0].rpartition("/")[2]
        is_web = path.lower().startswith(("http://", "https://"))
        one = {"file": file, "alt": alt, "url": path if is_web else ""}
        media.append({name: value for name, value in one.items() if value})
        paths.append(path)
    return media, tuple(paths)


def _losses(
    event: _Event, properties: dict[str, str], extra: dict[str, Any], span: Span
) -> Iterator[Loss]:
    kept = "kept in extra.markwhen"
    for name, value in properties.items():
        yield Loss(span, name, cut(value), kept, is_kept=True)
    if "timezone" in extra:
        yield Loss(span, "timezone", cut(extra["timezone"]), kept, is_kept=True)
    if event.groups:
        became = f"made a tag, and {kept}"
        yield Loss(span, "group", cut(" / ".join(event.groups)), became, is_kept=True)
    if event.when.is_timed and event.when.is_long and not event.when.is_worked_out:
        short = "a time of day has no end here"
        why = short if event.when.clock else "what takes several days has no time of day here"
        yield Loss(span, "date", cut(event.raw), f"{kept}: {why}", is_kept=True)
    if event.when.is_worked_out:
        became = f"worked out: {event.when.edtf}; {kept}"
        yield Loss(span, "date", cut(event.raw), became, is_kept=True)
    if event.every:
        became = f"left out: only the first time is an event; {kept}"
        yield Loss(span, "every", cut(event.every), became, is_kept=True)
