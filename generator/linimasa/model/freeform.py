"""Values of an author's own making, such as those of `extra`, frozen and as JSON has them.

In: texts, numbers, lists and groups of names with values each. Out: the same, and back again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names with a value each, in their order; a list is a plain tuple."""

    entries: tuple[tuple[str, Any], ...]


def frozen(value: Any) -> Any:
    """Maps become pairs, lists become tuples."""
    if isinstance(value, dict):
        return Pairs(tuple((name, frozen(one)) for name, one in value.items()))
    return tuple([frozen(one) for one in value]) if isinstance(value, list) else value


def thawed(value: Any) -> Any:
    """Pairs become maps, tuples become lists."""
    if isinstance(value, Pairs):
        return {name: thawed(one) for name, one in value.entries}
    return [thawed(one) for one in value] if isinstance(value, tuple) else value
