"""Relations that the dates of both events speak against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from linimasa.check.advice.remark import Remark
from linimasa.model.record import Relation
from linimasa.model.site import Site

VERBS = {
    Relation.FOLLOWS: "follow",
    Relation.CONFIRMS: "confirm",
    Relation.DENIES: "deny",
    Relation.CORRECTS: "correct",
    Relation.SUPERSEDES: "supersede",
    Relation.RESPONDS_TO: "answer",
}
"""Those that look back; `see-also` looks in any direction."""


def early_replies(site: Site) -> Iterator[Remark]:
    """A remark on each relation to an event that begins when this one is over already."""
    for name, entry in site.entries.items():
        numbers: Counter[str] = Counter()
        for word, target in entry.outline.relations:
            kind, at = Relation(word), numbers[word]
            numbers[word] += 1
            over = entry.outline.bounds[1]
            begins = site.entries[target].outline.bounds[0] if target in site.entries else None
            if kind in VERBS and over is not None and begins is not None and over < begins:
                later = site.entries[target].outline.date
                yield Remark(
                    "reply-before-event",
                    name,
                    ("relations", kind.name.lower(), at),
                    f"an event of {entry.outline.date} cannot {VERBS[kind]}"
                    f" one that is dated {later}",
                    "one of the dates is wrong, or the relation belongs in the other event",
                    (target, ("date",), "the other date"),
                )
