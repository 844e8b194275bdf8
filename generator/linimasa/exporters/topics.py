"""An Atom feed for each tag and each actor: the events of one that changed last.

In: the site and its plans. Out: `feed.xml` below the address of each, in each language.
"""

from __future__ import annotations

from dataclasses import replace

from linimasa.exporters.atom import entries, events_feed
from linimasa.exporters.feed import feed_document, newest_of
from linimasa.exporters.published import Published, later
from linimasa.model.address import link, slug
from linimasa.model.files import Output
from linimasa.model.site import Site
from linimasa.plan import Plan
from linimasa.plan.gathering import Group
from linimasa.plan.topics import topic_feed


def export(published: Published) -> tuple[Output, ...]:
    """A feed for each topic in each language; each is made when it is asked for."""
    site, groups = published.site, published.groups
    return tuple(
        later(topic_feed(plan.edition, folder, name), _content, site, plan, folder, group)
        for plan in published.plans
        for folder, topics in (("tags", groups.tags), ("actors", groups.actors))
        for name, group in topics.items()
    )


def _content(site: Site, plan: Plan, folder: str, group: Group) -> bytes:
    edition, word = plan.edition, group.word
    to = edition.tag(slug(word), site.tags[slug(word)]) if folder == "tags" else edition.actor(word)
    whole = events_feed(edition, topic_feed(edition, folder, slug(word)))
    feed = replace(
        whole,
        page=to.address,
        title=f"{to.label.text} · {whole.title}",
        subtitle="",
        kind=link(f"{folder}/{slug(word)}"),
        is_choice=True,
    )
    members = [site.entries[event] for event in group.events]
    public = [entry.outline for entry in members if entry.public]
    return feed_document(feed, entries(plan, newest_of(public)))
