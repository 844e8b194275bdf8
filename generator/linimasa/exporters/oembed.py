"""oEmbed (version 1.0, oembed.com): what a program needs to show a page in a frame elsewhere.

In: the site and its plans. Out: `oembed.json` beside each page for frames. The pages in full
name these files in their heads, so that a program which is given their address finds them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from linimasa.exporters.published import Published, later
from linimasa.model.address import whole
from linimasa.model.files import Output
from linimasa.plan import Plan
from linimasa.plan.edition import Edition
from linimasa.plan.embeds import WIDTH, Embedded, embed_address, embed_code

A_DAY = 86_400
"""Seconds for which a program may keep an answer."""


def export(published: Published) -> tuple[Output, ...]:
    """A file for each page for frames."""
    return tuple(file for plan in published.plans for file in _of_language(plan))


def _of_language(plan: Plan) -> Iterator[Output]:
    framed = (sheet for sheet in plan.sheets if sheet.template == "embed.html")
    for sheet in framed:
        for shown in sheet.arguments:
            if isinstance(shown, Embedded):
                place = f"{embed_address(plan.edition, shown)}oembed.json"
                yield later(place, _content, plan.edition, shown)


def _content(edition: Edition, shown: Embedded) -> bytes:
    """The answer of a provider, of the type `rich` (section 2.3.4)."""
    answer = {
        "type": "rich",
        "version": "1.0",
        "title": shown.title,
        "provider_name": edition.needed(edition.settings.title, "").text,
        "provider_url": whole(edition.settings.url, edition.root),
        "cache_age": A_DAY,
        "html": embed_code(edition, shown),
        "width": WIDTH,
        "height": shown.height,
    }
    text = json.dumps(answer, ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", "replace")
