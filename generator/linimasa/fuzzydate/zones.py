"""Clock times to the civil axis: in go a civil time and a zone's name, out comes an offset.

Offsets are whole minutes, as ISO 8601 writes them; the local mean times of the 19th century
are rounded to that. Only zoneinfo's tables are read; the system's own zone never is.
"""

import difflib
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from .calendar import SECONDS_A_DAY, date_of, day_number
from .model import DateError

_FIRST_YEAR, _LAST_YEAR = 1, 9999  # what zoneinfo can answer for
_UNIX_YEAR_ONE = day_number(_FIRST_YEAR, 1, 1) * SECONDS_A_DAY

_NO_PLACE = {"localtime", "posixrules", "Factory"}  # files beside the zones that name none

SHORT_ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
"""Short names that mean one zone only; names such as CST or EST mean several."""


@lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo:
    """Find the zone of an IANA name; DateError with the nearest names when there is none."""
    try:
        if name in _NO_PLACE:
            raise LookupError(name)
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise DateError(f"There is no time zone “{name}”.", _nearest(name)) from None


@lru_cache(maxsize=1)
def _known_names() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() - _NO_PLACE}


def _nearest(name: str) -> str:
    if name[:3].upper() in {"UTC", "GMT"}:
        return "Write the offset alone, such as +07:00."
    if name.lower() in {"am", "pm"}:
        return "Write the time with 24 hours: 19:30."
    known = _known_names()
    sought = name.lower().replace(" ", "_")
    by_city = [full for low, full in known.items() if low.rpartition("/")[2] == sought]
    close = by_city or [
        known[low] for low in difflib.get_close_matches(sought, known, n=1, cutoff=0.75)
    ]
    if close:
        return f"Did you mean {sorted(close)[0]}?"
    return "Write a name such as Asia/Jakarta, an offset such as +07:00, or Z for UTC."


def in_tables(year: int) -> bool:
    """Tell whether zone tables cover a year."""
    return _FIRST_YEAR <= year <= _LAST_YEAR


def offset_at(name: str, civil: int, year: int) -> int | None:
    """Give the minutes east of UTC in a zone at a civil time; None for years without zone tables.

    A time that a clock change skips or repeats is read with the offset in force before the
    change (PEP 495, fold=0).
    """
    if not in_tables(year):
        return None
    naive = datetime(1, 1, 1) + timedelta(seconds=civil - _UNIX_YEAR_ONE)  # noqa: DTZ001
    return _minutes(naive.replace(tzinfo=zone_named(name)).utcoffset())


def to_civil(instant: int, name: str) -> int | None:
    """Place a UTC instant on the civil axis of a zone; None for years without zone tables."""
    year = date_of(instant // SECONDS_A_DAY)[0]
    if not _FIRST_YEAR < year < _LAST_YEAR:
        return None
    if name in {"UTC", "Z"}:
        return instant
    moment = datetime(1, 1, 1, tzinfo=UTC) + timedelta(seconds=instant - _UNIX_YEAR_ONE)
    return instant + 60 * _minutes(moment.astimezone(zone_named(name)).utcoffset())


def _minutes(offset: timedelta | None) -> int:
    return round((offset or timedelta()).total_seconds() / 60)
