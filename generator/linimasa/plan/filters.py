"""What the events of a page can be filtered by.

In: the sections of a page. Out: groups of options, each with its number of events, and the
same sections with the numbers of the options that hold for each event. Choosing is left to
the reader's browser; an option that would choose every event or none is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from linimasa.model.address import slug
from linimasa.model.record import Event, Id
from linimasa.model.views import FilterGroup, FilterOption, Phrase, Section
from linimasa.plan.edition import Edition
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
    events: Sequence[Id]


def filtering(
    edition: Edition, sections: Sequence[Section]
) -> tuple[tuple[FilterGroup, ...], tuple[Section, ...]]:
    """The groups of options for a page, and its sections marked with them."""
    names = [Id(item.card.id) for section in sections for item in section.items]
    if len(names) < FEW:
        return (), tuple(sections)
    groups: list[FilterGroup] = []
    held: dict[Id, list[int]] = {}
    number = 0
    for kind, label, choices in _kinds(edition, sections, names):
        options = []
        for choice in choices:
            if len(choice.events) < len(names):
                options.append(FilterOption(number, choice.value, choice.label, len(choice.events)))
                for name in choice.events:
                    held.setdefault(name, []).append(number)
                number += 1
        if options:
            groups.append(FilterGroup(kind, label, tuple(options)))
    return tuple(groups), tuple(_marked(section, held) for section in sections)


def _marked(section: Section, held: Mapping[Id, Sequence[int]]) -> Section:
    items = (replace(item, options=tuple(held.get(Id(item.card.id), ()))) for item in section.items)
    return replace(section, items=tuple(items))


def _kinds(
    edition: Edition, sections: Sequence[Section], names: Sequence[Id]
) -> Iterator[tuple[str, str, Iterable[Choice]]]:
    """Each kind of option: its word in addresses, its name, and the options there are."""
    yield "tag", edition.say("Topic"), _tags(edition, names)
    yield "status", edition.say("Status"), _statuses(edition, names)
    yield "actor", edition.say("Actor"), _actors(edition, names)
    yield "period", edition.say("Period"), _periods(edition, sections)
    yield "language", edition.say("Language of the sources"), _languages(edition, names)
    yield "importance", edition.say("Importance"), _weights(edition, names)


def _gathered(
    edition: Edition, names: Iterable[Id], words: Callable[[Event], Iterable[str]]
) -> dict[str, list[Id]]:
    """The events that have each word."""
    found: dict[str, list[Id]] = {}
    for name in names:
        for word in dict.fromkeys(words(edition.site.entries[name].event)):
            found.setdefault(word, []).append(name)
    return found


def _commonest_first(choices: Iterable[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda one: (-len(one.events), one.label.text, one.value))


def _commonest(choices: Iterable[Choice]) -> list[Choice]:
    """Those worth a box: some lists of names are long, and most names stand in one event."""
    return _commonest_first(one for one in choices if len(one.events) > 1)[:MOST]


def _tags(edition: Edition, names: Sequence[Id]) -> Iterable[Choice]:
    found = _gathered(edition, names, lambda event: map(slug, event.tags))
    return _commonest(Choice(tag, edition.tag(tag).label, events) for tag, events in found.items())


def _statuses(edition: Edition, names: Sequence[Id]) -> Iterable[Choice]:
    """In the order of the site's vocabulary."""
    found = _gathered(edition, names, lambda event: (event.status,))
    for word, _ in edition.site.settings.statuses:
        if word in found:
            yield Choice(slug(word), edition.badge(word).label, found[word])


def _actors(edition: Edition, names: Sequence[Id]) -> Iterable[Choice]:
    """Those who take part or make a statement, by the first way their name is written."""
    words: dict[str, str] = {}

    def named(event: Event) -> Iterator[str]:
        for word in (*event.actors, *(statement.by for statement in event.statements)):
            words.setdefault(slug(word), word)
            yield slug(word)

    found = _gathered(edition, names, named)
    return _commonest(
        Choice(one, edition.actor(words[one]).label, events) for one, events in found.items()
    )


def _periods(edition: Edition, sections: Sequence[Section]) -> Iterable[Choice]:
    """The sections of the page, in its order."""
    for section in sections:
        if section.items:
            events = [Id(item.card.id) for item in section.items]
            value = section.anchor.removeprefix("t")
            yield Choice(value, edition.own(section.heading), events)


def _languages(edition: Edition, names: Sequence[Id]) -> Iterable[Choice]:
    found = _gathered(
        edition, names, lambda event: (one.language for one in event.sources if one.language)
    )
    return _commonest_first(
        Choice(code, edition.own(language_name(code, edition.language)), events)
        for code, events in found.items()
    )


def _weights(edition: Edition, names: Sequence[Id]) -> Iterable[Choice]:
    found = _gathered(edition, names, lambda event: (str(event.importance),))
    for weight, words in WEIGHTS.items():
        if str(weight) in found:
            yield Choice(str(weight), edition.own(edition.say(words)), found[str(weight)])
