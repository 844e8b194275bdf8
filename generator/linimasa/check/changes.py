"""What readers were told and is no longer so, without a correction that says it.

In: the site as it was and as it is. Out: a diagnostic for each such change in an event that was
published then and is now, and for each published event that is gone. One rule decides: what was
said must still be said, or a new entry under `corrections:` says what became of it. Whatever is
only added, moved or written in another way is no change.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TypeVar

from linimasa.decode import Context
from linimasa.diagnostics import Diagnostic, Span, has_errors, in_order, problem
from linimasa.fuzzydate import SECONDS_A_DAY, FuzzyDate, date_of
from linimasa.fuzzydate.zones import to_civil
from linimasa.link import is_public
from linimasa.load import load_actors, load_settings
from linimasa.load.reading import read_yaml, where
from linimasa.model.address import same_place
from linimasa.model.files import InputFile, Snapshot
from linimasa.model.record import Actor, Correction, Event, Source, Statement, Text
from linimasa.model.settings import Settings
from linimasa.model.site import Load, Loaded

T = TypeVar("T")
Signs = Sequence[Hashable]
Rule = tuple[Callable[[T], Signs], Callable[[T], Signs]]
"""By which signs an old item is known, and by which a new one; the same item has one in common."""
Told = Text | FuzzyDate | str | None

OF_A_SOURCE = (
    "url", "title", "publisher", "author", "date", "language", "origin", "quote", "supports",
)  # fmt: skip
"""Fields of a source that say something; the others are a handle, and care for the link."""
LOST = ("corrections",)
"""Of a correction that is gone."""
LONGEST = 60
"""So many signs of a text are quoted."""
LEAD = 20
"""So many of them stand before the first that differs."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something readers were told that has changed, or is gone."""

    path: tuple[str | int, ...]
    """The field as it is now, or what it was part of."""
    what: str
    was: str
    now: str
    """Empty where it is gone."""


# -- two sites ------------------------------------------------------------------------------


def uncorrected(before: Snapshot, after: Snapshot, load: Load) -> tuple[Diagnostic, ...] | None:
    """Compare a site with what it was; in one zone files with one digest need no content.

    None where the site had no settings that can be read, and so nothing to compare with.

    A file with errors could not be published, and is compared with nothing. Both sites are seen
    as of now: an embargo that has ended since then has ended.

    Diagnostics: `uncorrected-change`, `removed-event`.
    """
    then, now = load_settings(before.settings).settings, load_settings(after.settings).settings
    if then is None:
        return None
    if now is None:
        return ()
    is_same_zone = then.timezone == now.timezone  # else one text means two moments
    old = _loaded(before.events, after.events if is_same_zone else (), then, load)
    new = _loaded(after.events, before.events if is_same_zone else (), now, load)
    files = {file.path: file for file in after.events}
    actors, _ = load_actors(after.actors, now.languages, now.timezone)
    found: list[Diagnostic] = []
    for was, one in _met(old, new, then, after.now):
        if one is None:
            found.append(_gone(was, now))
            continue
        found += _in_other_letters(was, one)
        if not (one.event and is_public(one.event, now.timezone, after.now)):
            found += _hidden(was, one, now)
        elif was.event and not has_errors(one.diagnostics):
            found += _unreached(was.event, one, new)
            told = list(_untold(was.event, one.event, actors))
            found += _named(told, files[one.path], now, _today(after.now, now.timezone))
    return in_order(found)


def _loaded(
    files: Iterable[InputFile], others: Iterable[InputFile], settings: Settings, load: Load
) -> list[Loaded]:
    """The events of the files that are not the same among the others."""
    digests = {file.path: file.digest for file in others}
    return [
        load(file, settings.languages, settings.timezone)
        for file in files
        if file.digest != digests.get(file.path)
    ]


def _met(
    old: Sequence[Loaded], new: Sequence[Loaded], settings: Settings, now: int
) -> Iterator[tuple[Loaded, Loaded | None]]:
    """Each event that was published, with what it is now; None where it is gone.

    An event that took an alias is the same under a new name, unless it was there before: then it
    has taken the other one's place.
    """
    here = {same_place(one.id): one for one in new}
    there_before = {same_place(one.id) for one in old}
    renamed = {same_place(alias): one for one in new if one.event for alias in one.event.aliases}
    is_sure = all(one.event for one in new)  # an event that cannot be read may have any alias
    for was in old:
        if not was.event or has_errors(was.diagnostics):
            continue
        if not is_public(was.event, settings.timezone, now):
            continue
        name = same_place(was.id)
        if name in here:
            yield was, here[name]
        elif name not in renamed:
            if is_sure:
                yield was, None
        elif same_place(renamed[name].id) not in there_before:
            yield was, renamed[name]


def _untold(before: Event, after: Event, actors: Mapping[str, Actor]) -> Iterator[Change]:
    """The changes that no new correction answers for; a correction that is gone none does."""
    kept = [at for _, at in _corrections(before, after) if at is not None]
    is_corrected = len(after.corrections) > len(kept)
    for change in changes(before, after, actors):
        if change.path == LOST or not is_corrected:
            yield change


