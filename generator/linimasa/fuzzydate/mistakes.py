"""Why a text is no date: in goes a text that nothing could read, out comes a DateError.

Only the hint may guess at what was meant, never a value. The month names here are for
recognizing a mistake; what readers see comes from their locale.
"""

import re
import unicodedata
from collections.abc import Callable

from .calendar import days_in_month
from .model import DateError

_FLAGS = re.IGNORECASE | re.ASCII  # ASCII, lest the long s of old print match an s
_LONGEST_QUOTE = 60
_MONTHS = (
    "january januari jan",
    "february februari feb pebruari",
    "march maret mar",
    "april apr",
    "may mei",
    "june juni jun",
    "july juli jul",
    "august agustus aug agu agt",
    "september sept sep",
    "october oktober oct okt",
    "november nopember nov nop",
    "december desember dec des",
)
_MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_MONTH = f"({'|'.join(sorted(_MONTH_NUMBER, key=len, reverse=True))})\\.?"
_WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r?s(?:day)?|r)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?|senin|selasa|rabu|kamis|jum['\u2019]?at|sabtu|minggu|ahad"
    r"|sen|sel|rab|kam|jum|sab|min)"
)
_SAYS_NOTHING = rf"(?:(?:on|in|the|pada|hari|tanggal|tgl|{_WEEKDAY})[.,]? ){{0,4}}"
"""What may stand before a date without changing it; any other word says something of it."""
_DOUBT = "(possibly|perhaps|maybe|probably|likely|mungkin|barangkali)"
_BCE = r"(?:bce|b\.c\.e\.|bc|b\.c\.|sm|s\.m\.)"
_DAY_MONTH = (
    rf"{_SAYS_NOTHING}(?:{_DOUBT},? )?{_SAYS_NOTHING}"
    r"(?:(early|mid|late|awal|pertengahan|akhir|(?:beginning|middle|end) of)[ -])?"
    rf"(?:([0-9]{{1,2}})(?:st|nd|rd|th)?[ -])?(?:of )?{_MONTH}"
    r"(?:[ -]([0-9]{1,2})(?:st|nd|rd|th)?)?,?[ -](?:tahun )?"
    rf"(?:([0-9]{{4}})|([0-9]{{1,4}}) {_BCE})( ?\?)?"
)
_RELATIVE = (
    r"(now|today|yesterday|tomorrow|tonight|(?:last|this|next) .+|.+ (?:ago|lalu|lagi|depan)"
    r"|sekarang|hari ini|kemarin|besok|lusa|tadi.*|nanti.*|recently|baru-baru ini)"
)
_FORMS = (
    "Write 2021-03-30, 2021-03 or 2021; 2021-03-30/2021-04-02 for a stretch of time; "
    "c. 1450, 44 BCE, 1990s or late 2021-11 when that is all that is known."
)
_LOOKALIKES = str.maketrans({"l": "1", "I": "1", "|": "1", "O": "0", "o": "0"})
_YEARS_OF_ERA = r"([0-9]{1,5}) ?[-\u2013\u2014] ?([0-9]{1,5}) ?(bce|bc|sm|ce|ad|m)"
_PLAIN = re.compile(r"-?[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")


def quoted(text: str) -> str:
    """Quote an author's words in a message: short, and safe to print."""
    if len(text) > _LONGEST_QUOTE:
        text = text[: _LONGEST_QUOTE - 1] + "…"
    safe = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
    return f"“{safe}”"


def explain(text: str, whole: str) -> DateError:
    """Make the DateError for a text; `whole` is the longer date it stands in, or the same."""
    for candidate in dict.fromkeys((whole, text)):
        for pattern, answer in _KNOWN:
            match = pattern.fullmatch(candidate)
            if match and (error := answer(match)):
                return error if candidate == whole else _unsure(error)
        if error := _odd_characters(candidate):
            return error if candidate == whole else _unsure(error)
    inside = f" in {quoted(whole)}" if whole != text else ""
    return DateError(f"{quoted(text)}{inside} is not a date.", _FORMS)


def is_plain(text: str) -> bool:
    """Whether this is a year, a month or a day, and says nothing else."""
    return bool(_PLAIN.fullmatch(text))


