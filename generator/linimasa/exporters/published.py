"""What exporters are given: the site, its plans, and every public event whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from linimasa.model.files import Output
from linimasa.model.record import Event, Id
from linimasa.model.settings import ExportFormat
from linimasa.model.site import Prose, Site
from linimasa.model.views import Card
from linimasa.plan import Edition, Gathered, Plan, Ties
from linimasa.plan.cards import card
from linimasa.plan.offers import address_of

_UNTIED = Ties(None, 0, (), True)


@dataclass(frozen=True, slots=True)
class WholeEvent:
    """An event with all that its file says."""

    event: Event
    body: tuple[Prose, ...]
    """Its body as safe HTML, in each language it is written in."""
    changed: int
    """When the record says that it last changed, in seconds since 1970 (UTC)."""


class Each(Protocol):
    """Makes a text of every public event, in order of time."""

    def __call__(
        self, function: Callable[..., str], *arguments: object, of: Sequence[Id] | None = None
    ) -> Iterable[str]:
        """The texts that `function(event, *arguments)` gives, one at a time.

        Those of some public events, in their order, where it is said of which.

        They are remembered between builds, so the function is one of a module, and the arguments
        are values that have a fingerprint.
        """


@dataclass(frozen=True, slots=True)
class Published:
    """A site to be exported."""

    site: Site
    groups: Gathered
    plans: Sequence[Plan]
    """One of each language, the first language's first."""
    each: Each
    """Events whole. A large site does not fit into memory: ask for it while a file is written, in
    the `pieces` of an `Output`."""


def later(path: str, make: Callable[..., bytes], *arguments: object) -> Output:
    """A file that is made when somebody asks for it, as a preview hardly ever is."""
    return Output(path, make=partial(make, *arguments))


def in_each_language(
    published: Published,
    form: ExportFormat,
    pieces: Callable[[Published, Edition], Iterator[bytes]],
) -> tuple[Output, ...]:
    """The file of a format in each language, where offers say that it is; made when asked for."""
    return tuple(
        Output(address_of(form, plan.edition), pieces=partial(pieces, published, plan.edition))
        for plan in published.plans
    )


def hidden(site: Site) -> tuple[Id, ...]:
    """Events that public ones name but nobody may know of: drafts, and what is under embargo."""
    public = {name for name, entry in site.entries.items() if entry.public}
    named = {other for name in public for _, other in site.entries[name].outline.relations}
    return tuple(sorted(named - public))


def alone(event: WholeEvent, edition: Edition) -> Card:
    """An event as a list shows it, without what it is to others."""
    return card(edition, event.event, _UNTIED, ())
