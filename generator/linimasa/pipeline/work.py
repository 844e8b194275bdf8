"""How a build is done: by whom, with what memory, and what becomes of finished files.

None of it changes a result, and so no stage knows of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import starmap
from typing import Any, TypeVar

from linimasa.cache.memo import Forgetful, Memo, Results, remembered
from linimasa.model.files import ChangedMeanwhile, InputFile, Output, Placed
from linimasa.model.fingerprint import fingerprints
from linimasa.model.settings import Encoding
from linimasa.render.packing import Encoder, Keep, Keeper

T = TypeVar("T")


Call = tuple[Any, ...]


def at_once(function: Callable[..., T], calls: Sequence[Call]) -> Iterator[T]:
    """Make calls in this process, one after the other."""
    return starmap(function, calls)


def in_hand(output: Output) -> Output | Placed:
    """Keep a finished file with its content."""
    return output.held()


def at_any_length(function: Callable[..., T], *arguments: object) -> T | None:
    """Call a function, however long it takes."""
    return function(*arguments)


def as_it_is(file: InputFile) -> InputFile:
    """A file that has been read."""
    return file


@dataclass(frozen=True, slots=True)
class Work:
    """How a build is done; none of it changes a result."""

    memo: Memo = field(default_factory=Forgetful)
    spread: Callable[[Callable[..., Any], Sequence[Call]], Iterator[Any]] = at_once
    """Makes the calls of a function, here or in other processes; results in their order."""
    keep: Keep = in_hand
    encoders: Mapping[Encoding, Encoder] | None = None
    """What makes compressed copies; None where nobody will be sent any, as by the preview."""
    reread: Callable[[InputFile], InputFile] = as_it_is
    """Gives the content of a file of which only the digest is held."""
    in_time: Callable[..., Any] = at_any_length
    """Calls a function with arguments; None where that takes longer than anything should."""
    tell: Callable[[str, int, int], None] = lambda stage, done, total: None
    """Told of progress: the stage, how many more of its steps are done, how many it has."""

    def again(self, file: InputFile) -> InputFile:
        """The file with its content; raises `ChangedMeanwhile` where that is gone, or another."""
        try:
            return self.reread(file)
        except OSError as error:
            raise ChangedMeanwhile(file.path) from error

    def keeper(self, asked: Sequence[Encoding]) -> Keeper:
        """What keeps finished files, with copies in the encodings that were asked for."""
        known = self.encoders or {}
        chosen = [(one, known[one]) for one in dict.fromkeys(asked) if one in known]
        return Keeper(self.keep, chosen)

    def results(
        self,
        stage: str,
        keys: Sequence[bytes],
        function: Callable[..., T],
        calls: Callable[[Sequence[int]], Sequence[Call]],
        lasting: Callable[[T], bool] = lambda result: True,
        weigh: Callable[[int], int] = lambda place: 1,
        alone: bool = True,
    ) -> Results[T]:
        """The results of a stage; `calls` are asked for those that are not known.

        What is remembered of the stage besides is forgotten, unless these are not `alone`.
        """

        def make(places: Sequence[int], total: int) -> Iterator[T]:
            for result in self.spread(function, calls(places)):
                self.tell(stage, 1, total)
                yield result

        return remembered(self.memo, stage, keys, make, lasting, weigh, alone)

    def each(self, stage: str, function: Callable[..., T], calls: Sequence[Call]) -> Sequence[T]:
        """The results of calls that depend on nothing but their arguments, in their order."""
        keys = fingerprints(calls)
        found = self.results(stage, keys, function, lambda places: [calls[at] for at in places])
        return [found[key] for key in keys]
