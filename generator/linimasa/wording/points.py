"""One date expression in words: in go a Point and a language, out comes a text.

The text says what the Point says and no more: what it does not know is left out or named as
unknown, what is approximate or uncertain is called so.
"""

from __future__ import annotations

from linimasa.fuzzydate import SECONDS_A_DAY, Point, Precision, date_of
from linimasa.wording import messages as m
from linimasa.wording.language import Language, gettext
from linimasa.wording.parts import list_words
from linimasa.wording.patterns import Numbers
from linimasa.wording.periods import (
    century_heading,
    decade_words,
    millennium_heading,
    needs_era,
    pattern_words,
    plain_words,
    range_words,
    year_heading,
    years_words,
)

UNITS = {Precision.DAY: "day", Precision.MONTH: "month", Precision.YEAR: "year"}
"""Precisions that CLDR has patterns for."""

_LONG_PERIODS = (Precision.DECADE, Precision.CENTURY, Precision.MILLENNIUM, Precision.AGE)
_ONE_OF = {"day": m.ONE_OF_DAYS, "month": m.ONE_OF_MONTHS, "year": m.ONE_OF_YEARS}
_WEST = "\u2212"


def point_words(point: Point, language: Language, zone: str) -> str:
    """A date with everything that is doubtful about it; `zone` is the site's own."""
    words = _certain_words(point, language, zone)
    return words if _is_unknown(point) else _with_doubts(point, words, language)


def is_plain(point: Point) -> bool:
    """Whether it is a mere day, month or year, so that CLDR's patterns can say it."""
    certain = not (point.approximate or point.uncertain)
    return certain and point.precision in UNITS and not point.mask and point.estimate is None


def numbers_of(point: Point) -> Numbers:
    """The numbers for CLDR's patterns; 0 for what is not known."""
    return Numbers(
        point.year or 0,
        point.month or 0,
        point.day or 0,
        point.hour or 0,
        point.minute or 0,
        point.second or 0,
    )


def one_of_range(unit: str, first: Numbers, last: Numbers, language: Language) -> str:
    """“one of the days 22–24 August 2023”."""
    words = "".join(range_words(unit, first, last, language))
    return gettext(language, _ONE_OF[unit]) % {"range": words}


def _clock_words(point: Point, language: Language, zone: str) -> str:
    """A clock time with its zone: “14.05 WITA”, “2:05 PM (UTC+8)”."""
    exact = point.precision is Precision.SECOND
    pattern = language.cldr.time_with_seconds if exact else language.cldr.time
    words = pattern_words(pattern, numbers_of(point), language)
    return words if point.offset is None else f"{words} {_zone_words(point, language, zone)}"


def _zone_words(point: Point, language: Language, zone: str) -> str:
    named = point.zone or zone
    for name, offset, short in language.cldr.zones:
        if (name, offset) == (named, point.offset):
            return short
    offset = point.offset or 0
    hours, minutes = divmod(abs(offset), 60)
    sign = "" if not offset else _WEST if offset < 0 else "+"
    shown = f"{hours}:{minutes:02}" if minutes else str(hours)
    return f"(UTC{sign}{shown})" if offset else "(UTC)"


def _certain_words(point: Point, language: Language, zone: str) -> str:
    if point.season is not None:
        return _season_words(point, point.season, language)
    if point.estimate is not None and point.precision is not Precision.YEAR:
        return _estimate_words(point, point.estimate, language)
    if point.mask and (words := _masked_words(point, language)):
        return words
    if point.precision in _LONG_PERIODS:
        return _long_period(point, language)
    unit = "day" if point.day else "month" if point.month else "year"
    date = plain_words(unit, numbers_of(point), language)
    if point.hour is not None:
        time = _clock_words(point, language, zone)
        return gettext(language, m.DATE_AND_TIME) % {"date": date, "time": time}
    return gettext(language, m.PARTS[point.part]) % {"date": date} if point.part else date


def _season_words(point: Point, season: int, language: Language) -> str:
    """EDTF codes 21 to 41: seasons, quarters, quadrimesters and semesters."""
    year_number = point.year or 0
    year = year_heading(year_number, language)
    match point.precision:
        case Precision.QUARTER:
            numbers = Numbers(year_number, 3 * (season - 33) + 1)
            if not needs_era(year_number):
                return plain_words("quarter", numbers, language)
            part = pattern_words((("Q", "QQQQ"),), numbers, language)
        case Precision.QUADRIMESTER:
            return gettext(language, m.QUADRIMESTERS[season - 37]) % {"year": year}
        case Precision.SEMESTER:
            return gettext(language, m.SEMESTERS[season - 40]) % {"year": year}
        case _:
            part = gettext(language, m.SEASONS[(season - 21) % 4])
    words = gettext(language, m.PART_OF_YEAR) % {"part": part, "year": year}
    if not 25 <= season <= 32:
        return words
    return gettext(language, m.HEMISPHERES[season >= 29]) % {"season": words}


