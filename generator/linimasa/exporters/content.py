"""The text of an event for readers outside the site: as HTML whose links lead to it.

In: an event and a language. Out: HTML that `markup` has made safe, or nothing.
"""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urljoin

from linimasa.exporters.published import WholeEvent
from linimasa.model.address import link, up, whole
from linimasa.plan.edition import Edition, site_url

# As `markup` writes them: each value in quotes, with none inside.
_ATTRIBUTE = re.compile(r'([^\s=">]+)="([^"]*)"')
_TAG = re.compile(rf"<[a-z][^\s>]*(?:\s+{_ATTRIBUTE.pattern})+")
_ADDRESSES = ("href", "src")


def content(event: WholeEvent, edition: Edition) -> tuple[str, str]:
    """The body, or else the summary, in the language that it is in; with that language."""
    bodies = {one.language: one.html for one in event.body}
    for code in (edition.language.code, edition.first, *bodies):
        if code in bodies:
            return absolute(bodies[code], event.event.id, edition), code
    summary = edition.phrase(event.event.summary)
    return (f"<p>{escape(summary.text)}</p>", summary.language) if summary else ("", "")


def absolute(html: str, event: str, edition: Edition) -> str:
    """The body of an event with whole addresses; from a file of the language without a site's own.

    They stand in tags alone: what looks like one in a text, or in a title, is an author's word.
    """
    url, page = site_url(edition.settings), edition.address("events", event)
    home = whole(url, page) or f"/{link(page)}"

    def joined(found: re.Match[str]) -> str:
        name, value = found.groups()
        if name not in _ADDRESSES:
            return found[0]
        try:
            address = urljoin(home, unescape(value))
        except ValueError:
            return found[0]  # it leads nowhere, wherever it stands
        if not url and address.startswith("/"):
            address = up(edition.root) + address.removeprefix("/")
        return f'{name}="{escape(address)}"'

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(joined, tag[0]), html)
