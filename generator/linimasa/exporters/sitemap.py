"""The sitemap (sitemaps.org protocol 0.9), for search engines.

In: the site and its pages. Out: `sitemap.xml` with every page that wants to be found, each
with its versions in other languages; nothing while the site has no address of its own, as a
sitemap holds whole addresses only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from linimasa.exporters.published import Published, later
from linimasa.model.address import in_folder, language_root, whole
from linimasa.model.files import Output
from linimasa.plan import Plan

MOST = 50_000
"""How many addresses one file may hold, and how many files an index (protocol, “Index”)."""

_PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>"
_Listed = tuple[Sequence[str], str, Sequence[str]]
"""A page by its address, its language, and the languages it is there in."""
_ROOT = f'<urlset xmlns="{_PROTOCOL}" xmlns:xhtml="http://www.w3.org/1999/xhtml">'


def export(published: Published) -> tuple[Output, ...]:
    """The sitemap; above the limit an index and as many files as it takes."""
    settings = published.site.settings
    if not settings.url:
        return ()
    languages = settings.languages
    found = list(_listed(languages, published.plans))
    # Each language adds a line to each address; this keeps a file below the protocol's 50 MB.
    share = MOST // len(languages)
    if len(found) <= share:
        return (later("sitemap.xml", _addresses, settings.url, languages[0], found),)
    files = tuple(
        later(
            f"sitemap-{start // share + 1}.xml",
            _addresses,
            settings.url,
            languages[0],
            found[start : start + share],
        )
        for start in range(0, len(found), share)
    )
    index = [
        f"  <sitemap>\n    <loc>{escape(whole(settings.url, file.path))}</loc>\n  </sitemap>"
        for file in files
    ]
    root = f'<sitemapindex xmlns="{_PROTOCOL}">'
    return (Output("sitemap.xml", _document(root, index, "sitemapindex")), *files)


def _listed(languages: Sequence[str], plans: Sequence[Plan]) -> Iterator[_Listed]:
    """Each page that wants to be found."""
    for plan in plans:
        own = plan.edition.language.code
        for sheet in plan.sheets:
            written = sheet.written or languages
            if sheet.indexed and own in written:
                yield sheet.names, own, [code for code in languages if code in written]


def _addresses(url: str, first: str, found: Iterable[_Listed]) -> bytes:
    """The addresses of pages, each with its versions in other languages, where it has any."""
    # Written as text: a large site has hundreds of thousands of these lines.
    entries = [_entry(url, first, *one) for one in found]
    return _document(_ROOT, entries, "urlset")


def _entry(url: str, first: str, names: Sequence[str], own: str, codes: Sequence[str]) -> str:
    """An address with its languages; x-default is the site's first that has the page."""
    addresses = {code: whole(url, in_folder(language_root(code, first), *names)) for code in codes}
    lines = [f"  <url>\n    <loc>{escape(addresses[own])}</loc>"]
    if len(addresses) > 1:
        default = next(iter(addresses.values()))
        lines += [
            f'    <xhtml:link rel="alternate" hreflang="{code}" href="{escape(address)}" />'
            for code, address in (*addresses.items(), ("x-default", default))
        ]
    return "\n".join((*lines, "  </url>"))


def _document(root: str, lines: Sequence[str], end: str) -> bytes:
    return "\n".join((_DECLARATION, root, *lines, f"</{end}>", "")).encode()
