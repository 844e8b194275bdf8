"""When to build what was saved: at once, or when a burst of many files is over.

In: paths that changed, and when each was noticed. Out: the moment to build. A save of a few files
is built at once, and one file saved again and again is no burst; a switch of branches or a copied
folder is one, and half of it makes no site.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

FEW = 10
"""So many files may be one save: a text editor that saves all that is open, with its own aside."""
WHILE = 1.0
"""Files that change within so many seconds belong together."""
QUIET = 0.1
"""A burst is over after so many seconds without another file; git and copies pause for less."""
LONGEST = 3.0
"""So many seconds a build waits at most; then what is there is shown."""


def noticed(
    lately: Mapping[str, float], paths: Iterable[str], moment: float
) -> Mapping[str, float]:
    """Each path that changed lately, with when it did so first; a path again is no news."""
    kept = {path: first for path, first in lately.items() if first > moment - WHILE}
    return {**dict.fromkeys(paths, moment), **kept}


def is_burst(lately: Mapping[str, float]) -> bool:
    """Whether more changed lately than somebody saves at once."""
    return len(lately) > FEW


def settled(lately: Mapping[str, float], since: float) -> float:
    """When to build if no other file changes, for a build that is asked for `since` then."""
    if not is_burst(lately):
        return since
    return min(max(lately.values()) + QUIET, since + LONGEST)