# -- two events -----------------------------------------------------------------------------


def changes(before: Event, after: Event, actors: Mapping[str, Actor]) -> Iterator[Change]:
    """What `before` told its readers and `after` does not."""
    yield from _difference(("date",), "the date", before.date, after.date)
    yield from _difference(("title",), "the title", before.title, after.title)
    yield from _difference(("status",), "the status", before.status, after.status)
    yield from _statements(before.statements, after.statements, actors)
    yield from _sources(before.sources, after.sources)
    for was, at in _corrections(before, after):
        if at is None:
            yield Change(LOST, "the correction of", was.date.text, "")


def _corrections(before: Event, after: Event) -> Iterator[tuple[Correction, int | None]]:
    def days(one: Correction) -> Signs:
        return [one.date.edtf]

    def words(one: Correction) -> Signs:
        return [_plain(text) for _, text in one.text.entries]

    def days_and_words(one: Correction) -> Signs:
        return [(days(one)[0], said) for said in words(one)]

    rules = [(rule, rule) for rule in (days_and_words, days, words)]
    return _paired(before.corrections, after.corrections, rules)


def _statements(
    before: Sequence[Statement], after: Sequence[Statement], actors: Mapping[str, Actor]
) -> Iterator[Change]:
    def names(one: Statement) -> Signs:
        return sorted(_names(one.by, actors))

    def acts(one: Statement) -> Signs:
        return [(name, one.stance) for name in names(one)]

    def words(one: Statement) -> Signs:
        return [(one.stance, _plain(text)) for _, text in one.text.entries]

    def acts_in_words(one: Statement) -> Signs:
        return [(act, said) for act in acts(one) for said in words(one)]

    rules = [(rule, rule) for rule in (acts_in_words, acts, names, words)]
    for was, at in _paired(before, after, rules):
        if at is None:
            said = next((text for _, text in was.text.entries), was.stance.value)
            yield Change(("statements",), f"the statement by {was.by}", said, "")
        else:
            yield from _statement(("statements", at), was, after[at], actors)


def _statement(
    path: tuple[str | int, ...], was: Statement, now: Statement, actors: Mapping[str, Actor]
) -> Iterator[Change]:
    if _names(was.by, actors).isdisjoint(_names(now.by, actors)):
        yield Change((*path, "by"), "the speaker of a statement", was.by, now.by)
    yield from _difference(
        (*path, "stance"), f"the stance of {was.by}", was.stance.value, now.stance.value
    )
    yield from _difference((*path, "text"), f"what {was.by} says", was.text, now.text)
    yield from _difference((*path, "date"), f"the date of what {was.by} says", was.date, now.date)


def _names(by: str, actors: Mapping[str, Actor]) -> set[str]:
    """What somebody may be called: to list an actor changes nothing for readers."""
    names = (by, *(text for _, text in actors[by].name.entries)) if by in actors else (by,)
    return {_plain(name).casefold() for name in names}


def _sources(before: Sequence[Source], after: Sequence[Source]) -> Iterator[Change]:
    def by(name: str) -> Rule[Source]:
        def rule(one: Source) -> Signs:
            return [*filter(None, (getattr(one, name),))]

        return rule, rule

    def publisher(one: Source) -> Signs:
        return [one.publisher]

    def publisher_alone(one: Source) -> Signs:
        return [] if one.url or one.title else [one.publisher]

    rules = (
        (_all_of_source, _all_of_source),
        *map(by, ("url", "key", "title")),
        (publisher_alone, publisher),
    )
    for was, at in _paired(before, after, rules):
        if at is None:
            yield Change(("sources",), "the source", was.title or was.publisher or was.url, "")
        else:
            yield from _source(("sources", at), was, after[at])


def _all_of_source(one: Source) -> Signs:
    told = (getattr(one, name) for name in OF_A_SOURCE)
    return [tuple(field.edtf if isinstance(field, FuzzyDate) else field for field in told)]


def _source(path: tuple[str | int, ...], was: Source, now: Source) -> Iterator[Change]:
    for name in OF_A_SOURCE:
        what = f"the {name} of a source"
        yield from _difference((*path, name), what, getattr(was, name), getattr(now, name))


