"""The JSON of TimelineJS 1 and 2 as version 3, and dates that are written as one text.

Root `timeline` with `headline`, `text` and `asset` for the title, events under `date` and eras
under `era`; a date is `2011,12,10,9,30`. Sheets of that time have the same dates as ISO, or month
first with slashes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from linimasa.timelinejs.dates import PARTS

_NAMES: Mapping[str, str] = {
    "startDate": "start_date", "endDate": "end_date", "headline": "text.headline",
    "text": "text.text", "asset": "media", "asset.media": "media.url", "tag": "group",
    "tags": "group",
}  # fmt: skip
_ISO = re.compile(
    r"([+-]?[0-9]+)(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?"
    r"(?:[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:\.[0-9]+)?)?Z?"
)
_MONTH_FIRST = re.compile(
    r"([0-9]{1,2})/(?:([0-9]{1,2})/)?(-?[0-9]+)(?: ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?"
)


def modern(event: Mapping[str, Any]) -> dict[str, Any]:
    """A slide of version 3 that says what an old one says."""
    made: dict[str, Any] = {}
    text: dict[str, Any] = {}
    for name, value in event.items():
        if name in ("startDate", "endDate") and isinstance(value, str | int | float):
            made[_NAMES[name]] = date_of_text(str(value))
        elif name in ("headline", "text"):
            text[name] = value
        elif name == "asset" and isinstance(value, Mapping):
            made["media"] = {"url" if key == "media" else key: one for key, one in value.items()}
        elif name in ("tag", "tags") and isinstance(value, str) and not made.get("group"):
            made["group"] = value
        else:
            made[name] = value
    return {**made, **({"text": text} if text else {})}


def modern_way(way: str) -> str:
    """Where in version 3 that is which stands at a way in an old slide."""
    top, _, rest = way.partition(".")
    return _NAMES.get(way) or f"{_NAMES.get(top, top)}{'.' * bool(rest)}{rest}"


def modern_rest(rest: Mapping[str, Any]) -> dict[str, Any]:
    """The title and the eras of an old file; its `type` said only that it is one."""
    of_title = {name: rest[name] for name in ("headline", "text", "asset", "tag") if name in rest}
    made = {
        name: value
        for name, value in rest.items()
        if name not in (*of_title, "era") and (name, value) != ("type", "default")
    }
    if of_title:
        made["title"] = modern(of_title)
    eras = rest.get("era")
    if isinstance(eras, list):
        made["eras"] = [modern(era) if isinstance(era, Mapping) else era for era in eras]
    return made


def date_of_text(text: str) -> dict[str, Any]:
    """The parts of a date in one text; one that cannot be read has all of it for its year."""
    text = text.strip()
    if "," in text:
        return dict(zip(PARTS, (part.strip() for part in text.split(",")), strict=False))
    found = _ISO.fullmatch(text)
    if found:
        return {name: part for name, part in zip(PARTS, found.groups(), strict=False) if part}
    found = _MONTH_FIRST.fullmatch(text)
    if found:
        month, day, year, *clock = found.groups()
        parts = zip(PARTS, (year, month, day, *clock), strict=False)
        return {name: part for name, part in parts if part}
    return {"year": text}
