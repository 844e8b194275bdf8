"""What exporters are given: the site, its plans, and every public event whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from linimasa.model.record import Event
from linimasa.model.site import Entry, Prose, Site
from linimasa.plan import Plan


@dataclass(frozen=True, slots=True)
class WholeEvent:
    """An event with all that its file says."""

    event: Event
    body: tuple[Prose, ...]
    """Its body as safe HTML, in each language it is written in."""
    entry: Entry
    """Its place on the timeline."""


@dataclass(frozen=True, slots=True)
class Published:
    """A site to be exported."""

    site: Site
    plans: Sequence[Plan]
    """One of each language, the first language's first."""
    events: Callable[[], Iterator[WholeEvent]]
    """Every public event in order of time, each read anew whenever it is asked: a large site does
    not fit into memory."""
