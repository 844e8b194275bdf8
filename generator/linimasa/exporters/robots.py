"""`robots.txt` (RFC 9309): everybody is welcome, and the sitemap is there.

In: the site. Out: one file. It forbids nothing: what shall not be found says so on its page.
"""

from __future__ import annotations

from linimasa.exporters.published import Published
from linimasa.model.address import whole
from linimasa.model.files import Output


def export(published: Published) -> tuple[Output, ...]:
    """The file, with the address of the sitemap when the site has an address of its own."""
    lines = ["User-agent: *", "Allow: /"]
    url = published.site.settings.url
    if url:
        lines += ["", f"Sitemap: {whole(url, 'sitemap.xml')}"]
    return (Output("robots.txt", ("\n".join(lines) + "\n").encode()),)
