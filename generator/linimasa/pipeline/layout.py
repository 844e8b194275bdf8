"""A site before its pages are drawn: everything is read, linked and planned.

In: a snapshot of all files. Out: a `Layout`: what each page is to be made of, and what is wrong so
far. Of a site that was laid out before, only what an edit touches need be planned anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial

from linimasa.cache.memo import Results
from linimasa.check.silence import told
from linimasa.diagnostics import Diagnostic, has_errors, in_order
from linimasa.exporters import always, asked_for
from linimasa.exporters.published import Published
from linimasa.model.files import Options, Output, Snapshot
from linimasa.model.record import Id
from linimasa.model.settings import Encoding
from linimasa.model.site import Site
from linimasa.pipeline.advising import advised
from linimasa.pipeline.collisions import collisions
from linimasa.pipeline.contents import Content, contents, fetched
from linimasa.pipeline.exporting import Pieces
from linimasa.pipeline.ground import Ground, ground
from linimasa.pipeline.work import Call, Work
from linimasa.plan import (
    Gathered,
    Known,
    Plan,
    Sheet,
    card_sheet,
    edition,
    gathered,
    info,
    media_copies,
    pages,
    ties,
)
from linimasa.plan.embeds import FOLDER
from linimasa.render.drawing import Desk, Job, desk, draw, jobs_of, keys_of, once, succeeded
from linimasa.render.page import Rendered
from linimasa.render.theme import Theme


@dataclass(frozen=True, slots=True)
class Layout:
    """A site before its pages are drawn: what each is made of, and what is wrong so far."""

    diagnostics: tuple[Diagnostic, ...]
    events: int
    base: Ground | None = None
    """What all pages stand on; None where the settings cannot be read, as the content is then."""
    content: Content | None = None
    groups: Gathered | None = None
    """Its events by what they have in common."""
    desks: tuple[Desk, ...] = ()
    """One of each language."""
    files: tuple[Output, ...] = ()
    """What there is besides pages: static files, pictures, exports."""
    jobs: tuple[Job, ...] = ()
    """A page each."""
    published: Published | None = None
    """What exporters are given."""
    pieces: Pieces | None = None
    """What they make of single events."""
    cards: Mapping[bytes, Rendered] = field(default_factory=dict)
    found: tuple[Diagnostic, ...] = ()
    """What is wrong with the files of the content and the settings, whether it is told or not."""

    @property
    def compress(self) -> tuple[Encoding, ...]:
        """What compressed copies the site asks for."""
        return self.content.site.settings.compress if self.content else ()

    @property
    def pages(self) -> int:
        """How many pages it has, without those that only lead to another."""
        return sum(job.sheet.template != "redirect.html" for job in self.jobs)


def lay_out(snapshot: Snapshot, options: Options | None = None, work: Work | None = None) -> Layout:
    """Everything but the pages themselves; with an error there are none to draw."""
    options, work = options or Options(), work or Work()
    base, found = ground(snapshot, options, work)
    if base is None:
        return Layout(in_order(found), 0)
    content = contents(snapshot, base, options.drafts, work)
    found += content.diagnostics
    if options.advice and not has_errors(found):
        references, unnoted = base.references, options.unnoted
        found += advised(snapshot, content, references, found, work, unnoted=unnoted)
    every = tuple(found)
    found = told(found, base.settings.ignore, content.ignored)
    if has_errors(found):
        return Layout(in_order(found), len(snapshot.events), base, content, found=every)

    return arranged(Layout((), 0, base, content, found=every), found, work)


def arranged(
    layout: Layout, found: Sequence[Diagnostic], work: Work, touched: Set[Id] | None = None
) -> Layout:
    """The layout of the content of another; `found` is what is told so far.

    The other may be of the site as it was, when all but the events that are `touched` had the same
    titles and said the same of others: their cards and pages are taken from there.
    """
    base, content = layout.base, layout.content
    if base is None or content is None:
        return layout
    site = content.site
    desks = layout.desks if touched is not None else tuple(_desks(base, site))
    before = None if touched is None else layout
    names = site.entries.keys() if touched is None else touched
    groups = layout.groups or gathered(site)
    plans, cards = _planned(desks, content, groups, work, before, names)
    pieces = Pieces(site, content.wholes, partial(fetched, content, work), work)
    published = Published(site, groups, plans, pieces)
    files = tuple(_files(published, base.theme))
    jobs = tuple(
        job for at, plan in zip(desks, plans, strict=True) for job in jobs_of(at, plan.sheets)
    )
    paths = [*(one.path for one in files), *(job.path for job in jobs)]
    colliding = list(collisions(paths, base.settings.languages[1:]))
    parts = (one for at in desks for some in at.parts.values() for one in some.values())
    return replace(
        layout,
        diagnostics=in_order([*found, *once([*parts, *cards.passing.values()]), *colliding]),
        events=len(site.entries),
        groups=groups,
        desks=desks,
        files=files,
        jobs=() if colliding else jobs,
        published=published,
        pieces=pieces,
        cards=cards,
    )


# -- plans ----------------------------------------------------------------------------------


def _planned(
    desks: Sequence[Desk],
    content: Content,
    groups: Gathered,
    work: Work,
    before: Layout | None,
    touched: Set[Id],
) -> tuple[list[Plan], Results[Rendered]]:
    """The plan of each language, and every event drawn as a card."""
    site, names = content.site, tuple(touched)
    earlier = before.published.plans if before and before.published else ()
    tied = [dict(plan.ties) for plan in earlier] or [{} for _ in desks]
    keys = [dict(plan.cards) for plan in earlier] or [{} for _ in desks]
    redrawn: list[Set[Id]] = []
    for at, own_ties, own_keys in zip(desks, tied, keys, strict=True):
        own_ties.update(ties(at.edition, site, names))
        fresh = keys_of(at, [card_sheet(site, own_ties, name) for name in names])
        new_keys = dict(zip(names, fresh, strict=True))
        redrawn.append({name for name, key in new_keys.items() if own_keys.get(name) != key})
        own_keys.update(new_keys)
    events = tuple(site.entries)

    def calls(places: Sequence[int]) -> list[Call]:
        found = (divmod(place, len(events)) for place in places)
        return [(card_sheet(site, tied[at], events[name]), desks[at], {}) for at, name in found]

    every_key = [own[name] for own in keys for name in events]
    drawn = work.results("cards", every_key, draw, calls, succeeded)
    sheets = _sheets_by_place(before.jobs if before else ())
    plans = []
    for at, own, cards, fresh_cards in zip(desks, tied, keys, redrawn, strict=True):
        known = Known(touched, fresh_cards, sheets.get(at.edition.language.code, {}))
        planned = tuple(pages(at.edition, site, own, content.wholes, cards, groups, known))
        plans.append(Plan(at.edition, own, cards, planned))
    return plans, drawn


def _sheets_by_place(jobs: Iterable[Job]) -> dict[str, dict[tuple[str, ...], list[Sheet]]]:
    """The sheets of a layout that may stay, by language, then as `Known` has them."""
    found: dict[str, dict[tuple[str, ...], list[Sheet]]] = {}
    for job in jobs:
        names = job.sheet.names
        if names[:1] == (FOLDER,):
            names = names[1:] if names[1:2] != ("events",) else ()
        if job.sheet.template != "redirect.html" and len(names) > 1:
            own = found.setdefault(job.desk.edition.language.code, {})
            own.setdefault(names[:2], []).append(job.sheet)
    return found


def _desks(base: Ground, site: Site) -> Iterator[Desk]:
    for one in base.languages.values():
        own = edition(site, one, base.languages)
        yield desk(own, info(own, site, base.theme.assets), base.theme)


def _files(published: Published, theme: Theme) -> list[Output]:
    """What there is besides pages."""
    return [
        *theme.outputs,
        *(Output(address, copy_of=path) for address, path in media_copies(published.site)),
        *always(published),
        *asked_for(published),
    ]
