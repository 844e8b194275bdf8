"""What CLDR says of one locale: in goes a language code, out comes a frozen snapshot.

Babel mixes languages within one process (its issue 1234): resolving an alias writes into data
that locales share. So each locale's data is copied whole before anything in it is resolved,
and no other function of Babel is ever asked about dates. This module is the only one that
knows Babel's locale data.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from babel import localedata
from babel.core import Locale, UnknownLocaleError

from linimasa.wording.patterns import Pattern, read_pattern, with_full_months

_AREAS = (
    *("character_order", "date_formats", "datetime_skeletons", "day_periods", "decimal_formats"),
    *("eras", "interval_formats", "languages", "list_patterns", "meta_zones", "months"),
    *("number_symbols", "quarters", "time_formats"),
)
_SKELETONS = {
    "year": ("y", "Gy"),
    "month": ("yMMMM", "GyMMM"),
    "day": ("yMMMd", "GyMMMd"),
}
_AUTONYMS = {"id": "Bahasa Indonesia", "ms": "Bahasa Melayu"}  # CLDR drops the first word
_ZONES = (
    ("Asia/Jakarta", 420, "Indonesia_Western"),
    ("Asia/Pontianak", 420, "Indonesia_Western"),
    ("Asia/Makassar", 480, "Indonesia_Central"),
    ("Asia/Jayapura", 540, "Indonesia_Eastern"),
)
"""Zones without summer time, whose short names mean nothing else: with the offset they stand
for, as clocks there showed other times in other years."""


@dataclass(frozen=True, slots=True)
class Cldr:
    """One locale: names, patterns and signs, Gregorian calendar, Latin digits."""

    autonym: str
    """The name of the language in that language."""
    direction: str
    """`ltr` or `rtl`."""
    months: tuple[str, ...]
    """Full names as they stand beside a day (genitive, where a language has one)."""
    months_alone: tuple[str, ...]
    """Full names as they stand without a day."""
    months_short: tuple[str, ...]
    months_short_alone: tuple[str, ...]
    eras: tuple[str, str]
    """Before and after the year 1, abbreviated."""
    quarters: tuple[str, ...]
    day_periods: tuple[str, str]
    """The signs for am and pm."""
    dates: Mapping[tuple[str, bool], Pattern] = field(hash=False)
    """(`year`, `month`, `day`, `month-day` or `quarter`; with era) → pattern."""
    intervals: Mapping[tuple[str, bool, str], Pattern] = field(hash=False)
    """(`year`, `month` or `day`; with era; greatest difference) → pattern of both dates."""
    between: str
    """The general interval: `{0} – {1}`."""
    time: Pattern
    time_with_seconds: Pattern
    lists: Mapping[str, tuple[str, str, str, str]] = field(hash=False)
    """`and`, `or` → patterns for two, start, middle and end."""
    group: str
    """The sign between thousands."""
    minus: str
    grouping: tuple[int, int]
    """How many digits the last group has, and each before it."""
    zones: tuple[tuple[str, int, str], ...]
    """Zone, minutes east of UTC and a short name that readers of this language know."""
    languages: Mapping[str, str] = field(hash=False)
    """Language code, with underscores → its name."""


def locale_of(code: str) -> str | None:
    """Babel's name for a BCP 47 code, as `zh_Hant_TW` for `zh-TW`; None when it has none."""
    try:
        return str(Locale.parse(code.replace("_", "-"), sep="-"))
    except (UnknownLocaleError, ValueError):
        return None


