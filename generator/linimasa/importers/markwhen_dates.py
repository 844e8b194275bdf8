"""The dates of Markwhen → EDTF, as its public documentation has them (docs.markwhen.com/syntax).

In: what stands before the colon of an event, and the events before it. Out: a stretch of time, or
why it cannot be told. What depends on the day it is looked at, such as a date without a year, is
not guessed.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"
_CLOCK = r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?(?::[0-9]{2})?\s*(?P<half>[ap]m)?"
_TIME = rf"(?:,?\s+{_CLOCK})?"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"(?P<year>[0-9]{{4}})-(?P<number>[0-9]{{2}})-(?P<day>[0-9]{{2}}){_TIME}",
        r"(?P<year>[0-9]{4})-(?P<number>[0-9]{2})",
        r"(?P<year>[0-9]{1,4})",
        rf"(?P<one>[0-9]{{1,2}})/(?P<two>[0-9]{{1,2}})/(?P<year>[0-9]{{1,4}}){_TIME}",
        r"(?P<number>[0-9]{1,2})/(?P<year>[0-9]{1,4})",
        rf"(?P<day>[0-9]{{1,2}})\s+{_MONTH},?\s+(?P<year>[0-9]{{4}}){_TIME}",
        rf"{_MONTH}\s+(?P<day>[0-9]{{1,2}}),?\s+(?P<year>[0-9]{{4}}){_TIME}",
        rf"{_MONTH}\s+(?P<year>[0-9]{{3,4}})",
    )
)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?Z")
_ONLY_TIME = re.compile(_CLOCK + r"\Z", re.I)
_NO_YEAR = re.compile(rf"(?:[0-9]{{1,2}}\s+{_MONTH}|{_MONTH.replace('month', 'm2')}\s+[0-9]{{1,2}})"
                      rf"{_TIME}|{_MONTH.replace('month', 'm3')}", re.I)  # fmt: skip
_RELATIVE = re.compile(
    r"(?P<side>after|before|by)?\s*(?:!(?P<id>\w+))?(?:\.(?P<edge>start|end))?\s*(?:plus|\+)?\s*"
    r"(?P<amounts>(?:[0-9]{1,6}\s*[a-z]+(?:\s+days?)?[\s,]*)*)",
    re.I,
)
_AMOUNT = re.compile(r"([0-9]{1,6})\s*((?:week|work|business)\s*days?|[a-z]+)", re.I)
_UNITS = {
    "seconds": "second secs sec s seconds",
    "minutes": "minute mins min minutes",
    "hours": "hour h hours",
    "days": "day d days",
    "weeks": "week w weeks",
    "months": "month months",
    "years": "year y years",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_SPLIT = re.compile(r"\s*-\s*|\s+to\s+|\s*/\s*", re.I)
_EDTF = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


class NotUnderstood(Exception):
    """Why a date cannot be told."""

    def __init__(self, message: str, *, is_date: bool) -> None:
        """Say why, and whether it is a date at all."""
        super().__init__(message)
        self.is_date = is_date


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one moment to another, which is not part of it."""

    first: datetime
    after: datetime
    is_timed: bool = False
    """Whether it begins at a time of day."""
    is_worked_out: bool = False
    """Whether it was told by how far it is from another one."""
    is_utc: bool = False
    text: str = ""
    """As EDTF, where its ends are known more or less exactly."""

    @property
    def edtf(self) -> str:
        """Its days, or the months or years that it is all of."""
        if self.text:
            return self.text
        last = self.after - timedelta(seconds=1)
        if self.is_timed and last.date() <= self.first.date():
            return f"{self.first.date()}"
        first, end = self.first.date(), last.date()
        start, stop = _coarse(self.first, self.after)
        return start if start == stop or first == end else f"{start}/{stop}"

    @property
    def clock(self) -> str:
        """The time of day it begins at, of one that ends that day."""
        is_short = (self.after - timedelta(seconds=1)).date() <= self.first.date()
        form = "%H:%M:%S" if self.first.second else "%H:%M"
        return self.first.strftime(form) if self.is_timed and is_short else ""

    @property
    def is_long(self) -> bool:
        """Whether it is more than a moment."""
        return self.after > self.first + timedelta(seconds=1)


