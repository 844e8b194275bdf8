"""One text to the value that its field wants.

In: a text as written, and what the site says of languages and zones. Out: the value, or a
`Wrong` with plain words and a hint. Nothing here knows YAML, a position or a file.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from linimasa.diagnostics import CODES, Severity, did_you_mean, nearest, surely
from linimasa.fuzzydate import DateError, FuzzyDate, parse
from linimasa.fuzzydate.zones import SHORT_ZONES, zone_named
from linimasa.model.address import slug
from linimasa.model.record import (
    ClockTime,
    Color,
    FileName,
    Fingerprint,
    Id,
    LanguageCode,
    Moment,
    Origin,
    Reason,
    SiteLanguage,
    Url,
    WarningCode,
    Zone,
)

MAX_TEXT = 2_000
"""Longest text of one line, in code points; only the body is longer."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the site says that single values depend on."""

    languages: tuple[str, ...] = ("en",)
    """Its languages; a plain text is in the first."""
    zone: str = "UTC"
    """The zone of clock times that name none."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a text is not a value."""

    code: str
    message: str
    hint: str
    fix: str = ""
    """What was surely meant."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of value that is written as one text."""

    name: str
    """As in “title wants text”."""
    example: str
    read: Callable[[str, Context], Any]
    """The value or a `Wrong`."""


def quoted(text: str) -> str:
    """A text of the author in a message, cut when it is long."""
    return f"“{text}”" if len(text) <= 60 else f"“{text[:60]}…”"


def close_to(word: str, known: Iterable[str]) -> str:
    """The nearest known word, but not to words so long that comparing would take time."""
    return nearest(word, known) if len(word) <= 60 else ""


def suggest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """“did you mean”, but not for words so long that comparing would take time."""
    return did_you_mean(word, known, otherwise) if len(word) <= 60 else otherwise


def one_line(text: str) -> str:
    """Line ends and runs of spaces as one space; other kinds of space stay."""
    if "\n" in text or "\t" in text or "  " in text:
        text = re.sub(r"[ \t\n]+", " ", text)
    return text.strip(" ")


def read_text(text: str, _context: Context) -> str | Wrong:
    """A text of one line."""
    text = one_line(text)
    if len(text) <= MAX_TEXT:
        return text
    return Wrong(
        "too-long",
        f"this text has {len(text):,} characters; at most {MAX_TEXT:,} fit here",
        "the body is the place for long texts",
    )


def _date(text: str, context: Context) -> FuzzyDate | Wrong:
    try:
        return parse(one_line(text), context.zone)
    except DateError as error:
        return Wrong("bad-date", _small(str(error)), _small(error.hint), error.meant)


def _small(sentence: str) -> str:
    """A sentence as messages are written: a small letter first, unless a name is, and no stop."""
    name = re.match(
        r"(?:January|February|March|April|May|June|July|August|\w+ember|October)\b", sentence
    )
    first = sentence[:1] if name else sentence[:1].lower()
    return (first + sentence[1:]).removesuffix(".")


def _int(text: str, _context: Context) -> int | Wrong:
    if re.fullmatch(r"[+-]?[0-9]{1,15}", text):
        return int(text)
    return Wrong("bad-value", f"{quoted(text)} is not a whole number", "write digits only: 2")


def _float(text: str, _context: Context) -> float | Wrong:
    if re.fullmatch(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})", text):
        number = float(text)
        if math.isfinite(number):
            return number
    if re.fullmatch(r"[+-]?[0-9]{1,15},[0-9]{1,15}", text):
        hint = f"write a point, not a comma: {text.replace(',', '.')}"
    else:
        hint = "write it like -6.2088"
    return Wrong("bad-value", f"{quoted(text)} is not a number", hint)


YES_NO = {
    word: value
    for value, words in ((True, "true yes on"), (False, "false no off"))
    for word in words.split()
}


def _bool(text: str, _context: Context) -> bool | Wrong:
    value = YES_NO.get(text.lower())
    if value is not None:
        return value
    return Wrong("bad-value", f"{quoted(text)} is neither yes nor no", "write true or false")


