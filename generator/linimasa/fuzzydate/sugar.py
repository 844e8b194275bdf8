"""What people type for a date, to EDTF: in goes a text, out comes EDTF or None.

The forms are English and Indonesian words that mean one thing in any language of a site. What
could mean two things must never be guessed: it gives None, and the caller explains.
"""

import re
from collections.abc import Callable

from .calendar import days_in_month
from .mistakes import explain, is_plain, quoted
from .model import DateError
from .point import year_text

_FLAGS = re.IGNORECASE | re.ASCII  # ASCII, lest the long s of old print match an s
_SPACES_AND_DASHES = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2212": "-", "\u2015": "\u2014"}
)

_DAY = r"(?:[?~%]?-?[0-9X]{4}[?~%]?(?:-[?~%]?[0-9X]{2}[?~%]?){0,2})"
_RANGE = re.compile(
    r"(?:from |dari |sejak )?(?P<first>[^/]+?)"
    r"(?: *[\u2013\u2014] *| - | (?:to|until|till|through|sampai|hingga|s/d|s\.d\.) )"
    r"(?P<last>[^/]+)",
    _FLAGS,
)
_BETWEEN = re.compile(r"(?:between|antara) (?P<first>[^/]+?) (?:and|dan) (?P<last>[^/]+)", _FLAGS)
_CLOSED_RANGE = re.compile(r"\[[^.]+\.\.[^.]+\]")
_STILL = {"now", "present", "today", "ongoing", "sekarang", "kini"}

_CIRCA = re.compile(
    r"(?:(?:circa|about|around|approximately|sekitar|kira-kira) |ca?\. ?|ca? |ca?(?=[0-9]))(.+)",
    _FLAGS,
)
_PART = re.compile(
    r"(?:the )?(?:(early|awal|beginning of)|(mid|pertengahan|middle of)|(late|akhir|end of))"
    r"[ -](?:in )?(.+)",
    _FLAGS,
)
_LIMIT = re.compile(r"(?:(before|sebelum)|(after|sesudah|setelah)|(since|sejak)) (.+)", _FLAGS)

_NUMBER = r"([0-9]{1,15}|[0-9]{1,3}(?:[.,][0-9]{3})+)"
_BCE = r"(?:bce|b\.c\.e\.|bc|b\.c\.|sm|s\.m\.|sebelum masehi)"
_CE = r"(?:ce|c\.e\.|ad|a\.d\.|m|masehi)"
_SEASON_CODES = {
    **dict.fromkeys(("spring", "musim semi"), 21),
    **dict.fromkeys(("summer", "musim panas"), 22),
    **dict.fromkeys(("autumn", "fall", "musim gugur"), 23),
    **dict.fromkeys(("winter", "musim dingin"), 24),
}
_SEASON = f"({'|'.join(_SEASON_CODES)})"
_QUARTER = r"(?:q|quarter |kuartal |triwulan )"
_HALF = r"(?:h|semester |half )"


def plain_spaces(text: str) -> str:
    """One ordinary space for any run of them, an ordinary hyphen for its look-alikes."""
    return " ".join(text.split()).translate(_SPACES_AND_DASHES)


def rewrite(text: str) -> str | None:
    """EDTF for a text in words; None when it is not one of the known forms."""
    for pattern, build in _WORDED:
        if match := pattern.fullmatch(text):
            return build(match)
    for pattern, form in _FORMS:
        if match := pattern.fullmatch(text):
            return form(*(group.lower() for group in match.groups() if group))
    return None


def rewrite_range(text: str) -> str | None:
    """EDTF for 'A to B' in words or with a dash; None when a side is no date by itself.

    A plain hyphen only counts with a space on either side.
    """
    match = _RANGE.fullmatch(text)
    if not match:
        return None
    first, last = _date(match["first"]), match["last"].strip()
    end = ".." if last.lower() in _STILL else _date(last)
    if first is None or end is None:
        return None
    check_member(first, match["first"])
    if end != "..":
        check_member(end, last)
    if _CIRCA.fullmatch(match["first"]) and not _CIRCA.fullmatch(last):
        raise DateError(
            f"{quoted(text)} leaves open whether both sides are approximate.",
            f"Write {first}/{end}~ when both are, {first}/{end} when only the first is.",
        )
    return f"{first}/{end}"


