"""Tags that are written in two ways, and tags that bring nothing together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from linimasa.check.advice.remark import Remark
from linimasa.check.advice.spelling import folded, meant
from linimasa.model.address import slug
from linimasa.model.site import Site

ENOUGH_EVENTS = 25
"""In a smaller site many tags are used once so far, which means nothing."""
LONG = 7
"""Tags of so many letters that differ in one are likely the same: not `sales` and `scales`."""


def misspelled_tags(site: Site) -> Iterator[Remark]:
    """A remark on each tag that is probably another one, written in another way."""
    uses = _uses(site)
    right = _meant(site, uses)
    for name, entry in site.entries.items():
        for at, tag in enumerate(entry.outline.tags):
            if known := right.get(tag):
                yield Remark(
                    "tag-spelling",
                    name,
                    ("tags", at),
                    f"the tag “{tag}” seems to be “{known}”, which {_others(uses[known])}",
                    f"write “{known}” if that is the same",
                )


def tags_used_once(site: Site) -> Iterator[Remark]:
    """A remark on each tag of a single event, in a site that has enough events.

    A tag that `site.yaml` has a label for is meant to be there, and one that is probably
    misspelled was told of.
    """
    if len(site.entries) < ENOUGH_EVENTS:
        return
    uses = _uses(site)
    events = Counter(
        tag for entry in site.entries.values() for tag in set(map(slug, entry.outline.tags))
    )
    labelled, misspelled = {slug(tag) for tag, _ in site.settings.tags}, _meant(site, uses)
    for name, entry in site.entries.items():
        for at, tag in enumerate(entry.outline.tags):
            alone = events[slug(tag)] == 1 and slug(tag) not in labelled
            if alone and tag not in misspelled:
                yield Remark(
                    "tag-used-once",
                    name,
                    ("tags", at),
                    f"no other event has the tag “{tag}”",
                    "choose a tag that others have, or take it out",
                )


def _uses(site: Site) -> Counter[str]:
    """How many events have each tag; one that stands there twice in an event counts once."""
    return Counter(tag for entry in site.entries.values() for tag in set(entry.outline.tags))


def _meant(site: Site, uses: Counter[str]) -> dict[str, str]:
    labelled = {tag for tag, _ in site.settings.tags}
    others = {tag: count for tag, count in uses.items() if tag not in labelled}
    return meant(others, {folded(tag): tag for tag in sorted(labelled)}, LONG)


def _others(count: int) -> str:
    if not count:
        return "site.yaml has a label for"
    return "one event has" if count == 1 else f"{count} events have"
