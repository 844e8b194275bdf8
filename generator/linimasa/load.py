"""One file → what its author meant, with every mistake in it.

In: the bytes of an event file, of `site.yaml` or of `_actors.yaml`. Out: frozen values that
bear no trace of where they stood, and beside them the places that later checks need.
Nothing here knows any other file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, Generic, TypeVar

from linimasa import markup
from linimasa.decode import Decoded, decode, first_languages
from linimasa.diagnostics import Diagnostic, Related, Span, did_you_mean, problem
from linimasa.fieldvalues import KINDS, Context, Wrong
from linimasa.fuzzydate import FuzzyDate, Precision, parse
from linimasa.fuzzydate import Kind as DateKind
from linimasa.model.address import up
from linimasa.model.files import InputFile
from linimasa.model.record import Actor, Event, Id
from linimasa.model.settings import Settings
from linimasa.model.site import Loaded, Prose, Reference
from linimasa.yamltree import Mapping as Fields
from linimasa.yamltree import Node, Scalar, compose

T = TypeVar("T")

EVENT_HOME = up("events/id/")
"""The way from the page of an event to the home page of its language."""


def load(file: InputFile, languages: Sequence[str], zone: str) -> Loaded:
    """Read one event file; `languages` and `zone` are the site's.

    Diagnostics: what `compose`, `decode` and `markup.to_html` find, `empty-file`, `bad-id`,
    `time-without-day`, `empty-source`, `duplicate-source`, `unknown-source`.
    """
    read = _read(file, Event, Context(tuple(languages), zone))
    stem = PurePosixPath(file.path).stem
    if read.decoded is None:
        return Loaded(file.path, Id(stem), None, diagnostics=read.diagnostics)
    decoded = read.decoded
    name, wrong_name = _name(read.root, stem, file.path)
    if decoded.value is None:
        return Loaded(file.path, name, None, diagnostics=(*read.diagnostics, *wrong_name))
    event, wrong_time = _timed(replace(decoded.value, id=name), decoded, zone)
    body, mentions, wrong_body = _body(event, decoded)
    return Loaded(
        path=file.path,
        id=name,
        event=event,
        body=body,
        references=(*_references(event, decoded), *mentions),
        spans=tuple((str(path[0]), span) for path, span in decoded.spans.items() if len(path) == 1),
        diagnostics=(
            *read.diagnostics,
            *wrong_name,
            *wrong_time,
            *wrong_body,
            *_wrong_sources(event, decoded),
        ),
    )


def load_settings(
    file: InputFile | None,
) -> tuple[Settings | None, tuple[Diagnostic, ...]]:
    """Read `site.yaml`; without one, the folder's own diagnostic says so.

    Diagnostics: what `compose` and `decode` find, `duplicate-language`, `unknown-status`.
    """
    if file is None:
        return None, ()
    languages = first_languages(compose(file.data, file.path).root)
    read = _read(file, Settings, Context(languages, "UTC"))
    if read.decoded is None or read.decoded.value is None:
        return None, read.diagnostics
    found = read.diagnostics + tuple(_wrong_settings(read.decoded.value, read.decoded))
    return (read.decoded.value if read.decoded.value.languages else None), found


def _wrong_settings(settings: Settings, decoded: Decoded[Settings]) -> Iterator[Diagnostic]:
    """Settings that contradict each other."""
    if not settings.languages:
        message = "the site has no language"
        yield problem("missing-field", where(decoded, "languages"), message, "languages: [id, en]")
    for number, language in enumerate(settings.languages):
        if language in settings.languages[:number]:
            message = f"the language “{language}” is listed twice"
            place = where(decoded, "languages", number)
            yield problem("duplicate-language", place, message, "take one of the two out")
    statuses = [word for word, _ in settings.statuses]
    for word, _ in settings.evidence:
        if word not in statuses:
            yield problem(
                "unknown-status",
                where(decoded, "evidence", word),
                f"“{word}” is not one of the status words of this site",
                did_you_mean(word, statuses, "use one of: " + ", ".join(statuses)),
            )


def load_actors(
    file: InputFile | None, languages: Sequence[str], zone: str
) -> tuple[Mapping[str, Actor], tuple[Diagnostic, ...]]:
    """Read `content/_actors.yaml`, by id; there need not be one, and it may be empty."""
    if file is None or not file.data.strip():
        return {}, ()
    read = _read(file, tuple[tuple[str, Actor], ...], Context(tuple(languages), zone))
    return dict((read.decoded.value if read.decoded else None) or ()), read.diagnostics


@dataclass(frozen=True, slots=True)
class _Read(Generic[T]):
    """A file as nodes and as a value, as far as it goes."""

    root: Node | None
    decoded: Decoded[T] | None
    diagnostics: tuple[Diagnostic, ...]


def _read(file: InputFile, shape: type[T], context: Context) -> _Read[T]:
    tree = compose(file.data, file.path)
    nothing = isinstance(tree.root, Fields) and not tree.root.entries
    if tree.root is None or (nothing and not tree.diagnostics):
        empty = problem(
            "empty-file",
            Span(file.path, 1, 1),
            "this file is empty",
            "write what belongs into it, or delete it",
        )
        return _Read(None, None, tree.diagnostics or (empty,))
    decoded = decode(tree.root, shape, context)
    return _Read(tree.root, decoded, tree.diagnostics + decoded.diagnostics)


def _name(root: Node | None, stem: str, path: str) -> tuple[Id, tuple[Diagnostic, ...]]:
    """The event's id: what stands under `id:`, else the name of the file.

    It is found even when the rest is broken, so that other files may refer to it.
    """
    for key, value in root.entries if isinstance(root, Fields) else ():
        if key.text == "id" and isinstance(value, Scalar) and value.text:
            return Id(value.text), ()
    wrong = KINDS[Id].read(stem, Context())
    if not isinstance(wrong, Wrong):
        return Id(stem), ()
    message = f"the name of this file cannot be an id: {wrong.message}"
    return Id(stem), (problem("bad-id", Span(path), message, wrong.hint),)


def _timed(
    event: Event, decoded: Decoded[Event], zone: str
) -> tuple[Event, tuple[Diagnostic, ...]]:
    """The event with its time of day in its date, where it has one."""
    if not event.time:
        return event, ()
    if event.date.kind is not DateKind.POINT or event.date.precision is not Precision.DAY:
        return event, (
            problem(
                "time-without-day",
                where(decoded, "time"),
                f"a time of day needs a date that is a day; “{event.date.text}” is not",
                "write the whole date, or take the time out",
            ),
        )
    return replace(event, date=_at(event, zone)), ()


def _at(event: Event, zone: str) -> FuzzyDate:
    return parse(f"{event.date.edtf}T{event.time} {event.zone or zone}", zone)


def _body(
    event: Event, decoded: Decoded[Event]
) -> tuple[tuple[Prose, ...], tuple[Reference, ...], tuple[Diagnostic, ...]]:
    """The body as HTML in each language, the events and pages it links, what is wrong in it."""
    numbers = {
        str(source.key): number for number, source in enumerate(event.sources, 1) if source.key
    }
    prose, mentions, found = [], [], []
    for language, text in event.body.entries:
        converted = markup.to_html(text, numbers, EVENT_HOME)
        prose.append(Prose(language, converted.html, converted.cited))
        node = decoded.nodes.get(("body", language))
        for mention in converted.mentions:
            kind = "event-link" if mention.kind == "event" else mention.kind
            mentions.append(Reference(kind, mention.word, place_in(node, mention.place)))
        for finding in converted.findings:
            where = place_in(node, finding.place)
            found.append(problem(finding.code, where, finding.message, finding.hint))
    return tuple(prose), tuple(mentions), tuple(found)


def place_in(node: Scalar | None, place: markup.Place) -> Span:
    """Where a place in a Markdown text stands in its file."""
    if node is None:
        return Span("")
    span = node.locate(place.line, place.column)
    return replace(span, end_column=span.column + place.length)


def _wrong_sources(event: Event, decoded: Decoded[Event]) -> Iterator[Diagnostic]:
    """Sources that say nothing, keys given twice, and statements that name no source."""
    first: dict[str, Span] = {}
    for number, source in enumerate(event.sources):
        place = where(decoded, "sources", number)
        if not (source.url or source.title or source.publisher):
            yield problem(
                "empty-source",
                place,
                "this source names neither url, title nor publisher",
                "a reader must be able to find it: give one of the three at least",
            )
        key_span = where(decoded, "sources", number, "key")
        if source.key in first:
            related = (Related(first[source.key], "the first source with this key"),)
            message = f"two sources have the key “{source.key}”"
            yield problem(
                "duplicate-source", key_span, message, "give one of them another key", related
            )
        elif source.key:
            first[source.key] = key_span
    for number, statement in enumerate(event.statements):
        for item, key in enumerate(statement.sources):
            if key not in first:
                yield problem(
                    "unknown-source",
                    where(decoded, "statements", number, "sources", item),
                    f"no source of this event has the key “{key}”",
                    did_you_mean(key, first, ", ".join(first) or "none has a key yet"),
                )


def _references(event: Event, decoded: Decoded[Event]) -> Iterator[Reference]:
    """The words in the record that name something elsewhere, with their places."""
    if ("status",) in decoded.spans:
        yield Reference("status", event.status, where(decoded, "status"))
    for number, actor in enumerate(event.actors):
        yield Reference("actor", actor, where(decoded, "actors", number))
    for number, statement in enumerate(event.statements):
        yield Reference("actor", statement.by, where(decoded, "statements", number, "by"))
    for kind in dict.fromkeys(kind for kind, _ in event.relations.pairs()):
        field = kind.name.lower()
        for number, target in enumerate(getattr(event.relations, field)):
            yield Reference("event", target, where(decoded, "relations", field, number))


def where(decoded: Decoded[Any], *path: str | int) -> Span:
    """Where a field stands, or what it is part of."""
    while path and path not in decoded.spans:
        path = path[:-1]
    return decoded.spans.get(path, Span(""))