def _unsure(error: DateError) -> DateError:
    """The same for a part of a longer date, which nobody can put in place of all of it."""
    return DateError(str(error), error.hint)


def _no_date(match: re.Match[str], hint: str, meant: str = "") -> DateError:
    return DateError(f"{quoted(match[0])} is not a date as dates are written here.", hint, meant)


def _unsupported(what: str, hint: str) -> Callable[[re.Match[str]], DateError]:
    return lambda match: DateError(f"{quoted(match[0])}: {what} not supported.", hint)


def _plainly(hint: str) -> Callable[[re.Match[str]], DateError]:
    return lambda match: _no_date(match, hint)


def _empty(_match: re.Match[str]) -> DateError:
    return DateError("The date is empty.", _FORMS)


def _iso(year: int, month: int, day: int) -> str | None:
    if not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
        return None
    return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{day:02}"


def _day_first(match: re.Match[str]) -> DateError | None:
    """30/03/2021, or 03/30/2021."""
    one, two, year = int(match[1]), int(match[2]), int(match[3])
    if len(match[3]) == 2:
        return _no_date(match, "Write the year with four digits and first: 2021-03-30.")
    readings = [date for date in (_iso(year, two, one), _iso(year, one, two)) if date]
    if len(set(readings)) > 1:
        return _no_date(
            match, f"Write the year first: {readings[0]} if the day came first, else {readings[1]}."
        )
    if not readings:
        return _no_date(match, "Write year-month-day.")
    return _no_date(match, f"Write {readings[0]}.", readings[0])


def _year_first(match: re.Match[str]) -> DateError | None:
    """2021-3-30, 2021.03.30, 2021/03/30, 20210330; 2021-03/04 could be two months."""
    year, month, last = (int(part) for part in match.groups())
    date = _iso(year, month, last)
    if date and month < last <= 12 and re.fullmatch("[0-9]{4}-[0-9]+/[0-9]+", match[0]):
        span = f"{year:04}-{month:02}/{year:04}-{last:02}"
        return _no_date(match, f"Write it in full: {span} if these are months, else {date}.")
    hint = f"Write {date}." if date else "Write year-month-day: 2021-03-30."
    return _no_date(match, hint, date or "")


def _year_and_month(match: re.Match[str]) -> DateError | None:
    """2021-3, 2021/03, 202103; not 2004/2005."""
    return _month_in(match, int(match[1]), int(match[2]))


def _month_and_year(match: re.Match[str]) -> DateError | None:
    return _month_in(match, int(match[2]), int(match[1]))


def _month_in(match: re.Match[str], year: int, month: int) -> DateError | None:
    if not 1 <= month <= 12:
        return None
    return _no_date(match, f"Write {year:04}-{month:02}.")


def _in_words(match: re.Match[str]) -> DateError | None:
    """30 March 2021, March 30, 2021, late November 2021, possibly March 2021, 15 March 44 BCE."""
    doubt, part, first, name, second, plain_year, years_bce, mark = match.groups()
    day, is_doubtful = first or second, bool(doubt or mark)
    if (first and second) or (part and (day or is_doubtful)):
        return None  # nobody can say which of them is meant, or of what it is said
    year = int(plain_year) if plain_year else 1 - int(years_bce)
    month = _MONTH_NUMBER[name.lower()]
    date = _iso(year, month, int(day or 1))
    if date is None:
        return _no_date(match, f"That month has {days_in_month(year, month)} days.")
    meant = f"{part.lower()} " if part else ""
    meant += (date if day else date[:-3]) + ("?" if is_doubtful else "")
    return _no_date(match, f"Write {meant}.", meant)


def _numbers_bce(match: re.Match[str]) -> DateError | None:
    """44-03-15 BCE."""
    date = _iso(1 - int(match[1]), int(match[2]), int(match[3] or 1))
    meant = date if match[3] or not date else date[:-3]
    return _no_date(match, f"Write {meant}.", meant) if meant else None


def _framed(match: re.Match[str]) -> DateError:
    """“2021-03-30”, 2021-03-30. with its full stop, 2021 ? with a space."""
    date = match[1] + match[2]
    return _no_date(match, f"Write {date}.", date)


