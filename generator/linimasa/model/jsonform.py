"""Dataclasses ⇄ JSON: one compact line for a record, and from the line an equal record.

In: a value and its type. Out: text, and from text an equal value of the same types. The
dataclasses' own type hints say how. A date is written as its author wrote it and read again.
Nothing that is read back can name a class or run code; what has another form than was written
here raises `Damaged`, though texts and numbers are taken as they come.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Callable
from enum import Enum
from operator import attrgetter
from typing import Any, TypeAlias

from linimasa.fuzzydate import FuzzyDate, parse
from linimasa.model.freeform import frozen, thawed

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_PLAIN = (str, int, float, bool, types.NoneType)

_Write: TypeAlias = Callable[[Any], Any] | None
"""None for what is in JSON as it is."""
_Read: TypeAlias = Callable[[Any, str], Any] | None

dated = functools.lru_cache(maxsize=16_384)(parse)
"""`fuzzydate.parse`, remembered: most dates of a site are asked for again and again."""


class Damaged(ValueError):
    """The text is not what was once written."""


def to_json(value: object, shape: Any) -> str:
    """A value as a line of JSON; `shape` is its type, as an annotation names it."""
    return dump(plain(value, shape))


def from_json(text: str, shape: Any, zone: str = "UTC") -> Any:
    """The value that `to_json` was given; `zone` is the site's, for its dates."""
    try:
        return value_of(json.loads(text), shape, zone)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise Damaged("this is no value of its type") from error


def dump(parts: object) -> str:
    """Lists, texts and numbers as one line of JSON."""
    return _encode(parts)


def plain(value: Any, shape: Any) -> Any:
    """A value as lists, texts and numbers; a record is the list of its fields."""
    write = _writer(shape)
    return value if write is None else write(value)


def value_of(parts: Any, shape: Any, zone: str) -> Any:
    """The value again, from what `plain` made of it."""
    read = _reader(shape)
    return parts if read is None else read(parts, zone)


# -- writing --------------------------------------------------------------------------------


@functools.cache
def _writer(shape: Any) -> _Write:
    """How a type is written; worked out once for each."""
    shape, origin, arguments = _parts(shape)
    if shape in _WRITTEN_AS:
        return _WRITTEN_AS[shape]
    if origin in (types.UnionType, typing.Union):
        inner = _writer(_other(arguments))
        return inner and (lambda value: None if value is None else inner(value))
    if origin is tuple:
        return _many_written(arguments)
    if issubclass(shape, Enum):
        return attrgetter("value")
    return _record_written(shape)


_WRITTEN_AS: dict[Any, _Write] = {
    **dict.fromkeys(_PLAIN),
    Any: thawed,
    FuzzyDate: attrgetter("text"),
}


def _many_written(arguments: tuple[Any, ...]) -> _Write:
    if arguments[1:] == (...,):
        write = _writer(arguments[0])
        return write and (lambda value: [write(part) for part in value])
    writes = [_writer(one) for one in arguments]
    if not any(writes):
        return None
    return lambda value: [
        part if write is None else write(part) for write, part in zip(writes, value, strict=True)
    ]


def _record_written(shape: Any) -> _Write:
    names, hints = _fields(shape)
    writes = [_writer(hint) for hint in hints]
    if len(names) == 1:
        only, get = writes[0], attrgetter(names[0])
        return lambda value: [get(value) if only is None else only(get(value))]
    parts = attrgetter(*names)
    return lambda value: [
        part if write is None else write(part)
        for write, part in zip(writes, parts(value), strict=True)
    ]


# -- reading --------------------------------------------------------------------------------


@functools.cache
def _reader(shape: Any) -> _Read:
    """How a type is read; worked out once for each."""
    shape, origin, arguments = _parts(shape)
    if shape in _READ_AS:
        return _READ_AS[shape]
    if origin in (types.UnionType, typing.Union):
        inner = _reader(_other(arguments))
        return inner and (lambda parts, zone: None if parts is None else inner(parts, zone))
    if origin is tuple:
        return _many_read(arguments)
    if issubclass(shape, Enum):
        return lambda parts, _zone: shape(parts)
    return _record_read(shape)


def _many_read(arguments: tuple[Any, ...]) -> _Read:
    if arguments[1:] == (...,):
        read = _reader(arguments[0])
        if read is None:
            return lambda parts, _zone: tuple(parts)
        return lambda parts, zone: tuple([read(part, zone) for part in parts])
    reads = [_reader(one) for one in arguments]
    return lambda parts, zone: tuple(
        [
            part if read is None else read(part, zone)
            for read, part in zip(reads, parts, strict=True)
        ]
    )


def _record_read(shape: Any) -> _Read:
    names, hints = _fields(shape)
    reads = [_reader(hint) for hint in hints]

    def record(parts: Any, zone: str) -> Any:
        fields = {
            name: part if read is None else read(part, zone)
            for name, read, part in zip(names, reads, parts, strict=True)
        }
        return shape(**fields)

    return record


_READ_AS: dict[Any, _Read] = {
    **dict.fromkeys(_PLAIN),
    Any: lambda parts, _zone: frozen(parts),
    FuzzyDate: dated,
}


# -- types ----------------------------------------------------------------------------------


def _parts(shape: Any) -> tuple[Any, Any, tuple[Any, ...]]:
    shape = getattr(shape, "__supertype__", shape)  # NewType
    return shape, typing.get_origin(shape), typing.get_args(shape)


def _other(arguments: tuple[Any, ...]) -> Any:
    """The one type of an optional value that is not None."""
    (other,) = (one for one in arguments if one is not types.NoneType)
    return other


def _fields(shape: Any) -> tuple[list[str], list[Any]]:
    hints = typing.get_type_hints(shape)
    names = [field.name for field in dataclasses.fields(shape)]
    return names, [hints[name] for name in names]
