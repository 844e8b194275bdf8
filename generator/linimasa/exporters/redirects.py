"""`_redirects`: where former ids of events lead, for web hosts that read it and answer at once.

In: the linked site, and what is planned in each language. Out: one file, or none without such
ids. Elsewhere the page at each old address leads on; hosts that read the file prefer it.
"""

from __future__ import annotations

from linimasa.exporters.published import Published
from linimasa.model.address import in_folder, link
from linimasa.model.files import Output
from linimasa.model.site import Site

MOST = 1_000
"""Some hosts read no more than 2,000 lines; each old address has two here."""


def export(published: Published) -> tuple[Output, ...]:
    """The file: the old address, the new one and the status of the answer on a line."""
    lines = [
        f"{old}{ending} {new} 301\n"
        for plan in published.plans
        for old, new in _moves(published.site, plan.edition.root)
        for ending in ("", "index.html")
    ]
    return (Output("_redirects", "".join(lines[: 2 * MOST]).encode()),) if lines else ()


def _moves(site: Site, root: str) -> list[tuple[str, str]]:
    return [
        (_address(root, old), _address(root, name))
        for name, entry in site.entries.items()
        for old in entry.outline.aliases
    ]


def _address(root: str, event: str) -> str:
    return "/" + link(in_folder(root, "events", event))
