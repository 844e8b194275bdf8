"""One EDTF date expression: in goes its text, out come its canonical text and its Point.

A text of another shape gives None, so that the caller may try something else; a text of this
shape that names no date raises DateError. Words ('c. 1450') must never be understood here.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import TypedDict

from .calendar import days_in_month, first_second, last_second
from .clock import check_year, read_clock
from .model import DateError, Point, Precision
from .seasons import season_bounds, season_precision

MONTHS = (
    "",
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
"""For messages only; what readers see comes from their locale."""

_FLAGS = re.IGNORECASE | re.ASCII  # ASCII, lest the long s of old print match an s
_DATE = re.compile(
    r"([?~%]{0,2})(-?[0-9X]{4})([?~%]{0,2})"
    r"(?:-([?~%]{0,2})([0-9X]{2})([?~%]{0,2})"
    r"(?:-([?~%]{0,2})([0-9X]{2})([?~%]{0,2}))?)?",
    _FLAGS,
)
_LONG_YEAR = re.compile(
    r"(?:Y(-?)([0-9]+)(?:E([0-9]+))?|(-?)([0-9]{4})(?=S))(?:S([0-9]+))?([?~%]{0,2})",
    _FLAGS,
)
_COMPONENTS = ("year", "month", "day")
_DIGITS, _DIGITS_DOWN = "0123456789", "9876543210"
_SEASONS = range(21, 42)
_LONGEST_FOUR_DIGITS = 9999
_MOST_YEARS = 10**15
_LEAP_YEAR = 2000

_PRECISION_OF_DIGITS = {
    0: Precision.YEAR,
    1: Precision.DECADE,
    2: Precision.CENTURY,
    3: Precision.MILLENNIUM,
}

Written = tuple[str, Point]


def read_point(text: str, zone: str) -> Written | None:
    """Read a date, with or without a clock time, or a long year; None for other shapes."""
    if match := _DATE.fullmatch(text):
        return _read_date([group.upper() if group else "" for group in match.groups()])
    if match := _LONG_YEAR.fullmatch(text):
        return _read_long_year([group or "" for group in match.groups()])
    return read_clock(text, zone, check_day)


def year_text(year: int) -> str:
    """Write a year as EDTF does: four digits (Level 0), or a letter first (Level 1)."""
    if abs(year) > _LONGEST_FOUR_DIGITS:
        return f"Y{year}"
    return f"{year:04}" if year >= 0 else f"-{-year:04}"


def plain_day(year: int, month: int, day: int) -> Point:
    """Make the Point of a complete date without any doubt (EDTF Level 0, Date)."""
    first = first_second(year, month, day)
    return Point(Precision.DAY, year, month, day, first, first + 86_399)


def check_day(year: int, month: int, day: int) -> None:
    """Raise DateError unless this month has this day."""
    if not 1 <= month <= 12:
        if 1 <= day <= 12 and 1 <= month <= days_in_month(year, day):
            raise DateError(
                f"There is no month {month}.",
                f"The month comes before the day: {year_text(year)}-{day:02}-{month:02}.",
            )
        raise _no_month(year_text(year), f"{month:02}")
    last = days_in_month(year, month)
    if day == 0:
        raise DateError(
            "There is no day 00.",
            f"If the day is not known, write {year_text(year)}-{month:02}.",
        )
    if day > last:
        raise DateError(
            f"{MONTHS[month]} {year_text(year)} has {last} days.",
            f"The days of this month go from 01 to {last}.",
        )


def _no_month(year: str, month: str) -> DateError:
    if month == "00":
        return DateError("There is no month 00.", f"If the month is not known, write {year}.")
    hint = "Months go from 01 to 12"
    if year.isdigit() and int(month) > int(year[2:]):
        return DateError(
            f"There is no month {month}.",
            f"{hint}; for a range of years write {year}/{year[:2]}{month}.",
        )
    return DateError(f"There is no month {month}.", f"{hint}, seasons from 21 to 24.")


# --- years, months and days, with X for a digit nobody knows --------------------------------


def _read_date(groups: list[str]) -> Written:
    """EDTF Level 0 Date; Level 1 Qualification, Unspecified digits, Negative year, Seasons."""
    written = [text for text in groups[1::3] if text]
    check_year(written[0])
    marks = _qualifiers(groups[0::3], groups[2::3], len(written))
    masked = "X" in "".join(written)
    if len(written) > 1 and written[1].isdigit() and int(written[1]) in _SEASONS:
        return _read_season(written, marks)
    point = _masked(written, marks) if masked else _plain([int(text) for text in written], marks)
    return _with_marks(written, marks), point


def _plain(numbers: list[int], marks: list[str]) -> Point:
    """Make the Point of a date of which every digit is known."""
    year, month, day = numbers + [0] * (3 - len(numbers))
    if len(numbers) == len(_COMPONENTS):
        check_day(year, month, day)
    elif len(numbers) > 1 and not 1 <= month <= 12:
        raise _no_month(year_text(year), f"{month:02}")
    precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(numbers) - 1]
    return Point(
        precision,
        year,
        month or None,
        day or None,
        first_second(year, month or 1, day or 1),
        last_second(year, month or 12, day),
        **_doubts(_COMPONENTS, marks),
    )


def _masked(written: list[str], marks: list[str]) -> Point:
    """EDTF Level 1 Unspecified digits from the right; Level 2 anywhere in the date."""
    year, month, day = written + ["XX"] * (3 - len(written))
    earliest = _extreme(year, month, day, latest=False)
    latest = _extreme(year, month, day, latest=True)
    return Point(
        _mask_precision(year, month, day),
        _first_year(year),
        int(month) if month.isdigit() else None,
        int(day) if day.isdigit() else None,
        first_second(*earliest),
        last_second(*latest),
        mask="-".join(written),
        **_doubts(_COMPONENTS, marks),
    )


def _mask_precision(year: str, month: str, day: str) -> Precision:
    if "X" in year:
        return _PRECISION_OF_DIGITS.get(4 - year.removeprefix("-").index("X"), Precision.AGE)
    if "X" in month:
        return Precision.YEAR if month == "XX" else Precision.PART_OF_YEAR
    return Precision.MONTH if day == "XX" else Precision.PART_OF_MONTH


def _first_year(mask: str) -> int | None:
    """Give the first year of the decade, century or millennium that the known digits name."""
    known, unknown, _ = mask.partition("X")
    if known in {"", "-"}:
        return None
    filler = "9" if known.startswith("-") else "0"
    return int(known.ljust(len(mask), filler) if unknown else known)


def _extreme(year: str, month: str, day: str, *, latest: bool) -> tuple[int, int, int]:
    """Find the earliest or latest real date that a mask can mean."""
    months = _within(month, 12, down=latest)
    days = _within(day, 31, down=latest)
    if any(d <= days_in_month(_LEAP_YEAR, m) for m in months for d in days):
        for y in _numbers(year, down=latest):
            for m in months:
                length = days_in_month(y, m)
                for d in days:
                    if d <= length:
                        return y, m, d
    mask = f"{year}-{month}-{day}".removesuffix("-XX")
    raise DateError(f"No date fits {mask}.", "Months go from 01 to 12, days from 01 to 31.")


def _within(mask: str, most: int, *, down: bool) -> Sequence[int]:
    if mask == "XX":
        return range(most, 0, -1) if down else range(1, most + 1)
    return [number for number in _numbers(mask, down=down) if 1 <= number <= most]


def _numbers(mask: str, *, down: bool) -> Iterator[int]:
    """Count through every number that a mask can mean, in order of time."""
    sign = -1 if mask.startswith("-") else 1
    order = _DIGITS_DOWN if down == (sign > 0) else _DIGITS
    pools = [order if char == "X" else char for char in mask.removeprefix("-")]
    return (sign * int("".join(digits)) for digits in product(*pools))


def _read_season(written: list[str], marks: list[str]) -> Written:
    """EDTF Level 1 Seasons (21-24), Level 2 Sub-year groupings (21-41)."""
    if len(written) == len(_COMPONENTS):
        if "X" not in "".join(written) and 1 <= int(written[2]) <= 12:
            check_day(*(int(text) for text in written))
        raise DateError(
            f"{written[1]} is a season or a part of a year, and has no days.",
            f"Write {written[0]}-{written[1]}, or a month from 01 to 12.",
        )
    if "X" in written[0]:
        raise DateError(
            "A season of a year that is not fully known is not supported.",
            f"Write {written[0]}, or the season of one year.",
        )
    year, season = int(written[0]), int(written[1])
    earliest, latest = season_bounds(year, season)
    point = Point(
        season_precision(season),
        year,
        None,
        None,
        earliest,
        latest,
        season=season,
        **_doubts(("year", "season"), marks),
    )
    return _with_marks(written, marks), point


# --- long and estimated years ----------------------------------------------------------------


def _read_long_year(groups: list[str]) -> Written:
    """EDTF Level 1 Letter-prefixed year; Level 2 Exponential year, Significant digits."""
    long_sign, long_digits, exponent, sign, digits, significant, mark = groups
    sign, digits = long_sign or sign, long_digits or digits
    year = _long_year(sign, digits, exponent)
    text = year_text(year)
    if exponent:
        text = f"Y{sign}{int(digits)}E{int(exponent)}"
    marks = _qualifiers([""], [mark], 1)
    doubts = _doubts(("year",), marks)
    if not significant:
        point = Point(
            Precision.YEAR, year, None, None, first_second(year), last_second(year), **doubts
        )
        return _with_marks([text], marks), point
    length = max(4, len(str(abs(year))))
    count = int(significant[:9])
    if not 1 <= count <= length:
        raise DateError(
            f"S{significant} asks for more or fewer digits than the year has.",
            f"After the S write how many digits are significant, 1 to {length}.",
        )
    unit = 10 ** (length - count)
    low = abs(year) // unit * unit
    first, last = (low, low + unit - 1) if year >= 0 else (1 - low - unit, -low)
    point = Point(
        _PRECISION_OF_DIGITS.get(length - count, Precision.AGE),
        first,
        None,
        None,
        first_second(first),
        last_second(last),
        estimate=year,
        **doubts,
    )
    return _with_marks([f"{text}S{count}"], marks), point


def _long_year(sign: str, digits: str, exponent: str) -> int:
    power = int(exponent[:9] or 0) if len(exponent) < 9 else _MOST_YEARS
    if power > 15 or len(digits.lstrip("0")) + power > 16:
        raise DateError(
            "Years beyond a million billion (1E15) are not supported.",
            "The universe is some Y14E9 years old; check the number of digits.",
        )
    scale: int = 10**power
    year = int(f"{sign}{digits}") * scale
    if year == 0 and sign:
        check_year("-0000")
    return year


# --- what is approximate or uncertain --------------------------------------------------------


def _qualifiers(before: list[str], after: list[str], count: int) -> list[str]:
    """Find the qualifier of each component: '', '?', '~' or '%'.

    EDTF Level 2 Qualification: to the right of a component it holds for that one and all to
    its left, to the left of a component for that one only. Level 1 is the case of the end.
    """
    marks: list[str] = []
    group: set[str] = set()
    for place in reversed(range(count)):
        group |= _expand(after[place])
        own = group | _expand(before[place])
        marks.append("%" if len(own) > 1 else "".join(own))
    return marks[::-1]


def _expand(mark: str) -> set[str]:
    return set("?~") if "%" in mark else set(mark)


class _Doubts(TypedDict):
    approximate: bool
    uncertain: bool
    approximate_parts: tuple[str, ...]
    uncertain_parts: tuple[str, ...]


def _doubts(names: tuple[str, ...], marks: list[str]) -> _Doubts:
    named = list(zip(names, marks, strict=False))
    approximate = tuple(name for name, mark in named if mark in {"~", "%"})
    uncertain = tuple(name for name, mark in named if mark in {"?", "%"})
    return {
        "approximate": bool(approximate),
        "uncertain": bool(uncertain),
        "approximate_parts": approximate,
        "uncertain_parts": uncertain,
    }


def _with_marks(written: list[str], marks: list[str]) -> str:
    """Write canonical text: one qualifier for the leading group, else each before its component."""
    alike = 0
    while marks[0] and alike < len(marks) and marks[alike] == marks[0]:
        alike += 1
    parts = [
        (marks[place] if place >= alike else "") + text + (marks[0] if place == alike - 1 else "")
        for place, text in enumerate(written)
    ]
    return "-".join(parts)
