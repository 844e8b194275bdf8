"""The linked site → what an editor wants to look at, though it could be published as it is.

In: the site after `link`. Out: remarks, each on a part of one event; where that part stands in
its file is looked up afterwards, as it is needed of few. Each kind of advice is one function that
maps a site to remarks, and one line in `ADVISERS`. All of them take time that grows with the
site, not with its square.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from linimasa.check.advice.actors import misspelled_actors
from linimasa.check.advice.pictures import undescribed_pictures
from linimasa.check.advice.placeholders import placeholders
from linimasa.check.advice.precision import false_precision
from linimasa.check.advice.remark import Remark
from linimasa.check.advice.replies import early_replies
from linimasa.check.advice.sources import home_pages, without_archive
from linimasa.check.advice.tags import misspelled_tags, tags_used_once
from linimasa.check.advice.translations import (
    page_translations,
    stale_translations,
    unnoted_translations,
)
from linimasa.model.site import Site

ADVISERS: tuple[Callable[[Site], Iterator[Remark]], ...] = (
    misspelled_actors,
    misspelled_tags,
    tags_used_once,
    false_precision,
    early_replies,
    undescribed_pictures,
    home_pages,
    placeholders,
    without_archive,
)

__all__ = [
    "ADVISERS",
    "Remark",
    "advise",
    "page_translations",
    "stale_translations",
    "unnoted_translations",
]


def advise(site: Site) -> Iterator[Remark]:
    """Everything an editor wants to look at, event by event within each kind.

    Diagnostics: `actor-spelling`, `tag-spelling`, `tag-used-once`, `false-precision`,
    `reply-before-event`, `missing-alt`, `home-page`, `placeholder`, `missing-archive`.
    """
    for adviser in ADVISERS:
        yield from adviser(site)
