"""Dates of TimelineJS ⇄ dates of the record.

Year −n is n BCE there and there is no year 0; EDTF counts with one, so −1 there is 0000 here.
Parts that are missing or empty are not known. Clock times have no zone. A month 13 is not refused
there: it becomes the next January. Here it is a mistake, and what is above it is all that is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linimasa.fuzzydate import (
    SECONDS_A_DAY,
    FuzzyDate,
    Kind,
    Point,
    Precision,
    date_of,
    days_in_month,
    era_year,
)
from linimasa.fuzzydate.point import year_text

Numbers = dict[str, int]
"""A date of TimelineJS: its parts by their names."""

PARTS = ("year", "month", "day", "hour", "minute", "second", "millisecond")
MOST_YEARS = 10**15
"""EDTF years end here."""
_PLAIN = (Precision.YEAR, Precision.MONTH, Precision.DAY)
_CLOCK = (Precision.MINUTE, Precision.SECOND)
_NUMBER = re.compile(r"\s*([+-]?[0-9]{1,18})(?:\.0*)?\s*")
_DEFAULTS = (0, 1, 1, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as the record has it, and what in it makes no sense."""

    date: str
    """EDTF; empty where there is none."""
    time: str = ""
    problems: tuple[tuple[str, str, str], ...] = ()
    """The key, what is wrong with it, and what would be right."""


# -- in -------------------------------------------------------------------------------------


