"""What the events of a page can be filtered by.

In: the events of a page. Out: groups of options, each with its number of events, and the
sections of the page with the numbers of the options that hold for each event. Choosing is left
to the reader's browser; an option that would choose every event or none is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from linimasa.model.address import slug
from linimasa.model.record import Id, Text
from linimasa.model.site import Outline
from linimasa.model.views import FilterGroup, FilterOption, Phrase, Section
from linimasa.plan.edition import Edition
from linimasa.plan.sheets import Listed
from linimasa.wording import language_name

FEW = 8
"""A page with fewer events than this needs no filter."""
MOST = 24
"""A group offers no more tags or actors, those with the most events, two at least; each has a
page of its own anyway."""
WEIGHTS = {1: "Key events", 2: "Ordinary", 3: "Minor"}
"""What each importance is called."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option, with the events it holds for."""

    value: str
    label: Phrase
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of one kind: its word in addresses, and its name."""

    kind: str
    label: str
    options: tuple[Choice, ...]


def choices(
    edition: Edition, tags: Mapping[str, Text], events: Sequence[Listed]
) -> tuple[Choices, ...]:
    """Each kind of option for some events, but for their periods, which their page knows."""
    if len(events) < FEW:
        return ()
    shown = [one.outline for one in events]
    return tuple(
        Choices(kind, edition.say(label), tuple(options))
        for kind, label, options in (
            ("tag", "Tag", _tags(edition, tags, shown)),
            ("status", "Status", _statuses(edition, shown)),
            ("actor", "Actor", _actors(edition, shown)),
            ("language", "Language of the sources", _languages(edition, shown)),
            ("importance", "Importance", _weights(edition, shown)),
        )
    )


def filtering(
    edition: Edition, offered: Sequence[Choices], sections: Sequence[Section]
) -> tuple[tuple[FilterGroup, ...], tuple[Section, ...]]:
    """The groups of options for a page, and its sections marked with them."""
    if not offered:
        return (), tuple(sections)
    periods = Choices("period", edition.say("Period"), tuple(_periods(edition, sections)))
    total = sum(len(section.items) for section in sections)
    groups: list[FilterGroup] = []
    held: dict[str, list[int]] = {}
    number = 0
    for group in (*offered[:3], periods, *offered[3:]):
        options = []
        for choice in group.options:
            if len(choice.events) < total:
                options.append(FilterOption(number, choice.value, choice.label, len(choice.events)))
                for name in choice.events:
                    held.setdefault(name, []).append(number)
                number += 1
        if options:
            groups.append(FilterGroup(group.kind, group.label, tuple(options)))
    return tuple(groups), tuple(_marked(section, held) for section in sections)


def _marked(section: Section, held: Mapping[str, Sequence[int]]) -> Section:
    items = (replace(item, options=tuple(held.get(item.id, ()))) for item in section.items)
    return replace(section, items=tuple(items))


def _gathered(
    events: Iterable[Outline], words: Callable[[Outline], Iterable[str]]
) -> dict[str, list[Id]]:
    """The events that have each word."""
    found: dict[str, list[Id]] = {}
    for one in events:
        for word in dict.fromkeys(words(one)):
            found.setdefault(word, []).append(one.id)
    return found


def _commonest_first(options: Iterable[Choice]) -> list[Choice]:
    return sorted(options, key=lambda one: (-len(one.events), one.label.text, one.value))


def _commonest(options: Iterable[Choice]) -> list[Choice]:
    """Those worth a box: some lists of names are long, and most names stand in one event."""
    return _commonest_first(one for one in options if len(one.events) > 1)[:MOST]


def _tags(
    edition: Edition, tags: Mapping[str, Text], events: Sequence[Outline]
) -> Iterable[Choice]:
    found = _gathered(events, lambda event: map(slug, event.tags))
    return _commonest(
        Choice(tag, edition.tag(tag, tags[tag]).label, tuple(inside))
        for tag, inside in found.items()
    )


def _statuses(edition: Edition, events: Sequence[Outline]) -> Iterable[Choice]:
    """In the order of the site's vocabulary."""
    found = _gathered(events, lambda event: (event.status,))
    for word, _ in edition.settings.statuses:
        if word in found:
            yield Choice(slug(word), edition.badge(word).label, tuple(found[word]))


def _actors(edition: Edition, events: Sequence[Outline]) -> Iterable[Choice]:
    """Those who take part or make a statement, by the first way their name is written."""
    words: dict[str, str] = {}

    def named(event: Outline) -> Iterator[str]:
        for word in (*event.actors, *event.speakers):
            words.setdefault(slug(word), word)
            yield slug(word)

    found = _gathered(events, named)
    return _commonest(
        Choice(one, edition.actor(words[one]).label, tuple(inside)) for one, inside in found.items()
    )


def _periods(edition: Edition, sections: Sequence[Section]) -> Iterator[Choice]:
    """The sections of the page, in its order."""
    for section in sections:
        if section.items:
            inside = tuple(item.id for item in section.items)
            value = section.anchor.removeprefix("t")
            yield Choice(value, edition.own(section.heading), inside)


def _languages(edition: Edition, events: Sequence[Outline]) -> Iterable[Choice]:
    found = _gathered(
        events, lambda event: (language for _, language, _ in event.sources if language)
    )
    return _commonest_first(
        Choice(code, edition.own(language_name(code, edition.language)), tuple(inside))
        for code, inside in found.items()
    )


def _weights(edition: Edition, events: Sequence[Outline]) -> Iterator[Choice]:
    found = _gathered(events, lambda event: (str(event.importance),))
    for weight, words in WEIGHTS.items():
        if str(weight) in found:
            inside = tuple(found[str(weight)])
            yield Choice(str(weight), edition.own(edition.say(words)), inside)
