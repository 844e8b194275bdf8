"""A date with a clock time: in goes its text, out come canonical EDTF and a Point.

EDTF Level 0, Date and Time, with three liberties on the way in: a space for the T, no seconds,
and an IANA zone after a space. It must never read the machine's own zone.
"""

import re
from collections.abc import Callable

from .calendar import first_second
from .model import DateError, Point, Precision
from .zones import SHORT_ZONES, in_tables, offset_at, to_civil, zone_named

_CLOCK = re.compile(
    r"(-?[0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ] ?([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?"
    r"(?: ?([Zz]|[+-][0-9]{2}(?::[0-9]{2})?)"
    r"| ([A-Za-z][A-Za-z0-9_+-]*(?:[/ ][A-Za-z][A-Za-z0-9_+-]*)*))?"
)
_FARTHEST = 15 * 60 + 59  # Manila in 1844 was 15:56 west; today -12:00 to +14:00


def read_clock(
    text: str, zone: str, check_day: Callable[[int, int, int], None]
) -> tuple[str, Point] | None:
    """Read a date with a clock time: canonical text and Point; None when it has another shape.

    A time known to the minute covers that minute. Seconds of 00 are taken as a time known to
    the minute, since EDTF can't leave them out.
    """
    match = _CLOCK.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    check_year(match[1])
    check_day(year, month, day)
    _check_time(hour, minute, second)
    written = first_second(year, month, day) + hour * 3600 + minute * 60 + second
    own = _zone(match[7], match[8])
    offset = _offset(own, zone, written, year)
    earliest = written
    if own and offset is not None:
        civil = to_civil(written - 60 * offset, zone)
        earliest = written if civil is None else civil
    canonical = f"{match[1]}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
    if own and offset is not None:
        canonical += "Z" if own in {"Z", "UTC"} else offset_text(offset)
    return canonical, Point(
        Precision.SECOND if second else Precision.MINUTE,
        year,
        month,
        day,
        earliest,
        earliest if second else earliest + 59,
        hour,
        minute,
        second or None,
        own,
        offset,
    )


def check_year(written: str) -> None:
    """Raise DateError for a minus zero (ISO 8601-1 4.2.1: year 0000 has no sign)."""
    if written == "-0000":
        raise DateError("There is no year -0000.", "1 BCE is written 0000, 2 BCE -0001.")


def offset_text(minutes: int) -> str:
    """Write an offset as ISO 8601 does: +08:00."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def _check_time(hour: int, minute: int, second: int) -> None:
    if hour == 24:
        raise DateError("There is no hour 24.", "Midnight is 00:00 of the next day.")
    if hour > 23 or minute > 59:
        raise DateError(
            f"There is no time {hour:02}:{minute:02}.",
            "Hours go from 00 to 23, minutes from 00 to 59.",
        )
    if second > 59:
        raise DateError(f"There is no second {second}.", "Seconds go from 00 to 59.")


def _zone(offset: str | None, name: str | None) -> str:
    """Name the zone as a Point keeps it."""
    if name:
        return SHORT_ZONES.get(name.upper(), name)
    if not offset or offset in "Zz":
        return (offset or "").upper()
    return offset if ":" in offset else f"{offset}:00"


def _offset(own: str, site: str, written: int, year: int) -> int | None:
    name = own or site
    if name in {"Z", "UTC"}:
        return 0 if own or in_tables(year) else None
    if name[0] not in "+-":
        zone_named(name)
        return offset_at(name, written, year)
    minutes = int(name[1:3]) * 60 + int(name[4:])
    if minutes > _FARTHEST or int(name[4:]) > 59:
        raise DateError(
            f"There is no offset {name}.",
            "Offsets go from -12:00 to +14:00; west of Greenwich is minus.",
        )
    return -minutes if name[0] == "-" else minutes
