"""The sitemap (sitemaps.org protocol 0.9), for search engines.

In: the site and its pages. Out: `sitemap.xml` with every page that wants to be found, each
with its versions in other languages; nothing while the site has no address of its own, as a
sitemap holds whole addresses only.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from linimasa.exporters.xmltext import document, element
from linimasa.model.address import whole
from linimasa.model.files import Output
from linimasa.model.pages import Head, NotFoundPage, Page, RedirectPage
from linimasa.model.site import Site

MOST = 50_000
"""How many addresses one file may hold, and how many files an index (protocol, “Index”)."""

_SITEMAP = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_WITH_LANGUAGES = {**_SITEMAP, "xmlns:xhtml": "http://www.w3.org/1999/xhtml"}


def export(site: Site, pages: Sequence[Page]) -> tuple[Output, ...]:
    """The sitemap; above the limit an index and as many files as it takes."""
    url = site.settings.url
    if not url:
        return ()
    heads = tuple(page.head for page in pages if _wants_to_be_found(page, url))
    canonical = frozenset(head.address for head in heads)
    # Each language adds a line to each address; this keeps a file below the protocol's 50 MB.
    share = MOST // len(site.settings.languages)
    if len(heads) <= share:
        return (_sitemap("sitemap.xml", heads, canonical, url),)
    files = tuple(
        _sitemap(f"sitemap-{start // share + 1}.xml", heads[start : start + share], canonical, url)
        for start in range(0, len(heads), share)
    )
    index = [element("sitemap", children=[element("loc", whole(url, file.path))]) for file in files]
    root = element("sitemapindex", attributes=_SITEMAP, children=index)
    return (Output("sitemap.xml", document(root)), *files)


def _wants_to_be_found(page: Page, url: str) -> bool:
    head = page.head
    return (
        head.indexed
        and not isinstance(page, RedirectPage | NotFoundPage)
        and head.canonical == whole(url, head.address)
    )


def _sitemap(path: str, heads: Sequence[Head], canonical: frozenset[str], url: str) -> Output:
    entries = [_entry(head, canonical, url) for head in heads]
    return Output(path, document(element("urlset", attributes=_WITH_LANGUAGES, children=entries)))


def _entry(head: Head, canonical: frozenset[str], url: str) -> Element:
    """An address with its languages; x-default is the site's first that has the page."""
    found = [
        (alternate.language, alternate.address)
        for alternate in head.alternates
        if alternate.translated and alternate.address in canonical
    ]
    if len(found) > 1:
        found.append(("x-default", found[0][1]))
    links = [
        {"rel": "alternate", "hreflang": language, "href": whole(url, address)}
        for language, address in (found if len(found) > 1 else ())
    ]
    return element(
        "url",
        children=[
            element("loc", whole(url, head.address)),
            *(element("xhtml:link", attributes=attributes) for attributes in links),
        ],
    )
