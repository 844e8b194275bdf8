"""An Atom feed for each tag and each actor: the events of one that changed last.

In: the site and its plans. Out: `feed.xml` below the address of each, in each language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from linimasa.exporters.atom import entries, events_feed
from linimasa.exporters.feed import feed_document, newest_of
from linimasa.exporters.published import Published, later
from linimasa.model.address import link, slug
from linimasa.model.files import Output
from linimasa.model.site import Entry, Outline, Site
from linimasa.plan import Plan
from linimasa.plan.topics import topic_feed


def export(published: Published) -> tuple[Output, ...]:
    """A feed for each topic in each language; each is made when it is asked for."""
    site = published.site
    entries = site.entries.values()
    tags = _grouped((tag, one) for one in entries for tag in one.outline.tags)
    actors = _grouped(
        (who, one) for one in entries for who in (*one.outline.actors, *one.outline.speakers)
    )
    return tuple(
        later(topic_feed(plan.edition, folder, name), _content, site, plan, folder, word, some)
        for plan in published.plans
        for folder, topics in (("tags", tags), ("actors", actors))
        for name, (word, some) in topics.items()
    )


def _grouped(
    pairs: Iterable[tuple[str, Entry]],
) -> Mapping[str, tuple[str, Sequence[Outline]]]:
    """By the name in addresses: how it is spelled first, and its public events, each once."""
    found: dict[str, tuple[str, dict[str, Outline]]] = {}
    for word, entry in pairs:
        _, some = found.setdefault(slug(word), (word, {}))
        if entry.public:
            some[entry.outline.id] = entry.outline
    return {name: (word, list(some.values())) for name, (word, some) in found.items()}


def _content(site: Site, plan: Plan, folder: str, word: str, outlines: Sequence[Outline]) -> bytes:
    edition = plan.edition
    to = edition.tag(slug(word), site.tags[slug(word)]) if folder == "tags" else edition.actor(word)
    whole = events_feed(edition, topic_feed(edition, folder, slug(word)))
    feed = replace(
        whole,
        page=to.address,
        title=f"{to.label.text} · {whole.title}",
        subtitle="",
        kind=link(f"{folder}/{slug(word)}"),
    )
    return feed_document(feed, entries(plan, newest_of(outlines)))
