"""What a site has besides its pages: feeds, the sitemap, `robots.txt`, data, files for web hosts.

In: the site to be published. Out: finished files. An exporter is one module with one function
and one line in `EXPORTERS`; it never reads a file or a clock, and never says more of a date than
the record does. What goes through all events makes its file in pieces, when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from linimasa.exporters import (
    atom,
    corrections,
    csvfile,
    geojson,
    headers,
    ics,
    jsonfeed,
    jsonfile,
    jsonld,
    markdown,
    oembed,
    redirects,
    robots,
    rss,
    sitemap,
    timelinejs,
    topics,
)
from linimasa.exporters.published import Published
from linimasa.model.files import Output
from linimasa.model.settings import ExportFormat
from linimasa.model.site import Site

Exporter = Callable[[Published], tuple[Output, ...]]
"""From the site to the files of one format."""

EXPORTERS: Mapping[str, Exporter] = MappingProxyType(
    {
        "atom": atom.export,
        "corrections": corrections.export,
        "sitemap": sitemap.export,
        "robots": robots.export,
        "oembed": oembed.export,
        "headers": headers.export,
        "redirects": redirects.export,
        ExportFormat.JSON.value: jsonfile.export,
        ExportFormat.CSV.value: csvfile.export,
        ExportFormat.JSON_FEED.value: jsonfeed.export,
        ExportFormat.RSS.value: rss.export,
        ExportFormat.TOPIC_FEEDS.value: topics.export,
        ExportFormat.ICS.value: ics.export,
        ExportFormat.JSON_LD.value: jsonld.export,
        ExportFormat.GEOJSON.value: geojson.export,
        ExportFormat.MARKDOWN.value: markdown.export,
        ExportFormat.TIMELINEJS.value: timelinejs.export,
    }
)
"""Every format by its name. A site has those that `exports:` may name if it names them, and all
others always."""

LEFT_OUT: Mapping[str, Callable[[Site], int]] = MappingProxyType(
    {ExportFormat.ICS.value: ics.left_out, ExportFormat.GEOJSON.value: geojson.left_out}
)
"""Formats that cannot hold every event: how many public ones of a site they leave out."""


def always(published: Published) -> Iterator[Output]:
    """The files that every site has."""
    optional = frozenset(ExportFormat)
    for name, export in EXPORTERS.items():
        if name not in optional:
            yield from export(published)


def asked_for(published: Published) -> Iterator[Output]:
    """The files that the site has because it asks for them."""
    for name in dict.fromkeys(published.site.settings.exports):
        yield from EXPORTERS[name](published)
