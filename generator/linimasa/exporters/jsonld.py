"""The whole timeline as schema.org data, in each language: what pages say one by one.

In: the site and its plans. Out: `events.jsonld` below the root of each language.
"""

from __future__ import annotations

from collections.abc import Iterator

from linimasa.exporters.feed import tag_labels
from linimasa.exporters.jsonfile import listing
from linimasa.exporters.published import Published, WholeEvent, alone, in_each_language
from linimasa.model.address import whole
from linimasa.model.files import Output
from linimasa.model.settings import ExportFormat
from linimasa.model.views import CorrectionView
from linimasa.plan import Edition
from linimasa.plan.structured import article, dump, timeline


def export(published: Published) -> tuple[Output, ...]:
    """A file for each language of the site."""
    return in_each_language(published, ExportFormat.JSON_LD, _pieces)


def _pieces(published: Published, edition: Edition) -> Iterator[bytes]:
    title = edition.needed(edition.settings.title, "")
    description = edition.phrase(edition.settings.description)
    home = whole(edition.settings.url, edition.root)
    head = timeline(title, description.text if description else "", home)
    return listing(dump(head), "hasPart", published.each(part, edition))


def part(event: WholeEvent, edition: Edition) -> str:
    """An event as a part of the timeline."""
    one = event.event
    shown = alone(event, edition)
    corrections = [
        CorrectionView(edition.date(each.date), edition.needed(each.text, ""))
        for each in one.corrections
    ]
    actors = [edition.actor(word).label.text for word in dict.fromkeys(one.actors)]
    head = edition.head(
        "", ("events", one.id), "", in_language=lambda code: one.title.get(code) is not None
    )
    tags = tag_labels(edition, one.tags)
    return dump(article(shown, head.canonical, actors, tags, corrections))
