"""Results of earlier builds, so that only what has changed is worked out again.

In: a key for each result that is wanted, and what makes those that are not known. Out: the
results by their keys, the same as without a memo. A key stands for all that its result depends
on; whoever makes the keys answers for that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

SHARE = 3_000
"""Results of so much weight are made, and learned, at a time: a large site does not fit into
memory. Twice as much takes 100,000 events above 1 GiB."""


class Memo(Protocol):
    """Keeps results between builds."""

    def recall(self, stage: str, keys: Sequence[bytes]) -> Mapping[bytes, Any]:
        """What is known of these; a result is fetched when it is looked up."""

    def learn(self, stage: str, fresh: Mapping[bytes, Any]) -> Mapping[bytes, Any]:
        """Keep these results; gives them back, perhaps each to be fetched when it is looked up."""

    def forget(self, stage: str, keys: Sequence[bytes]) -> None:
        """Forget all results of the stage but these."""


def remembered(
    memo: Memo,
    stage: str,
    keys: Sequence[bytes],
    make: Callable[[Sequence[int], int], Iterator[T]],
    lasting: Callable[[T], bool],
    weigh: Callable[[int], int] = lambda place: 1,
    alone: bool = True,
) -> Results[T]:
    """The results of a stage by their keys.

    `make` is given the places of some keys whose results are not known, and how many of these
    there are in all; it gives those results.
    Results that are not `lasting` are made again each time. `weigh` tells how much it takes to
    make the result at a place, compared with others. Unless they are `alone`, the stage has
    others too, which are not forgotten.
    """
    known = memo.recall(stage, keys)
    missing = list({key: at for at, key in enumerate(keys) if key not in known}.values())
    found: list[Mapping[bytes, T]] = []
    passing: dict[bytes, T] = {}
    for places in _shares(missing, weigh):
        fresh = dict(zip((keys[at] for at in places), make(places, len(missing)), strict=True))
        passing |= {key: one for key, one in fresh.items() if not lasting(one)}
        found.append(memo.learn(stage, {key: fresh[key] for key in fresh if key not in passing}))
    if alone:
        memo.forget(stage, keys)

    def again(key: bytes) -> T:
        (result,) = make([keys.index(key)], 1)
        return result

    made = frozenset(keys[at] for at in missing)
    return Results((passing, *found, known), passing, made, again)


def _shares(places: Sequence[int], weigh: Callable[[int], int]) -> Iterator[Sequence[int]]:
    """Neighbors in groups of about equal weight."""
    start, weight = 0, 0
    for end, place in enumerate(places, 1):
        weight += weigh(place)
        if weight >= SHARE or end == len(places):
            yield places[start:end]
            start, weight = end, 0


@dataclass(frozen=True, slots=True)
class Results(Mapping[bytes, T]):
    """The results of a stage."""

    parts: Sequence[Mapping[bytes, T]]
    passing: Mapping[bytes, T]
    """Those that cannot be remembered."""
    made: Collection[bytes]
    """The keys of those that were not known."""
    again: Callable[[bytes], T]
    """Makes one that was remembered, and turns out to be lost."""

    def __getitem__(self, key: bytes) -> T:
        """The result of this key; made again where the memo was damaged since it was asked."""
        for part in self.parts:
            if key in part:
                try:
                    return part[key]
                except KeyError:
                    return self.again(key)
        raise KeyError(key)

    def __iter__(self) -> Iterator[bytes]:
        """The keys of all results."""
        return iter(dict.fromkeys(key for part in self.parts for key in part))

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _ in self)


class Forgetful:
    """A memo that knows nothing."""

    def recall(self, stage: str, keys: Sequence[bytes]) -> Mapping[bytes, Any]:
        """Nothing."""
        return {}

    def learn(self, stage: str, fresh: Mapping[bytes, Any]) -> Mapping[bytes, Any]:
        """Give them back."""
        return fresh

    def forget(self, stage: str, keys: Sequence[bytes]) -> None:
        """There is nothing to forget."""


@dataclass(slots=True)
class Memory:
    """A memo that lasts as long as the process: for the preview.

    It does not keep what exports are pieced together from, which a preview hardly ever asks for.
    """

    results: dict[str, dict[bytes, Any]] = field(default_factory=dict)
    """By stage."""

    def recall(self, stage: str, keys: Sequence[bytes]) -> Mapping[bytes, Any]:
        """All that is known of the stage."""
        return self.results.get(stage, {})

    def learn(self, stage: str, fresh: Mapping[bytes, Any]) -> Mapping[bytes, Any]:
        """Keep these results."""
        if stage == "pieces":
            return fresh
        self.results.setdefault(stage, {}).update(fresh)
        return fresh

    def forget(self, stage: str, keys: Sequence[bytes]) -> None:
        """Forget all results of the stage but these."""
        known = self.results.get(stage, {})
        self.results[stage] = {key: known[key] for key in keys if key in known}


@dataclass(frozen=True, slots=True)
class Backed:
    """A memory, and behind it a memo that lasts longer: for the first build of a preview."""

    memory: Memo
    behind: Memo

    def recall(self, stage: str, keys: Sequence[bytes]) -> Mapping[bytes, Any]:
        """What either knows; by now the memory does."""
        known = self.memory.recall(stage, keys)
        behind = self.behind.recall(stage, [key for key in keys if key not in known])
        found = {}
        for key in behind:
            with suppress(KeyError):  # it turns out to be lost
                found[key] = behind[key]
        return {**known, **self.memory.learn(stage, found)}

    def learn(self, stage: str, fresh: Mapping[bytes, Any]) -> Mapping[bytes, Any]:
        """Have both keep these results."""
        self.behind.learn(stage, fresh)
        return self.memory.learn(stage, fresh)

    def forget(self, stage: str, keys: Sequence[bytes]) -> None:
        """Have both forget all results of the stage but these."""
        self.behind.forget(stage, keys)
        self.memory.forget(stage, keys)
