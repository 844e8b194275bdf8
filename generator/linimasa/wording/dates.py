"""A date in words: in go a FuzzyDate and a language, out come `DateWords`.

The words say exactly as much as is known, and so does each `<time datetime>` beside them.
Ranges name once what both ends share. Nothing here is HTML.
"""

from __future__ import annotations

import functools

from linimasa.fuzzydate import End, FuzzyDate, Kind, Point, Precision, machine_value
from linimasa.model.views import DateWords, TimePart
from linimasa.wording import messages as m
from linimasa.wording.language import Language, gettext
from linimasa.wording.parts import Parts, fill, join, merged, pair, plain
from linimasa.wording.patterns import greatest_difference
from linimasa.wording.periods import pattern_of, pattern_words, range_words
from linimasa.wording.points import UNITS, is_plain, numbers_of, point_words

_DAY_OR_LESS = (Precision.DAY, Precision.MINUTE, Precision.SECOND)
_OPEN_SIDES = {
    (End.CLOSED, End.OPEN): m.SINCE,
    (End.OPEN, End.CLOSED): m.UNTIL,
    (End.CLOSED, End.UNKNOWN): m.END_UNKNOWN,
    (End.UNKNOWN, End.CLOSED): m.START_UNKNOWN,
}
_WHOLE_RANGES = {
    Kind.ONE_OF: {"day": m.ONE_OF_DAYS, "month": m.ONE_OF_MONTHS, "year": m.ONE_OF_YEARS},
    Kind.ALL_OF: {"day": m.ALL_OF_DAYS, "month": m.ALL_OF_MONTHS, "year": m.ALL_OF_YEARS},
}


@functools.lru_cache(maxsize=4096)
def date_words(date: FuzzyDate, language: Language, zone: str = "") -> DateWords:
    """A date as readers of a language see it.

    `zone` is the site's own: a clock time that names no zone is called by it ("WIB").
    """
    match date.kind:
        case Kind.POINT:
            parts = _point(date.points[0], language, zone)
        case Kind.INTERVAL:
            parts = _interval(date, language, zone)
        case Kind.ONE_OF | Kind.ALL_OF:
            parts = _set(date, language, zone)
    doubts = (("approximate", date.approximate), ("uncertain", date.uncertain))
    qualifier = " ".join(name for name, holds in doubts if holds)
    return DateWords(merged(parts), date.edtf, _shape(date), qualifier)


def _shape(date: FuzzyDate) -> str:
    if End.OPEN in (date.start, date.end) or End.UNKNOWN in (date.start, date.end):
        return "open"
    estimated = any(point.estimate is not None for point in date.points)
    if date.approximate or date.uncertain or estimated:
        return "about"
    exact = date.kind is Kind.POINT and date.precision in _DAY_OR_LESS
    return "day" if exact else "span"


def _point(point: Point, language: Language, zone: str) -> Parts:
    return (TimePart(point_words(point, language, zone), machine_value(point)),)


def _interval(date: FuzzyDate, language: Language, zone: str) -> Parts:
    if message := _OPEN_SIDES.get((date.start, date.end)):
        point = _point(date.points[0], language, zone)
        return fill(gettext(language, message), date=point)
    return _range(date.points[0], date.points[-1], language, zone)


def _range(first: Point, last: Point, language: Language, zone: str) -> Parts:
    """From one date to another; a month or year that both share is named once."""
    unit = _shared_unit(first, last)
    if not unit:
        ends = (_point(point, language, zone) for point in (first, last))
        return pair(language.cldr.between, *ends)
    if not greatest_difference(numbers_of(first), numbers_of(last)):
        return _point(first, language, zone)
    before, between, after = range_words(unit, numbers_of(first), numbers_of(last), language)
    return (
        TimePart(before, machine_value(first)),
        TimePart(between),
        TimePart(after, machine_value(last)),
    )


def _shared_unit(first: Point, last: Point) -> str:
    """The unit in which both are plain dates; empty when they differ or are not plain."""
    same = first.precision is last.precision
    return UNITS[first.precision] if same and is_plain(first) and is_plain(last) else ""


def _set(date: FuzzyDate, language: Language, zone: str) -> Parts:
    closed = date.start is date.end is End.CLOSED
    if closed and date.spans == ((0, 1),):
        return _whole_range(date, language, zone)
    if closed and (days := _days_of_a_month(date, language)):
        return days
    items = [
        _range(date.points[first], date.points[last], language, zone) for first, last in date.spans
    ]
    either = date.kind is Kind.ONE_OF
    if date.start is End.OPEN:
        message = m.OR_EARLIER if either else m.AND_EARLIER
        items[0] = fill(gettext(language, message), date=items[0])
    if date.end is End.OPEN:
        message = m.OR_LATER if either else m.AND_LATER
        items[-1] = fill(gettext(language, message), date=items[-1])
    return join(language.cldr.lists["or" if either else "and"], tuple(items))


def _whole_range(date: FuzzyDate, language: Language, zone: str) -> Parts:
    """A set that is one range: “one of the days 22–24 August 2023”."""
    first, last = date.points
    if unit := _shared_unit(first, last):
        message = gettext(language, _WHOLE_RANGES[date.kind][unit])
        return fill(message, range=_range(first, last, language, zone))
    if date.kind is Kind.ALL_OF:
        message = gettext(language, m.ALL_THROUGH)
        return fill(message, range=_range(first, last, language, zone))
    ends = (_point(point, language, zone) for point in (first, last))
    return fill(gettext(language, m.BETWEEN), **dict(zip(("first", "last"), ends, strict=True)))


def _days_of_a_month(date: FuzzyDate, language: Language) -> Parts:
    """Several days of one month, which is named once: “August 21 or 22, 2023”."""
    points = date.points
    month = (points[0].year, points[0].month)
    if len(date.spans) != len(points) or any(
        point.precision is not Precision.DAY
        or not is_plain(point)
        or (point.year, point.month) != month
        for point in points
    ):
        return ()
    kind = "or" if date.kind is Kind.ONE_OF else "and"
    numbers = numbers_of(points[0])
    parts: Parts = ()
    for piece in pattern_of("day", numbers.year, language):
        if piece[0] == "d":
            days = tuple(
                TimePart(pattern_words((piece,), numbers_of(point), language), machine_value(point))
                for point in points
            )
            parts += join(language.cldr.lists[kind], tuple((day,) for day in days))
        else:
            parts += plain(pattern_words((piece,), numbers, language))
    return parts
