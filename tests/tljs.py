"""The normal form of TimelineJS files that `docs/timelinejs.md` defines, and what is compared.

Written a second time here, from the words of the docs, so that a mistake has to be made twice.
"""

import json
from typing import Any

PARTS = ("year", "month", "day", "hour", "minute", "second", "millisecond")


def normal(value: Any) -> Any:
    """A whole file in normal form."""
    root = _said(value)
    events = [_slide(one) for one in root.get("events", [])]
    dated = [one for one in events if isinstance(one.get("start_date", {}).get("year"), int)]
    others = [one for one in events if one not in dated]
    root["events"] = sorted(dated, key=_beginning) + others
    if "title" in root:
        root["title"] = _slide(root["title"])
    if "eras" in root:
        root["eras"] = [_slide(one) for one in root["eras"]]
    return root


def _said(value: Any) -> Any:
    """Without null, empty texts and empty groups."""
    if isinstance(value, dict):
        inner = {name: _said(one) for name, one in value.items()}
        return {name: one for name, one in inner.items() if one not in (None, "", {})}
    if isinstance(value, list):
        return [_said(one) for one in value]
    return value


def _slide(slide: Any) -> Any:
    made = dict(slide)
    for name in ("start_date", "end_date"):
        if isinstance(made.get(name), dict):
            made[name] = {key: _number(key, one) for key, one in made[name].items()}
    if made.get("end_date") is not None and made.get("end_date") == made.get("start_date"):
        del made["end_date"]
    text = made.get("text")
    if isinstance(text, dict) and isinstance(text.get("text"), str):
        made["text"] = {**text, "text": _unwrapped(text["text"])}
    return made


def _number(name: str, value: Any) -> Any:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return value
    whole = name in PARTS and not isinstance(value, bool) and found == int(found)
    return int(str(value).partition(".")[0]) if whole else value


def _unwrapped(text: str) -> str:
    """A text that is one plain paragraph means the same without its marks."""
    inner = text.strip()
    plain = inner.startswith("<p>") and inner.endswith("</p>") and inner.count("<") == 2
    return inner[3:-4] if plain else text


def _beginning(slide: Any) -> tuple[Any, ...]:
    date = slide["start_date"]
    first = (0, 1, 1, 0, 0, 0, 0)
    parts = (date.get(name, one) for name, one in zip(PARTS, first, strict=True))
    return tuple(one if isinstance(one, int) else 0 for one in parts)


def differences(before: Any, after: Any) -> list[str]:
    """Where two files differ in normal form, for people to read."""
    return list(_differences(normal(before), normal(after), ""))


def _differences(one: Any, other: Any, way: str) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted({*one, *other}):
            yield from _differences(one.get(name), other.get(name), f"{way}.{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for at, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _differences(left, right, f"{way}[{at}]")
    elif one != other or type(one) is not type(other):
        yield f"{way}: {json.dumps(one)[:200]} → {json.dumps(other)[:200]}"
