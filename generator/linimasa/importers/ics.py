"""A calendar (RFC 5545) → events.

In: iCalendar. Out: a draft for each VEVENT, and for each time that one comes again, as far as
was asked. Zones are those of the calendar; what has no field is kept under `extra.ics`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from math import prod
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar

from linimasa.decode import KINDS, Context, Wrong
from linimasa.diagnostics import Diagnostic, Span
from linimasa.fuzzydate import DateError, FuzzyDate
from linimasa.fuzzydate.zones import zone_named
from linimasa.importers.fitting import cut
from linimasa.importers.reading import bad_input, text_of
from linimasa.markup.htmltext import escaped
from linimasa.model.imported import Draft, Imported, Loss, Wish

YEARS = 1
"""An event that comes again without end is followed this long after its first time."""
MOST = 400
"""So many times of one event are written at most."""
_KNOWN = frozenset(
    {
        "UID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "CATEGORIES", "URL",
        "LOCATION", "GEO", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
    }
)  # fmt: skip
_OFTEN = re.compile(r"FREQ=(?:SECONDLY|MINUTELY)", re.I)
_TEXTS = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION", "URL"})
_DAYS = frozenset({"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY"})
_TIMES = {"DAILY": ("BYHOUR", "BYMINUTE", "BYSECOND"), "HOURLY": ("BYMINUTE", "BYSECOND")}
"""What makes several times of one day or hour."""
_CYCLE = 146_097
"""Days of 400 years, after which the calendar and its weeks come again as they were."""
_COUNT = re.compile(r";?COUNT=([0-9]+)", re.I)
_UNTIL = re.compile(r";?UNTIL=([0-9T]+)", re.I)


def parse(data: bytes, path: str, wish: Wish) -> Imported:
    """Read a calendar.

    Diagnostics: not-utf-8, bad-input.
    """
    text, wrong = text_of(data, path)
    if text is None:
        return Imported((), diagnostics=wrong)
    try:
        calendars = Calendar.from_ical(re.sub(r"\r\n?", "\n", text), multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason = cut(error)
        return Imported((), diagnostics=(bad_input(Span(path, 1, 1), f"no calendar: {reason}"),))
    except OSError:  # what is found by that name is a folder of zones
        message = "a time zone here is none, such as “Europe” without a city"
        return Imported((), diagnostics=(bad_input(Span(path, 1, 1), message),))
    events = [one for calendar in calendars for one in calendar.walk("VEVENT")]
    if not calendars:
        is_cut = "BEGIN:VCALENDAR" in text.upper()
        message = "this calendar has no end: END:VCALENDAR" if is_cut else "this is no calendar"
        return Imported((), diagnostics=(bad_input(Span(path, 1, 1), message),))
    losses: list[Loss] = []
    found: list[Diagnostic] = []
    drafts: list[Draft] = []
    moved = {(str(one.get("UID", "")), _stamp(one.get("RECURRENCE-ID"))) for one in events}
    for event, span in zip(events, _spans(text, path, len(events)), strict=False):
        try:
            drafts += _drafts(event, span, wish, moved, losses)
        except (
            ValueError,
            TypeError,
            AttributeError,
            OverflowError,
            KeyError,
            IndexError,
        ) as error:
            found.append(bad_input(span, f"this event cannot be read: {cut(error)}"))
    extra: dict[str, str] = {}
    for name, shown in _calendar_extra(calendars, path, losses):
        extra[name] = f"{extra[name]}\n{shown}" if name in extra else shown
    return Imported(tuple(drafts), extra, losses=tuple(losses), diagnostics=tuple(found))


def _spans(text: str, path: str, number: int) -> list[Span]:
    lines = re.split(r"\r\n|\r|\n", text)
    found = [
        Span(path, at, 1, at, len(line) + 1)
        for at, line in enumerate(lines, 1)
        if line.strip().upper() == "BEGIN:VEVENT"
    ]
    return [*found, *[Span(path)] * (number - len(found))]


def _calendar_extra(
    calendars: Sequence[Any], path: str, losses: list[Loss]
) -> Iterator[tuple[str, str]]:
    """What calendars say of themselves, and what is in them that is no event."""
    for calendar in calendars:
        for name, value in calendar.property_items(recursive=False):
            if name not in {"BEGIN", "END", "VERSION", "PRODID", "CALSCALE"}:
                shown = _as_text(value)
                yield str(name), shown
                became = "kept in content/_extra.yaml"
                losses.append(Loss(Span(path), str(name), cut(shown), became, is_kept=True))
        for part in calendar.subcomponents:
            if part.name not in {"VEVENT", "VTIMEZONE"}:
                shown = str(part.get("SUMMARY", ""))
                became = "left out: only events are imported"
                losses.append(Loss(Span(path), str(part.name), cut(shown), became, is_kept=False))


# -- times ----------------------------------------------------------------------------------


def _drafts(
    event: Any, span: Span, wish: Wish, moved: set[tuple[str, str]], losses: list[Loss]
) -> Iterator[Draft]:
    for name, _ in getattr(event, "errors", ()):
        # What cannot be read is there as text, and is told of by `_extra`.
        if name and name not in _TEXTS | {"DTSTART"}:
            left = [one for one in _listed(event.pop(name, None)) if not isinstance(one, str)]
            event.update({name: left} if left else {})
    start = event.decoded("DTSTART")
    if not isinstance(start, date):
        raise ValueError("DTSTART is not one day or moment")
    uid = str(event.get("UID", ""))
    length = _length(event, start)
    # Our own calendars say beside the days what is really known; a moment is known.
    said = str(event.get("X-LINIMASA-DATE", "")).replace("\\,", ",")
    own = "" if isinstance(start, datetime) else said
    own = "" if isinstance(KINDS[FuzzyDate].read(own, Context()), Wrong) else own
    fields = _fields(event, span, dict(_untold(event, start, length, wish)), losses)
    recurrence = _stamp(event.get("RECURRENCE-ID"))
    times = [start] if recurrence else list(_times(event, start, span, wish, losses))
    for number, moment in enumerate(times):
        key = f"{uid}/{recurrence}" if recurrence else f"{uid}/{number}" if number else uid
        # One of many that was moved stands in the calendar as an event of its own.
        if recurrence or (uid, _stamp_of(moment)) not in moved:
            when = {"date": own} if own else _when(moment, length, wish)
            yield Draft({**fields, **when}, span, "", (), key)


def _length(event: Any, start: date) -> timedelta | None:
    if "DTEND" in event:
        end = event.decoded("DTEND")
        if isinstance(end, datetime) != isinstance(start, datetime):
            return None
        if isinstance(end, datetime) and (end.tzinfo is None) != (start.tzinfo is None):  # type: ignore[attr-defined]
            return None
        length: timedelta = end - start
        return length
    if "DURATION" in event:
        duration: timedelta = event.decoded("DURATION")
        return duration
    return None


def _when(start: date, length: timedelta | None, wish: Wish) -> dict[str, str]:
    """Date, and the time of day where it has one; an all-day end is the day after the last."""
    if not isinstance(start, datetime):
        last = start + (length or timedelta(1)) - timedelta(1)
        return {"date": f"{start}/{last}" if last > start else str(start)}
    zone = _zone_of(start, wish)
    local = start.astimezone(ZoneInfo(zone)) if start.tzinfo else start
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    fields = {"date": str(local.date()), "time": clock}
    if zone != wish.timezone:
        fields["zone"] = zone
    last = (local + (length or timedelta())).date()
    if length and (local + length).time() == time():
        last -= timedelta(1)  # who ends at midnight ends that day
    if last > local.date():
        # A range has no time of day; the days are what readers need.
        return {"date": f"{local.date()}/{last}"}
    return fields


def _untold(
    event: Any, start: date, length: timedelta | None, wish: Wish
) -> Iterator[tuple[str, str]]:
    """Which of the times are not told by the date, and why."""
    ends = [name for name in ("DTEND", "DURATION") if name in event]
    if not isinstance(start, datetime):
        if length is None or length % timedelta(1) or length < timedelta():
            yield from ((name, "it is no end of whole days") for name in ends)
        return
    yield from ((name, "a time of day has no end here") for name in ends)
    if start.tzinfo is None and "TZID" in event["DTSTART"].params:
        yield "DTSTART", f"its time zone is not known, and taken for {wish.timezone}"
    elif "time" not in _when(start, length, wish):
        yield "DTSTART", "what takes several days has no time of day here"


def _zone_of(moment: datetime, wish: Wish) -> str:
    """The zone's name if it is one of the IANA database, else the site's own."""
    name = str(getattr(moment.tzinfo, "key", "") or "")
    if moment.tzinfo is None or moment.tzinfo is UTC or name in {"", "UTC"}:
        return wish.timezone
    try:
        zone_named(name)
    except DateError:
        return wish.timezone
    return name


def _times(event: Any, start: date, span: Span, wish: Wish, losses: list[Loss]) -> Iterator[date]:
    """The first time, and those that follow."""
    if not {"RRULE", "RDATE"} & set(event):
        yield start
        return
    first = start if isinstance(start, datetime) else datetime.combine(start, time())
    zone, first = first.tzinfo, first.replace(tzinfo=None)
    end = datetime.fromtimestamp(wish.until, UTC).replace(tzinfo=None) if wish.until else (
        first + timedelta(days=365 * YEARS)
    )  # fmt: skip
    texts = [_rule(rule, zone) for rule in _listed(event.get("RRULE"))]
    if any(_OFTEN.search(text) for text in texts):
        losses.append(Loss(span, "RRULE", cut(texts), "left out: it comes every minute", False))
        texts = []
    found = {first, *(_bare(one, zone) for one in _dates(event.get("RDATE")))}
    for text in texts:
        if _ever_comes(text, first):
            found.update(_followed(text, first, end))
        else:
            losses.append(Loss(span, "RRULE", cut(text), "left out: such a day never comes", False))
    found.difference_update(_bare(one, zone) for one in _dates(event.get("EXDATE")))
    times = [one for one in sorted(found) if one <= end or one == first]
    bound = (
        f"written out to {end.date()} ({len(times[:MOST])} events); the rule is kept in extra.ics"
    )
    losses.append(Loss(span, "RRULE", cut(", ".join(texts) or "RDATE"), bound, is_kept=True))
    for one in times[:MOST]:
        yield one.replace(tzinfo=zone) if isinstance(start, datetime) else one.date()


def _ever_comes(text: str, first: datetime) -> bool:
    """Whether any year has the days that a rule names, and any of them so many times.

    To look for them year by year ends soon; day by day it takes many seconds until the year
    9999, where every search ends: the same days of a late year are looked for instead.
    """
    parts = {
        name.upper(): value for name, _, value in (part.partition("=") for part in text.split(";"))
    }
    often = parts.get("FREQ", "").upper()
    if often in _TIMES and "BYSETPOS" in parts:
        most = prod(len(parts.get(name, "0").split(",")) for name in _TIMES[often])
        if all(abs(int(place)) > most for place in parts["BYSETPOS"].split(",")):
            return False
    days = [f"{name}={value}" for name, value in parts.items() if name in _DAYS]
    yearly = ";".join(["FREQ=YEARLY", *days])
    if days and next(iter(rrulestr(yearly, dtstart=first)), None) is None:
        return False
    late = first + timedelta(_CYCLE) * ((9500 - first.year) // 400)
    return next(iter(rrulestr(_endless(text), dtstart=late)), None) is not None


def _followed(text: str, first: datetime, end: datetime) -> Iterator[datetime]:
    """The times of a rule, up to an end."""
    count = _COUNT.search(text)
    own = _UNTIL.search(text)
    # Many write the last day of what has a time of day; it is meant whole.
    last = own[1] if own and "T" in own[1] else own and f"{own[1]}T235959"
    until = min(filter(None, (last, f"{end:%Y%m%dT%H%M%S}")))
    rule = rrulestr(f"{_endless(text)};UNTIL={until}", dtstart=first)
    yield from islice(rule, min(int(count[1]), MOST + 1) if count else MOST + 1)


def _endless(text: str) -> str:
    """The rule without its own end."""
    return _UNTIL.sub("", _COUNT.sub("", text))


def _rule(rule: Any, zone: Any) -> str:
    """The rule as text; an end in UTC is in the zone of the event, as its times are here."""
    text = rule.to_ical().decode()

    def local(found: re.Match[str]) -> str:
        moment = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        return f"UNTIL={moment.astimezone(zone or UTC):%Y%m%dT%H%M%S}"

    return re.sub(r"UNTIL=([0-9]{8}T[0-9]{6})Z", local, text)


def _dates(value: Any) -> Iterator[date]:
    for one in _listed(value):
        for part in getattr(one, "dts", ()):
            moment = part.dt[0] if isinstance(part.dt, tuple) else part.dt  # where a period begins
            if isinstance(moment, date):
                yield moment


def _bare(moment: date, zone: Any) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    return (moment.astimezone(zone) if moment.tzinfo and zone else moment).replace(tzinfo=None)


def _stamp(value: Any) -> str:
    try:
        return _stamp_of(value.dt) if value is not None else ""
    except (AttributeError, ValueError):  # it cannot be read, which `errors` of the event tells
        return ""


def _stamp_of(moment: date) -> str:
    if isinstance(moment, datetime) and moment.tzinfo:
        moment = moment.astimezone(UTC)
    return moment.isoformat()


# -- fields ---------------------------------------------------------------------------------


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _words(event: Any, name: str) -> str:
    """The first text of this name; `_extra` keeps the others."""
    return next((str(one) for one in _listed(event.get(name))), "").strip()


def _fields(
    event: Any, span: Span, untold: Mapping[str, str], losses: list[Loss]
) -> dict[str, Any]:
    fields: dict[str, Any] = {"title": _words(event, "SUMMARY") or _words(event, "LOCATION")}
    text = _words(event, "DESCRIPTION")
    if text:
        is_long = "\n" in text or len(text) > 300
        fields["body" if is_long else "summary"] = escaped(text) if is_long else text
    tags = [str(tag).strip() for one in _listed(event.get("CATEGORIES")) for tag in one.cats]
    fields["tags"] = [tag for tag in tags if tag]
    address = _words(event, "URL")
    if address:
        fields["sources"] = [{"url": address}]
    place = _place(event)
    if place:
        fields["place"] = place
    extra = dict(_extra(event, span, untold, losses))
    if extra:
        fields["extra"] = {"ics": extra}
    return fields


def _place(event: Any) -> Any:
    words = _words(event, "LOCATION")
    geo = next(iter(_listed(event.get("GEO"))), None)
    if geo is None:
        return words
    lat, lon = float(geo.latitude), float(geo.longitude)
    return {"name": words or f"{lat:g}, {lon:g}", "lat": lat, "lon": lon}


def _extra(
    event: Any, span: Span, untold: Mapping[str, str], losses: list[Loss]
) -> Iterator[tuple[str, Any]]:
    """Everything that has no field, STATUS too: it says whether an event takes place, no more."""
    for name, value in event.items():
        shown = ", ".join(_as_text(one) for one in _listed(value))
        if name in untold:
            yield name, shown
            became = f"kept in extra.ics: {untold[name]}"
            losses.append(Loss(span, name, cut(shown), became, is_kept=True))
        elif name in {"UID", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}:
            yield name, shown
            if "RANGE" in getattr(value, "params", {}):
                became = "kept in extra.ics: this time alone is moved, none after it"
                losses.append(Loss(span, name, cut(shown), became, is_kept=True))
        elif name in _TEXTS | {"GEO"}:
            first, *others = _listed(value) or [""]
            parameters = getattr(first, "params", {})
            more = {f"{name};{key}": str(one) for key, one in parameters.items() if key != "VALUE"}
            more |= {name: ", ".join(map(_as_text, others))} if others else {}
            for spot, one in more.items():
                yield spot, one
                losses.append(Loss(span, spot, cut(one), "kept in extra.ics", is_kept=True))
        elif name not in _KNOWN:
            yield name, shown
            losses.append(Loss(span, name, cut(shown), "kept in extra.ics", is_kept=True))
    for part in event.subcomponents:
        shown = cut(part.to_ical().decode(errors="replace"))
        became = "left out: a timeline reminds nobody"
        losses.append(Loss(span, str(part.name), shown, became, is_kept=False))
    broken: Sequence[tuple[Any, Any]] = getattr(event, "errors", ())
    for name, error in broken:
        shown = str(name or "a line")
        losses.append(Loss(span, shown, cut(error), "left out: it cannot be read", False))


def _as_text(value: Any) -> str:
    written = value.to_ical() if hasattr(value, "to_ical") else str(value)
    text = written.decode(errors="replace") if isinstance(written, bytes) else str(written)
    parameters: Mapping[str, Any] = getattr(value, "params", {})
    named = "".join(f";{name}={one}" for name, one in parameters.items())
    return f"{named}:{text}" if named else str(value) if isinstance(value, str) else text
