"""What a site has already, for text editors to offer.

In: the settings, the actors and the bytes of the files, or a site that is linked already. Out: the
`Words` of a schema. Mistakes
in the files are passed over: whoever mends them needs the schema, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from linimasa.decode import Context, decode
from linimasa.model.address import stem
from linimasa.model.files import InputFile
from linimasa.model.record import Actor, Id, Text
from linimasa.model.settings import Settings, StatusWord
from linimasa.model.site import Site
from linimasa.schema import Words
from linimasa.yamltree import Mapping as Fields
from linimasa.yamltree import compose


@dataclass(frozen=True, slots=True)
class Outline:
    """The little of an event that other files may name."""

    id: Id = Id("")
    title: Text = Text()
    tags: tuple[str, ...] = ()


_NAMES = {one.name for one in fields(Outline)}


def words_of(
    settings: Settings,
    actors: Mapping[str, Actor],
    events: Iterable[InputFile],
    pages: Iterable[InputFile],
) -> Words:
    """The words of a site, each with what it stands for in the site's first language."""
    outlines = dict(_outlines(events, settings.languages))
    return _words(settings, actors, outlines, pages)


def words_of_site(site: Site, others: Iterable[InputFile], pages: Iterable[InputFile]) -> Words:
    """The same of a site that is linked, without reading its events again.

    `others` are the files of events that could not be read as a whole.
    """
    known: dict[str, Outline] = {
        name: Outline(name, Text(entry.outline.title), entry.outline.tags)
        for name, entry in site.entries.items()
    }
    unread = dict(_outlines(others, site.settings.languages))
    return _words(site.settings, site.actors, unread | known, pages)


def _words(
    settings: Settings,
    actors: Mapping[str, Actor],
    outlines: Mapping[str, Outline],
    pages: Iterable[InputFile],
) -> Words:
    first = settings.languages[0]

    def shown(text: Text) -> str:
        return text.best(first, first)[0]

    used = {tag: "" for outline in outlines.values() for tag in outline.tags}
    labels = {tag: shown(label) for tag, label in settings.tags}
    return Words(
        languages=settings.languages,
        statuses=tuple((word, _meaning(status, first)) for word, status in settings.statuses),
        actors=tuple((name, shown(actor.name)) for name, actor in actors.items()),
        tags=tuple(sorted({**used, **labels}.items())),
        events=tuple(sorted((name, shown(one.title)) for name, one in outlines.items())),
        # `method.en.md` is the page `method` in English.
        pages=tuple((name, "") for name in sorted({stem(one.path).split(".")[0] for one in pages})),
    )


def _meaning(status: StatusWord, first: str) -> str:
    texts = (text.best(first, first)[0] for text in (status.label, status.description))
    return ": ".join(filter(None, texts))


def _outlines(
    files: Iterable[InputFile], languages: tuple[str, ...]
) -> Iterator[tuple[str, Outline]]:
    for file in files:
        root = compose(file.data, file.path).root
        outline = None
        if isinstance(root, Fields):
            entries = tuple(entry for entry in root.entries if entry[0].text in _NAMES)
            few = root._replace(entries=entries, whole=True)
            outline = decode(few, Outline, Context(languages)).value
        outline = outline or Outline()
        yield outline.id or stem(file.path), outline
