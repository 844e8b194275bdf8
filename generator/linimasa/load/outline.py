"""One loaded event → what the site keeps of it: its outline, and the whole for its own page.

In: a `Loaded` and the site's languages. Out: a `Filed`. What only the event's own page shows
stays out of the outline, so that an edit of a body touches no list.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from linimasa.diagnostics import Diagnostic, Span
from linimasa.fuzzydate import parse
from linimasa.load.translated import stale, unnoted
from linimasa.load.updated import last_change
from linimasa.model.files import digest_of
from linimasa.model.jsonform import Damaged, dump, from_json, plain, value_of
from linimasa.model.period import begins, period_of
from linimasa.model.record import Event, Source, Text, newsrooms
from linimasa.model.site import Filed, Loaded, Outline, Prose, Reference, Stale, Whole

Body = tuple[Prose, ...]
_OUTLINE = tuple(Outline.__dataclass_fields__)
"""The last of them is JSON itself."""
_FIELDS = {name: at for at, name in enumerate(Event.__dataclass_fields__)}
_NOTHING = plain(Event(date=parse("2000"), title=Text()), Event)
_OF_ITS_PAGE = (
    "aliases",
    "body",
    "draft",
    "extra",
    "ignore",
    "media",
    "publish",
    "relations",
    "translated",
)
"""Fields of which lists show nothing."""


def filed(loaded: Loaded, languages: Sequence[str], zone: str) -> Filed:
    """Sort what is known of an event file by who needs it."""
    references = tuple((one.kind, one.word) for one in loaded.references)
    places = dump(
        [
            [_numbers(one.span) for one in loaded.references],
            {field: _numbers(span) for field, span in loaded.spans},
        ]
    )
    outline = whole = None
    changed = untold = ""
    if loaded.event:
        outdated = stale(loaded.event, languages[0])
        changed = dump(outdated) if outdated else ""
        untold = _unnoted(loaded.event, languages[0])
        parts = plain(loaded.event, Event)
        missing = tuple(_missing(loaded.event, languages, loaded.unread))
        outline = _outline(loaded.event, parts, missing, zone)
        whole = _whole(parts, loaded.body)
    found = loaded.diagnostics
    return Filed(loaded.path, loaded.id, outline, whole, references, places, found, changed, untold)


def filed_to_json(file: Filed) -> str:
    """The file as three lines of JSON, without the text of the whole event.

    What is JSON already has a line of its own: to write and read it in quotes takes its time.
    """
    outline = file.outline
    parts = [
        file.path,
        file.id,
        [getattr(outline, name) for name in _OUTLINE[:-1]] if outline else None,
        file.whole.digest if file.whole else None,
        file.words,
        plain(file.diagnostics, tuple[Diagnostic, ...]),
        file.stale,
        file.unnoted,
    ]
    return "\n".join((dump(parts), file.places, outline.listed if outline else ""))


def filed_from_json(text: str) -> Filed:
    """The file again. By hand, as this is what most of a build without changes consists of."""
    try:
        parts, places, listed = text.split("\n")
        path, name, outline, whole, words, diagnostics, changed, untold = json.loads(parts)
        return Filed(
            path,
            name,
            _outline_again(outline, listed) if outline else None,
            Whole(whole, "") if whole else None,
            tuple([_word(kind, word) for kind, word in words]),
            places,
            value_of(diagnostics, tuple[Diagnostic, ...], "UTC") if diagnostics else (),
            changed,
            _once(untold),
        )
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise Damaged("this is no file of an event") from error


def _outline_again(parts: Sequence[Any], listed: str) -> Outline:
    """An outline from its fields in JSON. Short texts once each: most events have the same few."""
    (
        digest, name, date, bounds, period, title, status, importance, tags, actors, speakers,
        sources, newsrooms, relations, aliases, publish, draft, media, undescribed, missing,
        corrected, changed, ignore,
    ) = parts  # fmt: skip
    return Outline(
        digest,
        name,
        _once(date),
        tuple(bounds),
        tuple(period),
        _pairs(title),
        _once(status),
        importance,
        _words(tags),
        _words(actors),
        _words(speakers),
        tuple([(_once(publisher), _once(code), key) for publisher, code, key in sources]),
        newsrooms,
        _pairs(relations),
        _words(aliases),
        publish,
        draft,
        _words(media),
        tuple(undescribed),
        _pairs(missing),
        _words(corrected),
        changed,
        _words(ignore),
        listed,
    )


def _words(texts: Sequence[str]) -> tuple[Any, ...]:
    return tuple(map(_once, texts)) if texts else ()


def _pairs(pairs: Sequence[Sequence[str]]) -> tuple[tuple[str, Any], ...]:
    return tuple([(_once(first), second) for first, second in pairs]) if pairs else ()


@functools.lru_cache(maxsize=16_384)
def _once(text: str) -> str:
    """The text; for equal ones the very same, which takes memory once."""
    return text


@functools.lru_cache(maxsize=16_384)
def _word(kind: str, word: str) -> tuple[str, str]:
    """What a reference names; remembered, as most events name the same few."""
    return _once(kind), _once(word)


def listed_event(outline: Outline, zone: str) -> Event:
    """The event as lists show it; statements without their words."""
    event: Event = from_json(outline.listed, Event, zone)
    return event


def listed_source(outline: Outline, number: int, zone: str) -> Source:
    """One source of the event, which is much less to read than all of it."""
    parts = json.loads(outline.listed)[_FIELDS["sources"]][number]
    source: Source = value_of(parts, Source, zone)
    return source


def listed_sources(outline: Outline, zone: str) -> tuple[Source, ...]:
    """The sources of the event, which is much less to read than all of it."""
    parts = json.loads(outline.listed)[_FIELDS["sources"]]
    sources: tuple[Source, ...] = value_of(parts, tuple[Source, ...], zone)
    return sources


def whole_event(whole: Whole, zone: str) -> tuple[Event, Body]:
    """All of the event, its body as HTML."""
    both: tuple[Event, Body] = from_json(whole.text, tuple[Event, Body], zone)
    return both


def reference(file: Filed, number: int) -> Reference:
    """A reference of the file with its place."""
    kind, word = file.words[number]
    return Reference(kind, word, _span(file.path, _places(file)[0][number]))


def stale_of(file: Filed) -> tuple[Stale, ...]:
    """The translations of an event whose originals were changed."""
    found = json.loads(file.stale) if file.stale else ()
    return tuple((tuple(way), first, second) for way, first, second in found)


def span_of(file: Filed, field: str) -> Span:
    """Where a field of the event stands, else the file as a whole."""
    numbers = _places(file)[1].get(field)
    return _span(file.path, numbers) if numbers else Span(file.path)


def _places(file: Filed) -> Any:
    return json.loads(file.places)


def _numbers(span: Span) -> list[int]:
    return [span.line, span.column, span.end_line, span.end_column] if span.path else []


def _span(path: str, numbers: Sequence[int]) -> Span:
    return Span(path, *numbers) if numbers else Span("")


def _outline(
    event: Event, parts: list[Any], missing: tuple[tuple[str, str], ...], zone: str
) -> Outline:
    period = period_of(event.date)
    fields: dict[str, Any] = {
        "id": event.id,
        "date": event.date.text,
        "bounds": (event.date.earliest, event.date.latest),
        "period": (period.start, period.years, begins(event.date)[1]),
        "title": event.title.entries,
        "status": event.status,
        "importance": event.importance,
        "tags": event.tags,
        "actors": event.actors,
        "speakers": tuple(dict.fromkeys(statement.by for statement in event.statements)),
        "sources": tuple(
            (one.publisher, one.language, one.url or f"{one.title}\0{one.publisher}\0{_edtf(one)}")
            for one in event.sources
        ),
        "newsrooms": newsrooms(event.sources),
        "relations": tuple((kind.value, target) for kind, target in event.relations.pairs()),
        "aliases": event.aliases,
        "publish": event.publish,
        "draft": event.draft,
        "media": tuple(one.file for one in event.media),
        "undescribed": tuple(at for at, one in enumerate(event.media) if not one.alt),
        "missing": missing,
        "corrected": tuple(one.date.text for one in event.corrections),
        "changed": last_change(event, zone),
        "ignore": tuple(code for code, _ in event.ignore),
        "listed": dump(_listed(parts)),
    }
    return Outline(_digest(dump(list(fields.values()))), **fields)


def _whole(parts: list[Any], body: Body) -> Whole:
    text = dump([parts, plain(body, Body)])
    return Whole(_digest(text), text)


def _listed(parts: list[Any]) -> list[Any]:
    event = [*parts]
    for name in _OF_ITS_PAGE:
        event[_FIELDS[name]] = _NOTHING[_FIELDS[name]]
    event[_FIELDS["statements"]] = [
        [by, stance, [[]], None, []] for by, stance, *_ in parts[_FIELDS["statements"]]
    ]
    return event


def _missing(
    event: Event, languages: Sequence[str], unread: Collection[str]
) -> Iterator[tuple[str, str]]:
    """For each language that lacks something the event has in another, which texts those are."""
    fields = (("title", event.title), ("summary", event.summary), ("body", event.body))
    texts = [(name, text) for name, text in fields if name not in unread]
    for language in languages:
        missing = [name for name, text in texts if text and text.get(language) is None]
        if missing:
            yield language, ", ".join(missing)


def _unnoted(event: Event, first: str) -> str:
    """For each language, the fields with translated texts that have no note."""
    fields: dict[str, dict[str, None]] = {}
    for one in unnoted(event, first):
        language, field = one.place
        fields.setdefault(language, {})[field] = None
    return "; ".join(f"{language}: {', '.join(some)}" for language, some in fields.items())


def _edtf(source: Source) -> str:
    return source.date.edtf if source.date else ""


def _digest(text: str) -> str:
    return digest_of(text.encode("utf-8", "surrogatepass"))
