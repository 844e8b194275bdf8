"""The sitemap (sitemaps.org protocol 0.9), for search engines.

In: the site and its pages. Out: `sitemap.xml` with every page that wants to be found, each
with its versions in other languages; nothing while the site has no address of its own, as a
sitemap holds whole addresses only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from linimasa.exporters.published import Published
from linimasa.model.address import in_folder, language_root, whole
from linimasa.model.files import Output
from linimasa.plan import Plan, Sheet

MOST = 50_000
"""How many addresses one file may hold, and how many files an index (protocol, “Index”)."""

_PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>"
_ROOT = f'<urlset xmlns="{_PROTOCOL}" xmlns:xhtml="http://www.w3.org/1999/xhtml">'


def export(published: Published) -> tuple[Output, ...]:
    """The sitemap; above the limit an index and as many files as it takes."""
    settings = published.site.settings
    if not settings.url:
        return ()
    # Written as text: a large site has hundreds of thousands of these lines.
    entries = list(_entries(settings.url, settings.languages, published.plans))
    # Each language adds a line to each address; this keeps a file below the protocol's 50 MB.
    share = MOST // len(settings.languages)
    if len(entries) <= share:
        return (_file("sitemap.xml", _ROOT, entries, "urlset"),)
    files = tuple(
        _file(f"sitemap-{start // share + 1}.xml", _ROOT, entries[start : start + share], "urlset")
        for start in range(0, len(entries), share)
    )
    index = [
        f"  <sitemap>\n    <loc>{escape(whole(settings.url, file.path))}</loc>\n  </sitemap>"
        for file in files
    ]
    root = f'<sitemapindex xmlns="{_PROTOCOL}">'
    return (_file("sitemap.xml", root, index, "sitemapindex"), *files)


def _entries(url: str, languages: Sequence[str], plans: Sequence[Plan]) -> Iterator[str]:
    """Each address that wants to be found; its versions in other languages, where it has any."""
    roots = {code: language_root(code, languages[0]) for code in languages}
    for plan in plans:
        own = plan.edition.language.code
        for sheet in plan.sheets:
            written = [code for code in languages if not sheet.written or code in sheet.written]
            if sheet.indexed and own in written:
                yield _entry(url, sheet, {code: roots[code] for code in written}, own)


def _entry(url: str, sheet: Sheet, roots: dict[str, str], own: str) -> str:
    """An address with its languages; x-default is the site's first that has the page."""
    addresses = {code: whole(url, in_folder(root, *sheet.names)) for code, root in roots.items()}
    lines = [f"  <url>\n    <loc>{escape(addresses[own])}</loc>"]
    if len(addresses) > 1:
        default = next(iter(addresses.values()))
        lines += [
            f'    <xhtml:link rel="alternate" hreflang="{code}" href="{escape(address)}" />'
            for code, address in (*addresses.items(), ("x-default", default))
        ]
    return "\n".join((*lines, "  </url>"))


def _file(path: str, root: str, lines: Sequence[str], end: str) -> Output:
    text = "\n".join((_DECLARATION, root, *lines, f"</{end}>", ""))
    return Output(path, text.encode())