# What surrounds the name of an event in an address or a path.
_PLACE = re.compile(
    r"^(?:(?:https?://|\.{0,2}/|content/|events/).*/)?(?:content/|events/)?|\.(?:ya?ml|md)$", re.I
)
_PLAIN_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,118}[A-Za-z0-9])?")


def is_id(text: str) -> bool:
    """Whether this can be an id: letters, digits and marks of any script; `-_.` inside."""
    if _PLAIN_ID.fullmatch(text):
        return True
    signs = [sign in "-_." or unicodedata.category(sign)[0] in "LMN" for sign in text]
    return 0 < len(text) <= 120 and all(signs) and not {text[0], text[-1]} & set("-_.")


def _id(text: str, _context: Context) -> Id | Wrong:
    if is_id(text):
        return Id(text)
    name = _PLACE.sub("", text[:MAX_TEXT].rstrip("/"))
    better = slug(name)[:120].strip("-") if any(map(str.isalnum, name)) else ""
    hint = f"write “{better}”" if is_id(better) else "write a short name such as baic-talks"
    several = re.split(r"\s*[,;]\s*", text[:MAX_TEXT])
    if len(several) > 1 and all(map(is_id, several)):
        hint = f"if these are several, make a list of them: [{', '.join(several)}]"
    message = f"{quoted(text)} cannot be an id, which consists of letters, digits and hyphens"
    return Wrong("bad-value", message, hint)


_URL = re.compile(
    r"https?://(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#:@\[\]\\<>\"]+)(?::[0-9]{1,5})?(?:[/?#].*)?", re.I
)
# White space and what is not seen: it breaks addresses, or hides where they lead.
_UNSEEN = re.compile("[\\s\\x00-\\x1f\\x7f-\\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# `https:/`, `https//`, `htps://`, or it twice: what was to be the beginning of an address.
_SLIPPED_SCHEME = re.compile(r"^(?:(?:h{1,2}t{1,3}ps?|https?)[:;]?/{1,3}){0,3}(?://)?", re.I)


def _url(text: str, _context: Context) -> Url | Wrong:
    unseen = _UNSEEN.search(text)
    if _URL.fullmatch(text) and not unseen and len(text) <= MAX_TEXT:
        return Url(text)
    message = f"{quoted(text)} is not a web address"
    inside = re.findall(r"https?://[^\s<>()\[\]\"\u2018-\u201f\u00ab\u00bb]+", text[:MAX_TEXT])
    if len(inside) > 1 and unseen:
        message = "here is more than one address"
        return Wrong("bad-value", message, "write one; the other needs an item of its own")
    if inside and not text.startswith("http"):
        return Wrong("bad-value", message, f"write only {inside[0]}")
    if unseen and text.lower().startswith(("http://", "https://")):
        what = "a space" if unseen[0] == " " else "an invisible character"
        return Wrong("bad-value", f"there is {what} inside this address", "write %20 for a space")
    rest = _SLIPPED_SCHEME.sub("", text)
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?::[0-9]+)?(?:/\S*)?", rest):
        return Wrong("bad-value", message, f"did you mean “https://{rest[:60]}”?")
    return Wrong("bad-value", message, "an address begins with https:// or http://")


# A `host-source` of Content Security Policy Level 3, section 2.3.1, that names scheme and host.
_ORIGIN = re.compile(r"https?://(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::(?:[0-9]{1,5}|\*))?", re.I)


def _origin(text: str, _context: Context) -> Origin | Wrong:
    if _ORIGIN.fullmatch(text) and len(text) <= MAX_TEXT:
        return Origin(text.lower())
    message = f"{quoted(text)} is not the address of a whole site"
    found = re.match(r"(https?://[^/?#]+)[/?#]", text, re.I)
    if found and _ORIGIN.fullmatch(found[1]):
        better = found[1].lower()
        return Wrong("bad-value", message, f"without a path: {better}", better)
    if _ORIGIN.fullmatch(f"https://{text}") and "." in text:
        better = f"https://{text.lower()}"
        return Wrong("bad-value", message, f"did you mean “{better[:70]}”?")
    if not text.isascii():
        hint = "write the name as computers do: https://xn--bcher-kva.example"
    else:
        hint = "write scheme and name: https://news.example"
    return Wrong("bad-value", message, hint)


