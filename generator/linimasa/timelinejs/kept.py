"""A slide as `extra` keeps it, and the same slide again.

Most of it stays readable there: texts and numbers under their own names. Values of our `extra` are
texts, so whatever would not be the same again, such as `false` or a field nobody documents, is
kept as JSON under `other`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from linimasa.timelinejs.dates import PARTS, is_blank, number
from linimasa.yamltree.text import UNPRINTABLE

OTHER = "other"
_DATE = (*PARTS, "display_date", "format")
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "start_date": _DATE,
    "end_date": _DATE,
    "text": ("headline", "text"),
    "media": ("url", "caption", "credit", "thumbnail", "alt", "title", "link", "link_target"),
    "background": ("url", "color", "alt", "text_background"),
}
_TEXTS = ("display_date", "group", "unique_id", "scale")


def tidy(value: Any) -> Any:
    """The same without members that say nothing: null, empty texts, and empty groups."""
    if isinstance(value, Mapping):
        inner = {name: tidy(one) for name, one in value.items()}
        return {name: one for name, one in inner.items() if one not in (None, "", {})}
    if isinstance(value, list):
        return [tidy(one) for one in value]
    return value


def tidy_slide(slide: Mapping[str, Any]) -> dict[str, Any]:
    """A slide without what says nothing, and without an end that is its start."""
    whole = dict(slide)
    start, end = whole.get("start_date"), whole.get("end_date")
    if isinstance(start, Mapping) and isinstance(end, Mapping) and _same(start, end):
        del whole["end_date"]
    made: dict[str, Any] = tidy(whole)
    return made


def _same(start: Mapping[str, Any], end: Mapping[str, Any]) -> bool:
    names = {name for date in (start, end) for name, one in date.items() if not is_blank(one)}
    return all(_plain(name, start.get(name)) == _plain(name, end.get(name)) for name in names)


def _plain(name: str, value: Any) -> Any:
    """Parts of dates as numbers, however they are written."""
    found = number(value) if name in PARTS else None
    return value if found is None else found


def kept(slide: Mapping[str, Any]) -> dict[str, Any]:
    """A tidy slide for `extra`."""
    made: dict[str, Any] = {}
    other: dict[str, Any] = {}
    for name, value in slide.items():
        shown = _readable(name, value)
        if shown is None:
            other[name] = value
        else:
            made[name] = shown
    if other:
        made[OTHER] = as_json(other)
    return made


def as_json(value: Any) -> str:
    """A value as JSON that any YAML file can hold."""
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if UNPRINTABLE.search(text) else text


def _readable(name: str, value: Any) -> Any:
    """The value as it can stand in YAML, None where it would not come back the same."""
    if name in _TEXTS:
        return value if _is_fit(value) else None
    known = _GROUPS.get(name)
    if known is None or not isinstance(value, Mapping) or not set(value) <= set(known):
        return None
    made = {key: _plain(key, one) for key, one in value.items()}
    fit = all(
        isinstance(one, int) if key in PARTS else _is_fit(one) for key, one in made.items()
    ) and not any(isinstance(one, bool) for one in made.values())
    return made if fit and made else None


def _is_fit(value: Any) -> bool:
    return isinstance(value, str) and "\r" not in value and not UNPRINTABLE.search(value)


def slide_of(given: Any) -> dict[str, Any]:
    """The slide again, from `extra` as a plain map; what an editor broke is left out."""
    if not isinstance(given, Mapping):
        return {}
    slide: dict[str, Any] = {}
    for name, value in given.items():
        if name in _GROUPS and isinstance(value, Mapping):
            slide[name] = {key: _plain(key, one) for key, one in value.items()}
        elif name in _TEXTS and isinstance(value, str):
            slide[name] = value
    return slide | other_of(given)


def other_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept as JSON."""
    try:
        other = json.loads(given.get(OTHER, "{}"))
    except (ValueError, TypeError, RecursionError):
        return {}
    return other if isinstance(other, dict) else {}
