"""What a build changes: from the site that is live to the one that is wanted."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Change:
    """The files of the live site and of the next one, by their paths."""

    target: Path
    """The output folder."""
    home: Path
    """The folder for what is not live, on the same disk."""
    owned: Mapping[str, str]
    """Digests of our files in the live site, as far as they are known."""
    ours: Mapping[str, str]
    """Digests of all our files in the next one."""
    kept: Mapping[str, str]
    """Digest and stamp of those that stay just as they are."""
    fresh: Mapping[str, str]
    """Where the others lie, until they go to their places."""
    is_first: bool
    """Whether nothing is live yet, and the files lie in the next generation already."""

    @property
    def stale(self) -> Set[str]:
        """Files that are no longer part of the site."""
        return self.owned.keys() - self.ours.keys()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What carrying out a change did."""

    removed: int
    linked: frozenset[str] = frozenset()
    """Files that stayed as they are, but whose stamps changed by it."""
    folders: tuple[Mapping[str, str], Mapping[str, str]] | None = None
    """Stamps of the folders that hold nothing but our files, in the generation that is live now
    and in the spare; None if no other one is live."""
