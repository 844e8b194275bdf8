"""The text of an event for readers outside the site: as HTML whose links lead to it.

In: an event and a language. Out: HTML that `markup` has made safe, or nothing.
"""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urljoin

from linimasa.exporters.published import WholeEvent
from linimasa.model.address import link, whole
from linimasa.plan.edition import Edition, site_url

_ADDRESS = re.compile(r'\b(href|src)="([^"]*)"')


def content(event: WholeEvent, edition: Edition) -> tuple[str, str]:
    """The body, or else the summary, in the language that it is in; with that language."""
    bodies = {one.language: one.html for one in event.body}
    page = edition.address("events", event.event.id)
    home = whole(site_url(edition.settings), page) or link(page)
    for code in (edition.language.code, edition.first, *bodies):
        if code in bodies:
            return _absolute(bodies[code], home), code
    summary = edition.phrase(event.event.summary)
    return (f"<p>{escape(summary.text)}</p>", summary.language) if summary else ("", "")


def _absolute(html: str, home: str) -> str:
    """The same with whole addresses; `home` is the page that its links start from."""

    def joined(found: re.Match[str]) -> str:
        try:
            address = urljoin(home, unescape(found[2]))
        except ValueError:
            return found[0]  # it leads nowhere, wherever it stands
        return f'{found[1]}="{escape(address)}"'

    return _ADDRESS.sub(joined, html)
