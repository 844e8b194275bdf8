"""The calendar of each language (iCalendar, RFC 5545): the events that a calendar can hold.

In: the site and its plans. Out: `calendar.ics` below the root of each language. A day is a day and
a clock time a moment; what is known less exactly takes all the days it can mean, is tentative, and
says so in words. Years before 1 or after 9998, open ends, and sets of separate dates are left out,
and how many events that were stands in `X-LINIMASA-LEFT-OUT`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from linimasa.exporters.atom import events_feed
from linimasa.exporters.feed import brief, headline, tag_labels
from linimasa.exporters.published import Published, WholeEvent, alone, in_each_language
from linimasa.fuzzydate import FuzzyDate, Kind, Precision, first_second, last_second
from linimasa.load import moment_of
from linimasa.model.address import link, slug, whole
from linimasa.model.files import NotInstalled, Output
from linimasa.model.jsonform import dated
from linimasa.model.settings import ExportFormat
from linimasa.model.site import Site
from linimasa.plan import Edition
from linimasa.plan.offers import address_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = first_second(1), last_second(9998)
"""The day after the last one must have a date, too."""
_CLOCK = (Precision.SECOND, Precision.MINUTE)
_SURE = ("sure",)
# Python writes smaller numbers so; for places that is less than a dozen meters.
_WITH_EXPONENT = 0.0001
# RFC 5545, 3.1: no control characters but the tab; a line feed is written as `\n`.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def export(published: Published) -> tuple[Output, ...]:
    """A calendar for each language of the site.

    Raises `NotInstalled` when it is asked for without the library that writes it.
    """
    return in_each_language(published, ExportFormat.ICS, _pieces)


def left_out(site: Site) -> int:
    """How many public events a calendar cannot hold."""
    zone = site.settings.timezone
    public = (entry.outline for entry in site.entries.values() if entry.public)
    return sum(not _fits(dated(one.date, zone)) for one in public)


def _pieces(published: Published, edition: Edition) -> Iterator[bytes]:
    try:
        from icalendar import Calendar, vText  # noqa: PLC0415 - loads with what needs it
    except ImportError as error:
        raise NotInstalled("icalendar", "ics", "a calendar") from error
    feed = events_feed(edition, address_of(ExportFormat.ICS, edition))
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Linimasa//Timeline//EN")
    # A text like any other (RFC 5545, 3.8.8.2), which the library does not know by itself.
    calendar.add("x-wr-calname", vText(_clean(feed.title)))
    calendar.add("x-linimasa-left-out", str(left_out(published.site)))
    begin, end = calendar.to_ical().decode().split("END:VCALENDAR")
    yield begin.encode()
    for part in published.each(calendar_entry, edition):
        yield part.encode()
    yield f"END:VCALENDAR{end}".encode()


def calendar_entry(event: WholeEvent, edition: Edition) -> str:
    """An event as an entry; an empty text where a calendar cannot hold it."""
    from icalendar import Event, vText  # noqa: PLC0415 - loads with what needs it

    when = event.event.date
    if not _fits(when):
        return ""
    shown = alone(event, edition)
    changed = _EPOCH + timedelta(seconds=event.changed)
    entry = Event()
    # The same in every language, and wherever the site is published.
    title = edition.settings.title.best(edition.first, edition.first)[0]
    entry.add("uid", f"{link(shown.id)}@{link(slug(title) or 'timeline')}.linimasa")
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    for field, moment in _times(when, edition.zone).items():
        entry.add(field, moment)
    is_exact = _is_exact(when)
    words = headline(shown) if is_exact else f"{headline(shown)} – {shown.date.words}"
    entry.add("summary", _clean(words))
    entry.add("description", _clean(brief(shown)))
    if not is_exact or shown.status.tone not in _SURE:
        entry.add("status", "TENTATIVE")
    entry.add("transp", "TRANSPARENT")
    entry.add("x-linimasa-date", vText(_clean(when.text)))
    place = event.event.place
    if shown.place:
        entry.add("location", _clean(shown.place.text))
    if place and place.lat is not None and place.lon is not None:
        entry.add("geo", (_plain(place.lat), _plain(place.lon)))
    tags = [_clean(tag) for tag in tag_labels(edition, event.event.tags)]
    if tags:
        entry.add("categories", tags)
    if edition.settings.url:
        entry.add("url", whole(edition.settings.url, shown.address))
    text: bytes = entry.to_ical()
    return text.decode()


def _fits(when: FuzzyDate) -> bool:
    """Whether a calendar can hold all days that a date can mean, and no others."""
    if when.earliest is None or when.latest is None or when.kind is Kind.ALL_OF:
        return False
    return when.earliest >= _FIRST and when.latest <= _LAST


def _is_exact(when: FuzzyDate) -> bool:
    """Whether no day it names is in doubt."""
    is_vague = when.approximate or when.uncertain or when.kind is Kind.ONE_OF
    return not is_vague and when.precision in (*_CLOCK, Precision.DAY)


def _times(when: FuzzyDate, zone: str) -> Mapping[str, date | datetime]:
    """When it is: a moment, or the first day and the day after the last one."""
    if when.kind is Kind.POINT and when.precision in _CLOCK and _is_exact(when):
        return {"dtstart": _EPOCH + timedelta(seconds=moment_of(when, zone))}
    first, last = (
        (_EPOCH + timedelta(seconds=second or 0)).date() for second in (when.earliest, when.latest)
    )
    return {"dtstart": first, "dtend": last + timedelta(days=1)}


def _plain(degrees: float) -> float:
    """One that is written without an exponent, which a calendar does not know (RFC 5545, 3.3.7)."""
    return round(degrees, 4) if abs(degrees) < _WITH_EXPONENT else degrees


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)
