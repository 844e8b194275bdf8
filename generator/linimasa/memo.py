"""Results of earlier builds, so that only what has changed is worked out again.

In: a key for each result that is wanted, and what makes those that are not known. Out: the
results by their keys, the same as without a memo. A key stands for all that its result depends
on; whoever makes the keys answers for that.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Memo(Protocol):
    """Keeps results between builds."""

    def recall(self, stage: str, keys: Sequence[bytes]) -> Mapping[bytes, Any]:
        """What is known of these; a result is fetched when it is looked up."""

    def learn(self, stage: str, keys: Sequence[bytes], fresh: Mapping[bytes, Any]) -> None:
        """Keep the fresh ones of these results, and forget all others of the stage."""


def remembered(
    memo: Memo,
    stage: str,
    keys: Sequence[bytes],
    make: Callable[[Sequence[int]], Iterator[T]],
    lasting: Callable[[T], bool],
) -> ChainMap[bytes, T]:
    """The results of a stage by their keys; the first map has those that were made now.

    `make` is given the places of the keys whose results are not known, and gives those results.
    Results that are not `lasting` are made again each time.
    """
    known = memo.recall(stage, keys)
    missing = {key: at for at, key in enumerate(keys) if key not in known}
    fresh = dict(zip(missing, make(tuple(missing.values())), strict=True))
    memo.learn(stage, keys, {key: fresh[key] for key in fresh if lasting(fresh[key])})
    return ChainMap(fresh, known)  # type: ignore[arg-type]  # nobody writes into it


class Forgetful:
    """A memo that knows nothing."""

    def recall(self, stage: str, keys: Sequence[bytes]) -> Mapping[bytes, Any]:
        """Nothing."""
        return {}

    def learn(self, stage: str, keys: Sequence[bytes], fresh: Mapping[bytes, Any]) -> None:
        """Forget at once."""


@dataclass(slots=True)
class Memory:
    """A memo that lasts as long as the process: for the preview."""

    results: dict[str, dict[bytes, Any]] = field(default_factory=dict)
    """By stage."""

    def recall(self, stage: str, keys: Sequence[bytes]) -> Mapping[bytes, Any]:
        """All that is known of the stage."""
        return self.results.get(stage, {})

    def learn(self, stage: str, keys: Sequence[bytes], fresh: Mapping[bytes, Any]) -> None:
        """Keep the fresh ones of these results, and forget all others of the stage."""
        known = {**self.results.get(stage, {}), **fresh}
        self.results[stage] = {key: known[key] for key in keys if key in known}
