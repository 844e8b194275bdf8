"""Pictures that say nothing to readers who do not see them."""

from __future__ import annotations

from collections.abc import Iterator

from linimasa.check.advice.remark import Remark
from linimasa.model.site import Site


def undescribed_pictures(site: Site) -> Iterator[Remark]:
    """A remark on each picture without an alternative text."""
    for name, entry in site.entries.items():
        for at in entry.outline.undescribed:
            yield Remark(
                "missing-alt",
                name,
                ("media", at, "file"),
                f"“{entry.outline.media[at]}” has no text for readers who do not see the picture",
                "say under “alt:” what it shows",
            )