def number(value: Any) -> int | None:
    """A whole number, given as one or as a text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 10**18 else None
    if isinstance(value, int):
        return value if abs(value) < 10**18 else None
    match = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    return int(match[1]) if match else None


def is_blank(value: Any) -> bool:
    """Whether a part is not given."""
    return value is None or (isinstance(value, str) and not value.strip())


def read_date(start: Any, end: Any) -> Dated:
    """The date of a slide, from its start and its end."""
    first = _read(start, "start_date")
    if not first.date or not isinstance(end, Mapping):
        return first
    last = _read(end, "end_date")
    problems = first.problems + last.problems
    if not last.date or last.date == first.date:
        return Dated(first.date, first.time, problems)
    if _order(start) > _order(end):
        wrong = ("end_date", "this ends before it begins", "change one of the two dates")
        return Dated(first.date, first.time, (*problems, wrong))
    return Dated(f"{first.date}/{last.date}", "", problems)


def is_same(start: Any, end: Any) -> bool:
    """Whether TimelineJS drops the end: it looks at no other parts than the start has."""
    if not isinstance(start, Mapping) or not isinstance(end, Mapping):
        return False
    return all(_equal(value, end.get(name)) for name, value in start.items())


def _equal(one: Any, other: Any) -> bool:
    if is_blank(one) and is_blank(other):
        return True
    return one == other or (number(one) is not None and number(one) == number(other))


def _order(date: Any) -> tuple[int, ...]:
    numbers = [number(date.get(name)) for name in PARTS]
    return tuple(
        default if one is None else one for one, default in zip(numbers, _DEFAULTS, strict=True)
    )


def order_key(date: Any) -> tuple[int, ...]:
    """Sorts as TimelineJS does: what is missing is the first there is."""
    return _order(date) if isinstance(date, Mapping) else _DEFAULTS


def _read(date: Any, where: str) -> Dated:
    if not isinstance(date, Mapping):
        return Dated("", problems=((where, "there is no date here", "give it a year at least"),))
    year = number(date.get("year"))
    if year is None or abs(year) >= MOST_YEARS:
        shown = "" if is_blank(date.get("year")) else f", and “{str(date['year'])[:40]}” is none"
        wrong = (f"{where}.year", f"a date needs a year{shown}", "write a number, such as 2021")
        return Dated("", problems=(wrong,))
    problems = []
    if year == 0:
        hint = "1 BCE is -1 in TimelineJS; it is taken as that here"
        problems.append((f"{where}.year", "there is no year 0", hint))
    edtf = year + (year < 0)
    text = year_text(edtf)
    if not 0 <= edtf <= 9999 and abs(edtf) > 9999:
        return Dated(text, problems=tuple(problems))
    known: list[int] = []
    clock: list[int] = []
    limits = {"month": 12, "day": 31, "hour": 23, "minute": 59, "second": 59}
    for name in PARTS[1:6]:
        if is_blank(date.get(name)):
            break
        value = number(date[name])
        if name == "day":
            limits["day"] = days_in_month(edtf, known[0])
        least = 1 if name in ("month", "day") else 0
        if value is None or not least <= value <= limits[name]:
            shown = f"{name} {str(date[name])[:40]}"
            problems.append(
                (
                    f"{where}.{name}",
                    f"there is no {shown}" if value is not None else f"“{shown}” is no number",
                    f"a {name} here is {least} to {limits[name]}; "
                    "what is above it is all that is taken",
                )
            )
            break
        (known if name in ("month", "day") else clock).append(value)
    if clock and len(clock) < 2:
        clock.append(0)
    date_text = "-".join([text, *(f"{one:02}" for one in known)])
    return Dated(date_text, ":".join(f"{one:02}" for one in clock), tuple(problems))


# -- out ------------------------------------------------------------------------------------


def written_dates(date: FuzzyDate) -> tuple[Numbers, Numbers | None, bool]:
    """The start, the end if there is one, and whether they say all that the date says.

    Neither has a part that the record does not have, but for the bounds of what lasted or is not
    known well: its first and its last day, month or year. In words it must be said then.
    """
    first, last = date.points[0], date.points[-1]
    if date.kind is Kind.POINT and first.precision in (*_PLAIN, *_CLOCK) and not first.mask:
        exact = not (first.approximate or first.uncertain) and first.estimate is None
        return _parts(first), None, exact and first.hour is None
    if date.kind is Kind.INTERVAL and len(date.points) == 2 and _both_plain(first, last):
        doubt = date.approximate or date.uncertain
        return _parts(first), _parts(last), not doubt
    if date.earliest is None or date.latest is None:
        start, end = _bounds(first.earliest, last.latest)
        is_one = len(date.points) == 1 and _both_plain(first)
        return (_parts(first), None, False) if is_one else (start, end, False)
    start, end = _bounds(date.earliest, date.latest)
    return start, end, False


def _both_plain(*points: Point) -> bool:
    return all(point.precision in _PLAIN and not point.mask for point in points)


def _parts(point: Point) -> Numbers:
    numbers = zip(PARTS, _values(point), strict=False)
    return {name: value for name, value in numbers if value is not None}


def _values(point: Point) -> tuple[int | None, ...]:
    year = point.estimate if point.estimate is not None else point.year
    return (
        _year(year or 0),
        point.month,
        point.day,
        point.hour,
        point.minute,
        point.second,
    )


def _year(astronomical: int) -> int:
    """Its own count, which goes from −1 to 1."""
    count, is_bce = era_year(astronomical)
    return -count if is_bce else count


def _bounds(earliest: int, latest: int) -> tuple[Numbers, Numbers]:
    """From the first to the last day, as months or years where they are whole ones."""
    year, month, day = date_of(earliest // SECONDS_A_DAY)
    end_year, end_month, end_day = date_of(latest // SECONDS_A_DAY)
    start, end = {"year": _year(year)}, {"year": _year(end_year)}
    whole_months = day == 1 and end_day == days_in_month(end_year, end_month)
    if not (whole_months and month == 1 and end_month == 12):
        start["month"], end["month"] = month, end_month
        if not whole_months:
            start["day"], end["day"] = day, end_day
    return start, end


def distinct_end(start: Mapping[str, Any], end: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The start with empty parts where else TimelineJS would drop the end as the same."""
    if end is None or not is_same(start, end):
        return start
    return {**start, **{name: "" for name in end if name not in start}}
