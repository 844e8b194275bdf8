"""The same events as a site for Hugo: its layouts are in `hugo/`, its content is made here.

What a Hugo author would write down is in the front matter. What Linimasa finds out by itself
and Hugo has no word for (the part of a long list that an event stands in, the thread it belongs
to) is found here and given to Hugo as terms: it is spared work, and never given more.
"""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from generate import Event, Source, actors, events

LANGUAGE = "en"
LAYOUTS = Path(__file__).with_name("hugo")
ASSETS = Path(__file__).parents[2] / "theme" / "static"
FULL_PAGE, LONG_YEAR = 300, 50
"""As in Linimasa: the most events of a page, and of a year without pages for its months."""
CITATION = re.compile(r"\[@s(\d)\]")
LISTS = {"tags": "Topics", "threads": "Threads", "actors": "Actors", "status": "Status"}
HELPERS = ("events", "years", "months", "parts")
"""Sections that have pages below them, but none of their own."""
PAGES = ("sources", "corrections", "newest")

Sizes = Counter[tuple[str, ...]]
"""How many events a list has: by kind and name, and by period after those."""


def write_hugo_site(folder: Path, count: int, seed: int = 1) -> None:
    """Write a whole site for Hugo into `folder`, of the events that `generate` writes."""
    shutil.copytree(LAYOUTS, folder, dirs_exist_ok=True)
    shutil.copytree(ASSETS, folder / "assets", dirs_exist_ok=True)
    content = folder / "content"
    for name, title in LISTS.items():
        _write(content / name / "_index.md", {"title": title})
    for name in HELPERS:
        _write(content / name / "_index.md", {"build": {"render": "never"}})
    for name in PAGES:
        _write(content / f"{name}.md", {"title": name.capitalize(), "layout": name})
    sizes: Sizes = Counter()
    members: dict[str, list[str]] = {}
    threads: dict[str, str] = {}
    for one in events(count, [LANGUAGE], seed):
        sizes.update(_places(one))
        if one.follows:
            first = threads[one.id] = threads.get(one.follows, one.follows)
            threads[first] = first
            members.setdefault(first, []).append(one.id)
    for actor in actors([LANGUAGE], seed):
        # Hugo would make a page for somebody without events, too.
        if sizes["actors", actor.id]:
            told = {"role": actor.kind.capitalize(), "description": actor.description[LANGUAGE]}
            _write(content / "actors" / actor.id / "_index.md", {"title": actor.name, **told})
    for one in events(count, [LANGUAGE], seed):
        thread = threads.get(one.id, "")
        front = front_matter(one, thread, sizes)
        _write(content / "events" / f"{one.id}.md", front, as_markdown(one))
        if one.id in members:
            old = [f"/threads/{other}/" for other in members[one.id]]
            index = content / "threads" / one.id / "_index.md"
            _write(index, {"title": one.title[LANGUAGE], "aliases": old})


def front_matter(event: Event, thread: str, sizes: Sizes) -> dict[str, object]:
    """What Hugo is told of an event besides its text; what is empty is left out."""
    correction = event.correction.get(LANGUAGE)
    corrected = f"{event.day + timedelta(days=30)}"
    year = f"{event.day.year}"
    told = {
        "title": event.title[LANGUAGE],
        "id": event.id,
        "date": f"{earliest(event)}",
        "lastmod": corrected if correction else "",
        "edtf": event.date,
        "shape": "day" if event.date == f"{event.day}" else "span",
        "stretch": "late" if event.date.startswith("late") else "",
        "until": event.date.partition("/")[2],
        "summary": event.summary[LANGUAGE],
        "status": event.status,
        "importance": event.importance,
        "place": event.place,
        "actors": event.actors,
        "tags": event.tags,
        "years": [year],
        "months": [f"{event.day:%Y-%m}"] if sizes["years", year] > LONG_YEAR else [],
        "threads": [thread] if thread else [],
        "parts": list(_parts(event, sizes)),
        "sources": [_told(one) for one in event.sources],
        "statements": [
            {"by": said.by, "stance": said.stance, "text": said.text[LANGUAGE]}
            for said in event.statements
        ],
        "follows": event.follows,
        "confirms": event.confirms,
        "correction": {"date": corrected, "text": correction} if correction else None,
    }
    return {name: value for name, value in told.items() if value}


def as_markdown(event: Event) -> str:
    """The body, its citations as Hugo writes them."""
    return CITATION.sub(r"{{< cite \1 >}}", event.body[LANGUAGE])


def earliest(event: Event) -> date:
    """The day that Hugo puts the event at: the first that its date can mean."""
    if event.date.startswith("late"):
        return event.day.replace(day=21)
    return event.day.replace(day=1) if event.date == f"{event.day:%Y-%m}" else event.day


def _told(source: Source) -> dict[str, str]:
    told = ((name, getattr(source, name)) for name in Source.__slots__)
    return {name: value for name, value in told if value}


def _topics(event: Event) -> Iterator[tuple[str, str]]:
    """The lists that an event stands in and that may be too long for a page."""
    yield from (("tags", tag) for tag in event.tags)
    yield from (("actors", actor) for actor in event.actors)
    yield "status", event.status


def _places(event: Event) -> Iterator[tuple[str, ...]]:
    year = f"{event.day.year}"
    yield "years", year
    for topic in _topics(event):
        yield topic
        yield (*topic, year)


def _parts(event: Event, sizes: Sizes) -> Iterator[str]:
    """The parts of long lists that it stands in: by year, by month where a year is too long."""
    for topic in _topics(event):
        if sizes[topic] > FULL_PAGE:
            year = f"{event.day.year}"
            long = sizes[*topic, year] > FULL_PAGE
            yield "--".join((*topic, f"{event.day:%Y-%m}" if long else year))


def _write(path: Path, front: dict[str, object], body: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{json.dumps(front, ensure_ascii=False)}\n\n{body}\n", "utf-8")