def check_member(edtf: str, written: str) -> None:
    """Raise DateError when this is a set or interval, and so can't be a part of another."""
    if edtf[0] in "[{" or "/" in edtf:
        raise DateError(
            f"{quoted(written)} can't be one side or member of a longer date.",
            "Write a day, month, season or year there.",
        )


def _date(text: str) -> str | None:
    """EDTF for one date, in EDTF or in words."""
    text = text.strip()
    if re.fullmatch(_DAY, text, _FLAGS) or re.fullmatch("[?~%]?y-?[0-9]+[?~%]?", text, _FLAGS):
        return text.upper()
    return rewrite(text)


def _needed(text: str, whole: str) -> str:
    return _plain_date(_date(text) or "", text, whole)


def _plain_date(edtf: str, text: str, whole: str) -> str:
    if not edtf or edtf[0] == "[" or "/" in edtf:
        message = f"{quoted(text)} in {quoted(whole)} is not a date."
        meant = explain(text, text).meant
        if is_plain(meant) and whole.endswith(text) and whole.count(text) == 1:
            meant = whole.removesuffix(text) + meant
            raise DateError(message, f"Write {meant}.", meant)
        hint = "After the word, write a date such as 1450, 2021-11 or 2021-11-27."
        raise DateError(message, hint)
    return edtf


# --- words before a date ---------------------------------------------------------------------


def _circa(match: re.Match[str]) -> str:
    """'c. 1450': EDTF Level 1 Qualification, approximate."""
    if ":" in match[1] or _CIRCA.fullmatch(match[1]):
        raise DateError(
            f"{quoted(match[0])} is not a date.",
            "“c.” stands once before a date without a clock time: c. 1450, c. 2021-11.",
        )
    edtf = _date(match[1]) or ""
    if _CLOSED_RANGE.fullmatch(edtf):
        return edtf.replace("..", "~..").replace("]", "~]")
    return f"{_plain_date(edtf, match[1], match[0])}~"


def _part(match: re.Match[str]) -> str | None:
    """'late 2021-11': EDTF Level 2 Set representation, one day of that third."""
    third = 0 if match[1] else 1 if match[2] else 2
    rest = _date(match[4])
    if rest and (month := re.fullmatch(r"(-?[0-9]{4})-(0[1-9]|1[0-2])([?~%]?)", rest)):
        year, number, mark = int(month[1]), int(month[2]), month[3]
        last = (10, 20, days_in_month(year, number))[third]
        prefix = f"{month[1]}-{month[2]}"
        return f"[{prefix}-{1 + 10 * third:02}{mark}..{prefix}-{last:02}{mark}]"
    if rest and (whole := re.fullmatch(r"(-?[0-9]{4})([?~%]?)", rest)):
        first = 1 + 4 * third
        return f"[{whole[1]}-{first:02}{whole[2]}..{whole[1]}-{first + 3:02}{whole[2]}]"
    if rest and (mask := re.fullmatch(r"([0-9]{2})([0-9]?)XX?", rest)):
        thirds = (("0", "3"), ("4", "6"), ("7", "9"))
        if not mask[2]:
            thirds = (("00", "33"), ("34", "66"), ("67", "99"))
        known = mask[1] + mask[2]
        years = f"[{known}{thirds[third][0]}..{known}{thirds[third][1]}]"
        raise DateError(
            f"{quoted(match[0])}: a part of a decade or century is not supported.",
            f"Write the years that you mean, such as {years}, or c. and a year.",
        )
    return None


def _limit(match: re.Match[str]) -> str:
    """'before 2021': EDTF Level 2 Set representation, earlier; 'since': Level 1, open interval.

    A set includes the date at its limit, so 'before 2021' is 2021 or earlier: wider than the
    word, never narrower.
    """
    edtf = _needed(match[4], match[0])
    if match[3]:
        return f"{edtf}/.."
    return f"[..{edtf}]" if match[1] else f"[{edtf}..]"


def _between(match: re.Match[str]) -> str:
    """'between 1450 and 1460': EDTF Level 2 Set representation, one of a range."""
    return f"[{_needed(match['first'], match[0])}..{_needed(match['last'], match[0])}]"


_WORDED: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (_CIRCA, _circa),
    (_PART, _part),
    (_LIMIT, _limit),
    (_BETWEEN, _between),
)

# --- a date in words -------------------------------------------------------------------------


def _number(digits: str) -> int:
    return int(digits.replace(".", "").replace(",", ""))


