"""What a site has besides its pages: feeds, the sitemap, `robots.txt`, and files for web hosts.

In: the linked site, and what is planned in each language. Out: finished files. An exporter is
one module with one function and one line in `EXPORTERS`; it never reads a file or a clock, and
never says more of a date than the record does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from linimasa.exporters import atom, corrections, headers, oembed, redirects, robots, sitemap
from linimasa.model.files import Output
from linimasa.model.site import Site
from linimasa.plan import Plan

Exporter = Callable[[Site, Sequence[Plan]], tuple[Output, ...]]
"""From the site and its plans, one a language, to the files of one format."""

EXPORTERS: Mapping[str, Exporter] = MappingProxyType(
    {
        "atom": atom.export,
        "corrections": corrections.export,
        "sitemap": sitemap.export,
        "robots": robots.export,
        "oembed": oembed.export,
        "headers": headers.export,
        "redirects": redirects.export,
    }
)
"""Every format by its name."""