def _coarse(first: datetime, after: datetime) -> tuple[str, str]:
    """Start and end: as years if they are whole ones, as months, or as days."""
    last = after - timedelta(seconds=1)
    is_whole = not (first.hour or first.minute or after.hour or after.minute or after.second)
    if is_whole and first.day == 1 and after.day == 1:
        if first.month == 1 and after.month == 1:
            return f"{first.year:04}", f"{last.year:04}"
        return f"{first.year:04}-{first.month:02}", f"{last.year:04}-{last.month:02}"
    return str(first.date()), str(last.date())


def stretch_of(
    text: str, day_first: bool, ids: Mapping[str, Stretch], before: Stretch | None
) -> Stretch:
    """The time that a date or range means; raises `NotUnderstood`.

    `ids` are the events before that have one, and `before` is the last of all.
    """
    text = text.strip()
    try:
        single = _absolute(text, day_first, before)
        if single:
            return single
        relative = _relative(text, ids, before)
        if relative:
            return relative
        for found in _SPLIT.finditer(text):
            one, two = text[: found.start()], text[found.end() :]
            if "/" in found[0] and not _EDTF.fullmatch(one.strip()):
                continue
            whole = _range(one.strip(), two.strip(), day_first, ids, before)
            if whole:
                return whole
    except (ValueError, OverflowError) as error:
        raise NotUnderstood(f"there is no such date: {error}", is_date=True) from error
    if _NO_YEAR.fullmatch(text):
        raise NotUnderstood("this date has no year", is_date=True)
    if re.search(r"\bnow\b", text, re.I):
        raise NotUnderstood("“now” is another day each time", is_date=True)
    raise NotUnderstood(f"“{text[:60]}” is not understood as a date", is_date=False)


def _range(
    one: str, two: str, day_first: bool, ids: Mapping[str, Stretch], before: Stretch | None
) -> Stretch | None:
    first = _absolute(one, day_first, before)
    if first is None:
        return _apart(one, two, ids, before)
    if two.lower() == "now":
        return replace(first, text=f"{first.edtf}/..")
    last = _absolute(two, day_first, first)
    if last:
        if last.after < first.first:
            raise ValueError("it ends before it begins")
        after = max(last.after, first.first + timedelta(seconds=1))
        text = "" if first.edtf == last.edtf else f"{first.edtf}/{last.edtf}"
        return replace(first, after=after, text=text)
    length = _RELATIVE.fullmatch(two)
    if length and length["amounts"] and not length["id"]:
        after = _moved(first.first, length["amounts"], 1)
        return replace(first, after=after, is_worked_out=True)
    return None


def _apart(
    one: str, two: str, ids: Mapping[str, Stretch], before: Stretch | None
) -> Stretch | None:
    """A stretch that is so far from another one, and so long."""
    found, length = _RELATIVE.fullmatch(one), _RELATIVE.fullmatch(two)
    if not found or not length or not length["amounts"] or not (found["amounts"] or found["id"]):
        return None
    if (found["side"] or "").lower() in {"before", "by"}:
        end = _moved(_base(found, ids, before).first, found["amounts"], -1)
        return Stretch(_moved(end, length["amounts"], -1), end, is_worked_out=True)
    start = _moved(_base(found, ids, before).after, found["amounts"], 1)
    return Stretch(start, _moved(start, length["amounts"], 1), is_worked_out=True)


