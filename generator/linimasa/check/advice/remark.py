"""What every kind of advice gives: a remark on one part of one event, without its place yet."""

from __future__ import annotations

from dataclasses import dataclass

from linimasa.model.record import Id
from linimasa.model.site import Way


@dataclass(frozen=True, slots=True)
class Remark:
    """What an editor wants to look at."""

    code: str
    """A warning of `diagnostics.CODES`."""
    event: Id
    way: Way
    """The part of the event it is about."""
    message: str
    hint: str
    other: tuple[Id, Way, str] | None = None
    """A part of another event that belongs to it, and what that is."""
