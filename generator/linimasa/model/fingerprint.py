"""Values → keys: equal keys for equal values, and different ones for different values.

In: texts, bytes, numbers, booleans, None, members of enums, tuples of these, and frozen
dataclasses with fields of these. Out: 16 bytes. Everything else is refused, because a key that
overlooked a part of it, or its next change, would bring a wrong page back to life.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import marshal
from collections.abc import Callable, Sequence
from enum import Enum
from operator import attrgetter
from types import NoneType
from typing import Any, TypeAlias

SIZE = 16
"""Bytes of a fingerprint: so many that no two values ever meet by chance."""

_PLAIN = frozenset({str, bytes, int, float, bool, NoneType})
_FORMAT = 2
# From version 3 on, marshal writes an object that it meets again as a reference to the first
# one, so that equal values would get different bytes.

_MOST_SEEN = 20_000
"""So many values are taken apart once each; more take memory, and few of them come again."""

_Seen: TypeAlias = dict[int, list[Any]]
"""Dataclasses that were taken apart already, by identity."""
_Plainer: TypeAlias = Callable[[Any, _Seen], Any]


class CannotFingerprint(TypeError):
    """A value that may hold more than its key would tell: a bug of ours, never an author's."""


def fingerprint(*values: object) -> bytes:
    """The key of these values, in this order; see `fingerprints`."""
    return fingerprints([values])[0]


def fingerprints(rows: Sequence[tuple[object, ...]]) -> list[bytes]:
    """The keys of rows of values, each row with a key of its own.

    A value that occurs in many rows, as a card does in many lists, is taken apart once.

    Fields that do not count when two values are compared (`field(compare=False)`) do not count
    here either. Raises `CannotFingerprint` for anything that is not a plain, frozen value.
    """
    # Every value that marshal writes begins with its type and, where there are several lengths
    # to it, its length: nothing can run over into its neighbor.
    seen: _Seen = {}  # identities hold: the rows keep all that is in them alive
    found = []
    for row in rows:
        if len(seen) > _MOST_SEEN:
            seen.clear()
        text = marshal.dumps(_plain(row, seen), _FORMAT)
        found.append(hashlib.blake2b(text, digest_size=SIZE).digest())
    return found


def _plain(value: Any, seen: _Seen) -> Any:
    """`value` as nested tuples and lists: a list is a dataclass or an enum, with its name."""
    kind: Any = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        # Asked here rather than in a call of its own: most values are plain, and there are many.
        return tuple([one if type(one) in _PLAIN else _plain(one, seen) for one in value])
    return _plainer(kind)(value, seen)


@functools.cache
def _plainer(kind: Any) -> _Plainer:
    """How values of a class are taken apart; worked out once for each."""
    name = f"{kind.__module__}.{kind.__qualname__}"
    if issubclass(kind, Enum):
        return lambda value, seen: [name, value.name]
    about = getattr(kind, "__dataclass_params__", None)
    if about is None or not about.frozen:
        raise CannotFingerprint(f"a value of type {name} has no fingerprint that would last")
    names = [field.name for field in dataclasses.fields(kind) if field.compare]
    if len(names) < 2:
        return _only(name, names)
    parts = attrgetter(*names)

    def taken_apart(value: Any, seen: _Seen) -> list[Any]:
        apart = seen.get(id(value))
        if apart is None:
            apart = [
                name,
                *[one if type(one) in _PLAIN else _plain(one, seen) for one in parts(value)],
            ]
            seen[id(value)] = apart
        return apart

    return taken_apart


def _only(name: str, names: Sequence[str]) -> _Plainer:
    """How values are taken apart that have one field that counts, or none."""
    if not names:
        return lambda value, seen: [name]
    get = attrgetter(*names)

    def taken_apart(value: Any, seen: _Seen) -> list[Any]:
        part = get(value)
        return [name, part if type(part) in _PLAIN else _plain(part, seen)]

    return taken_apart


@functools.cache
def name_of(function: Callable[..., object]) -> str:
    """The full name of a function of a module; raises TypeError for one that holds more."""
    name: str = getattr(function, "__qualname__", "<")
    if "<" in name or "." in name:
        # A lambda, an inner function, a method or a partial call depends on hidden values.
        raise TypeError(f"{function!r} may depend on more than its arguments")
    return f"{function.__module__}.{name}"
