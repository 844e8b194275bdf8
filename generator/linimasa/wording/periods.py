"""Plain dates and the periods of lists in words: numbers and a language in, text out.

Years are astronomical (0 is 1 BCE); what is shown is always an era year. Years before 100 name
their era, as "44" alone would puzzle; years of five digits and more are grouped.
"""

from __future__ import annotations

from collections.abc import Callable

from linimasa.fuzzydate import era_year
from linimasa.wording import messages as m
from linimasa.wording.language import Language, gettext, number
from linimasa.wording.patterns import Numbers, Pattern, greatest_difference, halves

_FIRST_YEAR_WITHOUT_ERA = 100
_LONGEST_UNGROUPED = 9999


def plain_words(unit: str, numbers: Numbers, language: Language) -> str:
    """A `year`, `month`, `day`, `month-day` or `quarter` by CLDR's pattern, with its era."""
    pattern = pattern_of(unit, numbers.year, language)
    return pattern_words(pattern, numbers, language)


def pattern_of(unit: str, year: int, language: Language) -> Pattern:
    """The pattern for a unit in a year; where CLDR has none with an era, the one without."""
    dates = language.cldr.dates
    return dates.get((unit, needs_era(year))) or dates[unit, False]


def pattern_words(pattern: Pattern, numbers: Numbers, language: Language) -> str:
    """A pattern filled with numbers."""
    return "".join(
        _field(field, letters, numbers, language) if field else letters
        for field, letters in pattern
    )


def range_words(
    unit: str, first: Numbers, second: Numbers, language: Language
) -> tuple[str, str, str]:
    """From one date to another: first date, what stands between, second date.

    What both share (a month, a year) is said once, where CLDR says it.
    """
    era = needs_era(first.year) or needs_era(second.year)
    key = (unit, era, greatest_difference(first, second))
    found = halves(language.cldr.intervals.get(key, ()))
    if found is None:
        pattern = language.cldr.dates[unit, era]
        between = language.cldr.between.replace("{0}", "").replace("{1}", "")
        found = (pattern, between, pattern)
    before, between, after = found
    return (
        pattern_words(before, first, language),
        between,
        pattern_words(after, second, language),
    )


def month_heading(year: int, month: int, language: Language) -> str:
    """A month as the heading of a list: “November 2021”."""
    return plain_words("month", Numbers(year, month), language)


def year_heading(year: int, language: Language) -> str:
    """An astronomical year as a heading: “2021”, “44 BC”."""
    return plain_words("year", Numbers(year), language)


def decade_heading(year: int, language: Language) -> str:
    """The decade that holds an astronomical year: “1990s”; both years where that is unclear.

    Before the year 1 a decade is that of EDTF's masks, -043X: 440 to 431 BC.
    """
    first, last = _masked(year, 10)
    return decade_words(first, language) or years_words(first, last, language)


def century_heading(year: int, language: Language) -> str:
    """The century that holds an astronomical year: “18th century” for 1700 to 1799."""
    return _ordinal_period(year, 100, language)


def millennium_heading(year: int, language: Language) -> str:
    """The millennium that holds an astronomical year: “2nd millennium” for 1000 to 1999."""
    return _ordinal_period(year, 1000, language)


def decade_words(first: int, language: Language) -> str:
    """“1990s” for 1990; empty where no such word is clear: 1900s may mean a century."""
    if needs_era(first) or first % 100 == 0:
        return ""
    return gettext(language, m.DECADE) % {"year": _year_digits(first, language)}


def years_words(first: int, last: int, language: Language) -> str:
    """From one year to another: “1900–1909”."""
    if first == last:
        return year_heading(first, language)
    return "".join(range_words("year", Numbers(first), Numbers(last), language))


def needs_era(year: int) -> bool:
    """Whether a year is shown with its era."""
    return year < _FIRST_YEAR_WITHOUT_ERA


def _masked(year: int, length: int) -> tuple[int, int]:
    """First and last year that share all but the last digits with this one."""
    if year > 0:
        return year // length * length, year // length * length + length - 1
    return -(-year // length * length + length - 1), -(-year // length * length)


def _ordinal_period(year: int, length: int, language: Language) -> str:
    """EDTF's 17XX is called the 18th century, though that is 1701 to 1800 to the day."""
    place = abs(year) // length
    names = m.CENTURIES if length == 100 else m.MILLENNIA
    if place < len(names):
        words = gettext(language, names[place])
    else:
        later = m.LATER_CENTURY if length == 100 else m.LATER_MILLENNIUM
        words = gettext(language, later) % {"number": number(place + 1, language)}
    if year > 0:
        return words
    return gettext(language, m.WITH_ERA) % {"period": words, "era": language.cldr.eras[0]}


def _year_digits(year: int, language: Language) -> str:
    shown, _ = era_year(year)
    return number(shown, language) if shown > _LONGEST_UNGROUPED else str(shown)


def _padded(value: int, letters: str) -> str:
    return f"{value:0{len(letters)}}"


def _month(letters: str, numbers: Numbers, language: Language) -> str:
    cldr, place = language.cldr, numbers.month - 1
    if len(letters) < 3:
        return _padded(numbers.month, letters)
    if letters[0] == "L":
        return (cldr.months_short_alone if len(letters) == 3 else cldr.months_alone)[place]
    return (cldr.months_short if len(letters) == 3 else cldr.months)[place]


_HOURS: dict[str, Callable[[int], int]] = {
    "h": lambda hour: hour % 12 or 12,
    "H": lambda hour: hour,
    "K": lambda hour: hour % 12,
    "k": lambda hour: hour or 24,
}


def _field(field: str, letters: str, numbers: Numbers, language: Language) -> str:
    """One field of a pattern (UTS 35 part 4, Date Field Symbol Table); '' for any other."""
    cldr, words = language.cldr, ""
    match field:
        case "G":
            words = cldr.eras[numbers.year > 0]
        case "y":
            words = _year_digits(numbers.year, language)
        case "M":
            words = _month(letters, numbers, language)
        case "Q":  # inside a text, so no capital; Roman numerals stay
            words = cldr.quarters[(numbers.month - 1) // 3]
            words = words[0].lower() + words[1:] if words[1].islower() else words
        case "d":
            words = _padded(numbers.day, letters)
        case "H":
            words = _padded(_HOURS[letters[0]](numbers.hour), letters)
        case "m":
            words = _padded(numbers.minute, letters)
        case "s":
            words = _padded(numbers.second, letters)
        case "a":
            words = cldr.day_periods[numbers.hour >= 12]
    return words
