"""Results ⇄ bytes, for keeping them between two runs.

In: a value made of dataclasses, and its type. Out: bytes, and from bytes an equal value of just
the same types. The dataclasses' own type hints say how; nothing that is read back can name a
class or run code. Bytes that are damaged, or were never written here, are never a value.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import types
import typing
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any, TypeAlias

_CHECKSUM = 16
_LENGTH = 4
_ANY_PLAIN = (str, int, float, bool, types.NoneType)

_Blobs: TypeAlias = list[bytes]
_Write: TypeAlias = Callable[[Any, _Blobs], Any]
_Read: TypeAlias = Callable[[Any, Iterator[bytes]], Any]


class Damaged(ValueError):
    """These bytes are not what was once written."""


def encode(value: object, shape: Any, key: bytes) -> bytes:
    """A value as bytes: a checksum, JSON, and the value's own bytes as they are.

    `shape` is its type, as an annotation names it; `key` is what it will be found by. Raises
    TypeError for a value that is not of that type, or of a type that cannot be kept.
    """
    blobs: _Blobs = []
    parts = _coder(shape)[0](value, blobs)
    header = [parts, [len(blob) for blob in blobs]]
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":"))
    head = text.encode("utf-8", "surrogatepass")
    content = b"".join((len(head).to_bytes(_LENGTH), head, *blobs))
    return _checksum(key, content) + content


def decode(data: bytes, shape: Any, key: bytes) -> Any:
    """The value that `encode` was given with this type and key; else raises `Damaged`."""
    if type(data) is not bytes or data[:_CHECKSUM] != _checksum(key, data[_CHECKSUM:]):
        raise Damaged("the checksum does not fit")
    start = _CHECKSUM + _LENGTH
    end = start + int.from_bytes(data[_CHECKSUM:start])
    read = _coder(shape)[1]
    try:
        parts, lengths = json.loads(data[start:end].decode("utf-8", "surrogatepass"))
        blobs = _cut(data[end:], lengths)
        value = read(parts, iter(blobs))
    except (ValueError, TypeError, LookupError, RecursionError, StopIteration) as error:
        raise Damaged("this is no value of its type") from error
    return value


def _checksum(key: bytes, content: bytes) -> bytes:
    # The key is in it, so that a value that ended up in another one's place is noticed too.
    return hashlib.blake2b(content, digest_size=_CHECKSUM, key=key).digest()


def _cut(data: bytes, lengths: list[int]) -> _Blobs:
    blobs, at = [], 0
    for length in lengths:
        blobs.append(data[at : at + length])
        at += length
    if at != len(data) or any(length < 0 for length in lengths):
        raise Damaged("the lengths do not fit")
    return blobs


# -- one coder for each type ----------------------------------------------------------------


@functools.cache
def _coder(shape: Any) -> tuple[_Write, _Read]:
    """How a type is written and read; worked out once for each."""
    shape = getattr(shape, "__supertype__", shape)  # NewType
    origin, arguments = typing.get_origin(shape), typing.get_args(shape)
    if shape is Any:
        return _write_anything, _read_anything
    if shape is bytes:
        return _write_bytes, _read_bytes
    if shape in _ANY_PLAIN:
        return _plain(shape)
    if origin in (types.UnionType, typing.Union):
        return _optional(*(one for one in arguments if one is not types.NoneType))
    if origin is tuple:
        return _many(arguments[0]) if arguments[1:] == (...,) else _row(arguments)
    return _named(shape)


def _named(shape: Any) -> tuple[_Write, _Read]:
    if isinstance(shape, type) and issubclass(shape, Enum):
        return _choice(shape)
    if isinstance(shape, type) and dataclasses.is_dataclass(shape):
        return _record(shape)
    raise TypeError(f"values of type {shape} cannot be kept")


def _plain(shape: type) -> tuple[_Write, _Read]:
    # An int is a float to every type checker, and it has to come back as the int it was.
    allowed = (float, int) if shape is float else (shape,)

    def same(value: Any, _: object) -> Any:
        if type(value) not in allowed:
            raise TypeError(f"{value!r} is not of type {shape.__name__}")
        return value

    return same, same


def _write_bytes(value: Any, blobs: _Blobs) -> None:
    if type(value) is not bytes:
        raise TypeError(f"{value!r} is not of type bytes")
    blobs.append(value)


def _read_bytes(_: Any, blobs: Iterator[bytes]) -> bytes:
    return next(blobs)


def _write_anything(value: Any, blobs: _Blobs) -> Any:
    if type(value) is tuple:
        return [_write_anything(part, blobs) for part in value]
    if type(value) not in _ANY_PLAIN:
        raise TypeError(f"{value!r} cannot be kept")
    return value


def _read_anything(value: Any, blobs: Iterator[bytes]) -> Any:
    if type(value) is list:
        return tuple(_read_anything(part, blobs) for part in value)
    if type(value) not in _ANY_PLAIN:
        raise TypeError("this was never written")
    return value


def _optional(shape: Any, *others: Any) -> tuple[_Write, _Read]:
    if others:
        raise TypeError(f"nothing would tell {shape} from {others} when they are read")
    write, read = _coder(shape)
    return (
        lambda value, blobs: None if value is None else write(value, blobs),
        lambda value, blobs: None if value is None else read(value, blobs),
    )


def _many(shape: Any) -> tuple[_Write, _Read]:
    write_one, read_one = _coder(shape)

    def write(value: Any, blobs: _Blobs) -> list[Any]:
        if type(value) is not tuple:
            raise TypeError(f"{value!r} is not a tuple")
        return [write_one(part, blobs) for part in value]

    def read(value: Any, blobs: Iterator[bytes]) -> tuple[Any, ...]:
        if type(value) is not list:
            raise TypeError("not a list")
        return tuple([read_one(part, blobs) for part in value])

    return write, read


def _row(shapes: tuple[Any, ...]) -> tuple[_Write, _Read]:
    writes = [_coder(shape)[0] for shape in shapes]
    reads = [_coder(shape)[1] for shape in shapes]

    def write(value: Any, blobs: _Blobs) -> list[Any]:
        if type(value) is not tuple or len(value) != len(writes):
            raise TypeError(f"{value!r} is not a tuple of {len(writes)}")
        return [one(part, blobs) for one, part in zip(writes, value, strict=True)]

    def read(value: Any, blobs: Iterator[bytes]) -> tuple[Any, ...]:
        if type(value) is not list:
            raise TypeError("not a list")
        return tuple([one(part, blobs) for one, part in zip(reads, value, strict=True)])

    return write, read


def _choice(shape: type[Enum]) -> tuple[_Write, _Read]:
    def write(value: Any, _: _Blobs) -> str:
        if type(value) is not shape:
            raise TypeError(f"{value!r} is not of type {shape.__name__}")
        return str(value.name)

    return write, lambda value, _: shape[value]


def _record(shape: Any) -> tuple[_Write, _Read]:
    hints = typing.get_type_hints(shape)
    names = [field.name for field in dataclasses.fields(shape)]
    write_parts, read_parts = _row(tuple(hints[name] for name in names))

    def write(value: Any, blobs: _Blobs) -> Any:
        if type(value) is not shape:
            raise TypeError(f"{value!r} is not of type {shape.__name__}")
        return write_parts(tuple(getattr(value, name) for name in names), blobs)

    def read(value: Any, blobs: Iterator[bytes]) -> Any:
        return shape(**dict(zip(names, read_parts(value, blobs), strict=True)))

    return write, read
