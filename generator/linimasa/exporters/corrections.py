"""The Atom feed of corrections in each language: what was put right last.

In: the site and its plans. Out: `corrections/feed.xml` below the root of each language. An entry
is known by its event and the date of the correction; of several of one date, by its place too.
"""

from __future__ import annotations

from collections import Counter

from linimasa.exporters.feed import NEWEST, Feed, FeedEntry, feed_document, worded
from linimasa.exporters.published import Published, later
from linimasa.load import listed_event, moment_of
from linimasa.model.address import link
from linimasa.model.files import Output
from linimasa.model.record import Correction
from linimasa.model.site import Outline, Site
from linimasa.plan.edition import Edition
from linimasa.plan.sources import corrections_feed, newest_corrections

Named = tuple[str, Correction, Outline]
"""A correction of an event, with what its id ends in."""


def export(published: Published) -> tuple[Output, ...]:
    """A feed for each language of the site, whether anything was corrected or not."""
    editions = (plan.edition for plan in published.plans)
    return tuple(later(corrections_feed(one), _content, published.site, one) for one in editions)


def _named(site: Site) -> list[Named]:
    """The newest of them with their names."""
    zone = site.settings.timezone
    public = (entry.outline for entry in site.entries.values() if entry.public)
    seen: Counter[str] = Counter()
    named = []
    for date, outline, place in newest_corrections(public, zone)[:NEWEST]:
        name = link(f"{outline.id}/{date.edtf}")
        seen[name] += 1
        correction = listed_event(outline, zone).corrections[place]
        named.append((name if seen[name] == 1 else f"{name}.{seen[name]}", correction, outline))
    return named


def _content(site: Site, edition: Edition) -> bytes:
    title = edition.settings.title.best(edition.language.code, edition.first)[0]
    feed = Feed(
        settings=edition.settings,
        language=edition.language.code,
        address=corrections_feed(edition),
        page=edition.address("corrections"),
        title=f"{edition.say('Corrections')} · {title}",
        kind="corrections",
    )
    return feed_document(feed, [_entry(edition, *one) for one in _named(site)])


def _entry(edition: Edition, name: str, correction: Correction, outline: Outline) -> FeedEntry:
    event, text = edition.event(outline), edition.needed(correction.text, "")
    return FeedEntry(
        name=name,
        title=worded(event.label.text, edition.badge(outline.status)),
        title_language=event.label.language,
        moment=moment_of(correction.date, edition.zone),
        address=event.address,
        summary=f"{edition.date(correction.date).words} — {text.text}",
        summary_language=text.language,
    )
