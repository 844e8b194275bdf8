"""When an event last changed, as far as the record says so."""

from __future__ import annotations

from datetime import UTC, datetime

from linimasa.fuzzydate import SECONDS_A_DAY, FuzzyDate, date_of, first_second, last_second
from linimasa.fuzzydate.zones import offset_at
from linimasa.model.record import Event

_FIRST_MOMENT, _LAST_MOMENT = first_second(1), last_second(9999)  # what RFC 3339 can write


def last_change(event: Event, zone: str) -> int:
    """When the record says that an event last changed: seconds since 1970 (UTC).

    That is its last correction or the moment it was published; without either, the start of its
    own date says when the news can first have been there, and of a plan the newest source.
    """
    known = [moment_of(correction.date, zone) for correction in event.corrections]
    if event.publish:
        known.append(_writable(_published(event.publish, zone)))
    return max(known) if known else moment_of(_foretold(event) or event.date, zone)


def _foretold(event: Event) -> FuzzyDate | None:
    """The date of the newest source, where the event is dated after all of them: it is a plan."""
    dates = [source.date for source in event.sources if source.date]
    starts = event.date.earliest
    if starts is None or any(one.latest is None or one.latest >= starts for one in dates):
        return None
    return max(dates, key=lambda one: one.sort_key, default=None)


def moment_of(date: FuzzyDate, zone: str) -> int:
    """When a date begins, in seconds since 1970 (UTC); years are held within 1 to 9999."""
    return _writable(_first_moment(date, zone))


def _writable(moment: int) -> int:
    return min(max(moment, _FIRST_MOMENT), _LAST_MOMENT)


def _first_moment(date: FuzzyDate, zone: str) -> int:
    if date.earliest is not None:
        return _utc(date.earliest, zone)
    return _utc(date.latest, zone) if date.latest is not None else _FIRST_MOMENT


def _published(moment: str, zone: str) -> int:
    written = datetime.fromisoformat(moment)
    if written.tzinfo is not None:
        return int(written.timestamp())
    return _utc(int(written.replace(tzinfo=UTC).timestamp()), zone)


def _utc(civil: int, zone: str) -> int:
    year = date_of(civil // SECONDS_A_DAY)[0]
    return civil - 60 * (offset_at(zone, civil, year) or 0)