def _absolute(text: str, day_first: bool, before: Stretch | None) -> Stretch | None:
    if _ISO.fullmatch(text):
        moment = datetime.fromisoformat(text[:19])
        return Stretch(moment, moment + timedelta(seconds=1), is_timed=True, is_utc=True)
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            return _found(found.groupdict(), day_first)
    clock = _ONLY_TIME.fullmatch(text)
    if clock and (clock["minute"] or clock["half"]) and before:
        day = before.first.replace(hour=0, minute=0, second=0)
        start = day + _clock(clock.groupdict())
        return Stretch(start, start + timedelta(seconds=1), is_timed=True)
    return None


def _found(parts: Mapping[str, str | None], day_first: bool) -> Stretch:
    year = int(parts["year"] or 0)
    month, day = parts.get("number"), parts.get("day")
    if parts.get("month"):
        month = str(_MONTHS[str(parts["month"]).lower()])
    if parts.get("one"):
        day, month = (parts["one"], parts["two"]) if day_first else (parts["two"], parts["one"])
    first = datetime(year, int(month or 1), int(day or 1))  # noqa: DTZ001 - the site's zone
    if parts.get("hour"):
        first += _clock(parts)
        return Stretch(first, first + timedelta(seconds=1), is_timed=True)
    length = {"days": 1} if day else {}
    after = first + timedelta(**length) if day else _months_on(first, 1 if month else 12)
    return Stretch(first, after)


def _clock(parts: Mapping[str, str | None]) -> timedelta:
    hour, minute = int(parts["hour"] or 0), int(parts.get("minute") or 0)
    half = (parts.get("half") or "").lower()
    if half:
        hour = hour % 12 + 12 * (half == "pm")
    if hour > 23 or minute > 59:
        raise ValueError("a day has 24 hours of 60 minutes")
    return timedelta(hours=hour, minutes=minute)


def _relative(text: str, ids: Mapping[str, Stretch], before: Stretch | None) -> Stretch | None:
    found = _RELATIVE.fullmatch(text)
    if not found or not (found["amounts"] or found["id"]):
        return None
    base = _base(found, ids, before)
    if (found["side"] or "").lower() in {"before", "by"}:
        if not found["amounts"]:
            raise NotUnderstood("it is not said how long before that", is_date=True)
        return Stretch(_moved(base.first, found["amounts"], -1), base.first, is_worked_out=True)
    start = base.first if found["edge"] == "start" else base.after
    if not found["amounts"]:
        return Stretch(start, start + timedelta(days=1), is_worked_out=True)
    return Stretch(start, _moved(start, found["amounts"], 1), is_worked_out=True)


def _base(found: re.Match[str], ids: Mapping[str, Stretch], before: Stretch | None) -> Stretch:
    base = ids.get(found["id"]) if found["id"] else before
    if base is None and found["id"]:
        raise NotUnderstood(f"there is no event “!{found['id']}” before this", is_date=True)
    if base is None:
        raise NotUnderstood("there is no event before this to count from", is_date=True)
    return base


def _moved(moment: datetime, amounts: str, sign: int) -> datetime:
    for number, word in _AMOUNT.findall(amounts):
        unit = _UNIT.get(word.lower())
        size = sign * int(number)
        if unit in ("years", "months"):
            moment = _months_on(moment, size * (12 if unit == "years" else 1))
        elif unit:
            moment += timedelta(**{unit: size})
        elif re.fullmatch(r"(?:week|work|business)\s*days?", word, re.I):
            moment = _weekdays_on(moment, size)
        else:
            raise NotUnderstood(f"“{word}” is no unit of time", is_date=False)
    return moment


def _months_on(moment: datetime, number: int) -> datetime:
    months = moment.year * 12 + moment.month - 1 + number
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise ValueError("years go from 1 to 9999 here")
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def _weekdays_on(moment: datetime, number: int) -> datetime:
    step = timedelta(days=1 if number > 0 else -1)
    left = min(abs(number), 100_000)
    while left:
        day = moment if number > 0 else moment + step
        moment += step
        left -= day.weekday() < 5
    return moment
