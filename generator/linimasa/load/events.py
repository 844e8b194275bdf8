"""One event file → the event, with every mistake in it.

In: its bytes. Out: a frozen event that bears no trace of where it stood, and beside it the
places that later checks need. Nothing here knows any other file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace

from linimasa import markup
from linimasa.decode import KINDS, Context, Decoded, Wrong
from linimasa.diagnostics import Diagnostic, Related, Span, did_you_mean, problem
from linimasa.fuzzydate import PRECISIONS, DateError, Precision, parse
from linimasa.load.reading import places, read_yaml, where
from linimasa.model.address import stem, up
from linimasa.model.files import InputFile
from linimasa.model.record import Event, Id, Relations, Source, Text
from linimasa.model.site import Loaded, Prose, Reference, Way
from linimasa.yamltree import Mapping as Fields
from linimasa.yamltree import Node, Scalar, compose

RELATIONS = tuple(field.name for field in fields(Relations))
_BESIDE_KEY = frozenset(field.name for field in fields(Source)) - {"key"}
"""A name that is none of these may have been meant to be `key`."""
TOO_SLOW = "text-too-slow"
"""The mistake of an event that did not load in time; whether it does may differ by machine."""
WIDEST = 26 * 3600
"""Seconds between the first and the last zone in which it is the same time of day."""
EVENT_HOME = up("events/id/")
"""The way from the page of an event to the home page of its language."""


def load(file: InputFile, languages: Sequence[str], zone: str) -> Loaded:
    """Read one event file; `languages` and `zone` are the site's.

    Diagnostics: what `compose`, `decode` and `markup.to_html` find, `empty-file`, `bad-id`,
    `time-without-day`, `zone-without-time`, `empty-source`, `duplicate-source`, `unknown-source`,
    `accessed-too-early`.
    """
    read = read_yaml(file, Event, Context(tuple(languages), zone))
    own_name = stem(file.path)
    if read.decoded is None:
        return Loaded(file.path, Id(own_name), None, diagnostics=read.diagnostics)
    decoded = read.decoded
    name, wrong_name = _name(read.root, own_name, file.path)
    if decoded.value is None and not decoded.partial:
        return Loaded(file.path, name, None, diagnostics=(*read.diagnostics, *wrong_name))
    event, wrong_time = _timed(replace(_as_far_as_read(decoded), id=name), decoded, zone)
    body, mentions, wrong_body = _body(event, decoded)
    return Loaded(
        path=file.path,
        id=name,
        event=event if decoded.value else None,
        body=body,
        references=(*_references(event, decoded), *mentions),
        spans=tuple(
            (str(path[0]), node.span) for path, node in decoded.places.items() if len(path) == 1
        ),
        unread=frozenset(str(path[0]) for path in decoded.failed),
        diagnostics=(
            *read.diagnostics,
            *wrong_name,
            *wrong_time,
            *wrong_body,
            *_wrong_sources(event, decoded),
        ),
    )


def overdue(file: InputFile) -> Loaded:
    """What stands for an event that takes too long to read, for callers who end such a call.

    Diagnostics: `text-too-slow`, as all else in a file is read in a time that is bounded.
    """
    root = compose(file.data, file.path).root
    name, _ = _name(root, stem(file.path), file.path)
    entries = root.entries if isinstance(root, Fields) else ()
    span = next((key.span for key, _ in entries if key.text == "body"), Span(file.path))
    return Loaded(file.path, name, None, diagnostics=(too_slow(span),))


def spots(
    file: InputFile, ways: Sequence[Way], languages: Sequence[str], zone: str
) -> tuple[Span, ...]:
    """Where parts of an event stand; a way is `("tags", 2)` or `("sources", 0, "url")`.

    For those who find something in an event long after it was loaded, which is rare: so much
    about every part of every event would be too much to keep.
    """
    decoded = read_yaml(file, Event, Context(tuple(languages), zone)).decoded
    return tuple(where(decoded, *way) if decoded else Span(file.path) for way in ways)


def too_slow(span: Span) -> Diagnostic:
    """What is wrong with a text that takes too long."""
    message = "this text takes too long to convert"
    hint = "look for marks that are repeated over and over, or make it shorter"
    return problem(TOO_SLOW, span, message, hint)


def _as_far_as_read(decoded: Decoded[Event]) -> Event:
    """The event, with something in place of what must be there and cannot be read.

    So the rest of a broken event is checked as well, and all its mistakes come at once.
    """
    if decoded.value:
        return decoded.value
    return Event(**{"date": parse("2000"), "title": Text(), **decoded.partial})


def _name(root: Node | None, own_name: str, path: str) -> tuple[Id, tuple[Diagnostic, ...]]:
    """The event's id: what stands under `id:`, else the name of the file.

    It is found even when the rest is broken, so that other files may refer to it.
    """
    for key, value in root.entries if isinstance(root, Fields) else ():
        if key.text == "id" and isinstance(value, Scalar) and value.text:
            return Id(value.text), ()
    wrong = KINDS[Id].read(own_name, Context())
    if not isinstance(wrong, Wrong):
        return Id(own_name), ()
    message = f"the name of this file cannot be an id: {wrong.message}"
    return Id(own_name), (problem("bad-id", Span(path), message, wrong.hint),)


def _timed(
    event: Event, decoded: Decoded[Event], zone: str
) -> tuple[Event, tuple[Diagnostic, ...]]:
    """The event with its time of day in its date, where it has one."""
    if ("date",) in decoded.failed:
        return event, ()
    if not event.time:
        return event, tuple(_useless_zone(event, decoded))
    try:
        date = parse(f"{event.date.edtf}T{event.time} {event.zone or zone}", zone)
    except DateError:
        wrong = problem(
            "time-without-day",
            where(decoded, "time"),
            f"a time of day needs a date that is a certain day; “{event.date.text}” is not",
            "write the whole date, or take the time out",
        )
        return event, (wrong,)
    return replace(event, date=date), ()


def _useless_zone(event: Event, decoded: Decoded[Event]) -> Iterator[Diagnostic]:
    """What is wrong where an event without `time` has a `zone`."""
    if not event.zone or ("time",) in decoded.failed:
        return
    zones = {point.zone for point in event.date.points if point.hour is not None}
    message = f"“{event.zone}” is the zone of no time: there is no “time” here"
    hint = "write the time, such as “time: 19:30”, or take the zone out"
    if "" in zones:
        hint = f"write the zone behind the time in the date, as in 2022-08-26T19:30 {event.zone}"
    elif zones:
        hint = "take it out: the time in the date names its own zone"
    yield problem("zone-without-time", where(decoded, "zone"), message, hint)


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
        node = decoded.places.get(("body", language))
        for mention in converted.mentions:
            kind = "event-link" if mention.kind == "event" else mention.kind
            mentions.append(Reference(kind, mention.word, place_in(node, mention.place)))
        for finding in converted.findings:
            if finding.code != "unknown-source" or not _keys_are_lost(decoded):
                span = place_in(node, finding.place)
                found.append(problem(finding.code, span, finding.message, finding.hint))
    return tuple(prose), tuple(mentions), tuple(found)


def place_in(node: Node | None, place: markup.Place) -> Span:
    """Where a place in a Markdown text stands in its file."""
    if not isinstance(node, Scalar):
        return Span("")
    span = node.locate(place.line, place.column)
    return replace(span, end_column=span.column + place.length)


def _keys_are_lost(decoded: Decoded[Event]) -> bool:
    """Whether a source or its key could not be read: an unknown key proves nothing then."""
    return any(
        path[:1] == ("sources",) and (len(path) <= 2 or path[2] not in _BESIDE_KEY)
        for path in decoded.failed
    )


def _wrong_sources(event: Event, decoded: Decoded[Event]) -> Iterator[Diagnostic]:
    """Sources that say nothing, keys given twice, and statements that name no source."""
    first: dict[str, Span] = {}
    for number, source in zip(places(decoded, "sources"), event.sources, strict=False):
        broken = any(path[:2] == ("sources", number) for path in decoded.failed)
        if not (source.url or source.title or source.publisher or broken):
            yield problem(
                "empty-source",
                where(decoded, "sources", number),
                "this source names neither url, title nor publisher",
                "a reader must be able to find it: give one of the three at least",
            )
        yield from _early(source, where(decoded, "sources", number, "accessed"))
        key_span = where(decoded, "sources", number, "key")
        if source.key in first:
            related = (Related(first[source.key], "the first source with this key"),)
            message = f"two sources have the key “{source.key}”"
            yield problem(
                "duplicate-source", key_span, message, "give one of them another key", related
            )
        elif source.key:
            first[source.key] = key_span
    if not _keys_are_lost(decoded):
        yield from _unknown_keys(event, decoded, first)


def _early(source: Source, span: Span) -> Iterator[Diagnostic]:
    """A source that was read before it was published, in whichever zones the two days are.

    Months and longer are not compared: a magazine bears the name of a month that is yet to come.
    """
    read, made = source.accessed, source.date
    if not read or not made or read.latest is None or made.earliest is None:
        return
    is_doubted = read.approximate or read.uncertain or made.approximate or made.uncertain
    is_day = made.precision in PRECISIONS[: PRECISIONS.index(Precision.DAY) + 1]
    if is_day and not is_doubted and made.earliest - read.latest > WIDEST:
        yield problem(
            "accessed-too-early",
            span,
            f"“{read.text}” is before the source's own date, “{made.text}”",
            "“date” is when it was published, “accessed” when you read it: one of them is wrong",
        )


def _unknown_keys(
    event: Event, decoded: Decoded[Event], known: dict[str, Span]
) -> Iterator[Diagnostic]:
    """Keys under a statement's `sources:` that no source bears."""
    for number, statement in zip(places(decoded, "statements"), event.statements, strict=False):
        path = ("statements", number, "sources")
        for item, key in zip(places(decoded, *path), statement.sources, strict=False):
            if key not in known:
                yield problem(
                    "unknown-source",
                    where(decoded, *path, item),
                    f"no source of this event has the key “{key}”",
                    did_you_mean(key, known, _keys(known)),
                )


def _keys(known: Iterable[str]) -> str:
    keys = ", ".join(known)
    return f"the keys of its sources are: {keys}" if keys else "no source of it has a key yet"


def _references(event: Event, decoded: Decoded[Event]) -> Iterator[Reference]:
    """The words in the record that name something elsewhere, with their places."""
    if ("status",) in decoded.places:
        yield Reference("status", event.status, where(decoded, "status"))
    for number, actor in zip(places(decoded, "actors"), event.actors, strict=False):
        yield Reference("actor", actor, where(decoded, "actors", number))
    for number, statement in zip(places(decoded, "statements"), event.statements, strict=False):
        yield Reference("actor", statement.by, where(decoded, "statements", number, "by"))
    for number, picture in zip(places(decoded, "media"), event.media, strict=False):
        yield Reference("picture", picture.file, where(decoded, "media", number, "file"))
    for name in RELATIONS:
        targets = getattr(event.relations, name)
        for number, target in zip(places(decoded, "relations", name), targets, strict=False):
            yield Reference("event", target, where(decoded, "relations", name, number))