def _relative(match: re.Match[str]) -> DateError:
    return DateError(
        f"{quoted(match[0])} means another day each day.",
        "Write the date itself: 2021-03-30.",
    )


def _long_or_short_year(match: re.Match[str]) -> DateError:
    sign, digits = match[1], match[2].lstrip("0") or "0"
    if len(match[2]) > 4:
        return _no_date(match, f"A year of more than four digits needs a Y: Y{sign}{digits}.")
    if sign:
        return _no_date(
            match,
            f"A year has four digits: -{int(digits):04}, which is {int(digits) + 1} BCE; "
            f"for {digits} BCE write {digits} BCE.",
        )
    if len(match[2]) == 2:
        return _no_date(
            match, f"Write the year with four digits: 19{match[2]}, 20{match[2]} or 00{match[2]}."
        )
    return _no_date(match, f"Write the year with four digits: {int(digits):04}.")


def _years_with_hyphen(match: re.Match[str]) -> DateError:
    last = match[2] if len(match[2]) == 4 else match[1][:2] + match[2]
    return _no_date(match, f"Write {match[1]}/{last}.")


def _years_of_era(match: re.Match[str]) -> DateError:
    era = match[3].upper()
    return _no_date(match, f"Write the era with both years: {match[1]} {era} to {match[2]} {era}.")


def _days_of_month(match: re.Match[str]) -> DateError:
    if match[2] >= match[3]:  # the end is in another month, and nobody says in which
        return _no_date(match, "Both dates are written in full: 2021-03-30/2021-04-02.")
    return _no_date(match, f"Write {match[1]}{match[2]}/{match[1]}{match[3]}.")


def _days_in_words(match: re.Match[str]) -> DateError | None:
    """30-31 March 2021, 30 March - 2 April 2021."""
    year, last_month = int(match[5]), _MONTH_NUMBER[match[4].lower()]
    first_month = _MONTH_NUMBER[match[2].lower()] if match[2] else last_month
    first, last = _iso(year, first_month, int(match[1])), _iso(year, last_month, int(match[3]))
    if not first or not last or first >= last:
        return None
    return _no_date(match, f"Write {first}/{last}.", f"{first}/{last}")


def _trailing_dash(match: re.Match[str]) -> DateError:
    return _no_date(
        match, f"Write {match[1]}/.. if it goes on, {match[1]}/ if nobody knows when it ended."
    )


def _hour(match: re.Match[str]) -> DateError:
    return _no_date(
        match,
        "Write hours and minutes with two digits, a colon and 24 hours: 2021-03-30T19:30; "
        "after it, if need be, a zone: Asia/Jakarta or +07:00.",
    )


def _odd_characters(text: str) -> DateError | None:
    """Letters for digits (202l), or digits of another script."""
    plain = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in unicodedata.normalize("NFKC", text)
    )
    if plain != text and _PLAIN.fullmatch(plain):
        message = f"{quoted(text)} uses other digits than 0 to 9."
        return DateError(message, f"Write {plain}.", plain)
    digits = text.translate(_LOOKALIKES)
    if digits != text and _PLAIN.fullmatch(digits):
        message = f"{quoted(text)} has a letter where a digit belongs."
        return DateError(message, f"Write {digits}.", digits)
    hyphens = re.sub(r" ?[\u2013\u2014-] ?", "-", text)
    if hyphens != text and _PLAIN.fullmatch(hyphens):
        return DateError(f"{quoted(text)} is not a date.", f"Write {hyphens}.", hyphens)
    return None