def snapshot(locale: str) -> Cldr:
    """Everything this program needs of a locale, cut off from Babel's own data."""
    data = _own_copy(locale)
    symbols = data["number_symbols"]["latn"]
    number = data["decimal_formats"][None]
    periods = data["day_periods"]["format"]["abbreviated"]
    months, skeletons = data["months"], data["datetime_skeletons"]
    clock, seconds = data["time_formats"]["short"], data["time_formats"]["medium"]
    if "B" in clock.pattern:  # “in the afternoon”: rules of its own, so 24 hours instead
        clock, seconds = skeletons["Hm"], skeletons["Hms"]
    return Cldr(
        autonym=_autonym(locale, data["languages"]),
        direction=direction_of(locale),
        months=_numbered(months["format"]["wide"], 12),
        months_alone=_numbered(months["stand-alone"]["wide"], 12),
        months_short=_numbered(months["format"]["abbreviated"], 12),
        months_short_alone=_numbered(months["stand-alone"]["abbreviated"], 12),
        eras=(data["eras"]["abbreviated"][0], data["eras"]["abbreviated"][1]),
        quarters=_numbered(data["quarters"]["stand-alone"]["wide"], 4),
        day_periods=(periods["am"], periods["pm"]),
        dates=_date_patterns(data),
        intervals=_interval_patterns(data["interval_formats"]),
        between=data["interval_formats"][None],
        time=read_pattern(clock.pattern),
        time_with_seconds=read_pattern(seconds.pattern),
        lists={
            "and": _list_patterns(data["list_patterns"]["standard"]),
            "or": _list_patterns(data["list_patterns"]["or"]),
        },
        group=symbols["group"],
        minus=symbols["minusSign"],
        grouping=number.grouping,
        zones=_zones(data["meta_zones"]),
        languages=dict(sorted(data["languages"].items())),
    )


def autonym_of(locale: str) -> str:
    """The name of a language in that language."""
    return _autonym(locale, _own_copy(locale, ("languages",))["languages"])


@functools.cache
def direction_of(locale: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if localedata.load(locale)["character_order"] == "right-to-left" else "ltr"


def _own_copy(locale: str, areas: tuple[str, ...] = _AREAS) -> Mapping[str, Any]:
    shared = localedata.load(locale)
    return localedata.LocaleDataDict({area: copy.deepcopy(shared[area]) for area in areas})


def _autonym(locale: str, languages: Mapping[str, str]) -> str:
    language = locale.partition("_")[0]
    return _AUTONYMS.get(language) or name_of(locale, languages)


def name_of(code: str, languages: Mapping[str, str]) -> str:
    """The name of a language; of a longer code than there is a name for, without its end."""
    wanted = code.replace("-", "_")
    while wanted:
        if wanted in languages:
            return languages[wanted]
        wanted = wanted.rpartition("_")[0]
    return code


def _numbered(names: Mapping[int, str], count: int) -> tuple[str, ...]:
    return tuple(names[number] for number in range(1, count + 1))


def _date_patterns(data: Mapping[str, Any]) -> dict[tuple[str, bool], Pattern]:
    skeletons = data["datetime_skeletons"]
    patterns = {
        (unit, era): read_pattern(with_full_months(skeletons[name].pattern))
        for unit, names in _SKELETONS.items()
        for era, name in zip((False, True), names, strict=True)
    }
    patterns["day", False] = read_pattern(data["date_formats"]["long"].pattern)
    month_day = skeletons["MMMMd" if "MMMMd" in skeletons else "MMMd"]
    patterns["month-day", False] = read_pattern(with_full_months(month_day.pattern))
    patterns["quarter", False] = read_pattern(skeletons["yQQQQ"].pattern)
    return patterns


def _interval_patterns(
    formats: Mapping[Any, Any],
) -> dict[tuple[str, bool, str], Pattern]:
    patterns = {}
    for unit, names in _SKELETONS.items():
        for era, name in zip((False, True), names, strict=True):
            by_difference = dict(formats.get(name, {}))
            by_difference.update(dict(formats.get(name.replace("MMMd", "MMMMd"), {})))
            for difference, pieces in by_difference.items():
                whole = with_full_months("".join(pieces))
                patterns[unit, era, difference] = read_pattern(whole)
    return patterns


def _list_patterns(patterns: Mapping[str, str]) -> tuple[str, str, str, str]:
    return patterns["2"], patterns["start"], patterns["middle"], patterns["end"]


def _zones(names: Mapping[str, Any]) -> tuple[tuple[str, int, str], ...]:
    found = []
    for zone, offset, meta in _ZONES:
        short = names.get(meta, {}).get("short", {}).get("standard")
        if short:
            found.append((zone, offset, short))
    return tuple(found)
