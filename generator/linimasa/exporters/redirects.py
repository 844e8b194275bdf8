"""`_redirects`: where former ids of events lead, for web hosts that read it and answer at once.

In: the linked site, and what is planned in each language. Out: one file, or none without such
ids. There is a page at each old address besides that leads on: hosts without such a file send it,
and so do hosts that read the file and prefer what is there (GitLab Pages, “Redirects”). What goes
beyond their limits is left to it.
"""

from __future__ import annotations

from linimasa.exporters.published import Published
from linimasa.model.address import in_folder, link
from linimasa.model.files import Output
from linimasa.model.site import Site

MOST = 2_000
"""Rules that Cloudflare Pages reads (“Redirects”, per file); each old address has two here."""
LONGEST = 1_000
"""Signs of a rule that Cloudflare Pages reads."""


def export(published: Published) -> tuple[Output, ...]:
    """The file: the old address, the new one and the status of the answer on a line."""
    rules = (
        f"{old}{ending} {new} 301"
        for plan in published.plans
        for old, new in _moves(published.site, plan.edition.root)
        for ending in ("", "index.html")
    )
    kept = [f"{rule}\n" for rule in rules if len(rule) <= LONGEST][:MOST]
    return (Output("_redirects", "".join(kept).encode()),) if kept else ()


def _moves(site: Site, root: str) -> list[tuple[str, str]]:
    return [
        (_address(root, old), _address(root, name))
        for name, entry in site.entries.items()
        for old in entry.outline.aliases
    ]


def _address(root: str, event: str) -> str:
    return "/" + link(in_folder(root, "events", event))