_SEPARATOR = r" ?[-./ \u2013\u2014] ?"
_KNOWN: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], DateError | None]], ...] = tuple(
    (re.compile(pattern, _FLAGS), answer)
    for pattern, answer in (
        ("", _empty),
        (
            r".*(?:million|billion|juta|miliar|milyar).*",
            _unsupported("years counted from now are", "Write the year: Y-65E6 is 65 million BCE."),
        ),
        (_RELATIVE, _relative),
        (
            rf"[\"'\u2018-\u201f\u00ab\u00bb` ]*({_PLAIN.pattern}) *([?~%]?)"
            r"[\"'\u2018-\u201f\u00ab\u00bb`.,;: ]*",
            _framed,
        ),
        (
            r"([0-9]{4})[ /-]?q(?:uarter )?[0-9]+",
            lambda match: _no_date(match, f"A year has four quarters: {match[1]}-Q4 is the last."),
        ),
        (_DAY_MONTH, _in_words),
        (rf"([0-9]{{1,4}})-([0-9]{{2}})(?:-([0-9]{{2}}))? ?{_BCE}", _numbers_bce),
        (
            rf"([0-9]{{1,2}}) ?(?:{_MONTH})? ?(?:[-/\u2013\u2014]|to|sampai|hingga|s/d|s\.d\.)"
            rf" ?([0-9]{{1,2}}) {_MONTH},? ([0-9]{{4}})",
            _days_in_words,
        ),
        (
            rf"([0-9]{{1,2}}){_SEPARATOR}([0-9]{{1,2}}){_SEPARATOR}([0-9]{{4}}|[0-9]{{2}})",
            _day_first,
        ),
        (rf"([0-9]{{4}}){_SEPARATOR}([0-9]{{1,2}}){_SEPARATOR}([0-9]{{1,2}})", _year_first),
        (r"(1[0-9]{3}|20[0-9]{2})([0-9]{2})([0-9]{2})", _year_first),
        (r"([0-9]{4}) ?[-./ ] ?([0-9]{1,2})", _year_and_month),
        (r"(1[0-9]{3}|20[0-9]{2})([0-9]{2})", _year_and_month),
        (r"([0-9]{1,2}) ?[-./ ] ?([0-9]{4})", _month_and_year),
        (r"([0-9]{4}) ?[-/\u2013\u2014] ?([0-9]{4}|[0-9]{2})", _years_with_hyphen),
        (r"(-?)([0-9]{1,3}|[0-9]{5,})", _long_or_short_year),
        (r"([0-9]{4}-[0-9]{2}-)([0-9]{2}) ?[-/\u2013\u2014] ?([0-9]{2})", _days_of_month),
        (r"([0-9]{4}(?:-[0-9]{2}){0,2}) ?[-\u2013\u2014]", _trailing_dash),
        (r".*(?:\.\.\.|\u2026).*", _plainly("A range or an open end has two dots: 2021-03/..")),
        (_YEARS_OF_ERA, _years_of_era),
        (r"\+([0-9]{4,})", lambda match: _no_date(match, f"Leave the plus out: {match[1]}.")),
        (
            r"(?:the |19)?'?\u2019?([0-9])0['\u2019]?s",
            _plainly("Write the decade in full: 1990s, or 199X."),
        ),
        (r"-?[0-9]{4}-?w[0-9]{2}.*", _unsupported("week dates are", "Write year-month-day.")),
        (r"-?[0-9]{4}-[0-9]{3}", _unsupported("days of the year are", "Write year-month-day.")),
        (r"y-?[0-9e]+-.*", _unsupported("months of such years are", "Write the year alone.")),
        (
            r"(?:r[0-9]*/.*|(?:[^/]*/)?p[0-9t].*)",
            _unsupported(
                "durations and repetitions are", "Write the first and last date: 2021-03/2021-05."
            ),
        ),
        (
            r"[^/]+t?[0-9]{2}:[0-9]{2}:[0-9]{2}[.,][0-9]+.*",
            _unsupported(
                "fractions of a second are", "Leave the fraction out: 2021-03-30T19:30:15."
            ),
        ),
        (
            r"[^/]+t?[0-9]{2}:[0-9]{2}.*(?:[?~%])",
            _unsupported("a doubtful clock time is", "Leave the clock time out: 2021-03-30~."),
        ),
        (r".*(?:utc|gmt) ?([+-][0-9]).*", _plainly("Write the offset alone, such as +07:00.")),
        (r".*[0-9]:[0-9]{2}[+-][0-9]{4}", _plainly("Write the offset with a colon: +07:00.")),
        (r"-?[0-9]{4}-[0-9]{2}-[0-9]{2}[t ] ?[0-9]{1,2}.*", _hour),
    )
)
