"""A site as exporters are given it: every event whole, and what they make of one remembered.

In: the linked site, and a way to its whole events. Out: a `Published`. What an exporter makes of
an event is made again when the event has changed, and no sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from linimasa.exporters.published import WholeEvent
from linimasa.load import whole_event
from linimasa.model.fingerprint import fingerprint, fingerprints, name_of
from linimasa.model.record import Id
from linimasa.model.site import Site, Whole
from linimasa.pipeline.work import Call, Work

STAGE = "pieces"
"""What the texts that exporters make of single events are remembered as."""

Fetch = Callable[[Iterable[Whole]], Mapping[str, Whole]]
"""Whole events with their texts, by their digests."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Makes texts of all public events; see `exporters.published.Each`."""

    site: Site
    wholes: Mapping[Id, Whole]
    fetch: Fetch
    work: Work
    asked: list[bytes] = field(default_factory=list)
    """The keys of all texts that were asked for so far."""

    def __call__(
        self, function: Callable[..., str], *arguments: object, of: Sequence[Id] | None = None
    ) -> Iterator[str]:
        """What the function makes of each event, in order of time, or of these."""
        zone = self.site.settings.timezone
        entries = self.site.entries
        names = [name for name, entry in entries.items() if entry.public] if of is None else of
        public = [self.wholes[name] for name in names]
        changed = [entries[name].outline.changed for name in names]
        shared = fingerprint(name_of(function), zone, *arguments)
        keys = fingerprints([(shared, one) for one in public])
        self.asked.extend(keys)

        def calls(places: Sequence[int]) -> list[Call]:
            texts = self.fetch(public[at] for at in places)
            return [
                (function, texts[public[at].digest], changed[at], zone, arguments) for at in places
            ]

        made = self.work.results(STAGE, keys, piece, calls, alone=False)
        yield from (made[key] for key in keys)

    def forget_others(self) -> None:
        """Let the memo forget what no exporter has asked for."""
        self.work.memo.forget(STAGE, self.asked)


def piece(
    function: Callable[..., str],
    whole: Whole,
    changed: int,
    zone: str,
    arguments: tuple[object, ...],
) -> str:
    """What an exporter makes of one event."""
    event, body = whole_event(whole, zone)
    return function(WholeEvent(event, body, changed), *arguments)