def _estimate_words(point: Point, estimate: int, language: Language) -> str:
    """Significant digits, 1950S2: both limits, and the year that it is thought to be."""
    limits = years_words(_year(point.earliest), _year(point.latest), language)
    year = year_heading(estimate, language)
    return gettext(language, m.ESTIMATE) % {"range": limits, "year": year}


def _masked_words(point: Point, language: Language) -> str:
    """A date with unknown digits; '' when it is no more than its year, decade and so on."""
    if point.day is not None and point.month is None:
        years = _years_after_day(point, language)
        return gettext(language, m.DAY_OF_UNKNOWN_MONTH) % {"day": point.day, "years": years}
    if point.month is not None and (point.year is None or point.precision in _LONG_PERIODS):
        if point.day is None:
            day = language.cldr.months_alone[point.month - 1]
        else:
            day = plain_words("month-day", numbers_of(point), language)
        years = _years_after_day(point, language)
        return gettext(language, m.DAY_IN_YEARS) % {"day": day, "years": years}
    if point.precision in {Precision.PART_OF_MONTH, Precision.PART_OF_YEAR}:
        unit = "day" if point.precision is Precision.PART_OF_MONTH else "month"
        first, last = _date(point.earliest), _date(point.latest)
        if first == last:
            return plain_words(unit, first, language)
        return one_of_range(unit, first, last, language)
    return ""


def _years_after_day(point: Point, language: Language) -> str:
    if point.precision not in _LONG_PERIODS:
        return year_heading(point.year or 0, language)
    years = _long_period(point, language)
    named = point.precision is not Precision.AGE and (
        point.precision is not Precision.DECADE or bool(decade_words(point.year or 0, language))
    )
    return gettext(language, m.YEARS_AFTER_DAY) % {"years": years} if named else years


def _is_unknown(point: Point) -> bool:
    """Whether nothing at all is known, so that nothing can be doubted: XXXX."""
    return (point.year, point.month, point.day, point.estimate) == (None, None, None, None)


def _long_period(point: Point, language: Language) -> str:
    """A decade, a century, a millennium or, with no digit known, an unknown year."""
    first, last = _year(point.earliest), _year(point.latest)
    match point.precision:
        case Precision.DECADE:
            words = decade_words(first, language)
            return words or one_of_range("year", Numbers(first), Numbers(last), language)
        case Precision.CENTURY:
            return century_heading(last, language)
        case Precision.MILLENNIUM:
            return millennium_heading(last, language)
    return gettext(language, m.UNKNOWN_DATE if _is_unknown(point) else m.UNKNOWN_YEAR)


def _with_doubts(point: Point, words: str, language: Language) -> str:
    """“around”, “possibly” before it all, or a note on the components that are meant."""
    finest = _finest(point)
    about = finest in point.approximate_parts
    possibly = finest in point.uncertain_parts
    if about or possibly:
        both = m.APPROXIMATE_AND_UNCERTAIN
        message = both if about and possibly else m.APPROXIMATE if about else m.UNCERTAIN
        words = gettext(language, message) % {"date": words}
    for noted, parts, message in (
        (about, point.approximate_parts, m.APPROXIMATE_PARTS),
        (possibly, point.uncertain_parts, m.UNCERTAIN_PARTS),
    ):
        if parts and not noted:
            names = tuple(gettext(language, m.COMPONENTS[part]) for part in parts)
            listed = list_words(names, language)
            words = gettext(language, message) % {"date": words, "parts": listed}
    return words


def _finest(point: Point) -> str:
    """The smallest component that is written, known or not."""
    if point.season is not None:
        return "season"
    if point.mask:
        return ("year", "month", "day")[point.mask.removeprefix("-").count("-")]
    return "day" if point.day else "month" if point.month else "year"


def _year(second: int) -> int:
    return date_of(second // SECONDS_A_DAY)[0]


def _date(second: int) -> Numbers:
    return Numbers(*date_of(second // SECONDS_A_DAY))
