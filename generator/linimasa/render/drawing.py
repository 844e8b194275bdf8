"""One page or card: from its sheet to a finished file, and the key of all that it depends on.

In: a sheet, and the desk of its language. Out: HTML, or what is wrong with the template. The
key of a drawing is made of the sheet and the desk, which are all that it sees.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from linimasa.diagnostics import Diagnostic, Span
from linimasa.model.address import in_folder, output_path
from linimasa.model.files import Output, Placed
from linimasa.model.fingerprint import fingerprint, fingerprints, name_of
from linimasa.model.pages import PartPage, SiteInfo
from linimasa.plan import Edition, Sheet
from linimasa.render.packing import Keeper
from linimasa.render.page import Rendered, render
from linimasa.render.theme import Templates, Theme

PARTS = ("navigation.html", "footer.html")
"""Templates of what all pages of a language share."""
MENU = ("threads", "actors", "tags", "sources", "corrections")
"""Pages that the menu leads to, and that it may mark as the current one."""


@dataclass(frozen=True, slots=True)
class Desk:
    """All that drawing in one language depends on, beside the sheet itself; see `desk`."""

    edition: Edition
    info: SiteInfo
    templates: Mapping[str, Templates]
    frames: Mapping[str, bytes]
    """For each template a key of all this."""
    parts: Mapping[str, Mapping[str, Rendered]]
    """What all pages share: by the address of a page the menu leads to, or by an empty text for
    all others, and by template."""


@dataclass(frozen=True, slots=True)
class Job:
    """A page that is to be drawn."""

    path: str
    sheet: Sheet
    desk: Desk


@dataclass(frozen=True, slots=True)
class Finished:
    """A file, with its compressed copies; or what is wrong with the template of a page."""

    files: tuple[Output | Placed, ...]
    """The file itself first; none where the template fails."""
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def output(self) -> Output | Placed | None:
        """The file itself."""
        return self.files[0] if self.files else None


def desk(edition: Edition, told: SiteInfo, theme: Theme) -> Desk:
    """What the drawings of one language share; `told` is what templates know of the site."""
    shared = tuple(theme.templates[name] for name in PARTS)
    frames = {
        name: fingerprint(edition, told, one, *shared) for name, one in theme.templates.items()
    }
    places = [
        "",
        *(edition.address(folder) for folder in MENU),
        *(to.address for to in told.navigation),
    ]
    parts = {current: _parts(edition, told, shared, current) for current in places}
    return Desk(edition, told, theme.templates, frames, parts)


@functools.lru_cache(maxsize=64)
def _parts(
    edition: Edition, told: SiteInfo, templates: tuple[Templates, ...], current: str
) -> Mapping[str, Rendered]:
    """The parts of one page. Remembered, as a preview asks for them at each save."""
    return {
        one.name: render(
            PartPage(edition.part_head(one.name), current), told, one, edition.language
        )
        for one in templates
    }


def keys_of(desk: Desk, sheets: Iterable[Sheet]) -> list[bytes]:
    """A key for each drawing: of all that it depends on."""
    return fingerprints([_inputs(desk, one) for one in sheets])


def page_keys(jobs: Iterable[Job]) -> list[bytes]:
    """A key for each page."""
    return fingerprints([_inputs(one.desk, one.sheet) for one in jobs])


def _inputs(desk: Desk, sheet: Sheet) -> tuple[object, ...]:
    return desk.frames[sheet.template], name_of(sheet.layout), sheet.names, sheet.arguments


def jobs_of(desk: Desk, sheets: Iterable[Sheet]) -> Iterator[Job]:
    """The pages of one language."""
    root = desk.edition.root
    for sheet in sheets:
        address = in_folder(root, *sheet.names)
        is_lost = sheet.template == "404.html"
        yield Job(address + "404.html" if is_lost else output_path(address), sheet, desk)


def draw(sheet: Sheet, desk: Desk, cards: Mapping[str, str]) -> Rendered:
    """Lay out a page, or a card, and render it; `cards` are those that stand on it."""
    page = sheet.layout(desk.edition, *sheet.arguments)
    templates = desk.templates[sheet.template]
    own = desk.parts.get(page.head.address, desk.parts[""])
    parts = {name: one.html or "" for name, one in own.items()}
    return render(page, desk.info, templates, desk.edition.language, cards, parts)


def finish(job: Job, keep: Keeper, cards: Mapping[str, str]) -> Finished:
    """Draw a page and have it kept as a file."""
    drawn = draw(job.sheet, job.desk, cards)
    if drawn.html is None:
        return Finished((), drawn.diagnostics)
    return Finished(keep(Output(job.path, drawn.html.encode("utf-8", "replace"))))


@dataclass(frozen=True, slots=True)
class Cards(Mapping[str, str]):
    """Cards as HTML, by their keys.

    They lie in one piece: forked processes go on sharing it, where each would soon have its own
    copies of single texts.
    """

    packed: bytes
    places: Mapping[str, tuple[int, int]]

    def __getitem__(self, card: str) -> str:
        """The card with this key."""
        start, end = self.places[card]
        return self.packed[start:end].decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        """All keys."""
        return iter(self.places)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.places)


def cards_for(jobs: Iterable[Job], drawn: Mapping[bytes, Rendered]) -> Cards:
    """The cards that stand on some pages; one that could not be drawn is empty."""
    packed, places = bytearray(), {}
    for card in sorted({card for job in jobs for card in job.sheet.cards}):
        start = len(packed)
        packed += (drawn[bytes.fromhex(card)].html or "").encode("utf-8", "surrogatepass")
        places[card] = (start, len(packed))
    return Cards(bytes(packed), places)


def succeeded(made: Rendered | Finished) -> bool:
    """Whether it is there, and may be remembered."""
    return not made.diagnostics


def once(made: Iterable[Rendered | Finished]) -> list[Diagnostic]:
    """What failed; a template that fails for many pages is one mistake."""
    failed: dict[tuple[Span, str], Diagnostic] = {}
    for one in made:
        for failure in one.diagnostics:
            failed.setdefault((failure.span, failure.message), failure)
    return list(failed.values())
