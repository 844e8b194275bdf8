"""Results of earlier builds, so that only what has changed is worked out again.

In: a function, the calls to make of it, and the results that are known. Out: the same results
as without it, in order. The key of a result is the whole call, the function's name and every
argument, so there is nothing that could be forgotten in a key. Never knows what it remembers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from linimasa.memo.keys import CannotFingerprint, fingerprint, fingerprints

__all__ = [
    "CannotFingerprint",
    "Memo",
    "Memory",
    "fingerprint",
    "keys_of",
    "name_of",
    "remembered",
]

T = TypeVar("T")
Arguments = tuple[object, ...]
Run = Callable[[Callable[..., T], Sequence[Arguments]], Iterator[T]]
"""Makes calls of a function, in this process or in others; results in the order of the calls."""


class Memo(Protocol):
    """Keeps results between builds."""

    def recall(self, function: Callable[..., T], keys: Sequence[bytes]) -> Mapping[bytes, T]:
        """What is known of these calls of a function."""

    def keep(
        self, function: Callable[..., T], keys: Sequence[bytes], fresh: Mapping[bytes, T]
    ) -> None:
        """Learn the fresh ones of these calls, and forget all other calls of the function."""


def remembered(
    memo: Memo, function: Callable[..., T], calls: Sequence[Arguments], run: Run[T]
) -> Iterator[T]:
    """The result of each call, in order; only those that are not known are run.

    The function must be one of a module, and pure: its arguments are all it depends on.
    What was learned is kept once the last result has been taken.
    """
    keys = keys_of(function, calls)
    known = memo.recall(function, keys)
    missing = {key: call for key, call in zip(keys, calls, strict=True) if key not in known}
    results = run(function, tuple(missing.values()))
    fresh: dict[bytes, T] = {}
    for key in keys:
        if key in missing and key not in fresh:
            fresh[key] = next(results)
        yield fresh[key] if key in missing else known[key]
    memo.keep(function, keys, fresh)


def keys_of(function: Callable[..., object], calls: Sequence[Arguments]) -> list[bytes]:
    """The key of each call: the function's name and every argument."""
    name = name_of(function)
    return fingerprints([(name, *call) for call in calls])


def name_of(function: Callable[..., object]) -> str:
    """The full name of a function of a module; raises TypeError for one that holds more."""
    name: str = getattr(function, "__qualname__", "<")
    if "<" in name or "." in name:
        # A lambda, an inner function, a method or a partial call depends on hidden values.
        raise TypeError(f"{function!r} may depend on more than its arguments")
    return f"{function.__module__}.{name}"


@dataclass(slots=True)
class Memory:
    """A memo that lasts as long as the process: for the preview."""

    results: dict[str, Mapping[bytes, Any]] = field(default_factory=dict)
    """By the name of the function."""

    def recall(self, function: Callable[..., T], keys: Sequence[bytes]) -> Mapping[bytes, T]:
        """What is known of these calls of a function."""
        known = self.results.get(name_of(function), {})
        return {key: known[key] for key in keys if key in known}

    def keep(
        self, function: Callable[..., T], keys: Sequence[bytes], fresh: Mapping[bytes, T]
    ) -> None:
        """Learn the fresh ones of these calls, and forget all other calls of the function."""
        known = {**self.results.get(name_of(function), {}), **fresh}
        self.results[name_of(function)] = {key: known[key] for key in keys}
