"""Records as their authors write them: maps, lists, texts and numbers, as YAML has them.

In: an event, or what `site.yaml` and `_actors.yaml` hold. Out: fields under the names they have in
files, in the order of the record; what says no more than its default is left out. Read as a file,
they give an equal record.
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Collection
from dataclasses import fields, replace
from enum import Enum
from typing import Any

from linimasa.decode import SHORTHAND
from linimasa.fuzzydate import FuzzyDate
from linimasa.model.freeform import Pairs, thawed
from linimasa.model.record import Event, Id, Relations, Text
from linimasa.schema.reference import spelled_key


def written_event(event: Event, first: str, hidden: Collection[Id] = ()) -> dict[str, Any]:
    """An event with its id; `first` is the site's first language, which a plain text is in.

    Its relations to `hidden` events are left out.
    """
    told = replace(event, relations=_without(event.relations, hidden)) if hidden else event
    written = {"id": event.id, **record(told, first)}
    if event.time:
        # The time of day is part of the event's date by now, and of the record's twice.
        written["date"] = event.date.text.partition("T")[0]
    return written


def _without(relations: Relations, hidden: Collection[Id]) -> Relations:
    found = {one.name: getattr(relations, one.name) for one in fields(relations)}
    return Relations(
        **{name: tuple(one for one in some if one not in hidden) for name, some in found.items()}
    )


def record(value: object, first: str) -> dict[str, Any]:
    """The fields of a record that say something."""
    shape: Any = type(value)
    found = {}
    for name, key, hint, default in _fields(shape):
        part = getattr(value, name)
        if part != default:
            found[key] = _written(part, hint, first)
    return found


@functools.cache
def _fields(shape: Any) -> tuple[tuple[str, str, Any, Any], ...]:
    """Of each field its name, how files spell it, its type and its default."""
    hints = typing.get_type_hints(shape)
    return tuple(
        (one.name, spelled_key(shape, one), hints[one.name], one.default) for one in fields(shape)
    )


def _written(value: Any, hint: Any, first: str) -> Any:
    if isinstance(value, Text):
        return text(value, first)
    if isinstance(value, FuzzyDate):
        return value.text
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return _many(value, hint, first)
    if type(value) in SHORTHAND:
        return _short(value, first)
    return record(value, first) if hasattr(value, "__dataclass_fields__") else value


def _many(value: tuple[Any, ...], hint: Any, first: str) -> Any:
    """A list; names with a value each as a map."""
    item = typing.get_args(hint)[0]
    if typing.get_origin(item) is not tuple:
        return [_written(one, item, first) for one in value]
    inner = typing.get_args(item)[1]
    if inner is Any:
        return thawed(Pairs(value))
    return {name: _written(one, inner, first) for name, one in value}


def _short(value: Any, first: str) -> Any:
    """A group of fields as the text of one of them, where it has no other."""
    whole = record(value, first)
    only = SHORTHAND[type(value)]
    return whole[only] if whole.keys() == {only} and isinstance(whole[only], str) else whole


def text(value: Text, first: str) -> str | dict[str, str]:
    """A text that is in the first language alone, or a text for each language."""
    if len(value.entries) == 1 and value.entries[0][0] == first:
        return value.entries[0][1]
    return dict(value.entries)
