"""`robots.txt` (RFC 9309): everybody is welcome, and the sitemap is there.

In: the site. Out: one file. It forbids nothing: what shall not be found says so on its page.
"""

from __future__ import annotations

from collections.abc import Sequence

from linimasa.model.address import whole
from linimasa.model.files import Output
from linimasa.model.site import Site
from linimasa.plan import Plan


def export(site: Site, _plans: Sequence[Plan]) -> tuple[Output, ...]:
    """The file, with the address of the sitemap when the site has an address of its own."""
    lines = ["User-agent: *", "Allow: /"]
    if site.settings.url:
        lines += ["", f"Sitemap: {whole(site.settings.url, 'sitemap.xml')}"]
    return (Output("robots.txt", ("\n".join(lines) + "\n").encode()),)