# RFC 5646, section 2.1, without extensions and private use.
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*",
    re.I,
)


def _language(text: str, _context: Context) -> LanguageCode | Wrong:
    if _LANGUAGE.fullmatch(text) and len(text) <= 35:
        return LanguageCode(text)
    better = text.replace("_", "-").split(".")[0]
    fits = len(text) <= 35 and _LANGUAGE.fullmatch(better)
    hint = f"did you mean “{better}”?" if fits else "write a code such as id, en or zh-Hant"
    several = re.split(r"\s*[,;]\s*|\s+", text[:100])
    if len(several) > 1 and all(map(_LANGUAGE.fullmatch, several)):
        hint = f"write several as a list: [{', '.join(several)}]"
    return Wrong("bad-value", f"{quoted(text)} is not a language code", hint)


def _site_language(text: str, context: Context) -> SiteLanguage | Wrong:
    if text in context.languages:
        return SiteLanguage(text)
    hint = suggest(text, context.languages, f"its languages are: {', '.join(context.languages)}")
    return Wrong("unknown-language", f"{quoted(text)} is not a language of this site", hint)


def _fingerprint(text: str, _context: Context) -> Fingerprint | Wrong:
    if re.fullmatch("[0-9a-f]{8}", text):
        return Fingerprint(text)
    hint = "take it out; “linimasa check --stale --fix” writes it"
    return Wrong("bad-value", f"{quoted(text)} is not the fingerprint of a text", hint)


def _zone(text: str, _context: Context) -> Zone | Wrong:
    if len(text) > 60:
        return Wrong("bad-value", f"{quoted(text)} is not a time zone", "write Asia/Jakarta")
    name = SHORT_ZONES.get(text.upper(), text)
    try:
        zone_named(name)
    except DateError as error:
        near = error.hint if error.hint.startswith("Did") else "write a name, such as Asia/Jakarta"
        return Wrong("bad-value", _small(str(error)), _small(near))
    return Zone(name)


_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"


def _clock(text: str, _context: Context) -> ClockTime | Wrong:
    if re.fullmatch(_CLOCK, text):
        return ClockTime(text)
    hint = "write hours and minutes of the 24-hour clock: 19:30"
    if found := re.fullmatch(r"([0-9]{1,2})[:.]([0-9]{2})(?: ?([ap])\.?m\.?)?", text, re.I):
        hour = int(found[1]) % 12 + 12 * (found[3] in "pP") if found[3] else int(found[1])
        better = f"{hour:02}:{found[2]}"
        hint = f"write “{better}”" if re.fullmatch(_CLOCK, better) else hint
    return Wrong("bad-value", f"{quoted(text)} is not a time of day", hint)


_MOMENT = re.compile(
    rf"(?P<day>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:[T ](?P<time>{_CLOCK}) ?"
    r"(?P<offset>Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?)?"
)


def _moment(text: str, _context: Context) -> Moment | Wrong:
    hint = "write a day, or a day with a time and offset: 2022-08-27T09:00+07:00"
    found = _MOMENT.fullmatch(text)
    if not found:
        day = _day_meant(text)
        hint = f"write “{day}”" if day else hint
        return Wrong("bad-value", f"{quoted(text)} is not a moment", hint, day)
    try:
        date.fromisoformat(found["day"])
    except ValueError:
        return Wrong("bad-value", f"there is no day {found['day']}", "look at the calendar")
    if not found["time"]:
        return Moment(found["day"])
    if not found["offset"]:
        better = f"{found['day']}T{found['time']}+07:00"
        hint = f"add how far it is from UTC, such as {better}"
        return Wrong("bad-value", f"{quoted(text)} does not say in which zone", hint)
    return Moment(f"{found['day']}T{found['time']}{found['offset']}")


def _day_meant(text: str) -> str:
    """The day that is surely meant by a date in another form, if it is one."""
    try:
        day = parse(one_line(text)).edtf
    except DateError as error:
        day = error.meant
    return day if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day) else ""


