"""Why each page was drawn: what of all that it depends on is not what it was.

In: the pages that were drawn, and what the build before noted. Out: a reason for each, as a line
for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from linimasa.model.files import Trace
from linimasa.model.record import Id
from linimasa.model.site import Outline
from linimasa.plan import Listed, Ties
from linimasa.plan.events import Neighborhood
from linimasa.plan.sheets import Listing
from linimasa.render.drawing import Desk, Job

_TOLD = 5
"""So many files are named; of more it is said how many there are."""


def frames_of(desks: Iterable[Desk]) -> dict[str, str]:
    """A key of what pages share, by language and template."""
    return {
        _frame(desk, template): key.hex() for desk in desks for template, key in desk.frames.items()
    }


def reasons(
    drawn: Iterable[Job], before: Trace, now: Mapping[str, str], ids: Mapping[str, Id]
) -> Iterator[tuple[str, str]]:
    """The path of each page that was drawn, with the reason.

    `now` are the inputs of this build, `ids` those of the events by the paths of their files.
    """
    changed = _changes(before.inputs, now)
    events = {path: word for path, word in changed.items() if _is_event(path)}
    others = {path: word for path, word in changed.items() if path not in events}
    for job in drawn:
        is_of_event = job.sheet.template == "event.html"
        shown = {*_events_on(job.sheet.arguments), *job.sheet.names[-1:] * is_of_event}
        own = {path: word for path, word in events.items() if ids.get(path) in shown}
        yield job.path, _reason(job, before, _told(own or events), _told(others))


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """What became of files, by path."""
    words = dict.fromkeys(now.keys() - before.keys(), "is new")
    words |= dict.fromkeys(before.keys() - now.keys(), "is gone")
    words |= {path: "changed" for path in now.keys() & before.keys() if now[path] != before[path]}
    return dict(sorted(words.items()))


def _reason(job: Job, before: Trace, events: str, others: str) -> str:
    digest = before.files.get(job.path)
    frame = before.frames.get(_frame(job.desk, job.sheet.template))
    if not before.files:
        return "no earlier build is known"
    if frame and frame != job.desk.frames[job.sheet.template].hex():
        return others or "other options, or what all pages show has changed"
    if digest is None:
        return f"the page is new: {events or others}" if events or others else "the page is new"
    if not before.holds(job.path, digest):
        return "its file in the output folder is not as it was written"
    return events or others or "what was remembered of it is lost"


def _events_on(value: object) -> Iterator[Id]:
    """The ids of the events that the arguments of a sheet name."""
    match value:
        case tuple():
            for one in value:
                yield from _events_on(one)
        case Listed(outline=outline):
            yield outline.id
        case Listing(events=events):
            yield from (one.outline.id for one in events)
        case Outline(id=name):
            yield name
        case Ties(later=later):
            yield from (other.id for _, other in later)
        case Neighborhood():
            sides = filter(None, (value.earlier, value.later))
            lines = (*value.thread, *(other for _, _, other in value.related), *sides)
            yield from (one.id for one in lines)


def _frame(desk: Desk, template: str) -> str:
    return f"{desk.edition.language.code} {template}"


def _is_event(path: str) -> bool:
    below = path.startswith("content/") and not path.startswith("content/pages/")
    return below and not path.startswith(("content/_actors.", "content/_extra."))


def _told(changed: Mapping[str, str]) -> str:
    """Some files with what became of them, as words."""
    words = [f"{path} {word}" for path, word in changed.items()]
    rest = [f"{len(words) - _TOLD} more"] if len(words) > _TOLD else []
    return ", ".join((*words[:_TOLD], *rest))