def _bce(digits: str) -> str:
    """'44 BCE' is -0043: EDTF Level 1 Negative calendar year, where 0000 is 1 BCE."""
    years = _number(digits)
    if years == 0:
        raise DateError("There is no year 0 BCE.", "The year before 1 CE is 1 BCE; write 1 BCE.")
    return year_text(1 - years)


def _ce(digits: str) -> str:
    years = _number(digits)
    if years == 0:
        raise DateError("There is no year 0 CE.", "The year after 1 BCE is 1 CE; write 1 CE.")
    return year_text(years)


def _decade(digits: str) -> str:
    """'1990s' is 199X: EDTF Level 1 Unspecified digits."""
    if digits.endswith("0"):
        raise DateError(
            f"“{digits}0s” can mean ten years or a hundred.",
            f"Write {digits}X for the decade, {digits[:-1]}XX for the century.",
        )
    return f"{digits}X"


def _decade_bce(digits: str) -> str:
    """'440s BCE' is 449 to 440 BCE; -044X would be 450 to 441, so a set says it."""
    tens = 10 * int(digits)
    if tens == 0 or tens % 100 == 0:
        raise DateError(
            f"“{tens}s BCE” can mean ten years or a hundred.",
            f"Write both years, such as {tens + 9} BCE to {tens} BCE, or a century.",
        )
    return f"[{year_text(-tens - 8)}..{year_text(1 - tens)}]"


def _century(digits: str) -> str:
    """'18th century' is 17XX as EDTF writes it: 1700 to 1799, a year off from 1701 to 1800."""
    return f"{_century_number(digits):02}XX"


def _century_bce(digits: str) -> str:
    """'5th century BCE' is -04XX: 500 to 401 BCE exactly."""
    return f"-{_century_number(digits):02}XX"


def _century_number(digits: str) -> int:
    number = int(digits)
    if number == 0:
        raise DateError("There is no century 0.", "The first one is the 1st century.")
    return number - 1


def _season(name: str, year: str) -> str:
    """'spring 2021': EDTF Level 1 Seasons, or Level 2 Sub-year groupings for its parts."""
    return f"{year}-{_SEASON_CODES[name]}"


def _quarter(number: str, year: str) -> str:
    return f"{year}-{32 + int(number)}"


def _half(number: str, year: str) -> str:
    return f"{year}-{39 + int(number)}"


def _swap(build: Callable[[str, str], str]) -> Callable[[str, str], str]:
    return lambda year, name: build(name, year)


_YEAR = r"(?:of |tahun )?([0-9]{4})"
_CENTURY = (
    r"(?:(?:the )?([0-9]{1,2})(?:st|nd|rd|th)[ -](?:century|c\.)"
    r"|abad (?:ke-? ?)?([0-9]{1,2}))"
)
_FORMS: tuple[tuple[re.Pattern[str], Callable[..., str]], ...] = tuple(
    (re.compile(pattern, _FLAGS), build)
    for pattern, build in (
        (rf"(?:tahun )?{_NUMBER} ?{_BCE}", _bce),
        (rf"(?:tahun )?{_NUMBER} ?{_CE}", _ce),
        (rf"(?:ad|a\.d\.) ?{_NUMBER}", _ce),
        (r"(?:the )?([0-9]{3})0['\u2019]?s", _decade),
        (r"(?:tahun |era )?([0-9]{3})0-?an", _decade),
        (rf"(?:the )?([0-9]{{1,3}})0['\u2019]?s {_BCE}", _decade_bce),
        (r"(?:the )?(?:year |tahun )([0-9]{4})", str),
        (_CENTURY, _century),
        (rf"{_CENTURY} (?:ce|ad|m|masehi)", _century),
        (rf"{_CENTURY} {_BCE}", _century_bce),
        (rf"{_SEASON}(?: of)?[ -]{_YEAR}", _season),
        (rf"{_YEAR}[ -]{_SEASON}", _swap(_season)),
        (rf"{_QUARTER}([1-4])[ /-]?{_YEAR}", _quarter),
        (rf"{_YEAR}[ /-]?{_QUARTER}([1-4])", _swap(_quarter)),
        (rf"{_HALF}([12])[ /-]?{_YEAR}", _half),
        (rf"{_YEAR}[ /-]?{_HALF}([12])", _swap(_half)),
    )
)