def _file_name(text: str, _context: Context) -> FileName | Wrong:
    last = re.split(r"[/\\]", text)[-1]
    unfit = last.startswith(".") or any(unicodedata.category(sign)[0] == "C" for sign in last)
    if last == text and text and not unfit and len(text.encode(errors="replace")) <= 255:
        return FileName(text)
    hint = "write the name of a file that lies beside this one, such as plant.jpg"
    if last and not unfit:
        hint = f"put the picture beside this file and write “{last[:60]}”"
    return Wrong("bad-value", f"{quoted(text)} is not the name of a file beside this one", hint)


def _color(text: str, _context: Context) -> Color | Wrong:
    if re.fullmatch(r"#[0-9a-f]{6}", text, re.I):
        return Color(text.lower())
    short = re.fullmatch(r"#?([0-9a-f])([0-9a-f])([0-9a-f])", text, re.I)
    long = re.fullmatch(r"[0-9a-f]{6}", text, re.I)
    better = "".join(sign * 2 for sign in short.groups()) if short else text if long else ""
    hint = f'write "#{better.lower()}"' if better else 'write it in hex and quotes: "#a33b16"'
    fix = f'"#{better.lower()}"' if better else ""
    return Wrong("bad-value", f"{quoted(text)} is not a color of the form #rrggbb", hint, fix)


def _warning(text: str, _context: Context) -> WarningCode | Wrong:
    warnings = [code for code, (severity, _) in CODES.items() if severity is Severity.WARNING]
    if text in warnings:
        return WarningCode(text)
    if text in CODES:
        message = f"“{text}” is an error, and only warnings can be ignored"
        return Wrong("bad-value", message, "put right what the error says")
    message = f"{quoted(text)} is not the code of a warning"
    return Wrong("unknown-word", message, suggest(text, warnings, "it stands in the message: […]"))


def _reason(text: str, context: Context) -> Reason | Wrong:
    if not text.strip():
        hint = "write in a few words why it is right as it is"
        return Wrong("bad-value", "a warning is ignored here without a reason", hint)
    reason = read_text(text, context)
    return reason if isinstance(reason, Wrong) else Reason(reason)


KINDS: Mapping[Any, Kind] = MappingProxyType(
    {
        str: Kind("text", "…", read_text),
        int: Kind("a whole number", "2", _int),
        float: Kind("a number", "-6.2", _float),
        bool: Kind("true or false", "true", _bool),
        FuzzyDate: Kind("a date", "2022-08-26", _date),
        Id: Kind("an id", "baic-talks", _id),
        Url: Kind("a web address", "https://example.org/", _url),
        LanguageCode: Kind("a language code", "en", _language),
        SiteLanguage: Kind("a language of the site", "en", _site_language),
        Fingerprint: Kind("the fingerprint of a text", "3f2a9c1b", _fingerprint),
        Zone: Kind("a time zone", "Asia/Jakarta", _zone),
        ClockTime: Kind("a time of day", "19:30", _clock),
        Moment: Kind("a moment", "2022-08-27T09:00+07:00", _moment),
        Color: Kind("a color", '"#a33b16"', _color),
        Origin: Kind("the address of a site", "https://news.example", _origin),
        WarningCode: Kind("the code of a warning", "tag-used-once", _warning),
        Reason: Kind("a reason", "…", _reason),
        FileName: Kind("a file name", "plant.jpg", _file_name),
    }
)
"""Every sort of value that is one text, by the type in the dataclasses."""


def choice(vocabulary: type[StrEnum]) -> Kind:
    """The kind for a fixed list of words."""
    words = {word.value: word for word in vocabulary}
    listed = ", ".join(words)

    def read(text: str, _context: Context) -> StrEnum | Wrong:
        found = words.get(text.replace("_", "-"))
        if found is not None:
            return found
        hint = suggest(text, words)
        hint = f"{hint} (known: {listed})" if hint else f"write one of: {listed}"
        fix = surely(text, close_to(text, words))
        return Wrong("unknown-word", f"{quoted(text)} is not a word that can stand here", hint, fix)

    return Kind(f"one of {listed}", next(iter(words)), read)
