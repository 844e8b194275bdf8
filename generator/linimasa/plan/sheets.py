"""What `plan` promises: the pages that are to be, each as the call that lays it out.

A sheet carries all that its page depends on, so that the page can be laid out anywhere and at
any time, and need not be while none of it has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TypeVar

from linimasa.model.pages import Page
from linimasa.model.record import Id
from linimasa.model.site import Outline

T = TypeVar("T")

FULL_PAGE = 300
"""A page shows no more events, sources or names than this; longer lists have several pages."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that is to be."""

    names: tuple[str, ...]
    """Its address below the root of its language, folder by folder."""
    template: str
    layout: Callable[..., Page]
    """A function of this package; it is given the edition, then the arguments."""
    arguments: tuple[object, ...]
    cards: tuple[str, ...] = ()
    """The keys of the cards that stand on it."""
    indexed: bool = True
    """False keeps it out of search engines and the sitemap."""
    written: tuple[str, ...] = ()
    """The languages it is really written in; none for all of the site's."""
    others: int = 0
    """How many sources or names it shows, which have no cards."""

    @property
    def size(self) -> int:
        """How many events, sources or names it shows, beside the one that it may be about."""
        return len(self.cards) + self.others


@dataclass(frozen=True, slots=True)
class Listed:
    """An event as lists have it: drawn once as a card, for every list it stands in."""

    card: str
    """The key of the drawn card. It stands for all that a list depends on."""
    outline: Outline = field(compare=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """The events of one list, for a page that works out the rest when it is drawn."""

    cards: tuple[str, ...]
    """Their cards, which stand for all that is known of them here."""
    events: tuple[Listed, ...] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Known:
    """The sheets of a site as it was, where some events have other words and the same places."""

    touched: Set[Id]
    """These events, and those that speak of them."""
    redrawn: Set[Id]
    """Those of which lists show something else."""
    sheets: Mapping[tuple[str, ...], Sequence[Sheet]]
    """By the first two names of their addresses: those of an event, of a publisher, or of a topic,
    with its page for frames."""

    def of_event(self, event: Id) -> Sequence[Sheet]:
        """The page of an event, if it may stay."""
        return () if event in self.touched else self.sheets.get(("events", event), ())

    def of_list(self, names: tuple[str, ...], events: Iterable[Id]) -> Sequence[Sheet]:
        """The pages of a list at an address that shows these events, if they may stay."""
        found = self.sheets.get(names, ())
        return found if found and self.redrawn.isdisjoint(events) else ()


NOTHING_KNOWN = Known(frozenset(), frozenset(), {})


def cards_of(groups: Iterable[tuple[object, Iterable[Listed]]]) -> tuple[str, ...]:
    """The keys of the cards of some events by period."""
    return tuple(one.card for _, some in groups for one in some)


def pieces(items: Sequence[T]) -> list[Sequence[T]]:
    """A long list in parts that fit on a page; at least one."""
    starts = range(0, max(len(items), 1), FULL_PAGE)
    return [items[start : start + FULL_PAGE] for start in starts]