def _paired(
    before: Sequence[T], after: Sequence[T], rules: Iterable[Rule[T]]
) -> Iterator[tuple[T, int | None]]:
    """Each item with the place of the one it has become; the first rules are the surest."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for of_old, of_new in rules:
        places: dict[Hashable, list[int]] = {}
        for at in reversed([at for at in range(len(after)) if at not in taken]):
            for sign in of_new(after[at]):
                places.setdefault(sign, []).append(at)
        for number in range(len(before)):
            if number in found:
                continue
            for sign in of_old(before[number]):
                left = places.get(sign, [])
                while left and left[-1] in taken:
                    left.pop()
                if left and number not in found:
                    found[number] = left.pop()
                    taken.add(found[number])
    return ((one, found.get(number)) for number, one in enumerate(before))


# -- two values -----------------------------------------------------------------------------


def _difference(path: tuple[str | int, ...], what: str, was: Told, now: Told) -> Iterator[Change]:
    """The change from one value to another, unless only something was added."""
    if isinstance(was, Text) and isinstance(now, Text):
        language, old, new = _of_texts(was, now)
        path = (*path, language)
    else:
        old, new = _written(was), _written(now)
        if isinstance(was, FuzzyDate) and isinstance(now, FuzzyDate) and was.edtf == now.edtf:
            return
    if old and _plain(old) != _plain(new):
        yield Change(path, what, _plain(old), _plain(new))


def _of_texts(was: Text, now: Text) -> tuple[str, str, str]:
    """The first language in which two texts differ, and both; translations may come and go."""
    old, new = dict(was.entries), dict(now.entries)
    shared = [language for language in old if language in new]
    for language in shared:
        if _plain(old[language]) != _plain(new[language]):
            return language, old[language], new[language]
    if shared or not old or not {*map(_plain, old.values())}.isdisjoint(map(_plain, new.values())):
        return "", "", ""
    language = next(iter(new), "")
    return language, next(iter(old.values())), new.get(language, "")


def _written(told: Told) -> str:
    return told.text if isinstance(told, FuzzyDate) else str(told or "")


def _plain(text: str) -> str:
    """The text without what only its file shows: how lines break and how letters are stored."""
    return " ".join(unicodedata.normalize("NFC", text).split())


# -- diagnostics ----------------------------------------------------------------------------


def _named(
    told: Sequence[Change], file: InputFile, settings: Settings, today: str
) -> Iterator[Diagnostic]:
    if not told:
        return
    decoded = read_yaml(file, Event, Context(settings.languages, settings.timezone)).decoded
    for change in told:
        is_there = decoded is not None and change.path[:1] in decoded.places
        span = where(decoded, *change.path) if decoded and is_there else Span(file.path)
        was, now = _shortened(change.was, change.now)
        became = f"{change.what} was “{was}” and is now “{now}”"
        if not now:
            became = f"{change.what} “{was}” was taken out"
        hint = f"add to corrections: {{date: {today}, text: what was wrong and what is right}}"
        if change.path == LOST:
            hint = "put it back, and new ones below it: readers were told of it"
        else:
            became = f"{became}, and no new correction says so"
        yield problem("uncorrected-change", span, became, hint)


def _shortened(was: str, now: str) -> tuple[str, str]:
    """Two texts around the first sign that differs."""
    pairs = zip(was, now, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    start = 0 if max(len(was), len(now)) <= LONGEST else max(same - LEAD, 0)

    def cut(text: str) -> str:
        end = start + LONGEST
        return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")

    return cut(was), cut(now) if now else ""


def _gone(was: Loaded, settings: Settings) -> Diagnostic:
    return problem(
        "removed-event",
        Span(was.path),
        f"the published event “{_title(was, settings)}” is gone: /events/{was.id}/ leads nowhere",
        f"write aliases: [{was.id}] into the event that takes its place, or keep it with a"
        " line under corrections:",
    )


def _in_other_letters(was: Loaded, one: Loaded) -> Iterator[Diagnostic]:
    """An id that is another one only to servers that tell capitals from small letters: most do."""
    old, new = (unicodedata.normalize("NFC", name) for name in (was.id, one.id))
    if old != new and same_place(old) == same_place(new):
        yield problem(
            "removed-event",
            Span(one.path),
            f"this event was published as “{old}” and is now “{new}”: on most servers"
            f" /events/{old}/ leads nowhere",
            f"name it “{old}” again, as other systems take both names for one, and so an alias"
            " cannot help",
        )


def _unreached(was: Event, one: Loaded, new: Sequence[Loaded]) -> Iterator[Diagnostic]:
    """A former name that worked and no event has any more; readers may have kept its address."""
    if not all(other.event for other in new):
        return  # an event that cannot be read may have any name
    known = {same_place(other.id) for other in new}
    known.update(same_place(name) for each in new if each.event for name in each.event.aliases)
    for alias in was.aliases:
        if same_place(alias) not in known:
            yield problem(
                "removed-event",
                one.span("aliases") if one.event and one.event.aliases else Span(one.path),
                f"“{alias}” was an alias and is none now: /events/{alias}/ leads nowhere",
                f"write it back: aliases: [{alias}]",
            )


def _hidden(was: Loaded, one: Loaded, settings: Settings) -> Iterator[Diagnostic]:
    """An event that was published and is taken back; one with errors is not judged."""
    if one.event is None:
        return
    field = "draft" if one.event.draft else "publish"
    yield problem(
        "removed-event",
        one.span(field),
        f"the event “{_title(was, settings)}” was published, and is now kept back by {field}:",
        "keep it, and say under corrections: what was wrong",
    )


def _title(one: Loaded, settings: Settings) -> str:
    first = settings.languages[0]
    title = one.event.title.best(first, first)[0] if one.event else ""
    return _shortened(_plain(title) or one.id, "")[0]


def _today(now: int, zone: str) -> str:
    civil = to_civil(now, zone)
    year, month, day = date_of((now if civil is None else civil) // SECONDS_A_DAY)
    return f"{year:04}-{month:02}-{day:02}"
